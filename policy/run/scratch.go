package run

import (
	"io"
	"os"
)

// A Scratch gives a run room outside the memory for what it needs only while
// it runs: 24 bytes an event, by which it finds events that come twice.
type Scratch interface {
	// Create gives a new, empty file. The run closes it; nobody else reads it.
	Create() (ScratchFile, error)
}

// A ScratchFile is written from its beginning to its end, and read anywhere.
type ScratchFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// TempFiles is a Scratch of temporary files in a folder, or where the system
// keeps them if it has no name. A file is removed when it is closed.
type TempFiles string

// Create makes a temporary file.
func (folder TempFiles) Create() (ScratchFile, error) {
	f, err := os.CreateTemp(string(folder), "fenrun-*")
	if err != nil {
		return nil, err
	}
	return tempFile{f}, nil
}

type tempFile struct{ *os.File }

func (f tempFile) Close() error {
	err := f.File.Close()
	if removed := os.Remove(f.Name()); err == nil {
		err = removed
	}
	return err
}

// NoScratch keeps all in memory, for hosts that may write no files.
var NoScratch Scratch = noScratch{}

type noScratch struct{}

func (noScratch) Create() (ScratchFile, error) { return nil, nil }
