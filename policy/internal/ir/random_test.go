package ir_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
)

// An expression is a text of the language with what it means. places bounds
// the decimal places of its value from above; bind says how close its last
// operation holds it together, as priorities of the language go.
type expression struct {
	text   string
	places int
	bind   int
	means  meaning
}

const (
	loose = iota // ?: and ??: always in brackets beside something else
	orBind
	andBind
	notBind
	compareBind
	sumBind
	productBind
	minusBind
	tight
)

// in gives the text with brackets where it needs them, and at times where it
// does not.
func (g *generator) in(e expression, bind int) string {
	if e.bind <= bind || g.random.IntN(12) == 0 {
		return "(" + e.text + ")"
	}
	return e.text
}

// A generator writes expressions of a rule for the subject s of its world.
type generator struct {
	random  *rand.Rand
	world   *world
	element bool // inside all, any, count or sum
	windows bool // inside a comparison, where what is counted from no date is absent
}

// still writes what is always there: the key of a ladder or table.
func (g *generator) still() *generator {
	inner := *g
	inner.windows = false
	return &inner
}

func (g *generator) pick(n int) int { return g.random.IntN(n) }

func one[T any](g *generator, list ...T) T { return list[g.random.IntN(len(list))] }

func leaf(text string, places int, means meaning) expression {
	return expression{text: text, places: places, bind: tight, means: means}
}

func (g *generator) read(name string) expression {
	return leaf(name, g.world.places[name], fact(name))
}

// binary joins two expressions; the right one of equal priority is bracketed.
func (g *generator) binary(a expression, op string, b expression, bind, places int) expression {
	return expression{
		text: g.in(a, bind-1) + " " + op + " " + g.in(b, bind), places: places, bind: bind, means: arithmetic(op, a.means, b.means),
	}
}

func (g *generator) sum(a, b expression) expression {
	return g.binary(a, one(g, "+", "-"), b, sumBind, max(a.places, b.places))
}

// times multiplies, and rounds the factors where the product would have too
// many places.
func (g *generator) times(a, b expression) expression {
	for a.places+b.places > 14 {
		if a.places > b.places {
			a = g.rounded(a)
		} else {
			b = g.rounded(b)
		}
	}
	if g.pick(2) == 0 {
		a, b = b, a
	}
	return g.binary(a, "*", b, productBind, a.places+b.places)
}

func (g *generator) rounded(a expression) expression {
	return g.roundCall(a.text, a.means, 6)
}

// roundCall brings something to at most so many places.
func (g *generator) roundCall(text string, means meaning, most int) expression {
	name, places := one(g, "round", "round", "floor", "ceil"), g.pick(min(most, 8)+1)
	how := name
	if name == "round" {
		how = g.world.mode
	}
	written := fmt.Sprintf("%s(%s, %d)", name, text, places)
	if places == 0 && g.pick(2) == 0 {
		written = fmt.Sprintf("%s(%s)", name, text)
	}
	return leaf(written, places, strictly(func(v []*big.Rat) answer { return num(rounded(how, v[0], places)) }, means))
}

// divided divides by a literal that leaves no rest.
func (g *generator) divided(a expression) expression {
	d := one(g, "2", "4", "5", "8", "10", "0.5", "2.5", "1.6", "20", "(-4)")
	value, _ := new(big.Rat).SetString(strings.Trim(d, "()"))
	if a.places > 10 {
		a = g.rounded(a)
	}
	return g.binary(a, "/", leaf(d, 0, constant(value)), productBind, a.places+4)
}

func (g *generator) negative(a expression) expression {
	return expression{text: "-" + g.in(a, minusBind), places: a.places, bind: minusBind, means: strictly(func(v []*big.Rat) answer { return num(new(big.Rat).Neg(v[0])) }, a.means)}
}

// called is min, max, abs or clamp.
func (g *generator) called(make func() expression) expression {
	name := one(g, "min", "max", "min", "max", "abs", "clamp")
	count := map[string]int{"min": 2 + g.pick(3), "max": 2 + g.pick(3), "abs": 1, "clamp": 3}[name]
	var texts []string
	var parts []meaning
	places := 0
	for range count {
		e := make()
		texts, parts, places = append(texts, e.text), append(parts, e.means), max(places, e.places)
	}
	return leaf(name+"("+strings.Join(texts, ", ")+")", places, strictly(func(v []*big.Rat) answer {
		switch name {
		case "abs":
			return num(new(big.Rat).Abs(v[0]))
		case "clamp":
			if v[0].Cmp(v[1]) < 0 {
				return num(v[1])
			}
			if v[0].Cmp(v[2]) > 0 {
				return num(v[2])
			}
			return num(v[0])
		}
		best := v[0]
		for _, x := range v[1:] {
			if (name == "min") == (x.Cmp(best) < 0) {
				best = x
			}
		}
		return num(best)
	}, parts...))
}

// chosen is a condition with two values.
func (g *generator) chosen(depth int, make func() expression) expression {
	c, a, b := g.condition(depth-1), make(), make()
	return expression{
		text: g.in(c, loose) + " ? " + g.in(a, loose) + " : " + g.in(b, loose), places: max(a.places, b.places), bind: loose, means: choice(c.means, a.means, b.means),
	}
}

// optional reads an optional fact where it was tested, or with a default.
func (g *generator) optional(name string, depth int, make func() expression) expression {
	x := g.read(name)
	other := make()
	if g.pick(2) == 0 {
		return expression{
			text: name + " ?? " + g.in(other, tight-1), places: max(x.places, other.places), bind: loose, means: defaulted(x.means, other.means),
		}
	}
	then := x
	if g.pick(2) == 0 {
		then = g.sum(x, make())
	}
	return expression{
		text: name + " ? " + g.in(then, loose) + " : " + g.in(other, loose), places: max(then.places, other.places), bind: loose,
		means: choice(present(x.means), then.means, other.means),
	}
}

// digits writes a number of some decimal places, in one of the ways in which
// it may be written.
func (g *generator) digits(places int) (text string, value *big.Rat) {
	whole := one(g, g.pick(10), g.pick(1000), g.pick(1_000_000), g.pick(1<<40))
	text = fmt.Sprint(whole)
	if places > 0 && g.pick(2) == 0 {
		text += fmt.Sprintf(".%0*d", places, g.pick(pow(places)))
	}
	value, _ = new(big.Rat).SetString(text)
	if len(text) > 5 && !strings.Contains(text, ".") && g.pick(2) == 0 {
		text = text[:len(text)-3] + "_" + text[len(text)-3:]
	}
	return text, value
}

func pow(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

func scaledBy(v *big.Rat, factor int64) *big.Rat { return new(big.Rat).Mul(v, big.NewRat(factor, 1)) }

// bare is a number without a unit, never 0.
func (g *generator) bare() expression {
	text, v := g.digits(g.pick(4))
	if v.Sign() == 0 {
		text, v = "7", big.NewRat(7, 1)
	}
	switch g.pick(8) {
	case 0:
		text, v = text+"万", scaledBy(v, 10_000)
	case 1:
		text, v = text+"亿", scaledBy(v, 100_000_000)
	case 2:
		text, v = "12345678901234567890", new(big.Rat).SetInt(big1("12345678901234567890"))
	}
	return leaf(text, 4, constant(v))
}

func big1(text string) *big.Int {
	n, _ := new(big.Int).SetString(text, 10)
	return n
}
