package ir

import (
	"math/big"

	"github.com/expr-lang/expr/ast"
)

// shareOf reads a ladder whose rungs are shares of another quantity: what is
// sold of a quota. Nothing is divided but to find the rung, and there nothing
// is lost by it.
func (c *checker) shareOf(at ast.Node, keyed *checker, l *Ladder, key *Node) *Node {
	site, bad := c.nested(at, l)
	if bad != nil {
		return bad
	}
	inner := &checker{Site: site, src: *l.Of}
	base := inner.whole(inner.parse())
	if base.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if k, ok := quotientKind(key.Type.Kind, base.Type.Kind); !ok || k != Number || !key.Type.Kind.numeric() {
		return inner.failAt("U503", base.From, base.To, "", "`%s` is %s, and what it is a share of is %s", key.Text, key.Type, base.Type)
	}
	if l.Marginal && (l.Rungs[0].At.Sign() != 0 || l.Below) {
		return c.failHint("T301", at, "as in `0%: 8%`", "the first slice of `%s` begins at 0%%", l.Name)
	}
	for _, r := range l.Rungs {
		if r.Above || r.Unit != Rate && r.Unit != Bare || r.Unit == Bare && r.At.Sign() != 0 {
			return c.failHint("T301", at, "as in `0%: 5%` and `100%: 8%`", "a rung of `%s` begins at a share of `%s`, and this is %s", l.Name, base.Text, r.Label)
		}
	}
	base = base.at(key.From, key.To)
	if l.Marginal {
		return c.slicesOf(at, l, key, base)
	}
	q := quo(Number, key, base)
	num, den, scale := q.Args[0], q.Args[1], l.scale()
	if up := scale - q.Type.Scale; up >= 0 {
		num = shift(num, num.Type.Kind, num.Type.Scale+up)
	} else {
		den = shift(den, den.Type.Kind, den.Type.Scale-up)
	}
	if num.Type.Scale > MaxScale || den.Type.Scale > MaxScale {
		return keyed.failAt("S006", key.From, key.To, "", "the share of `%s` has too many decimal places", base.Text)
	}
	return &Node{
		Op: OpRoundQuo, Type: Type{Kind: Rate, Scale: scale}, Args: []*Node{num, den}, Mode: RoundFloor, Rounder: c.Model.Rounding, Share: l,
		From: key.From, To: key.To, Text: key.Text + " / " + base.Text, absent: max(key.absent, base.absent),
	}
}

// slicesOf sums the slices between shares of a base: the first value times
// all, and what each rung adds to the one before times what lies above it.
func (c *checker) slicesOf(at ast.Node, l *Ladder, key, base *Node) *Node {
	kind, ok := product(l.Type.Kind, key.Type.Kind)
	if !ok || l.Keys != nil {
		return c.failHint("U503", at, "a rung of it is one rate or number", "a slice of `%s` is no amount", l.Name)
	}
	scale := max(key.Type.Scale, base.Type.Scale+l.scale())
	if scale+l.Type.Scale > MaxScale {
		return c.fail("S006", at, "an amount of `%s` has %d decimal places, more than the limit of %d", l.Name, scale+l.Type.Scale, MaxScale)
	}
	from, to := c.extent(at)
	key, base = key.at(from, to), base.at(from, to)
	absent := max(key.absent, base.absent)
	t := Type{Kind: kind, Scale: scale + l.Type.Scale}
	var total *Node
	before := new(big.Int)
	for i, r := range l.Rungs {
		above := shift(key, key.Type.Kind, scale)
		if r.At.Sign() != 0 {
			start := c.multiplied(at, key.Type.Kind, base, constNum(Number, r.At))
			above = &Node{Op: OpSub, Type: above.Type, Args: []*Node{above, shift(start, key.Type.Kind, scale)}, From: from, To: to, absent: absent}
		}
		if i > 0 {
			nothing := &Node{Op: OpConst, Type: above.Type, Const: new(big.Int)}
			above = &Node{Op: OpMax, Type: above.Type, Args: []*Node{nothing, above}, From: from, To: to, absent: absent}
		}
		step := new(big.Int).Sub(r.Values[0], before)
		before = r.Values[0]
		part := &Node{Op: OpMul, Type: t, Args: []*Node{above, {Op: OpConst, Type: l.Type, Const: step}}, From: from, To: to, absent: absent}
		if total == nil {
			total = part
			continue
		}
		total = &Node{Op: OpAdd, Type: t, Args: []*Node{total, part}, From: from, To: to, absent: absent}
	}
	// The condition is there for what it divides by: where the base is nothing,
	// there are no shares of it and no amount.
	divides := c.quoCompared(GreaterEqual, quo(Number, key, base), constNum(Number, NewNum(0)))
	divides.From, divides.To, divides.Text = from, to, key.Text+" / "+base.Text
	return &Node{Op: OpCond, Type: t, Share: l, Shown: true, Args: []*Node{divides, total, total}, absent: absent}
}

// at gives a copy of n that stands at another place of the text, for what
// reads it there has no other: n is written elsewhere.
func (n *Node) at(from, to int) *Node {
	same := *n
	same.From, same.To = from, to
	if n.Op == OpNamed {
		return &same // its parts stand where the name was given
	}
	same.Args = make([]*Node, len(n.Args))
	for i, arg := range n.Args {
		same.Args[i] = arg.at(from, to)
	}
	return &same
}
