package ir_test

import (
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

var (
	full      = flag.Bool("full", false, "compare the back ends on a million decisions, or as many as -decisions says")
	decisions = flag.Int("decisions", 1_000_000, "how many, with -full")
)

// The rules of a random policy as one program, evaluated over int64, come to
// what each by itself comes to over big integers: to the last digit, and down
// to the reason why there is none.
func TestFastDecidesAsExact(t *testing.T) {
	most := 50_000
	switch {
	case *full:
		most = *decisions
	case testing.Short():
		most = 10_000
	}
	const parts = 4 // that run at once: seeds are far apart
	tallies := make([]difference, parts)
	t.Run("worlds", func(t *testing.T) {
		for i := range tallies {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				for seed := uint64(1000 + i*1_000_000); tallies[i].Values < most/parts; seed++ {
					tallies[i].world(t, seed, 60, (*generator).facts)
				}
			})
		}
	})
	var tally difference
	for _, part := range tallies {
		tally.add(part)
	}
	t.Logf("%+v", tally)
	if tally.Sure*3 < tally.Values || tally.Doubts == 0 || tally.Shared == 0 {
		t.Errorf("the policies prove too little: %+v", tally)
	}
}

// At the edges of 64 and of 128 bits the fast back end is right, or in doubt
// and leaves the answer to the exact one.
func TestExtremeDecisions(t *testing.T) {
	var tally difference
	for seed := uint64(0); tally.Values < 20_000; seed++ {
		tally.world(t, 5000+seed, 60, (*generator).extremes)
	}
	t.Logf("%+v", tally)
	if tally.Sure*20 < tally.Values || tally.Doubts*20 < tally.Values {
		t.Errorf("the facts prove too little: %+v", tally)
	}
}

// A difference counts what two back ends were asked.
type difference struct {
	Programs, Values, Sure, Doubts, Shared int
}

func (d *difference) add(e difference) {
	d.Programs += e.Programs
	d.Values += e.Values
	d.Sure += e.Sure
	d.Doubts += e.Doubts
	d.Shared += e.Shared
}

// A clause is a random expression as a rule would have it.
type clause struct {
	text    string
	program *ir.Program
	node    *ir.Node
	frame   *ir.Frame
}

// world compares the clauses of a random policy on some decisions.
func (d *difference) world(t *testing.T, seed uint64, decisions int, facts func(*generator) *known) {
	t.Helper()
	w := newWorld(seed)
	g := &generator{random: rand.New(rand.NewPCG(seed, 5)), world: w}
	clauses := d.clauses(g, 8)
	joint := ir.NewJoint(w.model.Subject("s"))
	var nodes []*ir.Node
	for _, c := range clauses {
		nodes = append(nodes, joint.Add(c.program, c.node, ir.Path{}, "month"))
	}
	codes := ir.CompileTogether(joint.Program, nodes, inFrame(joint.Program))
	together := ir.NewFrame(joint.Program)
	for range decisions {
		k := facts(g)
		together.Reset()
		fill(t, together, k)
		for i, c := range clauses {
			c.frame.Reset()
			fill(t, c.frame, k)
			d.compare(t, together, codes[i], c)
			if t.Failed() {
				t.Fatalf("in the world of seed %d, on %s\n%s", seed, k, w.text())
			}
		}
	}
}

// clauses makes up expressions without mistakes. Some repeat a part of others.
func (d *difference) clauses(g *generator, n int) []clause {
	var list []clause
	var said []expression
	for len(list) < n {
		e, want := g.money(1+g.pick(4)), amount
		switch {
		case g.pick(3) == 0:
			e, want = g.condition(1+g.pick(4)), condition
		case len(said) > 0 && g.pick(2) == 0:
			e = g.sum(e, said[g.pick(len(said))])
			d.Shared++
		case g.pick(6) == 0:
			e = g.binary(g.fewer(e, 8), "/", g.count(1), productBind, 0)
		}
		desk := &desk{model: g.world.model, root: "s"}
		site := desk.site()
		node := typed(site, unplaced(e.text), want)
		if len(desk.found) > 0 {
			continue // such as too many places
		}
		if want == amount && e.places > 0 {
			said = append(said, e)
		}
		d.Programs++
		list = append(list, clause{e.text, site.Program, node, ir.NewFrame(site.Program)})
	}
	return list
}

// inFrame says that all inputs stand in the frame's own slots.
func inFrame(p *ir.Program) []ir.Place {
	places := make([]ir.Place, len(p.Inputs))
	for i, in := range p.Inputs {
		places[i] = ir.Place{Row: -1, Slot: in.Slot}
	}
	return places
}

func (d *difference) compare(t *testing.T, f *ir.Frame, code *ir.Code, c clause) {
	d.Values++
	want := show(c.frame.Exact(c.node), c.node)
	if got := show(f.Exact(code.Node), code.Node); got != want {
		t.Errorf("%s\n is %s, and %s as a part of the joint program", c.text, want, got)
	}
	value, den, sure := f.Fraction(code)
	if !sure {
		d.Doubts++
		return
	}
	d.Sure++
	got := ir.Value{Num: big.NewInt(value), Den: big.NewInt(den)}
	if value == ir.Absent {
		got = ir.Value{}
	}
	if got := show(got, code.Node); got != want {
		t.Errorf("%s\n is %s, and %s by the fast back end", c.text, want, got)
	}
	met, sure := f.Met(code)
	if holds := c.frame.Exact(c.node).Holds(); c.node.Type.Kind == ir.Bool && (!sure || met != holds) {
		t.Errorf("%s\n is met: %t (%t), and %t by the exact back end", c.text, met, sure, holds)
	}
}

// extremes makes up facts of which most lie at an edge: of 64 and of 128 bits,
// of a square root of them, of a power of ten, or of zero.
func (g *generator) extremes() *known {
	k := g.facts()
	for _, name := range sorted(g.world.places) {
		k.facts[name] = g.extreme(g.world.places[name])
	}
	for i := range listLength {
		k.facts[fmt.Sprintf("s.list#%d", i)] = g.extreme(2)
	}
	return k
}

func (g *generator) extreme(places int) answer {
	v := new(big.Int)
	switch g.pick(7) {
	case 0:
		v.SetInt64(math.MaxInt64)
	case 1:
		v.SetInt64(ir.Smallest)
	case 2:
		v.Lsh(big.NewInt(1), uint(one(g, 31, 32, 62, 63, 64, 126, 127, 128)))
	case 3:
		v.SetInt64(3_037_000_500) // about the root of 2^63
	case 4:
		v.Exp(big.NewInt(10), big.NewInt(int64(g.pick(39))), nil)
	case 5:
		v.SetInt64(math.MaxInt64 / int64(pow(g.pick(18))))
	case 6:
		v.SetInt64(int64(g.pick(1000)))
	}
	v.Add(v, big.NewInt(int64(g.pick(5)-2)))
	if g.pick(3) == 0 {
		v.Neg(v)
	}
	return num(new(big.Rat).SetFrac(v, big.NewInt(int64(pow(places)))))
}
