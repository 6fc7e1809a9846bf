package ir

import (
	"math/big"

	"github.com/expr-lang/expr/ast"
)

func (c *checker) binary(at *ast.BinaryNode) *Node {
	if at.Operator != "??" {
		if bad := c.bareDefault(at, at.Left, at.Right); bad != nil {
			return bad
		}
	}
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
		inner := c.beside(a)
		return c.logic(OpAnd, a, inner.truth(inner.check(at.Right)))
	case "or", "||":
		a := c.truth(c.check(at.Left))
		inner := c.unless(a)
		return c.logic(OpOr, a, inner.truth(inner.check(at.Right)))
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

func (c *checker) logic(op Op, a, b *Node) *Node {
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return &Node{Op: OpInvalid}
	}
	return &Node{Op: op, Type: boolType, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
}

// compare types the six comparisons. A text in quotes is a symbol of the
// other side's enumeration, or a text.
func (c *checker) compare(at *ast.BinaryNode, cmp Comparison) *Node {
	left, leftText := at.Left.(*ast.StringNode)
	right, rightText := at.Right.(*ast.StringNode)
	switch {
	case leftText && rightText:
		return c.fail("N107", at, "two texts are compared that never change")
	case rightText:
		return c.compareText(at, cmp, c.check(at.Left), right)
	case leftText:
		return c.compareText(at, cmp.Flip(), c.check(at.Right), left)
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
	ordered := cmp != Equal && cmp != NotEqual
	switch k := a.Type.Kind; {
	case k == List || k == Map || k == Windowed:
		return c.fail("N107", at, "%s cannot be compared", a.Type)
	case k != b.Type.Kind:
		return c.failHint("U503", at, compareHint(a, b), "%s cannot be compared with %s", a.Type, b.Type)
	case k == Symbol && !a.Type.Enum.same(b.Type.Enum):
		return c.fail("U503", at, "%s and %s are of two enumerations: %s, and %s", a.Text, b.Text, a.Type, b.Type)
	case k == Ref && a.Type.Subject != b.Type.Subject:
		return c.fail("U503", at, "%s is never %s", a.Type, b.Type)
	case ordered && (k == Bool || k == Symbol || k == Text || k == Ref):
		return c.failHint("N107", at, "compare with == or !=", "%s has no order", a.Type)
	}
	return &Node{Op: OpCompare, Type: boolType, Cmp: cmp, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
}

func compareHint(a, b *Node) string {
	switch {
	case a.Type.Kind == Days && b.Type.Kind == Months, a.Type.Kind == Months && b.Type.Kind == Days:
		return "months are of different lengths; count both in days, or both in months"
	case a.Type.Kind == Money && b.Type.Kind == Rate, a.Type.Kind == Rate && b.Type.Kind == Money:
		return "multiply the rate with what it is a rate of"
	case a.Type.Kind == Count && (b.Type.Kind == Days || b.Type.Kind == Months):
		return "days(a, b) and months(a, b) are counts: compare them with a bare number"
	default:
		return ""
	}
}

func (c *checker) compareNumbers(at ast.Node, cmp Comparison, a, b *Node) *Node {
	k, ok := meet(a, b)
	if !ok && (likeRate(a, b) || likeRate(b, a)) {
		k, ok = Rate, true
	}
	if !ok {
		return c.unlike(at, a, b, compareHint(a, b), "%s cannot be compared with %s", a.Type, b.Type)
	}
	t := Type{Kind: k, Scale: max(a.Type.Scale, b.Type.Scale)}
	return &Node{Op: OpCompare, Type: boolType, Cmp: cmp, Args: []*Node{scaled(a, t), scaled(b, t)}, absent: max(a.absent, b.absent)}
}

// likeRate reports whether a is a ratio that is compared with a rate. The limit
// of a ratio is written as a number or as a rate: 0.8 or 80%.
func likeRate(a, b *Node) bool {
	n := unnamed(a)
	return a.Type.Kind == Number && b.Type.Kind == Rate && (n.Op == OpQuo || n.ratio)
}

// quoCompared compares num / den x 10^-s with c: num with c x den at one scale.
func (c *checker) quoCompared(cmp Comparison, q, b *Node) *Node {
	num, den := q.Args[0], q.Args[1]
	scale := max(q.Type.Scale, b.Type.Scale)
	num = shift(num, num.Type.Kind, num.Type.Scale+scale-q.Type.Scale)
	return &Node{Op: OpCompareQuo, Type: boolType, Cmp: cmp, Args: []*Node{num, den, shift(b, b.Type.Kind, scale)}, absent: max(q.absent, b.absent)}
}

// compareQuo compares a quotient by cross-multiplication, without dividing.
func (c *checker) compareQuo(at *ast.BinaryNode, cmp Comparison, a, b *Node) *Node {
	if quotient(a) && quotient(b) {
		return c.failHint("M407", at, "multiply out, or round one: `round(..., 6)`", "both sides of this comparison are divisions")
	}
	swapped := quotient(b)
	if swapped {
		a, b, cmp = b, a, cmp.Flip()
	}
	q := unnamed(a)
	if q.Op != OpQuo {
		return c.whole(a)
	}
	if _, ok := meet(a, b); !b.Type.Kind.numeric() || !ok && !likeRate(a, b) {
		return c.unlike(at, a, b, "", "%s cannot be compared with %s", a.Type, b.Type)
	}
	n := c.quoCompared(cmp, q, b)
	n.absent = max(a.absent, b.absent)
	if n.Swapped = swapped; swapped {
		n.Args = []*Node{n.Args[2], n.Args[0], n.Args[1]}
	}
	return n
}

func (c *checker) compareText(at *ast.BinaryNode, cmp Comparison, a *Node, text *ast.StringNode) *Node {
	a = c.tested(a)
	if a.Type.Kind == Invalid {
		return a
	}
	if cmp != Equal && cmp != NotEqual {
		return c.failHint("N107", at, "compare with == or !=, or with `in [...]`", "%s has no order", a.Type)
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
		return c.failHint("U503", text, "numbers, rates and dates are written without quotes", "%s cannot be compared with a text", a.Type)
	}
}

func (c *checker) unknownSymbol(at ast.Node, symbol string, e *Enum) *Node {
	return c.failNear("N102", at, symbol, e.Symbols, "it is "+e.describe(), "there is no symbol %q%s", symbol, ofOwner(e))
}

func ofOwner(e *Enum) string {
	if e.owner == "" {
		return ""
	}
	return " in " + e.owner
}
