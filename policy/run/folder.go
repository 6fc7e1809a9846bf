package run

import (
	"bufio"
	"bytes"
	"context"
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
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return yield(row, err)
	}
	if path.Ext(name) == ".csv" {
		return readCSV(buffered, each)
	}
	return readJSONLines(buffered, each)
}
