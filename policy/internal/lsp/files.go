package lsp

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// nameOf gives the file that a URI names, with slashes, or the URI itself if it
// names none.
func nameOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return uri
	}
	name := u.Path
	if len(name) > 2 && name[0] == '/' && name[2] == ':' { // /C:/policies
		name = name[1:]
	}
	return path.Clean(name)
}

// uriOf is the opposite of nameOf.
func uriOf(name string) string {
	if strings.Contains(name, "://") || strings.HasPrefix(name, "untitled:") {
		return name
	}
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

// overlay is the files of the machine with the texts of open documents in
// place of theirs.
type overlay struct {
	open map[string]string // by name
}

// ReadFile gives what the editor shows of a file that it has open.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.open[name]; ok {
		return []byte(text), nil
	}
	return os.ReadFile(filepath.FromSlash(name))
}

// ReadDir makes folders readable. A document that was never saved is in none.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	if !filepath.IsAbs(filepath.FromSlash(name)) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return os.ReadDir(filepath.FromSlash(name))
}

// Open makes overlay a file system.
func (o overlay) Open(name string) (fs.File, error) {
	if text, ok := o.open[name]; ok {
		return &openFile{Reader: bytes.NewReader([]byte(text)), name: path.Base(name), size: int64(len(text))}, nil
	}
	return os.Open(filepath.FromSlash(name))
}

// An openFile is a document as a file, and its own description.
type openFile struct {
	*bytes.Reader
	name string
	size int64
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *openFile) Close() error               { return nil }

// Name, Size, Mode, ModTime, IsDir and Sys describe the file.
func (f *openFile) Name() string       { return f.name }
func (f *openFile) Size() int64        { return f.size }
func (f *openFile) Mode() fs.FileMode  { return 0o644 }
func (f *openFile) ModTime() time.Time { return time.Time{} }
func (f *openFile) IsDir() bool        { return false }
func (f *openFile) Sys() any           { return nil }

// beside gives the YAML files of the folder of a file, in order. The file is
// among them if it is open or saved.
func (o overlay) beside(name string) []string {
	dir := path.Dir(name)
	var names []string
	entries, err := o.ReadDir(dir)
	if err == nil { // the folder of a new document may not be there
		for _, e := range entries {
			if !e.IsDir() && isYAML(e.Name()) {
				names = append(names, path.Join(dir, e.Name()))
			}
		}
	}
	for other := range o.open {
		if path.Dir(other) == dir && isYAML(other) && !slices.Contains(names, other) {
			names = append(names, other)
		}
	}
	slices.Sort(names)
	return names
}

func isYAML(name string) bool {
	ending := path.Ext(name)
	return (ending == ".yaml" || ending == ".yml") && !strings.HasPrefix(path.Base(name), ".")
}
