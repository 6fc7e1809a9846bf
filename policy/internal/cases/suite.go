package cases

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// suite runs the cases and timelines whose names match.
func (r *runner) suite(file *syntax.CaseFile) error {
	if len(file.Cases)+len(file.Timelines) == 0 && r.diags.Err() == nil {
		r.report(diag.Errorf("C901", file.Span, "the file has no cases").WithHint("write `cases:` or `timelines:`"), "")
	}
	wanted := func(name string) bool { return r.only == nil || r.only.MatchString(name) }
	for i := range file.Cases {
		if c := &file.Cases[i]; wanted(c.Name.Value) {
			r.single(c, diag.Index("cases", i))
		}
	}
	book := r.book
	for i := range file.Timelines {
		if t := &file.Timelines[i]; wanted(t.Name.Value) {
			r.use(book)
			if err := r.timeline(t, diag.Index("timelines", i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// A stage is what the steps of one case share. Once something in the case
// cannot be read nothing of it is run any more, but the rest is still read.
type stage struct {
	timeline bool
	world    *world
	ledger   payout.Ledger
	result   *Result
	before   int // diagnostics before the case
}

func (r *runner) stage(name syntax.Text) *stage {
	return &stage{
		world: newWorld(), ledger: payout.NewMemory(), result: &Result{Name: name.Value, Place: name.Span()}, before: len(r.diags),
	}
}

func (r *runner) sound(st *stage) bool { return len(r.diags) == st.before }

// end adds the result of a case that was run.
func (r *runner) end(st *stage) {
	if r.sound(st) && !r.idle {
		r.result.Results = append(r.result.Results, *st.result)
	}
}

func (r *runner) single(c *syntax.TestCase, path string) {
	st := r.stage(c.Name)
	r.given(st, c.Given, path)
	if nothing(c.Want) {
		r.wantsNothing(c.Name, "case", path)
	}
	s := step{stage: st, runs: []syntax.Text{c.Period}, asOf: c.AsOf, path: path, want: r.wants(st.world, c.Want, diag.Key(path, "want"))}
	if c.Period.Value == "" {
		s.runs[0] = c.AsOf
	}
	if s.runs[0].Value == "" {
		r.broken(c.Name.Span(), path, "the case has no `period:` and no `as_of:`")
	} else {
		r.step(&s)
	}
	r.end(st)
}

func (r *runner) timeline(t *syntax.Timeline, path string) error {
	st := r.stage(t.Name)
	st.timeline = true
	r.given(st, t.Given, path)
	asserts := false
	for i := range t.Steps {
		s := &t.Steps[i]
		at := diag.Index(diag.Key(path, "steps"), i)
		if ok, err := r.replace(s.Policy.List, diag.Key(at, "policy")); err != nil || !ok {
			return err
		}
		r.given(st, s.Given, at)
		st.world.without = r.without(st.world, s.Without, diag.Key(at, "without"))
		asserts = asserts || !nothing(s.Want)
		one := step{stage: st, name: s.Name.Value, runs: s.Run.List, asOf: s.AsOf, path: at, want: r.wants(st.world, s.Want, diag.Key(at, "want"))}
		if len(one.runs) == 0 && s.AsOf.Value != "" {
			one.runs = []syntax.Text{s.AsOf}
		}
		if len(one.runs) == 0 {
			r.broken(s.Span, at, "the step has no `run:`")
			continue
		}
		r.step(&one)
	}
	if !asserts {
		r.wantsNothing(t.Name, "timeline", path)
	}
	r.end(st)
	return nil
}

// nothing reports whether a `want:` asserts nothing.
func nothing(want *syntax.Node) bool {
	return want == nil || want.Kind == syntax.Map && len(want.Entries) == 0
}

func (r *runner) wantsNothing(name syntax.Text, what, path string) {
	r.report(diag.Errorf("C903", name.Span(), "the %s %q wants nothing, and so cannot fail", what, name.Value).
		WithHint("`want: none` says that nothing is posted"), path)
}

// replace puts other policies in the place of all that the file names, for the
// rest of a timeline. It is false if they cannot be read, which has been
// reported then.
func (r *runner) replace(list []syntax.Text, path string) (bool, error) {
	if len(list) == 0 {
		return true, nil
	}
	return r.load(list, path)
}
