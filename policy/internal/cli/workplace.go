package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/run"
)

// A workplace is the policies of a folder and the data that they are run over.
type workplace struct {
	book   *policy.Book
	files  *decoded
	folder *run.Folder
	stated *stated
}

// workplace reads the policies of a folder and finds their data. Mistakes in
// the policies or in source.yaml are a diag.List.
func (c *command) workplace(dir, data string) (*workplace, error) {
	dir = path.Clean(filepath.ToSlash(dir))
	names, err := policiesIn(dir)
	if err != nil {
		return nil, err
	}
	book, diags, err := policy.CheckFiles(disk{}, names...)
	switch {
	case err != nil:
		return nil, err
	case book == nil:
		return nil, diags
	}
	w := &workplace{book: book, files: newDecoded(disk{})}
	data = dataFolder(dir, data)
	if w.stated, err = readStated(data, book); err != nil {
		return nil, err
	}
	w.folder = &run.Folder{FS: w.files, Dir: data, Cover: w.stated.cover, Unique: w.stated.unique}
	return w, c.unread(w)
}

// policiesIn gives the policies of a folder, without those of folders below
// it, and their deals.
func policiesIn(dir string) ([]string, error) {
	info, err := disk{}.Stat(dir)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, usagef("for example: fenrun run "+path.Dir(dir), "%s is a file, and what is run is a folder of policies", dir)
	}
	entries, err := disk{}.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if e.IsDir() || !isYAML(e.Name()) {
			continue
		}
		p, err := readPolicyFile(path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if p.marked || p.deal {
			files = append(files, p.name)
		}
	}
	found, err := find(files)
	if err != nil {
		return nil, err
	}
	names := slices.Concat(found.books...)
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no policy in %s: no .yaml file there says `policy:`", dir)
	}
	slices.Sort(names)
	return names, nil
}

// dataFolder gives the folder of the data: the one that is named, or data
// beside the policies, or the folder of the policies itself.
func dataFolder(dir, named string) string {
	if named != "" {
		return path.Clean(filepath.ToSlash(named))
	}
	beside := path.Join(dir, "data")
	if info, err := os.Stat(beside); err == nil && info.IsDir() {
		return beside
	}
	return dir
}

// unread says which files of the data are of no kind that the policies know,
// because their names are mistyped or nobody needs them. It is an error if no
// file is of any.
func (c *command) unread(w *workplace) error {
	var kinds []string
	read := map[string]bool{}
	for _, t := range w.book.Schema().Types {
		kinds = append(kinds, t.Name)
		files, err := w.folder.Files(t.Name)
		if err != nil {
			return err
		}
		for _, name := range files {
			read[name] = true
		}
	}
	if len(read) == 0 {
		return fmt.Errorf("there are no data in %s: no .csv or .jsonl file there is named after %s", w.folder.Dir, strings.Join(kinds, ", "))
	}
	entries, err := fs.ReadDir(w.files, w.folder.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), run.Packed)
		ending := path.Ext(name)
		if e.IsDir() || read[path.Join(w.folder.Dir, e.Name())] || ending != ".csv" && ending != ".jsonl" {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimSuffix(name, ending), "-")
		text := fmt.Sprintf("%s is not read: the policies have no %q", path.Join(w.folder.Dir, e.Name()), kind)
		if near := diag.Nearest(strings.TrimSuffix(kind, "s"), kinds); near != "" {
			text += fmt.Sprintf("; is it of %q?", near)
		}
		fmt.Fprintln(c.err, "warning: "+diag.Visible(text))
	}
	return nil
}
