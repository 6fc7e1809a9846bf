package engine

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/tier"
)

// review makes the reviews of a stretch of days, day by day: a set may read
// the tiers of another one. A review of a day is in force from the next (N29).
func (e *Engine) review(first, last payout.Date) error {
	if len(e.tierSets) == 0 {
		return nil
	}
	for day := first; day <= last; day = day.AddDays(1) {
		for _, t := range e.tierSets {
			text := t.on(day)
			if text == nil || !text.reviews(day) {
				continue
			}
			t.grow()
			errs := make([]error, t.table.Len())
			e.parallel(t.table.Len(), func(w *worker, i int) { errs[i] = w.reviewOne(t, text, int32(i), day) })
			for _, err := range errs {
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// reviews reports whether the conditions are looked at on a day.
func (t *tierText) reviews(day payout.Date) bool {
	daily := t.def.Promote == plan.AtOnce || t.def.Demote == plan.AtOnce || t.def.Fix != nil
	return daily || plan.UnitEnd(t.def.Review, day) == day
}

// reviewOne reviews one subject.
func (w *worker) reviewOne(t *tierSet, text *tierText, i int32, day payout.Date) error {
	if t.table.At(i, day) == 0 || t.table.Void(i) != "" {
		return nil
	}
	was := t.before(i, day) // all that is needed of the past
	r, err := w.rule(t, text, i, day, was)
	if err != nil {
		return err
	}
	if had, ok := t.posted[i][r.day]; ok {
		r.posted = true
		r.posted = r == had // else the ledger's is replaced
	} else if r.changesNothing(was, text, day) {
		return nil
	}
	t.rulings[i] = append(t.rulings[i], r)
	return nil
}

// rule gives what the look of a day makes of a subject.
func (w *worker) rule(t *tierSet, text *tierText, i int32, day payout.Date, was *ruling) (ruling, error) {
	next, err := text.set.Review(text.history(was), w.verdict(text, i, day, was))
	if err != nil {
		return ruling{}, fmt.Errorf("tiers %s of %s: %w", t.name, t.table.IDs[i], err)
	}
	return text.ruling(next[len(next)-1]), nil
}

// changesNothing reports whether all stays as it was. A review that says why a
// tier is not lost, or that it could not be made, is kept all the same.
func (r ruling) changesNothing(was *ruling, text *tierText, day payout.Date) bool {
	start := text.shared[text.def.Start]
	before := ruling{tier: start, standing: start}
	if was != nil {
		before = *was
	}
	if r.tier != before.tier || r.standing != before.standing || r.since != before.since || r.below != before.below ||
		r.until != before.until || (r.outcome == overridden) != (before.outcome == overridden) {
		return false
	}
	switch r.outcome {
	case tier.Confirmed, tier.AwaitsReview, tier.Overridden:
		return true
	default:
		return plan.UnitEnd(text.def.Review, day) != day
	}
}

// verdict says which tier the conditions give on a day.
func (w *worker) verdict(text *tierText, i int32, day payout.Date, was *ruling) tier.Verdict {
	f := w.frame(text.binding)
	text.start(f, i, day)
	v := tier.Verdict{Day: tier.Day(day)}
	if fault := text.override(f, &v, was); fault != nil {
		v.Undecided = fault.String()
		return v
	}
	var fault *ir.Fault
	if v.Tier, fault = text.given(f); fault != nil {
		v.Undecided = fault.String()
		return v
	}
	has := text.def.Start
	if was != nil && text.own(was.standing) >= 0 {
		has = text.own(was.standing)
	}
	if f.tainted && v.Tier > has {
		v.Undecided = f.suspended().String() // a demotion waits (N39)
	}
	return v
}

// start aims a frame at a subject as a review of a day sees it.
func (t *tierText) start(f *frame, i int32, day payout.Date) {
	begin, _ := f.worker.engine.span(t.policy.Name)
	f.start(i, -1, moment{day: day, period: PeriodOf(t.def.Review, day), cut: begin})
}

// override reads the override of the set. Where it cannot be known whether it
// holds, the one that was in force goes on.
func (t *tierText) override(f *frame, v *tier.Verdict, was *ruling) *ir.Fault {
	if t.fix == nil {
		return nil
	}
	met, fault := f.test(t.fix)
	if fault == nil && met && t.until != nil {
		until := f.get(t.until)
		v.Until, fault = 0, until.fault
		if until.ok() {
			v.Until = tier.Day(until.small)
		}
	}
	v.Override = met && fault == nil
	unknown := fault != nil || !met && f.tainted
	if unknown && was != nil && was.outcome == overridden {
		v.Override, v.Until = true, tier.Day(was.until)
	}
	return fault
}

// given gives the first tier whose condition holds.
func (t *tierText) given(f *frame) (int, *ir.Fault) {
	for n, when := range t.when {
		if when == nil {
			return n, nil
		}
		met, fault := f.test(when)
		if fault != nil {
			return n, fault
		}
		if met {
			return n, nil
		}
	}
	return len(t.when), nil
}
