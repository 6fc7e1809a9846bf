package payout

import (
	"slices"
	"strings"
	"testing"
)

func TestParseCurrency(t *testing.T) {
	for code, places := range map[string]int{
		"CNY": 2, "USD": 2, "EUR": 2, "HUF": 2, "ZWG": 2, "AED": 2,
		"JPY": 0, "KRW": 0, "ISK": 0, "XPF": 0, "BHD": 3, "TND": 3, "CLF": 4, "UYW": 4,
	} {
		c, err := ParseCurrency(code)
		if err != nil || c.Places() != places || c.String() != code || c.IsZero() {
			t.Errorf("ParseCurrency(%q) = %v with %d places, %v; want %d places", code, c, c.Places(), err, places)
		}
	}
}

func TestParseCurrencyRefuses(t *testing.T) {
	for _, code := range []string{
		"", "C", "CN", "cny", "Cny", "CNYX", " CNY", "CN ", "D A", "E¥", "XAU", "XXX", "XTS", "AAA", "DEM",
		strings.Repeat("CNY", 1_000_000),
	} {
		c, err := ParseCurrency(code)
		if err == nil || !c.IsZero() {
			t.Errorf("ParseCurrency(%.20q) = %v, want an error", code, c)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("ParseCurrency(%.20q) has an error of %d bytes", code, len(err.Error()))
		}
	}
}

func TestCurrencyTable(t *testing.T) {
	var all []string
	for _, list := range []string{zeroPlaces, twoPlaces, threePlaces, fourPlaces} {
		codes := strings.Split(list, " ")
		if !slices.IsSorted(codes) {
			t.Errorf("codes are out of order: %s", list)
		}
		all = append(all, codes...)
	}
	slices.Sort(all)
	if len(all) != 165 || len(slices.Compact(all)) != 165 {
		t.Errorf("%d codes, want the 165 of the published list, each once", len(all))
	}
	for _, code := range all {
		if c, err := ParseCurrency(code); err != nil || c.String() != code {
			t.Errorf("ParseCurrency(%q) = %v, %v", code, c, err)
		}
	}
}

func TestCurrencyText(t *testing.T) {
	for _, code := range []string{"", "CNY", "JPY"} {
		var c Currency
		if err := c.UnmarshalText([]byte(code)); err != nil {
			t.Fatal(err)
		}
		text, err := c.MarshalText()
		if err != nil || string(text) != code {
			t.Errorf("%q comes back as %q, %v", code, text, err)
		}
	}
	c := Currency{}
	if err := c.UnmarshalText([]byte("yuan")); err == nil || !c.IsZero() {
		t.Errorf("yuan gives %v, want an error", c)
	}
}
