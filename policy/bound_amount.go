package policy

import (
	"math/big"
	"math/bits"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// met evaluates a condition.
func (e *evaluator) met(c *ir.Code) (bool, *ir.Fault) {
	if met, ok := e.frame.Met(c); ok {
		return met, nil
	}
	v := e.frame.Exact(c.Node)
	if v.Fault == nil {
		e.exact++
	}
	return v.Holds(), v.Fault
}

// value evaluates what is small: a date or a subject, or ir.Absent.
func (e *evaluator) value(c *ir.Code) (int64, *ir.Fault) {
	if v, ok := e.frame.Int(c); ok {
		return v, nil
	}
	v := e.frame.Exact(c.Node)
	switch {
	case v.Fault != nil:
		return 0, v.Fault
	case v.Num == nil:
		return ir.Absent, nil
	}
	e.exact++
	return v.Num.Int64(), nil
}

// A quantity is an exact number, n / d x 10^-scale, or num / den x 10^-scale
// where that is too large.
type quantity struct {
	n, d     int64
	num, den *big.Int
	scale    int
}

// quantity evaluates an amount.
func (e *evaluator) quantity(c *ir.Code) (quantity, *ir.Fault) {
	scale := c.Node.Type.Scale
	if n, d, ok := e.frame.Fraction(c); ok && n != ir.Absent {
		return quantity{n: n, d: d, scale: scale}, nil
	}
	v := e.frame.Exact(c.Node)
	switch {
	case v.Fault != nil:
		return quantity{}, v.Fault
	case v.Num == nil:
		return quantity{}, &ir.Fault{Kind: ir.MissingFact, Name: c.Node.Text}
	case v.Den == nil:
		v.Den = big.NewInt(1)
	}
	e.exact++
	return quantity{num: v.Num, den: v.Den, scale: scale}, nil
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

// whole gives numerator and denominator of any size.
func (q quantity) whole() (num, den *big.Int) {
	if q.num != nil {
		return q.num, q.den
	}
	return big.NewInt(q.n), big.NewInt(q.d)
}

func (q quantity) rat() *big.Rat {
	num, den := q.whole()
	return new(big.Rat).SetFrac(num, new(big.Int).Mul(den, tenTo(q.scale)))
}

// less reports whether q is less than p.
func (q quantity) less(p quantity) bool {
	if q.num == nil && p.num == nil && q.d == 1 && p.d == 1 {
		if up := p.scale - q.scale; up == 0 {
			return q.n < p.n
		} else if up > 0 && up < len(tens) {
			return lessWide(q.n, tens[up], p.n, 1)
		} else if up < 0 && -up < len(tens) {
			return lessWide(q.n, 1, p.n, tens[-up])
		}
	}
	return q.rat().Cmp(p.rat()) < 0
}

// lessWide reports whether a x m is less than b x n, for m and n above 0.
func lessWide(a, m, b, n int64) bool {
	high, low := wideProduct(a, m)
	otherHigh, otherLow := wideProduct(b, n)
	return high < otherHigh || high == otherHigh && low < otherLow
}

func wideProduct(a, m int64) (high int64, low uint64) {
	hi, lo := bits.Mul64(uint64(a), uint64(m))
	return int64(hi) - (a>>63)&m, lo
}

// bounded holds an amount between floor and cap, and refuses a negative one
// where the rule does not net losses.
func (e *evaluator) bounded(r *boundRule) (quantity, *ir.Fault) {
	q, fault := e.quantity(r.amount)
	if fault == nil && r.cap != nil {
		var limit quantity
		if limit, fault = e.quantity(r.cap); fault == nil && limit.less(q) {
			q = limit
		}
	}
	if fault == nil && r.floor != nil {
		var least quantity
		if least, fault = e.quantity(r.floor); fault == nil && q.less(least) {
			q = least
		}
	}
	if fault == nil && q.sign() < 0 && !r.rule.NetLoss {
		fault = &ir.Fault{Kind: ir.Negative, Name: r.rule.ID, Detail: "say `floor: 0`, or for a residual `negative: net`"}
	}
	return q, fault
}

// An amount is in minor units: small, or of any size.
type amount struct {
	minor int64
	wide  *payout.Money
}

// amount computes what a rule comes to, rounded once (N10). That of a debit is
// negative.
func (e *evaluator) amount(r *boundRule) (amount, *ir.Fault) {
	q, fault := e.bounded(r)
	if fault != nil {
		return amount{}, fault
	}
	if q.num == nil {
		if minor, ok := r.rounding.quotient(q.n, q.d, q.scale); ok {
			return signed(r, amount{minor: minor})
		}
	}
	num, den := q.whole()
	m, err := r.rounding.Money(num, den, q.scale, r.rounding.currency)
	if err != nil {
		return amount{}, &ir.Fault{Kind: ir.TooLarge, Name: r.rule.ID}
	}
	return signed(r, amount{wide: &m})
}

func signed(r *boundRule, a amount) (amount, *ir.Fault) {
	if !r.debit {
		return a, nil
	}
	a.minor = -a.minor
	if a.wide != nil {
		m := a.wide.Neg()
		a.wide = &m
	}
	return a, nil
}

func (a amount) isZero() bool { return a.minor == 0 && (a.wide == nil || a.wide.IsZero()) }

// money gives the amount as such.
func (a amount) money(c payout.Currency) payout.Money {
	if a.wide != nil {
		return *a.wide
	}
	m, err := payout.NewMoney(a.minor, c)
	if err != nil {
		return payout.Money{} // there is no amount without a currency
	}
	return m
}
