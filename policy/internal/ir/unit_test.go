package ir_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// The facts by which the unit tables name their rows.
var unitFacts = map[string]string{
	"bare": "5", "number": "agent.quota", "count": "agent.heads", "rate": "merchant.rate", "money": "merchant.sales",
	"date": "device.stocked", "days": "90d", "months": "3mo",
}

func unitsOf(t *testing.T, a, op, b string) string {
	t.Helper()
	d := at("device")
	d.guard = "device.merchant"
	n := typed(d.site(), unplaced(unitFacts[a]+" "+op+" "+unitFacts[b]), value)
	if len(d.found) > 0 {
		return d.found[0].Code
	}
	return n.Type.Kind.String()
}

// The unit of a product is that of N31, in either order; a bare number is a
// number there (N30).
func TestN31Products(t *testing.T) {
	for _, row := range []struct{ a, b, want string }{
		{"bare", "bare", "number"},
		{"bare", "number", "number"},
		{"bare", "count", "number"},
		{"bare", "rate", "rate"},
		{"bare", "money", "money"},
		{"number", "number", "number"},
		{"number", "count", "number"},
		{"number", "rate", "rate"},
		{"number", "money", "money"},
		{"count", "count", "number"},
		{"count", "rate", "number"},
		{"count", "money", "money"},
		{"rate", "rate", "rate"},
		{"rate", "money", "money"},
		{"money", "money", "U503"},
		{"date", "bare", "U503"},
		{"days", "bare", "U503"},
		{"days", "count", "U503"},
		{"date", "date", "U503"},
	} {
		for _, pair := range [][2]string{{row.a, row.b}, {row.b, row.a}} {
			if got := unitsOf(t, pair[0], "*", pair[1]); got != row.want {
				t.Errorf("%s * %s is %s, want %s", pair[0], pair[1], got, row.want)
			}
		}
	}
}

// A quotient is a ratio of two values of one unit, or a part of one.
func TestN31Quotients(t *testing.T) {
	want := map[[2]string]string{
		{"bare", "bare"}: "number", {"bare", "number"}: "number", {"bare", "count"}: "number",
		{"number", "bare"}: "number", {"number", "number"}: "number", {"number", "count"}: "number",
		{"count", "bare"}: "number", {"count", "number"}: "number", {"count", "count"}: "number",
		{"rate", "bare"}: "rate", {"rate", "number"}: "rate", {"rate", "count"}: "rate", {"rate", "rate"}: "number",
		{"money", "bare"}: "money", {"money", "number"}: "money", {"money", "count"}: "money", {"money", "money"}: "number",
	}
	for a := range unitFacts {
		for b := range unitFacts {
			w := want[[2]string{a, b}]
			if w == "" {
				w = "U503"
			}
			if got := unitsOf(t, a, "/", b); got != w {
				t.Errorf("%s / %s is %s, want %s", a, b, got, w)
			}
		}
	}
}

// A sum has the unit of its parts; a bare number takes it from the other, but
// never that of a rate. A difference of counts is a number, for it may be less
// than none.
func TestN31Sums(t *testing.T) {
	for _, row := range []struct{ a, b, sum, difference string }{
		{"bare", "bare", "number", "number"},
		{"bare", "number", "number", "number"},
		{"bare", "count", "count", "number"},
		{"bare", "rate", "U501", "U501"},
		{"bare", "money", "money", "money"},
		{"number", "number", "number", "number"},
		{"number", "count", "number", "number"},
		{"number", "rate", "U503", "U503"},
		{"number", "money", "U503", "U503"},
		{"count", "count", "count", "number"},
		{"count", "rate", "U503", "U503"},
		{"count", "money", "U503", "U503"},
		{"rate", "rate", "rate", "rate"},
		{"rate", "money", "U503", "U503"},
		{"money", "money", "money", "money"},
		{"days", "days", "days", "days"},
		{"months", "months", "months", "months"},
		{"days", "months", "U503", "U503"},
		{"days", "bare", "U503", "U503"},
		{"days", "count", "U503", "U503"},
		{"date", "bare", "U503", "U503"},
		{"date", "date", "U503", "U503"},
	} {
		for _, pair := range [][2]string{{row.a, row.b}, {row.b, row.a}} {
			if got := unitsOf(t, pair[0], "+", pair[1]); got != row.sum {
				t.Errorf("%s + %s is %s, want %s", pair[0], pair[1], got, row.sum)
			}
			if got := unitsOf(t, pair[0], "-", pair[1]); got != row.difference {
				t.Errorf("%s - %s is %s, want %s", pair[0], pair[1], got, row.difference)
			}
		}
	}
	for _, row := range []struct{ a, op, b, want string }{
		{"date", "+", "days", "date"}, {"days", "+", "date", "date"}, {"date", "-", "days", "date"}, {"days", "-", "date", "U503"},
		{"date", "+", "months", "date"}, {"date", "-", "months", "date"},
	} {
		if got := unitsOf(t, row.a, row.op, row.b); got != row.want {
			t.Errorf("%s %s %s is %s, want %s", row.a, row.op, row.b, got, row.want)
		}
	}
}

// A literal takes its unit from + - < == ?: ?? min max clamp and never through
// * or /; 0 fits every unit (N30).
func TestN30Literals(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for _, text := range []string{
		"merchant.sales >= 5", "5 <= merchant.sales", "agent.heads == 5", "agent.quota != 0.5", "merchant.sales in [1, 2.5]", "merchant.sales in 1..2",
		"merchant.rate > 0", "0 < merchant.rate", "merchant.rate >= 0.5%", "merchant.rate in [0, 5%]", "merchant.rate in 0..5%", "merchant.rate == 55bp",
		"agent.share >= 万5.5", "merchant.rate - 0 > 5‰", "min(merchant.rate, 0) == 0%", "clamp(merchant.rate, 0, 5%) > 0",
		"(device.free ? merchant.rate : 0) > 1%", "(device.free ? 0 : (agent.suspended ? 0 : merchant.rate)) > 1%",
		"nothing < merchant.rate", "max(nothing, 5%, merchant.rate) > 0",
		"agent.heads * 2.5 >= 7", "agent.heads * agent.heads >= 7", "merchant.sales * 0.5 >= 7", "merchant.sales * 5% > 3 CNY", "merchant.sales / 4 > 2",
		"days(device.stocked, as_of) >= 90", "months(device.stocked, as_of) in 1..12",
	} {
		d.passes(t, text, condition)
	}
	for _, text := range []string{
		"merchant.rate >= «0.5»", "«0.5» < merchant.rate", "merchant.rate + «1» > 5%", "«1» - agent.share > 5%",
		"merchant.rate in [«5», 1%]", "merchant.rate in «1»..2%", "merchant.rate in 0..«2»", "min(merchant.rate, «5») > 5%", "max(«5», merchant.rate) > 5%",
		"clamp(merchant.rate, 0, «5») > 1%", "(device.free ? merchant.rate : «5») > 5%", "(device.free ? «5» : merchant.rate) > 5%",
		"merchant.rate / agent.heads > «5»", "«0.5» < merchant.rate / 3", "merchant.rate >= «five»", "merchant.rate == «1 + 1»",
	} {
		d.expect(t, text, condition, finding{"U501", "has no unit"})
	}
	d.expect(t, "merchant.rate >= «5»", condition, finding{"U501", "write 5%, 5‰ or 5bp"})
	d.expect(t, "merchant.rate >= «0.50»", condition, finding{"U501", "write 0.5%, 0.5‰ or 0.5bp"})
	d.expect(t, "device.discount ?? «5»", value, finding{"U501", "has no unit"})
	d.expect(t, "«5 USD» > merchant.sales", condition, finding{"U503", "the policy's currency is CNY"})
	d.expect(t, "«merchant.sales >= 5%»", condition, finding{"U503", "multiply the rate"})
	d.expect(t, "«agent.heads >= 5%»", condition, finding{"U503", "cannot be compared"})
	d.expect(t, "«agent.heads >= 90d»", condition, finding{"U503", "compare them with a bare number"})
	d.expect(t, "«90d > 3mo»", condition, finding{"U503", "different lengths"})
	d.expect(t, "«merchant.sales + 5%» > 3", condition, finding{"U503", "money and a rate cannot be added"})
	d.expect(t, "«device.stocked - as_of» > 3", condition, finding{"U503", "`days(from, to)`"})
	d.expect(t, "«device.stocked + 90» > as_of", condition, finding{"U503", "`+ 90d`"})
	d.expect(t, "«device.sold_at + 1h» > as_of", condition, finding{"U503", "cannot be added"})
	d.expect(t, "0 in [merchant.sales, «merchant.rate»]", condition, finding{"U503", "money is never a rate"})
}

// Where an amount is asked for, a bare number is money.
func TestAmounts(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for _, text := range []string{"100", "100 CNY", "bonus", "merchant.sales * 5%", "0", "(device.free ? 100 : 61)", "half", "target[device.model]", "max(10, 5)"} {
		if n := d.passes(t, text, amount); n.Type.Kind != ir.Money {
			t.Errorf("%s is %s", text, n.Type)
		}
	}
	d.expect(t, "«merchant.rate»", amount, finding{"U503", "`merchant.volume * merchant.rate`"})
	d.expect(t, "«agent.heads»", amount, finding{"U503", "say what one is worth"})
	d.expect(t, "«2 * 50»", amount, finding{"U503", "an amount is money, and this is a number"})
	d.expect(t, "«device.stocked»", amount, finding{"N107", "an amount is expected here, and this is a date"})
	d.expect(t, "«device.free»", amount, finding{"N107", "this is yes or no"})
	d.expect(t, "«target»", amount, finding{"N107", "name the symbol in brackets"})
	d.expect(t, "«device.model»", amount, finding{"N107", "one of esign, big"})
	d.expect(t, "«device.deposit»", amount, finding{"N105", "is optional and is not tested"})
	d.expect(t, "«spent(1..30, device.activated)»", amount, finding{"N105", "`device.activated` is optional"})
}
