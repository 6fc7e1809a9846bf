package cells

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// world has facts and measures of the kinds that policies have.
const world = `fenrun: v1
policy: world
currency: CNY
timezone: Asia/Shanghai
effective: {from: 2026-01-01, until: 2026-12-31}
rounding: {places: 2, mode: half-up}
facts:
  agent: {opened: date, up: {type: agent, optional: true}}
  batch: {shipped: date}
  merchant: {agent: agent, kind: [ordinary, preferred, qr], rate: {type: rate, min: 0.50%%, max: 0.80%%}}
  device: {agent: agent, batch: batch, merchant: {type: merchant, optional: true}, activated: {type: date, optional: true}, stocked: date}
  txn: {at: time, device: device, merchant: merchant, card: [credit, debit, qr, tap], amount: {type: money, min: 0}}
  fee: {at: time, merchant: merchant, price: {type: money, one_of: [39, 69]}}
  gift: {at: time, merchant: merchant, price: {type: money, min: 10}}
measures:
  merchant.volume: {sum: txn.amount, via: txn.merchant, per: month}
  merchant.credit: {sum: txn.amount, via: txn.merchant, where: {txn.card: credit}, per: month}
  merchant.small:  {sum: txn.amount, via: txn.merchant, where: 'txn.card == "qr" or txn.card == "tap" and txn.amount <= 1_000', per: month}
  merchant.fees:   {sum: fee.price, per: month}
  merchant.gifts:  {sum: gift.price, per: month}
  merchant.cost:   {sum: 'min(txn.amount * 0.60%%, 20) - min(txn.amount * 0.41%%, 18)', via: txn.merchant, per: month}
  agent.volume:    {sum: txn.amount, via: txn.merchant.agent, per: month}
  agent.debit:     {sum: txn.amount, via: txn.merchant.agent, where: {txn.card: debit}, per: month}
  batch.units:     {count: device}
  spent:           {sum: txn.amount, via: txn.device, where: {txn.card: [credit, debit]}}
ladders:
  step: {by: merchant.volume, whole: {0: 0.50%%, 100万: 0.60%%}}
rules:
  - id: bonus
    kind: reward
    for: device
    to: device.agent
    amount: 100
  - id: r
    kind: residual
    for: %s
    to: %s
    negative: net
    when: '%s'
    amount: 1
`

// ask gives the answer to whether a condition can come out true.
func ask(t *testing.T, root, condition string, want Outcomes) Answer {
	t.Helper()
	to := root + ".agent"
	if root == "agent" {
		to = "agent"
	}
	p := compiled(t, fmt.Sprintf(world, root, to, condition))
	if p == nil {
		t.Fatalf("%s has mistakes", condition)
	}
	r := p.Rule("r")
	space := NewSpace(NewKnown(), &Budget{Cells: DefaultBudget})
	return space.Find(Goal{Of: space.Join(p, r.Program, r), Node: r.When, Want: want})
}

func TestFind(t *testing.T) {
	tests := []struct {
		root, condition string
		want            Verdict
	}{
		// Sums of terms that are not negative.
		{"merchant", "merchant.volume < 0", Never},
		{"merchant", "merchant.volume <= 0", Possible},
		{"merchant", "merchant.cost < 0", Never},
		{"merchant", "merchant.fees == 38", Unknown}, // two fees cannot come to it, but that is not looked into
		{"merchant", "merchant.fees == 39", Possible},
		{"merchant", "merchant.gifts > 0 and merchant.gifts < 10", Never},
		{"merchant", "merchant.gifts == 10", Possible},
		// A part is no more than the whole.
		{"merchant", "merchant.credit > merchant.volume", Never},
		{"merchant", "merchant.credit < merchant.volume", Possible},
		{"merchant", "merchant.credit >= 100 and merchant.volume < 100", Never},
		{"merchant", "merchant.volume - merchant.credit - merchant.small < 0", Never},
		{"merchant", "merchant.volume - merchant.credit - merchant.small == 5", Possible},
		{"merchant", "merchant.volume < merchant.agent.volume", Possible},
		{"merchant", "merchant.volume > merchant.agent.volume", Never},
		{"merchant", "merchant.volume >= 100 and merchant.agent.volume < 100", Never},
		{"merchant", "merchant.credit > merchant.agent.debit", Possible},
		{"merchant", "merchant.volume >= 1_000 and merchant.agent.debit > merchant.agent.volume", Never},
		// Windows: inside, beside and across each other.
		{"device", "spent(1..30, device.stocked) > spent(1..90, device.stocked)", Never},
		{"device", "spent(1..30, device.stocked) >= 1_000 and spent(1..90, device.stocked) < 1_000", Never},
		{"device", "spent(1..30, device.stocked) + spent(31..90, device.stocked) != spent(1..90, device.stocked)", Never},
		{"device", "spent(1..60, device.stocked) > 5 and spent(31..90, device.stocked) == 0", Possible},
		{"device", "spent(1..60, device.stocked) + spent(31..90, device.stocked) < spent(1..90, device.stocked)", Never},
		{"device", "spent(1.., device.stocked) < spent(31..60, device.stocked)", Never},
		{"device", "spent(1..30, device.stocked) > spent(1..90, device.batch.shipped)", Possible},
		{"device", "sum(spent(3 x 30d, device.stocked)) < 0", Never},
		{"device", "all(spent(3 x 30d, device.stocked), it >= 5_000)", Possible},
		{"device", "all(spent(3 x 30d, device.stocked), it >= 5_000) and any(spent(3 x 30d, device.stocked), it < 100)", Never},
		{"device", "any(spent(3 x 30d, device.stocked), it < 0.8 * prev)", Possible},
		// Counts that include the one who asks.
		{"device", "device.batch.units < 1", Never},
		{"device", "device.batch.units < 2", Possible},
		// Dates.
		{"device", "device.stocked + 30d < device.stocked", Never},
		{"device", "device.stocked + 1mo < device.stocked", Never},
		{"device", "months(device.stocked, as_of) >= 6", Possible},
		{"device", "month(device.stocked) == 2 and year(device.stocked) == 2028", Possible},
		{"device", "device.stocked + 1mo == 2026-02-28 and device.stocked < 2026-01-28", Never},
		{"device", "as_of < 2026-01-01", Never},
		{"device", "days(device.stocked, as_of) > 10 and as_of <= device.stocked", Never},
		// What may be absent.
		{"device", "device.activated and not device.activated", Never},
		{"device", "not (device.activated and device.activated < 2026-01-01)", Possible},
		{"device", "device.merchant and device.merchant.rate < 0.50%", Never},
		{"device", "device.merchant and device.merchant.agent == device.agent", Possible},
		{"device", "device.merchant and device.merchant.agent != device.agent", Possible},
		// What another rule paid.
		{"device", `paid("bonus") > 0`, Possible},
		{"device", `paid("bonus") == 100`, Possible},
		{"device", `paid("bonus") < 0`, Never},
		{"device", `paid("bonus") == 37`, Unknown},
		// Products.
		{"merchant", "merchant.volume * merchant.rate < 0", Never},
		{"merchant", "merchant.volume * merchant.rate > 500", Possible},
		{"merchant", "merchant.volume * (merchant.rate - step) < 0", Possible},
		{"merchant", "merchant.volume < 1_000 and merchant.volume * (merchant.rate - 0.50%) > 3", Never},
	}
	for _, tt := range tests {
		answer := ask(t, tt.root, tt.condition, True)
		if answer.Verdict != tt.want {
			t.Errorf("%s: verdict %d, want %d (%s)", tt.condition, answer.Verdict, tt.want, answer.Reason)
		}
		if answer.Verdict == Unknown && answer.Reason == "" {
			t.Errorf("%s: not known, and not said why", tt.condition)
		}
	}
}

// TestBudget asks what takes more cells than there are: the answer is that it
// is not known, and it is the same each time.
func TestBudget(t *testing.T) {
	var parts []string
	for i := range 14 {
		parts = append(parts, fmt.Sprintf("(merchant.volume == %d or merchant.rate == 0.5%d%%)", 1000+i, i%10))
	}
	condition := strings.Join(parts, " and ")
	p := compiled(t, fmt.Sprintf(world, "merchant", "merchant.agent", condition))
	r := p.Rule("r")
	for range 3 {
		budget := &Budget{Cells: 10}
		space := NewSpace(NewKnown(), budget)
		answer := space.Find(Goal{Of: space.Join(p, r.Program, r), Node: r.When, Want: True})
		if answer.Verdict != Unknown || !strings.Contains(answer.Reason, "cells") {
			t.Errorf("verdict %d: %s", answer.Verdict, answer.Reason)
		}
		if budget.Cells > 0 || budget.Cells < -30 {
			t.Errorf("%d cells are left", budget.Cells)
		}
	}
}

// TestReplay checks that a point holds up when it is evaluated once more.
func TestReplay(t *testing.T) {
	p := compiled(t, fmt.Sprintf(world, "merchant", "merchant.agent", "merchant.volume * merchant.rate > 500 and merchant.credit >= 1_000"))
	r := p.Rule("r")
	space := NewSpace(NewKnown(), &Budget{Cells: DefaultBudget})
	m := space.Join(p, r.Program, r)
	answer := space.Find(Goal{Of: m, Node: r.When, Want: True})
	if answer.Verdict != Possible {
		t.Fatalf("verdict %d", answer.Verdict)
	}
	if v := answer.Point.Value(m, r.When); !v.Holds() {
		t.Error("the point does not hold up")
	}
	f := ir.NewFrame(r.Program)
	if v := f.Exact(r.When); v.Fault == nil {
		t.Error("a frame without facts has no fault")
	}
}
