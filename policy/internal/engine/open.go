package engine

import (
	"github.com/fenrun/fenrun/payout"
)

// DecideOpen decides every rule as of a day, whether its period has ended or
// not: what it would pay if the period ended today. Rules that wait for a
// later day are pending.
func (e *Engine) DecideOpen() error {
	e.Seal()
	for _, g := range e.groups {
		e.earningsOf = nil
		var err error
		switch {
		case g.rules[0].Kind == payout.Clawback:
			err = e.clawbacks(g, e.asOf, e.asOf)
		case g.rules[0].Once != nil || g.rules[0].Decide != nil:
			err = e.openOnces(g)
		default:
			for _, r := range g.rules {
				begin, _ := e.span(r.policy.Name)
				if err = e.decideAll(r, moment{day: e.asOf, period: PeriodOf(r.Every.Unit, e.asOf), cut: begin}); err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	e.pending()
	return nil
}

// openOnces decides rules that pay once: on their deciding day where that has
// come, else today where they may be decided early or at any time.
func (e *Engine) openOnces(g *group) error {
	var all []*outcome
	for _, r := range g.rules {
		table := e.table(r.Root)
		found := make([]*outcome, table.Len())
		e.parallel(table.Len(), func(w *worker, i int) {
			s := int32(i)
			if table.Void(s) == "" && !e.settledBefore(r, s) {
				found[i] = w.openOnce(r, s)
			}
		})
		all = append(all, compact(found)...)
	}
	winners := e.resolve(all)
	for _, r := range g.rules {
		var mine []*outcome
		for _, o := range winners {
			if o.rule.root() == r {
				mine = append(mine, o)
			}
		}
		if err := e.settleOutcomes(r, mine, false); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) openOnce(r *rule, subject int32) *outcome {
	e := w.engine
	deciding, known, fault := w.decidingDay(r, subject, e.asOf)
	if fault != nil {
		return &outcome{state: Undecided, rule: r, subject: subject, day: e.asOf, period: PeriodOf(r.Every.Unit, e.asOf), fault: fault}
	}
	day := e.asOf
	if known && deciding > day && (!r.Early || r.Decide != nil) {
		return nil // pending
	}
	if known {
		day = min(day, deciding)
	}
	if known && r.Early && r.Decide == nil {
		return w.openEarly(r, subject, day, deciding)
	}
	if e.table(r.Root).At(subject, day) == 0 || !w.governs(r, subject, day, w.picked(r, subject, day)) {
		return nil
	}
	begin, _ := e.span(r.policy.Name)
	at := moment{day: day, period: PeriodOf(r.Every.Unit, day), cut: begin, closed: known && deciding <= day, stated: r.Decide != nil}
	o := w.decide(r, subject, at)
	if o.state == Decided {
		w.key(&o, at)
	}
	if o.state == None && known && deciding > day {
		return nil // not yet met, and it may still be
	}
	return &o
}

// openEarly looks for the first day on which a rule that may be decided early
// was met, as a run would have found it.
func (w *worker) openEarly(r *rule, subject int32, day, deciding payout.Date) *outcome {
	first := deciding
	for i, in := range r.Program.Inputs {
		if !in.Waits() {
			continue
		}
		f := w.frame(r.binding)
		l := &r.binding.loads[i]
		if win, anchor, state := f.window(in, l, f.subjects[l.hop], f.moment); state == windowOpen && win != nil {
			begin, _, _ := win.Days(anchor)
			first = min(first, begin)
		}
	}
	o := w.examine(r, subject, first, day)
	if o != nil && o.state == None && deciding > day {
		return nil // not yet met, and it may still be
	}
	return o
}
