package ir

// sum lowers a + b and a - b.
func (c *lowering) sum(n *Node) fast {
	x, y := n.Args[0], n.Args[1]
	switch {
	case x.absent != never || y.absent != never:
		a, b, sub := c.lower(x), c.lower(y), n.Op == OpSub
		return func(f *Frame) int64 {
			x, y := a(f), b(f)
			if x == Absent || y == Absent {
				return Absent
			}
			return f.plus(x, y, sub)
		}
	case n.Op == OpSub:
		return c.difference(x, y)
	}
	if _, ok := c.leaf(x); ok {
		x, y = y, x
	}
	a, l, ok := c.beside(x, y)
	switch {
	case ok && l.constant:
		return func(f *Frame) int64 { return f.add(a(f), l.value) }
	case ok:
		if k, ok := c.leaf(x); ok && !k.constant {
			return func(f *Frame) int64 { return f.add(k.get(f), l.get(f)) }
		}
		return func(f *Frame) int64 { return f.add(a(f), l.get(f)) }
	}
	b := c.lower(y)
	return func(f *Frame) int64 { return f.add(a(f), b(f)) }
}

// beside lowers the left side of an operation and gives the right one as a
// leaf, if it is one.
func (c *lowering) beside(x, y *Node) (a fast, l leaf, ok bool) {
	l, ok = c.leaf(y)
	return c.lower(x), l, ok
}

func (c *lowering) difference(x, y *Node) fast {
	k, left := c.leaf(x)
	a, l, right := c.beside(x, y)
	switch {
	case right && l.constant:
		return func(f *Frame) int64 { return f.subtract(a(f), l.value) }
	case left && right && !k.constant:
		return func(f *Frame) int64 { return f.subtract(k.get(f), l.get(f)) }
	case right:
		return func(f *Frame) int64 { return f.subtract(a(f), l.get(f)) }
	}
	b := c.lower(y)
	if left && !k.constant {
		return func(f *Frame) int64 { return f.subtract(k.get(f), b(f)) }
	}
	return func(f *Frame) int64 { return f.subtract(a(f), b(f)) }
}

// product lowers a * b.
func (c *lowering) product(n *Node) fast {
	x, y := n.Args[0], n.Args[1]
	if x.absent != never || y.absent != never {
		a, b := c.lower(x), c.lower(y)
		return func(f *Frame) int64 {
			v, w := a(f), b(f)
			if v == Absent || w == Absent {
				return Absent
			}
			return f.multiply(v, w)
		}
	}
	if _, ok := c.leaf(x); ok {
		x, y = y, x
	}
	k, left := c.leaf(x)
	a, l, right := c.beside(x, y)
	if right && !l.constant {
		if over := c.margin(x, l); over != nil {
			return over
		}
	}
	switch {
	case left && right && k.constant && !l.constant:
		return func(f *Frame) int64 { return f.multiply(l.get(f), k.value) }
	case left && right && l.constant && !k.constant:
		return func(f *Frame) int64 { return f.multiply(k.get(f), l.value) }
	case right && l.constant:
		return func(f *Frame) int64 { return f.multiply(a(f), l.value) }
	case left && right:
		return func(f *Frame) int64 { return f.multiply(k.get(f), l.get(f)) }
	case right:
		return func(f *Frame) int64 { return f.multiply(a(f), l.get(f)) }
	}
	b := c.lower(y)
	return func(f *Frame) int64 { return f.multiply(a(f), b(f)) }
}

// margin lowers a quantity times the difference of two facts, or of a fact and
// a constant, which is what most residuals are; nil where n is none.
func (c *lowering) margin(n *Node, quantity leaf) fast {
	if n = unnamed(n); n.Op != OpSub || n.absent != never {
		return nil
	}
	if _, shared := c.shared[n]; shared {
		return nil
	}
	x, left := c.leaf(n.Args[0])
	y, right := c.leaf(n.Args[1])
	switch {
	case !left || !right || x.constant:
		return nil
	case y.constant:
		return func(f *Frame) int64 { return f.multiply(quantity.get(f), f.subtract(x.get(f), y.value)) }
	default:
		return func(f *Frame) int64 { return f.multiply(quantity.get(f), f.subtract(x.get(f), y.get(f))) }
	}
}

// fraction lowers a value whose end may be a division: the numerator is the
// result, the denominator goes into the frame.
func (c *lowering) fraction(n *Node) fast {
	switch n.Op {
	case OpQuo:
		a, b := c.lower(n.Args[0]), c.lower(n.Args[1])
		return func(f *Frame) int64 {
			num, den := a(f), b(f)
			if den == 0 {
				return f.unsure()
			}
			if num == Absent || den == Absent {
				return Absent
			}
			f.den = den
			return num
		}
	case OpNamed:
		part, ok := c.fractions[n.Memo]
		if !ok {
			part = c.fraction(n.Args[0])
			c.fractions[n.Memo] = part
		}
		return part
	case OpCond:
		if len(n.Args) < 3 {
			return doubtful
		}
		cond, yes, no := c.lower(n.Args[0]), c.fraction(n.Args[1]), c.fraction(n.Args[2])
		return func(f *Frame) int64 {
			if cond(f) == 1 {
				return yes(f)
			}
			return no(f)
		}
	default:
		return c.lower(n)
	}
}

// compareQuo compares a quotient by cross-multiplication in 128 bits.
func (c *lowering) compareQuo(n *Node) fast {
	parts := n.Args
	if n.Swapped {
		parts = []*Node{n.Args[1], n.Args[2], n.Args[0]}
	}
	num, den, limit := c.lower(parts[0]), c.lower(parts[1]), c.lower(parts[2])
	cmp := n.Cmp
	return func(f *Frame) int64 {
		a, b, l := num(f), den(f), limit(f)
		if a == Absent || b == Absent || l == Absent {
			return Absent
		}
		if b == 0 {
			return f.unsure()
		}
		sign := compareWide(a, b, l)
		if b < 0 {
			sign = -sign
		}
		return number(cmp.holds(sign))
	}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// round lowers round, floor and ceil.
func (c *lowering) round(n *Node) fast {
	var num, den fast
	num = c.lower(n.Args[0])
	if n.Op == OpRound {
		power := pow10(n.Places)
		if !power.IsInt64() {
			return doubtful
		}
		v := power.Int64()
		den = func(*Frame) int64 { return v }
	} else {
		den = c.lower(n.Args[1])
	}
	mode, rounder := n.Mode, n.Rounder
	return func(f *Frame) int64 {
		a, b := num(f), den(f)
		if a == Absent || b == Absent {
			return Absent
		}
		if b == 0 {
			return f.unsure()
		}
		if mode != RoundMode {
			return floorCeil(a, b, mode)
		}
		q, ok := rounder.Quo64(a, b)
		if !ok {
			return f.unsure()
		}
		return q
	}
}
