package engine

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

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

// cmp compares by cross-multiplication: in 128 bits where that is enough.
func (q quantity) cmp(p quantity) int {
	up := p.scale - q.scale
	if q.num == nil && p.num == nil && q.d == 1 && p.d == 1 && max(up, -up) < len(tens) {
		a, b := int64(1), int64(1)
		if up > 0 {
			a = tens[up]
		} else {
			b = tens[-up]
		}
		return cmpWide(q.n, a, p.n, b)
	}
	q, p = q.whole(), p.whole()
	a := new(big.Int).Mul(q.num, p.den)
	b := new(big.Int).Mul(p.num, q.den)
	if up < 0 {
		b.Mul(b, tenTo(-up))
	} else {
		a.Mul(a, tenTo(up))
	}
	return a.Cmp(b) * q.den.Sign() * p.den.Sign()
}

// cmpWide compares n x a with m x b, for a and b above 0.
func cmpWide(n, a, m, b int64) int {
	high, low := wideProduct(n, a)
	otherHigh, otherLow := wideProduct(m, b)
	return cmp.Or(cmp.Compare(high, otherHigh), cmp.Compare(low, otherLow))
}

func wideProduct(n, a int64) (high int64, low uint64) {
	hi, lo := bits.Mul64(uint64(n), uint64(a))
	return int64(hi) - (n>>63)&a, lo
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
	if q.num == nil && rounding.Places <= currency.Places() {
		if minor, ok := roundSmall(q, rounding, currency.Places()); ok {
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

// roundSmall rounds a small quantity to the rounding's places and gives it in
// minor units of so many places.
func roundSmall(q quantity, r payout.Rounding, places int) (int64, bool) {
	down := q.scale - r.Places
	if down >= len(tens) {
		return 0, false
	}
	up := places - r.Places
	if down < 0 {
		if up, down = up-down, 0; up < 0 || q.d != 1 {
			return 0, false
		}
	}
	if q.d > math.MaxInt64/tens[down] || q.d < -math.MaxInt64/tens[down] {
		return 0, false
	}
	v, ok := r.Mode.Quo64(q.n, q.d*tens[down])
	if !ok || up >= len(tens) {
		return 0, false
	}
	scaled := v * tens[up]
	return scaled, scaled/tens[up] == v
}
