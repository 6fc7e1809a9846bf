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
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
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

// Run runs the cases of a file whose name matches only, or all if only is nil.
// An error is a failure to read.
func Run(ctx context.Context, fsys fs.FS, name string, only *regexp.Regexp) (*Report, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	report := &Report{File: name}
	file, diags := syntax.LoadCases(name, src)
	report.Diags = diags
	if file == nil || diags.Err() != nil {
		return report, nil
	}
	r := &runner{ctx: ctx, result: report}
	if err := r.load(fsys, path.Dir(name), file); err != nil {
		return nil, err
	}
	if r.book == nil {
		return report, nil
	}
	r.suite(file, only)
	report.Diags = append(report.Diags, r.diags...).Sorted()
	return report, nil
}

// A runner runs the cases of one file.
type runner struct {
	ctx     context.Context
	result  *Report
	book    *policy.Book
	scratch *data.Store
	diags   diag.List
}

// load reads the policies that the file names, beside it.
func (r *runner) load(fsys fs.FS, dir string, file *syntax.CaseFile) error {
	var names []string
	for _, n := range file.Policy.List {
		full := path.Join(dir, n.Value)
		if _, err := fs.Stat(fsys, full); err != nil {
			r.result.Diags = append(r.result.Diags, diag.Errorf("C902", n.Span(), "there is no file %s", full))
			return nil
		}
		names = append(names, full)
	}
	book, diags, err := policy.CheckFiles(fsys, names...)
	if err != nil {
		return err
	}
	if err := diags.Err(); err != nil {
		r.result.Diags = append(r.result.Diags, diags...)
		return nil
	}
	r.book, r.scratch = book, data.NewStore(book.Schema())
	return nil
}

func (r *runner) suite(file *syntax.CaseFile, only *regexp.Regexp) {
	if len(file.Cases)+len(file.Timelines) == 0 {
		r.report(diag.Errorf("C901", file.Span, "the file has no cases").WithHint("write `cases:` or `timelines:`"), "")
	}
	wanted := func(name string) bool { return only == nil || only.MatchString(name) }
	for i := range file.Cases {
		if c := &file.Cases[i]; wanted(c.Name.Value) {
			r.single(c, diag.Index("cases", i))
		}
	}
	for i := range file.Timelines {
		if t := &file.Timelines[i]; wanted(t.Name.Value) {
			r.timeline(t, diag.Index("timelines", i))
		}
	}
}

func (r *runner) single(c *syntax.TestCase, path string) {
	result := Result{Name: c.Name.Value, Place: c.Name.Span()}
	w := newWorld()
	ledger := payout.NewMemory()
	posted := r.give(w, c.Given, diag.Key(path, "given"))
	r.posted(w, ledger, posted, diag.Key(path, "given"))
	if c.Want == nil || c.Want.Kind == syntax.Map && len(c.Want.Entries) == 0 {
		r.report(diag.Errorf("C903", c.Name.Span(), "the case %q wants nothing, and so cannot fail", c.Name.Value), path)
		return
	}
	period, text := c.Period.Value, c.Period
	if period == "" {
		period, text = c.AsOf.Value, c.AsOf
	}
	if period == "" {
		r.broken(c.Name.Span(), path, "the case has no `period:` and no `as_of:`")
		return
	}
	r.step(&result, stepOf{world: w, ledger: ledger, period: period, text: text, asOf: c.AsOf, want: c.Want, path: path})
	r.result.Results = append(r.result.Results, result)
}

func (r *runner) timeline(t *syntax.Timeline, path string) {
	result := Result{Name: t.Name.Value, Place: t.Name.Span()}
	w := newWorld()
	ledger := payout.NewMemory()
	r.posted(w, ledger, r.give(w, t.Given, diag.Key(path, "given")), diag.Key(path, "given"))
	asserts := false
	for i := range t.Steps {
		s := &t.Steps[i]
		at := diag.Index(diag.Key(path, "steps"), i)
		asserts = asserts || s.Want != nil
		r.posted(w, ledger, r.give(w, s.Given, diag.Key(at, "given")), diag.Key(at, "given"))
		runs := s.Run.List
		if len(runs) == 0 && s.AsOf.Value != "" {
			runs = []syntax.Text{s.AsOf}
		}
		if len(runs) == 0 {
			r.broken(s.Span, at, "the step has no `run:`")
			continue
		}
		for n, period := range runs {
			step := stepOf{world: w, ledger: ledger, period: period.Value, text: period, asOf: s.AsOf, path: at, more: n < len(runs)-1}
			step.name = s.Name.Value
			if step.name == "" {
				step.name = period.Value
			}
			step.want = s.Want
			r.step(&result, step)
		}
	}
	if !asserts {
		r.report(diag.Errorf("C903", t.Name.Span(), "the timeline %q wants nothing, and so cannot fail", t.Name.Value), path)
		return
	}
	r.result.Results = append(r.result.Results, result)
}

// A stepOf is one run of a case, or of a step of a timeline.
type stepOf struct {
	world  *world
	ledger payout.Ledger
	period string
	text   syntax.Text
	asOf   syntax.Text
	want   *syntax.Node
	name   string
	path   string
	more   bool // another run of the same step follows: its lines are wanted with it
	before *outcome
}

// step runs a period and compares what it posted with what is wanted.
func (r *runner) step(result *Result, s stepOf) {
	o := run.Options{Jobs: 1}
	if s.asOf.Value != "" {
		day, err := payout.ParseDate(s.asOf.Value)
		if err != nil {
			r.broken(s.asOf.Span(), s.path, "%q is no day", s.asOf.Value)
			return
		}
		o.AsOf = day
	}
	if _, err := engine.ParsePeriod(s.period); err != nil {
		r.broken(s.text.Span(), s.path, "%s", err)
		return
	}
	report, err := run.Period(r.ctx, r.book, s.world.rows, s.ledger, s.period, o)
	if err != nil {
		result.Failures = append(result.Failures, Failure{Place: s.text.Span(), Step: s.name, What: "the run", Want: "a batch", Got: err.Error()})
		return
	}
	for _, d := range report.Diags {
		if d.Severity == diag.Error {
			r.diags = append(r.diags, d)
		}
	}
	got := newOutcome(report, r.book)
	rules, settled := r.wants(s.want, diag.Key(s.path, "want"))
	c := &comparison{runner: r, result: result, step: s, got: got}
	c.rules(rules)
	c.settled(settled)
}
