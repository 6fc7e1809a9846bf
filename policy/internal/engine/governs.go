package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// inForce reports whether a day lies within the policy's days.
func inForce(p *plan.Policy, day payout.Date) bool {
	return day >= p.From && (p.Until.IsZero() || day <= p.Until)
}

// cohort gives the day that picks the version for a rule's subject, where the
// policy keeps its cohorts; ok is false where it does not (N7). Where a fact is
// missing or wrong, there is a fault instead of a day.
func (w *worker) cohort(r *rule, subject int32, day payout.Date) (picked payout.Date, ok bool, fault *ir.Fault) {
	for _, c := range r.policy.Cohorts {
		at := subject
		if c.Subject != r.Root {
			if at = w.onceSubject(r, c.Subject, subject, day); at < 0 {
				continue
			}
		}
		f := w.frame(w.engine.bindings[c.Program])
		f.start(at, -1, moment{day: day, period: PeriodOf(ir.Day, day)})
		v := f.get(w.engine.cohortDays[c.Program])
		if v.absent {
			return 0, false, nil // no date yet: the version is picked as without a cohort
		}
		if !v.ok() {
			return 0, false, v.fault
		}
		return v.date(), true, nil
	}
	return 0, false, nil
}

// onceSubject gives the subject of a type that a rule's once-key names, or
// -1.
func (w *worker) onceSubject(r *rule, kind *ir.Subject, subject int32, day payout.Date) int32 {
	if r.Once == nil || r.Once.Key.Type.Kind != ir.Ref || r.Once.Key.Type.Subject != kind {
		return -1
	}
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: day, period: PeriodOf(ir.Day, day)})
	if v := f.get(r.codes.key); v.ok() {
		return int32(v.small)
	}
	return -1
}

// governs reports whether the rule's version is the one for this subject: by
// its cohort, or else by the day that the caller has picked. Where the day of
// the cohort is missing, one version speaks for all: its decision is undecided.
func (w *worker) governs(r *rule, subject int32, deciding, picked payout.Date) bool {
	if r.added != nil && !w.governsAdded(r, subject, deciding) {
		return false
	}
	if len(r.policy.Cohorts) > 0 {
		day, ok, fault := w.cohort(r, subject, deciding)
		if ok {
			return inForce(r.policy, day)
		}
		if fault != nil {
			picked = w.engine.within(r.policy.Name, picked)
		}
	}
	return inForce(r.policy, picked)
}

// within gives the nearest day on which some version of a policy is in force.
func (e *Engine) within(name string, day payout.Date) payout.Date {
	first, last := e.span(name)
	if day = max(day, first); !last.IsZero() {
		day = min(day, last)
	}
	return day
}

// governsAdded reports whether a rule that a deal adds is in force on a day,
// and its agent is among those whom it may pay.
func (w *worker) governsAdded(r *rule, subject int32, day payout.Date) bool {
	t := r.added
	if t.agent < 0 || t.text != r.policy || !t.Holds(day) {
		return false
	}
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: day, period: PeriodOf(r.Every.Unit, day)})
	kind, agents := w.agents(r, f)
	return kind == t.kind && slices.Contains(agents, t.agent)
}

// span gives the first and last day of a policy over all its versions; only
// these may cut a period (N8). A zero last day is open.
func (e *Engine) span(name string) (first, last payout.Date) {
	for i, p := range e.texts {
		if p.Name != name {
			continue
		}
		if first.IsZero() && last.IsZero() || p.From < first {
			first = p.From
		}
		if i == 0 || last.IsZero() && p.Until.IsZero() {
			last = p.Until
			continue
		}
		if p.Until.IsZero() {
			last = 0
		} else {
			last = max(last, p.Until)
		}
	}
	return first, last
}
