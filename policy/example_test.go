package policy_test

import (
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// A text with mistakes gives all of them, each with its place.
func ExampleParse() {
	_, err := policy.Parse("harbor.yaml", []byte(`
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
  - id: residual
    kind: residual
    for: merchant
    to: merchant.agent
    amount: merchant.volum * (merchant.rate - 0.0050)
`))
	var mistakes diag.List
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			fmt.Println(m.Span.Start.Line, m.Message)
		}
	}
	// Output:
	// 17 a merchant has no fact or measure "volum"
	// 17 a rate is expected here, and `0.0050` has no unit
}

// One merchant's month, with measures that the host has summed itself.
func ExamplePolicy_Evaluate() {
	p, err := policy.Load(fstest.MapFS{"harbor.yaml": {Data: []byte(harbor)}}, "harbor.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	decisions, err := p.Evaluate(policy.Case{
		Period: "2026-03",
		Facts: map[string]any{"merchant": map[string]any{
			"id": "teahouse", "agent": "lin", "rate": "0.60%", "volume": "20000.50",
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range decisions {
		fmt.Println(d.Rule, d.Subject, d.State)
		for _, line := range d.Lines {
			fmt.Println(line.Payee, line.Amount, line.Values)
		}
	}
	// Output:
	// residual merchant/teahouse lines
	// agent/lin 20.00 CNY [{merchant.volume 20000.50 CNY} {merchant.rate 0.6%}]
}

// What is missing leaves a decision open, with the name of the fact.
func ExamplePolicy_Evaluate_missing() {
	p, err := policy.Parse("harbor.yaml", []byte(harbor))
	if err != nil {
		fmt.Println(err)
		return
	}
	decisions, err := p.Evaluate(policy.Case{
		Period: "2026-03",
		Facts:  map[string]any{"merchant": map[string]any{"id": "teahouse", "agent": "lin", "volume": "20000.50"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range decisions {
		fmt.Println(d.Rule, d.State, d.Missing)
	}
	// Output:
	// residual undecided merchant.rate
}

// Check gives all that is to say of a text, with what would mend it.
func ExampleCheck() {
	p, findings := policy.Check("harbor.yaml", []byte(harbor+`
  - {id: gift, kind: reward, for: merchant, amout: 5}
`))
	fmt.Println(p)
	for _, f := range findings {
		fmt.Printf("%s:%d: %s (%s)\n", f.Span.File, f.Span.Start.Line, f.Message, f.Hint)
	}
	// Output:
	// <nil>
	// harbor.yaml:15: it is not said who is paid (write `to: merchant.agent`, or a default for all rules: `defaults: {merchant: {to: ...}}`)
	// harbor.yaml:15: there is no key "amout" here (did you mean "amount"?)
}

// A book is the policies of a folder: their versions follow each other.
func ExampleLoadBook() {
	version := func(name, from, until string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("fenrun: v1\npolicy: harbor\nversion: " + name + `
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
effective: {from: ` + from + `, until: ` + until + `}
facts: {agent: {sold: count}}
rules:
  - {id: sold, kind: reward, for: agent, to: agent, every: month, amount: 1 CNY * agent.sold}
`)}
	}
	book, err := policy.LoadBook(fstest.MapFS{
		"first.yaml":  version("first", "2026-01-01", "2026-06-30"),
		"second.yaml": version("second", "2026-07-01", "2026-12-31"),
	}, ".")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(book.Platforms(), book.Currency())
	_, err = policy.LoadBook(fstest.MapFS{
		"first.yaml":  version("first", "2026-01-01", "2026-06-30"),
		"second.yaml": version("second", "2026-08-01", "2026-12-31"),
	}, ".")
	fmt.Println(err)
	// Output:
	// [harbor] CNY
	// second.yaml:7:19: error: between the versions "first" and "second" of "harbor" nothing applies: 2026-07-01 to 2026-07-31 [V601]
}

// A book may be made of policies that are in memory.
func ExampleBookOf() {
	p, err := policy.Parse("harbor.yaml", []byte(harbor))
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := policy.BookOf(p)
	fmt.Println(book.Platforms(), err)
	// Output:
	// [harbor] <nil>
}
