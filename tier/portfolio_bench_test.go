package tier_test

import (
	"fmt"
	"testing"

	"github.com/fenrun/fenrun/tier"
)

// BenchmarkPortfolio reads, orders and measures a million customers.
func BenchmarkPortfolio(b *testing.B) {
	const customers = 1_000_000
	ids, amounts := make([]string, customers), make([]int64, customers)
	r := random()
	for i := range ids {
		ids[i] = fmt.Sprintf("m%011d", i*7919%1_000_003)
		amounts[i] = r.Int64N(10_000_000)
	}
	all := func(yield func(string, int64) bool) {
		for i, id := range ids {
			if !yield(id, amounts[i]) {
				return
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		p, err := tier.NewPortfolio(all)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.Curve(1, 5, 20, 50, 100); err != nil {
			b.Fatal(err)
		}
	}
}
