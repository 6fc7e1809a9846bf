package engine

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Step is one step of an evaluation, as texts. A clause of the rule is a
// step itself, with Part saying which.
type Step struct {
	Part  string // of a clause: when, amount, cap, ...; else empty
	Text  string // as the policy has it
	Value string // as a literal of the language; empty where there is none
	Unit  string
	Note  string // the rung or row that was taken, or why there is no value
	Steps []Step // what it was computed from
}

// Trace tells how a rule comes to what it has for a subject, on the deciding
// day of a period. In a cascade the amount is that of the payee; nobody stands
// for the first level. The measures are sealed. It is nil if the engine has no
// such rule or subject.
func (e *Engine) Trace(pr *plan.Rule, subject, payee payout.Ref, period Period, day payout.Date) []Step {
	r := e.compiled(pr)
	if r == nil {
		return nil
	}
	at, known := e.table(r.Root).Find(subject.ID)
	if !known {
		return nil
	}
	begin, _ := e.span(r.policy.Name)
	w := e.workers[0]
	f := w.frame(r.binding)
	f.start(at, -1, moment{day: day, period: period, cut: begin, closed: true, stated: r.Decide != nil})
	t := tracing{engine: e, rule: r, frame: f}
	if !t.clause("applies", r.Guard) || !t.clause("when", r.When) {
		return t.steps // what it would have been is nobody's business
	}
	if r.Hold != nil {
		t.clause("hold", r.Hold.When)
	}
	if r.Cascade != nil {
		t.levels(w, payee)
	}
	t.clause("amount", r.Amount)
	t.clause("cap", r.Cap)
	t.clause("floor", r.Floor)
	t.clause("must", r.Must)
	for _, part := range r.Split {
		t.clause("share of "+part.Label, part.Share)
	}
	return t.steps
}

// ReadPeriod reads what Period.String writes: also the periods that are
// counted from a date of the subject.
func ReadPeriod(text string) (Period, error) {
	from, until, own := strings.Cut(text, "/")
	if !own {
		return ParsePeriod(text)
	}
	first, err := payout.ParseDate(from)
	if err != nil {
		return Period{}, err
	}
	last, err := payout.ParseDate(until)
	return Period{From: first, Until: last}, err
}

// compiled finds the engine's form of a rule.
func (e *Engine) compiled(pr *plan.Rule) *rule { return e.rules[pr] }

// A tracing collects the steps of one decision.
type tracing struct {
	engine *Engine
	rule   *rule
	frame  *frame
	steps  []Step
}

// clause adds the steps of a clause, and reports whether it holds. One that is
// not there does.
func (t *tracing) clause(part string, n *ir.Node) bool {
	if n == nil {
		return true
	}
	traced := t.frame.Trace(n)
	step := t.step(traced)
	step.Part = part
	t.steps = append(t.steps, step)
	return traced.Value.Holds()
}

// levels shows the price of each level of a cascade, and puts the spread of
// the payee where the amount reads it.
func (t *tracing) levels(w *worker, payee payout.Ref) {
	r := t.rule
	chain, fault := w.chain(t.frame, r)
	if fault != nil {
		t.steps = append(t.steps, Step{Part: "levels", Note: fault.String()})
		return
	}
	t.clause("from", r.Cascade.From)
	levels, fault := w.spreads(t.frame, r, chain)
	if fault != nil || len(levels) == 0 {
		return // the clause before has said why, or there is no agent
	}
	node := r.Cascade.Price
	if node == nil {
		node = r.Cascade.Share
	}
	spread := r.Program.Inputs[r.Cascade.Spread]
	own := 0
	for i, l := range levels {
		ref := t.engine.ref(t.engine.table(r.Cascade.Agent).Type.Index, l.agent)
		if ref == payee {
			own = i
		}
		lf := w.frame(r.level)
		lf.start(t.frame.subjects[rootHop], l.agent, t.frame.moment)
		step := t.step(lf.Trace(node))
		step.Part = "level " + ref.String()
		switch {
		case l.fault != nil:
			step.Note = l.fault.String()
		case l.skip:
			step.Note = "skipped"
		default:
			step.Note = "spread " + t.engine.format(r.policy, l.spread, spread.Type)
		}
		t.steps = append(t.steps, step)
	}
	t.frame.ClearMemos()
	t.frame.Set(spread.Slot, levels[own].spread)
}

// step writes a step as texts. Steps that only bring a number to another
// scale, and constants, say nothing that the text does not.
func (t *tracing) step(s *ir.Step) Step {
	for s.Node.Op == ir.OpShift && len(s.Steps) == 1 {
		s = s.Steps[0]
	}
	out := Step{Text: s.Node.Text, Unit: s.Node.Type.Kind.String()}
	switch v := s.Value; {
	case v.Fault != nil:
		out.Note = v.Fault.String()
	case v.Num == nil:
		out.Note = "absent"
	case s.Node.Op == ir.OpPresent && v.Holds():
		out.Note = "given"
	case s.Node.Op == ir.OpPresent:
		out.Note = "not given"
	default:
		out.Value = t.engine.format(t.rule.policy, v.Num, s.Node.Type)
		if v.Den != nil {
			out.Value += " / " + v.Den.String()
		}
	}
	if s.Rung >= 0 && out.Note == "" {
		out.Note = taken(s)
	}
	for _, child := range s.Steps {
		if child.Node.Op == ir.OpConst {
			continue
		}
		one := t.step(child)
		if one.Text == out.Text || one.Text == "" {
			out.Steps = append(out.Steps, one.Steps...)
			continue
		}
		out.Steps = append(out.Steps, one)
	}
	return out
}

// taken names the rung or row of a step.
func taken(s *ir.Step) string {
	if s.Node.Op == ir.OpRow {
		return fmt.Sprintf("row %d", s.Rung+1)
	}
	return "rung " + s.Node.Ladder.Ladder.Rungs[s.Rung].Label
}
