package policy

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Value is something that a target was computed from: a fact, a measure, a
// param, the rung of a ladder or the row of a table that was taken.
type Value struct {
	leaf  *leaf
	small int64
	wide  *big.Int // in place of small
	text  string   // of a text or a subject
}

// A leaf is an expression whose value is shown, and not what it is made of.
type leaf struct {
	node  *ir.Node
	code  *ir.Code
	model *ir.Model
}

// Name is the expression as the policy has it: merchant.rate.
func (v *Value) Name() string { return v.leaf.node.Text }

// Text is the value as a literal of the language: 0.55%.
func (v *Value) Text() string {
	n := v.wide
	if n == nil {
		n = big.NewInt(v.small)
	}
	t := v.leaf.node.Type
	if t.Kind == ir.Ref {
		return t.Subject.Name + "/" + v.text
	}
	return v.leaf.model.Format(n, t, ownText(v.text), ir.Style{})
}

// An ownText is a value that brings its text along.
type ownText string

func (t ownText) SubjectID(*ir.Subject, int64) string { return string(t) }
func (t ownText) TextOf(int64) string                 { return string(t) }

// leaves notes what the clauses of a rule show, in the order in which they
// read it.
func (w *wiring) leaves(br *boundRule, clauses ...*ir.Node) {
	seen := map[string]bool{}
	for _, n := range clauses {
		n.Walk(func(n *ir.Node) bool {
			if !isLeaf(n) || n.Text == "" || seen[n.Text] {
				return !isLeaf(n)
			}
			seen[n.Text] = true
			br.leaves = append(br.leaves, &leaf{node: n, model: w.policy.plan.Model})
			return false
		})
	}
}

// isLeaf reports whether a node is a value that is shown.
func isLeaf(n *ir.Node) bool {
	switch n.Op {
	case ir.OpInput, ir.OpPick:
		return n.Type.Kind != ir.List && n.Type.Kind != ir.Map
	default:
		return n.Shown && n.Type.Kind != ir.Map
	}
}

// trace compiles what a rule shows.
func (r *boundRule) trace(program *ir.Program, places []ir.Place) {
	nodes := make([]*ir.Node, len(r.leaves))
	for i, l := range r.leaves {
		nodes[i] = l.node
	}
	for i, c := range ir.CompileTogether(program, nodes, places) {
		r.leaves[i].code = c
	}
}

// Values appends to values what a target was computed from, in the order in
// which the clauses of its rule read it: enough to compute it again. The
// target is one of the row that was decided last.
func (e *evaluator) Values(t *Target, values []Value) []Value {
	for _, l := range t.rule.leaves {
		v := Value{leaf: l}
		n, ok := e.frame.Int(l.code)
		switch {
		case ok && n == ir.Absent:
			continue
		case ok:
			v.small = n
		default:
			exact := e.frame.Exact(l.node)
			if exact.Num == nil {
				continue
			}
			v.wide = exact.Num
		}
		switch l.node.Type.Kind {
		case ir.Ref:
			v.text = e.ids[v.small]
		case ir.Text:
			v.text = e.textOf(v.small)
		}
		values = append(values, v)
	}
	return values
}

// textOf gives the text of a number of this row.
func (e *evaluator) textOf(id int64) string {
	if id >= foreign {
		return e.words[id-foreign]
	}
	return e.policy.Model.Texts.Text(id)
}
