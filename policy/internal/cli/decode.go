package cli

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/fenrun/fenrun/policy/run"
)

// decoded gives the files of a file system as UTF-8. A file that is no UTF-8
// is read as GB18030, which is what spreadsheets in China write; one that is
// neither cannot be opened. It is safe for concurrent use.
type decoded struct {
	fs.FS
	mu    sync.Mutex
	known map[string]bool // by name: whether a file that was opened is GB18030
}

func newDecoded(files fs.FS) *decoded { return &decoded{FS: files, known: map[string]bool{}} }

// Open looks through the whole of a new file first, for a few characters of
// GB18030 may pass for UTF-8.
func (d *decoded) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil || strings.HasSuffix(name, run.Packed) {
		return f, err // what is packed is UTF-8
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	gb, known := d.known[name]
	if !known {
		if gb, err = isGB18030(f); err != nil {
			f.Close()
			return nil, err
		}
		d.known[name] = gb
	}
	if gb {
		return &decodedFile{File: f, text: gb18030(f)}, nil
	}
	return f, nil
}

// ReadDir makes the folders of the file system readable.
func (d *decoded) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(d.FS, name) }

// recoded gives the files that were read as GB18030, in the order of their
// names.
func (d *decoded) recoded() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	names := slices.Sorted(maps.Keys(d.known))
	return slices.DeleteFunc(names, func(name string) bool { return !d.known[name] })
}

// A decodedFile is a file whose text is decoded.
type decodedFile struct {
	fs.File
	text io.Reader
}

func (f *decodedFile) Read(b []byte) (int, error) { return f.text.Read(b) }

func gb18030(r io.Reader) io.Reader { return simplifiedchinese.GB18030.NewDecoder().Reader(r) }

// isGB18030 reports whether a file is GB18030 rather than UTF-8, and leaves it
// at its beginning. A folder is neither.
func isGB18030(f fs.File) (bool, error) {
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return false, err
	}
	utf, err := validUTF8(f)
	if err != nil {
		return false, err
	}
	if err := rewind(f); err != nil || utf {
		return false, err
	}
	gb, err := validGB18030(f)
	switch {
	case err != nil:
		return false, err
	case !gb:
		return false, errors.New("it is neither UTF-8 nor GB18030; save it as one of them")
	}
	return true, rewind(f)
}

func rewind(f fs.File) error {
	s, ok := f.(io.Seeker)
	if !ok {
		return errors.New("the file can be read only once, and its encoding must be found first")
	}
	_, err := s.Seek(0, io.SeekStart)
	return err
}

// validUTF8 reads all of r.
func validUTF8(r io.Reader) (bool, error) {
	buffer := make([]byte, 1<<16)
	kept := 0 // bytes of a character that goes on in what is read next
	for {
		n, err := r.Read(buffer[kept:])
		text := buffer[:kept+n]
		end := len(text)
		for start := len(text) - 1; start >= max(0, len(text)-utf8.UTFMax); start-- {
			if utf8.RuneStart(text[start]) {
				if !utf8.FullRune(text[start:]) {
					end = start
				}
				break
			}
		}
		if !utf8.Valid(text[:end]) {
			return false, nil
		}
		kept = copy(buffer, text[end:])
		switch {
		case errors.Is(err, io.EOF):
			return kept == 0, nil
		case err != nil:
			return false, err
		}
	}
}

// validGB18030 reads all of r. What the decoder cannot read it replaces by the
// character that stands for the unknown.
func validGB18030(r io.Reader) (bool, error) {
	text := bufio.NewReaderSize(gb18030(r), 1<<16)
	for {
		switch c, _, err := text.ReadRune(); {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case c == utf8.RuneError:
			return false, nil
		}
	}
}
