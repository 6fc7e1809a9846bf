package lint_test

import (
	"fmt"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/lint"
)

// steep pays less for 1,000 than for 999.99.
var steep = fstest.MapFS{"steep.yaml": {Data: []byte(`
fenrun: v1
policy: steep
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, volume: {type: money, min: 0, max: 100_000}}
ladders:
  share: {by: merchant.volume, whole: {0: 2%, 1_000: 1%}}
rules:
  - {id: share, kind: reward, for: merchant, to: merchant.agent, every: month, amount: merchant.volume * share}
`)}}

// Files says what can be proved of policies, with facts that show it.
func ExampleFiles() {
	report, err := lint.Files(steep, lint.Options{}, "steep.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Printf("%d: %s [%s]\n", f.Span.Start.Line, f.Message, f.Code)
	}
	fmt.Println(report.Fails())
	// Output:
	// 11: more pays less: at merchant.volume = 999.99 the rule "share" pays 20.00, at 1_000 only 10.00 [T302]
	// 13: the statement has no sentence for "share" [F804]
	// true
}

// What an old book is known to have is left out from then on.
func ExampleNewBaseline() {
	book, err := policy.LoadBook(steep, ".")
	if err != nil {
		fmt.Println(err)
		return
	}
	known := lint.NewBaseline(lint.Check(book, lint.Options{}))
	report, err := lint.Files(steep, lint.Options{Baseline: known}, "steep.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(report.Findings), "new,", report.Known, "known")
	// Output:
	// 0 new, 2 known
}

// A folder's settings say what weighs how much.
func ExampleReadConfig() {
	config, diags := lint.ReadConfig(".fenrun.yaml", []byte("fenrun: v1\ncharter: true\nlevels: {T302: off}\n"))
	if len(diags) > 0 {
		fmt.Println(diags)
		return
	}
	report, err := lint.Files(steep, lint.Options{Config: config}, "steep.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Println(f.Code)
	}
	// Output:
	// F804
}

// Paying gives facts for which the rules of a policy pay, to begin its cases
// with.
func ExamplePaying() {
	book, err := policy.LoadBook(steep, ".")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range lint.Paying(book) {
		fmt.Print(c.Text)
	}
	// Output:
	// - name: share
	//     period: 2026-01
	//     given:
	//       merchant: {id: m1, agent: a1, volume: 1_000}
	//       agent: {id: a1}
	//     want: {share: 10.00}
}
