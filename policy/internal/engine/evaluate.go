package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// codes are the expressions of a rule, ready to be evaluated for one subject
// after the other. What is absent from the rule is nil.
type codes struct {
	guard, when, amount, to, hold *ir.Code
	cap, floor, capPayee, must    *ir.Code
	key, by, rest, back           *ir.Code
	decide, since, from           *ir.Code
	price, skip                   *ir.Code // of a cascade's levels
	shares                        []*ir.Code
}

func (e *Engine) codes(r *rule) codes {
	at := func(n *ir.Node) *ir.Code { return e.compile(r.binding, n) }
	c := codes{
		guard: at(r.Guard), when: at(r.When), amount: at(r.Amount), to: at(r.To),
		cap: at(r.Cap), floor: at(r.Floor), capPayee: at(r.CapPayee), must: at(r.Must), rest: at(r.Rest), back: at(r.Back),
		since: at(r.Every.Since),
	}
	if r.Hold != nil {
		c.hold = at(r.Hold.When)
	}
	if r.Once != nil {
		c.key, c.by = at(r.Once.Key), at(r.Once.By)
	}
	if r.Decide != nil {
		c.decide = at(r.Decide.On)
	}
	for _, part := range r.Split {
		c.shares = append(c.shares, at(part.Share))
	}
	if casc := r.Cascade; casc != nil {
		c.from = at(casc.From)
		price := casc.Price
		if price == nil {
			price = casc.Share
		}
		c.price, c.skip = e.compile(r.level, price), e.compile(r.level, casc.Skip)
	}
	return c
}

// compile prepares an expression of a binding's program.
func (e *Engine) compile(b *binding, n *ir.Node) *ir.Code {
	if n == nil {
		return nil
	}
	return ir.Compile(b.program, n, b.places())
}

// places says where the fast back end reads each input: facts of which the
// policy and the data have the same idea from their rows, everything else
// from slots that are filled when they are asked for.
func (b *binding) places() []ir.Place {
	places := make([]ir.Place, len(b.program.Inputs))
	for i, in := range b.program.Inputs {
		places[i] = ir.Place{Row: -1, Slot: in.Slot}
		l := &b.loads[i]
		if in.Kind == ir.InFact && l.remap == nil && l.texts == nil && !l.checked {
			places[i] = ir.Place{Row: l.hop, Slot: l.slot}
		}
	}
	return places
}

// A result is the value of an expression: small where it fits, absent, or not
// to be had.
type result struct {
	small  int64
	wide   *big.Int // in place of small
	absent bool
	fault  *ir.Fault
}

// ok reports whether there is a value.
func (r result) ok() bool { return !r.absent && r.fault == nil }

func (r result) big() *big.Int {
	if r.wide != nil {
		return r.wide
	}
	return big.NewInt(r.small)
}

func (r result) date() payout.Date { return payout.Date(r.small) }

// get evaluates an expression: over int64, and over big integers where that
// cannot tell.
func (f *frame) get(c *ir.Code) result {
	if f.saw != nil {
		return resultOf(f.watched(c))
	}
	if v, ok := f.Int(c); ok {
		return result{small: v, absent: v == ir.Absent}
	}
	v := f.Exact(c.Node)
	if v.Num != nil {
		f.worker.exact++
	}
	return resultOf(v)
}

// resultOf makes what the exact back end gives small where it fits.
func resultOf(v ir.Value) result {
	switch {
	case v.Fault != nil:
		return result{fault: v.Fault}
	case v.Num == nil:
		return result{absent: true}
	}
	if v.Num.IsInt64() && v.Num.Int64() >= ir.Smallest {
		return result{small: v.Num.Int64()}
	}
	return result{wide: v.Num}
}

// test evaluates a condition.
func (f *frame) test(c *ir.Code) (met bool, fault *ir.Fault) {
	if f.saw != nil {
		v := f.watched(c)
		return v.Holds(), v.Fault
	}
	if met, ok := f.Met(c); ok {
		return met, nil
	}
	v := f.Exact(c.Node)
	if v.Fault == nil {
		f.worker.exact++
	}
	return v.Holds(), v.Fault
}
