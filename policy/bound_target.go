package policy

import (
	"unsafe"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Target is what one rule of a Bound gives one payee of a row: what he is to
// have by it in the period, whatever stands posted.
type Target struct {
	rule  *boundRule
	payee string
	minor int64 // the amount; of one that is pending, the day
	more  *more // mostly none
	state verdict
	held  bool
}

// more is what few targets have.
type more struct {
	wide  *payout.Money // in place of the small amount
	to    string        // the payee's type, where the rule has several
	fault *ir.Fault
}

type verdict uint8

const (
	pays verdict = iota
	pending
	undecided
)

// Rule is the id of the rule.
func (t *Target) Rule() string { return t.rule.rule.ID }

// Index is the rule's position in Bound.Rules.
func (t *Target) Index() int { return t.rule.index }

// Kind is the kind of the rule.
func (t *Target) Kind() payout.Kind { return t.rule.rule.Kind }

// State is Lines where there is an amount, Pending or Undecided.
func (t *Target) State() State {
	switch t.state {
	case pending:
		return Pending
	case undecided:
		return Undecided
	default:
		return Lines
	}
}

// Payee is whom the amount is for; nobody where there is no amount.
func (t *Target) Payee() payout.Ref {
	to := payout.Ref{Type: t.rule.payeeType, ID: t.payee}
	switch {
	case t.state != pays:
		return payout.Ref{}
	case t.more != nil && t.more.to != "":
		to.Type = t.more.to
	}
	return to
}

// Amount is what the payee is to have, rounded by the policy's rule; negative
// of a debit, and zero where there is no amount.
func (t *Target) Amount() payout.Money {
	if t.state != pays {
		return payout.Money{}
	}
	return amount{t.minor, t.large()}.money(t.rule.rounding.currency)
}

// Minor is the amount in minor units of the policy's currency, such as fen; ok
// is false if it is outside the range of an int64, and then Amount has it.
func (t *Target) Minor() (units int64, ok bool) {
	if t.state == pays && t.more == nil { // nearly all: short enough to be inlined
		return t.minor, true
	}
	return t.rareMinor()
}

func (t *Target) rareMinor() (units int64, ok bool) {
	switch {
	case t.state != pays:
		return 0, true
	case t.large() != nil:
		return t.large().Minor()
	default:
		return t.minor, true
	}
}

func (t *Target) large() *payout.Money {
	if t.more == nil {
		return nil
	}
	return t.more.wide
}

// Held reports whether the amount may not be paid yet.
func (t *Target) Held() bool { return t.held }

// Decides is the day on which a pending rule is decided.
func (t *Target) Decides() payout.Date {
	if t.state != pending {
		return 0
	}
	return payout.Date(t.minor)
}

// Missing is the fact for want of which a rule is undecided.
func (t *Target) Missing() string {
	if t.state != undecided {
		return ""
	}
	return t.more.fault.Name
}

// Reason says why a rule is undecided.
func (t *Target) Reason() string {
	if t.state != undecided {
		return ""
	}
	return t.more.fault.String()
}

// evaluate appends what a rule that is in force gives a row.
func (e *evaluator) evaluate(r *boundRule, row unsafe.Pointer, targets []Target) []Target {
	if r.guard != nil {
		if met, fault := e.met(r.guard); !met {
			return r.unmet(fault, targets)
		}
	}
	if r.when != nil {
		if met, fault := e.met(r.when); !met {
			return r.unmet(fault, targets)
		}
	}
	total, fault := e.amount(r)
	if fault != nil {
		return r.unmet(fault, targets)
	}
	before := len(targets)
	if len(r.shares) > 0 || r.rest != nil {
		targets, fault = e.split(r, row, total, targets)
	} else {
		targets, fault = e.single(r, row, total, targets)
	}
	if fault == nil && len(targets) > before {
		fault = e.end(r, targets[before:])
	}
	if fault != nil {
		return r.unmet(fault, targets[:before])
	}
	return targets
}

func (r *boundRule) unmet(fault *ir.Fault, targets []Target) []Target {
	if fault == nil {
		return targets
	}
	return append(targets, Target{rule: r, state: undecided, more: &more{fault: fault}})
}

// single pays the whole amount to one payee.
func (e *evaluator) single(r *boundRule, row unsafe.Pointer, total amount, targets []Target) ([]Target, *ir.Fault) {
	id, fault := e.payee(r, row)
	if fault != nil || total.isZero() {
		return targets, fault
	}
	t := Target{rule: r, payee: id, minor: total.minor}
	if total.wide != nil {
		t.more = &more{wide: total.wide}
	}
	return append(targets, t), nil
}

// payee gives the id of whom a rule pays.
func (e *evaluator) payee(r *boundRule, row unsafe.Pointer) (string, *ir.Fault) {
	if r.payee < 0 {
		return e.named(r.to, row)
	}
	switch e.there[r.payee] {
	case required:
		return "", e.missing[r.payee]
	case absent:
		return "", &ir.Fault{Kind: ir.MissingFact, Name: r.rule.To.Text}
	}
	return e.ids[r.payee], nil
}

// named gives the id of the subject that an expression comes to.
func (e *evaluator) named(c *ir.Code, row unsafe.Pointer) (string, *ir.Fault) {
	v, fault := e.value(c)
	switch {
	case fault != nil:
		return "", fault
	case v == ir.Absent:
		return "", &ir.Fault{Kind: ir.MissingFact, Name: c.Node.Text}
	}
	return e.id(&e.hops[v], row), nil
}

// end finds out whether what a rule pays is held, and that its key is there.
func (e *evaluator) end(r *boundRule, targets []Target) *ir.Fault {
	if r.hold != nil {
		held, fault := e.met(r.hold)
		if fault != nil {
			return fault
		}
		for i := range targets {
			targets[i].held = held
		}
	}
	if r.key != nil {
		v, ok := e.frame.Int(r.key)
		if !ok {
			exact := e.frame.Exact(r.key.Node)
			if exact.Fault != nil {
				return exact.Fault
			}
			if exact.Num == nil {
				v = ir.Absent
			}
		}
		if v == ir.Absent {
			return &ir.Fault{Kind: ir.MissingFact, Name: r.rule.Once.Key.Text}
		}
	}
	return nil
}

// split divides an amount between payees; what an absent one would have goes
// to the rest.
func (e *evaluator) split(r *boundRule, row unsafe.Pointer, total amount, targets []Target) ([]Target, *ir.Fault) {
	var shares []payout.Share
	for i, part := range r.rule.Split {
		q, fault := e.quantity(r.shares[i])
		if fault != nil {
			return targets, fault
		}
		h := &e.hops[r.parts[i]]
		switch e.there[r.parts[i]] {
		case required:
			return targets, &ir.Fault{Kind: ir.MissingFact, Name: part.Label}
		case present:
			shares = append(shares, payout.Share{For: payout.Ref{Type: h.subject.Name, ID: e.id(h, row)}, Weight: q.rat()})
		}
	}
	parts, rest, err := payout.Split(total.money(r.rounding.currency), shares)
	if err != nil {
		return targets, &ir.Fault{Kind: ir.TooLarge, Name: r.rule.ID, Detail: err.Error()}
	}
	for _, p := range parts {
		targets = share(r, p.For, p.Amount, targets)
	}
	if r.rest == nil || rest.IsZero() {
		return targets, nil
	}
	id, fault := e.named(r.rest, row)
	if fault != nil {
		return targets, fault
	}
	return share(r, payout.Ref{Type: r.restType, ID: id}, rest, targets), nil
}

// share adds what one payee has of a split; what he has of it already he keeps.
func share(r *boundRule, to payout.Ref, m payout.Money, targets []Target) []Target {
	if m.IsZero() {
		return targets
	}
	for i := range targets {
		if t := &targets[i]; t.rule == r && t.Payee() == to {
			*t.more.wide, _ = t.more.wide.Add(m)
			return targets
		}
	}
	return append(targets, Target{rule: r, payee: to.ID, more: &more{wide: &m, to: to.Type}})
}
