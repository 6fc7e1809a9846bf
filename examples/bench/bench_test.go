package bench

import (
	"fmt"
	"sync"
	"testing"

	"github.com/expr-lang/expr/vm"

	"github.com/fenrun/fenrun/policy"
)

// sizes are how many facts a benchmark goes through: few, which the processor
// keeps at hand, and many.
var sizes = []int{4096, 131072}

// each runs a benchmark of one decision: make prepares what decides merchant i.
func each(b *testing.B, make func(merchants []Merchant) func(i int) error) {
	for _, n := range sizes {
		decide := make(Merchants(n))
		b.Run(fmt.Sprintf("facts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			cpu(b, func() {
				for b.Loop() {
					if err := decide(i & (n - 1)); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
		})
	}
}

func BenchmarkDecideFixed(b *testing.B) {
	each(b, func(merchants []Merchant) func(int) error {
		var out []Amount
		return func(i int) error {
			out = Fixed(&merchants[i], out[:0])
			return nil
		}
	})
}

func BenchmarkDecideFenrun(b *testing.B) {
	bound := must(b, Bound)
	each(b, func(merchants []Merchant) func(int) error {
		e := bound.Evaluator(Day)
		var out []policy.Target
		return func(i int) error {
			out = e.Decide(&merchants[i], out[:0])
			return nil
		}
	})
}

// With what each amount was computed from.
func BenchmarkDecideFenrunTraced(b *testing.B) {
	bound := must(b, Bound)
	each(b, func(merchants []Merchant) func(int) error {
		e := bound.Evaluator(Day)
		var out []policy.Target
		var values []policy.Value
		return func(i int) error {
			out, values = e.Decide(&merchants[i], out[:0]), values[:0]
			for k := range out {
				values = e.Values(&out[k], values)
			}
			return nil
		}
	})
}

func BenchmarkDecideShopspring(b *testing.B) {
	each(b, func(merchants []Merchant) func(int) error {
		decimals := Decimals(merchants)
		var out []DecimalAmount
		return func(i int) error {
			out = Shopspring(&decimals[i], out[:0])
			return nil
		}
	})
}

func BenchmarkDecideExpr(b *testing.B) {
	rules := must(b, ExprRules)
	each(b, func(merchants []Merchant) func(int) error {
		decimals, facts, machine := Decimals(merchants), NewExprFacts(), &vm.VM{}
		var out []DecimalAmount
		return func(i int) (err error) {
			out, err = Expr(machine, rules, facts, &decimals[i], out[:0])
			return err
		}
	})
}

func BenchmarkDecideCEL(b *testing.B) {
	rules := must(b, NewCEL)
	each(b, func(merchants []Merchant) func(int) error {
		floats, facts := Floats(merchants), NewCELFacts()
		var out []FloatAmount
		return func(i int) (err error) {
			out, err = rules.Decide(facts, &floats[i], out[:0])
			return err
		}
	})
}

func BenchmarkDecideGrule(b *testing.B) {
	grule := must(b, NewGrule)
	each(b, func(merchants []Merchant) func(int) error {
		floats := Floats(merchants)
		var out []FloatAmount
		return func(i int) (err error) {
			out, err = grule.Decide(&floats[i], out[:0])
			return err
		}
	})
}

func BenchmarkDecideOPA(b *testing.B) {
	opa := must(b, func() (*OPA, error) { return NewOPA(b.Context()) })
	merchants := Merchants(4096)
	inputs := make([]map[string]any, len(merchants))
	for i := range merchants {
		inputs[i] = OPAFacts(&merchants[i])
	}
	b.Run("facts=4096", func(b *testing.B) {
		b.ReportAllocs()
		var out []FloatAmount
		i := 0
		cpu(b, func() {
			for b.Loop() {
				var err error
				if out, err = opa.Decide(b.Context(), inputs[i&4095], out[:0]); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	})
}

// All merchants, by one and by two goroutines. Where the processors have other
// work, the clock tells little, and the time of the processors whether the two
// get in each other's way.
func BenchmarkGoroutines(b *testing.B) {
	bound := must(b, Bound)
	merchants := Merchants(131072)
	for _, n := range []int{1, 2} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			part := len(merchants) / n
			cpu(b, func() {
				for b.Loop() {
					var wait sync.WaitGroup
					for k := range n {
						wait.Go(func() {
							e := bound.Evaluator(Day)
							var out []policy.Target
							for i := k * part; i < (k+1)*part; i++ {
								out = e.Decide(&merchants[i], out[:0])
							}
						})
					}
					wait.Wait()
				}
			})
		})
	}
}

// From a file of CSV to what each agent has in all, a row.
func BenchmarkCSV(b *testing.B) {
	const rows = 20_000
	file := File(Merchants(rows))
	bound := must(b, BoundRecord)
	e, idle := bound.Evaluator(Day), bound.Evaluator(LaterDay)
	for _, way := range []struct {
		name string
		do   func() error
	}{
		{"Split", func() error { _, err := Split(file); return err }},
		{"Parse", func() error { _, err := Parse(file); return err }},
		{"Read", func() error { _, err := Totals(file, idle); return err }},
		{"Fixed", func() error { _, err := TotalsFixed(file); return err }},
		{"Fenrun", func() error { _, err := Totals(file, e); return err }},
		{"Shopspring", func() error { _, err := TotalsShopspring(file); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(file)))
			cpu(b, func() {
				for b.Loop() {
					if err := way.do(); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func must[T any](b *testing.B, make func() (T, error)) T {
	b.Helper()
	v, err := make()
	if err != nil {
		b.Fatal(err)
	}
	return v
}
