package mutate

import (
	"context"
	"io/fs"
	"path"
	"slices"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Verdict says what became of a mutant.
type Verdict uint8

const (
	Killed     Verdict = iota // a case notices
	Survived                  // none does
	Equivalent                // it means the same
	Invalid                   // it is no policy, which anybody notices
)

// A Tally counts what became of the mutants of one policy.
type Tally struct {
	File      string
	Killed    int
	Same      int // mean the same
	Invalid   int
	Survivors []Mutant
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
			t.Survivors = append(t.Survivors, m)
		case Equivalent:
			t.Same++
		case Invalid:
			t.Invalid++
		}
		if progress != nil {
			progress(i+1, len(list))
		}
	}
	return t, nil
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
	if original != nil && alike(original, book) {
		return Equivalent, nil
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
	return Survived, nil
}

// alike reports whether two books mean the same.
func alike(a, b *policy.Book) bool {
	texts := func(book *policy.Book) []*plan.Policy {
		list := slices.Clone(book.Plans())
		for _, t := range book.Terms() {
			list = append(list, t.Texts()...)
		}
		return list
	}
	x, y := texts(a), texts(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if len(compare.Policies(x[i], y[i])) > 0 {
			return false
		}
	}
	return len(a.Terms()) == 0 // what a promise is, no rule says
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
