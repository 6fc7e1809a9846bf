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
	cause   string // a promise whose new state re-rates it (N19)
}

// A target is what one payee is to have by a decision, when all is posted.
type target struct {
	payee  payout.Ref
	amount payout.Money
	held   string // a reason of the cascade: the payee is bypassed
	fault  *ir.Fault
	spread *big.Int // of a cascade: the levels' differences that he has
	rule   *rule    // that of the payee's deals; nil: the decision's
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
	codes   codes
	shown   []*ir.Node // whose values a line shows
	index   int        // in the engine's order
	base    *rule      // the policy's own, of one that deals have changed
	changed []*changed // what deals make of it
	added   *term      // that adds it
}

// decideText evaluates a rule of one text for a subject at a moment: whether it is met, whom
// it pays, and how much.
func (w *worker) decideText(r *rule, subject int32, m moment) outcome {
	o := outcome{rule: r, subject: subject, period: m.period, day: m.day}
	w.record.begin(r)
	f := w.frame(r.binding)
	f.start(subject, -1, m)
	if met, fault := f.meets(r.codes.guard, r.codes.when); !met {
		if fault != nil {
			o.state, o.fault = Undecided, fault
		} else if f.tainted && debit(r.Kind) {
			o.state, o.waits, o.fault = Undecided, true, f.suspended()
		}
		return o
	}
	if f.tainted && debit(r.Kind) {
		o.state, o.waits, o.fault = Undecided, true, f.suspended()
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
	if o.state == Decided && r.codes.hold != nil {
		held, fault := f.test(r.codes.hold)
		if fault != nil {
			o.state, o.fault, o.targets = Undecided, fault, nil
		}
		o.held = held
	}
	return o
}

// taint notes that a measure that was read may not be all there is.
func (f *frame) taint(m *measure, is bool) {
	if is && !f.tainted {
		f.tainted, f.spoiled = true, m
	}
}

// suspended is why a decision waits whose frame is tainted. Which facts the
// measure lacks is told of the measure.
func (f *frame) suspended() *ir.Fault {
	return &ir.Fault{Kind: ir.Incomplete, Name: f.spoiled.def.FullName(), Detail: "events or members of it could not be counted, and what takes money waits for them"}
}

func debit(k payout.Kind) bool {
	return k == payout.Clawback || k == payout.Charge || k == payout.Deposit
}

// meets evaluates conditions that must all hold.
func (f *frame) meets(conditions ...*ir.Code) (bool, *ir.Fault) {
	for _, c := range conditions {
		if c == nil {
			continue
		}
		if met, fault := f.test(c); !met {
			return false, fault
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
	payee, fault := w.payee(f, r.codes.to)
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

// payee gives whom a code names; without one the subject itself.
func (w *worker) payee(f *frame, to *ir.Code) (payout.Ref, *ir.Fault) {
	if to == nil {
		return w.engine.ref(f.binding.hops[rootHop].table.Type.Index, f.subjects[rootHop]), nil
	}
	v := f.get(to)
	switch {
	case v.fault != nil:
		return payout.Ref{}, v.fault
	case v.absent:
		return payout.Ref{}, &ir.Fault{Kind: ir.MissingFact, Name: to.Node.Text}
	}
	return w.engine.ref(w.engine.table(to.Node.Type.Subject).Type.Index, int32(v.small)), nil
}

// money computes the amount of a rule: cap, then floor, then one rounding
// (N10, N28). A debit is negative.
func (f *frame) money(r *rule) (payout.Money, *ir.Fault) {
	q, fault := f.quantity(r.codes.amount)
	if fault != nil {
		return payout.Money{}, fault
	}
	q, fault = f.bounded(r, q)
	if fault != nil {
		return payout.Money{}, fault
	}
	return r.signed(q)
}

// signed rounds a quantity and gives it the sign of the rule's kind.
func (r *rule) signed(q quantity) (payout.Money, *ir.Fault) {
	m, fault := r.round(q)
	if debit(r.Kind) {
		m = m.Neg()
	}
	return m, fault
}

func (f *frame) bounded(r *rule, q quantity) (quantity, *ir.Fault) {
	if r.codes.cap != nil {
		limit, fault := f.quantity(r.codes.cap)
		if fault != nil {
			return q, fault
		}
		if limit.cmp(q) < 0 {
			q = limit
		}
	}
	if r.codes.floor != nil {
		least, fault := f.quantity(r.codes.floor)
		if fault != nil {
			return q, fault
		}
		if least.cmp(q) > 0 {
			q = least
		}
	}
	if q.sign() < 0 && !r.NetLoss {
		return q, &ir.Fault{Kind: ir.Negative, Name: r.ID, Detail: "say `floor: 0`, or for a residual `negative: net`"}
	}
	return q, nil
}

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
		q, fault := f.quantity(r.codes.shares[i])
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
		shares = append(shares, payout.Share{For: w.engine.ref(f.binding.hops[at].table.Type.Index, f.subjects[at]), Weight: q.rat()})
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
		payee, fault := w.payee(f, r.codes.rest)
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
				if t.spread != nil && joined[i].spread != nil {
					joined[i].spread = new(big.Int).Add(joined[i].spread, t.spread)
				}
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
	met, fault := f.test(o.rule.codes.must)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return o
	}
	payee, fault := w.payee(f, o.rule.codes.to)
	if fault != nil {
		o.state, o.fault = Undecided, fault
		return o
	}
	o.state, o.held = Decided, !met
	o.targets = []target{{payee: payee}}
	return o
}

// ref names a subject.
func (e *Engine) ref(kind payeeType, subject int32) payout.Ref {
	t := e.store.Tables[kind]
	return payout.Ref{Type: t.Type.Name, ID: t.IDs[subject]}
}
