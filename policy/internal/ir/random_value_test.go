package ir_test

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// money writes an expression that is an amount.
func (g *generator) money(depth int) expression {
	deeper := func() expression { return g.money(depth - 1) }
	if depth <= 0 {
		return g.moneyLeaf()
	}
	switch g.pick(20) {
	case 0, 1, 2:
		return g.sum(deeper(), deeper())
	case 3:
		return g.sum(deeper(), g.bare())
	case 4, 5, 6:
		return g.times(deeper(), g.rate(depth-1))
	case 7:
		return g.times(deeper(), one(g, g.count, g.number)(depth-1))
	case 8:
		return g.times(deeper(), g.bare())
	case 9:
		return g.called(deeper)
	case 10:
		return g.negative(deeper())
	case 11, 12:
		return g.chosen(depth, deeper)
	case 13:
		return g.rounded(deeper())
	case 14:
		return g.quotient(deeper(), one(g, g.count, g.number)(depth-1))
	case 15:
		return g.divided(deeper())
	case 16:
		return g.optional("s.om", depth, deeper)
	case 17:
		return g.ladder(g.world.slices, g.still().money(depth-1))
	case 18:
		return g.ladder(g.world.steps, g.still().count(depth-1))
	default:
		return g.table(depth)
	}
}

func (g *generator) moneyLeaf() expression {
	if g.element && g.pick(2) == 0 {
		return leaf("it", 2, func(k *known) answer { return k.it })
	}
	if g.windows && g.pick(4) == 0 {
		return g.read("spent(1..30, s.od)")
	}
	switch g.pick(9) {
	case 0, 1, 2, 3:
		return g.read(one(g, "s.m1", "s.m2", "s.m3", "s.fine"))
	case 4:
		text, v := g.digits(2)
		return leaf(text+" CNY", 2, constant(v))
	case 5:
		return leaf("bonus", 2, constant(big.NewRat(2501, 20)))
	case 6:
		return g.mapped("target", "s.k", map[string]*big.Rat{"a": big.NewRat(150, 1), "b": big.NewRat(401, 2), "c": big.NewRat(0, 1)})
	case 7:
		if g.world.half.means == nil {
			return g.read("s.m1")
		}
		return leaf("half", g.world.half.places, g.world.half.means)
	default:
		return leaf("sum(s.list)", 2, g.overList(func(k *known, total *big.Rat) answer { total.Add(total, k.it.num); return absent }))
	}
}

// mapped reads a map of constants by a symbol, or by a fixed one.
func (g *generator) mapped(name, key string, values map[string]*big.Rat) expression {
	if g.pick(3) == 0 {
		symbol := one(g, symbols...)
		return leaf(one(g, name+"."+symbol, name+`["`+symbol+`"]`), 2, constant(values[symbol]))
	}
	return leaf(name+"["+key+"]", 2, strictly(func(v []*big.Rat) answer { return num(values[symbols[v[0].Num().Int64()]]) }, fact(key)))
}

// quotient is a division that is rounded on the spot.
func (g *generator) quotient(a, b expression) expression {
	a, b = g.fewer(a, 8), g.fewer(b, 4)
	e := g.binary(a, "/", b, productBind, 0)
	return g.roundCall(e.text, e.means, 6)
}

func (g *generator) fewer(a expression, most int) expression {
	for a.places > most {
		a = g.roundCall(a.text, a.means, most)
	}
	return a
}

// rate writes an expression that is a rate.
func (g *generator) rate(depth int) expression {
	deeper := func() expression { return g.rate(depth - 1) }
	if depth <= 0 {
		return g.rateLeaf()
	}
	switch g.pick(12) {
	case 0, 1:
		return g.sum(deeper(), deeper())
	case 2:
		return g.times(deeper(), deeper())
	case 3:
		return g.times(deeper(), g.number(depth-1))
	case 4:
		return g.called(deeper)
	case 5:
		return g.chosen(depth, deeper)
	case 6:
		return g.rounded(deeper())
	case 7:
		return g.divided(deeper())
	case 8:
		return g.optional("s.or", depth, deeper)
	case 9, 10:
		return g.ladder(g.world.rates, g.still().money(depth-1))
	default:
		return g.quotient(deeper(), g.count(depth-1))
	}
}

func (g *generator) rateLeaf() expression {
	switch g.pick(8) {
	case 0, 1, 2:
		return g.read(one(g, "s.r1", "s.r2"))
	case 3:
		key := one(g, symbols...)
		if g.pick(2) == 0 {
			return g.read("s.buy." + key)
		}
		return leaf("s.buy[s.k]", 6, func(k *known) answer {
			symbol := k.facts["s.k"]
			if symbol.num == nil {
				return symbol
			}
			return k.facts["s.buy."+symbols[symbol.num.Num().Int64()]]
		})
	case 4:
		return leaf("price[s.k]", 4, g.world.prices.at(fact("s.m1"), fact("s.k")))
	default:
		n := g.pick(10)
		text, v := fmt.Sprint(n), big.NewRat(int64(n), 1)
		if g.pick(2) == 0 {
			text, v = text+".25", v.Add(v, big.NewRat(1, 4))
		}
		unit := one(g, "%", "‰", "bp", "万")
		v = new(big.Rat).Quo(v, map[string]*big.Rat{"%": big.NewRat(100, 1), "‰": big.NewRat(1000, 1), "bp": big.NewRat(10_000, 1), "万": big.NewRat(10_000, 1)}[unit])
		if unit == "万" {
			return leaf("万"+text, 6, constant(v))
		}
		return leaf(text+unit, 6, constant(v))
	}
}

// count writes an expression that is a whole number of things.
func (g *generator) count(depth int) expression {
	deeper := func() expression { return g.count(depth - 1) }
	if depth <= 0 {
		return g.read(one(g, "s.c1", "s.c2"))
	}
	switch g.pick(8) {
	case 0, 1:
		a, b := deeper(), deeper()
		return g.binary(a, "+", b, sumBind, 0)
	case 2:
		return g.chosen(depth, deeper)
	case 3:
		return g.orElse("s.oc", deeper())
	case 4:
		if !g.element {
			return g.counted(depth)
		}
		return deeper()
	case 5:
		a, b := g.date(depth-1), g.date(depth-1)
		return leaf("days("+a.text+", "+b.text+")", 0, strictly(func(v []*big.Rat) answer { return num(new(big.Rat).Sub(v[1], v[0])) }, a.means, b.means))
	case 6:
		a, b := g.date(depth-1), g.date(depth-1)
		return leaf("months("+a.text+", "+b.text+")", 0, strictly(func(v []*big.Rat) answer { return whole(monthsBetween(civil(v[0]), civil(v[1]))) }, a.means, b.means))
	default:
		a := g.date(depth - 1)
		if g.pick(2) == 0 {
			return leaf("month("+a.text+")", 0, strictly(func(v []*big.Rat) answer { return whole(int64(civil(v[0]).Month())) }, a.means))
		}
		return leaf("year("+a.text+")", 0, strictly(func(v []*big.Rat) answer { return whole(int64(civil(v[0]).Year())) }, a.means))
	}
}

// number writes an expression that is a number without a unit.
func (g *generator) number(depth int) expression {
	deeper := func() expression { return g.number(depth - 1) }
	if depth <= 0 {
		return g.read(one(g, "s.n1", "s.n2"))
	}
	switch g.pick(11) {
	case 0:
		return g.sum(deeper(), one(g, deeper, g.bare)())
	case 1:
		a, b := g.count(depth-1), g.count(depth-1)
		return g.binary(a, "-", b, sumBind, 0)
	case 2:
		return g.times(g.count(depth-1), g.count(depth-1))
	case 3:
		return g.times(g.count(depth-1), g.rate(depth-1))
	case 4:
		return g.times(deeper(), one(g, deeper, g.bare)())
	case 5:
		return g.called(deeper)
	case 6:
		return g.chosen(depth, deeper)
	case 7:
		return g.quotient(g.money(depth-1), g.money(depth-1))
	case 8:
		return g.quotient(g.count(depth-1), g.count(depth-1))
	case 9:
		return g.sum(deeper(), g.ladder(g.world.points, g.still().number(depth-1)))
	default:
		return g.rounded(deeper())
	}
}

// date writes an expression that is a day.
func (g *generator) date(depth int) expression {
	if depth <= 0 || g.pick(3) == 0 {
		switch g.pick(4) {
		case 0:
			t := time.Date(2000+g.pick(50), time.Month(1+g.pick(12)), 1+g.pick(28), 0, 0, 0, 0, time.UTC)
			return leaf(t.Format(time.DateOnly), 0, func(*known) answer { return dayNumber(t) })
		case 1:
			return g.read(one(g, "as_of", "period.from", "period.until"))
		default:
			return g.read(one(g, "s.d1", "s.d2"))
		}
	}
	deeper := func() expression { return g.date(depth - 1) }
	a := deeper()
	switch g.pick(5) {
	case 0, 1:
		n, sign := g.pick(400), 1
		op := one(g, "+", "-")
		if op == "-" {
			sign = -1
		}
		unit := one(g, "d", "mo")
		if unit == "mo" {
			n %= 40
		}
		text := g.in(a, sumBind-1) + " " + op + " " + big.NewInt(int64(n)).String() + unit
		return expression{text: text, bind: sumBind, means: strictly(func(v []*big.Rat) answer {
			if unit == "d" {
				return num(new(big.Rat).Add(v[0], big.NewRat(int64(sign*n), 1)))
			}
			return dayNumber(monthsLater(civil(v[0]), sign*n))
		}, a.means)}
	case 2:
		return g.chosen(depth, deeper)
	case 3:
		return g.orElse("s.od", a)
	default:
		b := deeper()
		name := one(g, "min", "max")
		return leaf(name+"("+strings.Join([]string{a.text, b.text}, ", ")+")", 0, strictly(func(v []*big.Rat) answer {
			if (name == "min") == (v[0].Cmp(v[1]) < 0) {
				return num(v[0])
			}
			return num(v[1])
		}, a.means, b.means))
	}
}

// orElse is an optional fact without decimal places, with a default.
func (g *generator) orElse(name string, other expression) expression {
	return expression{text: name + " ?? " + g.in(other, tight-1), bind: loose, means: defaulted(fact(name), other.means)}
}
