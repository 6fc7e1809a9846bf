package cells

import (
	"math/big"
	"slices"
	"strings"
)

// A poly is a polynomial with whole coefficients over variables that stand for
// whole numbers. Its terms are in the order of their keys, none is zero, and
// it is never changed once it is made.
type poly []term

// A term is a coefficient times variables, in rising order; none of them for
// the constant.
type term struct {
	vars []int
	coef *big.Int
}

func constant(v *big.Int) poly {
	if v.Sign() == 0 {
		return nil
	}
	return poly{{coef: v}}
}

func variable(i int) poly { return poly{{vars: []int{i}, coef: big.NewInt(1)}} }

func compareVars(a, b []int) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return slices.Compare(a, b)
}

func (p poly) add(q poly) poly { return p.merge(q, false) }
func (p poly) sub(q poly) poly { return p.merge(q, true) }

func (p poly) merge(q poly, negate bool) poly {
	sum := make(poly, 0, len(p)+len(q))
	for len(p) > 0 || len(q) > 0 {
		order := 0
		switch {
		case len(p) == 0:
			order = 1
		case len(q) == 0:
			order = -1
		default:
			order = compareVars(p[0].vars, q[0].vars)
		}
		switch {
		case order < 0:
			sum, p = append(sum, p[0]), p[1:]
			continue
		case order > 0:
			t := q[0]
			if negate {
				t.coef = new(big.Int).Neg(t.coef)
			}
			sum, q = append(sum, t), q[1:]
			continue
		}
		c := new(big.Int)
		if negate {
			c.Sub(p[0].coef, q[0].coef)
		} else {
			c.Add(p[0].coef, q[0].coef)
		}
		if c.Sign() != 0 {
			sum = append(sum, term{vars: p[0].vars, coef: c})
		}
		p, q = p[1:], q[1:]
	}
	return sum
}

func (p poly) mul(q poly) poly {
	var product poly
	for _, a := range p {
		part := make(poly, 0, len(q))
		for _, b := range q {
			vars := slices.Concat(a.vars, b.vars)
			slices.Sort(vars)
			part = append(part, term{vars: vars, coef: new(big.Int).Mul(a.coef, b.coef)})
		}
		slices.SortFunc(part, func(s, t term) int { return compareVars(s.vars, t.vars) })
		for _, t := range part { // two terms of one product may have the same variables
			product = product.add(poly{t})
		}
	}
	return product
}

func (p poly) scale(by *big.Int) poly {
	if by.Sign() == 0 {
		return nil
	}
	scaled := make(poly, len(p))
	for i, t := range p {
		scaled[i] = term{vars: t.vars, coef: new(big.Int).Mul(t.coef, by)}
	}
	return scaled
}

func (p poly) neg() poly { return poly(nil).sub(p) }

// plus adds a whole number.
func (p poly) plus(n int64) poly { return p.add(constant(big.NewInt(n))) }

// constant gives the value of a polynomial without variables.
func (p poly) constant() (*big.Int, bool) {
	switch {
	case len(p) == 0:
		return new(big.Int), true
	case len(p) == 1 && len(p[0].vars) == 0:
		return p[0].coef, true
	default:
		return nil, false
	}
}

// affine reports whether no term has more than one variable.
func (p poly) affine() bool {
	return len(p) == 0 || len(p[len(p)-1].vars) <= 1 // the longest terms come last
}

// single gives the one variable of a + b x.
func (p poly) single() (x int, ok bool) {
	vars := p.variables()
	if len(vars) != 1 || !p.affine() {
		return 0, false
	}
	return vars[0], true
}

// multiaffine reports whether no term has a variable twice. Such a polynomial
// takes its extremes over a box at the box's corners.
func (p poly) multiaffine() bool {
	for _, t := range p {
		for i := 1; i < len(t.vars); i++ {
			if t.vars[i] == t.vars[i-1] {
				return false
			}
		}
	}
	return true
}

// variables gives all variables, each once, in rising order.
func (p poly) variables() []int {
	var all []int
	for _, t := range p {
		all = append(all, t.vars...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// split gives a and b of p = a + b x, for an x that no term has twice.
func (p poly) split(x int) (a, b poly) {
	for _, t := range p {
		i := slices.Index(t.vars, x)
		if i < 0 {
			a = append(a, t)
			continue
		}
		rest := slices.Delete(slices.Clone(t.vars), i, i+1)
		b = append(b, term{vars: rest, coef: t.coef})
	}
	slices.SortFunc(b, func(s, t term) int { return compareVars(s.vars, t.vars) })
	return a, b
}

// value computes the polynomial at a point, which has a value for each of its
// variables.
func (p poly) value(at []*big.Int) *big.Int {
	sum := new(big.Int)
	for _, t := range p {
		v := new(big.Int).Set(t.coef)
		for _, x := range t.vars {
			v.Mul(v, at[x])
		}
		sum.Add(sum, v)
	}
	return sum
}

// key names the polynomial; equal ones have equal keys.
func (p poly) key() string {
	var b strings.Builder
	for _, t := range p {
		b.WriteString(t.coef.String())
		for _, x := range t.vars {
			b.WriteByte('*')
			b.WriteString(big.NewInt(int64(x)).String())
		}
		b.WriteByte(';')
	}
	return b.String()
}

// reduced divides an affine p, of which only p >= 0 is asked, by what its
// coefficients have in common: over whole numbers that loses nothing.
func (p poly) reduced() poly {
	common := new(big.Int)
	for _, t := range p {
		if len(t.vars) > 0 {
			common.GCD(nil, nil, common, new(big.Int).Abs(t.coef))
		}
	}
	if common.Cmp(bigOne) <= 0 {
		return p
	}
	out := make(poly, 0, len(p))
	for _, t := range p {
		c := floorDiv(t.coef, common)
		if c.Sign() != 0 {
			out = append(out, term{vars: t.vars, coef: c})
		}
	}
	return out
}

var (
	bigZero = new(big.Int)
	bigOne  = big.NewInt(1)
	bigTen  = big.NewInt(10)
)

func floorDiv(a, b *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Sign() != 0 && (r.Sign() < 0) != (b.Sign() < 0) {
		q.Sub(q, bigOne)
	}
	return q
}

func ceilDiv(a, b *big.Int) *big.Int {
	q := floorDiv(new(big.Int).Neg(a), b)
	return q.Neg(q)
}

func pow10(n int) *big.Int { return new(big.Int).Exp(bigTen, big.NewInt(int64(n)), nil) }
