package payout_test

import (
	"math/big"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func TestCumulate(t *testing.T) {
	cents := payout.Rounding{Places: 2, Mode: payout.HalfUp}
	// N23: 333.33 at spreads of 0.05%, 0.02% and 0.03%, at 2 and 4 places.
	const volume = 33_333
	for _, sign := range []int64{1, -1} {
		var cumulative []*big.Int
		spread := int64(0)
		for _, s := range []int64{5, 2, 3} {
			spread += s
			cumulative = append(cumulative, big.NewInt(sign*volume*spread))
		}
		levels, err := cents.Cumulate(cumulative, big.NewInt(1), 6, currency(t, "CNY"))
		if err != nil {
			t.Fatal(err)
		}
		for i, minor := range []int64{17, 6, 10} {
			if got, ok := levels[i].Minor(); !ok || got != sign*minor {
				t.Errorf("level %d has %s", i+1, levels[i])
			}
		}
	}
	if levels, err := cents.Cumulate(nil, big.NewInt(1), 6, currency(t, "CNY")); err != nil || len(levels) != 0 {
		t.Errorf("no levels have %v, %v", levels, err)
	}
	for _, den := range []*big.Int{nil, new(big.Int)} {
		if levels, err := cents.Cumulate([]*big.Int{big.NewInt(1)}, den, 6, currency(t, "CNY")); err == nil || levels != nil {
			t.Errorf("levels over %v have %v, want an error", den, levels)
		}
	}
}

func TestCumulateProperties(t *testing.T) {
	r := random()
	c := currency(t, "CNY")
	for range cases {
		rounding := payout.Rounding{Places: r.IntN(3), Mode: modes()[r.IntN(4)]}
		den := big.NewInt(1 + r.Int64N(12))
		scale := r.IntN(8)
		sign := int64(1 - 2*r.IntN(2))
		cumulative := make([]*big.Int, 1+r.IntN(6))
		sum := new(big.Int)
		for i := range cumulative {
			sum.Add(sum, big.NewInt(sign*r.Int64N(10_000_000)))
			cumulative[i] = new(big.Int).Set(sum)
		}
		levels, err := rounding.Cumulate(cumulative, den, scale, c)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := rounding.Money(sum, den, scale, c)
		if err != nil {
			t.Fatal(err)
		}
		if total, err := payout.Sum(levels...); err != nil || total != whole {
			t.Fatalf("levels %v sum to %s, %v, want %s", levels, total, err, whole)
		}
		ten := func(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
		unit := new(big.Rat).SetFrac(big.NewInt(1), ten(rounding.Places))
		below := new(big.Int)
		for i, level := range levels {
			exact := new(big.Rat).SetFrac(new(big.Int).Sub(cumulative[i], below), new(big.Int).Mul(den, ten(scale)))
			off := exact.Sub(exact, level.Decimal().Rat())
			if off.Abs(off).Cmp(unit) > 0 {
				t.Fatalf("level %d has %s, off by %s", i+1, level, off.FloatString(6))
			}
			below = cumulative[i]
		}
	}
}
