package cells

import "slices"

// A split says how a cell is cut in two.
type split struct {
	rank rank
	p    poly   // cutLinear, cutProduct: where p >= 0, and where it is not
	vars []int  // halve: at the middle of one of these
	atom string // assume: the condition that is taken for true, and for false
}

// A rank orders splits by how much they help.
type rank uint8

const (
	cutLinear  rank = iota // the cell falls into two, and the question is settled in each
	assume                 // a condition without a formula comes out true in one part and false in the other
	halveOne               // of one variable: halving it settles the question after some steps
	cutProduct             // where a product takes its extremes is known, but the cell cannot be cut along it
	halveMany              // of several variables: halving them may help
)

func better(a, b *split) *split {
	if a == nil || b != nil && b.rank < a.rank {
		return b
	}
	return a
}

// cutAt is the split along p >= 0. Along a value without a formula a cell
// cannot be cut; what it depends on is halved.
func (e *evaluation) cutAt(p poly) *split {
	var depends []int
	opaque := false
	for _, x := range p.variables() {
		if f := e.cell.space.vars[x]; f.spanIn != nil {
			opaque = true
			depends = append(depends, f.depends...)
			continue
		}
		depends = append(depends, x)
	}
	switch {
	case opaque:
		slices.Sort(depends)
		return halve(slices.Compact(depends))
	case p.affine():
		return &split{rank: cutLinear, p: p}
	default:
		return &split{rank: cutProduct, p: p, vars: depends}
	}
}

// opaque gives a value without a formula as a variable, so that two of the
// same are known to be the same. key names what it is computed by, and from.
func (e *evaluation) opaque(key string, depends []int, spanIn func(c *cell) span) piece {
	x := e.cell.space.variable("opaque:"+key, func() *fact {
		return &fact{domain: domain{{}}, depends: e.real(depends), spanIn: spanIn}
	})
	return piece{p: variable(x)}
}

// real replaces values without a formula by what they depend on.
func (e *evaluation) real(vars []int) []int {
	var all []int
	for _, x := range vars {
		if f := e.cell.space.vars[x]; f.spanIn != nil {
			all = append(all, f.depends...)
		} else {
			all = append(all, x)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func halve(vars []int) *split {
	if len(vars) == 1 {
		return &split{rank: halveOne, vars: vars}
	}
	return &split{rank: halveMany, vars: vars}
}
