package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/syntax"
)

// The policy that the language was designed with loads as it stands, and pays
// what it says.
func TestFirstPolicy(t *testing.T) {
	p := load(t, file(t, "harbor-esign.yaml"))
	want := []string{"residual", "activation-bonus", "months-two-and-three/1", "months-two-and-three/2", "pseudo-activation", "never-activated"}
	if diff := cmp.Diff(want, p.Rules()); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	agent := map[string]any{"id": "a1", "opened": "2024-01-01", "first_order": 200, "trainings": 1, "invoiced": true, "volume": "5亿"}
	merchant := map[string]any{"id": "m1", "agent": agent, "kind": "preferred", "volume": "1_234_567.89"}
	device := map[string]any{"id": "d1", "agent": agent, "merchant": merchant, "model": "big", "stocked": "2026-01-05", "activated": "2026-02-01"}
	txn := func(id, at, amount string) map[string]any {
		return map[string]any{"id": id, "at": at, "device": "d1", "merchant": "m1", "card": "credit", "amount": amount, "risky": false}
	}
	facts := map[string]any{
		"merchant": merchant, "device": device,
		"txn": []map[string]any{txn("t1", "2026-02-01T09:00", "999.99"), txn("t2", "2026-03-02T23:59:59", "0.01"), txn("t3", "2026-04-02T00:00", "20_000")},
	}
	for _, test := range []struct{ period, rule, want string }{
		// The default of 0.55% less 0.520%, for 5亿 is not above 5亿.
		{"2026-03", "residual", "370.37"},
		{"2026-03", "activation-bonus", "100.00"}, // on day 30
		{"2026-04", "months-two-and-three/1", "none"},
		{"2026-05", "months-two-and-three/2", "30.00"}, // on day 61
		{"2026-07", "never-activated", "none"},
	} {
		all := decide(t, p, policy.Case{Facts: facts, Period: test.period})
		if got := outcome(t, all, test.rule); got != test.want {
			t.Errorf("%s of %s: %s, want %s", test.rule, test.period, got, test.want)
		}
	}
	// 1,000 within ninety days earn the bonus, and then lose all of it but 21.
	facts["txn"] = []map[string]any{txn("t1", "2026-02-01T09:00", "1_000")}
	march := decide(t, p, policy.Case{Facts: facts, Period: "2026-02-01"})
	var posted []payout.Line
	for _, d := range march {
		posted = append(posted, d.Lines...)
	}
	if got := outcome(t, march, "activation-bonus"); got != "100.00" {
		t.Fatalf("the bonus of the first day is %s", got)
	}
	may := decide(t, p, policy.Case{Facts: facts, Period: "2026-05", Posted: posted})
	if got := outcome(t, may, "pseudo-activation"); got != "-79.00" {
		t.Errorf("taken back is %s", got)
	}
	never := map[string]any{"device": map[string]any{"id": "d2", "agent": agent, "model": "esign", "stocked": "2026-01-05"}}
	all := decide(t, p, policy.Case{Facts: never, Period: "2026-07"})
	if got := outcome(t, all, "never-activated"); got != "-200.00" {
		t.Errorf("a device that was never activated: %s", got)
	}
}

// A deal is read as what it is, with all its parts.
func TestFirstDeal(t *testing.T) {
	read, found := syntax.Load("zhang.yaml", []byte(file(t, "zhang.yaml")))
	if len(found) > 0 || read == nil || read.Deal == nil {
		t.Fatalf("the deal is not clean:\n%s", listing(found))
	}
	d := read.Deal
	if d.Of.Value != "harbor-esign" || d.Agent.Value != "zhang" || d.Effective.Until.Value != "2026-06-30" {
		t.Errorf("a deal of %s with %s until %s", d.Of.Value, d.Agent.Value, d.Effective.Until.Value)
	}
	if len(d.Measures.Pairs) != 1 || len(d.Ladders.Pairs) != 1 || len(d.Commitments) != 1 {
		t.Fatalf("%d measures, %d ladders, %d commitments", len(d.Measures.Pairs), len(d.Ladders.Pairs), len(d.Commitments))
	}
	c := d.Commitments[0]
	if c.Promise.Value != "agent.activated_in_term >= 200" || c.Advance.Pairs[0].Key.Value != "buy_rate" || c.Missed.Pairs[0].Key.Value != "buy_rate" {
		t.Errorf("the commitment is %+v", c)
	}
	_, found = policy.Check("zhang.yaml", []byte(file(t, "zhang.yaml")))
	if len(found) != 1 || !strings.Contains(found[0].Message, "this is a deal") {
		t.Errorf("a deal in a policy's place:\n%s", listing(found))
	}
}

// The fees that merchants pay stand beside the rules.
func TestFirstFees(t *testing.T) {
	fees := strings.ReplaceAll(file(t, "fees.part.yaml"), "device.bound", "device.stocked")
	p := load(t, file(t, "harbor-esign.yaml")+fees)
	listed := p.Plan().Fees
	if len(listed) != 2 || listed[0].ID != "card" || listed[1].ID != "sim" {
		t.Fatalf("the fees are %v", listed)
	}
	was, _ := listed[0].Was.Constant()
	now, _ := listed[0].Now.Constant()
	amount, _ := listed[1].Amount.Constant()
	if was.Plain() != "0.006" || now.Plain() != "0.0063" || amount.Plain() != "36" || listed[0].Announced.String() != "2026-01-20" {
		t.Errorf("from %s to %s, announced %s; the other %s", was.Plain(), now.Plain(), listed[0].Announced, amount.Plain())
	}
	late := strings.ReplaceAll(fees, "announced: 2026-01-20", "announced: 2026-01-31")
	if _, found := policy.Check("policy.yaml", []byte(file(t, "harbor-esign.yaml")+late)); len(found) != 1 || found[0].Code != "F806" {
		t.Errorf("a raise that is told 29 days before:\n%s", listing(found))
	}
}
