package missing

import (
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// isTrue gives the boxes in which a condition holds; false if they are too
// many.
func (c *compiler) isTrue(n *ir.Node) ([]box, bool) { return c.logic(n, isTrue) }

// notTrue gives those in which it is false, or absent.
func (c *compiler) notTrue(n *ir.Node) ([]box, bool) { return c.either(n, isFalse, isAbsent) }

func (c *compiler) either(n *ir.Node, a, b truth) ([]box, bool) {
	x, ok := c.logic(n, a)
	if !ok {
		return nil, false
	}
	y, ok := c.logic(n, b)
	if !ok {
		return nil, false
	}
	return union(x, y)
}

// logic gives the boxes in which a condition is true, false or absent, as the
// language has it: `and`, `or` and `not` are three-valued (N34).
func (c *compiler) logic(n *ir.Node, want truth) ([]box, bool) {
	switch n.Op {
	case ir.OpNamed:
		return c.logic(n.Args[0], want)
	case ir.OpNot:
		return c.logic(n.Args[0], [...]truth{isTrue: isFalse, isFalse: isTrue, isAbsent: isAbsent}[want])
	case ir.OpAnd:
		return c.both(n, isTrue, isFalse, want)
	case ir.OpOr:
		return c.both(n, isFalse, isTrue, want)
	case ir.OpCond:
		if len(n.Args) == 3 {
			return c.choice(n, want)
		}
	}
	boxes, ok := c.atom(n, want)
	if ok && len(boxes) <= most {
		return boxes, true
	}
	return c.undivided(n, want), true
}

// both takes apart what is `all` where both sides are, and `one` where one of
// them is: true and false for `and`, the other way round for `or`.
func (c *compiler) both(n *ir.Node, all, one, want truth) ([]box, bool) {
	a, b := n.Args[0], n.Args[1]
	side := func(x *ir.Node, s truth) func() ([]box, bool) {
		return func() ([]box, bool) { return c.logic(x, s) }
	}
	switch want {
	case all:
		return join(cross, side(a, all), side(b, all))
	case one:
		return join(union, side(a, one), side(b, one))
	default:
		return join(union,
			func() ([]box, bool) { return join(cross, side(a, isAbsent), side(b, isAbsent)) },
			func() ([]box, bool) {
				return join(union,
					func() ([]box, bool) { return join(cross, side(a, isAbsent), side(b, all)) },
					func() ([]box, bool) { return join(cross, side(a, all), side(b, isAbsent)) })
			})
	}
}

func join(how func(a, b []box) ([]box, bool), a, b func() ([]box, bool)) ([]box, bool) {
	x, ok := a()
	if !ok {
		return nil, false
	}
	y, ok := b()
	if !ok {
		return nil, false
	}
	return how(x, y)
}

func (c *compiler) choice(n *ir.Node, want truth) ([]box, bool) {
	return join(union,
		func() ([]box, bool) {
			return join(cross, func() ([]box, bool) { return c.isTrue(n.Args[0]) }, func() ([]box, bool) { return c.logic(n.Args[1], want) })
		},
		func() ([]box, bool) {
			return join(cross, func() ([]box, bool) { return c.notTrue(n.Args[0]) }, func() ([]box, bool) { return c.logic(n.Args[2], want) })
		})
}

// atom takes a comparison apart, or a fact that is yes or no.
func (c *compiler) atom(n *ir.Node, want truth) ([]box, bool) {
	switch n.Op {
	case ir.OpConst, ir.OpInput, ir.OpPick, ir.OpCoalesce, ir.OpIndex, ir.OpRung, ir.OpRow:
		v, ok := c.value(n)
		if want == isAbsent {
			return v.absent, ok
		}
		var boxes []box
		for _, f := range v.forms {
			if ok = ok && f.coord < 0; ok && (f.b.Sign() != 0) == (want == isTrue) {
				boxes = append(boxes, f.in)
			}
		}
		return compact(boxes), ok
	case ir.OpPresent:
		return c.present(n, want)
	case ir.OpCompare:
		return c.compared(n, want)
	case ir.OpCompareQuo:
		return c.quotient(n, want)
	case ir.OpIn, ir.OpBetween:
		return c.among(n, want)
	default:
		return nil, false
	}
}

// present asks whether an input is there.
func (c *compiler) present(n *ir.Node, want truth) ([]box, bool) {
	v, ok := c.value(n.Args[0])
	switch {
	case !ok || want == isFalse:
		return v.absent, ok
	case want == isAbsent:
		return nil, true
	}
	return v.where(), true
}
