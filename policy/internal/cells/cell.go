package cells

import (
	"math/big"
	"slices"
)

// A cell is a part of the space of all facts: a box, and linear conditions
// over several variables that hold where they are not negative.
type cell struct {
	space      *Space
	box        map[int]span // the spans that are narrower than the domains
	conditions []poly
	bisections int
	assumed    map[string]Outcomes // of conditions without a formula
	doubtful   []int               // the variables that they depend on
	settled    map[string]signs    // of expressions that were asked for
	spans      map[int]span        // of values without a formula that were asked for
	inside     *tableau            // with a point that keeps the conditions
}

func (c *cell) span(x int) span {
	if s, ok := c.box[x]; ok {
		return s
	}
	f := c.space.vars[x]
	if f.spanIn == nil {
		return f.hull
	}
	s, ok := c.spans[x]
	if !ok {
		s = f.spanIn(c)
		if c.spans == nil {
			c.spans = map[int]span{}
		}
		c.spans[x] = s
	}
	return s
}

func (c *cell) copy() *cell {
	part := *c
	part.settled, part.spans, part.inside = nil, nil, nil
	return &part
}

// assuming gives the part of c in which a condition without a formula comes
// out so. Which part that is of the facts is not known, only that the two
// parts together are all of c.
func (c *cell) assuming(s *split, out Outcomes) *cell {
	part := c.copy()
	part.assumed = map[string]Outcomes{s.atom: out}
	for atom, known := range c.assumed {
		part.assumed[atom] = known
	}
	part.doubtful = slices.Concat(c.doubtful, s.vars)
	slices.Sort(part.doubtful)
	part.doubtful = slices.Compact(part.doubtful)
	return part
}

// narrowed gives the part of c in which x lies in s, or nil if it is empty.
func (c *cell) narrowed(x int, s span) *cell {
	s = c.space.vars[x].domain.clip(c.span(x).meet(s))
	if s.empty() {
		return nil
	}
	part := c.copy()
	part.box = make(map[int]span, len(c.box)+1)
	for y, t := range c.box {
		part.box[y] = t
	}
	part.box[x] = s
	if !part.feasible() {
		return nil
	}
	return part
}

// where gives the part of c in which an affine p is not negative, or nil if it
// is empty.
func (c *cell) where(p poly) *cell {
	if v, ok := p.constant(); ok {
		if v.Sign() < 0 {
			return nil
		}
		return c
	}
	if x, ok := p.single(); ok {
		return c.narrowed(x, atLeastZero(p, x))
	}
	part := c.copy()
	part.conditions = append(slices.Clone(c.conditions), p.reduced())
	if !part.feasible() {
		return nil
	}
	return part
}

// atLeastZero solves a + b x >= 0.
func atLeastZero(p poly, x int) span {
	a, b := p.split(x)
	base, _ := a.constant()
	slope, _ := b.constant()
	edge := new(big.Int).Neg(base)
	if slope.Sign() > 0 {
		return span{lo: ceilDiv(edge, slope)}
	}
	return span{hi: floorDiv(edge, slope)}
}

// feasible reports whether the conditions leave anything of the box; no is
// certain, yes is so over rational numbers.
func (c *cell) feasible() bool {
	all := c.relevant(c.conditions)
	if len(all) == 0 {
		return true
	}
	t := newTableau(all, c.span)
	c.space.budget.charge(t)
	if !t.feasible() {
		return false
	}
	c.inside = t
	return true
}

// relevant adds to conditions what the space itself demands of their
// variables.
func (c *cell) relevant(conditions []poly) []poly {
	if len(c.space.laws) == 0 {
		return conditions
	}
	seen := map[int]bool{}
	for x := range c.box {
		seen[x] = true
	}
	for _, p := range conditions {
		for _, x := range p.variables() {
			seen[x] = true
		}
	}
	all := slices.Clone(conditions)
	used := make([]bool, len(c.space.laws))
	for again := true; again; {
		again = false
		for i, law := range c.space.laws {
			vars := law.variables()
			if used[i] || !slices.ContainsFunc(vars, func(x int) bool { return seen[x] }) {
				continue
			}
			used[i], again = true, true
			all = append(all, law)
			for _, x := range vars {
				seen[x] = true
			}
		}
	}
	return all
}

// maxCorners is the number of variables up to which extremes are looked for in
// the corners of the box.
const maxCorners = 10

// bounds gives a span that p does not leave in the box of the cell. For a
// polynomial with no variable twice in a term it is as small as can be.
func (c *cell) bounds(p poly) span {
	if !p.multiaffine() || len(p.variables()) > maxCorners {
		return c.rough(p)
	}
	lo := c.minimum(p)
	hi := c.minimum(p.neg())
	if hi != nil {
		hi = new(big.Int).Neg(hi)
	}
	return span{lo, hi}
}

// rough adds up the spans of the terms.
func (c *cell) rough(p poly) span {
	sum := only(bigZero)
	for _, t := range p {
		product := only(t.coef)
		for _, x := range t.vars {
			product = product.mul(c.span(x))
		}
		sum = sum.add(product)
	}
	return sum
}

// minimum gives the least value of p, nil if there is none. A polynomial with
// no variable twice in a term is linear in each, so that it is least where the
// variable is at one end of its span.
func (c *cell) minimum(p poly) *big.Int {
	if p.affine() {
		return c.rough(p).lo
	}
	last := p[len(p)-1].vars
	x := last[0]
	s := c.span(x)
	a, b := p.split(x)
	at := func(v *big.Int) *big.Int { return c.minimum(a.add(b.scale(v))) }
	switch {
	case s.lo != nil && s.hi != nil:
		low, high := at(s.lo), at(s.hi)
		if low == nil || high == nil {
			return nil
		}
		return least(low, high)
	case s.lo != nil:
		if slope := c.minimum(b); slope == nil || slope.Sign() < 0 {
			return nil
		}
		return at(s.lo)
	case s.hi != nil:
		if slope := c.minimum(b.neg()); slope == nil || slope.Sign() < 0 {
			return nil
		}
		return at(s.hi)
	default:
		return nil // the slope takes both signs, or is zero; the term would then be gone
	}
}
