package payout_test

import (
	"math"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
)

func TestZeroMoney(t *testing.T) {
	var none payout.Money
	m := money(t, "-3.20 CNY")
	for _, got := range []func() (payout.Money, error){
		func() (payout.Money, error) { return none.Add(m) },
		func() (payout.Money, error) { return m.Add(none) },
		func() (payout.Money, error) { return m.Sub(none) },
		func() (payout.Money, error) { return none.Sub(m.Neg()) },
		func() (payout.Money, error) { return payout.Sum(none, m, none) },
	} {
		if sum, err := got(); err != nil || sum != m {
			t.Errorf("sum with zero of no currency is %s, %v", sum, err)
		}
	}
	if n, err := m.Cmp(none); err != nil || n != -1 {
		t.Errorf("-3.20 CNY against 0 is %d, %v", n, err)
	}
	if sum, err := payout.Sum(); err != nil || sum != none {
		t.Errorf("sum of nothing is %s, %v", sum, err)
	}
	if !none.IsZero() || none.Sign() != 0 || none.String() != "0" || none.Neg() != none {
		t.Errorf("zero of no currency is %q", none)
	}
	if zero := money(t, "0.00 CNY"); zero == none || !zero.IsZero() {
		t.Error("zero of CNY must be zero, and not be zero of no currency")
	}
}

func TestMoneyRefusesAnAmountWithoutCurrency(t *testing.T) {
	var none payout.Currency
	if m, err := payout.NewMoney(1, none); err == nil {
		t.Errorf("1 of no currency is %s", m)
	}
	if m, err := payout.MoneyFromBig(big.NewInt(-1), none); err == nil {
		t.Errorf("-1 of no currency is %s", m)
	}
	for _, d := range []decimal.Decimal{decimal.NewFromInt(1), decimal.New(1, -1), decimal.New(1, -100_000)} {
		if m, err := payout.MoneyFromDecimal(d, none); err == nil {
			t.Errorf("decimal of no currency is %s", m)
		}
	}
	if m, err := payout.NewMoney(0, none); err != nil || m != (payout.Money{}) {
		t.Errorf("0 of no currency is %s, %v", m, err)
	}
	if m, err := payout.MoneyFromBig(nil, currency(t, "CNY")); err == nil {
		t.Errorf("nil is %s", m)
	}
}

func TestMoneyOfDifferentCurrencies(t *testing.T) {
	yuan, yen := money(t, "1.00 CNY"), money(t, "1 JPY")
	if m, err := yuan.Add(yen); err == nil {
		t.Errorf("1 CNY + 1 JPY = %s", m)
	}
	if m, err := yuan.Sub(yen); err == nil {
		t.Errorf("1 CNY - 1 JPY = %s", m)
	}
	if n, err := yuan.Cmp(yen); err == nil {
		t.Errorf("1 CNY against 1 JPY is %d", n)
	}
	if m, err := payout.Sum(yuan, payout.Money{}, yen); err == nil {
		t.Errorf("sum is %s", m)
	}
	// Even a zero has its currency, if it has one.
	if m, err := yuan.Add(money(t, "0 JPY")); err == nil {
		t.Errorf("1 CNY + 0 JPY = %s", m)
	}
}

func TestMoneyLimit(t *testing.T) {
	largest := money(t, strings.Repeat("9", 36)+".99 CNY")
	fen := money(t, "0.01 CNY")
	if m, err := largest.Add(fen); err == nil {
		t.Errorf("largest and a fen is %s", m)
	}
	if m, err := largest.Neg().Sub(fen); err == nil {
		t.Errorf("smallest less a fen is %s", m)
	}
	if m, err := largest.Sub(largest); err != nil || !m.IsZero() {
		t.Errorf("largest less itself is %s, %v", m, err)
	}
	if m, err := payout.Sum(largest, largest, fen, largest.Neg(), fen.Neg()); err != nil || m != largest {
		t.Errorf("a sum whose parts do not fit on the way is %s, %v", m, err)
	}
	if m, err := payout.Sum(largest, fen); err == nil {
		t.Errorf("largest and a fen is %s", m)
	}
	if _, ok := largest.Minor(); ok {
		t.Error("the largest amount is an int64")
	}
	for _, n := range []int64{math.MinInt64, math.MaxInt64, 0, -1} {
		m, err := payout.NewMoney(n, currency(t, "KWD"))
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := m.Minor(); !ok || back != n {
			t.Errorf("%d comes back as %d, %t", n, back, ok)
		}
	}
}

func TestMoneyArithmeticAgainstBig(t *testing.T) {
	r := random()
	c := currency(t, "CNY")
	for range cases {
		x, y := randomBig(r, 37), randomBig(r, 37)
		m, err := payout.MoneyFromBig(x, c)
		if err != nil {
			t.Fatal(err)
		}
		n, err := payout.MoneyFromBig(y, c)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := m.Add(n)
		if err != nil || sum.BigMinor().Cmp(new(big.Int).Add(x, y)) != 0 {
			t.Fatalf("%s + %s = %s, %v", m, n, sum, err)
		}
		difference, err := m.Sub(n)
		if err != nil || difference.BigMinor().Cmp(new(big.Int).Sub(x, y)) != 0 {
			t.Fatalf("%s - %s = %s, %v", m, n, difference, err)
		}
		order, err := m.Cmp(n)
		if err != nil || order != x.Cmp(y) || m.Sign() != x.Sign() || m.IsZero() != (x.Sign() == 0) {
			t.Fatalf("%s against %s is %d, %v", m, n, order, err)
		}
		if (m == n) != (x.Cmp(y) == 0) {
			t.Fatalf("%s == %s is %t", m, n, m == n)
		}
	}
}

func TestSumIsTheSameInAnyOrder(t *testing.T) {
	r := random()
	c := currency(t, "CNY")
	for range cases / 10 {
		amounts := make([]payout.Money, r.IntN(8))
		for i := range amounts {
			amounts[i], _ = payout.MoneyFromBig(randomBig(r, 38), c)
		}
		want, wantErr := payout.Sum(amounts...)
		slices.Reverse(amounts)
		got, err := payout.Sum(amounts...)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Fatalf("sum is %s, %v in one order, %s, %v in the other", want, wantErr, got, err)
		}
	}
}

func TestMoneyFromDecimal(t *testing.T) {
	for _, c := range []struct {
		value, code, want string // want is empty for an error
	}{
		{"110.5", "CNY", "110.50 CNY"},
		{"-110.50", "CNY", "-110.50 CNY"},
		{"1.10000000000000000000", "CNY", "1.10 CNY"},
		{"1e3", "CNY", "1000.00 CNY"},
		{"1e-2", "CNY", "0.01 CNY"},
		{"-0.000", "CNY", "0.00 CNY"},
		{"7", "JPY", "7 JPY"},
		{"0.0001", "CLF", "0.0001 CLF"},
		{"1e35", "CNY", "1" + strings.Repeat("0", 35) + ".00 CNY"},
		{"1e36", "CNY", ""},
		{"1.005", "CNY", ""},
		{"-0.001", "CNY", ""},
		{"0.5", "JPY", ""},
	} {
		d, err := decimal.NewFromString(c.value)
		if err != nil {
			t.Fatal(err)
		}
		m, err := payout.MoneyFromDecimal(d, currency(t, c.code))
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%s %s is %s, want an error", c.value, c.code, m)
		case c.want != "" && (err != nil || m.String() != c.want):
			t.Errorf("%s %s is %s, %v, want %s", c.value, c.code, m, err, c.want)
		}
	}
}

func TestMoneyFromHostileDecimal(t *testing.T) {
	million := new(big.Int).Exp(big.NewInt(10), big.NewInt(1_000_000), nil)
	hostile := []decimal.Decimal{
		decimal.New(1, math.MaxInt32), decimal.New(-1, math.MaxInt32),
		decimal.New(1, math.MinInt32), decimal.New(-1, math.MinInt32),
		decimal.New(math.MaxInt64, 1_000_000_000), decimal.New(math.MinInt64, -1_000_000_000),
		decimal.NewFromBigInt(million, 0), decimal.NewFromBigInt(million, -1_000_000),
		decimal.NewFromBigInt(million, math.MinInt32),
		decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(3), big.NewInt(300), nil), -140),
	}
	harmless := []decimal.Decimal{
		{}, decimal.New(0, math.MaxInt32), decimal.New(0, math.MinInt32),
		decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(150), nil), -150),
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c := currency(t, "CNY")
	for i, d := range hostile {
		if m, err := payout.MoneyFromDecimal(d, c); err == nil {
			t.Errorf("hostile decimal %d is %s, want an error", i, m)
		}
	}
	for i, d := range harmless {
		if m, err := payout.MoneyFromDecimal(d, c); err != nil {
			t.Errorf("harmless decimal %d is %s, %v", i, m, err)
		}
	}
	runtime.ReadMemStats(&after)
	// Reading a coefficient of a million digits copies its 415 KB; nothing
	// larger may be made of it.
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were used", used)
	}
}

func TestDecimalRoundTrip(t *testing.T) {
	r := random()
	for range cases {
		m := randomMoney(t, r)
		back, err := payout.MoneyFromDecimal(m.Decimal(), m.Currency())
		if err != nil || back != m {
			t.Fatalf("%s comes back as %s, %v", m, back, err)
		}
	}
}

// A host may change the settings of the decimal package at any time.
func TestHostileDecimalSettings(t *testing.T) {
	precision, trim, scientific, exponent := decimal.DivisionPrecision,
		decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent
	t.Cleanup(func() {
		decimal.DivisionPrecision, decimal.TrimTrailingZeros = precision, trim
		decimal.UseScientificNotation, decimal.MaxDecodeExponent = scientific, exponent
	})
	decimal.DivisionPrecision, decimal.TrimTrailingZeros = 0, false
	decimal.UseScientificNotation, decimal.MaxDecodeExponent = true, 0

	m := money(t, "12300.00 CNY")
	back, err := payout.MoneyFromDecimal(m.Decimal(), m.Currency())
	if err != nil || back != m || m.String() != "12300.00 CNY" {
		t.Errorf("%s comes back as %s, %v", m, back, err)
	}
	parts, rest, err := payout.Split(m, []payout.Share{{For: agent(1), Weight: big.NewRat(1, 3)}})
	if err != nil || parts[0].Amount != money(t, "4100 CNY") || rest != money(t, "8200 CNY") {
		t.Errorf("a third is %v and %s, %v", parts, rest, err)
	}
}
