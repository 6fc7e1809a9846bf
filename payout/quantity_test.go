package payout_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
)

func TestParseQuantity(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "0.0": "0", "3": "3", "3.0": "3", "-3.50": "-3.5", "100": "100",
		"0.000000000000000001": "0.000000000000000001", "-0.25": "-0.25", "0.10000000000000000000": "",
		strings.Repeat("9", 38): strings.Repeat("9", 38), strings.Repeat("9", 39): "",
		"": "", "-": "", ".5": "", "5.": "", "05": "", "+5": "", "1e3": "", "1_000": "", "1,000": "", " 1": "", "1/2": "", "--1": "", "1.-2": "",
	} {
		q, err := payout.ParseQuantity(text)
		if got := q.String(); (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is read as %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestQuantityFromDecimal(t *testing.T) {
	for _, c := range []struct {
		d    decimal.Decimal
		want string
	}{
		{decimal.Decimal{}, "0"},
		{decimal.New(0, 1_000_000_000), "0"},
		{decimal.New(-150, -2), "-1.5"},
		{decimal.New(15, 3), "15000"},
		{decimal.New(1, 37), "1" + strings.Repeat("0", 37)},
		{decimal.New(100, -20), "0.000000000000000001"},
		{decimal.New(1, 38), ""},
		{decimal.New(1, 2_000_000_000), ""},
		{decimal.New(1, -19), ""},
		{decimal.New(1, -2_000_000_000), ""},
	} {
		q, err := payout.QuantityFromDecimal(c.d)
		if (err == nil) != (c.want != "") || err == nil && q.String() != c.want {
			t.Errorf("a decimal of exponent %d is %s, %v, want %q", c.d.Exponent(), q, err, c.want)
		}
	}
}

func TestQuantitySums(t *testing.T) {
	r := random()
	for range cases {
		a, b := randomQuantity(t, r), randomQuantity(t, r)
		sum, err := a.Add(b)
		if err != nil {
			t.Fatal(err)
		}
		if want := a.Decimal().Add(b.Decimal()); !sum.Decimal().Equal(want) {
			t.Fatalf("%s + %s is %s", a, b, sum)
		}
		if back, err := sum.Add(b.Neg()); err != nil || back != a {
			t.Fatalf("%s + %s - %s is %s, %v", a, b, b, back, err)
		}
		if again := quantity(t, sum.String()); again != sum || sum.IsZero() != (sum.Sign() == 0) {
			t.Fatalf("%s is read as %s", sum, again)
		}
	}
	largest := quantity(t, strings.Repeat("9", 38))
	if sum, err := largest.Add(quantity(t, "1")); err == nil {
		t.Errorf("the largest quantity and 1 is %s", sum)
	}
	if sum, err := largest.Add(quantity(t, "0.1")); err == nil {
		t.Errorf("the largest quantity and 0.1 is %s", sum)
	}
}
