package policy_test

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

// A host binds its own struct once, and decides any number of rows.
func ExampleBind() {
	type Merchant struct {
		Agent  string `fenrun:"agent"`
		Rate   int64  `fenrun:"rate,scale=6"`   // in millionths
		Volume int64  `fenrun:"volume,scale=2"` // in fen
	}
	p, err := policy.Parse("harbor.yaml", []byte(`
fenrun: v1
policy: harbor
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, rate: rate}
measures:
  merchant.volume: {type: money}
rules:
  - {id: residual, kind: residual, for: merchant, to: merchant.agent, every: month, amount: merchant.volume * (merchant.rate - 0.50%)}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	bound, err := policy.Bind[Merchant](p, "merchant")
	if err != nil {
		fmt.Println(err)
		return
	}
	month, _ := payout.ParseDate("2026-03-31")
	evaluator := bound.Evaluator(month) // one for each goroutine
	var targets []policy.Target
	for _, m := range []Merchant{{"zhang", 5500, 1_000_000_00}, {"li", 6000, 333_333_33}} {
		targets = evaluator.Decide(&m, targets[:0])
		for _, t := range targets {
			fmt.Println(t.Rule(), t.Payee(), t.Amount())
		}
	}
	// Output:
	// residual agent/zhang 500.00 CNY
	// residual agent/li 333.33 CNY
}
