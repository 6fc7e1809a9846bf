package payout

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// edges are numbers around every border that the arithmetic has.
func edges() []*big.Int {
	var all []*big.Int
	one := big.NewInt(1)
	largest := new(big.Int).Sub(pow10(maxDigits), one)
	for _, n := range []*big.Int{
		new(big.Int), big.NewInt(math.MaxInt64), new(big.Int).SetUint64(math.MaxUint64),
		pow10(18), pow10(19), pow10(37), new(big.Int).Lsh(one, 64), new(big.Int).Lsh(one, 126), largest,
	} {
		for d := int64(-1); d <= 1; d++ {
			m := new(big.Int).Add(n, big.NewInt(d))
			if m.CmpAbs(largest) <= 0 {
				all = append(all, m, new(big.Int).Neg(m))
			}
		}
	}
	return all
}

func randomUnits(r *rand.Rand, edges []*big.Int) *big.Int {
	if r.IntN(4) == 0 {
		return edges[r.IntN(len(edges))]
	}
	n := new(big.Int).SetUint64(r.Uint64())
	n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(r.Uint64()))
	n.Mod(n, pow10(1+r.IntN(maxDigits)))
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

func TestInt128AgainstBig(t *testing.T) {
	largest := new(big.Int).Sub(pow10(maxDigits), big.NewInt(1))
	check := func(x, y *big.Int) {
		t.Helper()
		a, okA := int128OfBig(x)
		b, okB := int128OfBig(y)
		if !okA || !okB {
			t.Fatalf("%s or %s does not fit", x, y)
		}
		if a.big().Cmp(x) != 0 || a.sign() != x.Sign() || a.cmp(b) != x.Cmp(y) {
			t.Fatalf("%s comes back as %s, sign %d, against %s %d", x, a.big(), a.sign(), y, a.cmp(b))
		}
		if a.neg().big().Cmp(new(big.Int).Neg(x)) != 0 {
			t.Fatalf("-(%s) = %s", x, a.neg().big())
		}
		v, ok := a.int64()
		if ok != x.IsInt64() || ok && v != x.Int64() {
			t.Fatalf("%s as int64 is %d, %t", x, v, ok)
		}
		want := new(big.Int).Add(x, y)
		sum, ok := a.add(b)
		if fits := want.CmpAbs(largest) <= 0; ok != fits || fits && sum.big().Cmp(want) != 0 {
			t.Fatalf("%s + %s = %s, %t", x, y, sum.big(), ok)
		}
		var buf [maxDigits]byte
		digits := a.digits(&buf, 1)
		if got := string(digits); got != new(big.Int).Abs(x).String() {
			t.Fatalf("digits of %s are %s", x, got)
		}
		if got := int128OfDigits(digits).big(); got.CmpAbs(x) != 0 {
			t.Fatalf("digits %s read as %s", digits, got)
		}
	}
	borders := edges()
	for _, x := range borders {
		for _, y := range borders {
			check(x, y)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		check(randomUnits(r, borders), randomUnits(r, borders))
	}
}

func TestInt128Limit(t *testing.T) {
	limit := pow10(maxDigits)
	for _, x := range []*big.Int{
		limit, new(big.Int).Add(limit, big.NewInt(1)), new(big.Int).Lsh(big.NewInt(1), 126+1),
		new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 127), big.NewInt(1)), pow10(1000),
	} {
		for _, y := range []*big.Int{x, new(big.Int).Neg(x)} {
			if n, ok := int128OfBig(y); ok {
				t.Errorf("%s fits as %s", y, n.big())
			}
		}
	}
	if (int128{hi: math.MinInt64}).fits() {
		t.Error("the smallest number of 128 bits fits")
	}
}

func TestWideAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	borders := edges()
	largest := new(big.Int).Sub(pow10(maxDigits), big.NewInt(1))
	for range 20_000 {
		var total wide
		want := new(big.Int)
		for range r.IntN(12) {
			x := randomUnits(r, borders)
			n, _ := int128OfBig(x)
			total.add(n)
			want.Add(want, x)
		}
		got, ok := total.int128()
		if fits := want.CmpAbs(largest) <= 0; ok != fits || fits && got.big().Cmp(want) != 0 {
			t.Fatalf("sum is %s, %t, want %s", got.big(), ok, want)
		}
	}
}
