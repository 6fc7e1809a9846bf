package policy_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

// Facts that contradict are an error of who gives them, and not a guess.
func TestFactsThatContradict(t *testing.T) {
	p, err := policy.Load(fstest.MapFS{"p.yaml": {Data: []byte(`
fenrun: v1
policy: levels
currency: EUR
timezone: Europe/Rome
rounding: {places: 2, mode: half-up}
facts: {dealer: {level: count}}
rules: [{id: bonus, kind: reward, for: dealer, to: dealer, every: month, amount: dealer.level * 1 EUR}]
`)}}, "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	day, err := payout.ParseDate("2026-03-31")
	if err != nil {
		t.Fatal(err)
	}
	dealers := func(levels ...int) map[string]any {
		var list []map[string]any
		for _, level := range levels {
			list = append(list, map[string]any{"id": "a", "level": level})
		}
		return map[string]any{"dealer": list}
	}
	if _, err := p.Evaluate(policy.Case{AsOf: day, Facts: dealers(1, 5)}); err == nil || !strings.Contains(err.Error(), "dealer[1].level") {
		t.Errorf("two levels: %v", err)
	}
	if list, err := p.Evaluate(policy.Case{AsOf: day, Facts: dealers(5, 5)}); err != nil || len(list) != 1 {
		t.Errorf("one level twice: %v, %v", list, err)
	}
}
