package mutate

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/boundary"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

// A Verdict says what became of a mutant.
type Verdict uint8

const (
	Killed     Verdict = iota // a case notices
	Survived                  // none does
	Equivalent                // it pays the same whatever the facts are
	Invalid                   // it is no policy, which anybody notices
)

// A Tally counts what became of the mutants of one policy.
type Tally struct {
	File      string
	Killed    int
	Same      []Mutant // pay the same whatever the facts are
	Invalid   int
	Survivors []Survivor
}

// A Survivor is a mutant that no case notices.
type Survivor struct {
	Mutant
	Case string // a file with a case that notices it; empty if none was found
}

// Score is how many of a hundred mutants that mean something else are noticed,
// rounded down.
func (t *Tally) Score() int {
	all := t.Killed + len(t.Survivors)
	if all == 0 {
		return 100
	}
	return t.Killed * 100 / all
}

// Run changes a policy in every way, one at a time, and runs the files of cases
// that test it on each. book are the files that are read together with it, such
// as the policy of a deal. progress, if it is not nil, is told how far it is.
func Run(ctx context.Context, fsys fs.FS, name string, book, suites []string, progress func(done, all int)) (*Tally, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	original, _, err := policy.CheckFiles(fsys, book...)
	if err != nil {
		return nil, err
	}
	ctx = cases.Quiet(ctx)
	t := &Tally{File: name}
	list := Mutants(name, src)
	for i, m := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v, err := try(ctx, fsys, name, m.Apply(src), original, book, suites)
		if err != nil {
			return nil, err
		}
		switch v {
		case Killed:
			t.Killed++
		case Survived:
			t.Survivors = append(t.Survivors, Survivor{Mutant: m})
		case Equivalent:
			t.Same = append(t.Same, m)
		case Invalid:
			t.Invalid++
		}
		if progress != nil {
			progress(i+1, len(list))
		}
	}
	return t, nil
}

// FindCases looks for a case for each survivor that would notice it. The files
// are those that Run was called with.
func (t *Tally) FindCases(ctx context.Context, fsys fs.FS, book, suites []string) error {
	if len(t.Survivors) == 0 {
		return nil
	}
	ctx = cases.Quiet(ctx)
	src, err := fs.ReadFile(fsys, t.File)
	if err != nil {
		return err
	}
	made, diags, err := boundary.Make(ctx, fsys, boundary.Options{Book: book, Suites: suites, Chinese: boundary.Chinese(t.File, src)})
	if err != nil || diags.Err() != nil {
		return errors.Join(err, diags.Err())
	}
	k := &killer{ctx: ctx, fsys: fsys, files: book, made: made, suite: path.Join(path.Dir(t.File), "mutant.test.yaml")}
	for _, name := range book {
		k.names = append(k.names, relative(path.Dir(t.File), name))
	}
	for i := range t.Survivors {
		s := &t.Survivors[i]
		if s.Case, err = k.kill(overlay{FS: fsys, name: path.Clean(t.File), text: s.Apply(src)}); err != nil {
			return err
		}
	}
	return nil
}

// relative gives the name of a file as seen from a folder.
func relative(dir, name string) string {
	if rel, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(name)); err == nil {
		return filepath.ToSlash(rel)
	}
	return name
}

// try runs the cases over one mutant.
func try(ctx context.Context, fsys fs.FS, name string, text []byte, original *policy.Book, names, suites []string) (Verdict, error) {
	changed := overlay{FS: fsys, name: path.Clean(name), text: text}
	book, diags, err := policy.CheckFiles(changed, names...)
	if err != nil {
		return 0, err
	}
	if book == nil || diags.Err() != nil {
		return Invalid, nil
	}
	for _, suite := range suites {
		report, err := cases.Run(ctx, changed, suite, nil)
		if err != nil {
			return 0, err
		}
		if !report.OK() {
			return Killed, nil
		}
	}
	if original != nil && alike(original, book) {
		return Equivalent, nil
	}
	return Survived, nil
}

// An overlay is a file system in which one file has another text.
type overlay struct {
	fs.FS
	name string
	text []byte
}

// Open refuses the changed file, which is read whole.
func (o overlay) Open(name string) (fs.File, error) {
	if path.Clean(name) == o.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return o.FS.Open(name)
}

// ReadFile reads a file.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if path.Clean(name) == o.name {
		return o.text, nil
	}
	return fs.ReadFile(o.FS, name)
}

// Stat describes a file.
func (o overlay) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, name) }
