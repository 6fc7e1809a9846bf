package lint

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// tiers finds tiers that nobody can be in (L203), tiers that are not in the
// order of what they ask for (T301), and sets in which a subject can change
// its tier at every review (T305).
func tiers(p *pass) {
	for _, t := range p.Tiers {
		d := p.desk(t.Program, nil)
		s := p.Syntax.Tiers.Find(t.Name)
		path := diag.Key("tiers", t.Name)
		var before []cells.Goal
		for i, when := range t.When {
			goals := slices.Clone(before)
			if when != nil {
				goals = append(goals, d.goal(when, cells.True))
				before = append(before, d.goal(when, cells.NotTrue))
			}
			alone := when == nil || d.Find(d.goal(when, cells.True)).Verdict != cells.Never
			if i > 0 && alone && d.Find(goals...).Verdict == cells.Never {
				f := p.report("L203", s.Ladder[i].Tier.Span(), diag.Index(diag.Key(path, "ladder"), i), "nobody can be in the tier %q: the tiers above it take everybody", s.Ladder[i].Tier.Value)
				f.Hint = "the first tier whose `when` holds is taken: the one that asks for most stands first"
			}
		}
		p.tierOrder(d, t)
		p.flipping(t)
	}
}

// tierOrder checks that a tier set which asks for one quantity goes one way:
// who has more of it is never in a worse tier and then in a better one again.
func (p *pass) tierOrder(d *desk, t *plan.TierSet) {
	input, cuts := onlyQuantity(t)
	if input < 0 || len(cuts) == 0 {
		return
	}
	f := ir.NewFrame(t.Program)
	tier := func(v *big.Int) int {
		f.Set(t.Program.Inputs[input].Slot, v)
		f.ClearMemos()
		for i, when := range t.When {
			if when == nil || f.Exact(when).Holds() {
				return i
			}
		}
		return len(t.When) - 1
	}
	// Each stretch between two cuts has one tier.
	points := []*big.Int{new(big.Int).Sub(cuts[0], big.NewInt(1))}
	points = append(points, cuts...)
	goal := func(v *big.Int) bool {
		return d.Find(d.goal(equals(t, input, v), cells.True)).Verdict == cells.Possible
	}
	points = slices.DeleteFunc(points, func(v *big.Int) bool { return !goal(v) })
	for i := 1; i+1 < len(points); i++ {
		before, here, after := tier(points[i-1]), tier(points[i]), tier(points[i+1])
		if here > before && here > after || here < before && here < after && before != after {
			p.outOfOrder(t, t.Program.Inputs[input], points[i], points[i+1], before, here, after)
			return
		}
	}
}

func (p *pass) outOfOrder(t *plan.TierSet, in *ir.Input, from, to *big.Int, before, here, after int) {
	name := func(i int) string { return t.Tiers.Symbols[i] }
	s := p.Syntax.Tiers.Find(t.Name)
	f := p.report("T301", s.Ladder[here].Tier.Span(), "tiers."+t.Name,
		"from %s = %s to %s the tier is %q, between %q below and %q above", in.Name, p.write(from, in.Type), p.write(to, in.Type), name(here), name(before), name(after))
	f.Hint = "let each tier say only where it begins, `>=`, the highest first; what is in none of them falls to the last"
}

// onlyQuantity gives the one number that all conditions of a tier set compare
// with constants, and the values at which a comparison changes.
func onlyQuantity(t *plan.TierSet) (input int, cuts []*big.Int) {
	input = -1
	simple := true
	for _, when := range t.When {
		when.Walk(func(n *ir.Node) bool {
			switch n.Op {
			case ir.OpInput, ir.OpPick, ir.OpPresent:
				if n.Op != ir.OpInput || input >= 0 && input != n.Input || !isNumber(n.Type.Kind) || n.MayBeAbsent() {
					simple = false
				}
				input = n.Input
			case ir.OpCompare, ir.OpBetween:
				for _, arg := range n.Args[1:] {
					if arg.Op != ir.OpConst || n.Args[0].Type.Scale != arg.Type.Scale || n.Args[0].Op != ir.OpInput {
						simple = false
						continue
					}
					cuts = append(cuts, arg.Const, new(big.Int).Add(arg.Const, big.NewInt(1)))
				}
			case ir.OpAnd, ir.OpOr, ir.OpNot, ir.OpConst, ir.OpNamed:
			default:
				simple = false
			}
			return simple
		})
	}
	if !simple || input < 0 {
		return -1, nil
	}
	slices.SortFunc(cuts, (*big.Int).Cmp)
	return input, slices.CompactFunc(cuts, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
}

// equals is the condition that an input has a value.
func equals(t *plan.TierSet, input int, v *big.Int) *ir.Node {
	typ := t.Program.Inputs[input].Type
	n := &ir.Node{Op: ir.OpInput, Type: typ, Input: input, Text: t.Program.Inputs[input].Name}
	return against(n, ir.Equal, v)
}

// flipping notes a set in which a subject near a threshold changes its tier at
// each review.
func (p *pass) flipping(t *plan.TierSet) {
	if !t.Keep.IsZero() || t.Demote == plan.AfterReviews || t.Never >= 0 || len(t.When) < 2 {
		return
	}
	f := p.report("T305", t.Place, diag.Key("tiers", t.Name), "a tier is lost as soon as it is no longer reached: who is near a threshold changes tiers at each review")
	f.Hint = "`keep: 3mo` keeps a tier for a time, `demote: {after: 2 reviews}` waits for a second miss"
}
