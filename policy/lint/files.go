package lint

import (
	"io/fs"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// A Report is what there is to say of a book.
type Report struct {
	Findings []Finding // in the order of their places
	Answered int       // findings that comments answer
	Known    int       // findings that the baseline has
	options  Options
}

// Files checks the policies and deals in the named files as one book: that
// they load, and all else. An error is a failure to read.
func Files(fsys fs.FS, o Options, names ...string) (*Report, error) {
	book, diags, err := policy.CheckFiles(fsys, names...)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, d := range diags {
		found = append(found, Finding{Diagnostic: d})
	}
	if book != nil {
		found = append(found, Check(book, o)...)
	}
	var by []*ignore
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		by = append(by, ignores(name, src)...)
		for i := range found {
			if row := found[i].row; row != nil && row.last.File == name {
				found[i].Fix = row.fix(string(src))
			}
		}
	}
	r := &Report{options: o}
	loaded := book != nil
	if loaded { // what does not load cannot be answered by a comment
		before := len(found)
		found = answer(found, by)
		for _, f := range found {
			if f.Code == "X002" {
				before++
			}
		}
		r.Answered = before - len(found)
	}
	found = weigh(found, &o)
	found, r.Known = o.Baseline.leave(found)
	r.Findings = sorted(found)
	return r, nil
}

// weigh gives each finding the weight that the call and the config ask for.
func weigh(found []Finding, o *Options) []Finding {
	var kept []Finding
	for _, f := range found {
		if f.Code == "X001" && o.requireProof() {
			f.Severity = diag.Error
		}
		if o.Config != nil {
			if level, ok := o.Config.Levels[f.Code]; ok && (f.Severity != diag.Error || !unanswerable(f.Code)) {
				if level.Off {
					continue
				}
				f.Severity = level.Severity
			}
		}
		kept = append(kept, f)
	}
	return kept
}

// unanswerable reports whether findings of a code say that a text has no
// meaning: no config makes less of them.
func unanswerable(code string) bool {
	switch code[0] {
	case 'S', 'N', 'R', 'D':
		return code != "N101"
	default:
		return false
	}
}

// List gives the diagnostics.
func (r *Report) List() diag.List { return List(r.Findings) }

// Fails reports whether the findings fail a build: by default, whether one of
// them is an error.
func (r *Report) Fails() bool {
	least := diag.Error
	if r.options.Config != nil {
		least = r.options.Config.FailOn
	}
	for _, f := range r.Findings {
		if f.Severity <= least {
			return true
		}
	}
	return false
}
