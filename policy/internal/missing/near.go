package missing

import (
	"math/big"
	"math/bits"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Near reports whether the change of one number by at most a part of the value
// that it is to have may lead to the goal. False is certain, and is found
// without asking: most of many subjects are near nothing.
func (g *Goal) Near(f *ir.Frame, part *big.Rat) bool {
	if !part.Num().IsInt64() || !part.Denom().IsInt64() {
		return true
	}
	num, den := part.Num().Int64(), part.Denom().Int64()
	values := make([]ir.Value, len(g.coords))
	read := make([]bool, len(g.coords))
	value := func(at int) ir.Value {
		if !read[at] {
			values[at], read[at] = f.Exact(g.coords[at].node), true
		}
		return values[at]
	}
	for _, boxes := range [][]box{g.boxes, g.whole} {
		for _, b := range boxes {
			if b.near(value, num, den) {
				return true
			}
		}
	}
	return false
}

// near reports whether one number lies outside the box, and lies near.
func (b box) near(value func(coord int) ir.Value, num, den int64) bool {
	outside := 0
	for _, d := range b.dims {
		v := value(d.coord).Num
		switch {
		case v == nil && d.region.absent:
			continue
		case v == nil || d.region.absent:
			return false
		case d.region.has(v):
			continue
		case d.region.set != nil || outside > 0:
			return false
		}
		outside++
		bound := d.region.lo
		if bound == nil || v.Cmp(bound) > 0 {
			bound = d.region.hi
		}
		if !near(v, bound, num, den) {
			return false
		}
	}
	return outside == 1
}

// near reports whether v lies within num / den of a bound from it.
func near(v, bound *big.Int, num, den int64) bool {
	if !v.IsInt64() || !bound.IsInt64() || v.Sign()*bound.Sign() < 0 {
		return true // whoever asks will see
	}
	by, most := absolute(v.Int64()-bound.Int64()), absolute(bound.Int64())
	high, low := bits.Mul64(by, uint64(den))
	mostHigh, mostLow := bits.Mul64(most, absolute(num))
	return high < mostHigh || high == mostHigh && low <= mostLow
}

func absolute(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}
