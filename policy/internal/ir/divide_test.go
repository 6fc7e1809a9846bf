package ir_test

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A division stands outermost in an amount, as one side of a comparison, in
// round, floor or ceil, or divides exactly by a literal (N36).
func TestN36Allowed(t *testing.T) {
	d := at("merchant")
	for _, text := range []string{
		"merchant.sales / 3", "merchant.sales * 5% / 7", "(merchant.sales + 5) / agent.heads",
		"agent.suspended ? merchant.sales / 3 : 5", "round(merchant.sales / 3, 2)", "floor(merchant.sales / 3, 0) * 2", "ceil(merchant.sales / 3, 2) + 5",
		"merchant.sales / 4 * 3", "merchant.sales / 8 + 1", "merchant.sales / -0.4 + 1", "merchant.sales * (3 / 8)", "merchant.sales / steps",
		"merchant.sales / five * 2", "merchant.sales / 2.5 / 2 / 4", "merchant.sales / (1 + 1) * 2",
		"round(merchant.sales * 5% / 7)",
	} {
		d.passes(t, text, amount)
	}
	for _, text := range []string{
		"merchant.sales / 3 > 5", "5 < merchant.sales / 3", "merchant.sales / agent.heads >= agent.price", "merchant.sales / agent.price >= 0.8",
		"merchant.sales / agent.price >= 80%", "80% <= merchant.sales / agent.price", "merchant.sales / 4 CNY >= 80%", "merchant.sales / 4 CNY >= 0.8", "80% > agent.heads / 5", "agent.heads / 7 < 80%", "agent.heads / 3 == agent.heads", "merchant.rate / 3 >= 0.1%",
		"round(merchant.sales / 3, 2) in 1..5", "merchant.sales / 5 in 1..5", "min(merchant.sales / 5, 3) > 2", "agent.heads > 1 / 3", "1 / 3 < agent.heads",
	} {
		d.passes(t, text, condition)
	}
	device := at("device")
	device.guard = "device.merchant"
	device.passes(t, "device.free ? 0 : half", amount)
	device.passes(t, "half", amount)
}

func TestN36Refused(t *testing.T) {
	d := at("merchant")
	for _, text := range []string{
		"«merchant.sales / 3» * 3", "«merchant.sales / 3» + 1", "1 - «merchant.sales / 3»", "-(«merchant.sales / 3»)", "5 * («merchant.sales / 3»)",
		"«merchant.sales / 3» / 2", "merchant.sales / («agent.heads / 3»)", "min(«merchant.sales / 3», 5)", "max(5, «merchant.sales / 3»)", "abs(«merchant.sales / 3»)",
		"clamp(«merchant.sales / 3», 0, 5)", "round(«merchant.sales / 3» * 2, 2)", "points(«merchant.sales / 3»)", "rate_of(«merchant.sales / 3») * 5 CNY",
		"round(«agent.suspended ? merchant.sales / 3 : 5», 2)", "merchant.sales * («agent.heads / 3»)", "(«agent.suspended ? merchant.sales / 3 : 5») * 2",
	} {
		d.expect(t, text, amount, finding{"M407", ""})
	}
	for _, text := range []string{
		"«merchant.sales / 3» in 1..5", "«merchant.sales / 3» in [5]", "merchant.sales in «merchant.sales / 3»..5", "merchant.sales in [«merchant.sales / 3»]",
		"«merchant.sales / 3 > merchant.sales / 7»", "«merchant.sales / 3» + 1 > 5", "(«agent.suspended ? merchant.sales / 3 : 5») > 5",
	} {
		d.expect(t, text, condition, finding{"M407", ""})
	}
	d.expect(t, "«merchant.sales / 0»", amount, finding{"M409", "divides by zero"})
	d.expect(t, "«merchant.sales / nothing»", amount, finding{"M409", "divides by zero"})
	d.expect(t, "«merchant.sales / (1 - 1)»", amount, finding{"M409", "divides by zero"})
	at("merchant").expect(t, "«third» * 2", amount, finding{"M407", "`round(third, 2)`"})
	at("device").expect(t, "(«spent(1..30, device.activated) / 3») ?? 0", amount, finding{"M407", ""})
	at("device").expect(t, "device.deposit ?? («bonus / 3»)", amount, finding{"M407", ""})
	at("device").expect(t, "sum(device.weeks, «it / 3»)", amount, finding{"M407", ""})

	rate := func(text string) string {
		d.found = nil
		e := unplaced(text)
		d.site().Value(ir.ValueSource{Expr: &e}, ir.ARate)
		return listed(d.found)
	}
	if got := rate("agent.share / 3"); !strings.Contains(got, "M407") {
		t.Errorf("a share that is divided: %s", got)
	}
	if got := rate("agent.share / 4") + rate("round(agent.share / 3, 6)") + rate("0"); got != "" {
		t.Error(got)
	}
}

// avg counts as a division, and so may be a factor of one side of a
// comparison (N36). Here blocks are six, which does not divide exactly, and
// weeks four, which does.
func TestN36Average(t *testing.T) {
	d := at("device")
	for _, text := range []string{
		"avg(device.blocks) > 5", "avg(device.blocks) * 0.8 > 5", "5 < 80% * avg(device.blocks)", "all(device.blocks, it > 0.8 * avg(device.blocks))",
		"0.5 * mean > 5", "mean * 2 * 0.5 > device.early", "avg(device.weeks) * 2 + 1 > 5", "round(avg(device.blocks), 2) + 1 > 5", "round(avg(device.blocks) * 0.8, 2) > 5",
	} {
		d.passes(t, text, condition)
	}
	for _, text := range []string{"«avg(device.blocks)» + 1 > 5", "«0.8 * avg(device.blocks)» + 1 > 5", "«avg(device.blocks)» / 2 > 5"} {
		d.expect(t, text, condition, finding{"M407", ""})
	}
	d.guard = "device.activated"
	d.passes(t, "avg(device.blocks)", amount)
	d.passes(t, "avg(device.weeks) * 5%", amount)
	d.expect(t, "«avg(device.blocks) * 5%»", amount, finding{"M407", ""})
}

// A value has at most 18 decimal places, and a product of more names the
// factor to round (N36).
func TestN36Scales(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for text, scale := range map[string]int{
		"merchant.sales": 2, "merchant.rate": 6, "agent.quota": 2, "agent.heads": 0, "5%": 2, "5.50%": 3, "5.0": 0, "0.10": 1, "bonus": 0, "100.50 CNY": 1,
		"merchant.sales * merchant.rate": 8, "merchant.sales * 5%": 4, "merchant.sales * 0.80": 3, "merchant.sales + 0.125": 3, "5% * 5%": 4, "20% * 50%": 1,
		"merchant.sales * merchant.rate * merchant.rate": 14, "min(5%, merchant.rate)": 6, "merchant.sales / 8": 5, "round(merchant.sales * merchant.rate, 2)": 2,
		"round(merchant.sales, 6)": 2, "floor(merchant.sales)": 0, "abs(merchant.rate)": 6, "-merchant.rate": 6, "device.free ? 5 : 0.125": 3,
		"merchant.rate * merchant.rate * merchant.rate": 18, "0.000000001 * 0.000000001": 18, "device.deposit ?? 0.125": 3,
	} {
		if n := d.passes(t, text, value); n.Type.Scale != scale {
			t.Errorf("%s has %d places, want %d", text, n.Type.Scale, scale)
		}
	}
	d.expect(t, "«merchant.sales * merchant.rate * merchant.rate * merchant.rate»", amount, finding{"S006", "this product has 20 decimal places, more than the limit of 18; `merchant.sales * merchant.rate * merchant.rate` brings 14 of them"})
	d.expect(t, "«merchant.rate * (merchant.rate * merchant.rate * merchant.rate)» * 5", value, finding{"S006", "round(merchant.rate * merchant.rate * merchant.rate, 6)"})
	d.expect(t, "«0.0000000001 * 0.0000000001»", value, finding{"S006", "20 decimal places"})
	d.passes(t, "0.000000005 * 0.0000000002 > 0", condition)
	d.passes(t, "round(merchant.rate * merchant.rate, 6) * merchant.rate * merchant.sales", amount)
}

func TestRoundings(t *testing.T) {
	d := at("device")
	d.expect(t, "round(agent.price, «9»)", amount, finding{"N109", "from 0 to 8"})
	d.expect(t, "round(agent.price, «-1»)", amount, finding{"N109", "from 0 to 8"})
	d.expect(t, "round(agent.price, «0.5»)", amount, finding{"N109", "from 0 to 8"})
	d.expect(t, "round(agent.price, «steps»)", amount, finding{"N109", "from 0 to 8"})
	d.expect(t, "round(agent.price, «2 CNY»)", amount, finding{"N109", "from 0 to 8"})
	d.expect(t, "«round()»", amount, finding{"N109", "round(x, places)"})
	d.expect(t, "«round(1, 2, 3)»", amount, finding{"N109", "is called with 3 values"})
	d.expect(t, "floor(«device.stocked»)", amount, finding{"N107", "a number is expected here, and this is a date"})
	d.passes(t, "ceil(agent.price, 8)", amount)
}
