package payout

import (
	"fmt"
	"math/big"
)

// Cumulate rounds the amounts of the levels of a cascade so that they sum to
// the rounded whole (N23). cumulative has, from the lowest level up, the exact
// amount of a level and all levels below it together, as num in the sense of
// Money; den, scale and c are those of Money. The amount of a level is the
// rounded cumulative amount up to it less the rounded cumulative amount below
// it, so no remainder is left and no tie needs to be broken. As long as the
// cumulative amounts all have one sign, every amount differs from its exact
// value by at most one unit of r's places.
//
// There is one amount for each level, in the same order; none for none. The
// errors are those of Money.
func (r Rounding) Cumulate(cumulative []*big.Int, den *big.Int, scale int, c Currency) ([]Money, error) {
	levels := make([]Money, 0, len(cumulative))
	below := Money{currency: c}
	for i, num := range cumulative {
		upTo, err := r.Money(num, den, scale, c)
		if err != nil {
			return nil, fmt.Errorf("level %d of the cascade: %w", i+1, err)
		}
		level, err := upTo.Sub(below)
		if err != nil {
			return nil, fmt.Errorf("level %d of the cascade: %w", i+1, err)
		}
		levels = append(levels, level)
		below = upTo
	}
	return levels, nil
}
