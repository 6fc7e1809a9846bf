package lint

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/cells/celltest"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A truth is what all facts of a small policy show of its rule.
type truth struct {
	met, notMet                    bool
	negative                       bool
	noRow, noRung, noCase, divides bool // where the rule is met, or its condition asked
}

func truthOf(text string) (t truth, ok bool) {
	p, diags := load("small.yaml", text)
	if p == nil || diags.Err() != nil {
		return t, false
	}
	r := p.Rules[0]
	if celltest.Size(r.Program) > 30_000 {
		return t, false
	}
	fault := func(v ir.Value) {
		if v.Fault == nil {
			return
		}
		switch v.Fault.Kind {
		case ir.NoRow:
			t.noRow = true
		case ir.NoRung:
			t.noRung = true
		case ir.NoCase:
			t.noCase = true
		case ir.DivideByZero:
			t.divides = true
		default:
		}
	}
	celltest.Each(r.Program, func(f *ir.Frame) {
		when := f.Exact(r.When)
		fault(when)
		if !when.Holds() {
			t.notMet = true
			return
		}
		t.met = true
		amount := f.Exact(r.Amount)
		fault(amount)
		sign := 0
		if amount.Num != nil {
			sign = amount.Num.Sign()
			if amount.Den != nil {
				sign *= amount.Den.Sign()
			}
		}
		t.negative = t.negative || sign < 0
	})
	return t, true
}

// TestChecksAgreeWithAllFacts compares the findings on random policies with
// what all of their facts show: nothing that is found is wrong, and what is
// wrong is found, or said to be undecided.
func TestChecksAgreeWithAllFacts(t *testing.T) {
	policies := 150
	if *fullDefects {
		policies = 20_000
	}
	m := celltest.Maker{Rand: rand.New(rand.NewPCG(5, 26))}
	undecided := 0
	for made := 0; made < policies; {
		text := strings.Replace(m.Policy(), "    negative: net\n", "", 1)
		want, ok := truthOf(text)
		if !ok {
			continue
		}
		made++
		p, _ := load("small.yaml", text)
		var got truth
		unknown := false
		for _, f := range alone(p) {
			whole := f.Path == "rules[0].when" && (strings.Contains(f.Message, "`"+p.Rules[0].Syntax.When.Value+"`") || strings.Contains(f.Message, "exclude each other"))
			switch {
			case f.Code == "X001" || strings.Contains(f.Message, "cannot prove"):
				unknown = true
			case f.Code == "L201" && f.Path == "rules[0].when" && strings.Contains(f.Message, "this never holds") && (whole || isConjunct(p.Rules[0].When, f.Message)):
				got.notMet = true // and never met
				if want.met {
					t.Fatalf("it is said never to hold, and does: %s\n%s", f.Message, text)
				}
			case f.Code == "L201" && whole && strings.Contains(f.Message, "this always holds"):
				got.met = true
				if want.notMet {
					t.Fatalf("it is said always to hold, and does not: %s\n%s", f.Message, text)
				}
			case f.Code == "L204" && strings.HasPrefix(f.Path, "ladders."):
				got.noRung = true
			case (f.Code == "L204" || f.Code == "L206") && strings.HasPrefix(f.Path, "tables.") && !strings.Contains(f.Message, "both"):
				got.noRow = true
			case f.Code == "M409":
				got.divides = true
			case f.Code == "M403":
				got.negative = true
			}
		}
		for _, c := range []struct {
			what      string
			got, want bool
		}{{"no rung", got.noRung, want.noRung}, {"no row", got.noRow, want.noRow}, {"a division by zero", got.divides, want.divides}, {"a negative amount", got.negative, want.negative}} {
			if c.got && !c.want && (c.what == "a negative amount" || !want.noRow && !want.noRung && !want.noCase && !want.divides) {
				// Of two faults at the same facts the engine names the first.
				t.Fatalf("%s is found, and no facts show it\n%s", c.what, text)
			}
			if c.want && !c.got && !unknown {
				t.Fatalf("%s is not found\n%s", c.what, text)
			}
		}
		if !want.met && !got.notMet && !unknown && p.Rules[0].When.Op != ir.OpConst {
			t.Fatalf("the rule is never met, and it is not said\n%s", text)
		}
		if unknown {
			undecided++
		}
	}
	t.Logf("%d policies, %d with something undecided", policies, undecided)
	if undecided*10 > policies {
		t.Errorf("of %d policies %d have something undecided", policies, undecided)
	}
}

// isConjunct reports whether a message speaks of a part without which the
// condition cannot hold.
func isConjunct(when *ir.Node, message string) bool {
	for _, n := range flatten(when, ir.OpAnd) {
		if strings.Contains(message, quoted(n)) {
			return true
		}
	}
	return false
}
