package payout_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]string{
		"110.50 CNY": "110.50 CNY",
		"110.5 CNY":  "110.50 CNY",
		"110 CNY":    "110.00 CNY",
		"-0.01 CNY":  "-0.01 CNY",
		"-0 CNY":     "0.00 CNY",
		"0 JPY":      "0 JPY",
		"1.234 KWD":  "1.234 KWD",
		"0.0001 CLF": "0.0001 CLF",
		"0":          "0",
		"-" + strings.Repeat("9", 36) + ".99 CNY": "-" + strings.Repeat("9", 36) + ".99 CNY",
		"-" + strings.Repeat("9", 38) + " JPY":    "-" + strings.Repeat("9", 38) + " JPY",
	} {
		m, err := payout.ParseMoney(text)
		if err != nil || m.String() != want {
			t.Errorf("%q is %s, %v, want %s", text, m, err, want)
		}
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "110.50", "1", "-0", "00", "CNY", " CNY", "CNY 1", "1CNY", "1 cny", "1  CNY", " 1 CNY", "1 CNY ",
		"1\tCNY", "1\u00a0CNY", "+1 CNY", "--1 CNY", "- 1 CNY", "01 CNY", "-01 CNY", "00 CNY", "00.1 CNY",
		".5 CNY", "5. CNY", "-.5 CNY", "1.2.3 CNY", "1e3 CNY", "1E3 CNY", "0x1F CNY", "1_000 CNY", "1,000 CNY",
		"1.234 CNY", "1.000 CNY", "1.0 JPY", "１ CNY", "1 XAU", "1 CNY CNY", "1 CNYX", "NaN CNY", "Inf CNY", "万 CNY",
		strings.Repeat("9", 37) + " CNY", strings.Repeat("9", 39) + " JPY", strings.Repeat("9", 41) + " JPY",
		strings.Repeat("0", 41) + " JPY", strings.Repeat("1", 1_000_000) + " CNY",
	} {
		m, err := payout.ParseMoney(text)
		if err == nil || m != (payout.Money{}) {
			t.Errorf("%.50q is %s, want an error", text, m)
		}
		if err != nil && len(err.Error()) > 250 {
			t.Errorf("%.50q has an error of %d bytes", text, len(err.Error()))
		}
	}
}

func TestMoneyTextRoundTrip(t *testing.T) {
	r := random()
	for range cases {
		m := randomMoney(t, r)
		back, err := payout.ParseMoney(m.String())
		if err != nil || back != m {
			t.Fatalf("%s comes back as %s, %v", m, back, err)
		}
		alone, err := payout.ParseAmount(m.Amount(), m.Currency())
		if err != nil || alone != m {
			t.Fatalf("%s comes back as %s, %v", m.Amount(), alone, err)
		}
		// The text says the number that minor units say.
		value, ok := new(big.Rat).SetString(m.Amount())
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(m.Currency().Places())), nil)
		if !ok || value.Cmp(new(big.Rat).SetFrac(m.BigMinor(), unit)) != 0 {
			t.Fatalf("%s is written %s", m.BigMinor(), m.Amount())
		}
	}
}

func TestMoneyJSON(t *testing.T) {
	type payment struct{ Total, Fee payout.Money }
	want := payment{Total: money(t, "-110.50 CNY")}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"Total":"-110.50 CNY","Fee":"0"}` {
		t.Fatalf("JSON is %s, %v", text, err)
	}
	var got payment
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("comes back as %v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"Total":110.50}`), &got); err == nil {
		t.Error("a JSON number is an amount")
	}
}

func TestMoneyInDatabase(t *testing.T) {
	want := money(t, "-110.50 CNY")
	value, err := want.Value()
	if err != nil || value != "-110.50 CNY" {
		t.Fatalf("value is %v, %v", value, err)
	}
	for _, src := range []any{value, []byte("-110.50 CNY")} {
		var got payout.Money
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("scan of %T is %s, %v", src, got, err)
		}
	}
	for _, src := range []any{nil, int64(1), true, "", "1", []byte("x")} {
		got := want
		if err := got.Scan(src); err == nil || got != want {
			t.Errorf("scan of %v is %s, want an error and no change", src, got)
		}
	}
}

func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{
		"0", "110.50 CNY", "-0.01 CNY", "1 JPY", "1.234 KWD", "99999999999999999999999999999999999999 JPY",
		"1e3 CNY", "01 CNY", "1_000 CNY", "1  CNY", "１ CNY",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := payout.ParseMoney(text)
		if err != nil {
			if m != (payout.Money{}) {
				t.Fatalf("%q is an error and %s", text, m)
			}
			return
		}
		back, err := payout.ParseMoney(m.String())
		if err != nil || back != m {
			t.Fatalf("%q is %s, which comes back as %s, %v", text, m, back, err)
		}
		amount, code, _ := strings.Cut(text, " ")
		value, ok := new(big.Rat).SetString(amount)
		if !ok || code != m.Currency().String() || value.Cmp(m.Decimal().Rat()) != 0 {
			t.Fatalf("%q is read as %s", text, m)
		}
	})
}
