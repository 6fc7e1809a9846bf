package ir

import (
	"math/big"

	"github.com/expr-lang/expr/ast"
)

// elementName types `it` and `prev`.
func (c *checker) elementName(at *ast.IdentifierNode) *Node {
	if c.element == nil {
		return c.failHint("N102", at, "as in `all(blocks, it >= 5_000)`", "`%s` has a meaning only inside all, any, count and sum", at.Value)
	}
	if c.anchor { // a stream is summed once a decision, not once an element
		return c.fail("N107", at, "a window is not counted from an element of a list")
	}
	if at.Value == "prev" {
		return &Node{Op: OpPrev, Type: *c.element}
	}
	return &Node{Op: OpIt, Type: *c.element}
}

// list types all, any, count, sum and avg.
func (c *checker) list(at *ast.CallNode, name, usage string) *Node {
	list := c.tested(c.check(at.Arguments[0]))
	if list.Type.Kind == Invalid {
		return list
	}
	if list.Type.Kind != List {
		return c.failHint("N107", at.Arguments[0], "a list is a measure with `every:` and `times:`, or a stream over `6 x 30d`", "a list is expected here, and this is %s", list.Type)
	}
	asks := len(at.Arguments) == 2
	switch {
	case asks && name == "avg":
		return c.failHint("N109", at, "it is called `"+usage+"`", "`avg` takes a list alone")
	case !asks && name != "sum" && name != "avg":
		return c.failHint("N109", at, "it is called `"+usage+"`", "`%s` needs a condition", name)
	case !asks:
		n := &Node{Op: OpSum, Type: *list.Type.Elem, Args: []*Node{list}, absent: list.absent}
		if bad := c.numeric(n); bad != nil {
			return bad
		}
		if name == "avg" {
			return c.average(at, n, list.Type.Len)
		}
		return n
	}
	inner := c.predicate(at, list, name)
	if inner.Type.Kind == Invalid {
		return inner
	}
	n := &Node{Type: boolType, Args: []*Node{list, inner}, absent: max(list.absent, inner.absent)}
	switch name {
	case "all":
		n.Op = OpAll
	case "any":
		n.Op = OpAny
	case "count":
		n.Op, n.Type = OpCount, Type{Kind: Count}
	default:
		n.Op, n.Type = OpSum, inner.Type
	}
	return n
}

// predicate types what is asked of each element. One list is not walked
// through inside another, for the time that takes is the product of their
// lengths.
func (c *checker) predicate(at *ast.CallNode, list *Node, name string) *Node {
	if c.element != nil {
		return c.failHint("N106", at, "name it with `let:`, and use the name here", "a list is asked inside another")
	}
	inner := *c
	inner.element = list.Type.Elem
	n := inner.check(at.Arguments[1])
	if name != "sum" {
		return inner.truth(n)
	}
	n = inner.tested(inner.whole(n))
	if bad := inner.numeric(n); bad != nil {
		return bad
	}
	if n.Type.Kind == Bare { // a literal for each element
		n = shift(n, Number, n.Type.Scale)
	}
	return n
}

// constCount is a count that is known.
func constCount(n int) *Node {
	return &Node{Op: OpConst, Type: Type{Kind: Count}, Const: big.NewInt(int64(n))}
}
