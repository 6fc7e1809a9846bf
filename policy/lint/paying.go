package lint

import (
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// maxSides bounds the comparisons of one rule that Paying looks at.
const maxSides = 12

// Paying gives facts for which the rules of a book pay, as cases: for each rule
// some, and for each of its comparisons some on either side, as far as such
// facts were found. It begins the cases of a policy that has none.
func Paying(b *policy.Book) []Case {
	var list []Case
	for _, p := range b.Plans() {
		pass := newPass(p, &Options{})
		for _, r := range p.Rules {
			list = append(list, pass.paying(r)...)
		}
	}
	return list
}

func (p *pass) paying(r *plan.Rule) []Case {
	var list []Case
	ask := func(more ...cells.Goal) {
		d := p.desk(r.Program, r)
		goals := append(d.hold(r.Guard, r.When), more...)
		if r.Amount != nil {
			goals = append(goals, d.goal(r.Amount, cells.Positive))
		}
		answer := d.Find(goals...)
		if answer.Verdict != cells.Possible {
			return
		}
		if c := d.caseFor(answer.Point.Enlarged(goals...), r.ID); c != nil {
			list = append(list, *c)
		}
	}
	ask()
	n := 0
	for _, root := range []*ir.Node{r.When, r.Amount} {
		root.Walk(func(m *ir.Node) bool {
			if m.Op == ir.OpCompare && n < maxSides {
				n++
				d := p.desk(r.Program, r)
				ask(d.goal(m, cells.True))
				ask(d.goal(m, cells.NotTrue))
			}
			return m.Op != ir.OpAll && m.Op != ir.OpAny
		})
	}
	return list
}

// SameTier reports whether it is proved that a tier of two texts of a policy
// is reached by the same facts.
func SameTier(was, now *plan.Policy, old, t *plan.TierSet, tier int) bool {
	if tier >= len(old.When) || tier >= len(t.When) || old.When[tier] == nil || t.When[tier] == nil {
		return false
	}
	for _, want := range [][2]cells.Outcomes{{cells.True, cells.NotTrue}, {cells.NotTrue, cells.True}} {
		space := cells.NewSpace(cells.NewKnown(), &cells.Budget{Cells: cells.DefaultBudget / 4})
		before, after := space.Join(was, old.Program, nil), space.Join(now, t.Program, nil)
		if space.Align(before, after) != "" {
			return false
		}
		answer := space.Find(cells.Goal{Of: before, Node: old.When[tier], Want: want[0]}, cells.Goal{Of: after, Node: t.When[tier], Want: want[1]})
		if answer.Verdict != cells.Never {
			return false
		}
	}
	return true
}

// SamePay reports whether it is proved that a rule of two texts of a policy
// pays the same for all facts that both declare.
func SamePay(was, now *plan.Policy, old, r *plan.Rule) bool {
	a, z := payoff(old), payoff(r)
	if a == nil || z == nil || divides(a) != divides(z) || old.Kind != r.Kind {
		return false
	}
	b := &bookPass{policies: []*plan.Policy{was, now}, options: &Options{}}
	c := b.differs(was, now, old, r)
	return c.worse == "" && c.more == "" && c.unknown == ""
}
