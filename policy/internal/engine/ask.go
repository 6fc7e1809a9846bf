package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Ask tells what a rule of a policy decides for a subject in some days, and by
// which steps, or why nothing. What is posted is known to the engine; nothing
// is posted now. It is nil if the engine has no such rule.
func (e *Engine) Ask(pr *plan.Rule, subject payout.Ref, first, last payout.Date) *Account {
	r := e.compiled(pr)
	if r == nil {
		return nil
	}
	e.Seal()
	e.Range(first, last)
	q := question{engine: e, worker: e.workers[0], rule: r, ref: subject, first: first, last: last}
	return q.answer()
}

// A question is what a rule has for a subject in some days.
type question struct {
	engine      *Engine
	worker      *worker
	rule        *rule
	ref         payout.Ref
	at          int32
	first, last payout.Date
}

// none answers that there is nothing, as of a day.
func (q *question) none(why Nothing, day payout.Date) *Account {
	a := &Account{
		Rule: q.rule.Rule, Policy: q.rule.policy, Subject: q.ref, Day: day, Period: PeriodOf(q.rule.Every.Unit, day), Nothing: why,
		labels: labels{q.engine.store, q.rule.policy},
	}
	if why == Later {
		a.State = Pending
	}
	return a
}

func (q *question) undecided(fault *ir.Fault, day payout.Date) *Account {
	a := q.none(Something, day)
	a.State, a.Fault = Undecided, fault
	return a
}

func (q *question) answer() *Account {
	table := q.engine.table(q.rule.Root)
	at, known := table.Find(q.ref.ID)
	if !known || q.ref.Type != table.Type.Name {
		return q.none(Unknown, q.last)
	}
	q.at = at
	switch r := q.rule; {
	case table.Void(at) != "":
		return q.none(Withdrawn, q.last)
	case r.Kind == payout.Clawback:
		return q.clawback()
	case r.Once != nil || r.Decide != nil:
		return q.once()
	case r.Every.Own():
		return q.own()
	default:
		return q.periodic()
	}
}

// decided makes a decision with a record of its steps.
func (q *question) decided(m moment) *Account {
	return q.worker.traced(q.rule, q.at, m, func(w *worker, m moment) outcome { return w.decide(q.rule, q.at, m) })
}

// governed says why the rule does not apply to the subject on a day; ok is
// true where it does.
func (q *question) governed(day, picked payout.Date) (why Nothing, ok bool) {
	switch {
	case q.engine.table(q.rule.Root).At(q.at, day) == 0:
		return Unknown, false
	case !q.worker.governs(q.rule, q.at, day, picked):
		return OtherText, false
	}
	return Something, true
}

// periodic asks about the last decision of the days.
func (q *question) periodic() *Account {
	e, r := q.engine, q.rule
	begin, end := e.span(r.policy.Name)
	points := e.points(r, q.first, q.last, begin, end)
	if len(points) == 0 {
		return q.none(NotInDays, q.last)
	}
	m := points[len(points)-1]
	if why, ok := q.governed(m.day, m.day); !ok {
		return q.none(why, m.day)
	}
	table := e.table(r.Root)
	if table.Type.Event && !e.happened(table.Type, table.Slots(table.At(q.at, m.day)), m.period) {
		return q.none(NotInDays, m.day)
	}
	return q.decided(m)
}

// own asks about the last period of the subject's own that is decided in the
// days.
func (q *question) own() *Account {
	list := q.worker.ownPeriod(q.rule, q.at, q.first, q.last)
	if len(list) == 0 {
		if why, ok := q.governed(q.last, q.last); !ok {
			return q.none(why, q.last)
		}
		return q.none(NotInDays, q.last)
	}
	o := list[len(list)-1]
	if o.fault != nil && o.targets == nil && o.state == Undecided && o.period.From == q.first && o.period.Until == q.last {
		return q.undecided(o.fault, o.day) // the date that the periods are counted from
	}
	return q.decided(moment{day: o.day, period: o.period, closed: o.day == o.period.Until})
}

// once asks about a rule that pays a single time.
func (q *question) once() *Account {
	w, e := q.worker, q.engine
	r := w.ruling(q.rule, q.at, q.last)
	day, known, fault := w.decidingDay(r, q.at, q.last)
	if fault != nil {
		return q.undecided(fault, q.last)
	}
	o := w.examine(q.rule, q.at, q.first, q.last)
	pending := known && day > q.last
	switch {
	case o == nil && known && day < q.first:
		a := q.decided(e.momentOf(&outcome{rule: r, day: day, period: PeriodOf(r.Every.Unit, day)}))
		if a.State == None && a.Nothing == Something || a.State == Decided {
			a.Nothing = Earlier
		}
		return q.passedOn(a)
	case o == nil && pending:
		return q.sofar(r, day)
	case o == nil:
		if why, ok := q.governed(q.last, w.picked(r, q.at, q.last)); !ok {
			return q.none(why, q.last)
		}
		return q.none(NotInDays, q.last)
	}
	a := q.decided(e.momentOf(o))
	if a.State == None && pending {
		a.State, a.Nothing, a.Day = Pending, Later, day
	}
	return q.passedOn(a)
}

// sofar tells what is lacking up to now for a rule that may be met before the
// day on which it is decided.
func (q *question) sofar(r *rule, day payout.Date) *Account {
	period := PeriodOf(r.Every.Unit, q.last)
	_, governs := q.governed(q.last, q.worker.picked(r, q.at, q.last))
	if r.Early && r.Decide == nil && governs && period.Until == q.last {
		a := q.decided(q.engine.momentOf(&outcome{rule: r, subject: q.at, day: q.last, period: period}))
		if a.State == None {
			a.State, a.Nothing, a.Day = Pending, Later, day
			return a
		}
	}
	return q.none(Later, day)
}

// passedOn says where another subject has been paid under the same key.
func (q *question) passedOn(a *Account) *Account {
	if a.State != Decided || q.rule.Once == nil {
		return a
	}
	o := outcome{rule: q.rule, subject: q.at, state: Decided}
	q.worker.key(&o, moment{day: a.Day, period: a.Period})
	if d := q.engine.posted.find(decisionKey{once: o.once}); !d.zero() && d.subject != q.ref {
		a.State, a.Nothing, a.Other = None, Taken, d.subject
	}
	return a
}

// clawback asks about what is taken back.
func (q *question) clawback() *Account {
	w, e := q.worker, q.engine
	g := e.groupOf(q.rule)
	originals := e.originals(g, q.ref)
	if e.bound(q.rule, q.ref, q.last).Sign() <= 0 {
		return q.none(NothingToTake, q.last)
	}
	r := w.takesUnder(q.rule, originals)
	day, known, fault := w.decidingDay(r, q.at, q.last)
	if fault != nil {
		return q.undecided(fault, q.last)
	}
	if !slices.ContainsFunc(originals, func(d *posting) bool { return w.governsOriginal(q.rule, d) }) {
		return q.none(OtherText, q.last)
	}
	a, o := w.assess(r, q.at, q.ref, q.first, q.last)
	on := q.last
	switch {
	case a != nil:
		on = a.day
	case known && day <= q.last:
		on = day // what is not met then is not met later
	case o != nil:
		on = o.day
	case known:
		return q.none(Later, day)
	}
	m := moment{day: on, period: PeriodOf(r.Every.Unit, on), closed: true, stated: r.Decide != nil}
	account := w.tracedClawback(r, q.at, m)
	if known && on < day && account.State == None {
		account.State, account.Nothing, account.Day = Pending, Later, day
	}
	return account
}
