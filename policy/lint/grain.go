package lint

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// grains finds thresholds that lie between two values which a fact can have
// (L208), such as 100.005 for an amount of two decimal places.
func grains(p *pass) {
	seen := map[diag.Span]bool{}
	check := func(t text) {
		n := t.node
		switch n.Op {
		case ir.OpCompare, ir.OpBetween, ir.OpIn:
		default:
			return
		}
		for _, arg := range n.Args[1:] {
			p.offGrain(seen, t, n.Args[0], arg)
		}
		if n.Op == ir.OpCompare {
			p.offGrain(seen, t, n.Args[1], n.Args[0])
		}
	}
	for _, r := range p.Rules {
		p.eachNode(r, func(_ *desk, t text, _ []*ir.Node) { check(t) })
	}
	for _, c := range p.otherConditions() {
		w := walker{policy: p.Policy, visit: func(t text, _ []*ir.Node) { check(t) }}
		w.walk(c.text, nil)
	}
	for _, l := range p.ladders() {
		p.offGrainRungs(l)
	}
}

// offGrain reports a constant that has more digits than what it is compared
// with.
func (p *pass) offGrain(seen map[diag.Span]bool, t text, value, limit *ir.Node) {
	if value.Op != ir.OpShift || limit.Op != ir.OpConst || value.Args[0].Op != ir.OpInput {
		return
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(value.Places)), nil)
	below, rest := new(big.Int).DivMod(limit.Const, unit, new(big.Int))
	at := t.at(limit)
	if rest.Sign() == 0 || seen[at] {
		return
	}
	seen[at] = true
	typ := value.Args[0].Type
	above := new(big.Int).Add(below, big.NewInt(1))
	f := p.report("L208", at, t.expr.Path, "%s is never exactly %s: it goes from %s to %s", quoted(value.Args[0]), limit.Text, p.write(below, typ), p.write(above, typ))
	f.Hint = "write " + p.write(above, typ) + " or " + p.write(below, typ)
	if f.Fix = onGrain(t, limit, p.write(below, typ), p.write(above, typ)); f.Fix != nil {
		f.Hint = "write " + f.Fix.Edits[0].Text + ", which holds for the same facts"
	}
}

// offGrainRungs reports rungs that begin between two values of the quantity.
func (p *pass) offGrainRungs(l *ir.Ladder) {
	done := map[int]bool{}
	for _, r := range p.Rules {
		p.eachNode(r, func(_ *desk, t text, _ []*ir.Node) {
			n := t.node
			if n.Op != ir.OpRung && n.Op != ir.OpMarginal || n.Ladder.Ladder != l {
				return
			}
			key := n.Args[0]
			if key.Op != ir.OpShift || key.Args[0].Op != ir.OpInput {
				return
			}
			typ := key.Args[0].Type
			for i, rung := range l.Rungs {
				if _, exact := rung.At.At(typ.Scale); !exact && !done[i] {
					done[i] = true
					p.report("L208", rung.Place, "ladders."+l.Name, "%s is never exactly %s: it has %d decimal places", quoted(key.Args[0]), rung.At.Plain(), typ.Scale)
				}
			}
		})
	}
}
