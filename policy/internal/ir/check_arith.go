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

// literalNode types a literal. A bare number has no unit until it meets one
// (N30).
func (c *checker) literalNode(at ast.Node, lit Literal) *Node {
	switch lit.Kind {
	case LitNumber:
		return constNum(Bare, lit.Num)
	case LitRate:
		return constNum(Rate, lit.Num)
	case LitMoney:
		if code := c.Model.Currency.String(); lit.Currency != code {
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

func isZero(n *Node) bool { return n.Op == OpConst && n.Type.Kind == Bare && n.Const.Sign() == 0 }

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

// scaled brings n to the scale of t, and a bare number to its unit.
func (c *checker) scaled(n *Node, t Type) *Node {
	if !t.Kind.numeric() || n.Type.Kind == Invalid {
		return n
	}
	return shift(n, t.Kind, t.Scale)
}

func shift(n *Node, kind Kind, scale int) *Node {
	if n.Type.Scale == scale && n.Type.Kind == kind {
		return n
	}
	places := scale - n.Type.Scale
	t := Type{Kind: kind, Scale: scale}
	switch {
	case places == 0:
		same := *n
		same.Type = t
		return &same
	case n.Op == OpConst:
		same := *n
		same.Type, same.Const = t, new(big.Int).Mul(n.Const, pow10(places))
		return &same
	case n.Op == OpQuo:
		// The scale of a quotient is that of its numerator.
		same := *n
		same.Type, same.Args = t, []*Node{shift(n.Args[0], n.Args[0].Type.Kind, n.Args[0].Type.Scale+places), n.Args[1]}
		return &same
	case n.Op == OpCond:
		same := *n
		same.Type, same.Args = t, append([]*Node(nil), n.Args...)
		for i := 1; i < len(same.Args); i++ {
			same.Args[i] = shift(same.Args[i], kind, scale)
		}
		return &same
	case n.Op == OpNamed && quotient(n):
		return shift(unnamed(n), kind, scale)
	default:
		return &Node{Op: OpShift, Type: t, Args: []*Node{n}, Places: places, From: n.From, To: n.To, Text: n.Text, absent: n.absent}
	}
}

// quotient reports whether the value of n is a division that is not done yet.
func quotient(n *Node) bool {
	switch n.Op {
	case OpQuo:
		return true
	case OpNamed:
		return quotient(n.Args[0])
	case OpCond:
		for _, a := range n.Args[1:] {
			if quotient(a) {
				return true
			}
		}
	}
	return false
}

func unnamed(n *Node) *Node {
	for n.Op == OpNamed {
		n = n.Args[0]
	}
	return n
}

// whole refuses an operand that is a division not done yet (N36).
func (c *checker) whole(n *Node) *Node {
	if !quotient(n) {
		return n
	}
	return c.failAt("M407", n.From, n.To, "say where it is rounded: `round("+n.Text+", 2)`, or divide last: the whole amount, or one side of a comparison",
		"a division is computed with here, and it may not divide exactly")
}

func (c *checker) unary(at *ast.UnaryNode) *Node {
	switch at.Operator {
	case "not":
		inner := c.check(at.Node)
		if k := inner.Type.Kind; k != Bool && k != Invalid && inner.absent == never {
			return c.failHint("N107", at, "`not` binds closer than a comparison: write `not (a == b)` or `a != b`", "`not` is asked of a %s", inner.Type)
		}
		arg := c.truth(inner)
		if arg.Type.Kind == Invalid {
			return arg
		}
		return &Node{Op: OpNot, Type: boolType, Args: []*Node{arg}, absent: arg.absent}
	case "-":
		arg := c.tested(c.whole(c.check(at.Node)))
		switch {
		case arg.Type.Kind == Invalid:
			return arg
		case !arg.Type.Kind.numeric():
			return c.fail("N107", at, "a %s has no negative", arg.Type)
		case arg.Op == OpConst:
			n := *arg
			n.Const = new(big.Int).Neg(arg.Const)
			return &n
		}
		return &Node{Op: OpNeg, Type: arg.Type, Args: []*Node{arg}, absent: arg.absent}
	case "!":
		return c.invalid(at) // the scanner has refused it
	default:
		return c.fail("N106", at, "`%s` before a value is not in the language", at.Operator)
	}
}

func (c *checker) sum(at *ast.BinaryNode, op Op) *Node {
	a, b := c.operand(at.Left), c.operand(at.Right)
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if n := c.dateSum(at, op, a, b); n != nil {
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
		if a.Type.Kind == Rate && b.Type.Kind == Bare {
			return c.unitMissing(b)
		}
		if b.Type.Kind == Rate && a.Type.Kind == Bare {
			return c.unitMissing(a)
		}
		return c.fail("U503", at, "%s and %s cannot be %s", a.Type, b.Type, verb(op))
	}
	t := Type{Kind: k, Scale: max(a.Type.Scale, b.Type.Scale)}
	a, b = c.scaled(a, t), c.scaled(b, t)
	if a.Op == OpConst && b.Op == OpConst {
		v := new(big.Int)
		if op == OpAdd {
			v.Add(a.Const, b.Const)
		} else {
			v.Sub(a.Const, b.Const)
		}
		return constNum(k, Num{Int: v, Scale: t.Scale})
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
func (c *checker) dateSum(at *ast.BinaryNode, op Op, a, b *Node) *Node {
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

func negated(n *Node) *Node {
	if n.Op == OpConst {
		m := *n
		m.Const = new(big.Int).Neg(n.Const)
		return &m
	}
	return &Node{Op: OpNeg, Type: n.Type, Args: []*Node{n}, absent: n.absent, From: n.From, To: n.To, Text: n.Text}
}

func (c *checker) dateOf(n *Node) *Node {
	return &Node{Op: OpDateOf, Type: dateType, Args: []*Node{n}, Zone: c.Model.Zone, From: n.From, To: n.To, Text: n.Text, absent: n.absent}
}

// operand types a side of an arithmetic operation.
func (c *checker) operand(at ast.Node) *Node {
	return c.tested(c.whole(c.check(at)))
}

// product gives the unit of a product (N31).
func product(x, y Kind) (Kind, bool) {
	if x > y {
		x, y = y, x
	}
	switch { // Bare < Number < Count < Rate < Money
	case x == Bare && y == Bare:
		return Number, true
	case x == Bare || x == Number:
		if y == Count {
			return Number, true
		}
		return y, true
	case x == Count && y == Count:
		return Number, true
	case x == Count && y == Rate:
		return Number, true
	case x == Count && y == Money, x == Rate && y == Money:
		return Money, true
	case x == Rate && y == Rate:
		return Rate, true
	default:
		return Invalid, false
	}
}

func (c *checker) multiply(at *ast.BinaryNode) *Node {
	a, b := c.operand(at.Left), c.operand(at.Right)
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if !a.Type.Kind.numeric() || !b.Type.Kind.numeric() {
		return c.fail("U503", at, "%s and %s cannot be multiplied", a.Type, b.Type)
	}
	k, ok := product(a.Type.Kind, b.Type.Kind)
	if !ok {
		hint := ""
		if amount := marginalIn(a, b); amount != nil {
			hint = "`" + amount.Text + "` is already an amount: a marginal ladder has been multiplied with its quantity, slice by slice"
		}
		return c.failHint("U503", at, hint, "%s and %s cannot be multiplied", a.Type, b.Type)
	}
	if amount := marginalIn(a, b); amount != nil && c.sameQuantity(amount, a, b) {
		return c.failHint("U503", at, "use `"+amount.Text+"` alone", "`%s` is already an amount, and is multiplied by its own quantity again", amount.Text)
	}
	return c.multiplied(at, k, a, b)
}

func (c *checker) multiplied(at ast.Node, k Kind, a, b *Node) *Node {
	scale := a.Type.Scale + b.Type.Scale
	if a.Op == OpConst && b.Op == OpConst {
		return constNum(k, Num{Int: new(big.Int).Mul(a.Const, b.Const), Scale: scale})
	}
	if scale > MaxScale {
		long := a
		if b.Type.Scale > a.Type.Scale {
			long = b
		}
		return c.failHint("S006", at, "round the factor with the most places: `round("+long.Text+", 6)`",
			"this product has %d decimal places, more than the limit of %d; `%s` brings %d of them", scale, MaxScale, long.Text, long.Type.Scale)
	}
	return &Node{Op: OpMul, Type: Type{Kind: k, Scale: scale}, Args: []*Node{a, b}, absent: max(a.absent, b.absent)}
}

func marginalIn(nodes ...*Node) *Node {
	for _, n := range nodes {
		if unnamed(n).Op == OpMarginal {
			return n
		}
	}
	return nil
}

// sameQuantity reports whether one factor is a marginal ladder and the other
// the quantity it runs over.
func (c *checker) sameQuantity(amount, a, b *Node) bool {
	other := a
	if other == amount {
		other = b
	}
	key, o := unshifted(unnamed(amount).Args[0]), unshifted(unnamed(other))
	return key.Op == OpInput && o.Op == OpInput && key.Input == o.Input
}

func unshifted(n *Node) *Node {
	for n.Op == OpShift {
		n = n.Args[0]
	}
	return n
}

// quotientKind gives the unit of a division.
func quotientKind(x, y Kind) (Kind, bool) {
	switch {
	case x == y:
		return Number, true
	case y == Bare || y == Number || y == Count:
		if x == Count || x == Bare {
			return Number, true
		}
		return x, true
	case x == Bare:
		return Number, y != Rate
	default:
		return Invalid, false
	}
}

// divide types a division. One by a literal that divides exactly is a
// product; any other is kept as a pair until it is rounded (N36).
func (c *checker) divide(at *ast.BinaryNode) *Node {
	a, b := c.operand(at.Left), c.operand(at.Right)
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	k, ok := quotientKind(a.Type.Kind, b.Type.Kind)
	if !a.Type.Kind.numeric() || !b.Type.Kind.numeric() || !ok {
		return c.fail("U503", at, "%s cannot be divided by %s", a.Type, b.Type)
	}
	if b.Op == OpConst {
		if b.Const.Sign() == 0 {
			return c.fail("M409", at, "this divides by zero")
		}
		if inverse, ok := reciprocal(Num{Int: b.Const, Scale: b.Type.Scale}); ok && inverse.Scale+a.Type.Scale <= MaxScale {
			return c.multiplied(at, k, a, constNum(Number, inverse))
		}
	}
	return c.quo(k, a, b)
}

// quo makes the pair of a division. Its scale is that of the numerator once
// the denominator is a whole number.
func (c *checker) quo(k Kind, a, b *Node) *Node {
	num := shift(a, a.Type.Kind, a.Type.Scale+b.Type.Scale)
	return &Node{Op: OpQuo, Type: Type{Kind: k, Scale: a.Type.Scale}, Args: []*Node{num, b}, absent: max(a.absent, b.absent)}
}

// reciprocal gives 1/n where that has an end.
func reciprocal(n Num) (Num, bool) {
	n = n.normal()
	den := new(big.Int).Abs(n.Int)
	num := new(big.Int).Set(pow10(n.Scale))
	for places := 0; places <= MaxScale; places++ {
		q, r := new(big.Int).QuoRem(num, den, new(big.Int))
		if r.Sign() == 0 {
			if n.Int.Sign() < 0 {
				q.Neg(q)
			}
			return Num{Int: q, Scale: places}.normal(), true
		}
		num.Mul(num, big.NewInt(10))
	}
	return Num{}, false
}
