package lint

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// factors finds bare numbers that multiply what subjects have turned over
// (U502): `share: 12` pays twelve times the volume where 12% of it was meant.
func factors(p *pass) {
	seen := map[diag.Span]bool{}
	for _, r := range p.Rules {
		if r.Kind == payout.Benefit || r.Kind == payout.Duty {
			continue
		}
		divided := map[*ir.Node]bool{}
		p.eachNode(r, func(_ *desk, t text, _ []*ir.Node) {
			n := t.node
			if (n.Op == ir.OpQuo || n.Op == ir.OpRoundQuo) && len(n.Args) > 0 {
				divided[unwrapped(n.Args[0])] = true // two thirds
			}
			if n.Op != ir.OpMul || n.Type.Kind != ir.Money || len(n.Args) != 2 || divided[n] {
				return
			}
			for i, factor := range n.Args {
				base := n.Args[1-i]
				value, ok := factor.Constant()
				bare := factor.Type.Kind == ir.Number || factor.Type.Kind == ir.Count || factor.Type.Kind == ir.Bare
				if ok && bare && value.Rat().Cmp(big.NewRat(1, 1)) > 0 && base.Type.Kind == ir.Money && p.turnover(r, base) {
					p.factor(seen, t, factor, base, value)
				}
			}
		})
	}
}

// turnover reports whether an amount is a sum of events, or a fact of one.
func (p *pass) turnover(r ruleOf, n *ir.Node) bool {
	found := false
	n.Walk(func(n *ir.Node) bool {
		if n.Op == ir.OpInput || n.Op == ir.OpPick {
			in := r.Program.Inputs[n.Input]
			found = found || in.Measure != nil && in.Measure.Op == ir.SumOf && in.Measure.Source.Event || in.Field != nil && in.Subject.Event
		}
		return !found
	})
	return found
}

func (p *pass) factor(seen map[diag.Span]bool, t text, factor, base *ir.Node, value ir.Num) {
	at, path := t.at(factor), t.expr.Path
	written := factor.Text
	if pair := p.Syntax.Params.Find(factor.Text); pair != nil && pair.Value.Value != "" {
		at, path, written = pair.Value.Span(), diag.Key("params", factor.Text), pair.Value.Value
	}
	if seen[at] {
		return
	}
	seen[at] = true
	name := quoted(factor) + " is " + value.Plain() + ", which"
	if factor.Text == value.Plain() {
		name = quoted(factor)
	}
	f := p.report("U502", at, path, "%s has no unit, so that this is %s times %s", name, value.Plain(), quoted(base))
	f.Hint = "if a share of it is meant, write the unit: " + written + "%"
	f.Fix = diag.Changing(at, written, written+"%", false)
}
