package ir_test

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// condition writes an expression that is met or not, or absent.
func (g *generator) condition(depth int) expression {
	if depth <= 0 {
		switch g.pick(4) {
		case 0:
			return g.read(one(g, "s.b1", "s.b2"))
		case 1:
			return g.compares(0)
		case 2:
			return g.symbol()
		default:
			name := one(g, "s.om", "s.or", "s.oc", "s.od")
			return leaf(name, 0, present(fact(name)))
		}
	}
	deeper := func() expression { return g.condition(depth - 1) }
	switch g.pick(12) {
	case 0, 1:
		a, b := deeper(), deeper()
		return expression{text: g.in(a, andBind-1) + " and " + g.in(b, andBind), bind: andBind, means: both(a.means, b.means)}
	case 2, 3:
		a, b := deeper(), deeper()
		return expression{text: g.in(a, orBind-1) + " or " + g.in(b, orBind), bind: orBind, means: either(a.means, b.means)}
	case 4:
		a := deeper()
		return expression{text: "not " + g.in(a, tight-1), bind: notBind, means: negation(a.means)}
	case 5: // a name alone asks for presence only as a condition, not as a value
		return g.chosen(depth, func() expression { return g.compares(depth - 1) })
	case 6:
		return g.ratio(depth)
	case 7:
		return g.lies(depth)
	case 8:
		if !g.element {
			return g.asked(depth)
		}
		return g.compares(depth)
	default:
		return g.compares(depth)
	}
}

// compares writes a comparison of two values of one unit. In it stands what is
// counted from a date that may be absent.
func (g *generator) compares(depth int) expression {
	inner := *g
	inner.windows = true
	var a, b expression
	switch g.pick(7) {
	case 0, 1:
		a, b = inner.money(depth-1), inner.money(depth-1)
	case 2:
		a, b = inner.money(depth-1), g.bare()
	case 3:
		a, b = inner.rate(depth-1), inner.rate(depth-1)
	case 4:
		a, b = inner.count(depth-1), one(g, inner.count, inner.number)(depth-1)
	case 5:
		a, b = inner.number(depth-1), g.bare()
	default:
		a, b = inner.date(depth-1), inner.date(depth-1)
	}
	return g.comparison(a, b)
}

var signs = []string{"==", "!=", "<", "<=", ">", ">="}

func (g *generator) comparison(a, b expression) expression {
	op := one(g, signs...)
	if g.pick(2) == 0 {
		a, b = b, a
	}
	return expression{text: g.in(a, compareBind) + " " + op + " " + g.in(b, compareBind), bind: compareBind, means: compared(op, a.means, b.means)}
}

// ratio compares a division, which is never rounded. All three values are read
// before it is divided.
func (g *generator) ratio(depth int) expression {
	var a, b, limit expression
	switch g.pick(3) {
	case 0:
		a, b, limit = g.fewer(g.money(depth-1), 8), g.fewer(g.money(depth-1), 4), one(g, g.bare, g.rateLeaf)()
	case 1:
		a, b, limit = g.fewer(g.money(depth-1), 8), g.count(depth-1), g.fewer(g.money(depth-1), 8)
	default:
		a, b, limit = g.count(depth-1), g.count(depth-1), g.fewer(g.number(depth-1), 8)
	}
	e, op := g.binary(a, "/", b, productBind, 0), one(g, signs...)
	divided := func(a, b, limit *big.Rat, sign int) answer {
		if b.Sign() == 0 {
			return answer{fault: ir.DivideByZero}
		}
		return yes(holds(op, sign*new(big.Rat).Quo(a, b).Cmp(limit)))
	}
	if g.pick(2) == 0 {
		return expression{text: g.in(limit, compareBind) + " " + op + " " + g.in(e, compareBind), bind: compareBind, means: strictly(func(v []*big.Rat) answer {
			return divided(v[1], v[2], v[0], -1)
		}, limit.means, a.means, b.means)}
	}
	return expression{text: g.in(e, compareBind) + " " + op + " " + g.in(limit, compareBind), bind: compareBind, means: strictly(func(v []*big.Rat) answer {
		return divided(v[0], v[1], v[2], 1)
	}, a.means, b.means, limit.means)}
}

var symbols = []string{"a", "b", "c"}

// symbol asks of which symbol a fact is.
func (g *generator) symbol() expression {
	i := g.pick(len(symbols))
	if g.pick(2) == 0 {
		op := one(g, "==", "!=")
		return expression{text: fmt.Sprintf("s.k %s %q", op, symbols[i]), bind: compareBind, means: compared(op, fact("s.k"), constant(big.NewRat(int64(i), 1)))}
	}
	j := g.pick(len(symbols))
	return expression{text: fmt.Sprintf("s.k in [%q, '%s']", symbols[i], symbols[j]), bind: compareBind, means: strictly(func(v []*big.Rat) answer {
		k := int(v[0].Num().Int64())
		return yes(k == i || k == j)
	}, fact("s.k"))}
}

// lies asks whether a value is in a list, or between two others, both
// included.
func (g *generator) lies(depth int) expression {
	a, low, high := g.money(depth-1), g.read("s.m1"), g.moneyLeaf()
	if g.pick(2) == 0 {
		a, low, high = g.date(depth-1), g.read("s.d1"), g.read("period.until")
	}
	if g.pick(2) == 0 {
		return expression{text: g.in(a, compareBind) + " in [" + low.text + ", " + high.text + "]", bind: compareBind, means: strictly(func(v []*big.Rat) answer {
			return yes(v[0].Cmp(v[1]) == 0 || v[0].Cmp(v[2]) == 0)
		}, a.means, low.means, high.means)}
	}
	return expression{text: g.in(a, compareBind) + " in " + low.text + ".." + high.text, bind: compareBind, means: strictly(func(v []*big.Rat) answer {
		return yes(v[1].Cmp(v[0]) <= 0 && v[0].Cmp(v[2]) <= 0)
	}, a.means, low.means, high.means)}
}

const listLength = 4

// walk goes through the list s.list; visit says whether to go on.
func walk(k *known, visit func(i int, inner *known) bool) (fault answer, ok bool) {
	inner := *k
	for i := range listLength {
		element := k.facts[fmt.Sprintf("s.list#%d", i)]
		if element.num == nil {
			return element, false
		}
		inner.prev, inner.it = inner.it, element
		if !visit(i, &inner) {
			break
		}
	}
	return absent, true
}

func (g *generator) overList(add func(k *known, total *big.Rat) answer) meaning {
	return func(k *known) answer {
		total := new(big.Rat)
		if fault, ok := walk(k, func(_ int, inner *known) bool { add(inner, total); return true }); !ok {
			return fault
		}
		return num(total)
	}
}

// asked is all or any of a list, or how many, compared.
func (g *generator) asked(depth int) expression {
	name := one(g, "all", "any")
	question, prev := g.question(depth)
	join, result := both, yes(true)
	if name == "any" {
		join, result = either, yes(false)
	}
	return leaf(name+"(s.list, "+question.text+")", 0, func(k *known) answer {
		sum := result
		fault, ok := walk(k, func(i int, inner *known) bool {
			if prev && i == 0 {
				return true
			}
			before := sum
			sum = join(func(*known) answer { return before }, func(*known) answer { return question.means(inner) })(k)
			return sum.fault == 0 && (sum.num == nil || sum.holds() == result.holds())
		})
		if !ok {
			return fault
		}
		return sum
	})
}

// counted is how many of a list.
func (g *generator) counted(depth int) expression {
	question, prev := g.question(depth)
	return leaf("count(s.list, "+question.text+")", 0, func(k *known) answer {
		n, bad, unsure := int64(0), absent, false
		fault, ok := walk(k, func(i int, inner *known) bool {
			if prev && i == 0 {
				return true
			}
			a := question.means(inner)
			switch {
			case a.fault != 0:
				bad = a
				return false
			case a.num == nil:
				unsure = true
			case a.holds():
				n++
			}
			return true
		})
		switch {
		case !ok:
			return fault
		case bad.fault != 0, unsure:
			return bad
		}
		return whole(n)
	})
}

// question is what is asked of each element.
func (g *generator) question(depth int) (e expression, prev bool) {
	if g.pick(3) == 0 {
		op := one(g, signs...)
		before := strictly(func(v []*big.Rat) answer { return yes(holds(op, v[0].Cmp(scaledRat(v[1], 4, 5)))) },
			func(k *known) answer { return k.it }, func(k *known) answer { return k.prev })
		return expression{text: "it " + op + " 0.8 * prev", bind: compareBind, means: before}, true
	}
	inner := *g
	inner.element = true
	a := leaf("it", 2, func(k *known) answer { return k.it })
	e = inner.comparison(a, inner.money(depth-2))
	return e, strings.Contains(e.text, "prev")
}

func scaledRat(v *big.Rat, a, b int64) *big.Rat { return new(big.Rat).Mul(v, big.NewRat(a, b)) }
