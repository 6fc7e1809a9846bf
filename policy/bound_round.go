package policy

import (
	"math"

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

// small rounds n x 10^-scale and gives it in minor units; ok is false where
// only larger numbers can tell.
func (r *rounding) small(n int64, scale int) (minor int64, ok bool) {
	down := scale - r.Places
	if down <= 0 {
		return r.quotient(n, 1, scale)
	}
	magnitude := uint64(n)
	if n < 0 {
		magnitude = -magnitude
	}
	q, rest, unit := cut(magnitude, down)
	if rest != 0 && r.away(rest, unit, q) {
		q++
	}
	if q > uint64(math.MaxInt64/r.up) {
		return 0, false
	}
	minor = int64(q) * r.up
	if n < 0 {
		minor = -minor
	}
	return minor, true
}

// away reports whether a quotient q that leaves a rest of a unit goes one
// further from zero.
func (r *rounding) away(rest, unit, q uint64) bool {
	switch r.Mode {
	case payout.HalfUp:
		return rest >= unit-rest
	case payout.HalfEven:
		return rest > unit-rest || rest == unit-rest && q&1 == 1
	case payout.Up:
		return true
	default: // payout.Down
		return false
	}
}

// cut divides by 10^places. Dividing by a constant is a multiplication, an
// order of magnitude quicker than dividing by a variable.
func cut(n uint64, places int) (q, rest, unit uint64) {
	switch places {
	case 1:
		q, unit = n/10, 10
	case 2:
		q, unit = n/100, 100
	case 3:
		q, unit = n/1000, 1000
	case 4:
		q, unit = n/10_000, 10_000
	case 5:
		q, unit = n/100_000, 100_000
	case 6:
		q, unit = n/1_000_000, 1_000_000
	case 7:
		q, unit = n/10_000_000, 10_000_000
	case 8:
		q, unit = n/100_000_000, 100_000_000
	default:
		if places >= len(tens) {
			return 0, n, math.MaxUint64 // less than half a unit
		}
		unit = uint64(tens[places])
		q = n / unit
	}
	return q, n - q*unit, unit
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
