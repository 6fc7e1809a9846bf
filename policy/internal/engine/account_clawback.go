package engine

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// tracedClawback tells whether a clawback is met, and how much of what stands
// posted it takes, after those before it.
func (w *worker) tracedClawback(r *rule, subject int32, m moment) *Account {
	e := w.engine
	var o *outcome
	var own *assessment
	rec := w.recording(r.family(), func() { own, o = w.assessAt(r, subject, m) })
	a := e.account(o, rec)
	ref := a.Subject
	g := e.groupOf(r)
	if g == nil || own == nil {
		return a
	}
	originals := e.originals(g, ref)
	list, _ := w.assessments(g, subject, ref, originals, m.day, m.day)
	taken := map[payout.Ref]payout.Money{}
	var sum payout.Money
	for i := range list {
		before := &list[i]
		if before.rule.ID == r.ID {
			break
		}
		targets, _ := e.share(before, ref, taken)
		if before.stands != nil {
			targets = nil
			for _, o := range before.stands.payees {
				targets = append(targets, target{payee: o.payee, amount: o.sum})
			}
		}
		for _, t := range targets {
			taken[t.payee], _ = taken[t.payee].Add(t.amount.Neg())
			sum, _ = sum.Add(t.amount.Neg())
		}
	}
	add := func(part, text string, v payout.Money) {
		a.Steps = append(a.Steps, Step{Part: part, Text: text, Value: v.String(), Unit: "money"})
	}
	bound := e.bound(r, ref, m.day)
	for _, id := range r.Takes {
		add("outstanding", id, e.bound(&rule{Rule: &plan.Rule{Takes: []string{id}}}, ref, m.day))
	}
	if !sum.IsZero() {
		add("taken before", "", sum)
	}
	targets, err := e.share(own, ref, taken)
	if err != nil || len(targets) == 0 {
		a.State, a.Nothing = None, Zero
		if bound.Sign() <= 0 {
			a.Nothing = NothingToTake
		}
		return a
	}
	for _, t := range targets {
		a.Targets = append(a.Targets, Target{Payee: t.payee, Amount: t.amount})
		add("for "+t.payee.String(), roundingText(r), t.amount)
	}
	return a
}
