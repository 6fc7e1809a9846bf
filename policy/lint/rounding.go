package lint

import (
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// drifts finds roundings that can add up (M408): of each event before it is
// summed, or of a part of an amount that is rounded once more at its end.
func drifts(p *pass) {
	for _, m := range p.Measures {
		s := p.measureSyntax(m)
		if m.Term == nil || s == nil || m.Op != ir.SumOf {
			continue
		}
		for _, rounding := range roundings(p, text{m.Term, s.Sum}) {
			f := p.report("M408", rounding.at(rounding.node), diag.Key("measures", m.FullName()),
				"each %s is rounded before it is summed: of n of them the sum is off by up to n times half a unit of the last place", m.Source.Name)
			f.Hint = "sum the exact values; the amount is rounded once, at its end"
		}
	}
	for _, r := range p.Rules {
		if r.Amount == nil || r.Syntax.Amount.Expr == nil {
			continue
		}
		for _, rounding := range roundings(p, text{r.Amount, *r.Syntax.Amount.Expr}) {
			last := unwrapped(r.Amount) == rounding.node && rounding.node.Type.Scale <= p.Rounding.Places
			if last {
				continue
			}
			f := p.report("M408", rounding.at(rounding.node), diag.Key(r.Path, "amount"), "this is rounded here, and the amount once more at its end")
			f.Hint = "leave the inner rounding out, unless the other party rounds there too"
		}
	}
}

// roundings gives the roundings below a node, in the text that they stand in.
func roundings(p *pass, t text) []text {
	var list []text
	w := walker{policy: p.Policy, visit: func(t text, _ []*ir.Node) {
		if t.node.Op == ir.OpRound || t.node.Op == ir.OpRoundQuo && t.node.Share == nil {
			list = append(list, t)
		}
	}}
	w.value(t.node, &syntax.Value{Expr: &t.expr}, nil)
	return list
}
