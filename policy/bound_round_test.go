package policy

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// A cut and a quotient round as payout.Rounding.Money does, for every mode,
// scale and currency.
func TestCutRoundsAsMoney(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	checked := 0
	for _, code := range []string{"CNY", "JPY", "BHD", "CLF"} {
		c, err := payout.ParseCurrency(code)
		if err != nil {
			t.Fatal(err)
		}
		for places := range c.Places() + 1 {
			for mode := payout.HalfUp; mode <= payout.Down; mode++ {
				r := newRounding(payout.Rounding{Places: places, Mode: mode}, c)
				for scale := range 19 {
					for range 200 {
						n := sample(random)
						compareCut(t, r, n, scale)
						compareQuotient(t, r, n, sample(random), scale)
						checked++
					}
				}
			}
		}
	}
	t.Logf("%d numbers", checked)
}

// sample is a number of any size, as often as not at the middle or the edge of
// a power of ten.
func sample(r *rand.Rand) int64 {
	n := r.Int64N(math.MaxInt64-16) >> r.IntN(63)
	if r.IntN(2) == 0 {
		power := tens[r.IntN(18)]
		n = n/power*power + []int64{-1, 0, 1, power / 2, power/2 - 1, power/2 + 1}[r.IntN(6)]
	}
	if r.IntN(2) == 0 {
		n = -n
	}
	return n
}

func compareCut(t *testing.T, r rounding, n int64, scale int) {
	t.Helper()
	c, ok := newCut(r, scale)
	if !ok {
		if scale >= r.Places {
			t.Fatalf("no cut of %d places to %d", scale, r.Places)
		}
		return
	}
	minor, ok := c.round(n)
	compareMoney(t, r, n, 1, scale, minor, ok)
}

func compareQuotient(t *testing.T, r rounding, n, d int64, scale int) {
	t.Helper()
	if d == 0 {
		return
	}
	minor, ok := r.quotient(n, d, scale)
	compareMoney(t, r, n, d, scale, minor, ok)
}

func compareMoney(t *testing.T, r rounding, n, d int64, scale int, minor int64, ok bool) {
	t.Helper()
	want, err := r.Money(big.NewInt(n), big.NewInt(d), scale, r.currency)
	if err != nil {
		t.Fatal(err)
	}
	large, fits := want.Minor()
	sure := d == 1 && n < math.MaxInt64/2 && n > -math.MaxInt64/2 && fits && scale >= r.Places
	if ok && (!fits || minor != large) || !ok && sure {
		t.Fatalf("%d / %d x 10^-%d to %d places, %s: %d (%t), want %s", n, d, scale, r.Places, r.Mode, minor, ok, want)
	}
}
