package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A comparison sets what a case wants against what came.
type comparison struct {
	*runner
	step *step
	text syntax.Text // the period that was run
	got  *outcome
}

func (c *comparison) fail(at diag.Span, what, want, got, why string) {
	f := Failure{Place: at, Step: c.step.name, What: what, Want: want, Got: got, Why: why}
	if c.step.timeline && f.Step == "" {
		f.Step = c.text.Value
	}
	c.step.result.Failures = append(c.step.result.Failures, f)
}

// rules compares all rules. A line that is posted and not wanted fails the
// case.
func (c *comparison) rules() {
	for i := range c.step.want.rules {
		w := &c.step.want.rules[i]
		if w.all != nil {
			c.compare(w.name, *w.all, w.rules, "", c.of(w, nil))
			continue
		}
		for _, one := range w.by {
			subject := ""
			if w.bySubject {
				subject = one.key.Value
			}
			c.compare(w.name+" of "+one.key.Value, one.want, w.rules, subject, c.of(w, func(subject, payee payout.Ref) bool {
				if w.bySubject {
					return names(one.key.Value, subject)
				}
				return names(one.key.Value, payee)
			}))
		}
	}
	for _, l := range c.got.lines {
		if !c.got.claimed[l.ID] && l.Kind != payout.Duty {
			c.fail(c.text.Span(), fmt.Sprintf("%s of %s to %s", l.Rule, l.Subject, l.Payee), "nothing", amountOf(&l), "a line that no `want:` speaks of")
		}
	}
}

// names reports whether a key of a case means a subject or payee.
func names(key string, ref payout.Ref) bool { return ref.ID == key || ref.String() == key }

// A finding is what came of one rule, for one subject or payee or for all.
type finding struct {
	lines    []payout.Line
	problems []run.Problem
}

// of gives what came of the rules that are wanted. Of decisions that were not
// made the payee is not known.
func (c *comparison) of(w *wanted, match func(subject, payee payout.Ref) bool) finding {
	var f finding
	for _, l := range c.got.lines {
		if w.is(l.Policy, l.Rule) && (match == nil || match(l.Subject, l.Payee)) {
			f.lines = append(f.lines, l)
			c.got.claimed[l.ID] = true
		}
	}
	for _, p := range c.got.problems {
		if w.is(p.Policy, p.Rule) && (match == nil || match(p.Subject, payout.Ref{})) {
			f.problems = append(f.problems, p)
		}
	}
	return f
}

// compare sets one wanted amount or state against what came of rules, for one
// subject if it is named.
func (c *comparison) compare(what string, want expected, rules []ruleIn, subject string, f finding) {
	free, held := f.sums()
	ok := false
	switch want.state {
	case "":
		ok = free.n > 0 && held.n == 0 && free.sum.Equal(want.amount) ||
			len(f.lines) == 0 && len(f.problems) == 0 && want.amount.IsZero()
	case stateHeld:
		ok = held.n > 0 && free.n == 0 && held.sum.Equal(want.amount)
	case stateNone:
		ok = len(f.lines) == 0 && len(f.problems) == 0
	case statePending:
		ok = len(f.lines) == 0 && slices.ContainsFunc(f.problems, func(p run.Problem) bool { return p.Pending })
	case stateUndecided:
		ok = slices.ContainsFunc(f.problems, func(p run.Problem) bool {
			return !p.Pending && (want.fact == "" || p.Missing == want.fact || strings.HasSuffix(p.Missing, "."+want.fact))
		})
	case stateMet, stateNotMet:
		ok = len(f.lines) > 0 && !slices.ContainsFunc(f.lines, func(l payout.Line) bool { return l.Held != want.state })
	}
	if !ok {
		got, why := f.describe(int32(c.book.Currency().Places()))
		c.fail(want.place, what, want.String(), got, why)
		if why == "" {
			c.step.result.Failures[len(c.step.result.Failures)-1].Because = c.because(rules, subject, f)
		}
	}
}

// A tally is a sum of lines.
type tally struct {
	n   int
	sum decimal.Decimal
}

// sums adds up the lines that may be paid, and those that are held. Duties
// have no amount.
func (f finding) sums() (free, held tally) {
	for i := range f.lines {
		l := &f.lines[i]
		into := &free
		switch {
		case l.Kind == payout.Duty:
			continue
		case l.Held != "":
			into = &held
		}
		into.n++
		into.sum = into.sum.Add(amount(l))
	}
	return free, held
}

func amount(l *payout.Line) decimal.Decimal {
	if l.Kind == payout.Benefit {
		return l.Quantity.Decimal()
	}
	return l.Amount.Decimal()
}

func amountOf(l *payout.Line) string {
	switch l.Kind {
	case payout.Benefit:
		return l.Quantity.String() + " " + l.Unit
	case payout.Duty:
		return l.Held
	default:
		if l.Held != "" {
			return "{held: " + l.Amount.Amount() + "}"
		}
		return l.Amount.Amount()
	}
}

// maxParts is how many lines are listed where several came together.
const maxParts = 6

// describe says what came, and what there is to say of it.
func (f finding) describe(places int32) (got, why string) {
	free, held := f.sums()
	switch {
	case len(f.lines) == 1 && held.n == 0:
		return amountOf(&f.lines[0]), ""
	case held.n > 0 && free.n == 0:
		return "{held: " + held.sum.StringFixed(places) + "}", f.heldWhy()
	case held.n > 0:
		return free.sum.StringFixed(places) + " and {held: " + held.sum.StringFixed(places) + "}", f.heldWhy()
	case len(f.lines) > 0:
		return f.total(places), f.parts()
	case len(f.problems) > 0 && f.problems[0].Pending:
		return "pending", "decided on " + f.problems[0].Day.String()
	case len(f.problems) > 0:
		return "{undecided: " + f.problems[0].Missing + "}", f.problems[0].Reason
	default:
		return "none", ""
	}
}

func (f finding) total(places int32) string {
	free, _ := f.sums()
	switch f.lines[0].Kind {
	case payout.Benefit:
		return free.sum.String() + " " + f.lines[0].Unit
	case payout.Duty:
		var states []string
		for _, l := range f.lines {
			if !slices.Contains(states, l.Held) {
				states = append(states, l.Held)
			}
		}
		return strings.Join(states, ", ")
	default:
		return free.sum.StringFixed(places)
	}
}

func (f finding) heldWhy() string {
	i := slices.IndexFunc(f.lines, func(l payout.Line) bool { return l.Held != "" })
	return f.lines[i].Held
}

// parts lists the lines of a sum.
func (f finding) parts() string {
	var parts []string
	for i := range f.lines[:min(len(f.lines), maxParts)] {
		l := &f.lines[i]
		parts = append(parts, amountOf(l)+" of "+l.Subject.ID+" to "+l.Payee.ID)
	}
	if len(f.lines) > maxParts {
		parts = append(parts, fmt.Sprintf("and %d more", len(f.lines)-maxParts))
	}
	return strings.Join(parts, ", ")
}
