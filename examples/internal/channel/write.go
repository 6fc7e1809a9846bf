package channel

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// Rows gives the rows of a kind, so that a channel is a source of a run.
func (c *Channel) Rows(_ context.Context, kind string) iter.Seq2[run.Row, error] {
	return func(yield func(run.Row, error) bool) {
		header := &run.Header{Names: names[kind]}
		var values []string
		for n := range c.Len(kind) {
			values = c.Append(values[:0], kind, n)
			if !yield(run.Row{Header: header, Values: values, Line: n + 1}, nil) {
				return
			}
		}
	}
}

// Covers says that the events of all days are there.
func (c *Channel) Covers(string) (first, last payout.Date, known bool) {
	return c.First.AddDays(-400), c.First.AddDays(c.Days - 1), true
}

// UniqueIDs reports whether no event comes twice.
func (c *Channel) UniqueIDs(string) bool { return c.Repeat == 0 }

// Data are rows by kind, of which each is made without those before it.
type Data interface {
	Kinds() []string
	Names(kind string) []string
	Len(kind string) int
	Append(values []string, kind string, n int) []string
	Covers(kind string) (first, last payout.Date, known bool)
}

// WriteCSV writes a kind with a line of names. No value needs quotes.
func WriteCSV(w io.Writer, c Data, kind string) error {
	b := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintln(b, strings.Join(c.Names(kind), ","))
	var values []string
	for n := range c.Len(kind) {
		values = c.Append(values[:0], kind, n)
		for i, v := range values {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(v)
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// WriteJSONLines writes a kind as one object a line, without what is not
// given.
func WriteJSONLines(w io.Writer, c Data, kind string) error {
	b, names := bufio.NewWriterSize(w, 1<<16), c.Names(kind)
	var values []string
	for n := range c.Len(kind) {
		values = c.Append(values[:0], kind, n)
		open := byte('{')
		for i, v := range values {
			if v == "" {
				continue
			}
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			b.WriteByte(open)
			open = ','
			fmt.Fprintf(b, "%q:%s", names[i], text)
		}
		b.WriteString("}\n")
	}
	return b.Flush()
}

// A Form is how files are written.
type Form string

const (
	CSV       Form = "csv"
	JSONLines Form = "jsonl"
)

// Write writes a file of each kind into a folder, and a source.yaml that
// states which days the events cover.
func Write(folder string, c Data, form Form) error {
	for _, kind := range c.Kinds() {
		if err := writeFile(c, filepath.Join(folder, kind+"."+string(form)), kind, form); err != nil {
			return err
		}
	}
	first, last, _ := c.Covers("txn")
	stated := fmt.Sprintf("covers: {txn: {from: %s, until: %s}}\n", first, last)
	return os.WriteFile(filepath.Join(folder, "source.yaml"), []byte(stated), 0o666)
}

func writeFile(c Data, name, kind string, form Form) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	switch form {
	case CSV:
		return WriteCSV(f, c, kind)
	case JSONLines:
		return WriteJSONLines(f, c, kind)
	default:
		return fmt.Errorf("%q is neither csv nor jsonl", form)
	}
}
