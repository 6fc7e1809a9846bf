package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Release looks at every held line on each day of the run: one whose reason
// holds no more may be paid from that day on.
func (e *Engine) Release(held []payout.Line) []payout.Release {
	var list []payout.Release
	slices.SortStableFunc(held, func(a, b payout.Line) int { return int(a.Kind) - int(b.Kind) }) // clawbacks after what they take
	for i := range held {
		l := &held[i]
		r := e.ruleOf(l)
		if r == nil || l.Kind == payout.Duty {
			continue
		}
		for day := max(e.settled.AddDays(1), l.Booked.AddDays(1)); day <= e.asOf; day = day.AddDays(1) {
			if release, ok := e.workers[0].released(r, l, day); ok {
				list = append(list, release)
				e.Released(l.ID)
				break
			}
		}
	}
	slices.SortFunc(list, func(a, b payout.Release) int {
		if a.Day != b.Day {
			return int(a.Day) - int(b.Day)
		}
		if a.Line < b.Line {
			return -1
		}
		return 1
	})
	return list
}

// ruleOf finds the rule that made a line, in its version or the latest.
func (e *Engine) ruleOf(l *payout.Line) *rule {
	var found *rule
	for _, g := range e.groups {
		for _, r := range g.rules {
			if r.policy.Name == l.Policy && r.ID == l.Rule && (found == nil || r.policy.Version == l.Version) {
				found = r
			}
		}
	}
	return found
}

// released reports whether a line that was held may be paid on a day.
func (w *worker) released(r *rule, l *payout.Line, day payout.Date) (payout.Release, bool) {
	e := w.engine
	release := payout.Release{Line: l.ID, Day: day}
	table := e.table(r.Root)
	subject, ok := table.Find(l.Subject.ID)
	if !ok {
		return release, false
	}
	f := w.frame(r.binding)
	period, err := ReadPeriod(l.Period)
	if err != nil {
		period = PeriodOf(r.Every.Unit, day)
	}
	f.start(subject, -1, moment{day: day, period: period})
	switch {
	case l.Kind == payout.Clawback: // held for as long as what it takes back
		return release, len(l.Corrects) > 0 && e.released[l.Corrects[0]]
	case l.Held == bypassed:
		return release, r.Cascade != nil && r.Cascade.Skip != nil && w.unskipped(r, f, l)
	case waitsForDate(r, l):
		since, ok := dateIn(f, r.Due.Since)
		if !ok || since > day {
			return release, false
		}
		release.Due = max(day, e.dueBy(r.policy.Settle.Due[r.Due.With], nil, since.AddDays(-1)))
		return release, true
	case r.Hold != nil:
		v := f.Exact(r.Hold.When)
		return release, v.Fault == nil && !v.Holds()
	default:
		return release, false
	}
}

// bypassed is the reason of a line that no level below may have (N24).
const bypassed = "bypassed"

func waitsForDate(r *rule, l *payout.Line) bool {
	return r.Due != nil && r.Due.Kind == plan.DueWith && l.Due.IsZero()
}

func (w *worker) unskipped(r *rule, f *frame, l *payout.Line) bool {
	agent, ok := w.engine.table(r.Cascade.Agent).Find(l.Payee.ID)
	if !ok {
		return false
	}
	lf := w.frame(r.level)
	lf.start(f.subjects[rootHop], agent, f.moment)
	v := lf.Exact(r.Cascade.Skip)
	return v.Fault == nil && !v.Holds()
}
