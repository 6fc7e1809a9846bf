package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
)

// Drawn states how much was drawn on the deposit account of a payee, over all
// settlements: so much of its deposits is not given back.
func (e *Engine) Drawn(payee payout.Ref, amount payout.Money) {
	if e.drawn == nil {
		e.drawn = map[payout.Ref]payout.Money{}
	}
	e.drawn[payee], _ = e.drawn[payee].Add(amount)
}

// GivenBack is the cause of a line that returns a deposit.
const GivenBack = "deposit given back"

// giveBack returns the deposits of a rule whose condition for it has come
// true: what is left of each, the oldest having been drawn on first.
func (e *Engine) giveBack(r *rule, first, last payout.Date) error {
	if r.Back == nil {
		return nil
	}
	deposits := slices.Clone(e.posted.ofRule(r.ID))
	slices.SortStableFunc(deposits, func(a, b *posting) int { return int(a.decided) - int(b.decided) })
	gone := map[payout.Ref]payout.Money{}
	for _, d := range deposits {
		left := e.leftOf(d, gone)
		if d.zero() || len(left) == 0 {
			continue
		}
		day, ok := e.backOn(r, d, first, last)
		if !ok {
			continue
		}
		if err := e.returnDeposit(r, d, left, day); err != nil {
			return err
		}
	}
	return nil
}

// leftOf gives what is left of a deposit by payee, after what was drawn on
// the deposits before it.
func (e *Engine) leftOf(d *posting, gone map[payout.Ref]payout.Money) []target {
	var left []target
	for _, o := range d.payees {
		held := o.sum.Neg()
		if held.Sign() <= 0 {
			continue
		}
		drawn, _ := e.drawn[o.payee].Sub(gone[o.payee])
		if drawn.Sign() < 0 {
			drawn = payout.Money{}
		}
		if smaller(held, drawn) {
			drawn = held
		}
		gone[o.payee], _ = gone[o.payee].Add(drawn)
		rest, _ := held.Sub(drawn)
		if rest.Sign() > 0 {
			left = append(left, target{payee: o.payee, amount: drawn.Neg()})
		}
	}
	return left
}

// backOn gives the first day of a stretch on which a deposit is to be given
// back.
func (e *Engine) backOn(r *rule, d *posting, first, last payout.Date) (payout.Date, bool) {
	table := e.table(r.Root)
	subject, ok := table.Find(d.subject.ID)
	if !ok {
		return 0, false
	}
	w := e.workers[0]
	f := w.frame(r.binding)
	for day := max(first, d.decided.AddDays(1)); day <= last; day = day.AddDays(1) {
		f.start(subject, -1, moment{day: day, period: PeriodOf(r.Every.Unit, day)})
		if met, fault := f.test(r.codes.back); fault == nil && met && !f.tainted {
			return day, true
		}
	}
	return 0, false
}

func (e *Engine) returnDeposit(r *rule, d *posting, left []target, day payout.Date) error {
	f := e.workers[0].frame(r.binding)
	dr := draft{rule: r, key: d.key, subject: d.subject, period: d.period, decided: day, frame: f, cause: GivenBack}
	var lines []payout.Line
	for _, t := range left {
		made, err := e.difference(&dr, t, d)
		if err != nil {
			return err
		}
		lines = append(lines, made...)
	}
	return e.book(lines)
}

// Missing gives the subjects for which something stands posted and of which
// the source has no facts any more. They are left as they are: only a source
// that says `void` takes back what was posted (N3).
func (e *Engine) Missing() []payout.Ref {
	seen := map[payout.Ref]bool{}
	var list []payout.Ref
	for _, d := range e.posted.decisions {
		if d.zero() || seen[d.subject] || d.subject.IsZero() {
			continue
		}
		seen[d.subject] = true
		t := e.store.Schema.Type(d.subject.Type)
		if t == nil || t.Event {
			continue
		}
		table := e.store.Tables[t.Index]
		if i, ok := table.Find(d.subject.ID); !ok || !table.Known(i) && table.Void(i) == "" {
			list = append(list, d.subject)
		}
	}
	slices.SortFunc(list, func(a, b payout.Ref) int { return a.Compare(b) })
	return list
}
