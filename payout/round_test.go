package payout_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func modes() []payout.Mode {
	return []payout.Mode{payout.HalfUp, payout.HalfEven, payout.Up, payout.Down}
}

// nearestOf rounds x by the definition of the mode: of the whole numbers
// around x it takes the one that the mode prefers.
func nearestOf(x *big.Rat, mode payout.Mode) *big.Int {
	size := new(big.Rat).Abs(x)
	below := new(big.Int).Div(size.Num(), size.Denom())
	above := new(big.Int).Add(below, big.NewInt(1))
	toBelow := new(big.Rat).Sub(size, new(big.Rat).SetInt(below))
	toAbove := new(big.Rat).Sub(new(big.Rat).SetInt(above), size)
	result := below
	if toBelow.Sign() != 0 {
		nearer := toAbove.Cmp(toBelow)
		odd := below.Bit(0) == 1
		if mode == payout.Up || mode != payout.Down && (nearer < 0 || nearer == 0 && (mode == payout.HalfUp || odd)) {
			result = above
		}
	}
	if x.Sign() < 0 {
		return new(big.Int).Neg(result)
	}
	return result
}

// randomFraction is rich in ties, whole numbers and borders, of both signs.
func randomFraction(r *rand.Rand) (num, den int64) {
	switch r.IntN(5) {
	case 0: // around ties
		den = 2 * (1 + r.Int64N(1000))
		num = den*r.Int64N(1000) + den/2 + int64(r.IntN(3)-1)
	case 1: // small
		num, den = r.Int64N(20), 1+r.Int64N(10)
	case 2: // any
		num, den = int64(r.Uint64()), int64(r.Uint64())|1
	case 3: // borders
		borders := []int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, math.MaxInt64 - 1, -1, 1, 2, -2, 1 << 62}
		num, den = borders[r.IntN(len(borders))], borders[r.IntN(len(borders))]
	default: // powers of ten, as scales make them
		num, den = r.Int64N(1_000_000_000), []int64{10, 100, 1000, 1_000_000}[r.IntN(4)]
	}
	if r.IntN(2) == 0 {
		num = -num
	}
	if r.IntN(4) == 0 {
		den = -den
	}
	return num, den
}

func TestQuoAgainstRat(t *testing.T) {
	r := random()
	for range cases {
		n, d := randomFraction(r)
		num, den := big.NewInt(n), big.NewInt(d)
		x := new(big.Rat).SetFrac(num, den)
		for _, mode := range modes() {
			want := nearestOf(x, mode)
			got, err := mode.Quo(num, den)
			if err != nil || got.Cmp(want) != 0 {
				t.Fatalf("%d / %d rounds %s to %s, %v, want %s", n, d, mode, got, err, want)
			}
			if num.Int64() != n || den.Int64() != d {
				t.Fatal("the arguments have changed")
			}
			small, ok := mode.Quo64(n, d)
			if ok != want.IsInt64() || ok && small != want.Int64() {
				t.Fatalf("%d / %d rounds %s to %d, %t, want %s", n, d, mode, small, ok, want)
			}
			opposite, err := mode.Quo(new(big.Int).Neg(num), den)
			if err != nil || opposite.Neg(opposite).Cmp(want) != 0 {
				t.Fatalf("-(%d / %d) rounds %s to another size", n, d, mode)
			}
		}
	}
}

// FloatString of a Rat rounds half away from zero, with code of its own.
func TestHalfUpAgainstFloatString(t *testing.T) {
	r := random()
	for range cases {
		num, den := randomBig(r, 60), randomBig(r, 60)
		if den.Sign() == 0 {
			continue
		}
		got, err := payout.HalfUp.Quo(num, den)
		want := new(big.Rat).SetFrac(num, den).FloatString(0)
		if want == "-0" {
			want = "0"
		}
		if err != nil || got.String() != want {
			t.Fatalf("%s / %s rounds to %s, %v, want %s", num, den, got, err, want)
		}
	}
}

func TestQuoTable(t *testing.T) {
	// Tenths, rounded half-up, half-even, up, down.
	for tenths, want := range map[int64][4]int64{
		0: {0, 0, 0, 0}, 1: {0, 0, 1, 0}, 4: {0, 0, 1, 0}, 5: {1, 0, 1, 0}, 6: {1, 1, 1, 0},
		10: {1, 1, 1, 1}, 15: {2, 2, 2, 1}, 25: {3, 2, 3, 2}, 35: {4, 4, 4, 3}, 26: {3, 3, 3, 2},
	} {
		for i, mode := range modes() {
			if got, ok := mode.Quo64(tenths, 10); !ok || got != want[i] {
				t.Errorf("%d/10 rounds %s to %d, want %d", tenths, mode, got, want[i])
			}
			if got, ok := mode.Quo64(-tenths, 10); !ok || got != -want[i] {
				t.Errorf("-%d/10 rounds %s to %d, want %d", tenths, mode, got, -want[i])
			}
		}
	}
}

func TestQuoRefuses(t *testing.T) {
	one, zero := big.NewInt(1), new(big.Int)
	for _, mode := range append(modes(), 0, 5, 255) {
		if got, err := mode.Quo(one, zero); err == nil {
			t.Errorf("1 / 0 rounds %s to %s", mode, got)
		}
		if got, ok := mode.Quo64(1, 0); ok {
			t.Errorf("1 / 0 rounds %s to %d", mode, got)
		}
		if got, err := mode.Quo(nil, one); err == nil {
			t.Errorf("nil / 1 rounds %s to %s", mode, got)
		}
		if got, err := mode.Quo(one, nil); err == nil {
			t.Errorf("1 / nil rounds %s to %s", mode, got)
		}
	}
	for _, mode := range []payout.Mode{0, 5, 255} {
		// An exact quotient needs no mode, and is refused all the same: whether
		// a policy has a mode must not depend on its amounts.
		if got, err := mode.Quo(one, one); err == nil {
			t.Errorf("1 / 1 rounds %s to %s", mode, got)
		}
		if got, ok := mode.Quo64(1, 1); ok {
			t.Errorf("1 / 1 rounds %s to %d", mode, got)
		}
	}
}

func TestQuo64DoesNotAllocate(t *testing.T) {
	var quotient int64
	n := testing.AllocsPerRun(100, func() { quotient, _ = payout.HalfEven.Quo64(1_000_000_010, 20) })
	if n != 0 || quotient != 50_000_000 {
		t.Errorf("%v allocations for %d", n, quotient)
	}
}

func TestModeText(t *testing.T) {
	for _, text := range []string{"half-up", "half-even", "up", "down"} {
		m, err := payout.ParseMode(text)
		if err != nil || m.String() != text {
			t.Errorf("%q is %s, %v", text, m, err)
		}
		var back payout.Mode
		written, err := m.MarshalText()
		if err != nil || back.UnmarshalText(written) != nil || back != m {
			t.Errorf("%s is written %q, %v", m, written, err)
		}
	}
	for _, text := range []string{"", "Up", "half up", "half-down", "mode(0)", "floor"} {
		m := payout.Up
		if err := m.UnmarshalText([]byte(text)); err == nil || m != payout.Up {
			t.Errorf("%q is %s, want an error and no change", text, m)
		}
	}
	for _, m := range []payout.Mode{0, 5, 255} {
		if text, err := m.MarshalText(); err == nil || !strings.HasPrefix(m.String(), "mode(") {
			t.Errorf("%s is written %q", m, text)
		}
	}
}

func TestRoundingMoney(t *testing.T) {
	cents := payout.Rounding{Places: 2, Mode: payout.HalfUp}
	for _, c := range []struct {
		rounding payout.Rounding
		num, den string
		scale    int
		code     string
		want     string
	}{
		{cents, "166665", "1", 6, "CNY", "0.17 CNY"},   // 333.33 at 0.05%
		{cents, "33335", "1", 3, "CNY", "33.34 CNY"},   // N10
		{cents, "-33335", "1", 3, "CNY", "-33.34 CNY"}, // and exactly back
		{cents, "100", "3", 0, "CNY", "33.33 CNY"},
		{cents, "100", "-3", 0, "CNY", "-33.33 CNY"},
		{cents, "5", "1", 0, "CNY", "5.00 CNY"},
		{cents, "0", "7", 64, "CNY", "0.00 CNY"},
		{cents, "1", "3", 0, "KWD", "0.330 KWD"},
		{payout.Rounding{Places: 0, Mode: payout.HalfEven}, "25", "1", 1, "CNY", "2.00 CNY"},
		{payout.Rounding{Places: 0, Mode: payout.Up}, "1", "1", 6, "JPY", "1 JPY"},
		{payout.Rounding{Places: 4, Mode: payout.Down}, "-99999", "1", 5, "CLF", "-0.9999 CLF"},
	} {
		m, err := c.rounding.Money(number(t, c.num), number(t, c.den), c.scale, currency(t, c.code))
		if err != nil || m.String() != c.want {
			t.Errorf("%s / %s at %d places is %s, %v, want %s", c.num, c.den, c.scale, m, err, c.want)
		}
	}
}

func TestRoundingMoneyAgainstRat(t *testing.T) {
	r := random()
	for range cases {
		n, d := randomFraction(r)
		num, den := big.NewInt(n), big.NewInt(d)
		scale := r.IntN(12)
		c := currency(t, []string{"JPY", "CNY", "KWD", "CLF"}[r.IntN(4)])
		rounding := payout.Rounding{Places: r.IntN(c.Places() + 1), Mode: modes()[r.IntN(4)]}
		m, err := rounding.Money(num, den, scale, c)
		if err != nil {
			t.Fatal(err)
		}
		ten := func(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
		exact := new(big.Rat).SetFrac(num, new(big.Int).Mul(den, ten(scale)))
		unit := new(big.Rat).SetInt(ten(rounding.Places))
		want := new(big.Rat).SetInt(nearestOf(exact.Mul(exact, unit), rounding.Mode))
		if m.Decimal().Rat().Cmp(want.Quo(want, unit)) != 0 || m.Currency() != c {
			t.Fatalf("%d / %d at %d places rounds %v to %s, want %s", n, d, scale, rounding, m, want.RatString())
		}
	}
}

func TestRoundingMoneyRefuses(t *testing.T) {
	one := big.NewInt(1)
	huge := new(big.Int).Exp(big.NewInt(10), big.NewInt(36), nil)
	cents := payout.Rounding{Places: 2, Mode: payout.HalfUp}
	yuan := currency(t, "CNY")
	for name, f := range map[string]func() (payout.Money, error){
		"zero rounding":     func() (payout.Money, error) { return payout.Rounding{}.Money(one, one, 0, yuan) },
		"negative places":   func() (payout.Money, error) { return payout.Rounding{-1, payout.Up}.Money(one, one, 0, yuan) },
		"too many places":   func() (payout.Money, error) { return payout.Rounding{3, payout.Up}.Money(one, one, 0, yuan) },
		"no currency":       func() (payout.Money, error) { return cents.Money(one, one, 0, payout.Currency{}) },
		"division by zero":  func() (payout.Money, error) { return cents.Money(one, new(big.Int), 0, yuan) },
		"nil numerator":     func() (payout.Money, error) { return cents.Money(nil, one, 0, yuan) },
		"nil denominator":   func() (payout.Money, error) { return cents.Money(one, nil, 0, yuan) },
		"negative scale":    func() (payout.Money, error) { return cents.Money(one, one, -1, yuan) },
		"large scale":       func() (payout.Money, error) { return cents.Money(one, one, math.MaxInt, yuan) },
		"more than 38 dig.": func() (payout.Money, error) { return cents.Money(huge, one, 0, yuan) },
	} {
		if m, err := f(); err == nil || m != (payout.Money{}) {
			t.Errorf("%s gives %s, want an error", name, m)
		}
	}
}
