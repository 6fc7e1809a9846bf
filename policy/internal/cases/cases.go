// Package cases runs the files that test policies: facts and wanted lines, and
// timelines of several runs against one ledger (N42).
package cases

import (
	"context"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Result is what became of one case, or of one timeline.
type Result struct {
	Name     string
	Place    diag.Span
	Failures []Failure
}

// A Failure is one difference between what a case wants and what came.
type Failure struct {
	Place diag.Span
	Step  string // of a timeline
	What  string // the rule, and the subject or payee
	Want  string
	Got   string
	Why   string // what there is to say of what came

	// Because is the reason of the line that came, with its values, or why
	// there is none. It is empty where Why says enough.
	Because payout.Why
}

// Diff writes what differs, and below it what was wanted and what came, each on
// a line of its own.
func (f Failure) Diff() string {
	text := f.What
	if f.Step != "" {
		text = f.Step + ": " + text
	}
	text += "\n- want " + f.Want + "\n+ got  " + f.Got
	if f.Why != "" {
		text += "\n  why: " + f.Why
	} else if len(f.Because) > 0 {
		text += "\n  why: " + f.Because[0].Text
	}
	return text
}

// A Report is what became of a file of cases. Diags say what is wrong with the
// file itself, or with its policies; then cases may not have been run.
type Report struct {
	File    string
	Results []Result
	Diags   diag.List
}

// Failed is how many cases failed.
func (r *Report) Failed() int {
	n := 0
	for _, one := range r.Results {
		if len(one.Failures) > 0 {
			n++
		}
	}
	return n
}

// OK reports whether every case passed and nothing is wrong with the file.
func (r *Report) OK() bool { return r.Failed() == 0 && r.Diags.Err() == nil }

// IsCaseFile reports whether a file of that name holds cases.
func IsCaseFile(name string) bool {
	return strings.HasSuffix(name, ".test.yaml") || strings.HasSuffix(name, ".test.yml")
}

// Run runs the cases of a file whose names match only, or all if only is nil.
// A case that cannot be read is not run, and has no result. An error is a
// failure to read a file.
func Run(ctx context.Context, fsys fs.FS, name string, only *regexp.Regexp) (*Report, error) {
	return (&runner{ctx: ctx, files: fsys, dir: path.Dir(name), result: &Report{File: name}, only: only}).file(name)
}

// Check gives what is wrong with a file of cases, and with the policies that
// it names, without running it. An error is a failure to read a file.
func Check(fsys fs.FS, name string) (diag.List, error) {
	r := &runner{ctx: context.Background(), files: fsys, dir: path.Dir(name), result: &Report{File: name}, idle: true}
	report, err := r.file(name)
	if err != nil {
		return nil, err
	}
	return report.Diags, nil
}

// A runner runs the cases of one file.
type runner struct {
	ctx     context.Context
	files   fs.FS
	dir     string // of the file
	result  *Report
	only    *regexp.Regexp // the names of the cases to run; nil: all
	idle    bool           // read and do not run
	book    *policy.Book   // at the step that is run
	scratch *data.Store
	diags   diag.List
}

// file reads the file and runs its cases.
func (r *runner) file(name string) (*Report, error) {
	src, err := fs.ReadFile(r.files, name)
	if err != nil {
		return nil, err
	}
	file, diags := syntax.LoadCases(name, src)
	r.diags = diags
	r.idle = r.idle || diags.Err() != nil // what is wrong with the rest is still said
	if file != nil {
		ok, err := r.load(file.Policy.List, "policy")
		if err == nil && ok {
			err = r.suite(file)
		}
		if err != nil {
			return nil, err
		}
	}
	r.result.Diags = r.diags.Sorted()
	return r.result, nil
}

// load reads the policies of those names, beside the file. It is false if that
// cannot be, which has been reported then.
func (r *runner) load(list []syntax.Text, at string) (bool, error) {
	var names []string
	if len(list) == 0 {
		if r.diags.Err() == nil { // `policy: []`; what else is wrong has been said
			r.report(diag.Errorf("C902", diag.Span{File: r.result.File}, "`policy:` names no policy"), at)
		}
		return false, nil
	}
	for _, n := range list {
		full := path.Join(r.dir, n.Value)
		if info, err := fs.Stat(r.files, full); err != nil || info.IsDir() {
			r.report(diag.Errorf("C902", n.Span(), "there is no file %s", full), at)
			return false, nil
		}
		names = append(names, full)
	}
	book, diags, err := policy.CheckFiles(r.files, names...)
	if err != nil {
		return false, err
	}
	if diags.Err() != nil {
		r.diags = append(r.diags, diags...)
		return false, nil
	}
	r.use(book)
	return true, nil
}

func (r *runner) use(book *policy.Book) {
	r.book, r.scratch = book, data.NewStore(book.Schema())
}

func (r *runner) unknown(at syntax.Text, path, format, name string, known []string) {
	d := diag.Errorf("C902", at.Span(), format, name)
	if !d.Suggest(d.Span, name, known) && len(known) > 0 {
		d.Hint = "there are " + strings.Join(known, ", ")
	}
	r.report(d, path)
}

func (r *runner) broken(at diag.Span, path, format string, args ...any) {
	r.report(diag.Errorf("C904", at, format, args...), path)
}

func (r *runner) report(d diag.Diagnostic, path string) {
	d.Path = path
	r.diags = append(r.diags, d)
}
