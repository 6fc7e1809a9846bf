package coverage

import (
	"cmp"
	"slices"
	"sync"

	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Coverage gathers what runs reach. It is an engine.Watch, and safe for
// concurrent use.
type Coverage struct {
	mu     sync.Mutex
	points []Point
	byKey  map[key]int
	sides  map[*ir.Node][]side
	rules  map[*plan.Rule][2]int // paid, not met; -1 where there is nothing to meet
	known  map[*plan.Policy]bool
}

// A side says which outcome of a node reaches a point.
type side struct {
	holds, fails bool
	taken        int // of a choice: 1 the first way, 2 the second
	rung         int // of a ladder or table: which, from 1
	point        int
}

// New makes an empty coverage.
func New() *Coverage {
	return &Coverage{byKey: map[key]int{}, sides: map[*ir.Node][]side{}, rules: map[*plan.Rule][2]int{}, known: map[*plan.Policy]bool{}}
}

// Texts notes what there is to be reached.
func (c *Coverage) Texts(texts []*plan.Policy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range texts {
		if c.known[p] {
			continue
		}
		c.known[p] = true
		w := &walker{all: c, policy: p, seen: map[*ir.Node]bool{}}
		w.text()
	}
}

// Saw notes what an evaluation reached.
func (c *Coverage) Saw(step *ir.Step) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saw(step)
}

func (c *Coverage) saw(s *ir.Step) {
	for _, d := range c.sides[s.Node] {
		if d.reached(s) {
			c.points[d.point].Count++
		}
	}
	for _, inner := range s.Steps {
		c.saw(inner)
	}
}

// reached reports whether a step took this side.
func (d side) reached(s *ir.Step) bool {
	switch {
	case d.holds:
		return s.Value.Holds()
	case d.fails:
		return s.Value.Num != nil && !s.Value.Holds()
	case d.taken > 0:
		first := len(s.Steps) > 0 && s.Steps[0].Value.Holds()
		return first == (d.taken == 1) && s.Value.Fault == nil
	default:
		return s.Rung+1 == d.rung && s.Value.Num != nil
	}
}

// Decided notes what became of a decision.
func (c *Coverage) Decided(rule *plan.Rule, state engine.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, known := c.rules[rule]
	switch {
	case !known:
	case state == engine.Decided:
		c.points[at[0]].Count++
	case state == engine.None && at[1] >= 0:
		c.points[at[1]].Count++
	}
}

// Points gives all points by their places.
func (c *Coverage) Points() []Point {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Clone(c.points)
	slices.SortStableFunc(list, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.plain.file, b.plain.file), cmp.Compare(a.Place.Start.Line, b.Place.Start.Line), cmp.Compare(a.Place.Start.Column, b.Place.Start.Column))
	})
	return list
}

// A File is the coverage of one policy.
type File struct {
	Name    string
	Points  []Point
	Reached int
}

// Share is how many of a hundred points were reached, rounded down.
func (f *File) Share() int {
	if len(f.Points) == 0 {
		return 100
	}
	return f.Reached * 100 / len(f.Points)
}

// Files gives the coverage by policy file.
func (c *Coverage) Files() []File {
	var files []File
	for _, p := range c.Points() {
		if len(files) == 0 || files[len(files)-1].Name != p.plain.file {
			files = append(files, File{Name: p.plain.file})
		}
		f := &files[len(files)-1]
		f.Points = append(f.Points, p)
		if p.Count > 0 {
			f.Reached++
		}
	}
	return files
}
