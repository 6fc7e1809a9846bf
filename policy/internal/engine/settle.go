package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Settle settles every account on each day on which something becomes due,
// from the day after the last run to that of this one (N40). Days are settled
// in order, so that a month settled in one run is settled as day by day.
func (e *Engine) Settle(accounts *payout.Accounts) ([]payout.Settlement, error) {
	var positions []payout.Position
	for p := range accounts.Positions() {
		positions = append(positions, p)
	}
	results := make([][]payout.Settlement, len(positions))
	errs := make([]error, len(positions))
	problems := make([][]Problem, len(positions))
	e.parallel(len(positions), func(w *worker, i int) {
		results[i], problems[i], errs[i] = w.settleAccount(positions[i])
	})
	var all []payout.Settlement
	for i := range positions {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all = append(all, results[i]...)
		e.Problems = append(e.Problems, problems[i]...)
	}
	slices.SortStableFunc(all, func(a, b payout.Settlement) int {
		if a.Day != b.Day {
			return int(a.Day) - int(b.Day)
		}
		return a.Account.Compare(b.Account)
	})
	return all, nil
}

// settleAccount settles one account day by day.
func (w *worker) settleAccount(p payout.Position) ([]payout.Settlement, []Problem, error) {
	e := w.engine
	text := e.settlementText(p.Platform)
	if text == nil {
		return nil, nil, nil
	}
	var list []payout.Settlement
	for _, day := range e.settlementDays(p) {
		terms, fault := w.terms(e.settlementOn(p.Platform, day), p, day)
		if fault != nil {
			return list, []Problem{{Rule: "settlement", Policy: text.Name, Subject: p.Payee, Period: day.String(), State: Undecided, Day: day, Fault: fault}}, nil
		}
		s, err := payout.Settle(p, terms, day)
		if err != nil {
			return nil, nil, err
		}
		if len(s.Moves) == 0 {
			continue
		}
		list = append(list, s)
		if p, err = p.After(s); err != nil {
			return nil, nil, err
		}
	}
	return list, nil, nil
}

// settlementDays gives the days on which an account is settled: those on
// which an item becomes due, and those on which the facts of its payee change.
func (e *Engine) settlementDays(p payout.Position) []payout.Date {
	first := e.settled.AddDays(1)
	if e.settled.IsZero() {
		first = 1
	}
	var days []payout.Date
	for _, item := range p.Items {
		if !item.Held {
			days = append(days, max(item.Due, item.Booked, first))
		}
	}
	if t := e.store.Schema.Type(p.Payee.Type); t != nil {
		table := e.store.Tables[t.Index]
		if i, ok := table.Find(p.Payee.ID); ok {
			table.Changes(i, func(d payout.Date) { days = append(days, max(d, first)) })
			if left, ok := e.left(p.Payee, e.asOf); ok {
				days = append(days, max(left, first))
			}
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d payout.Date) bool { return d > e.asOf })
}

// left gives the day on which a payee leaves, where it has a fact `left`
// (N41).
func (e *Engine) left(payee payout.Ref, day payout.Date) (payout.Date, bool) {
	t := e.store.Schema.Type(payee.Type)
	if t == nil {
		return 0, false
	}
	c := t.Column("left")
	if c == nil || c.Kind != ir.Date {
		return 0, false
	}
	table := e.store.Tables[t.Index]
	i, ok := table.Find(payee.ID)
	if !ok {
		return 0, false
	}
	row := table.At(i, day)
	if row == 0 {
		return 0, false
	}
	v := table.Slots(row)[c.Slot]
	if v < ir.Smallest {
		return 0, false
	}
	return payout.Date(v), true
}

// settlementText gives a policy of a platform. The policies of one platform
// have the same settlement.
func (e *Engine) settlementText(platform string) *plan.Policy {
	for _, p := range e.texts {
		if p.Platform == platform && p.Deal == "" {
			return p
		}
	}
	return nil
}

// settlementOn gives the version in force on a day, or else the last before
// it.
func (e *Engine) settlementOn(platform string, day payout.Date) *plan.Policy {
	found := e.settlementText(platform)
	for _, p := range e.texts {
		if p.Platform == platform && p.Deal == "" && p.From <= day && p.From >= found.From {
			found = p
		}
	}
	return found
}

// terms evaluates how an account is settled on a day.
func (w *worker) terms(p *plan.Policy, account payout.Position, day payout.Date) (payout.Terms, *ir.Fault) {
	t := payout.Terms{Order: p.Settle.Order, Rounding: p.Rounding}
	left, leaving := w.engine.left(account.Payee, day)
	t.Leaving = leaving && left <= day
	t.KeepDeposit = t.Leaving && w.engine.assessed(account.Payee, day)
	if p.Settle.Program == nil {
		return t, nil
	}
	f := w.frame(w.engine.bindings[p.Settle.Program])
	if p.Settle.Payee != nil {
		table := w.engine.table(p.Settle.Payee)
		i, ok := table.Find(account.Payee.ID)
		if account.Payee.Type != p.Settle.Payee.Name {
			return t, nil // the terms speak of another kind of payee
		}
		if !ok {
			return t, &ir.Fault{Kind: ir.MissingFact, Name: account.Payee.String()}
		}
		f.start(i, -1, moment{day: day, period: PeriodOf(ir.Day, day)})
	} else {
		f.start(-1, -1, moment{day: day, period: PeriodOf(ir.Day, day)})
	}
	return t, f.settlementTerms(w.engine.settling[p], p, &t)
}

// settleCodes are the expressions of a settlement.
type settleCodes struct {
	atMost, leave, minimum, rate, withhold *ir.Code
}

func (e *Engine) settleCodes(p *plan.Policy) settleCodes {
	b := e.bind(p, p.Settle.Program)
	c := settleCodes{atMost: e.compile(b, p.Settle.AtMost), leave: e.compile(b, p.Settle.Leave), minimum: e.compile(b, p.Settle.Minimum)}
	if w := p.Settle.Withhold; w != nil {
		c.rate, c.withhold = e.compile(b, w.Rate), e.compile(b, w.When)
	}
	return c
}

func (f *frame) settlementTerms(s settleCodes, p *plan.Policy, t *payout.Terms) *ir.Fault {
	var fault *ir.Fault
	read := func(c *ir.Code, use func(quantity)) {
		if c == nil || fault != nil {
			return
		}
		q, bad := f.quantity(c)
		if bad != nil {
			fault = bad
			return
		}
		use(q)
	}
	money := func(to *payout.Money) func(quantity) {
		return func(q quantity) { *to, fault = (&rule{Rule: settlementRule, policy: p}).round(q) }
	}
	read(s.atMost, func(q quantity) { t.AtMost = q.rat() })
	read(s.leave, money(&t.Leave))
	read(s.minimum, money(&t.Minimum))
	if s.withhold != nil && fault == nil {
		var holds bool
		if holds, fault = f.test(s.withhold); holds {
			read(s.rate, func(q quantity) { t.Withhold = q.rat() })
		}
	}
	return fault
}

// settlementRule names the settlement where a fault names a rule.
var settlementRule = &plan.Rule{ID: "settlement"}

// assessed reports whether a payee who leaves has an assessment open still:
// its deposit is kept until then (N41).
func (e *Engine) assessed(payee payout.Ref, day payout.Date) bool {
	for _, p := range e.Problems {
		if p.State == Pending && p.Day > day && e.paysTo(p, payee) {
			return true
		}
	}
	return false
}

// paysTo reports whether a pending decision's subject has the payee among its
// references.
func (e *Engine) paysTo(p Problem, payee payout.Ref) bool {
	if p.Subject == payee {
		return true
	}
	t := e.store.Schema.Type(p.Subject.Type)
	table := e.store.Tables[t.Index]
	i, ok := table.Find(p.Subject.ID)
	if !ok {
		return false
	}
	row := table.At(i, e.asOf)
	if row == 0 {
		return false
	}
	for _, c := range t.Columns {
		if c.Kind != ir.Ref || c.Target.Name != payee.Type {
			continue
		}
		if v := table.Slots(row)[c.Slot]; v >= 0 && e.store.Tables[c.Target.Index].IDs[v] == payee.ID {
			return true
		}
	}
	return false
}
