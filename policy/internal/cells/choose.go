package cells

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
)

// choose takes a value of a variable that an author would think of: one that
// is sure to occur, else the end of the span that is not the domain's own.
func (s *Space) choose(x int, in span) *big.Int {
	f := s.vars[x]
	in = f.domain.clip(in)
	good := func(v *big.Int) bool {
		return v != nil && in.has(v) && f.domain.has(v) && (f.attains == nil || f.attains(v))
	}
	for _, v := range f.prefer {
		if good(v) {
			return v
		}
	}
	low, high := in.lo, in.hi
	ownLow := f.hull.lo != nil && low != nil && f.hull.lo.Cmp(low) == 0
	candidates := []*big.Int{low, high}
	if low == nil || ownLow && high != nil && (f.hull.hi == nil || f.hull.hi.Cmp(high) != 0) {
		candidates = []*big.Int{high, low}
	}
	if f.date {
		candidates = append(s.days(), candidates...)
	}
	if low == nil && high == nil || in.has(bigZero) && f.hull == in {
		candidates = append([]*big.Int{bigZero}, candidates...)
	}
	for _, v := range candidates {
		if good(v) {
			return v
		}
	}
	for i := int64(1); i < 64 && low != nil; i++ { // the first of a month or year
		if v := new(big.Int).Add(low, big.NewInt(i)); good(v) {
			return v
		}
	}
	for _, v := range candidates {
		if v != nil && f.domain.has(v) {
			return v
		}
	}
	return new(big.Int)
}

// days gives the days that are chosen where any will do.
func (s *Space) days() []*big.Int {
	var list []*big.Int
	for _, m := range s.members {
		d := m.usualDay()
		for _, v := range []payout.Date{d.AddDays(14), d, d.AddMonths(1)} {
			list = append(list, big.NewInt(int64(v)))
		}
	}
	return list
}
