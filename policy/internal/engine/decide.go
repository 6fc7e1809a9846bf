package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A State is what became of a decision.
type State uint8

const (
	None      State = iota // not met, or nothing to pay
	Decided                // has targets
	Pending                // its day has not come
	Undecided              // a fact is missing or wrong (N38)
)

// An outcome is a decision: one rule applied to one subject in one period.
type outcome struct {
	state   State
	rule    *rule
	subject int32
	period  Period
	day     payout.Date // the deciding day
	targets []target
	fault   *ir.Fault
	waits   bool // undecided because of events or members that may still come (N39)
	held    bool
	once    string // the once-name and once-key, of a once rule
	order   rank   // of `by`, where several subjects share a once-key
}

// A target is what one payee is to have by a decision, when all is posted.
type target struct {
	payee  payout.Ref
	amount payout.Money
	held   string // a reason of the cascade: the payee is bypassed
	fault  *ir.Fault
}

// A rank orders the subjects that share a once-key; none comes last.
type rank struct {
	set bool
	v   *big.Int
}

func (a rank) cmp(b rank) int {
	switch {
	case a.set && b.set:
		return a.v.Cmp(b.v)
	case a.set:
		return -1
	case b.set:
		return 1
	default:
		return 0
	}
}

// A rule is a compiled rule with where its inputs are found.
type rule struct {
	*plan.Rule
	policy  *plan.Policy
	binding *binding
	level   *binding
	index   int // in the engine's order
}

// decide evaluates a rule for a subject at a moment: whether it is met, whom
// it pays, and how much.
func (w *worker) decide(r *rule, subject int32, m moment) outcome {
	o := outcome{rule: r, subject: subject, period: m.period, day: m.day}
	f := w.frame(r.binding)
	f.start(subject, -1, m)
	if met, fault := f.meets(r.Guard, r.When); !met {
		if fault != nil {
			o.state, o.fault = Undecided, fault
		} else if f.tainted && debit(r.Kind) {
			o.state, o.waits, o.fault = Undecided, true, suspended
		}
		return o
	}
	if f.tainted && debit(r.Kind) {
		o.state, o.waits, o.fault = Undecided, true, suspended
		return o
	}
	if r.Kind == payout.Duty {
		return w.duty(o, f)
	}
	switch {
	case r.Cascade != nil:
		w.cascade(&o, f)
	case len(r.Split) > 0 || r.Rest != nil:
		w.split(&o, f)
	default:
		w.single(&o, f)
	}
	if o.state == Decided && r.Hold != nil {
		switch held := f.Exact(r.Hold.When); {
		case held.Fault != nil:
			o.state, o.fault, o.targets = Undecided, held.Fault, nil
		default:
			o.held = held.Holds()
		}
	}
	return o
}

var suspended = &ir.Fault{Kind: ir.BadFact, Name: "a sum", Detail: "events or members of it could not be counted, and what takes money waits for them"}

func debit(k payout.Kind) bool {
	return k == payout.Clawback || k == payout.Charge || k == payout.Deposit
}

// meets evaluates conditions that must all hold.
func (f *frame) meets(conditions ...*ir.Node) (bool, *ir.Fault) {
	for _, c := range conditions {
		if c == nil {
			continue
		}
		v := f.Exact(c)
		if v.Fault != nil {
			return false, v.Fault
		}
		if !v.Holds() {
			return false, nil
		}
	}
	return true, nil
}

// single pays the whole amount to one payee.
func (w *worker) single(o *outcome, f *frame) {
	r := o.rule
	amount, fault := f.money(r)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return
	}
	payee, fault := w.payee(f, r.To)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return
	}
	if amount.IsZero() {
		return
	}
	o.state = Decided
	o.targets = []target{{payee: payee, amount: amount}}
}

// payee gives whom a node names; without one the subject itself.
func (w *worker) payee(f *frame, to *ir.Node) (payout.Ref, *ir.Fault) {
	if to == nil {
		return w.engine.ref(f.binding.hops[rootHop].table.Type.Index, f.subjects[rootHop]), nil
	}
	v := f.Exact(to)
	switch {
	case v.Fault != nil:
		return payout.Ref{}, v.Fault
	case v.Num == nil:
		return payout.Ref{}, &ir.Fault{Kind: ir.MissingFact, Name: to.Text}
	}
	table := w.engine.table(to.Type.Subject)
	return w.engine.ref(table.Type.Index, int32(v.Num.Int64())), nil
}

// money computes the amount of a rule: cap, then floor, then one rounding
// (N10, N28). A debit is negative.
func (f *frame) money(r *rule) (payout.Money, *ir.Fault) {
	q, fault := f.quantity(r.Amount)
	if fault != nil {
		return payout.Money{}, fault
	}
	q, fault = f.bounded(r, q)
	if fault != nil {
		return payout.Money{}, fault
	}
	return f.rounded(r, q)
}

func (f *frame) bounded(r *rule, q quantity) (quantity, *ir.Fault) {
	if r.Cap != nil {
		limit, fault := f.quantity(r.Cap)
		if fault != nil {
			return q, fault
		}
		if limit.cmp(q) < 0 {
			q = limit
		}
	}
	if r.Floor != nil {
		least, fault := f.quantity(r.Floor)
		if fault != nil {
			return q, fault
		}
		if least.cmp(q) > 0 {
			q = least
		}
	}
	if q.num.Sign()*q.den.Sign() < 0 && !r.NetLoss {
		return q, &ir.Fault{Kind: ir.Negative, Name: r.ID, Detail: "say `floor: 0`, or for a residual `negative: net`"}
	}
	return q, nil
}

func (f *frame) rounded(r *rule, q quantity) (payout.Money, *ir.Fault) {
	m, err := r.policy.Rounding.Money(q.num, q.den, q.scale, r.policy.Model.Currency)
	if err != nil {
		return payout.Money{}, &ir.Fault{Kind: ir.TooLarge, Name: r.ID}
	}
	if debit(r.Kind) {
		m = m.Neg()
	}
	return m, nil
}

// A quantity is an exact number, num / den x 10^-scale.
type quantity struct {
	num, den *big.Int
	scale    int
}

var oneInt = big.NewInt(1)

func (f *frame) quantity(n *ir.Node) (quantity, *ir.Fault) {
	v := f.Exact(n)
	switch {
	case v.Fault != nil:
		return quantity{}, v.Fault
	case v.Num == nil:
		return quantity{}, &ir.Fault{Kind: ir.MissingFact, Name: n.Text}
	case v.Den == nil:
		v.Den = oneInt
	}
	return quantity{num: v.Num, den: v.Den, scale: n.Type.Scale}, nil
}

// cmp compares by cross-multiplication.
func (q quantity) cmp(p quantity) int {
	a := new(big.Int).Mul(q.num, p.den)
	b := new(big.Int).Mul(p.num, q.den)
	if d := q.scale - p.scale; d > 0 {
		b.Mul(b, tenTo(d))
	} else {
		a.Mul(a, tenTo(-d))
	}
	return a.Cmp(b) * q.den.Sign() * p.den.Sign()
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// split divides the amount between payees; what an absent one would have goes
// to the rest.
func (w *worker) split(o *outcome, f *frame) {
	r := o.rule
	total, fault := f.money(r)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return
	}
	var shares []payout.Share
	for i, part := range r.Split {
		q, fault := f.quantity(part.Share)
		if fault != nil {
			o.state, o.fault = Undecided, fault
			return
		}
		at := r.binding.parts[i]
		if f.subjects[at] < 0 {
			if f.broken(at) {
				o.state, o.fault = Undecided, &ir.Fault{Kind: ir.MissingFact, Name: part.Label}
				return
			}
			continue
		}
		weight := new(big.Rat).SetFrac(q.num, new(big.Int).Mul(q.den, tenTo(q.scale)))
		shares = append(shares, payout.Share{For: w.engine.ref(f.binding.hops[at].table.Type.Index, f.subjects[at]), Weight: weight})
	}
	parts, rest, err := payout.Split(total, shares)
	if err != nil {
		o.state, o.fault = Undecided, &ir.Fault{Kind: ir.TooLarge, Name: r.ID, Detail: err.Error()}
		return
	}
	for _, p := range parts {
		if !p.Amount.IsZero() {
			o.targets = append(o.targets, target{payee: p.For, amount: p.Amount})
		}
	}
	if r.Rest != nil && !rest.IsZero() {
		payee, fault := w.payee(f, r.Rest)
		if fault != nil {
			o.state, o.fault, o.targets = Undecided, fault, nil
			return
		}
		o.targets = append(o.targets, target{payee: payee, amount: rest})
	}
	o.targets = joinTargets(o.targets)
	if len(o.targets) > 0 {
		o.state = Decided
	}
}

// joinTargets adds up the parts of one payee: a key has one amount (N1).
func joinTargets(list []target) []target {
	var joined []target
	for _, t := range list {
		found := false
		for i := range joined {
			if joined[i].payee == t.payee {
				joined[i].amount, _ = joined[i].amount.Add(t.amount)
				found = true
			}
		}
		if !found {
			joined = append(joined, t)
		}
	}
	return joined
}

// duty evaluates an obligation; its outcome is shown and moves no money.
func (w *worker) duty(o outcome, f *frame) outcome {
	v := f.Exact(o.rule.Must)
	if v.Fault != nil {
		o.state, o.fault = Undecided, v.Fault
		return o
	}
	payee, fault := w.payee(f, o.rule.To)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return o
	}
	o.state, o.held = Decided, !v.Holds()
	o.targets = []target{{payee: payee}}
	return o
}

// ref names a subject.
func (e *Engine) ref(kind payeeType, subject int32) payout.Ref {
	t := e.store.Tables[kind]
	return payout.Ref{Type: t.Type.Name, ID: t.IDs[subject]}
}
