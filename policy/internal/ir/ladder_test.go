package ir_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

func TestLadders(t *testing.T) {
	d := at("merchant")
	for text, unit := range map[string]ir.Kind{
		"rate_of": ir.Rate, "rate_of(merchant.sales)": ir.Rate, "rate_of(5)": ir.Rate, "price_of[merchant.kind]": ir.Rate, "price_of.qr": ir.Rate, `price_of["qr"]`: ir.Rate,
		"grown": ir.Money, "grown(merchant.sales)": ir.Money, "per_head(agent.heads)": ir.Money, "points(agent.heads)": ir.Bare, "points(agent.quota * 2)": ir.Bare,
		"ramp(30d)": ir.Rate, "rate_of * merchant.volume": ir.Money, "grown + 5": ir.Money, "price_of(agent.price)[merchant.kind]": ir.Rate,
	} {
		if n := d.passes(t, text, value); n.Type.Kind != unit {
			t.Errorf("%s is %s", text, n.Type)
		}
	}
	d.expect(t, "«price_of»", amount, finding{"N107", "name the symbol in brackets"})
	d.expect(t, "«price_of[agent.level]»", value, finding{"N102", "has no value for gold, silver, none, which `agent.level` may be"})
	d.expect(t, "price_of[«agent.heads»]", value, finding{"N107", "the key is a count"})
	d.expect(t, `price_of[«"qrr"»]`, value, finding{"N102", `did you mean "qr"`})
	d.expect(t, "price_of.«qrr»", value, finding{"N102", `did you mean "qr"`})
	d.expect(t, "«per_head»", value, finding{"N109", "has no `by`"})
	d.expect(t, "«rate_of(1, 2)»", value, finding{"N109", "called with one quantity"})
	d.expect(t, "rate_of(«device»)", value, finding{"N102", "no reference"})
	d.expect(t, "rate_of(«merchant.kind»)", value, finding{"N107", "a ladder runs over a number, and this is one of ordinary"})
	d.expect(t, "rate_of(«merchant.rate»)", value, finding{"U503", "of another unit"})
	d.passes(t, "rate_of(30d)", value) // its rungs are bare numbers
	d.expect(t, "ramp(«merchant.sales»)", value, finding{"U503", "which is money: 0d"})
	d.expect(t, "points(«30d»)", value, finding{"U503", "of another unit"})
}

// A marginal ladder is worth an amount already (N37).
func TestN37AlreadyAnAmount(t *testing.T) {
	d := at("merchant")
	d.expect(t, "«merchant.volume * grown»", amount, finding{"U503", "`grown` is already an amount"})
	d.expect(t, "«grown * merchant.volume»", amount, finding{"U503", "`grown` is already an amount"})
	d.expect(t, "«merchant.sales * grown»", amount, finding{"U503", "is already an amount"})
	d.expect(t, "«agent.heads * per_head(agent.heads)»", amount, finding{"U503", "use `per_head(agent.heads)` alone"})
	d.passes(t, "grown * 5%", amount)
	d.passes(t, "agent.heads * grown", amount)
	d.expect(t, "grown(«agent.share»)", value, finding{"U503", ""})
}

func TestMarginalUnits(t *testing.T) {
	d := at("merchant")
	d.expect(t, "per_head(«merchant.sales»)", value, finding{"U503", "a slice of `per_head` is money times money, which is no amount"})
	d.expect(t, "grown(«90d»)", value, finding{"U503", "a slice of `grown` is a rate times a number of days"})
}

func TestTables(t *testing.T) {
	d := at("device")
	d.guard = "device.activated"
	for text, unit := range map[string]ir.Kind{"award": ir.Money, "award(device.model, 5)": ir.Money, "grid(device.model, agent.heads)": ir.Rate, "grid(device.model, agent.heads - 5)": ir.Rate} {
		if n := d.passes(t, text, value); n.Type.Kind != unit {
			t.Errorf("%s is %s", text, n.Type)
		}
	}
	d.expect(t, "«grid»", value, finding{"N109", "has no expression for its key \"model\""})
	d.expect(t, "«grid(device.model)»", value, finding{"N109", "grid(model, heads)"})
	d.expect(t, "«award(1, 2, 3)»", value, finding{"N109", "has 2 keys"})
	d.found = nil
	typed(d.site(), unplaced("grid(agent.heads, agent.heads)"), value)
	if len(d.found) != 2 || d.found[0].Code != "S008" || d.found[1].Code != "S008" {
		t.Errorf("symbols against a count: %s", listed(d.found))
	}
}

// Each cell against a key of its kind; it holds where the want lists keys, and
// is an error where it gives a code.
func TestCells(t *testing.T) {
	keys := []string{"count", "money", "rate", "date", "symbol", "bool", "text", "number"}
	types := map[string]string{"count": "count", "money": "money", "rate": "rate", "date": "date", "symbol": "[esign, big]", "bool": "bool", "text": "text", "number": "{type: number, places: 1}"}
	for _, test := range []struct {
		cell string
		want map[string]string // by key: a code, or nothing where it is good
	}{
		{"any", map[string]string{"count": "", "money": "", "rate": "", "date": "", "symbol": "", "bool": "", "text": "", "number": ""}},
		{"5", map[string]string{"count": "", "money": "", "rate": "U501", "date": "U503", "symbol": "N102", "bool": "N102", "text": "N107", "number": ""}},
		{"-5", map[string]string{"count": "", "money": "", "number": ""}},
		{"0", map[string]string{"count": "", "money": "", "rate": "", "number": ""}},
		{"0.5", map[string]string{"count": "", "money": "", "number": ""}},
		{"5 CNY", map[string]string{"count": "U503", "money": "", "rate": "U503"}},
		{"5 USD", map[string]string{"money": "U503"}},
		{"5%", map[string]string{"count": "U503", "money": "U503", "rate": ""}},
		{"1..5", map[string]string{"count": "", "money": "", "rate": "U501", "date": "U503", "symbol": "N102"}},
		{"1%..5%", map[string]string{"rate": "", "count": "U503"}},
		{"0..5%", map[string]string{"rate": ""}},
		{"680_000..", map[string]string{"count": "", "money": ""}},
		{"..10万", map[string]string{"count": "", "money": ""}},
		{"above 10..50", map[string]string{"count": "", "money": ""}},
		{"above 10..", map[string]string{"count": ""}},
		{"2026-01-01..2026-06-30", map[string]string{"date": "", "count": "U503"}},
		{"2026-01-01", map[string]string{"date": ""}},
		{"above 2026-01-01..", map[string]string{"date": ""}},
		{"5..1", map[string]string{"count": "T304"}},
		{"5..5", map[string]string{"count": "T304"}},
		{"above 5..6", map[string]string{"count": "T304"}},
		{"..", map[string]string{"count": "S008"}},
		{"above 5", map[string]string{"count": ""}},
		{"esign", map[string]string{"symbol": "", "count": "S008", "bool": "N102"}},
		{"esign | big", map[string]string{"symbol": ""}},
		{"esign|bgi", map[string]string{"symbol": "N102"}},
		{`"esign"`, map[string]string{"symbol": ""}},
		{"true", map[string]string{"bool": "", "symbol": "N102"}},
		{"true | false", map[string]string{"bool": ""}},
		{"x y", map[string]string{"count": "S008", "symbol": "N102"}},
		{"01", map[string]string{"count": "S008"}},
	} {
		for _, key := range keys {
			want, ok := test.want[key]
			if !ok {
				continue
			}
			source := "fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: UTC\nrounding: {places: 2, mode: up}\nfacts: {s: {k: " + types[key] +
				"}}\ntables: {t: {by: [k], rows: [['" + test.cell + "', 1]]}}\n"
			d := &desk{model: compile(source), root: "s"}
			typed(d.site(), unplaced("t(s.k)"), value)
			codes := ""
			for _, found := range d.found.Sorted() {
				codes += found.Code
			}
			if codes != want {
				t.Errorf("%s against a %s: %q, want %q\n%s", test.cell, key, codes, want, listed(d.found))
			}
		}
	}
}

func TestLists(t *testing.T) {
	d := at("device")
	for text, unit := range map[string]ir.Kind{
		"all(device.weeks, it >= 5_000)": ir.Bool, "any(device.weeks, it < 0.8 * prev)": ir.Bool, "count(device.weeks, it > prev)": ir.Count,
		"sum(device.weeks)": ir.Money, "sum(device.weeks, it * 5%)": ir.Money, "sum(device.weeks, 1)": ir.Number, "avg(device.weeks)": ir.Money,
		"sum(spent(6 x 30d, device.stocked))": ir.Money, "sum(often(12 x 1mo, device.stocked))": ir.Count, "sum(device.weeks, min(it, 5))": ir.Money,
		"sum(device.weeks, rate_of(it) * it)": ir.Money, "count(device.weeks, it > avg(device.weeks))": ir.Count, "all(device.weeks, it > device.agent.price)": ir.Bool,
		"avg(often(3 x 1mo, device.stocked)) > 5": ir.Bool,
	} {
		if n := d.passes(t, text, value); n.Type.Kind != unit {
			t.Errorf("%s is %s", text, n.Type)
		}
	}
	d.expect(t, "«all(device.weeks)»", condition, finding{"N109", "needs a condition"})
	d.expect(t, "«count(device.weeks)» > 3", condition, finding{"N109", "needs a condition"})
	d.expect(t, "«avg(device.weeks, it)» > 3", condition, finding{"N109", "takes a list alone"})
	d.expect(t, "sum(«agent.heads») > 3", condition, finding{"N107", "a list is expected here, and this is a count"})
	d.expect(t, "all(device.weeks, «it»)", condition, finding{"N107", "a condition is expected here"})
	d.expect(t, "sum(device.weeks, «it > 5») > 5", condition, finding{"N107", "a number is expected here, and this is yes or no"})
	d.expect(t, "any(device.weeks, «all(device.weeks, it > 5)»)", condition, finding{"N106", "a list is asked inside another"})
	d.expect(t, "any(device.weeks, spent(1..30, «it») > 5)", condition, finding{"N107", "not counted from an element"})
	d.expect(t, "any(device.weeks, it > «voluum»)", condition, finding{"N102", ""})
	d.expect(t, "any(device.weeks, it > «device.deposit»)", condition, finding{"N105", ""})
	d.expect(t, "any(device.weeks, «it > 5%»)", condition, finding{"U503", "multiply the rate"})
}
