package bench

import (
	"math"
	"slices"
	"testing"

	"github.com/expr-lang/expr/vm"
	"github.com/shopspring/decimal"
)

// What is measured is the same: all ways of computing the policy give the same
// amounts.
func TestAllAgree(t *testing.T) {
	b, err := Bound()
	if err != nil {
		t.Fatal(err)
	}
	e := b.Evaluator(Day)
	merchants := Merchants(4096)
	decimals := Decimals(merchants)
	paid := 0
	for i := range merchants {
		m := &merchants[i]
		want := Fixed(m, nil)
		var got []Amount
		for _, target := range e.Decide(m, nil) {
			fen, _ := target.Minor()
			got = append(got, Amount{target.Index(), target.Payee().ID, fen, target.Held()})
		}
		same(t, "fenrun", m, want, got)
		var byHand []Amount
		for _, a := range Shopspring(&decimals[i], nil) {
			byHand = append(byHand, Amount{a.Rule, a.Payee, a.Yuan.Mul(decimal.New(100, 0)).IntPart(), a.Held})
		}
		same(t, "decimals", m, want, byHand)
		paid += len(want)
	}
	if paid < 4*len(merchants) {
		t.Errorf("only %d amounts", paid)
	}
	if n := e.Fallbacks(); n > 0 {
		t.Errorf("%d values needed big integers", n)
	}
}

// Engines on floats come to the same amounts, to a cent.
func TestFloatsAgree(t *testing.T) {
	merchants := Merchants(512)
	floats := Floats(merchants)
	celRules, err := NewCEL()
	if err != nil {
		t.Fatal(err)
	}
	grule, err := NewGrule()
	if err != nil {
		t.Fatal(err)
	}
	opa, err := NewOPA(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exprRules, err := ExprRules()
	if err != nil {
		t.Fatal(err)
	}
	decimals := Decimals(merchants)
	celFacts, exprFacts, machine := NewCELFacts(), NewExprFacts(), &vm.VM{}
	for i := range merchants {
		m := &merchants[i]
		want := Fixed(m, nil)
		byCEL, err := celRules.Decide(celFacts, &floats[i], nil)
		close(t, "cel", m, want, byCEL, err)
		byGrule, err := grule.Decide(&floats[i], nil)
		slices.SortFunc(byGrule, func(a, b FloatAmount) int { return a.Rule - b.Rule })
		close(t, "grule", m, want, byGrule, err)
		byOPA, err := opa.Decide(t.Context(), OPAFacts(m), nil)
		close(t, "opa", m, want, byOPA, err)
		byExpr, err := Expr(machine, exprRules, exprFacts, &decimals[i], nil)
		if err != nil {
			t.Fatal(err)
		}
		var fen []Amount
		for _, a := range byExpr {
			fen = append(fen, Amount{a.Rule, a.Payee, a.Yuan.Shift(2).IntPart(), a.Held})
		}
		same(t, "expr", m, want, fen)
	}
}

func close(t *testing.T, who string, m *Merchant, want []Amount, got []FloatAmount, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != len(got) {
		t.Fatalf("%s: %+v %+v\n%+v, want %+v", who, m, m.Agent, got, want)
	}
	for i, w := range want {
		if g := got[i]; g.Rule != w.Rule || g.Payee != w.Payee || g.Held != w.Held || math.Abs(g.Yuan-float64(w.Fen)/100) > 0.0101 {
			t.Fatalf("%s: %+v\n%+v, want %+v", who, m, g, w)
		}
	}
}

// From a file to what each agent has in all, all ways come to the same.
func TestTotalsAgree(t *testing.T) {
	file := File(Merchants(4096))
	b, err := BoundRecord()
	if err != nil {
		t.Fatal(err)
	}
	e := b.Evaluator(Day)
	got, err := Totals(file, e)
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := TotalsFixed(file)
	if err != nil {
		t.Fatal(err)
	}
	decimals, err := TotalsShopspring(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) < 50 || len(got) != len(fixed) || len(got) != len(decimals) {
		t.Fatalf("%d, %d and %d agents", len(got), len(fixed), len(decimals))
	}
	nothing, err := Totals(file, b.Evaluator(LaterDay))
	if err != nil {
		t.Fatal(err)
	}
	for agent, fen := range got {
		if nothing[agent] != 0 {
			t.Errorf("%s has %d behind the time of the policy", agent, nothing[agent])
		}
		if fixed[agent] != fen || !decimals[agent].Equal(decimal.New(fen, -2)) {
			t.Errorf("%s has %d, and by hand %d and %s", agent, fen, fixed[agent], decimals[agent])
		}
	}
}

func same(t *testing.T, who string, m *Merchant, want, got []Amount) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%s: %+v\n%+v, want %+v", who, m, got, want)
	}
	for i := range want {
		if want[i] != got[i] {
			t.Fatalf("%s: %+v\n%+v, want %+v", who, m, got[i], want[i])
		}
	}
}
