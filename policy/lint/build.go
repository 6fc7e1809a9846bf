package lint

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Questions about amounts are asked of nodes that no policy has written but
// that the exact back end evaluates like any other.

// all is the condition that every one of some holds; nil ones are left out.
func all(conditions ...*ir.Node) *ir.Node {
	var n *ir.Node
	for _, c := range conditions {
		n = ir.And(n, c)
	}
	if n == nil {
		return ir.BoolNode(true)
	}
	return n
}

// raised brings a number to a larger scale.
func raised(n *ir.Node, scale int) *ir.Node {
	if n.Type.Scale >= scale {
		return n
	}
	t := n.Type
	t.Scale = scale
	return &ir.Node{Op: ir.OpShift, Type: t, Args: []*ir.Node{n}, Places: scale - n.Type.Scale, Text: n.Text}
}

// leveled brings two numbers to one scale.
func leveled(a, b *ir.Node) (x, y *ir.Node, t ir.Type) {
	t = a.Type
	t.Scale = max(a.Type.Scale, b.Type.Scale)
	return raised(a, t.Scale), raised(b, t.Scale), t
}

func combine(op ir.Op, a, b *ir.Node) *ir.Node {
	x, y, t := leveled(a, b)
	return &ir.Node{Op: op, Type: t, Args: []*ir.Node{x, y}, Text: a.Text}
}

func sum(nodes ...*ir.Node) *ir.Node {
	n := nodes[0]
	for _, m := range nodes[1:] {
		n = combine(ir.OpAdd, n, m)
	}
	return n
}

// constant is a number of a kind.
func constant(kind ir.Kind, v ir.Num) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Type: ir.Type{Kind: kind, Scale: v.Scale}, Const: v.Int, Text: v.Plain()}
}

func zeroLike(n *ir.Node) *ir.Node {
	return &ir.Node{Op: ir.OpConst, Type: n.Type, Const: new(big.Int), Text: "0"}
}

// divides reports whether the value of a node may be a division that is still
// to be done, of which nothing can be computed.
func divides(n *ir.Node) bool {
	switch n.Op {
	case ir.OpQuo:
		return true
	case ir.OpNamed, ir.OpShift:
		return divides(n.Args[0])
	case ir.OpCond:
		return divides(n.Args[1]) || len(n.Args) > 2 && divides(n.Args[2])
	default:
		return false
	}
}

// bounded is what a rule pays where it is met, before it is rounded: its
// amount under its cap and over its floor (N28).
func bounded(r *plan.Rule) *ir.Node {
	n := r.Amount
	if n == nil || divides(n) {
		return n
	}
	if r.Cap != nil && !divides(r.Cap) {
		n = combine(ir.OpMin, n, r.Cap)
	}
	if r.Floor != nil && !divides(r.Floor) {
		n = combine(ir.OpMax, n, r.Floor)
	}
	return n
}

// payoff is what a rule pays: nothing where it is not met.
func payoff(r *plan.Rule) *ir.Node {
	n := bounded(r)
	if n == nil {
		return nil
	}
	conditions := met(r)
	if len(conditions) == 0 {
		return n
	}
	return &ir.Node{Op: ir.OpCond, Type: n.Type, Args: []*ir.Node{all(conditions...), n, zeroLike(n)}, Text: n.Text}
}

// times is a product of two numbers; ok is false where it would have too many
// places.
func times(a, b *ir.Node, kind ir.Kind) (n *ir.Node, ok bool) {
	t := ir.Type{Kind: kind, Scale: a.Type.Scale + b.Type.Scale}
	return &ir.Node{Op: ir.OpMul, Type: t, Args: []*ir.Node{a, b}}, t.Scale <= 3*ir.MaxScale
}

// unwrapped gives what stands behind names and changes of scale.
func unwrapped(n *ir.Node) *ir.Node {
	for n.Op == ir.OpNamed || n.Op == ir.OpShift {
		n = n.Args[0]
	}
	return n
}
