package policy

import (
	"unsafe"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// An evaluator decides rows by a binding.
type evaluator struct {
	*binding
	frame   *ir.Frame
	bases   []unsafe.Pointer // by pointer; that of the row itself is passed on
	there   []presence       // by hop
	ids     []string         // by hop: of those who are paid
	missing []*ir.Fault      // by hop: what is required and not there
	words   []string         // of this row, that the policy does not mention
	store   *data.Store      // of which only the reading of texts is used
	records []*data.Record
	days    []ruleDay    // by rule
	live    []*boundRule // that may decide something on this day
	asOf    payout.Date
	each    bool // the day is that of each event
	clock   ir.ZoneClock
	stained bool // the frame has large numbers or faults of this row
	exact   uint64
	targets []Target
}

// A ruleDay is what a rule needs to know of the day.
type ruleDay struct {
	period  engine.Period
	inForce bool // the day lies within the policy's
}

func newEvaluator(b *binding, asOf payout.Date) *evaluator {
	e := &evaluator{
		binding: b, frame: ir.NewFrame(b.joint.Program), bases: make([]unsafe.Pointer, len(b.pointers)),
		there: make([]presence, len(b.hops)), ids: make([]string, len(b.hops)), missing: make([]*ir.Fault, len(b.hops)), days: make([]ruleDay, len(b.rules)),
		store: data.NewStore(b.schema),
	}
	for _, t := range b.schema.Types {
		e.records = append(e.records, data.NewRecord(t))
	}
	e.AsOf(asOf)
	return e
}

// AsOf sets the day for the rows to come; see Bound.Evaluator.
func (e *evaluator) AsOf(day payout.Date) {
	e.each = day.IsZero() && e.event != nil
	e.at(day)
}

func (e *evaluator) at(day payout.Date) {
	e.asOf, e.live = day, e.live[:0]
	inForce := e.inForce(day)
	for i, r := range e.rules {
		e.days[i] = ruleDay{engine.PeriodOf(r.rule.Every.Unit, day), inForce}
		if inForce || !r.simple {
			e.live = append(e.live, r)
		}
	}
	for _, m := range e.moments {
		for i, r := range e.rules {
			if r.moment == m.moment {
				e.momentOf(m, e.days[i].period, day)
			}
		}
		if m.moment == ir.Day.String() {
			e.momentOf(m, engine.PeriodOf(ir.Day, day), day)
		}
	}
}

func (e *evaluator) momentOf(m momentSlot, p engine.Period, day payout.Date) {
	switch m.kind {
	case ir.InPeriodFrom:
		day = p.From
	case ir.InPeriodUntil:
		day = p.Until
	}
	e.frame.Slots[m.slot] = int64(day)
}

func (e *evaluator) inForce(day payout.Date) bool {
	return day >= e.policy.From && (e.policy.Until.IsZero() || day <= e.policy.Until)
}

// decide reads a row and decides all rules.
func (e *evaluator) decide(row unsafe.Pointer, targets []Target) []Target {
	e.read(row)
	if e.each {
		if day := e.eventDay(); day != e.asOf {
			e.at(day)
		}
	}
	for _, r := range e.live {
		if r.simple {
			targets = e.quick(r, row, targets)
		} else {
			targets = e.rule(r, row, targets)
		}
	}
	return targets
}

// eventDay gives the day of an event, or none.
func (e *evaluator) eventDay() payout.Date {
	v := e.frame.Slots[e.event.slot]
	switch {
	case v < ir.Smallest:
		return 0
	case e.event.kind == ir.Time:
		return e.clock.Day(v, e.policy.Model.Zone)
	default:
		return payout.Date(v)
	}
}

// rule decides one rule.
func (e *evaluator) rule(r *boundRule, row unsafe.Pointer, targets []Target) []Target {
	at, inForce := e.days[r.index].period, e.days[r.index].inForce
	if r.decide != nil {
		since, fault := e.value(r.decide)
		if fault != nil {
			return append(targets, Target{rule: r, state: undecided, more: &more{fault: fault}})
		}
		day := e.asOf
		if since != ir.Absent {
			decide := r.rule.Decide
			deciding := payout.Date(since).AddMonths(decide.Months).AddDays(decide.Days)
			if deciding > e.asOf {
				if ok, _ := e.governs(r, inForce); ok {
					targets = append(targets, Target{rule: r, state: pending, minor: int64(deciding)})
				}
				return targets
			}
			day, inForce = deciding, e.inForce(payout.Date(since))
		}
		at = engine.PeriodOf(r.rule.Every.Unit, day)
		for _, m := range e.moments {
			if m.moment == r.moment {
				e.momentOf(m, at, day)
			}
		}
	}
	ok, unplaced := e.governs(r, inForce)
	if !ok {
		return targets
	}
	if e.event != nil && r.rule.Once == nil && r.rule.Decide == nil {
		if day := e.eventDay(); day < at.From || day > at.Until {
			return targets
		}
	}
	if unplaced != nil {
		return append(targets, Target{rule: r, state: undecided, more: &more{fault: unplaced}})
	}
	return e.evaluate(r, row, targets)
}

// governs reports whether the policy is the one for the row: by its cohort,
// or else by its day (N7). Where the day of the cohort is missing, there is a
// fault, for which the row is undecided.
func (e *evaluator) governs(r *boundRule, inForce bool) (bool, *ir.Fault) {
	if r.cohort == nil {
		return inForce, nil
	}
	v, fault := e.value(r.cohort)
	switch {
	case fault != nil:
		return true, fault
	case v == ir.Absent:
		return inForce, nil
	default:
		return e.inForce(payout.Date(v)), nil
	}
}
