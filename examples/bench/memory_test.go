package bench

import (
	"runtime"
	"testing"
)

// What the facts of a merchant take in memory in the form that each way of
// deciding reads. fenrun reads the host's structs where they stand, and keeps
// nothing of its own for a row.
func BenchmarkMemory(b *testing.B) {
	const n = 50_000
	for _, way := range []struct {
		name string
		make func() any
	}{
		{"Structs", func() any { return Merchants(n) }},
		{"Decimals", func() any { return Decimals(Merchants(n)) }},
		{"Floats", func() any { return Floats(Merchants(n)) }},
		{"Maps", func() any {
			list := make([]map[string]any, n)
			for i, m := range Merchants(n) {
				list[i] = OPAFacts(&m)
			}
			return list
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			before := heap()
			var facts any
			for b.Loop() {
				facts = nil
				facts = way.make()
			}
			b.ReportMetric(float64(heap()-before)/n, "B/subject")
			runtime.KeepAlive(facts)
		})
	}
}

// heap is what is reachable.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what the first one freed is swept by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
