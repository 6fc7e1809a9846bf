package ir

import "github.com/expr-lang/expr/ast"

// isZero reports whether n is a 0 without a unit, which fits every one (N30):
// written as it is, by a name, or in each branch of a condition.
func isZero(n *Node) bool {
	if n.Type.Kind != Bare {
		return false
	}
	switch n.Op {
	case OpConst:
		return n.Const.Sign() == 0
	case OpNamed:
		return n.summary.zero
	case OpCond:
		for _, branch := range n.Args[1:] {
			if !isZero(branch) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// meet gives the unit of two numeric values that are added, compared or
// chosen between; a bare literal takes the other's (N30).
func meet(a, b *Node) (Kind, bool) {
	x, y := a.Type.Kind, b.Type.Kind
	switch {
	case x == y:
		return x, true
	case x == Bare && (y != Rate || isZero(a)):
		return y, true
	case y == Bare && (x != Rate || isZero(b)):
		return x, true
	case (x == Count && y == Number) || (x == Number && y == Count):
		return Number, true
	default:
		return Invalid, false
	}
}

// join gives the one type of two alternative values.
func join(a, b *Node) (Type, bool) {
	ta, tb := a.Type, b.Type
	switch {
	case ta.Kind == Invalid || tb.Kind == Invalid:
		return Type{}, true
	case ta.Kind.numeric() && tb.Kind.numeric():
		k, ok := meet(a, b)
		return Type{Kind: k, Scale: max(ta.Scale, tb.Scale)}, ok
	case ta.Kind != tb.Kind:
		return Type{}, false
	case ta.Kind == Symbol:
		return ta, ta.Enum.same(tb.Enum)
	case ta.Kind == Ref:
		return ta, ta.Subject == tb.Subject
	case ta.Kind == List || ta.Kind == Map || ta.Kind == Windowed:
		return Type{}, false
	default:
		return ta, true
	}
}

// common gives the one type of several values. Where there is none, it gives
// the first that does not fit, and one before it that it does not fit with.
func common(values []*Node) (t Type, misfit, before *Node) {
	whole := values[0]
	for i, v := range values[1:] {
		t, ok := join(whole, v)
		if !ok {
			for _, before := range values[:i+1] {
				if _, ok := join(before, v); !ok {
					return t, v, before
				}
			}
			return t, v, whole
		}
		if !isZero(whole) || !isZero(v) {
			whole = &Node{Op: OpInput, Type: t} // of that type, and no zero
		}
	}
	return whole.Type, nil, nil
}

// unlike reports that values of two units stand where one is asked for. Where
// one of them is a rate and the other a bare number, it is the number's unit
// that is missing.
func (c *checker) unlike(at ast.Node, a, b *Node, hint, format string, args ...any) *Node {
	switch {
	case a.Type.Kind == Rate && b.Type.Kind == Bare:
		return c.unitMissing(b)
	case b.Type.Kind == Rate && a.Type.Kind == Bare:
		return c.unitMissing(a)
	default:
		return c.failHint("U503", at, hint, format, args...)
	}
}

func (c *checker) unitMissing(n *Node) *Node {
	hint := "write it with its unit"
	if n.Op == OpConst {
		text := trimZeros(decimalText(n.Const, n.Type.Scale))
		hint = "write " + text + "%, " + text + "‰ or " + text + "bp"
		if fraction := decimalText(n.Const, max(0, n.Type.Scale-2)); n.Type.Scale >= 2 && len(n.Const.String()) <= n.Type.Scale {
			hint = "write " + trimZeros(fraction) + "% if that share of the whole is meant, else " + text + "%, " + text + "‰ or " + text + "bp"
		}
	}
	return c.failAt("U501", n.From, n.To, hint, "a rate is expected here, and %s has no unit", quoteOr(n.Text, "this"))
}

// product gives the unit of a product (N31). A bare number is a number.
func product(x, y Kind) (Kind, bool) {
	if x > y {
		x, y = y, x
	}
	switch { // Bare < Number < Count < Rate < Money
	case y > Money || x < Bare:
		return Invalid, false
	case y == Bare:
		return Number, true
	case x == Bare || x == Number:
		if y == Count {
			return Number, true
		}
		return y, true
	case x == Count && y != Money:
		return Number, true // count * count, count * rate
	case x == Count:
		return Money, true
	case x == Rate:
		return y, true // rate * rate, rate * money
	default:
		return Invalid, false
	}
}

// quotientKind gives the unit of a division: a ratio of two values of one
// unit, or a part of a value. A bare number is a number on both sides.
func quotientKind(x, y Kind) (Kind, bool) {
	switch {
	case x == y:
		return Number, true
	case y != Bare && y != Number && y != Count:
		return Invalid, false
	case x == Bare || x == Count:
		return Number, true
	default:
		return x, true
	}
}
