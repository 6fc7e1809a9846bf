package ir_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A world is a policy of random ladders and tables, and what they mean.
type world struct {
	mode   string // of rounding
	places map[string]int
	model  *ir.Model

	slices, steps, rates, points, prices *randomLadder
	grid                                 *randomTable
	half                                 expression
}

// A randomLadder has rungs from below; symbols give each rung several values.
type randomLadder struct {
	name            string
	marginal, below bool
	cuts            []*big.Rat
	above           []bool
	values          [][]*big.Rat
	first           int // the rung of the introductory terms, or -1
	text            string
}

func newWorld(seed uint64) *world {
	random := rand.New(rand.NewPCG(seed, 3))
	w := &world{
		mode: []string{"half-up", "half-even", "up", "down"}[random.IntN(4)],
		places: map[string]int{
			"s.m1": 2, "s.m2": 2, "s.m3": 2, "s.om": 2, "s.fine": 8, "s.r1": 6, "s.r2": 6, "s.or": 6, "s.n1": 4, "s.n2": 1,
			"s.c1": 0, "s.c2": 0, "s.oc": 0, "s.buy.a": 6, "s.buy.b": 6, "s.buy.c": 6, "spent(1..30, s.od)": 2,
		},
	}
	g := &generator{random: random, world: w}
	w.slices = g.newLadder("slices", true, "rate", 1)
	w.steps = g.newLadder("steps", true, "money", 1)
	w.rates = g.newLadder("rates", false, "rate", 1)
	w.points = g.newLadder("points", false, "bare", 1)
	w.prices = g.newLadder("price", false, "rate", len(symbols))
	w.grid = g.newTable()
	for w.model == nil { // a random text may divide by what is always zero
		w.half = g.money(2)
		model, found := compiled(w.text())
		if err := found.Err(); err != nil && found[0].Code != "M409" {
			panic(err)
		} else if err == nil {
			w.model = model
		}
	}
	return w
}

func (w *world) text() string {
	return `fenrun: v1
policy: random
currency: CNY
timezone: UTC
rounding: {places: 2, mode: ` + w.mode + `}
facts:
  s:
    m1: money
    m2: money
    m3: money
    om: {type: money, optional: true}
    r1: rate
    r2: rate
    or: {type: rate, optional: true}
    n1: {type: number, places: 4}
    n2: {type: number, places: 1}
    c1: count
    c2: count
    oc: {type: count, optional: true}
    b1: bool
    b2: bool
    k: [a, b, c]
    d1: date
    d2: date
    od: {type: date, optional: true}
    buy: {type: rate, by: [a, b, c]}
  t: {at: time, s: s, amount: money, rate: rate}
params:
  bonus: 125.05 CNY
  target: {a: 150 CNY, b: 200.5 CNY, c: 0}
measures:
  s.fine: {sum: t.amount * t.rate}
  s.list: {sum: t.amount, since: s.d1, every: 30d, times: ` + fmt.Sprint(listLength) + `}
  spent: {sum: t.amount}
ladders:
` + w.slices.text + w.steps.text + w.rates.text + w.points.text + w.prices.text + `tables:
` + w.grid.text + `let:
  half: '` + strings.ReplaceAll(w.half.text, "'", "''") + "'\n"
}

// newLadder makes up to five rungs, some of which begin just above their key.
func (g *generator) newLadder(name string, marginal bool, unit string, columns int) *randomLadder {
	l := &randomLadder{name: name, marginal: marginal, below: g.pick(2) == 0, first: -1}
	form := "whole"
	if marginal {
		form = "marginal"
	}
	l.text = "  " + name + ":\n"
	if columns > 1 {
		l.text += "    by: s.m1\n"
	}
	if l.below {
		l.text += "    below: first\n"
	}
	l.text += "    " + form + ":\n"
	at := big.NewRat(int64(g.pick(3)-1)*50, 1)
	labels := []string{}
	for i := range 1 + g.pick(5) {
		if i > 0 {
			at = new(big.Rat).Add(at, one(g, big.NewRat(1, 100), big.NewRat(1, 2), big.NewRat(10, 1), big.NewRat(1000, 1), big.NewRat(1_000_000, 1)))
		}
		above := i > 0 && g.pick(3) == 0
		label := strings.TrimSuffix(strings.TrimRight(at.FloatString(2), "0"), ".")
		if above {
			label = "above " + label
		}
		var texts []string
		var values []*big.Rat
		for c := range columns {
			v := big.NewRat(int64(g.pick(2000)), 100)
			text := v.FloatString(2)
			switch unit {
			case "rate":
				text, v = text+"%", new(big.Rat).Quo(v, big.NewRat(100, 1))
			case "money":
				text += " CNY"
			}
			if columns > 1 {
				text = symbols[c] + ": " + text
			}
			texts, values = append(texts, text), append(values, v)
		}
		line := strings.Join(texts, ", ")
		if columns > 1 {
			line = "{" + line + "}"
		}
		l.text += "      " + label + ": " + line + "\n"
		l.cuts, l.above, l.values, labels = append(l.cuts, at), append(l.above, above), append(l.values, values), append(labels, label)
	}
	if columns > 1 && g.pick(2) == 0 {
		l.first = g.pick(len(labels))
		l.text += "    first: {months: 1..6, from: same-month, since: s.od, rung: " + labels[l.first] + "}\n"
	}
	return l
}

// rung gives the rung that a quantity reaches, or -1.
func (l *randomLadder) rung(q *big.Rat) int {
	found := -1
	for i, cut := range l.cuts {
		if sign := q.Cmp(cut); sign > 0 || sign == 0 && !l.above[i] {
			found = i
		}
	}
	if found < 0 && l.below {
		return 0
	}
	return found
}

// at says what a ladder is worth at a quantity: the value of the rung reached,
// or of each slice its own.
func (l *randomLadder) at(key, column meaning) meaning {
	read := strictly(func(v []*big.Rat) answer {
		c := v[1].Num().Int64()
		i := l.rung(v[0])
		switch {
		case i < 0:
			return answer{fault: ir.NoRung}
		case !l.marginal:
			return num(l.values[i][c])
		}
		total := new(big.Rat)
		for j := range l.cuts { // what lies between this key and the next
			if j > 0 && v[0].Cmp(l.cuts[j]) <= 0 {
				break
			}
			end := v[0]
			if j+1 < len(l.cuts) && l.cuts[j+1].Cmp(end) < 0 {
				end = l.cuts[j+1]
			}
			slice := new(big.Rat).Sub(end, l.cuts[j])
			total.Add(total, slice.Mul(slice, l.values[j][c]))
		}
		return num(total)
	}, key, column)
	if l.first < 0 {
		return read
	}
	return func(k *known) answer {
		since := k.facts["s.od"]
		if since.num != nil {
			from, anchor := civil(k.facts["period.from"].num), civil(since.num)
			months := int64(from.Year()-anchor.Year())*12 + int64(from.Month()-anchor.Month())
			if months >= 0 && months < 6 {
				return strictly(func(v []*big.Rat) answer { return num(l.values[l.first][v[0].Num().Int64()]) }, column)(k)
			}
		}
		return read(k)
	}
}

func (g *generator) ladder(l *randomLadder, key expression) expression {
	key = g.fewer(key, 8)
	zero := func(*known) answer { return whole(0) }
	places := 4
	if l.marginal {
		places += max(key.places, 2)
	}
	return leaf(l.name+"("+key.text+")", places, l.at(key.means, zero))
}

// A randomTable is found by a symbol and an amount.
type randomTable struct {
	text  string
	means func(symbol, amount meaning) meaning
}

func (g *generator) newTable() *randomTable {
	low, high := big.NewRat(int64(g.pick(200)-100), 1), big.NewRat(int64(200+g.pick(100_000)), 100)
	if high.Cmp(low) <= 0 {
		high = new(big.Rat).Add(low, big.NewRat(1, 2))
	}
	bonus := big.NewRat(int64(g.pick(10_000)), 100)
	l, h := low.FloatString(0), high.FloatString(2)
	otherwise := g.pick(2) == 0
	t := &randomTable{text: "  grid:\n    by: [symbol, amount]\n    rows:\n" +
		"      - [a | b, " + l + ".." + h + ", " + bonus.FloatString(2) + " CNY]\n" +
		"      - [c, above " + h + "..5_000_000, s.m2 * 5%]\n" +
		"      - [a, " + h + ".., -3 CNY]\n" +
		"      - [b, .." + l + ", half]\n" +
		"      - [any, 5_000_000.01, 7 CNY]\n"}
	t.text = strings.Replace(t.text, "any, 5_000_000.01", "b | c, 5_000_000.01", 1)
	if otherwise {
		t.text += "    otherwise: 1 CNY\n"
	}
	t.means = func(symbol, amount meaning) meaning {
		return func(k *known) answer {
			return strictly(func(v []*big.Rat) answer {
				s, q := v[0].Num().Int64(), v[1]
				switch {
				case s < 2 && low.Cmp(q) <= 0 && q.Cmp(high) < 0:
					return num(bonus)
				case s == 2 && q.Cmp(high) > 0 && q.Cmp(big.NewRat(5_000_000, 1)) < 0:
					return arithmetic("*", fact("s.m2"), constant(big.NewRat(5, 100)))(k)
				case s == 0 && q.Cmp(high) >= 0:
					return num(big.NewRat(-3, 1))
				case s == 1 && q.Cmp(low) < 0:
					return g.world.half.means(k)
				case s > 0 && q.Cmp(big.NewRat(500_000_001, 100)) == 0:
					return num(big.NewRat(7, 1))
				case otherwise:
					return num(big.NewRat(1, 1))
				}
				return answer{fault: ir.NoRow}
			}, symbol, amount)(k)
		}
	}
	return t
}

func (g *generator) table(depth int) expression {
	if g.world.half.means == nil { // a row names half, which is being made
		return g.moneyLeaf()
	}
	key := g.fewer(g.still().money(depth-1), 8)
	return leaf("grid(s.k, "+key.text+")", max(8, g.world.half.places), g.world.grid.means(fact("s.k"), key.means))
}
