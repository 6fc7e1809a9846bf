package policy_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy"
)

// One row of six rules: bound, and as a Case of its own. examples/bench
// compares with others.
func BenchmarkDecideRow(b *testing.B) {
	p := load(b, boundPolicy)
	bound, err := policy.Bind[boundMerchant](p, "merchant", "margin", "fee", "sponsored", "young", "local")
	if err != nil {
		b.Fatal(err)
	}
	m := boundRow()
	m.Sponsor, m.Opened = &boundAgent{ID: "a9"}, boundDay
	b.Run("bound", func(b *testing.B) {
		e := bound.Evaluator(boundDay)
		var targets []policy.Target
		b.ReportAllocs()
		for b.Loop() {
			targets = e.Decide(&m, targets[:0])
		}
		if len(targets) != 5 {
			b.Fatalf("%d targets", len(targets))
		}
	})
	b.Run("case", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.Evaluate(policy.Case{Facts: map[string]any{"merchant": &m}, AsOf: boundDay}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
