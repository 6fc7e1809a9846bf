package missing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A point is a value for each fact of the small world; -1 is absent.
type point [5]int

var sizes = [5]int{7, 7, 5, 3, 2}

const optional = 2 // of the facts, z may be absent

// A grid puts points into frames.
type grid struct {
	frame *ir.Frame
	slots [5]int // of each fact; -1: not read
}

func newGrid(t *plan.TierSet) *grid {
	g := &grid{frame: ir.NewFrame(t.Program), slots: [5]int{-1, -1, -1, -1, -1}}
	for _, in := range t.Program.Inputs {
		g.slots[slices.Index([]string{"x", "y", "z", "kind", "flag"}, in.Field.Name)] = in.Slot
	}
	return g
}

func (g *grid) at(p point) *ir.Frame {
	g.frame.Reset()
	for i, slot := range g.slots {
		switch {
		case slot >= 0 && p[i] < 0:
			g.frame.Slots[slot] = ir.Absent
		case slot >= 0:
			g.frame.Slots[slot] = int64(p[i])
		}
	}
	return g.frame
}

// all calls visit with each point; facts that are not read stay as in p.
func (g *grid) all(p point, visit func(point)) {
	q := p
	var next func(i int)
	next = func(i int) {
		if i == len(q) {
			visit(q)
			return
		}
		if g.slots[i] < 0 {
			next(i + 1)
			return
		}
		first := 0
		if i == optional {
			first = -1
		}
		for v := first; v < sizes[i]; v++ {
			q[i] = v
			next(i + 1)
		}
		q[i] = p[i]
	}
	next(0)
}

// between reports whether q changes nothing more than r does, from p.
func between(p, q, r point) bool {
	for i := range q {
		switch {
		case q[i] == p[i] || q[i] == r[i]:
		case i > optional || p[i] < 0 || q[i] < 0 || r[i] < 0:
			return false
		case q[i] > p[i] != (r[i] > p[i]) || q[i] > p[i] && q[i] > r[i] || q[i] < p[i] && q[i] < r[i]:
			return false
		}
	}
	return true
}

// points gives the points that a way leads to.
func (g *grid) points(p point, w missing.Way) []point {
	list := []point{p}
	for _, c := range w.Changes {
		i := slices.Index(g.slots[:], c.Slot)
		values := c.Symbols
		switch {
		case c.Step == missing.Gone:
			values = []int{-1}
		case c.Step != missing.Is:
			values = []int{int(c.To.Int64())}
		}
		var more []point
		for _, q := range list {
			for _, v := range values {
				q[i] = v
				more = append(more, q)
			}
		}
		list = more
	}
	return list
}

// TestSmallestWays compares the ways to every better tier with what trying all
// values of all facts finds.
func TestSmallestWays(t *testing.T) {
	r := source{rand.New(rand.NewPCG(7, 11))}
	asked, answered := 0, 0
	for range policies() {
		src := header + r.tiers(func() string { return r.condition(2) })
		p := compile(t, src)
		if p == nil {
			continue
		}
		g := newGrid(p.Tiers[0])
		when := p.Tiers[0].When
		from := point{r.IntN(7), r.IntN(7), r.IntN(6) - 1, r.IntN(3), r.IntN(2)}
		now := verdict(g.at(from), when)
		for at := range now {
			goal := missing.First(p.Tiers[0].Program, when, at)
			answer := goal.Ask(g.at(from))
			asked++
			var reached []point
			g.all(from, func(q point) {
				if verdict(g.at(q), when) == at {
					reached = append(reached, q)
				}
			})
			want, got := smallestOf(from, reached), g.given(t, src, from, at, when, answer)
			if from[optional] < 0 {
				// What is to be given has no nearest value; the rest has.
				want = slices.DeleteFunc(want, func(q point) bool { return q[optional] >= 0 })
				got = slices.DeleteFunc(got, func(q point) bool { return q[optional] >= 0 })
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s\nfrom %v to t%d\n got %v\nwant %v", src, from, at, got, want)
			}
			if len(want) > 0 {
				answered++
			}
		}
	}
	if asked < policies()/2 || answered < asked/2 {
		t.Errorf("only %d questions, %d with an answer", asked, answered)
	}
}

func smallestOf(from point, reached []point) []point {
	var want []point
	for _, q := range reached {
		if !slices.ContainsFunc(reached, func(r point) bool { return r != q && between(from, r, q) }) {
			want = append(want, q)
		}
	}
	return sorted(want)
}

func sorted(list []point) []point {
	slices.SortFunc(list, func(a, b point) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return slices.Compact(list)
}

// given gives the points of all ways of an answer, after it has applied each.
func (g *grid) given(t *testing.T, src string, from point, at int, when []*ir.Node, answer missing.Answer) []point {
	t.Helper()
	var got []point
	for _, w := range answer.Ways {
		if len(w.Fails) > 0 {
			if len(w.Changes) > 0 || len(answer.Ways) > 1 {
				t.Fatalf("%s\n%+v is not taken apart", src, w)
			}
			continue
		}
		for _, q := range g.points(from, w) {
			if now := verdict(g.at(q), when); now != at {
				t.Fatalf("%s\nfrom %v, %v is t%d, not t%d", src, from, q, now, at)
			}
			got = append(got, q)
		}
	}
	return sorted(got)
}
