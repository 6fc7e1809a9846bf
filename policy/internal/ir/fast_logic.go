package ir

import "math"

// compare lowers the six comparisons.
func (c *lowering) compare(n *Node) fast {
	x, y := n.Args[0], n.Args[1]
	a, b, cmp := c.lower(x), c.lower(y), n.Cmp
	if x.absent != never || y.absent != never {
		return func(f *Frame) int64 {
			v, w := a(f), b(f)
			if v == Absent || w == Absent {
				return Absent
			}
			return number(cmp.holds(sign(v, w)))
		}
	}
	if l, ok := c.leaf(x); ok && l.constant {
		x, y, a, cmp = y, x, b, cmp.Flip()
	}
	if l, ok := c.leaf(y); ok && l.constant {
		return c.compareConst(x, a, cmp, l.value)
	}
	switch cmp {
	case Equal, NotEqual:
		return c.equal(x, y, number(cmp == NotEqual))
	case Greater:
		return c.less(y, x, 0)
	case LessEqual:
		return c.less(y, x, 1)
	case GreaterEqual:
		return c.less(x, y, 1)
	default: // Less
		return c.less(x, y, 0)
	}
}

// less lowers whether x is less than y, or, with not 1, whether it is not.
func (c *lowering) less(x, y *Node, not int64) fast {
	k, left := c.leaf(x)
	a, l, right := c.beside(x, y)
	switch {
	case left && right && !k.constant && !l.constant:
		return func(f *Frame) int64 { return number(k.get(f) < l.get(f)) ^ not }
	case right && !l.constant:
		return func(f *Frame) int64 { return number(a(f) < l.get(f)) ^ not }
	}
	b := c.lower(y)
	if left && !k.constant {
		return func(f *Frame) int64 { return number(k.get(f) < b(f)) ^ not }
	}
	return func(f *Frame) int64 { return number(a(f) < b(f)) ^ not }
}

// equal lowers whether x equals y, or, with not 1, whether it does not.
func (c *lowering) equal(x, y *Node, not int64) fast {
	if _, ok := c.leaf(x); ok {
		x, y = y, x
	}
	a, l, ok := c.beside(x, y)
	if ok && !l.constant {
		return func(f *Frame) int64 { return number(a(f) == l.get(f)) ^ not }
	}
	b := c.lower(y)
	return func(f *Frame) int64 { return number(a(f) == b(f)) ^ not }
}

// compareConst compares with a constant.
func (c *lowering) compareConst(x *Node, a fast, cmp Comparison, k int64) fast {
	switch cmp { // there is nothing between k and its neighbours
	case Less:
		cmp, k = LessEqual, k-1
	case Greater:
		if k == math.MaxInt64 {
			return func(f *Frame) int64 { a(f); return 0 } // but a may be in doubt
		}
		cmp, k = GreaterEqual, k+1
	}
	if l, ok := c.leaf(x); ok && !l.constant {
		switch cmp {
		case Equal:
			return func(f *Frame) int64 { return number(l.get(f) == k) }
		case NotEqual:
			return func(f *Frame) int64 { return number(l.get(f) != k) }
		case LessEqual:
			return func(f *Frame) int64 { return number(l.get(f) <= k) }
		default:
			return func(f *Frame) int64 { return number(l.get(f) >= k) }
		}
	}
	switch cmp {
	case Equal:
		return func(f *Frame) int64 { return number(a(f) == k) }
	case NotEqual:
		return func(f *Frame) int64 { return number(a(f) != k) }
	case LessEqual:
		return func(f *Frame) int64 { return number(a(f) <= k) }
	default:
		return func(f *Frame) int64 { return number(a(f) >= k) }
	}
}

func sign(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// logic lowers and, or, not and the test of presence. Absent is neither true
// nor false (N34). A doubt ends the evaluation: what the exact back end would
// have passed over, it passes over then.
func (c *lowering) logic(n *Node) fast {
	a := c.lower(n.Args[0])
	switch n.Op {
	case OpNot:
		return func(f *Frame) int64 {
			v := a(f)
			if v == Absent {
				return Absent
			}
			return 1 - v
		}
	case OpPresent:
		return func(f *Frame) int64 { return number(a(f) != Absent) }
	}
	b := c.lower(n.Args[1])
	settled := number(n.Op == OpOr)
	if n.Args[0].absent == never && n.Args[1].absent == never {
		if n.Op == OpAnd {
			return func(f *Frame) int64 {
				if a(f) == 0 {
					return 0
				}
				return b(f)
			}
		}
		return func(f *Frame) int64 {
			if a(f) == 1 {
				return 1
			}
			return b(f)
		}
	}
	return func(f *Frame) int64 {
		v := a(f)
		if v == settled || f.doubt {
			return v
		}
		w := b(f)
		if v == Absent && w != settled {
			return Absent
		}
		return w
	}
}

// choice lowers conditions with values, and defaults.
func (c *lowering) choice(n *Node) fast {
	a, b := c.lower(n.Args[0]), c.lower(n.Args[1])
	if n.Op == OpCoalesce {
		return func(f *Frame) int64 {
			if v := a(f); v != Absent || f.doubt {
				return v
			}
			return b(f)
		}
	}
	if len(n.Args) == 2 {
		return func(f *Frame) int64 {
			if a(f) == 1 {
				return b(f)
			}
			return f.unsure() // no case holds
		}
	}
	otherwise := c.lower(n.Args[2])
	return func(f *Frame) int64 {
		if a(f) == 1 {
			return b(f)
		}
		return otherwise(f)
	}
}

// several lowers the operations on a list of values.
func (c *lowering) several(n *Node) fast {
	args := make([]fast, len(n.Args))
	for i, a := range n.Args {
		args[i] = c.lower(a)
	}
	switch n.Op {
	case OpIn:
		return c.in(n, args)
	case OpBetween:
		return func(f *Frame) int64 {
			v, lo, hi := args[0](f), args[1](f), args[2](f)
			if v == Absent || lo == Absent || hi == Absent {
				return Absent
			}
			return number(lo <= v && v <= hi)
		}
	case OpClamp:
		return func(f *Frame) int64 {
			v, lo, hi := args[0](f), args[1](f), args[2](f)
			switch {
			case v == Absent || lo == Absent || hi == Absent:
				return Absent
			case v < lo:
				return lo
			case v > hi:
				return hi
			}
			return v
		}
	}
	least := n.Op == OpMin
	if len(args) == 2 && n.absent == never {
		return c.lesser(n.Args, args, least)
	}
	return func(f *Frame) int64 {
		best := args[0](f)
		for _, a := range args[1:] {
			v := a(f)
			if v == Absent || best == Absent {
				return f.absentOr(Absent)
			}
			if (v < best) == least && v != best {
				best = v
			}
		}
		return best
	}
}

// lesser gives the lesser, or the greater, of two values that are there.
func (c *lowering) lesser(nodes []*Node, args []fast, least bool) fast {
	if l, ok := c.leaf(nodes[0]); ok && l.constant {
		nodes, args = []*Node{nodes[1], nodes[0]}, []fast{args[1], args[0]}
	}
	a, b := args[0], args[1]
	l, ok := c.leaf(nodes[1])
	switch {
	case ok && l.constant && least:
		return func(f *Frame) int64 { return min(a(f), l.value) }
	case ok && l.constant:
		return func(f *Frame) int64 { return max(a(f), l.value) }
	case least:
		return func(f *Frame) int64 { return min(a(f), b(f)) }
	default:
		return func(f *Frame) int64 { return max(a(f), b(f)) }
	}
}

// in tests membership. In a list of constants of a small enumeration that is
// one look into a mask.
func (c *lowering) in(n *Node, args []fast) fast {
	mask, masked := uint64(0), true
	for _, a := range n.Args[1:] {
		if a.Op != OpConst || !a.Const.IsInt64() || a.Const.Int64() < 0 || a.Const.Int64() > 63 {
			masked = false
			break
		}
		mask |= 1 << a.Const.Int64()
	}
	first := args[0]
	if masked {
		return func(f *Frame) int64 {
			v := first(f)
			if v == Absent {
				return Absent
			}
			return number(v >= 0 && v < 64 && mask>>uint(v)&1 == 1)
		}
	}
	return func(f *Frame) int64 {
		v := first(f)
		if v == Absent {
			return Absent
		}
		found := int64(0)
		for _, a := range args[1:] {
			switch w := a(f); {
			case w == Absent:
				return f.absentOr(Absent)
			case w == v:
				found = 1
			}
		}
		return found
	}
}
