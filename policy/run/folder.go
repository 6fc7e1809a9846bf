package run

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// A Folder is a source of files, CSV or JSON Lines, one or more a kind:
// agents.csv holds the agents, txn-2026-03.csv and txn-2026-04.jsonl some
// transactions. A file's name begins with the name of the kind, as in the
// policy or with an s; what follows a hyphen is for people. The first line of
// a CSV file names its columns.
type Folder struct {
	FS  fs.FS
	Dir string

	// Decode, if set, turns the bytes of a file into UTF-8; without it files
	// are UTF-8, with or without a byte order mark.
	Decode func(io.Reader) io.Reader

	// Cover, if set, states of which days the files hold all events of a kind.
	Cover map[string][2]payout.Date

	// Unique states that event ids of these kinds never repeat.
	Unique map[string]bool
}

// Covers gives what Cover states.
func (f *Folder) Covers(kind string) (first, last payout.Date, known bool) {
	days, known := f.Cover[kind]
	return days[0], days[1], known
}

// UniqueIDs gives what Unique states.
func (f *Folder) UniqueIDs(kind string) bool { return f.Unique[kind] }

// Files gives the files of a kind, in order of their names.
func (f *Folder) Files(kind string) ([]string, error) {
	entries, err := fs.ReadDir(f.FS, f.Dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && kindOf(e.Name(), kind) {
			names = append(names, path.Join(f.Dir, e.Name()))
		}
	}
	slices.Sort(names)
	return names, nil
}

// kindOf reports whether a file's name says that it holds a kind.
func kindOf(file, kind string) bool {
	ending := path.Ext(file)
	if ending != ".csv" && ending != ".jsonl" {
		return false
	}
	base, _, _ := strings.Cut(strings.TrimSuffix(file, ending), "-")
	return base == kind || base == kind+"s"
}

// Rows reads the files of a kind.
func (f *Folder) Rows(ctx context.Context, kind string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		names, err := f.Files(kind)
		if err != nil {
			yield(Row{}, err)
			return
		}
		for _, name := range names {
			if !f.file(ctx, name, yield) {
				return
			}
		}
	}
}

// file reads one file; it is false when no more rows are wanted.
func (f *Folder) file(ctx context.Context, name string, yield func(Row, error) bool) bool {
	opened, err := f.FS.Open(name)
	if err != nil {
		return yield(Row{}, err)
	}
	defer opened.Close()
	var r io.Reader = opened
	if f.Decode != nil {
		r = f.Decode(r)
	}
	buffered := bufio.NewReaderSize(r, 1<<16)
	if mark, err := buffered.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		buffered.Discard(3)
	}
	count := 0
	each := func(row Row, err error) bool {
		if count++; count%4096 == 0 && ctx.Err() != nil {
			yield(Row{}, ctx.Err())
			return false
		}
		row.File = name
		return yield(row, err)
	}
	if path.Ext(name) == ".csv" {
		return readCSV(buffered, each)
	}
	return readJSONLines(buffered, each)
}

// readCSV reads a header and rows. A row of another length is bad, and the
// next one is read all the same.
func readCSV(r io.Reader, yield func(Row, error) bool) bool {
	reader := csv.NewReader(r)
	reader.ReuseRecord = true
	reader.FieldsPerRecord = -1
	first, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return true
	}
	if err != nil {
		return yield(Row{}, err)
	}
	header := &Header{Names: slices.Clone(first)}
	for i, name := range header.Names {
		header.Names[i] = strings.TrimSpace(name)
	}
	for {
		values, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		row := Row{Header: header, Values: values, place: reader.FieldPos}
		row.Line, _ = reader.FieldPos(0)
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			row.Bad, row.Line, row.Values = broken.Err.Error(), broken.Line, nil
		case err != nil:
			return yield(Row{}, err)
		case len(values) != len(header.Names):
			row.Bad = fmt.Sprintf("the row has %d values, and the header %d names", len(values), len(header.Names))
		}
		if !yield(row, nil) {
			return false
		}
	}
}

// readJSONLines reads one object a line. Rows of the same keys share a header.
func readJSONLines(r *bufio.Reader, yield func(Row, error) bool) bool {
	headers := map[string]*Header{}
	var names, values []string
	for line := 1; ; line++ {
		text, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			row := Row{Line: line}
			names, values, row.Bad = jsonMembers(text, names[:0], values[:0])
			key := strings.Join(names, "\x00")
			if headers[key] == nil {
				headers[key] = &Header{Names: slices.Clone(names)}
			}
			row.Header, row.Values = headers[key], values
			if !yield(row, nil) {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return yield(Row{}, err)
		}
	}
}

// jsonMembers gives the members of an object as texts; those of an object in
// it under names with a point, as in buy.credit.
func jsonMembers(text []byte, names, values []string) ([]string, []string, string) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, "the line is no JSON object"
	}
	names, values, bad := jsonObject(d, "", names, values)
	if bad == "" && d.More() {
		bad = "there is more than one value on the line"
	}
	return names, values, bad
}

func jsonObject(d *json.Decoder, prefix string, names, values []string) ([]string, []string, string) {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return names, values, "the line is no JSON object"
		}
		name := prefix + fmt.Sprint(key)
		v, err := d.Token()
		if err != nil {
			return names, values, "the line is no JSON object"
		}
		if slices.Contains(names, name) {
			return names, values, fmt.Sprintf("the name %q stands there twice", name)
		}
		switch v := v.(type) {
		case json.Delim:
			if v != '{' || prefix != "" {
				return names, values, fmt.Sprintf("%q is neither a value nor a map of values", name)
			}
			var bad string
			if names, values, bad = jsonObject(d, name+".", names, values); bad != "" {
				return names, values, bad
			}
			continue
		case nil:
			names, values = append(names, name), append(values, "")
		case bool:
			names, values = append(names, name), append(values, fmt.Sprint(v))
		case json.Number:
			names, values = append(names, name), append(values, v.String())
		case string:
			names, values = append(names, name), append(values, v)
		}
	}
	if _, err := d.Token(); err != nil {
		return names, values, "the line is no JSON object"
	}
	return names, values, ""
}
