package ir

import (
	"math/big"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/fenrun/fenrun/policy/diag"
)

func (c *checker) binary(at *ast.BinaryNode) *Node {
	if cmp, ok := comparisons[at.Operator]; ok {
		return c.compare(at, cmp)
	}
	switch at.Operator {
	case "+":
		return c.sum(at, OpAdd)
	case "-":
		return c.sum(at, OpSub)
	case "*":
		return c.multiply(at)
	case "/":
		return c.divide(at)
	case "and", "&&":
		a := c.truth(c.check(at.Left))
		b := c.truthUnder(whenTrue(a), at.Right)
		return c.logic(OpAnd, a, b)
	case "or", "||":
		a := c.truth(c.check(at.Left))
		b := c.truthUnder(whenFalse(a), at.Right)
		return c.logic(OpOr, a, b)
	case "??":
		return c.coalesce(at)
	case "in":
		return c.in(at)
	case "..":
		return c.failHint("N107", at, "a range stands behind `in`, or in a stream's call", "a range has no value of its own")
	case "%", "^", "**", "|":
		return c.invalid(at) // the scanner has refused it
	default:
		return c.failHint("N106", at, "a policy compares with == != < <= > >= and `in`", "`%s` is not in the language", at.Operator)
	}
}

func (c *checker) truthUnder(p presence, at ast.Node) *Node {
	inner := c.under(p)
	return inner.truth(inner.check(at))
}

func (c *checker) logic(op Op, a, b *Node) *Node {
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return &Node{Op: OpInvalid}
	}
	return &Node{Op: op, Type: boolType, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
}

// compare types the six comparisons. A text in quotes is a symbol of the
// other side's enumeration, or a text.
func (c *checker) compare(at *ast.BinaryNode, cmp Comparison) *Node {
	if s, ok := at.Right.(*ast.StringNode); ok {
		return c.compareText(at, cmp, c.check(at.Left), s)
	}
	if s, ok := at.Left.(*ast.StringNode); ok {
		return c.compareText(at, cmp.Flip(), c.check(at.Right), s)
	}
	a, b := c.tested(c.check(at.Left)), c.tested(c.check(at.Right))
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if a.Type.Kind == Time && b.Type.Kind == Date {
		a = c.dateOf(a)
	}
	if b.Type.Kind == Time && a.Type.Kind == Date {
		b = c.dateOf(b)
	}
	if a.Type.Kind == Symbol {
		b = c.symbolize(at.Right, b, a.Type.Enum)
	} else if b.Type.Kind == Symbol {
		a = c.symbolize(at.Left, a, b.Type.Enum)
	}
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if quotient(a) || quotient(b) {
		return c.compareQuo(at, cmp, a, b)
	}
	if a.Type.Kind.numeric() && b.Type.Kind.numeric() {
		return c.compareNumbers(at, cmp, a, b)
	}
	n := &Node{Op: OpCompare, Type: boolType, Cmp: cmp, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
	ordered := cmp != Equal && cmp != NotEqual
	switch {
	case a.Type.Kind != b.Type.Kind:
		return c.failHint("U503", at, compareHint(a, b), "a %s cannot be compared with a %s", a.Type, b.Type)
	case a.Type.Kind == Symbol && !a.Type.Enum.same(b.Type.Enum):
		return c.fail("U503", at, "%s and %s are of two enumerations: %s, and %s", a.Text, b.Text, a.Type, b.Type)
	case a.Type.Kind == Ref && a.Type.Subject != b.Type.Subject:
		return c.fail("U503", at, "%s is never %s", a.Type, b.Type)
	case a.Type.Kind == List || a.Type.Kind == Map || a.Type.Kind == Windowed:
		return c.fail("N107", at, "a %s cannot be compared", a.Type)
	case ordered && (a.Type.Kind == Bool || a.Type.Kind == Symbol || a.Type.Kind == Text || a.Type.Kind == Ref):
		return c.failHint("N107", at, "compare with == or !=", "a %s has no order", a.Type)
	}
	return n
}

func compareHint(a, b *Node) string {
	switch {
	case a.Type.Kind == Days && b.Type.Kind == Months, a.Type.Kind == Months && b.Type.Kind == Days:
		return "months are of different lengths; count both in days, or both in months"
	case a.Type.Kind == Money && b.Type.Kind == Rate, a.Type.Kind == Rate && b.Type.Kind == Money:
		return "multiply the rate with what it is a rate of"
	default:
		return ""
	}
}

func (c *checker) compareNumbers(at ast.Node, cmp Comparison, a, b *Node) *Node {
	k, ok := meet(a, b)
	if !ok {
		switch {
		case a.Type.Kind == Rate && b.Type.Kind == Bare:
			return c.unitMissing(b)
		case b.Type.Kind == Rate && a.Type.Kind == Bare:
			return c.unitMissing(a)
		}
		return c.failHint("U503", at, compareHint(a, b), "a %s cannot be compared with a %s", a.Type, b.Type)
	}
	t := Type{Kind: k, Scale: max(a.Type.Scale, b.Type.Scale)}
	return &Node{Op: OpCompare, Type: boolType, Cmp: cmp, Args: []*Node{c.scaled(a, t), c.scaled(b, t)}, absent: max(a.absent, b.absent)}
}

// compareQuo compares a quotient by cross-multiplication, without dividing.
func (c *checker) compareQuo(at *ast.BinaryNode, cmp Comparison, a, b *Node) *Node {
	if quotient(a) && quotient(b) {
		return c.failHint("M407", at, "multiply out, or round one: `round(..., 6)`", "both sides of this comparison are divisions")
	}
	if quotient(b) {
		a, b, cmp = b, a, cmp.Flip()
	}
	q := unnamed(a)
	if q.Op != OpQuo {
		return c.whole(a)
	}
	if !b.Type.Kind.numeric() {
		return c.fail("U503", at, "a %s cannot be compared with a %s", a.Type, b.Type)
	}
	if k, ok := meet(a, b); !ok || k == Invalid {
		if b.Type.Kind == Bare {
			return c.unitMissing(b)
		}
		// A ratio is written as a number or as a rate: 0.8 or 80%.
		if a.Type.Kind != Number || b.Type.Kind != Rate {
			return c.fail("U503", at, "a %s cannot be compared with a %s", a.Type, b.Type)
		}
	}
	// num / den x 10^-s against c: num against c x den at one scale.
	num, den := q.Args[0], q.Args[1]
	scale := max(a.Type.Scale, b.Type.Scale)
	num = shift(num, num.Type.Kind, num.Type.Scale+scale-a.Type.Scale)
	limit := shift(b, b.Type.Kind, scale)
	return &Node{Op: OpCompareQuo, Type: boolType, Cmp: cmp, Args: []*Node{num, den, limit}, absent: max(a.absent, b.absent)}
}

func (c *checker) compareText(at *ast.BinaryNode, cmp Comparison, a *Node, text *ast.StringNode) *Node {
	if s, ok := at.Left.(*ast.StringNode); ok && s != text {
		return c.fail("N107", at, "two texts are compared that never change")
	}
	a = c.tested(a)
	if a.Type.Kind == Invalid {
		return a
	}
	if cmp != Equal && cmp != NotEqual {
		return c.failHint("N107", at, "compare with == or !=, or with `in [...]`", "a %s has no order", a.Type)
	}
	b := c.quoted(a, text)
	if b.Type.Kind == Invalid {
		return b
	}
	return &Node{Op: OpCompare, Type: boolType, Cmp: cmp, Args: []*Node{a, b}, absent: a.absent}
}

// quoted gives the constant that a quoted text is beside a: a symbol of its
// enumeration, or a text.
func (c *checker) quoted(a *Node, text *ast.StringNode) *Node {
	switch a.Type.Kind {
	case Symbol:
		i := a.Type.Enum.Index(text.Value)
		if i < 0 {
			return c.unknownSymbol(text, text.Value, a.Type.Enum)
		}
		from, to := c.extent(text)
		return &Node{Op: OpConst, Type: a.Type, Const: big.NewInt(int64(i)), From: from, To: to, Text: text.Value}
	case Text:
		from, to := c.extent(text)
		return &Node{Op: OpConst, Type: a.Type, Const: big.NewInt(c.Model.Texts.ID(text.Value)), From: from, To: to, Text: text.Value}
	case Bool:
		return c.failHint("N107", text, "write `"+a.Text+"` or `not "+a.Text+"`", "`%s` is yes or no, not a text", a.Text)
	default:
		return c.failHint("U503", text, "numbers, rates and dates are written without quotes", "a %s cannot be compared with a text", a.Type)
	}
}

func (c *checker) unknownSymbol(at ast.Node, symbol string, e *Enum) *Node {
	hint := "it is " + e.describe()
	if near := diag.Nearest(symbol, e.Symbols); near != "" {
		hint = "did you mean \"" + near + "\"?"
	}
	return c.failHint("N102", at, hint, "there is no symbol %q%s", symbol, ofOwner(e))
}

func ofOwner(e *Enum) string {
	if e.owner == "" {
		return ""
	}
	return " in " + e.owner
}

// in types membership in a list, in a range (both ends included), in the
// period or in the term.
func (c *checker) in(at *ast.BinaryNode) *Node {
	a := c.tested(c.whole(c.check(at.Left)))
	if a.Type.Kind == Invalid {
		return a
	}
	switch right := at.Right.(type) {
	case *ast.ArrayNode:
		return c.inList(at, a, right)
	case *ast.BinaryNode:
		if right.Operator == ".." {
			return c.inRange(at, a, c.operand(right.Left), c.operand(right.Right))
		}
	case *ast.IdentifierNode:
		if right.Value == "period" || right.Value == "term" {
			return c.inRange(at, a, c.special(right, right.Value, "from"), c.special(right, right.Value, "until"))
		}
	}
	return c.failHint("N107", at.Right, "write `x in [a, b]` or `x in 1..90`", "`in` is followed by a list, a range, `period` or `term`")
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
			if b.Type.Kind != Invalid {
				if t, ok := c.join(a, b); !ok {
					if a.Type.Kind == Rate && b.Type.Kind == Bare {
						b = c.unitMissing(b)
					} else {
						b = c.fail("U503", item, "a %s is never a %s", a.Type, b.Type)
					}
				} else if t.Kind.numeric() {
					n.Args[0] = c.scaled(n.Args[0], Type{Kind: t.Kind, Scale: max(t.Scale, n.Args[0].Type.Scale)})
				}
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
		n.Args[i] = c.scaled(n.Args[i], n.Args[0].Type)
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
	low, high := c.compareNodes(at, a, lo), c.compareNodes(at, a, hi)
	if low == nil || high == nil {
		return c.invalid(at)
	}
	if lo.Op == OpConst && hi.Op == OpConst {
		t, _ := c.join(lo, hi)
		if x, y := c.scaled(lo, t), c.scaled(hi, t); x.Const.Cmp(y.Const) > 0 {
			return c.fail("L201", at, "nothing lies between %s and %s: the first is larger", lo.Text, hi.Text)
		}
	}
	scale := max(a.Type.Scale, lo.Type.Scale, hi.Type.Scale)
	t := Type{Kind: low.Kind, Scale: scale}
	n := &Node{Op: OpBetween, Type: boolType, Args: []*Node{c.scaled(a, t), c.scaled(lo, t), c.scaled(hi, t)}}
	n.absent = max(a.absent, lo.absent, hi.absent)
	return n
}

// compareNodes gives the type in which a and b compare, or nil after it has
// reported that they don't.
func (c *checker) compareNodes(at ast.Node, a, b *Node) *Type {
	if t, ok := c.join(a, b); ok && t.Kind != Bool && t.Kind != Symbol && t.Kind != Text && t.Kind != Ref {
		return &t
	}
	if a.Type.Kind == Rate && b.Type.Kind == Bare {
		c.unitMissing(b)
		return nil
	}
	c.fail("U503", at, "a %s does not lie between values that are %s", a.Type, b.Type)
	return nil
}

// coalesce types a ?? b: b where a is absent.
func (c *checker) coalesce(at *ast.BinaryNode) *Node {
	a := c.check(at.Left)
	if a.Type.Kind == Invalid {
		return a
	}
	var b *Node
	if text, ok := at.Right.(*ast.StringNode); ok {
		b = c.quoted(a, text)
	} else {
		b = c.check(at.Right)
	}
	if b.Type.Kind == Invalid {
		return b
	}
	if a.absent == never {
		return c.failHint("N107", at, "leave `?? "+strings.TrimSpace(b.Text)+"` out", "`%s` is always there, so its default is never used", a.Text)
	}
	t, ok := c.join(a, b)
	if !ok {
		if a.Type.Kind == Rate && b.Type.Kind == Bare {
			return c.unitMissing(b)
		}
		return c.fail("U503", at, "the value is a %s, and its default a %s", a.Type, b.Type)
	}
	return &Node{Op: OpCoalesce, Type: t, Args: []*Node{c.scaled(a, t), c.scaled(b, t)}, absent: b.absent}
}
