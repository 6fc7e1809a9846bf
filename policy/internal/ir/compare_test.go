package ir_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

func TestComparisons(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for _, text := range []string{
		"agent.heads == 5", "agent.heads != 5", "agent.heads < 5", "agent.heads <= 5", "agent.heads > 5", "agent.heads >= 5",
		"agent.heads > agent.quota", "device.stocked < as_of", "device.sold_at > device.stocked", "device.stocked <= device.sold_at",
		"device.sold_at >= 2026-01-31T10:00", "device.sold_at == 2026-01-31", "device.free == agent.suspended", "device.free == true",
		"agent == merchant.agent", "agent.town == \"X\"", "\"X\" != agent.town", "90d > 30d", "device.stocked + 90d > as_of",
		"1 < agent.heads < 10", "1 < agent.heads <= agent.quota < 10", "0% < merchant.rate < 1%", "period.from <= device.stocked <= period.until",
	} {
		d.passes(t, text, condition)
	}
	d.expect(t, "«device.free > agent.suspended»", condition, finding{"N107", "yes or no has no order"})
	d.expect(t, "«agent > merchant.agent»", condition, finding{"N107", "an agent has no order"})
	d.expect(t, "«agent == merchant»", condition, finding{"U503", "an agent is never a merchant"})
	d.expect(t, "«agent.town > agent.town»", condition, finding{"N107", "a text has no order"})
	d.expect(t, "«agent.town > \"X\"»", condition, finding{"N107", "a text has no order"})
	d.expect(t, "«agent.buy == agent.buy»", condition, finding{"N107", "a map of rates by symbol cannot be compared"})
	d.expect(t, "«device.blocks == device.blocks»", condition, finding{"N107", "a list of amounts cannot be compared"})
	d.expect(t, "«device.stocked == 5»", condition, finding{"U503", "a date cannot be compared with a number"})
	d.expect(t, "agent.heads == «\"5\"»", condition, finding{"U503", "without quotes"})
	d.expect(t, "device.free == «\"yes\"»", condition, finding{"N107", "write `device.free` or `not device.free`"})
	d.expect(t, "«\"a\" == \"b\"»", condition, finding{"N107", "never change"})
	d.expect(t, "agent.heads «=» 5", condition, finding{"N112", "compared with =="})
}

// A chain of comparisons holds where each of its links does.
func TestChains(t *testing.T) {
	d := at("device")
	d.expect(t, "1 < «heads» < 10", condition, finding{"N102", "agent.heads"})
	d.expect(t, "1 < agent.heads < «zzzzzzzz»", condition, finding{"N102", ""})
	d.expect(t, "1 < agent.heads and «2 < device.stocked»", condition, finding{"U503", "a number cannot be compared with a date"})
}

func TestEnumerations(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for _, text := range []string{
		`device.model == "big"`, `"big" != device.model`, `merchant.kind in ["ordinary", "qr"]`, `merchant.kind not in ["ordinary"]`,
		`merchant.kind == merchant.kind`,
	} {
		d.passes(t, text, condition)
	}
	d.expect(t, `device.model == «"bigg"»`, condition, finding{"N102", `did you mean "big"`})
	d.expect(t, `device.model == «"zzzzz"»`, condition, finding{"N102", "it is one of esign, big"})
	d.expect(t, `device.model in ["big", «"esing"»]`, condition, finding{"N102", `did you mean "esign"`})
	d.expect(t, `«device.model > "big"»`, condition, finding{"N107", "one of esign, big has no order"})
	d.expect(t, `«device.model == merchant.kind»`, condition, finding{"U503", "two enumerations"})
	d.expect(t, `device.model == «big»`, condition, finding{"N102", "unknown name"})
	d.expect(t, `device.model in [«1»]`, condition, finding{"U503", "one of esign, big is never a number"})
	d.expect(t, `«device.model in 1..5»`, condition, finding{"U503", "does not lie between"})
	d.expect(t, `device.plan ?? «"ful"»`, value, finding{"N102", `did you mean "full"`})

	d.locals = map[string]*ir.Node{"kind": model().WordNode("big"), "other": model().WordNode("bgi")}
	d.passes(t, `device.model == kind`, condition)
	d.passes(t, `kind == device.model`, condition)
	d.passes(t, `device.model in [kind, "esign"]`, condition)
	d.expect(t, `device.model == «other»`, condition, finding{"N102", `did you mean "big"`})
	d.expect(t, `device.model in [«other»]`, condition, finding{"N102", `did you mean "big"`})
	d.expect(t, `target[«other»]`, value, finding{"N102", `did you mean "big"`})
	d.passes(t, `target[kind]`, value)
}

func TestIn(t *testing.T) {
	d := at("device")
	d.guard = "device.merchant"
	for _, text := range []string{
		"agent.heads in [1, 2, 3]", "agent.heads in 1..10", "agent.heads in agent.heads..agent.quota", "merchant.rate in 0.2%..0.5%", "agent.quota in 0.2..0.5",
		"device.stocked in 2026-01-01..2026-06-30", "device.stocked in [2026-01-01, as_of]", "device.sold_at in 2026-01-01..2026-06-30",
		"device.sold_at in 2026-01-01T00:00..2026-06-30T10:00", "device.stocked in period", "agent in [merchant.agent, device.agent]",
		"agent.heads not in [1, 2]", "agent.heads not in 1..2", "not (agent.heads in [1])", "merchant.sales in [100, 20万 CNY]", "agent.town in [\"a\", \"b\"]",
		"device.free in [true]", "30d in 1d..90d", "agent.heads in 1..2 and device.free", "agent.heads in 1..1 + 2",
	} {
		d.passes(t, text, condition)
	}
	d.expect(t, "agent.heads in «[]»", condition, finding{"L201", "empty list"})
	d.expect(t, "«agent.heads in 10..1»", condition, finding{"L201", "the first is larger"})
	d.expect(t, "«device.stocked in 2026-06-30..2026-01-01»", condition, finding{"L201", "the first is larger"})
	d.expect(t, "agent.heads in «agent.heads»", condition, finding{"N107", "write `x in [a, b]`"})
	d.expect(t, "agent.heads in «device.blocks»", condition, finding{"N107", "write `x in [a, b]`"})
	d.expect(t, "agent.town in «\"a\"»..«\"b\"»", condition, finding{"N107", "stands alone"}, finding{"N107", "stands alone"})
	d.expect(t, "«device.free in false..true»", condition, finding{"N107", "yes or no has no order"})
	d.expect(t, "«agent in agent..agent»", condition, finding{"N107", "an agent has no order"})
	d.expect(t, "«agent.heads in period»", condition, finding{"U503", "does not lie between"})
	d.expect(t, "device.stocked in «term»", condition, finding{"N102", "the term of a deal"})
	d.expect(t, "agent.heads in [«device.stocked», 5]", condition, finding{"U503", "a count is never a date"})
	d.expect(t, "«agent.heads..5»", condition, finding{"N107", "a range has no value"})
	d.expect(t, "«[1, 2]»", condition, finding{"N106", "a list has no value"})
	d.expect(t, "agent.heads in «1..12mo»", condition, finding{"N107", "`in` is followed by"})
}
