package ir_test

import (
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Whatever is written as an expression, it has a type or a diagnostic, each
// diagnostic has its place in the text, and what has a type can be evaluated,
// by both back ends alike.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		"merchant.sales * merchant.rate", "device.free ? 5 : 0.125", "spent(1..30, device.activated) >= 1_000", "all(device.weeks, it >= 0.8 * prev)",
		"device.plan in [\"lite\", 'full']", "(device.deposit ?? 0) + 5万 > 1.5亿", "万5.5 * 20 CNY", "2026-01-31 + 3mo < as_of", "12 x 1mo", "1..12mo",
		"price_of(agent.price)[merchant.kind]", "award", "grid(device.model, agent.heads)", "round(merchant.sales / 3, 2)", "last(agent.volume)", "earned(\"residual\")",
		"not (device.leased ?? false) and late > as_of", "10 % 3", "5％", "a && b || !c", "x ?. y", "010", "1e3", "device.activated", "\"", "agent.up.up.heads",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, use := range []use{condition, amount, value, date, anything} {
			d := at("device")
			d.guard = "device.merchant and device.activated"
			site := d.site()
			n := typed(site, unplaced(text), use)
			if (n.Type.Kind == ir.Invalid || n.Op == ir.OpInvalid) && len(d.found) == 0 {
				t.Fatalf("%q has no type, and nothing is said", text)
			}
			for _, one := range d.found.Sorted() {
				if one.Message == "" || len(one.Message) > 10*len(text)+2000 {
					t.Fatalf("%q: %q", text, one.Message)
				}
			}
			if k := n.Type.Kind; len(d.found) > 0 || k == ir.List || k == ir.Map || k == ir.Windowed {
				continue // what is no single value is evaluated only as a part of another
			}
			evaluateZeros(t, text, site.Program, n)
		}
	})
}

// evaluateZeros evaluates an expression where all is 1, and where all that may
// be is absent.
func evaluateZeros(t *testing.T, text string, p *ir.Program, n *ir.Node) {
	places := make([]ir.Place, len(p.Inputs))
	for i, in := range p.Inputs {
		places[i] = ir.Place{Row: -1, Slot: in.Slot}
	}
	code := ir.Compile(p, n, places)
	for _, v := range []int64{0, 1, 700_000, 1 << 62} {
		f := ir.NewFrame(p)
		for i := range f.Slots {
			f.Slots[i] = v
		}
		for _, in := range p.Inputs {
			if in.Type.Kind == ir.Symbol || in.Type.Kind == ir.Bool || in.Type.Kind == ir.Text || in.Type.Kind == ir.Ref {
				f.Slots[in.Slot] = v % 2
			}
			if in.Type.Kind == ir.Date {
				f.Slots[in.Slot] = 739_000 + v%1000
			}
		}
		exact := f.Exact(n)
		if traced := f.Trace(n); show(traced.Value, n) != show(exact, n) {
			t.Fatalf("%q is %s, and %s where it is traced", text, show(exact, n), show(traced.Value, n))
		}
		num, den, sure := f.Fraction(code)
		if !sure {
			continue
		}
		if said, asked := show(fastValue(num, den), n), show(exact, n); said != asked {
			t.Fatalf("%q of %d is %s by the fast back end, and %s by the exact one", text, v, said, asked)
		}
	}
}
