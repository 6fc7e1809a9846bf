package engine

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// values gives what an amount was computed from, in the order in which its
// expressions read it: enough to compute it again.
func (e *Engine) values(r *rule, f *frame) payout.Values {
	values := make(payout.Values, 0, len(r.shown))
	for _, n := range r.shown {
		if slices.ContainsFunc(values, func(v payout.Value) bool { return v.Name == n.Text }) {
			continue
		}
		if v := f.Exact(n); v.Num != nil {
			values = append(values, payout.Value{Name: n.Text, Text: e.format(r.policy, v.Num, n.Type)})
		}
	}
	return values
}

// shown gives the nodes of a rule whose values its lines show, in the order in
// which its expressions read them.
func shown(r *plan.Rule) []*ir.Node {
	var list []*ir.Node
	for _, n := range []*ir.Node{r.Guard, r.When, r.Amount, r.Cap, r.Floor} {
		n.Walk(func(n *ir.Node) bool {
			if !leaf(n) {
				return true
			}
			if n.Text != "" {
				list = append(list, n)
			}
			return false
		})
	}
	return list
}

// leaf reports whether a node is a value that a line shows: a fact, a
// measure, a rung, a row. What it is made of is not shown again.
func leaf(n *ir.Node) bool {
	switch n.Op {
	case ir.OpInput, ir.OpPick:
		return n.Type.Kind != ir.List && n.Type.Kind != ir.Map
	default:
		return n.Shown && n.Type.Kind != ir.Map
	}
}

// sentences fills values into the texts of a policy, in each of its
// languages.
func (e *Engine) sentences(r *rule, f *frame, texts []plan.Sentence) []payout.Sentence {
	var all []payout.Sentence
	for _, s := range texts {
		var b strings.Builder
		for _, piece := range s.Pieces {
			if piece.Node == nil {
				b.WriteString(piece.Text)
				continue
			}
			v := f.Exact(piece.Node)
			if v.Num == nil {
				b.WriteString("?")
				continue
			}
			lang := s.Lang
			if lang == "" {
				lang = "en"
			}
			b.WriteString(r.policy.Model.Format(v.Num, piece.Node.Type, labels{e.store, r.policy}, ir.Style{Human: true, Lang: lang}))
		}
		all = append(all, payout.Sentence{Lang: s.Lang, Text: b.String()})
	}
	return all
}
