package run

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/fenrun/fenrun/payout"
)

// A Folder is a source of files, CSV or JSON Lines, one or more a kind:
// agents.csv holds the agents, txn-2026-03.csv and txn-2026-04.jsonl some
// transactions. A file's name begins with the name of the kind, as in the
// policy or with an s; what follows a hyphen is for people. The first line of
// a CSV file names its columns. A file may be packed by gzip, as txn.csv.gz.
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

// Holds reports whether there is a file of a kind, if only with its names.
func (f *Folder) Holds(kind string) bool {
	files, err := f.Files(kind)
	return err == nil && len(files) > 0
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

// sheets gives the files of a spreadsheet program that are named like a kind.
// They are not read.
func (f *Folder) sheets(kind string) []string {
	entries, err := fs.ReadDir(f.FS, f.Dir)
	if err != nil {
		return nil // reading the rows says so
	}
	var names []string
	for _, e := range entries {
		switch ending := path.Ext(e.Name()); strings.ToLower(ending) {
		case ".xlsx", ".xls", ".ods", ".numbers", ".et":
			if !e.IsDir() && kindOf(strings.TrimSuffix(e.Name(), ending)+".csv", kind) {
				names = append(names, path.Join(f.Dir, e.Name()))
			}
		}
	}
	return names
}

// Packed is how the names of files end that are packed by gzip.
const Packed = ".gz"

// kindOf reports whether a file's name says that it holds a kind.
func kindOf(file, kind string) bool {
	file = strings.TrimSuffix(file, Packed)
	ending := path.Ext(file)
	if ending != ".csv" && ending != ".jsonl" {
		return false
	}
	base, _, _ := strings.Cut(strings.TrimSuffix(file, ending), "-")
	return base == kind || base == kind+"s"
}

// Rows reads the files of a kind.
func (f *Folder) Rows(ctx context.Context, kind string) iter.Seq2[Row, error] {
	return rowsOf(f.blocks(ctx, kind))
}

// blocks reads the files of a kind in stretches of whole rows, which are taken
// apart by whoever works on them.
func (f *Folder) blocks(ctx context.Context, kind string) iter.Seq2[block, error] {
	return func(yield func(block, error) bool) {
		names, err := f.Files(kind)
		if err != nil {
			yield(block{}, err)
			return
		}
		number := uint64(0)
		for _, name := range names {
			t := &textFile{name: name, lines: path.Ext(strings.TrimSuffix(name, Packed)) == ".jsonl"}
			more, err := f.file(t, func(text string, line int) bool {
				b := block{number: number, rows: func(each func(*Row) bool) { t.rows(text, line, each) }}
				number++
				return yield(b, ctx.Err())
			})
			if err != nil {
				yield(block{}, fmt.Errorf("%s: %w", name, err))
				return
			}
			if !more {
				return
			}
		}
	}
}

// A textFile is a file that is being read.
type textFile struct {
	name   string
	lines  bool    // JSON Lines, else CSV
	header *Header // of a CSV file

	mu      sync.Mutex
	headers map[string]*Header // of JSON Lines, by their names
}

// blockSize is how much of a file one goroutine takes apart at a time, and
// maxRow how much one row may have.
const (
	blockSize = 1 << 18
	maxRow    = 1 << 26
)

var errLongRow = errors.New("a row has more than 64 MiB")

// file reads a file in stretches of whole rows; more is false when no more of
// them are wanted.
func (f *Folder) file(t *textFile, each func(text string, line int) bool) (more bool, err error) {
	opened, err := f.FS.Open(t.name)
	if err != nil {
		return false, err
	}
	defer opened.Close()
	r, err := f.text(t.name, opened)
	if err != nil {
		return false, err
	}
	buffer := make([]byte, blockSize)
	kept, line := 0, 1
	for {
		n, err := io.ReadFull(r, buffer[kept:])
		final := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !final {
			return false, err
		}
		text := string(buffer[:kept+n])
		end := len(text)
		if !final {
			end = t.cut(text)
		}
		if end == 0 && !final {
			if len(buffer) >= maxRow {
				return false, errLongRow
			}
			kept += n
			buffer = append(buffer, make([]byte, len(buffer))...)
			continue
		}
		rows, first, err := t.body(text[:end], line)
		if err != nil {
			return false, err
		}
		if rows != "" && !each(rows, first) {
			return false, nil
		}
		if final {
			return true, nil
		}
		line += strings.Count(text[:end], "\n")
		kept = copy(buffer, text[end:])
	}
}

// body gives the rows of a stretch and the line of the first: all of it, but
// for the names that a CSV file begins with.
func (t *textFile) body(text string, line int) (string, int, error) {
	if t.lines || t.header != nil {
		return text, line, nil
	}
	c := csvRows{text: text, line: line}
	if !c.next() {
		return "", line, nil
	}
	switch {
	case c.row.Bad != "":
		return "", line, fmt.Errorf("the line of names: %s", c.row.Bad)
	case !utf8.ValidString(text[:c.at]):
		return "", line, errors.New("the line of names is not UTF-8")
	}
	if len(c.values.texts) == 1 {
		for _, sign := range []string{";", "\t", "|"} {
			if strings.Contains(c.values.texts[0], sign) {
				return "", line, fmt.Errorf("the line of names is parted by %q: a CSV file is parted by commas", sign)
			}
		}
	}
	t.header = &Header{Names: make([]string, len(c.values.texts)), places: make([][2]int, len(c.values.texts))}
	for i, name := range c.values.texts {
		t.header.Names[i] = strings.Clone(strings.TrimSpace(name))
		t.header.places[i][0], t.header.places[i][1] = c.place(i)
	}
	return text[c.at:], c.line, nil
}

// text gives the text of a file, without a byte order mark.
func (f *Folder) text(name string, r io.Reader) (io.Reader, error) {
	if strings.HasSuffix(name, Packed) {
		unpacked, err := gzip.NewReader(r)
		if err != nil {
			return nil, err
		}
		r = unpacked
	}
	if f.Decode != nil {
		r = f.Decode(r)
	}
	buffered := bufio.NewReaderSize(r, 1<<16)
	if mark, err := buffered.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		if _, err := buffered.Discard(3); err != nil {
			return nil, err
		}
	}
	return buffered, nil
}

// cut gives where a text that goes on can be cut between two rows.
func (t *textFile) cut(text string) int {
	if t.lines {
		return cutLines(text)
	}
	return cutCSV(text)
}

// rows takes a stretch of a file apart.
func (t *textFile) rows(text string, line int, yield func(*Row) bool) {
	mangled := !utf8.ValidString(text)
	if t.lines {
		j := jsonRows{text: text, line: line, headers: map[string]*Header{}, shared: t}
		j.row.File, j.row.place = t.name, j.place
		for j.next() {
			if mangled && !utf8.ValidString(j.object.text) {
				j.row.Bad = notUTF8
			}
			if !yield(&j.row) {
				return
			}
		}
		return
	}
	c := csvRows{header: t.header, text: text, line: line, row: Row{Header: t.header, File: t.name}}
	c.row.place = c.place
	for c.next() {
		if mangled && !utf8.ValidString(c.text[c.begins:c.at]) {
			c.row.Bad = notUTF8
		}
		if !yield(&c.row) {
			return
		}
	}
}

// headerOf gives the header that all rows of these names have. key is the
// names, each with a zero behind it.
func (t *textFile) headerOf(key string, names []string) *Header {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.headers[key]
	if h == nil {
		h = &Header{}
		for _, name := range names {
			h.Names = append(h.Names, strings.Clone(name))
		}
		if t.headers == nil {
			t.headers = map[string]*Header{}
		}
		t.headers[key] = h
	}
	return h
}

const notUTF8 = "the row is not UTF-8"
