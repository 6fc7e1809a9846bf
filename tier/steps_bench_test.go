package tier_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/fenrun/fenrun/tier"
)

// benchSteps has rungs at 0, 1000, 2000 and so on, and quantities spread over
// them and the stretch below, in no order that a processor could guess.
func benchSteps(b *testing.B, rungs int) (*tier.Steps, [1024]int64) {
	b.Helper()
	starts := make([]tier.Start, rungs)
	for i := range starts {
		starts[i] = tier.Start{At: big.NewInt(int64(i) * 1000)}
	}
	s, err := tier.NewSteps(starts...)
	if err != nil {
		b.Fatal(err)
	}
	var quantities [1024]int64
	r := random()
	for i := range quantities {
		quantities[i] = r.Int64N(int64(rungs+1)*1000) - 1000
	}
	return s, quantities
}

func BenchmarkFind(b *testing.B) {
	for _, rungs := range []int{3, 6, 12, 24, 100, 1000} {
		b.Run(fmt.Sprint("rungs=", rungs), func(b *testing.B) {
			s, quantities := benchSteps(b, rungs)
			sum := 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sum += s.Find(quantities[i%len(quantities)])
			}
			_ = sum
		})
	}
}

func BenchmarkAppendSlices(b *testing.B) {
	for _, rungs := range []int{3, 6, 24, 100} {
		b.Run(fmt.Sprint("rungs=", rungs), func(b *testing.B) {
			s, quantities := benchSteps(b, rungs)
			parts := make([]int64, 0, rungs)
			sum := int64(0)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				parts, _ = s.AppendSlices(parts[:0], quantities[i%len(quantities)])
				for _, part := range parts {
					sum += part
				}
			}
			_ = sum
		})
	}
}
