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
// divides by multiplying with the divisor's inverse.
type cut struct {
	mode    payout.Mode
	unit    uint64 // that is divided by
	inverse uint64 // 2^(63+n) / unit, rounded up, where 2^n is unit rounded up
	shift   uint8
	up      int64
}

// newCut makes a cut, if the scale allows it.
func newCut(r rounding, scale int) (c cut, ok bool) {
	down := scale - r.Places
	if down < 0 {
		return cut{}, false
	}
	if down >= len(tens) {
		return cut{}, false
	}
	c = cut{mode: r.Mode, unit: uint64(tens[down]), up: r.up}
	if down == 0 {
		return c, true
	}
	n := bits.Len64(c.unit) // no power of ten is one of two
	q, _ := bits.Div64(1<<(n-1), 0, c.unit)
	c.inverse, c.shift = q+1, uint8(n-1)
	return c, true
}

// quotient divides a number of at most 63 bits.
func (c *cut) quotient(n uint64) uint64 {
	if c.unit == 1 {
		return n
	}
	high, _ := bits.Mul64(n, c.inverse)
	return high >> c.shift
}

func (c *cut) round(n int64) (minor int64, ok bool) {
	size := uint64(n)
	if n < 0 {
		size = -size
	}
	q := c.quotient(size)
	rest := size - q*c.unit
	switch c.mode {
	case payout.HalfUp:
		if rest >= c.unit-rest {
			q++
		}
	case payout.HalfEven:
		if rest > c.unit-rest || rest == c.unit-rest && q&1 == 1 {
			q++
		}
	case payout.Up:
		if rest > 0 {
			q++
		}
	case payout.Down:
	}
	if c.up != 1 {
		if q > uint64(math.MaxInt64/c.up) {
			return 0, false
		}
		q *= uint64(c.up)
	}
	if n < 0 {
		return -int64(q), true
	}
	return int64(q), true
}
