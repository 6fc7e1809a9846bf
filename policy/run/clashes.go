package run

import (
	"slices"
	"sync"

	"github.com/fenrun/fenrun/policy/diag"
)

// clashes are the rows that contradict others of the same id, as far as they
// are listed: the first groups of them, and of a group the first rows.
type clashes struct {
	rows   int // that contradict an earlier one
	groups [][]place

	mu   sync.Mutex
	seen map[place]clash
}

// A clash is a row that contradicts another.
type clash struct {
	id   string
	span diag.Span
}

// note notes a group of rows.
func (c *clashes) note(group []sighting) {
	c.rows += len(group) - 1
	var places []place
	for i := range group[:min(len(group), maxRowDiags+1)] {
		places = append(places, group[i].at())
	}
	c.groups = append(c.groups, places)
	if len(c.groups) >= 2*maxRowDiags {
		c.cut()
	}
}

// cut keeps the first groups, and makes ready to see their rows.
func (c *clashes) cut() {
	slices.SortFunc(c.groups, slices.Compare)
	c.groups = c.groups[:min(len(c.groups), maxRowDiags)]
	c.seen = map[place]clash{}
	for _, g := range c.groups {
		for _, at := range g {
			c.seen[at] = clash{}
		}
	}
}

// see notes what a row was, if it is to be listed.
func (c *clashes) see(at place, id string, span diag.Span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, listed := c.seen[at]; listed {
		c.seen[at] = clash{id, span}
	}
}

// findings names each row that contradicts an earlier one, and that one.
func (c *clashes) findings(kind string) *findings {
	f := &findings{}
	for _, g := range c.groups {
		first := c.seen[g[0]]
		for _, at := range g[1:] {
			row := c.seen[at]
			f.add(at, diag.Errorf("B105", row.span, "the %s %q says something else than in %s:%d; neither row is counted",
				kind, row.id, first.span.File, first.span.Start.Line).WithRelated(first.span, "the other row"))
		}
	}
	f.lost = c.rows - len(f.list)
	return f
}
