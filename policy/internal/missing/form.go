package missing

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A form is what a value is in a box: a times a fact plus b, or b alone where
// coord is negative. All are whole numbers of the value's own scale.
type form struct {
	in    box
	coord int
	a, b  *big.Int
}

// A compiler takes the conditions of a goal apart.
type compiler struct {
	goal     *Goal
	coords   []*coord
	opaque   []*ir.Node
	depended dependencies
}

// A value is its forms, and the boxes in which it is absent. In a box of
// neither it cannot be computed.
type value struct {
	forms  []form
	absent []box
}

func constant(v *big.Int) value { return value{forms: []form{{coord: -1, a: new(big.Int), b: v}}} }

// value takes a value apart; false if it is made of several facts at once, or
// of one in a way that has no inverse.
func (c *compiler) value(n *ir.Node) (value, bool) {
	switch n.Op {
	case ir.OpConst:
		return constant(n.Const), n.Const != nil && n.Type.Kind != ir.Text
	case ir.OpInput:
		return c.input(n, -1)
	case ir.OpPick:
		return c.pick(n)
	case ir.OpNamed:
		return c.value(n.Args[0])
	case ir.OpShift:
		ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.Places)), nil)
		return c.each(n.Args[0], func(f form) form { return f.times(ten) })
	case ir.OpNeg:
		return c.each(n.Args[0], func(f form) form { return f.times(big.NewInt(-1)) })
	case ir.OpAdd, ir.OpAddDays:
		return c.pair(n, func(f, g form) ([]form, bool) { return f.plus(g, 1) })
	case ir.OpSub:
		return c.pair(n, func(f, g form) ([]form, bool) { return f.plus(g, -1) })
	case ir.OpDays:
		return c.pair(n, func(f, g form) ([]form, bool) { return g.plus(f, -1) })
	case ir.OpMul:
		return c.pair(n, func(f, g form) ([]form, bool) { return f.by(g) })
	case ir.OpMin, ir.OpMax:
		return c.best(n)
	case ir.OpCond:
		return c.cond(n)
	case ir.OpCoalesce:
		return c.coalesce(n)
	case ir.OpIndex, ir.OpRung:
		return c.steps(n)
	case ir.OpRow:
		return c.rows(n)
	default:
		return value{}, false
	}
}

// input takes a symbol apart into its values, so that what hangs on it is
// known for each.
func (c *compiler) input(n *ir.Node, key int) (value, bool) {
	at, ok := c.coord(n, key)
	if !ok {
		return value{}, false
	}
	co := c.coords[at]
	var v value
	if co.symbols == 0 {
		v.forms = []form{{in: box{dims: []dim{{at, region{}}}}, coord: at, a: big.NewInt(1), b: new(big.Int)}}
	}
	for i := range co.symbols {
		v.forms = append(v.forms, form{in: box{dims: []dim{{at, co.symbol(i)}}}, coord: -1, a: new(big.Int), b: big.NewInt(int64(i))})
	}
	if co.optional {
		v.absent = []box{{dims: []dim{{at, region{absent: true}}}}}
	}
	return v, len(v.forms) <= most
}

// pick reads a map by a symbol, each of whose values has a slot of its own.
func (c *compiler) pick(n *ir.Node) (value, bool) {
	key, ok := c.value(n.Args[0])
	if !ok {
		return value{}, false
	}
	out := value{absent: key.absent}
	for _, k := range key.forms {
		if k.coord >= 0 {
			return value{}, false
		}
		i := int(k.b.Int64())
		if n.Remap != nil {
			i = n.Remap[i]
		}
		picked, ok := c.input(n, i)
		if !ok || !out.add(k.in, picked) {
			return value{}, false
		}
	}
	return out, true
}

// add adds what a value is inside a box.
func (v *value) add(in box, w value) bool {
	for _, f := range w.forms {
		if m, some := in.meet(f.in); some {
			f.in = m
			v.forms = append(v.forms, f)
		}
	}
	absent, ok := cross([]box{in}, w.absent)
	if ok {
		v.absent, ok = union(v.absent, absent)
	}
	return ok && len(v.forms) <= most
}

func (c *compiler) each(n *ir.Node, change func(form) form) (value, bool) {
	v, ok := c.value(n)
	out := value{absent: v.absent}
	for _, f := range v.forms {
		out.forms = append(out.forms, change(f))
	}
	return out, ok
}

// pair joins the two arguments of a node.
func (c *compiler) pair(n *ir.Node, join func(f, g form) ([]form, bool)) (value, bool) {
	v, ok := c.value(n.Args[0])
	if !ok {
		return v, false
	}
	w, ok := c.value(n.Args[1])
	if !ok {
		return w, false
	}
	return v.with(w, join)
}

// with joins two values form by form, where both are there.
func (v value) with(w value, join func(f, g form) ([]form, bool)) (value, bool) {
	var out value
	if len(v.forms)*len(w.forms) > 16*most {
		return out, false
	}
	for _, f := range v.forms {
		for _, g := range w.forms {
			in, some := f.in.meet(g.in)
			if !some {
				continue
			}
			joined, fine := join(f, g)
			if !fine {
				return out, false
			}
			for _, j := range joined {
				if j.in, some = in.meet(j.in); some {
					out.forms = append(out.forms, j)
				}
			}
		}
	}
	absent, ok := union(v.absent, w.absent)
	out.absent = absent
	return out, ok && len(out.forms) <= 4*most
}

func (f form) times(k *big.Int) form {
	return form{f.in, f.coord, new(big.Int).Mul(f.a, k), new(big.Int).Mul(f.b, k)}
}

// plus gives f + sign x g, which needs that both are of one fact. Where they
// hold is not looked at.
func (f form) plus(g form, sign int64) ([]form, bool) {
	if f.coord >= 0 && g.coord >= 0 && f.coord != g.coord {
		return nil, false
	}
	g = g.times(big.NewInt(sign))
	return []form{{coord: max(f.coord, g.coord), a: new(big.Int).Add(f.a, g.a), b: new(big.Int).Add(f.b, g.b)}}, true
}

func (f form) by(g form) ([]form, bool) {
	if f.coord >= 0 && g.coord >= 0 {
		return nil, false
	}
	if f.coord < 0 {
		f, g = g, f
	}
	f = f.times(g.b)
	f.in = box{}
	return []form{f}, true
}
