package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// ledger loads earned("rule") and paid("rule") from what stands posted,
// targets of this batch included (N27).
func (f *frame) ledger(in *ir.Input, l *load) {
	subject := f.subjects[l.hop]
	if subject < 0 {
		f.missing(l.hop, in.Slot)
		return
	}
	e := f.worker.engine
	var sum payout.Money
	if in.Kind == ir.InEarned {
		sum = e.earned(f.binding.policy.Name, in.Rule, e.ref(l.kind, subject), f.moment)
	} else {
		sum = e.paid(f.binding.policy.Name, in.Rule, e.ref(l.kind, subject), f.moment.day)
	}
	f.Set(in.Slot, sum.BigMinor())
}

// earned sums what a rule gives a payee in a period: its targets after
// rounding and caps, before clawbacks and offsets; held amounts count.
func (e *Engine) earned(policy, rule string, payee payout.Ref, at moment) payout.Money {
	var sum payout.Money
	for _, o := range e.earnings(policy, rule)[payee] {
		for _, l := range o.lines {
			if l.decided >= at.period.From && l.decided <= min(at.period.Until, at.day) {
				sum, _ = sum.Add(l.amount)
			}
		}
	}
	return sum
}

type ruleName struct{ policy, rule string }

// earnings indexes what stands posted under a rule by payee. It is built when
// the rule is complete for all subjects, and dropped when more is posted.
func (e *Engine) earnings(policy, rule string) map[payout.Ref][]*owed {
	key := ruleName{policy, rule}
	e.earningsLock.Lock()
	defer e.earningsLock.Unlock()
	if index := e.earningsOf[key]; index != nil {
		return index
	}
	index := map[payout.Ref][]*owed{}
	for _, id := range e.ids(policy, rule) {
		for _, d := range e.posted.ofRule(id) {
			if d.key.policy != "" && d.key.policy != policy {
				continue
			}
			for _, o := range d.payees {
				index[o.payee] = append(index[o.payee], o)
			}
		}
	}
	if e.earningsOf == nil {
		e.earningsOf = map[ruleName]map[payout.Ref][]*owed{}
	}
	e.earningsOf[key] = index
	return index
}

// ids gives the ids that a name stands for: of a rule, or of all its rows.
func (e *Engine) ids(policy, name string) []string {
	var ids []string
	for _, p := range e.texts {
		if p.Name != policy {
			continue
		}
		for _, r := range p.Named(name) {
			if !slices.Contains(ids, r.ID) {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// paid sums what a rule paid for a subject by decisions of no later day, less
// what was taken back by then.
func (e *Engine) paid(policy, rule string, subject payout.Ref, day payout.Date) payout.Money {
	var sum payout.Money
	for _, id := range e.ids(policy, rule) {
		for _, d := range e.posted.of(id, subject) {
			for _, o := range d.payees {
				sum, _ = sum.Add(o.upTo(day))
			}
		}
		for _, taker := range e.takers(policy, id) {
			for _, d := range e.posted.of(taker.ID, subject) {
				for _, o := range d.payees {
					sum, _ = sum.Add(o.upTo(day)) // clawbacks are negative
				}
			}
		}
	}
	return sum
}

// takers gives the clawbacks that take back a rule.
func (e *Engine) takers(policy, id string) []*rule {
	var list []*rule
	for _, g := range e.groups {
		for _, r := range g.rules {
			if r.policy.Name == policy && slices.Contains(r.Takes, id) && !slices.ContainsFunc(list, func(o *rule) bool { return o.ID == r.ID }) {
				list = append(list, r)
			}
		}
	}
	return list
}
