package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A decisionKey names a decision without its payees (N1, N2). A once
// decision has no policy, rule, subject or period in its key, but its name
// and key (N6).
type decisionKey struct {
	policy, rule string
	subject      payout.Ref
	period       string
	once         string
}

// keyOf gives the decision that a posted line belongs to.
func keyOf(l *payout.Line) decisionKey {
	if l.Once != "" {
		return decisionKey{once: l.Once}
	}
	return decisionKey{policy: l.Policy, rule: l.Rule, subject: l.Subject, period: l.Period}
}

// postings are what stands posted, by decision. A batch that is being built
// is posted here as it grows, so that later stages see earlier ones.
type postings struct {
	currency  payout.Currency
	decisions map[decisionKey]*posting
	bySubject map[subjectKey][]*posting
	byRule    map[string][]*posting
}

type subjectKey struct {
	rule    string
	subject payout.Ref
}

// A posting is what stands posted under one decision.
type posting struct {
	key     decisionKey
	rule    string
	subject payout.Ref
	period  string
	version string
	decided payout.Date
	payees  []*owed
	rules   []string // that it was ever posted under
}

// An owed is what stands posted under one key, with the lines that made it.
type owed struct {
	payee payout.Ref
	sum   payout.Money
	lines []postedLine
}

// A postedLine is one line of the ledger, as far as later lines need it.
type postedLine struct {
	id      string
	amount  payout.Money
	due     payout.Date
	decided payout.Date
	held    string
	class   payout.Kind
}

func newPostings(c payout.Currency) *postings {
	return &postings{currency: c, decisions: map[decisionKey]*posting{}, bySubject: map[subjectKey][]*posting{}, byRule: map[string][]*posting{}}
}

// find gives what stands posted under a decision, or nil.
func (p *postings) find(key decisionKey) *posting { return p.decisions[key] }

// add posts a line.
func (p *postings) add(l *payout.Line) error {
	key := keyOf(l)
	d := p.decisions[key]
	if d == nil {
		d = &posting{key: key}
		p.decisions[key] = d
	}
	if d.rule != l.Rule || d.subject != l.Subject { // a once-key may pass to another
		d.rule, d.subject = l.Rule, l.Subject
		at := subjectKey{l.Rule, l.Subject}
		if !slices.Contains(p.bySubject[at], d) {
			p.bySubject[at] = append(p.bySubject[at], d)
		}
		if !slices.Contains(d.rules, l.Rule) {
			d.rules = append(d.rules, l.Rule)
			p.byRule[l.Rule] = append(p.byRule[l.Rule], d)
		}
	}
	d.period, d.version = l.Period, l.Version
	if d.decided.IsZero() || !l.Decided.IsZero() {
		d.decided = l.Decided
	}
	o := d.to(l.Payee)
	if o == nil {
		o = &owed{payee: l.Payee}
		d.payees = append(d.payees, o)
	}
	amount, err := amountIn(l, p.currency)
	if err != nil {
		return err
	}
	sum, err := o.sum.Add(amount)
	if err != nil {
		return err
	}
	o.sum = sum
	o.lines = append(o.lines, postedLine{id: l.ID, amount: amount, due: l.Due, decided: l.Decided, held: l.Held, class: l.Class})
	return nil
}

// ofRule gives what stands posted under a rule, in the order of posting.
func (p *postings) ofRule(id string) []*posting {
	return filter(p.byRule[id], func(d *posting) bool { return d.rule == id })
}

// of gives what stands posted under a rule for a subject.
func (p *postings) of(rule string, subject payout.Ref) []*posting {
	return filter(p.bySubject[subjectKey{rule, subject}], func(d *posting) bool { return d.rule == rule && d.subject == subject })
}

// filter gives those that keep wants; mostly all, and then the list itself.
func filter(list []*posting, keep func(*posting) bool) []*posting {
	if !slices.ContainsFunc(list, func(d *posting) bool { return !keep(d) }) {
		return list
	}
	var kept []*posting
	for _, d := range list {
		if keep(d) {
			kept = append(kept, d)
		}
	}
	return kept
}

func (d *posting) to(payee payout.Ref) *owed {
	for _, o := range d.payees {
		if o.payee == payee {
			return o
		}
	}
	return nil
}

// zero reports whether nothing stands posted any more.
func (d *posting) zero() bool {
	return d == nil || !slices.ContainsFunc(d.payees, func(o *owed) bool { return !o.sum.IsZero() })
}

// taken is what stands posted to all payees, of debits as a positive amount.
func (d *posting) taken() payout.Money {
	var sum payout.Money
	for _, o := range d.payees {
		sum, _ = sum.Add(o.sum.Neg())
	}
	return sum
}

// upTo is what stands posted to a payee by decisions of no later day.
func (o *owed) upTo(day payout.Date) payout.Money {
	var sum payout.Money
	for _, l := range o.lines {
		if l.decided <= day {
			sum, _ = sum.Add(l.amount)
		}
	}
	return sum
}

// unread reports whether nothing in this run asks what a periodic rule has
// posted in it: no rule, tier or promise reads it, nothing takes it back, and
// each of its keys is decided once.
func (e *Engine) unread(r *rule) bool {
	_, end := e.span(r.policy.Name)
	switch {
	case r.Once != nil || r.Decide != nil || r.Back != nil || r.Post != ir.NoUnit || r.Every.Own() || r.added != nil:
		return false
	case len(r.policy.Cohorts) > 0 && !end.IsZero() && end < e.through:
		return false // the last day of the policy ends a period for some, its own last day for others
	}
	for _, g := range e.groups {
		for _, o := range g.rules {
			if o != r && o.policy.Name == r.policy.Name && o.ID == r.ID || takes(o, r.ID) {
				return false
			}
		}
	}
	for _, b := range e.bindings {
		for _, in := range b.program.Inputs {
			if (in.Kind == ir.InEarned || in.Kind == ir.InPaid) && (in.Rule == r.ID || in.Rule == r.Base) {
				return false
			}
		}
	}
	return true
}

// takes reports whether a clawback, or what a deal makes of it, takes back a
// rule.
func takes(r *rule, id string) bool {
	return slices.ContainsFunc(r.family(), func(v *rule) bool { return slices.Contains(v.Takes, id) })
}
