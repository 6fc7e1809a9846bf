package ir

import (
	"math/big"

	"github.com/expr-lang/expr/ast"
)

// operand types a side of an arithmetic operation.
func (c *checker) operand(at ast.Node) *Node {
	return c.tested(c.whole(c.check(at)))
}

func (c *checker) unary(at *ast.UnaryNode) *Node {
	if bad := c.bareDefault(at, at.Node); bad != nil {
		return bad
	}
	switch at.Operator {
	case "not":
		return c.not(at)
	case "-":
		return c.minus(at)
	case "!":
		return c.invalid(at) // the scanner has refused it
	default:
		return c.fail("N106", at, "`%s` before a value is not in the language", at.Operator)
	}
}

func (c *checker) not(at *ast.UnaryNode) *Node {
	inner := c.check(at.Node)
	if k := inner.Type.Kind; k != Bool && k != Invalid && inner.absent == never {
		return c.failHint("N107", at, "`not` binds closer than a comparison: write `not (a == b)` or `a != b`", "`not` is asked of %s", inner.Type)
	}
	arg := c.truth(inner)
	if arg.Type.Kind == Invalid {
		return arg
	}
	return &Node{Op: OpNot, Type: boolType, Args: []*Node{arg}, absent: arg.absent}
}

func (c *checker) minus(at *ast.UnaryNode) *Node {
	arg := c.operand(at.Node)
	switch {
	case arg.Type.Kind == Invalid:
		return arg
	case !arg.Type.Kind.numeric():
		return c.fail("N107", at, "%s has no negative", arg.Type)
	case arg.Type.Kind == Count: // as 0 - count
		arg = shift(arg, Number, arg.Type.Scale)
	}
	return negated(arg)
}

func negated(n *Node) *Node {
	if n.Op == OpConst {
		m := *n
		m.Const = new(big.Int).Neg(n.Const)
		return &m
	}
	return &Node{Op: OpNeg, Type: n.Type, Args: []*Node{n}, absent: n.absent, From: n.From, To: n.To, Text: n.Text}
}

func (c *checker) sum(at *ast.BinaryNode, op Op) *Node {
	a, b := c.operand(at.Left), c.operand(at.Right)
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if n := c.dateSum(op, a, b); n != nil {
		return n
	}
	if !a.Type.Kind.numeric() || !b.Type.Kind.numeric() {
		if a.Type.Kind == b.Type.Kind && (a.Type.Kind == Days || a.Type.Kind == Months) {
			return &Node{Op: op, Type: a.Type, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
		}
		return c.failHint("U503", at, sumHint(a, b), "%s and %s cannot be %s", a.Type, b.Type, verb(op))
	}
	k, ok := meet(a, b)
	if !ok {
		return c.unlike(at, a, b, "", "%s and %s cannot be %s", a.Type, b.Type, verb(op))
	}
	t := Type{Kind: k, Scale: max(a.Type.Scale, b.Type.Scale)}
	a, b = scaled(a, t), scaled(b, t)
	if op == OpSub && k == Count {
		t.Kind = Number // it may be less than none (N31)
	}
	if a.Op == OpConst && b.Op == OpConst {
		v := new(big.Int)
		if op == OpAdd {
			v.Add(a.Const, b.Const)
		} else {
			v.Sub(a.Const, b.Const)
		}
		return folded(t.Kind, Num{Int: v, Scale: t.Scale}, a, b)
	}
	return &Node{Op: op, Type: t, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
}

func verb(op Op) string {
	if op == OpAdd {
		return "added"
	}
	return "subtracted"
}

func sumHint(a, b *Node) string {
	if a.Type.Kind == Date && b.Type.Kind == Date {
		return "the days between two dates are `days(from, to)`, the months `months(from, to)`"
	}
	if a.Type.Kind == Date && b.Type.Kind == Bare {
		return "say of what: `+ 90d`, `+ 3mo`"
	}
	return ""
}

// dateSum types a date or time plus or minus a period (N33).
func (c *checker) dateSum(op Op, a, b *Node) *Node {
	if a.Type.Kind == Time && (b.Type.Kind == Days || b.Type.Kind == Months) {
		a = c.dateOf(a)
	}
	if b.Type.Kind == Date && op == OpAdd && (a.Type.Kind == Days || a.Type.Kind == Months) {
		a, b = b, a
	}
	if a.Type.Kind != Date || (b.Type.Kind != Days && b.Type.Kind != Months) {
		return nil
	}
	if op == OpSub {
		b = negated(b)
	}
	n := &Node{Op: OpAddDays, Type: dateType, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
	if b.Type.Kind == Months {
		n.Op = OpAddMonths
	}
	return n
}

// dateOf gives the day of a time in the policy's zone.
func (c *checker) dateOf(n *Node) *Node {
	return &Node{Op: OpDateOf, Type: dateType, Args: []*Node{n}, Zone: c.Model.Zone, From: n.From, To: n.To, Text: n.Text, absent: n.absent}
}
