package ir

import (
	"math/big"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// A mean says of a division whether it is the average of a list, which N36
// lets be a factor of one side of a comparison.
type mean uint8

const (
	noMean     mean = iota
	listMean        // avg(list)
	meanFactor      // avg(list) times something
)

func (c *checker) multiply(at *ast.BinaryNode) *Node {
	a, b := c.tested(c.check(at.Left)), c.tested(c.check(at.Right))
	if unnamed(a).mean == noMean {
		a = c.whole(a)
	}
	if unnamed(b).mean == noMean {
		b = c.whole(b)
	}
	if a.Type.Kind == Invalid || b.Type.Kind == Invalid {
		return c.invalid(at)
	}
	k, ok := product(a.Type.Kind, b.Type.Kind)
	if !ok {
		hint := ""
		if amount := marginalIn(a, b); amount != nil {
			hint = "`" + amount.Text + "` is already an amount: a marginal ladder has been multiplied with its quantity, slice by slice"
		}
		return c.failHint("U503", at, hint, "%s and %s cannot be multiplied", a.Type, b.Type)
	}
	if amount := marginalIn(a, b); amount != nil && sameQuantity(amount, a, b) {
		return c.failHint("U503", at, "use `"+amount.Text+"` alone", "`%s` is already an amount, and is multiplied by its own quantity again", amount.Text)
	}
	if quotient(a) || quotient(b) {
		return c.timesAverage(at, k, a, b)
	}
	return c.multiplied(at, k, a, b)
}

// timesAverage multiplies the average of a list before it is divided.
func (c *checker) timesAverage(at ast.Node, k Kind, a, b *Node) *Node {
	if quotient(a) && quotient(b) {
		return c.whole(b)
	}
	needs := append(slices.Clone(a.needs), b.needs...)
	den, x, y := (*Node)(nil), a, b
	if quotient(a) {
		q := unnamed(a)
		x, den = q.Args[0], q.Args[1]
	} else {
		q := unnamed(b)
		y, den = q.Args[0], q.Args[1]
	}
	num := c.multiplied(at, k, x, y)
	if num.Type.Kind == Invalid {
		return num
	}
	return &Node{
		Op: OpQuo, Type: Type{Kind: k, Scale: num.Type.Scale}, Args: []*Node{num, den}, mean: meanFactor,
		absent: max(a.absent, b.absent), needs: needs,
	}
}

func (c *checker) multiplied(at ast.Node, k Kind, a, b *Node) *Node {
	scale := a.Type.Scale + b.Type.Scale
	if a.Op == OpConst && b.Op == OpConst {
		n := folded(k, Num{Int: new(big.Int).Mul(a.Const, b.Const), Scale: scale}, a, b)
		if n.Type.Scale <= MaxScale {
			return n
		}
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

// marginalIn gives the first of the nodes that is a marginal ladder.
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
func sameQuantity(amount, a, b *Node) bool {
	other := a
	if other == amount {
		other = b
	}
	key, o := unshifted(unnamed(amount).Args[0]), unshifted(unnamed(other))
	return key.Op == OpInput && o.Op == OpInput && key.Input == o.Input
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
			n := c.multiplied(at, k, a, constNum(Number, inverse))
			n.ratio = k == Number
			return n
		}
	}
	return quo(k, a, b)
}

// quo makes the pair of a division. Its scale is that of the numerator once
// the denominator is a whole number.
func quo(k Kind, a, b *Node) *Node {
	num := shift(a, a.Type.Kind, a.Type.Scale+b.Type.Scale)
	return &Node{Op: OpQuo, Type: Type{Kind: k, Scale: a.Type.Scale}, Args: []*Node{num, b}, absent: max(a.absent, b.absent)}
}

// average is a division by the length of a list: a product where it divides
// exactly.
func (c *checker) average(at ast.Node, sum *Node, n int) *Node {
	if inverse, ok := reciprocal(NewNum(int64(n))); ok && inverse.Scale+sum.Type.Scale <= MaxScale {
		return c.multiplied(at, sum.Type.Kind, sum, constNum(Number, inverse))
	}
	mean := quo(sum.Type.Kind, sum, constCount(n))
	mean.mean = listMean
	return mean
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
