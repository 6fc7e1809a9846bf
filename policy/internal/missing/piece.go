package missing

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// best takes min and max apart by which of their arguments it is.
func (c *compiler) best(n *ir.Node) (value, bool) {
	cmp := ir.LessEqual
	if n.Op == ir.OpMax {
		cmp = ir.GreaterEqual
	}
	best, ok := c.value(n.Args[0])
	for _, arg := range n.Args[1:] {
		next, fine := c.value(arg)
		if !ok || !fine {
			return best, false
		}
		best, ok = best.with(next, func(f, g form) ([]form, bool) {
			first, ok := compare(f, g, cmp)
			second, fine := compare(f, g, cmp.Negate())
			var forms []form
			for _, in := range first {
				forms = append(forms, form{in, f.coord, f.a, f.b})
			}
			for _, in := range second {
				forms = append(forms, form{in, g.coord, g.a, g.b})
			}
			return forms, ok && fine
		})
	}
	return best, ok
}

// cond takes a choice apart by its condition.
func (c *compiler) cond(n *ir.Node) (value, bool) {
	met, ok := c.isTrue(n.Args[0])
	if !ok {
		return value{}, false
	}
	var out value
	add := func(in []box, arg *ir.Node) bool {
		v, ok := c.value(arg)
		for _, b := range in {
			ok = ok && out.add(b, v)
		}
		return ok
	}
	if !add(met, n.Args[1]) {
		return out, false
	}
	if len(n.Args) < 3 {
		return out, true
	}
	unmet, ok := c.notTrue(n.Args[0])
	return out, ok && add(unmet, n.Args[2])
}

// coalesce is a value, or another where it is absent.
func (c *compiler) coalesce(n *ir.Node) (value, bool) {
	v, ok := c.value(n.Args[0])
	if !ok {
		return v, false
	}
	instead, ok := c.value(n.Args[1])
	out := value{forms: v.forms}
	for _, b := range v.absent {
		ok = ok && out.add(b, instead)
	}
	return out, ok
}

// steps reads a map by symbol, or the rung that a quantity reaches.
func (c *compiler) steps(n *ir.Node) (value, bool) {
	if n.Op == ir.OpRung {
		return c.rungs(n)
	}
	v, ok := c.value(n.Args[0])
	out := value{absent: v.absent}
	for _, f := range v.forms {
		if f.coord >= 0 {
			return out, false
		}
		b := n.Table[column(n, f.b)]
		if b == nil {
			return out, false
		}
		out.forms = append(out.forms, form{f.in, -1, new(big.Int), b})
	}
	return out, ok
}

func column(n *ir.Node, symbol *big.Int) int {
	i := int(symbol.Int64())
	if n.Remap != nil {
		return n.Remap[i]
	}
	return i
}

func (c *compiler) rungs(n *ir.Node) (value, bool) {
	quantity, ok := c.value(n.Args[0])
	if !ok {
		return value{}, false
	}
	symbol := constant(none)
	if len(n.Args) > 1 {
		if symbol, ok = c.value(n.Args[1]); !ok {
			return value{}, false
		}
	}
	l := n.Ladder
	return quantity.with(symbol, func(f, g form) ([]form, bool) {
		if g.coord >= 0 {
			return nil, false
		}
		at := 0
		if len(n.Args) > 1 {
			at = column(n, g.b)
		}
		var forms []form
		for i, r := range l.Ladder.Rungs {
			lo, hi := l.Cuts[i], (*big.Int)(nil)
			if i == 0 && l.Ladder.Below {
				lo = nil
			}
			if i+1 < len(l.Cuts) {
				hi = l.Cuts[i+1]
			}
			for _, in := range f.from(lo, hi) {
				forms = append(forms, form{in, -1, new(big.Int), r.Values[at]})
			}
		}
		return forms, true
	})
}

// rows reads a table: the first row that matches.
func (c *compiler) rows(n *ir.Node) (value, bool) {
	keys := make([]value, len(n.Args))
	out, rest := value{}, []box{{}}
	for i, arg := range n.Args {
		var ok, fine bool
		keys[i], ok = c.value(arg)
		if out.absent, fine = union(out.absent, keys[i].absent); !ok || !fine {
			return out, false
		}
	}
	for _, row := range n.Rows {
		in, not, ok := rest, []box(nil), true
		for i, cell := range row.Cells {
			inside, outside := keys[i].cell(cell)
			var fine, well bool
			in, fine = cross(in, inside)
			not, well = union(not, outside)
			if ok = ok && fine && well; !ok {
				return out, false
			}
		}
		v, fine := c.value(row.Value)
		for _, b := range in {
			fine = fine && out.add(b, v)
		}
		if rest, ok = cross(rest, not); !ok || !fine {
			return out, false
		}
	}
	return out, true
}

// cell gives where a key is in a cell, and where it is not.
func (v value) cell(c ir.Cell) (inside, outside []box) {
	for _, f := range v.forms {
		switch {
		case c.Any:
			inside = append(inside, f.in)
		case c.Symbols != nil:
			if c.Matches(f.b) {
				inside = append(inside, f.in)
			} else {
				outside = append(outside, f.in)
			}
		default:
			inside = append(inside, f.inside(f.from(c.Lo, c.Hi))...)
			if c.Lo != nil {
				outside = append(outside, f.inside(f.from(nil, c.Lo))...)
			}
			if c.Hi != nil {
				outside = append(outside, f.inside(f.from(c.Hi, nil))...)
			}
		}
	}
	return inside, outside
}

// inside gives the parts of boxes in which the form holds.
func (f form) inside(boxes []box) []box {
	var parts []box
	for _, b := range boxes {
		if m, some := f.in.meet(b); some {
			parts = append(parts, m)
		}
	}
	return parts
}

// from gives where lo <= f < hi; nil is open.
func (f form) from(lo, hi *big.Int) []box {
	boxes := []box{{}}
	bound := func(cmp ir.Comparison, v *big.Int) {
		if v == nil {
			return
		}
		more, _ := compare(f, form{coord: -1, a: new(big.Int), b: v}, cmp)
		var out []box
		for _, a := range boxes {
			for _, b := range more {
				if m, some := a.meet(b); some {
					out = append(out, m)
				}
			}
		}
		boxes = out
	}
	bound(ir.GreaterEqual, lo)
	bound(ir.Less, hi)
	return boxes
}

// compare gives where f and g compare so, of the one fact that they read; it
// is false if they read two.
func compare(f, g form, cmp ir.Comparison) ([]box, bool) {
	if f.coord >= 0 && g.coord >= 0 && f.coord != g.coord {
		return nil, false
	}
	at := max(f.coord, g.coord)
	a, b := new(big.Int).Sub(f.a, g.a), new(big.Int).Sub(f.b, g.b)
	if at < 0 || a.Sign() == 0 {
		if holds(cmp, b.Sign()) {
			return []box{{}}, true
		}
		return nil, true
	}
	var boxes []box
	for _, r := range solve(a, b, cmp) {
		boxes = append(boxes, box{dims: []dim{{at, r}}})
	}
	return boxes, true
}

var none = new(big.Int)

// holds reports whether two values that compare to sign compare so.
func holds(cmp ir.Comparison, sign int) bool {
	switch cmp {
	case ir.Equal:
		return sign == 0
	case ir.NotEqual:
		return sign != 0
	case ir.Less:
		return sign < 0
	case ir.LessEqual:
		return sign <= 0
	case ir.Greater:
		return sign > 0
	default:
		return sign >= 0
	}
}

// solve gives the whole numbers x for which a*x + b compares so with 0.
func solve(a, b *big.Int, cmp ir.Comparison) []region {
	if a.Sign() < 0 {
		a, b, cmp = new(big.Int).Neg(a), new(big.Int).Neg(b), cmp.Flip()
	}
	// x against -b/a: q is its floor, and whole says that nothing is left.
	q, rest := new(big.Int).DivMod(new(big.Int).Neg(b), a, new(big.Int))
	whole := rest.Sign() == 0
	one := big.NewInt(1)
	up := new(big.Int).Add(q, one)
	down := q
	if whole {
		down = new(big.Int).Sub(q, one)
	}
	switch cmp {
	case ir.Greater:
		return []region{{lo: up}}
	case ir.LessEqual:
		return []region{{hi: q}}
	case ir.GreaterEqual:
		if whole {
			return []region{{lo: q}}
		}
		return []region{{lo: up}}
	case ir.Less:
		return []region{{hi: down}}
	case ir.Equal:
		if whole {
			return []region{{lo: q, hi: q}}
		}
		return nil
	default:
		if whole {
			return []region{{hi: down}, {lo: up}}
		}
		return []region{{}}
	}
}
