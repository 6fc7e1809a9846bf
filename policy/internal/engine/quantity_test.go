package engine

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// Small quantities compare and round as large ones do.
func TestSmallQuantitiesAsLarge(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	yuan, err := payout.ParseCurrency("CNY")
	if err != nil {
		t.Fatal(err)
	}
	number := func() int64 {
		v := random.Int64() >> random.IntN(63)
		if random.IntN(2) == 0 {
			v = -v
		}
		return v
	}
	quick := 0
	for range 50_000 {
		q := quantity{n: number(), d: 1, scale: random.IntN(19)}
		p := quantity{n: number(), d: 1, scale: random.IntN(19)}
		if random.IntN(2) == 0 { // nearly as large
			p.n, p.scale = q.n/100, max(0, q.scale-2)
		}
		if got, want := q.cmp(p), q.rat().Cmp(p.rat()); got != want {
			t.Fatalf("%v compared with %v is %d, want %d", q, p, got, want)
		}
		if random.IntN(2) == 0 {
			if q.d = number() >> 20; q.d == 0 {
				q.d = 1
			}
		}
		r := payout.Rounding{Places: random.IntN(3), Mode: payout.Mode(random.IntN(int(payout.Down) + 1))}
		minor, ok := roundSmall(q, r, 2)
		if !ok {
			continue
		}
		quick++
		want, err := r.Money(big.NewInt(q.n), big.NewInt(q.d), q.scale, yuan)
		if err != nil {
			t.Fatal(err)
		}
		if exact, fits := want.Minor(); !fits || exact != minor {
			t.Fatalf("%v to %d places, %s, is %d, want %s", q, r.Places, r.Mode, minor, want)
		}
	}
	if quick < 25_000 {
		t.Errorf("only %d were rounded as small ones", quick)
	}
}
