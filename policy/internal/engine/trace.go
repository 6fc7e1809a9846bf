package engine

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Step is one step of an evaluation, as texts. A clause of the rule is a
// step itself, with Part saying which.
type Step struct {
	Part  string // of a clause: when, amount, cap, ...; else empty
	Text  string // as the policy has it
	Value string // as a literal of the language; empty where there is none
	Unit  string
	Note  string      // the rung or row that was taken, or why there is no value
	From  payout.Date // of a measure of events: the days that it is of, both
	Until payout.Date // included; From is 1 where it begins with the first event
	Steps []Step      // what it was computed from
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

// A tracing collects the steps of one decision.
type tracing struct {
	engine *Engine
	rule   *rule
	frame  *frame
	dates  []*ir.Step // that windows were counted from
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

// step writes a step as texts. Steps that only bring a number to another
// scale, and constants, say nothing that the text does not.
func (t *tracing) step(s *ir.Step) Step {
	for s.Node.Op == ir.OpShift && len(s.Steps) == 1 {
		s = s.Steps[0]
	}
	if sliced(s) {
		return t.shares(s)
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
	if out.Note == "" {
		out.Note = taken(s)
	}
	t.measured(s, &out)
	for _, child := range s.Steps {
		if child.Node.Op == ir.OpConst && !named(child.Node) {
			continue
		}
		one := t.step(child)
		if s.Node.Op == ir.OpPresent && one.Value != "" {
			out.Value, out.Unit = one.Value, one.Unit
		}
		if (one.Text == out.Text || one.Text == "") && out.Note == "" && out.Value != "" {
			out.Note = one.Note // a ladder's rung, of its terms after the first months
		}
		if one.Text == out.Text || one.Text == "" {
			out.Steps = append(out.Steps, one.Steps...)
			continue
		}
		out.Steps = append(out.Steps, one)
	}
	for _, slice := range s.Slices {
		l := s.Node.Ladder.Ladder
		out.Steps = append(out.Steps, t.slice(l, slice.Rung, slice.Quantity, s.Node.Args[0].Type, slice.Value, s.Node.Type))
	}
	return out
}

// SlicePart begins the part of a step that is one slice of a marginal ladder.
const SlicePart = "slice from "

// slice writes one slice of a quantity, at the value of its rung.
func (t *tracing) slice(l *ir.Ladder, rung int, quantity *big.Int, of ir.Type, value *big.Int, sum ir.Type) Step {
	sum.Scale = of.Scale + l.Type.Scale
	return Step{
		Part:  SlicePart + l.Rungs[rung].Label,
		Text:  t.engine.format(t.rule.policy, quantity, of) + " * " + t.engine.format(t.rule.policy, value, l.Type),
		Value: t.engine.format(t.rule.policy, new(big.Int).Mul(quantity, value), sum),
		Unit:  sum.Kind.String(),
	}
}

// named reports whether a constant stands under a name, and not as it is.
func named(n *ir.Node) bool {
	switch n.Type.Kind {
	case ir.Symbol, ir.Text, ir.Bool:
		return false
	}
	_, err := ir.ParseLiteral(n.Text)
	return err != nil && n.Text != ""
}

// measured says over which days a measure runs, and what they are counted
// from.
func (t *tracing) measured(s *ir.Step, out *Step) {
	if s.Node.Op != ir.OpInput || t.frame == nil || s.Node.Input >= len(t.frame.Program.Inputs) {
		return
	}
	in, l := t.frame.Program.Inputs[s.Node.Input], &t.frame.binding.loads[s.Node.Input]
	if l.measure == nil {
		return
	}
	if first, last, ok := t.frame.days(in, l); ok && s.Value.Fault == nil {
		out.From, out.Until = first, last
	}
	anchor := in.Anchor
	if l.measure.def.Window != nil {
		anchor = l.measure.since.Node
	}
	for i := len(t.dates) - 1; i >= 0 && anchor != nil; i-- {
		if t.dates[i].Node == anchor {
			plain := tracing{engine: t.engine, rule: t.rule}
			if one := plain.step(t.dates[i]); one.Text != "" {
				out.Steps = append(out.Steps, one)
			}
			return
		}
	}
}

// days gives the days that a measure is summed over; it is false where it is
// given ready-made, or is not of events.
func (f *frame) days(in *ir.Input, l *load) (first, last payout.Date, ok bool) {
	m, subject := l.measure, f.subjects[l.hop]
	if subject < 0 || m.def.Op == ir.Supplied || !m.ofEvents() {
		return 0, 0, false
	}
	at := f.moment
	if in.Kind == ir.InLast {
		at.period = PeriodOf(m.def.Per, at.day).Before()
		at.day = at.period.Until
	}
	if row := m.table.At(subject, at.day); m.given != nil && row != 0 && m.table.Slots(row)[m.given.Slot] != ir.Missing {
		return 0, 0, false
	}
	saw := f.saw
	f.saw = nil
	w, anchor, state := f.window(in, l, subject, at)
	f.saw = saw
	switch {
	case state != windowOpen:
		return 0, 0, false
	case in.Type.Kind == ir.List:
		first, last, _ = w.Days(anchor)
		return first, last, true
	}
	first, last = m.stretch(w, anchor, at)
	return first, min(last, at.events()), true
}

// taken names the rung or row of a step, or the first months of a ladder.
func taken(s *ir.Step) string {
	switch {
	case s.Node.Op == ir.OpRow && s.Rung >= 0:
		return fmt.Sprintf("row %d", s.Rung+1)
	case s.Node.Op == ir.OpRung && s.Rung >= 0:
		return "rung " + s.Node.Ladder.Ladder.Rungs[s.Rung].Label
	case s.Node.Op == ir.OpMarginal && len(s.Steps) > 0 && s.Steps[0].Value.Num != nil:
		return "rung " + s.Node.Ladder.Ladder.Rungs[max(s.Node.Ladder.Rung(s.Steps[0].Value.Num), 0)].Label
	case s.Node.Op == ir.OpCond && s.Node.Shown && s.Node.Args[0].Op == ir.OpWithin && len(s.Steps) > 0 && s.Steps[0].Value.Holds():
		return FirstMonths
	default:
		return ""
	}
}

// FirstMonths is the note of a ladder that gives its introductory terms.
const FirstMonths = "first months"
