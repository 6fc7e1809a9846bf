package lint

import (
	"maps"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// stacked finds two rules of one kind that pay on the same sum for the same
// facts (M410): where only one of them was meant, both pay.
func stacked(p *pass) {
	for i, a := range p.Rules {
		for _, b := range p.Rules[i+1:] {
			if twice(a, b) {
				f := p.report("M410", b.Place, b.Path, "%q is the same rule as %q, and both count", b.ID, a.ID)
				f.Hint = "leave one of them out"
				f.Diagnostic = f.WithRelated(a.Place, "the other rule")
				continue
			}
			if a.Kind != b.Kind || a.Root != b.Root || !credit(a.Kind) || a.Once != nil || b.Once != nil {
				continue
			}
			base := sharedBase(a, b)
			if base == "" {
				continue
			}
			space := cells.NewSpace(p.known, p.pairs)
			x, y := space.Join(p.Policy, a.Program, a), space.Join(p.Policy, b.Program, b)
			var goals []cells.Goal
			for _, n := range met(a) {
				goals = append(goals, cells.Goal{Of: x, Node: n, Want: cells.True})
			}
			for _, n := range met(b) {
				goals = append(goals, cells.Goal{Of: y, Node: n, Want: cells.True})
			}
			answer := space.Find(goals...)
			if answer.Verdict != cells.Possible {
				continue
			}
			d := &desk{Space: space, Member: y, pass: p}
			when := "always"
			if len(goals) > 0 {
				if facts := d.witness(answer.Point, met(b)...); facts != "" {
					when = "for " + facts
				}
			}
			f := p.report("M410", b.Place, b.Path, "%q and %q both pay on `%s`, %s", a.ID, b.ID, base, when)
			f.Hint = "if one is meant instead of the other, let its condition exclude the other's"
			f.Diagnostic = f.WithRelated(a.Place, "the other rule")
		}
	}
}

// twice reports whether two rules say the same of the same subjects.
func twice(a, b *plan.Rule) bool {
	if a.Kind != b.Kind || a.Root != b.Root || a.Unit != b.Unit || a.Fee != b.Fee || a.Amount == nil && a.Must == nil || a.Base == b.Base {
		return false
	}
	same := func(x, y *ir.Node) bool { return meaning(a, x) == meaning(b, y) }
	return same(a.Guard, b.Guard) && same(a.When, b.When) && same(a.Amount, b.Amount) && same(a.To, b.To) && same(a.Must, b.Must) &&
		same(a.Cap, b.Cap) && same(a.Floor, b.Floor) && everyText(a) == everyText(b) && decideText(a) == decideText(b) && splitText(a) == splitText(b) && cascadeText(a) == cascadeText(b)
}

// sharedBase gives a sum of money that both rules pay a share of.
func sharedBase(a, b *plan.Rule) string {
	mine, theirs := bases(a), bases(b)
	for _, key := range slices.Sorted(maps.Keys(theirs)) {
		if mine[key] != "" {
			return theirs[key]
		}
	}
	return ""
}

// bases gives the sums of money that a rule pays a share of, by what they
// measure.
func bases(r *plan.Rule) map[string]string {
	found := map[string]string{}
	if r.Amount == nil {
		return found
	}
	note := func(n *ir.Node) {
		for _, leaf := range leaves(n) {
			if leaf.Op != ir.OpInput {
				continue
			}
			if in := r.Program.Inputs[leaf.Input]; in.Measure != nil && in.Type.Kind == ir.Money {
				found[in.Measure.Meaning()+in.Window.String()] = in.Name
			}
		}
	}
	r.Amount.Walk(func(n *ir.Node) bool {
		switch n.Op {
		case ir.OpMul:
			note(n.Args[0])
			note(n.Args[1])
		case ir.OpMarginal:
			note(n.Args[0])
		}
		return true
	})
	return found
}

// leaves gives what a sum is made of, behind names and changes of scale.
func leaves(n *ir.Node) []*ir.Node {
	n = unwrapped(n)
	switch n.Op {
	case ir.OpAdd, ir.OpSub:
		return append(leaves(n.Args[0]), leaves(n.Args[1])...)
	case ir.OpNeg:
		return leaves(n.Args[0])
	default:
		return []*ir.Node{n}
	}
}
