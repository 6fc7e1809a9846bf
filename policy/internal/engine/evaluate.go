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

// A quantity is an exact number, num / den x 10^-scale: small where it fits.
type quantity struct {
	n, d     int64
	num, den *big.Int // in place of n and d
	scale    int
}

// quantity evaluates an amount.
func (f *frame) quantity(c *ir.Code) (quantity, *ir.Fault) {
	scale := c.Node.Type.Scale
	watched := f.saw != nil
	if num, den, ok := f.Fraction(c); ok && !watched {
		if num == ir.Absent {
			return quantity{}, &ir.Fault{Kind: ir.MissingFact, Name: c.Node.Text}
		}
		return quantity{n: num, d: den, scale: scale}, nil
	}
	v := ir.Value{}
	if watched {
		v = f.watched(c)
	} else {
		v = f.Exact(c.Node)
	}
	switch {
	case v.Fault != nil:
		return quantity{}, v.Fault
	case v.Num == nil:
		return quantity{}, &ir.Fault{Kind: ir.MissingFact, Name: c.Node.Text}
	case v.Den == nil:
		v.Den = oneInt
	}
	f.worker.exact++
	return quantity{num: v.Num, den: v.Den, scale: scale}, nil
}

var oneInt = big.NewInt(1)

// whole brings a quantity to big integers.
func (q quantity) whole() quantity {
	if q.num == nil {
		q.num, q.den = big.NewInt(q.n), big.NewInt(q.d)
	}
	return q
}

func (q quantity) sign() int {
	if q.num != nil {
		return q.num.Sign() * q.den.Sign()
	}
	switch {
	case q.n == 0:
		return 0
	case (q.n < 0) == (q.d < 0):
		return 1
	default:
		return -1
	}
}

// cmp compares by cross-multiplication.
func (q quantity) cmp(p quantity) int {
	if q.num == nil && p.num == nil && q.d == 1 && p.d == 1 && q.scale == p.scale {
		switch {
		case q.n < p.n:
			return -1
		case q.n > p.n:
			return 1
		default:
			return 0
		}
	}
	q, p = q.whole(), p.whole()
	a := new(big.Int).Mul(q.num, p.den)
	b := new(big.Int).Mul(p.num, q.den)
	if d := q.scale - p.scale; d > 0 {
		b.Mul(b, tenTo(d))
	} else {
		a.Mul(a, tenTo(-d))
	}
	return a.Cmp(b) * q.den.Sign() * p.den.Sign()
}

// rat gives a rate or share as a fraction.
func (q quantity) rat() *big.Rat {
	q = q.whole()
	return new(big.Rat).SetFrac(q.num, new(big.Int).Mul(q.den, tenTo(q.scale)))
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// round ends an amount by the policy's rule, the only rounding there is (N10).
func (r *rule) round(q quantity) (payout.Money, *ir.Fault) {
	rounding, currency := r.policy.Rounding, r.policy.Model.Currency
	if q.num == nil && q.d == 1 && rounding.Places <= currency.Places() {
		if minor, ok := roundSmall(q.n, q.scale, rounding, currency.Places()); ok {
			if m, err := payout.NewMoney(minor, currency); err == nil {
				return m, nil
			}
		}
	}
	q = q.whole()
	m, err := rounding.Money(q.num, q.den, q.scale, currency)
	if err != nil {
		return payout.Money{}, &ir.Fault{Kind: ir.TooLarge, Name: r.ID}
	}
	return m, nil
}

// small powers of ten
var tens = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// roundSmall rounds n x 10^-scale to the rounding's places and gives it in
// minor units of so many places.
func roundSmall(n int64, scale int, r payout.Rounding, places int) (int64, bool) {
	down := scale - r.Places
	if down >= len(tens) {
		return 0, false
	}
	up := places - r.Places
	if down < 0 {
		up, down = up-down, 0
		if up < 0 {
			return 0, false
		}
	}
	v, ok := r.Mode.Quo64(n, tens[down])
	if !ok || up >= len(tens) {
		return 0, false
	}
	scaled := v * tens[up]
	return scaled, scaled/tens[up] == v
}
