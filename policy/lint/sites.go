package lint

import (
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A condition is one that a policy states, with what holds where it is asked.
type condition struct {
	text
	role    string // as the policy calls it: when, applies, hold, must, where, ...
	program *ir.Program
	rule    *plan.Rule
	path    string
	under   []*ir.Node
	rows    int // of the `each` rule that it is of; 0 for others
}

// ruleConditions gives the conditions of a rule.
func (p *pass) ruleConditions(r *plan.Rule) []condition {
	s := r.Syntax
	base := condition{program: r.Program, rule: r, path: r.Path, rows: len(s.Each)}
	var list []condition
	add := func(role, key string, t text, under ...*ir.Node) {
		if t.node == nil {
			return
		}
		c := base
		c.role, c.text, c.path = role, t, diag.Key(r.Path, key)
		for _, n := range under {
			if n != nil {
				c.under = append(c.under, n)
			}
		}
		list = append(list, c)
	}
	if own := whenOf(r); own != nil {
		add("when", "when", text{own, s.When}, r.Guard)
	}
	if s.Hold != nil && r.Hold != nil {
		add("hold", "hold.when", text{r.Hold.When, s.Hold.When}, r.Guard, r.When)
	}
	add("must", "must", text{r.Must, s.Must}, r.Guard, r.When)
	if s.Back != nil {
		add("back", "back.when", text{r.Back, s.Back.When}, r.Guard)
	}
	return list
}

// whenOf gives the condition that a rule's own `when` states, without what
// `during` adds to it.
func whenOf(r *plan.Rule) *ir.Node {
	switch {
	case r.Syntax.When.Value == "":
		return nil
	case r.Syntax.During != nil && r.When != nil && r.When.Op == ir.OpAnd:
		return r.When.Args[1]
	default:
		return r.When
	}
}

// otherConditions gives the conditions of a policy that are not of one rule.
func (p *pass) otherConditions() []condition {
	var list []condition
	for _, m := range p.Measures {
		pair := p.measureSyntax(m)
		if pair == nil || pair.Where == nil || m.Where == nil {
			continue
		}
		c := condition{role: "where", program: m.Program, path: diag.Key(diag.Key("measures", m.FullName()), "where")}
		if pair.Where.Expr != nil {
			c.text = text{m.Where, *pair.Where.Expr}
			list = append(list, c)
		}
	}
	for _, t := range p.Tiers {
		s := p.Syntax.Tiers.Find(t.Name)
		for i, when := range t.When {
			if when != nil {
				list = append(list, condition{
					role: "tier", program: t.Program, text: text{when, s.Ladder[i].When},
					path: diag.Key(diag.Index(diag.Key(diag.Key("tiers", t.Name), "ladder"), i), "when"),
				})
			}
		}
		if t.Fix != nil {
			list = append(list, condition{
				role: "override", program: t.Program, text: text{t.Fix.When, s.Override.When},
				path: diag.Key(diag.Key("tiers", t.Name), "override.when"),
			})
		}
	}
	if w := p.Settle.Withhold; w != nil {
		list = append(list, condition{
			role: "withhold", program: p.Settle.Program, text: text{w.When, p.Syntax.Settlement.Withhold.When}, path: "settlement.withhold.when",
		})
	}
	return list
}

// guards gives the conditions of `applies` that the first rule to meet them
// carries: each is looked at once.
func (p *pass) guards(r *plan.Rule) []condition {
	if r.Guard == nil {
		return nil
	}
	var pairs []int
	for i, pair := range p.Syntax.Applies.Pairs {
		subject := p.Model.Subject(pair.Key.Value)
		if subject != nil && (r.Root == subject || len(ir.Ways(r.Root, subject)) > 0) {
			pairs = append(pairs, i)
		}
	}
	nodes := make([]*ir.Node, len(pairs))
	rest := r.Guard
	for i := len(pairs) - 1; i > 0 && rest.Op == ir.OpAnd; i-- {
		nodes[i], rest = rest.Args[1], rest.Args[0]
	}
	if len(nodes) > 0 {
		nodes[0] = rest
	}
	var list []condition
	for i, at := range pairs {
		if p.guarded[at] || nodes[i] == nil {
			continue
		}
		p.guarded[at] = true
		pair := p.Syntax.Applies.Pairs[at]
		list = append(list, condition{
			role: "applies", program: r.Program, rule: r, text: text{nodes[i], pair.Value}, path: diag.Key("applies", pair.Key.Value),
		})
	}
	return list
}

// measureSyntax gives what was written of a measure.
func (p *pass) measureSyntax(m *ir.Measure) *syntax.Measure {
	return p.Syntax.Measures.Find(m.FullName())
}
