package ir_test

import (
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

var worlds = flag.Int("worlds", 50, "how many random policies the oracle is asked about, with 300 expressions each")

// Random expressions on random facts have the same value by the exact back
// end, by the fast one where it is sure, and by the oracle: to the last digit,
// and down to the reason why there is none.
func TestBackEndsAgreeWithOracle(t *testing.T) {
	n := *worlds
	if testing.Short() {
		n /= 10
	}
	var tally agreement
	for seed := range uint64(n) {
		tally.check(t, seed, 300, 3)
		if t.Failed() {
			t.Fatalf("in the world of seed %d", seed)
		}
	}
	t.Logf("%+v", tally)
	if tally.Refused*20 > tally.Programs || tally.Fast*4 < tally.Values || tally.Doubts == 0 || tally.Absent == 0 || tally.Faults == 0 || tally.Traced == 0 {
		t.Errorf("the expressions prove too little: %+v", tally)
	}
}

type agreement struct {
	Programs, Refused, Values, Fast, Doubts, Absent, Faults, Traced int
}

func (a *agreement) check(t *testing.T, seed uint64, programs, decisions int) {
	w := newWorld(seed)
	g := &generator{random: rand.New(rand.NewPCG(seed, 4)), world: w}
	for range programs {
		a.Programs++
		depth := 1 + g.pick(5)
		e, want := g.money(depth), amount
		switch g.pick(4) {
		case 0:
			e, want = g.condition(depth), condition
		case 1: // a division at the end of an amount
			x, y := g.fewer(e, 8), g.count(depth-1)
			e = g.binary(x, "/", y, productBind, 0)
			if g.pick(3) == 0 {
				c, other := g.condition(1), g.money(1)
				e = expression{text: g.in(c, loose) + " ? " + g.in(e, loose) + " : " + g.in(other, loose), means: choice(c.means, e.means, other.means)}
			}
		}
		d := &desk{model: w.model, root: "s"}
		site := d.site()
		n := typed(site, unplaced(e.text), want)
		if len(d.found) > 0 {
			a.Refused++
			for _, one := range d.found {
				if one.Code != "S006" && one.Code != "D702" && one.Code != "M409" { // too many places, too long, a division by 0
					t.Fatalf("%s\n%s%s", e.text, listed(d.found), w.text())
				}
			}
			continue
		}
		a.evaluate(t, g, site.Program, n, e, decisions)
		if t.Failed() {
			t.Logf("rounding is %s; half is %s", w.mode, w.half.text)
			return
		}
	}
}

// evaluate compares the three on some decisions, with one frame for all.
func (a *agreement) evaluate(t *testing.T, g *generator, p *ir.Program, n *ir.Node, e expression, decisions int) {
	f := ir.NewFrame(p)
	rows := [][]int64{make([]int64, p.Slots())}
	places := make([]ir.Place, len(p.Inputs))
	for i, in := range p.Inputs {
		places[i] = ir.Place{Row: g.pick(2) - 1, Slot: in.Slot}
	}
	code := ir.Compile(p, n, places)
	for range decisions {
		k := g.facts()
		f.Reset()
		fill(t, f, k)
		copy(rows[0], f.Slots)
		f.Rows = rows
		want, got := e.means(k), f.Exact(n)
		a.Values++
		if said, asked := show(got, n), want.show(); said != asked {
			t.Errorf("%s\n is %s, and by the oracle %s", e.text, said, asked)
		}
		if g.pick(10) == 0 {
			a.Traced++
			if step := f.Trace(n); show(step.Value, n) != show(got, n) {
				t.Errorf("%s\n is %s, and %s where it is traced", e.text, show(got, n), show(step.Value, n))
			}
		}
		switch {
		case want.fault != 0:
			a.Faults++
		case want.num == nil:
			a.Absent++
		}
		a.fast(t, f, code, n, e, want)
		if t.Failed() {
			t.Logf("on %s", k)
			return
		}
	}
}

func (a *agreement) fast(t *testing.T, f *ir.Frame, code *ir.Code, n *ir.Node, e expression, want answer) {
	value, den, sure := f.Fraction(code)
	if !sure {
		a.Doubts++
		return
	}
	a.Fast++
	if said, asked := show(fastValue(value, den), n), want.show(); said != asked {
		t.Errorf("%s\n is %s by the fast back end, and by the oracle %s", e.text, said, asked)
	}
	if met, sure := f.Met(code); n.Type.Kind == ir.Bool && (!sure || met != want.holds()) {
		t.Errorf("%s\n is met: %t (%t), and by the oracle %s", e.text, met, sure, want.show())
	}
}

// fastValue gives what the fast back end computes as the exact one does.
func fastValue(num, den int64) ir.Value {
	if num == ir.Absent {
		return ir.Value{}
	}
	return ir.Value{Num: big.NewInt(num), Den: big.NewInt(den)}
}

func (a answer) show() string {
	switch {
	case a.fault != 0:
		return fmt.Sprintf("fault %d", a.fault)
	case a.num == nil:
		return "absent"
	default:
		return a.num.RatString()
	}
}

func show(v ir.Value, n *ir.Node) string {
	a := answer{}
	switch {
	case v.Fault != nil:
		a.fault = v.Fault.Kind
	case v.Num != nil:
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.Type.Scale)), nil)
		if v.Den != nil {
			scale.Mul(scale, v.Den)
		}
		a.num = new(big.Rat).SetFrac(v.Num, scale)
	}
	return a.show()
}

// facts makes up what one decision reads.
func (g *generator) facts() *known {
	k := &known{facts: map[string]answer{}}
	size := g.pick(6)
	amount := func(places int) answer {
		v := new(big.Int).SetInt64(int64(g.pick(one(g, 3, 200, 100_000, 1_000_000_000))))
		if size == 4 {
			v.SetInt64(g.random.Int64())
		}
		if size == 5 {
			v.Mul(big.NewInt(g.random.Int64()), big.NewInt(g.random.Int64N(1<<40)))
		}
		if g.pick(4) == 0 {
			v.Neg(v)
		}
		return num(new(big.Rat).SetFrac(v, big.NewInt(int64(pow(places)))))
	}
	for _, name := range sorted(g.world.places) {
		k.facts[name] = amount(g.world.places[name])
	}
	for i := range listLength {
		k.facts[fmt.Sprintf("s.list#%d", i)] = amount(2)
	}
	for _, name := range []string{"s.r1", "s.r2", "s.or", "s.buy.a", "s.buy.b", "s.buy.c"} {
		k.facts[name] = num(big.NewRat(int64(g.pick(1_200_000)), 1_000_000))
	}
	for _, name := range []string{"s.c1", "s.c2", "s.oc"} {
		k.facts[name] = whole(int64(g.pick(one(g, 2, 10, 10_000))))
	}
	k.facts["s.b1"], k.facts["s.b2"], k.facts["s.k"] = yes(g.pick(2) == 0), yes(g.pick(2) == 0), whole(int64(g.pick(3)))
	for _, name := range []string{"s.d1", "s.d2", "s.od", "as_of", "period.from", "period.until"} {
		k.facts[name] = dayNumber(time.Date(2020+g.pick(8), time.Month(1+g.pick(12)), 1+g.pick(31), 0, 0, 0, 0, time.UTC))
	}
	for _, name := range []string{"s.om", "s.or", "s.oc", "s.od"} {
		if g.pick(3) == 0 {
			k.facts[name] = absent
		}
	}
	if k.facts["s.od"] == absent {
		k.facts["spent(1..30, s.od)"] = absent
	}
	if g.pick(8) == 0 {
		name := one(g, "s.m2", "s.r1", "s.c1", "s.b1", "s.k", "s.d1", "s.n1", "s.list#2", "s.om", "s.buy.b")
		k.facts[name] = answer{fault: ir.MissingFact}
	}
	return k
}
