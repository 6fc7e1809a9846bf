package missing

import (
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// compared takes a comparison of two values apart.
func (c *compiler) compared(n *ir.Node, want truth) ([]box, bool) {
	v, ok := c.value(n.Args[0])
	if !ok {
		return nil, false
	}
	w, ok := c.value(n.Args[1])
	switch {
	case !ok:
		return nil, false
	case want == isAbsent:
		return union(v.absent, w.absent)
	case want == isFalse:
		return v.against(w, n.Cmp.Negate())
	default:
		return v.against(w, n.Cmp)
	}
}

// against gives where two values are there and compare so.
func (v value) against(w value, cmp ir.Comparison) ([]box, bool) {
	met, ok := v.with(w, func(f, g form) ([]form, bool) {
		boxes, ok := compare(f, g, cmp)
		forms := make([]form, len(boxes))
		for i, in := range boxes {
			forms[i] = form{in: in, coord: -1}
		}
		return forms, ok
	})
	return met.where(), ok
}

// where gives the boxes in which a value is there.
func (v value) where() []box {
	boxes := make([]box, len(v.forms))
	for i, f := range v.forms {
		boxes[i] = f.in
	}
	return compact(boxes)
}

// quotient takes (a / b) ? c apart as a ? b x c, turned where b is negative.
func (c *compiler) quotient(n *ir.Node, want truth) ([]box, bool) {
	var args [3]value
	for i, arg := range n.Args {
		v, ok := c.value(arg)
		if !ok {
			return nil, false
		}
		args[i] = v
	}
	num, den, limit := args[0], args[1], args[2]
	if n.Swapped {
		num, den, limit = args[1], args[2], args[0]
	}
	cmp := n.Cmp
	switch want {
	case isAbsent:
		absent, ok := union(num.absent, den.absent)
		if !ok {
			return nil, false
		}
		return union(absent, limit.absent)
	case isFalse:
		cmp = cmp.Negate()
	}
	zero := constant(none)
	part := func(sign, cmp ir.Comparison) ([]box, bool) {
		signed, ok := den.against(zero, sign)
		if !ok {
			return nil, false
		}
		product, ok := den.with(limit, func(f, g form) ([]form, bool) { return f.by(g) })
		if !ok {
			return nil, false
		}
		met, ok := num.against(product, cmp)
		if !ok {
			return nil, false
		}
		return cross(signed, met)
	}
	return join(union,
		func() ([]box, bool) { return part(ir.Greater, cmp) },
		func() ([]box, bool) { return part(ir.Less, cmp.Flip()) })
}

// among takes `in` apart: a list of values, or the two ends of a range. These
// are never absent, or it is not taken apart.
func (c *compiler) among(n *ir.Node, want truth) ([]box, bool) {
	v, ok := c.value(n.Args[0])
	if !ok {
		return nil, false
	}
	list := make([]value, len(n.Args)-1)
	for i, arg := range n.Args[1:] {
		if list[i], ok = c.value(arg); !ok || len(list[i].absent) > 0 {
			return nil, false
		}
	}
	if want == isAbsent {
		return v.absent, true
	}
	// What is in a range is beyond neither end; what is in a list is equal to
	// one of it.
	how, cmps := cross, []ir.Comparison{ir.GreaterEqual, ir.LessEqual}
	if n.Op == ir.OpIn {
		how, cmps = union, make([]ir.Comparison, len(list)) // Equal
	}
	if want == isFalse {
		for i := range cmps {
			cmps[i] = cmps[i].Negate()
		}
		if how = union; n.Op == ir.OpIn {
			how = cross
		}
	}
	var boxes []box
	for i, w := range list {
		one, ok := v.against(w, cmps[i])
		if ok && i > 0 {
			one, ok = how(boxes, one)
		}
		if !ok {
			return nil, false
		}
		boxes = one
	}
	return boxes, true
}

// undivided stands for a condition that is not taken apart.
func (c *compiler) undivided(n *ir.Node, want truth) []box {
	at := -1
	for i, have := range c.opaque {
		if have == n {
			at = i
		}
	}
	if at < 0 {
		at = len(c.opaque)
		c.opaque = append(c.opaque, n)
	}
	return []box{{lits: []lit{{at, want}}}}
}
