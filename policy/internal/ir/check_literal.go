package ir

import (
	"math/big"

	"github.com/expr-lang/expr/ast"
)

var (
	boolType = Type{Kind: Bool}
	dateType = Type{Kind: Date}
)

func constBool(v bool) *Node {
	n := &Node{Op: OpConst, Type: boolType, Const: new(big.Int)}
	if v {
		n.Const = big.NewInt(1)
	}
	return n
}

func constNum(kind Kind, v Num) *Node {
	v = v.normal()
	return &Node{Op: OpConst, Type: Type{Kind: kind, Scale: v.Scale}, Const: v.Int}
}

// folded is the constant that two constants make. It is shown if a param is
// one of them.
func folded(kind Kind, v Num, a, b *Node) *Node {
	n := constNum(kind, v)
	n.Shown = a.Shown || b.Shown
	return n
}

// literalNode types a literal. A bare number has no unit until it meets one
// (N30).
func (c *checker) literalNode(at ast.Node, lit Literal) *Node {
	switch lit.Kind {
	case LitNumber:
		return constNum(Bare, lit.Num)
	case LitRate:
		return constNum(Rate, lit.Num)
	case LitMoney:
		if code := c.Model.Currency.String(); !c.Model.pays(lit.Currency) {
			return c.fail("U503", at, "this amount is in %s, and the policy's currency is %s", lit.Currency, code)
		}
		return constNum(Money, lit.Num)
	case LitDate:
		return &Node{Op: OpConst, Type: dateType, Const: big.NewInt(int64(lit.Date))}
	case LitTime:
		return &Node{Op: OpConst, Type: Type{Kind: Time}, Const: big.NewInt(lit.Clock.In(c.Model.Zone))}
	case LitDays:
		return &Node{Op: OpConst, Type: Type{Kind: Days}, Const: big.NewInt(int64(lit.N))}
	case LitMonths:
		return &Node{Op: OpConst, Type: Type{Kind: Months}, Const: big.NewInt(int64(lit.N))}
	case LitHours:
		return &Node{Op: OpConst, Type: Type{Kind: Hours}, Const: big.NewInt(int64(lit.N))}
	case LitWindow:
		return c.failHint("N107", at, "a window stands in a stream's call: `spent("+lit.Text+", device.activated)`", "a window has no value of its own")
	default:
		return c.invalid(at) // the scanner has refused it
	}
}
