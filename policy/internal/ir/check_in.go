package ir

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// in types membership in a list, in a range (both ends included), in the
// period or in the term.
func (c *checker) in(at *ast.BinaryNode) *Node {
	a := c.whole(c.check(at.Left))
	if right, ok := at.Right.(*ast.IdentifierNode); ok && (right.Value == "period" || right.Value == "term") {
		return c.inTime(at, a, right)
	}
	if a = c.tested(a); a.Type.Kind == Invalid {
		return a
	}
	switch right := at.Right.(type) {
	case *ast.ArrayNode:
		return c.inList(at, a, right)
	case *ast.BinaryNode:
		if right.Operator == ".." {
			if bad := c.bareDefault(right, right.Left, right.Right); bad != nil {
				return bad
			}
			return c.inRange(at, a, c.operand(right.Left), c.operand(right.Right))
		}
	}
	return c.failHint("N107", at.Right, "write `x in [a, b]` or `x in 1..90`", "`in` is followed by a list, a range, `period` or `term`")
}

// inTime types whether a day lies in the period or in the term. As with a
// window, a day that has not come lies in none, and needs no test (N34).
func (c *checker) inTime(at *ast.BinaryNode, a *Node, right *ast.IdentifierNode) *Node {
	if a = c.known(a); a.absent == optional {
		a = a.windowed()
	}
	if a.Type.Kind == Invalid {
		return a
	}
	return c.inRange(at, a, c.special(right, right.Value, "from"), c.special(right, right.Value, "until"))
}

func (c *checker) inList(at ast.Node, a *Node, list *ast.ArrayNode) *Node {
	if len(list.Nodes) == 0 {
		return c.fail("L201", list, "nothing is in an empty list")
	}
	n := &Node{Op: OpIn, Type: boolType, Args: []*Node{a}, absent: a.absent}
	bad := false
	for _, item := range list.Nodes {
		var b *Node
		if text, ok := item.(*ast.StringNode); ok {
			b = c.quoted(a, text)
		} else {
			b = c.operand(item)
			if a.Type.Kind == Symbol {
				b = c.symbolize(item, b, a.Type.Enum)
			}
			if t, ok := join(n.Args[0], b); !ok {
				b = c.unlike(item, n.Args[0], b, "", "%s is never %s", n.Args[0].Type, b.Type)
			} else {
				n.Args[0] = scaled(n.Args[0], t)
			}
		}
		bad = bad || b.Type.Kind == Invalid
		n.Args = append(n.Args, b)
		n.absent = max(n.absent, b.absent)
	}
	if bad {
		return c.invalid(at)
	}
	for i := range n.Args {
		n.Args[i] = scaled(n.Args[i], n.Args[0].Type)
	}
	return n
}

func (c *checker) inRange(at ast.Node, a, lo, hi *Node) *Node {
	if lo.Type.Kind == Invalid || hi.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if a.Type.Kind == Time && lo.Type.Kind == Date {
		a = c.dateOf(a)
	}
	t, misfit, before := common([]*Node{a, lo, hi})
	if misfit != nil {
		return c.unlike(at, misfit, before, "", "%s does not lie between %s and %s", a.Type, lo.Type, hi.Type)
	}
	switch t.Kind {
	case Bool, Symbol, Text, Ref:
		return c.failHint("N107", at, "compare with == or !=, or with `in [...]`", "%s has no order", t)
	}
	x, low, high := scaled(a, t), scaled(lo, t), scaled(hi, t)
	if low.Op == OpConst && high.Op == OpConst && low.Const.Cmp(high.Const) > 0 {
		return c.fail("L201", at, "nothing lies between %s and %s: the first is larger", lo.Text, hi.Text)
	}
	return &Node{Op: OpBetween, Type: boolType, Args: []*Node{x, low, high}, absent: max(a.absent, lo.absent, hi.absent)}
}

// coalesce types a ?? b: b where a is absent.
func (c *checker) coalesce(at *ast.BinaryNode) *Node {
	a := c.whole(c.check(at.Left))
	if a.Type.Kind == Invalid {
		return a
	}
	var b *Node
	if text, ok := at.Right.(*ast.StringNode); ok {
		b = c.quoted(a, text)
	} else {
		b = c.whole(c.check(at.Right))
		if a.Type.Kind == Symbol {
			b = c.symbolize(at.Right, b, a.Type.Enum)
		}
	}
	if b.Type.Kind == Invalid {
		return b
	}
	if a.absent == never {
		return c.failHint("N107", at, "leave `?? "+strings.TrimSpace(b.Text)+"` out", "`%s` is always there, so its default is never used", a.Text)
	}
	t, ok := join(a, b)
	if !ok {
		return c.unlike(at, a, b, "", "the value is %s, and its default %s", a.Type, b.Type)
	}
	return &Node{Op: OpCoalesce, Type: t, Args: []*Node{scaled(a, t), scaled(b, t)}, absent: b.absent}
}

// bareDefault refuses ?? beside another operator without brackets, for few
// know which of the two binds closer. expr's parser sees to what stands behind
// the ??.
func (c *checker) bareDefault(operator ast.Node, operands ...ast.Node) *Node {
	for _, operand := range operands {
		b, ok := operand.(*ast.BinaryNode)
		if ok && b.Operator == "??" && c.depthAt(b.Location().From) == c.depthAt(operator.Location().From) {
			return c.failHint("N112", b, bracketDefault, "`??` beside another operator needs brackets")
		}
	}
	return nil
}
