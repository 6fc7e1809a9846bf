package policy_test

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

const harbor = `
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
`

// A host binds its own struct once, and decides any number of rows.
func ExampleBind() {
	type Merchant struct {
		Agent  string `fenrun:"agent"`
		Rate   int64  `fenrun:"rate,scale=6"`   // in millionths
		Volume int64  `fenrun:"volume,scale=2"` // in fen
	}
	p, err := policy.Parse("harbor.yaml", []byte(harbor))
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

// What every amount came from is asked for where it is wanted.
func ExampleEvaluator_Each() {
	type Merchant struct {
		Agent  string `fenrun:"agent"`
		Rate   string `fenrun:"rate"` // read as data are: a percentage
		Volume string `fenrun:"volume"`
	}
	p, err := policy.Parse("harbor.yaml", []byte(harbor))
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
	evaluator := bound.Evaluator(month)
	rows := []Merchant{{"zhang", "0.55%", "1000000"}, {"li", "0.60%", "333333.33"}}
	evaluator.Each(rows, func(row int, t policy.Target) {
		fmt.Println(t.Payee(), t.Amount())
		for _, v := range evaluator.Values(&t, nil) {
			fmt.Println("  ", v.Name(), v.Text())
		}
	})
	// Output:
	// agent/zhang 500.00 CNY
	//    merchant.volume 1000000.00 CNY
	//    merchant.rate 0.55%
	// agent/li 333.33 CNY
	//    merchant.volume 333333.33 CNY
	//    merchant.rate 0.6%
}

// Columns are decided as structs are.
func ExampleBindColumns() {
	p, err := policy.Parse("harbor.yaml", []byte(harbor))
	if err != nil {
		fmt.Println(err)
		return
	}
	agents, rates, volumes := []string{"zhang", "li"}, []int32{5500, 6000}, []int64{1_000_000_00, 333_333_33}
	bound, err := policy.BindColumns(p, "merchant", []policy.Column{
		{Name: "agent", Values: agents},
		{Name: "rate", Values: rates, Scale: 6},     // in millionths
		{Name: "volume", Values: volumes, Scale: 2}, // in fen
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	month, _ := payout.ParseDate("2026-03-31")
	evaluator, err := bound.Evaluator(month, agents, rates, volumes)
	if err != nil {
		fmt.Println(err)
		return
	}
	var targets []policy.Target
	for row := range evaluator.Len() {
		targets = evaluator.Decide(row, targets[:0])
		for _, t := range targets {
			fen, _ := t.Minor()
			fmt.Println(t.Rule(), t.Payee(), fen)
		}
	}
	// Output:
	// residual agent/zhang 50000
	// residual agent/li 33333
}
