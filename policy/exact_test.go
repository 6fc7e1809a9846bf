package policy_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
)

// Every number is the decimal that is written, and every amount the decimal
// that follows from it.
func TestAmountsAreExact(t *testing.T) {
	facts := "amount: money\nrate: rate\nhuge: money\nn: count"
	given := map[string]any{"amount": "100", "rate": "0.55%", "huge": "12345678901234567.89", "n": 3}
	for expr, want := range map[string]string{
		"shop.amount * shop.rate":                             "0.55",
		"0.1 * 3 * shop.amount":                               "30.00",
		"0.1 * 3 * shop.amount == 30 ? 1 : 2":                 "1.00",
		"(0.1 + 0.2) * shop.amount == 30 ? 1 : 2":             "1.00",
		"shop.amount in [100.00] ? 1 : 2":                     "1.00",
		"shop.amount in [100.000001] ? 1 : 2":                 "2.00",
		"shop.amount in [99, 1e2] ? 1 : 2":                    "N112", // no exponents
		"100.00 == shop.amount ? 1 : 2":                       "1.00",
		"shop.huge * shop.rate":                               "67901233956790.12",
		"shop.huge * 0.1":                                     "1234567890123456.79",
		"12345678901234567890 CNY * 1":                        "12345678901234567890.00",
		"shop.n * 98765432109876543.21 CNY":                   "296296296329629629.63",
		"shop.amount + 12345678901234567890.12":               "12345678901234567990.12",
		"99999999999999999999 > 99999999999999999998 ? 1 : 2": "1.00",
		"shop.huge > 12345678901234567.88 ? 1 : 2":            "1.00",
		"shop.huge == 12345678901234567.890 ? 1 : 2":          "1.00",
		"1.5亿":                         "150000000.00",
		"20万 + 0.01":                   "200000.01",
		"shop.amount * 1.2345万":        "1234500.00",
		"0.00000001亿 * shop.n * 1 CNY": "3.00",
		"shop.amount * 万5.5":           "0.06", // 0.055
		"shop.amount * 5.5‰":           "0.55",
		"shop.amount * 55bp":           "0.55",
		"55bp == 0.55% and 5.5‰ == 0.55% and 万55 == 0.55% ? 1 : 2": "1.00",
		"2021-12-31 > 2021-12-30 ? 1 : 2":                          "1.00",
		"1_000_000":                                                "1000000.00",
	} {
		src := sheet{facts: facts, rule: "kind: reward\namount: \"" + expr + "\""}.text()
		p, found := policy.Check("p.yaml", []byte(src))
		if p == nil {
			if !strings.HasPrefix(want, "N") && !strings.HasPrefix(want, "S") || len(found) != 1 {
				t.Errorf("%s:\n%s", expr, listing(found))
			}
			continue
		}
		if got := verdict(gives(t, p, given)); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
}

// Where an amount lies halfway between two cents, or a hair beside it, both
// roundings do what rational numbers say.
func TestTiesAgreeWithRationals(t *testing.T) {
	for _, mode := range []string{"half-up", "half-even"} {
		p := load(t, sheet{mode: mode, facts: "units: {type: number, places: 4}\nparts: count", rule: "kind: residual\nnegative: net\namount: shop.units * 1 CNY / shop.parts"}.text())
		ties := 0
		for i := -300; i <= 300; i++ {
			for _, parts := range []int64{1, 2, 8} {
				for _, hair := range []int64{-1, 0, 1} {
					units := new(big.Rat).SetFrac64(int64(i)*50*parts+hair, 10_000)
					exact := new(big.Rat).Quo(units, big.NewRat(parts, 1))
					want := roundTo(mode, exact, 2)
					if new(big.Rat).Mul(exact, big.NewRat(200, 1)).IsInt() && !new(big.Rat).Mul(exact, big.NewRat(100, 1)).IsInt() {
						ties++
					}
					got := verdict(gives(t, p, map[string]any{"units": units.FloatString(4), "parts": parts}))
					if want.Sign() == 0 && got != "none" || want.Sign() != 0 && got != want.FloatString(2) {
						t.Fatalf("%s of %s / %d is %s, want %s", mode, units.FloatString(4), parts, got, want.FloatString(2))
					}
				}
			}
		}
		if ties < 500 {
			t.Errorf("%d ties prove little", ties)
		}
	}
}

// A fact is one number, however it is written.
func TestWhatIsWrittenTwiceIsOneNumber(t *testing.T) {
	p := load(t, sheet{facts: "amount: money", rule: "kind: reward\nwhen: shop.amount == 100\namount: 1"}.text())
	for _, same := range []any{100, int64(100), "100", "100.0", "100.00", "1_00", uint8(100)} {
		if got := verdict(gives(t, p, map[string]any{"amount": same})); got != "1.00" {
			t.Errorf("%v (%s): %s", same, fmt.Sprintf("%T", same), got)
		}
	}
}
