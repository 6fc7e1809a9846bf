package cells

import (
	"math/big"
	"slices"
)

// can tells which signs an expression takes in the cell: no sign that it does
// take is left out.
func (c *cell) can(p poly) signs {
	if v, ok := p.constant(); ok {
		return signOf(v.Sign())
	}
	s := signsOf(c.bounds(p))
	if s.single() || !p.affine() {
		return s
	}
	if _, ok := p.single(); ok {
		return s // cut along it, the cell shows what its conditions leave
	}
	key := p.key()
	if known, ok := c.settled[key]; ok {
		return known
	}
	if t := c.stated(p, s); !t.single() && c.related(p) {
		s = c.squeezed(p, t)
	} else {
		s = t
	}
	if c.settled == nil {
		c.settled = map[string]signs{}
	}
	c.settled[key] = s
	return s
}

// stated drops the signs that a condition of the cell excludes by itself: one
// that differs from p, or from its negative, by a number.
func (c *cell) stated(p poly, s signs) signs {
	for _, q := range c.conditions {
		if k, ok := p.sub(q).constant(); ok { // p = q + k, and q is not negative
			if k.Sign() > 0 {
				s &= positive
			} else if k.Sign() == 0 {
				s &^= negative
			}
		}
		if k, ok := p.add(q).constant(); ok { // p = k - q
			if k.Sign() < 0 {
				s &= negative
			} else if k.Sign() == 0 {
				s &^= positive
			}
		}
	}
	return s
}

// related reports whether conditions speak of the variables of p.
func (c *cell) related(p poly) bool {
	vars := p.variables()
	speaks := func(q poly) bool {
		return slices.ContainsFunc(q.variables(), func(x int) bool { return slices.Contains(vars, x) })
	}
	return slices.ContainsFunc(c.conditions, speaks) || slices.ContainsFunc(c.space.laws, speaks)
}

// squeezed drops the signs that the conditions exclude.
func (c *cell) squeezed(p poly, s signs) signs {
	sure := c.hint(p)
	possible := func(conditions ...poly) bool {
		t := newTableau(c.relevant(append(slices.Clone(c.conditions), conditions...)), c.span)
		c.space.budget.charge(t)
		return t.feasible()
	}
	if s&negative&^sure != 0 && !possible(p.neg().plus(-1)) {
		s &^= negative
	}
	if s&positive&^sure != 0 && !possible(p.plus(-1)) {
		s &^= positive
	}
	if s&naught&^sure != 0 && !possible(p, p.neg()) {
		s &^= naught
	}
	return s
}

// A signs is a set of signs.
type signs uint8

const (
	negative signs = 1 << iota
	naught
	positive
)

func signOf(sign int) signs {
	switch {
	case sign < 0:
		return negative
	case sign > 0:
		return positive
	default:
		return naught
	}
}

func signsOf(s span) signs {
	var all signs
	if s.lo == nil || s.lo.Sign() < 0 {
		all |= negative
	}
	if s.hi == nil || s.hi.Sign() > 0 {
		all |= positive
	}
	if s.has(bigZero) {
		all |= naught
	}
	return all
}

// charge takes the cost of looking for a point from the budget.
func (b *Budget) charge(t *tableau) { b.Cells -= len(t.rows) * len(t.vars) / 2 }

// hint gives the sign that p has at the point that was found in the cell.
func (c *cell) hint(p poly) signs {
	if c.inside == nil {
		return 0
	}
	sum := new(big.Rat)
	for _, t := range p {
		v := new(big.Rat).SetInt(t.coef)
		for _, x := range t.vars {
			if i := slices.Index(c.inside.vars, x); i >= 0 {
				v.Mul(v, c.inside.value[i])
				continue
			}
			switch s := c.span(x); {
			case s.lo != nil:
				v.Mul(v, rat(s.lo))
			case s.hi != nil:
				v.Mul(v, rat(s.hi))
			default:
				v.SetInt64(0)
			}
		}
		sum.Add(sum, v)
	}
	switch {
	case sum.Sign() == 0:
		return naught
	case sum.Cmp(oneRat) >= 0:
		return positive
	case sum.Cmp(minusOneRat) <= 0:
		return negative
	default:
		return 0
	}
}

var oneRat, minusOneRat = big.NewRat(1, 1), big.NewRat(-1, 1)
