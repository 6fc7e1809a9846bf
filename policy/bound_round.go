package policy

import (
	"math"
	"math/bits"

	"github.com/fenrun/fenrun/payout"
)

// A rounding ends amounts by the policy's rule. It does what
// payout.Rounding.Money does, for what fits 64 bits.
type rounding struct {
	payout.Rounding
	currency payout.Currency
	up       int64 // minor units to a unit of the last place
}

func newRounding(r payout.Rounding, c payout.Currency) rounding {
	up := int64(1)
	if more := c.Places() - r.Places; more > 0 {
		up = tens[more]
	}
	return rounding{r, c, up}
}

// quotient rounds n / d x 10^-scale.
func (r *rounding) quotient(n, d int64, scale int) (minor int64, ok bool) {
	down := scale - r.Places
	if down >= len(tens) || -down >= len(tens) {
		return 0, false
	}
	switch {
	case down > 0:
		if d, ok = times(d, tens[down]); !ok {
			return 0, false
		}
	case down < 0:
		if n, ok = times(n, tens[-down]); !ok {
			return 0, false
		}
	}
	q, ok := r.Mode.Quo64(n, d)
	if !ok {
		return 0, false
	}
	return times(q, r.up)
}

// times multiplies by a power of ten.
func times(v, power int64) (int64, bool) {
	if v > math.MaxInt64/power || v < -math.MaxInt64/power {
		return 0, false
	}
	return v * power, true
}

// A cut rounds numbers of one scale to minor units as a rounding does. It
// divides by multiplying with the divisor's inverse; all modes but one are a
// division after something was added to the magnitude.
type cut struct {
	unit    uint64 // that is divided by
	inverse uint64 // 2^(63+n) / unit, rounded up, where 2^n is unit rounded up
	shift   uint8
	even    bool   // half-even: an odd result in the middle goes back by one
	add     uint64 // before dividing
	most    uint64 // that can be divided
	up      int64
}

// newCut makes a cut, if the scale allows it.
func newCut(r rounding, scale int) (c cut, ok bool) {
	down := scale - r.Places
	if down < 0 || down >= len(tens) {
		return cut{}, false
	}
	c = cut{unit: uint64(tens[down]), even: r.Mode == payout.HalfEven, up: r.up}
	switch r.Mode {
	case payout.HalfUp, payout.HalfEven:
		c.add = c.unit / 2
	case payout.Up:
		c.add = c.unit - 1
	case payout.Down:
	}
	c.most = math.MaxInt64 - c.add
	if down > 0 {
		n := bits.Len64(c.unit) // no power of ten but 1 is one of two
		q, _ := bits.Div64(1<<(n-1), 0, c.unit)
		c.inverse, c.shift = q+1, uint8(n-1)
	}
	return c, true
}

// round rounds n; ok is false where only larger numbers can tell.
func (c *cut) round(n int64) (minor int64, ok bool) {
	sign := n >> 63 // 0 or -1
	size := uint64((n ^ sign) - sign)
	if size > c.most {
		return 0, false
	}
	if c.unit > 1 {
		high, _ := bits.Mul64(size+c.add, c.inverse)
		q := high >> c.shift
		if c.even && q&1 == 1 && q*c.unit == size+c.add {
			q--
		}
		size = q
	}
	if c.up > 1 {
		if size > uint64(math.MaxInt64/c.up) {
			return 0, false
		}
		size *= uint64(c.up)
	}
	return (int64(size) ^ sign) - sign, true
}
