package missing

import (
	"math/big"
	"slices"
)

// A region is the values that a fact may have: that it is absent, some symbols,
// or the numbers from lo to hi, both included; nil is open.
type region struct {
	absent bool
	set    []bool
	lo, hi *big.Int
}

func (r region) meet(s region) (region, bool) {
	switch {
	case r.absent || s.absent:
		return r, r.absent && s.absent
	case r.set != nil:
		both := make([]bool, len(r.set))
		some := false
		for i := range both {
			both[i] = r.set[i] && s.set[i]
			some = some || both[i]
		}
		return region{set: both}, some
	}
	if r.lo == nil || s.lo != nil && s.lo.Cmp(r.lo) > 0 {
		r.lo = s.lo
	}
	if r.hi == nil || s.hi != nil && s.hi.Cmp(r.hi) < 0 {
		r.hi = s.hi
	}
	return r, r.lo == nil || r.hi == nil || r.lo.Cmp(r.hi) <= 0
}

// within reports whether all of r lies in s.
func (r region) within(s region) bool {
	switch {
	case r.absent || s.absent:
		return r.absent && s.absent
	case r.set != nil:
		for i, in := range r.set {
			if in && !s.set[i] {
				return false
			}
		}
		return true
	}
	return (s.lo == nil || r.lo != nil && r.lo.Cmp(s.lo) >= 0) && (s.hi == nil || r.hi != nil && r.hi.Cmp(s.hi) <= 0)
}

func (r region) equal(s region) bool { return r.within(s) && s.within(r) }

func (r region) has(v *big.Int) bool {
	if r.set != nil {
		return r.set[v.Int64()]
	}
	return (r.lo == nil || r.lo.Cmp(v) <= 0) && (r.hi == nil || v.Cmp(r.hi) <= 0)
}

// A box bounds some facts, each by itself, and asks for some conditions that
// are not taken apart. The empty box holds everything.
type box struct {
	dims []dim // by coord
	lits []lit // by node
}

type dim struct {
	coord  int
	region region
}

// A lit is an undivided condition and what it is to be.
type lit struct {
	node int
	want truth
}

type truth uint8

const (
	isTrue truth = iota
	isFalse
	isAbsent
)

func (b box) meet(c box) (box, bool) {
	var m box
	i, j := 0, 0
	for i < len(b.dims) || j < len(c.dims) {
		switch {
		case j == len(c.dims) || i < len(b.dims) && b.dims[i].coord < c.dims[j].coord:
			m.dims = append(m.dims, b.dims[i])
			i++
		case i == len(b.dims) || c.dims[j].coord < b.dims[i].coord:
			m.dims = append(m.dims, c.dims[j])
			j++
		default:
			r, some := b.dims[i].region.meet(c.dims[j].region)
			if !some {
				return m, false
			}
			m.dims = append(m.dims, dim{b.dims[i].coord, r})
			i, j = i+1, j+1
		}
	}
	m.lits = slices.Clone(b.lits)
	for _, l := range c.lits {
		at, found := slices.BinarySearchFunc(m.lits, l, func(a, b lit) int { return a.node - b.node })
		if found && m.lits[at].want != l.want {
			return m, false
		}
		if !found {
			m.lits = slices.Insert(m.lits, at, l)
		}
	}
	return m, true
}

func (b box) region(coord int) (region, bool) {
	for _, d := range b.dims {
		if d.coord == coord {
			return d.region, true
		}
	}
	return region{}, false
}

// within reports whether all of b lies in c.
func (b box) within(c box) bool {
	for _, d := range c.dims {
		if r, bounded := b.region(d.coord); !bounded || !r.within(d.region) {
			return false
		}
	}
	for _, l := range c.lits {
		if !slices.Contains(b.lits, l) {
			return false
		}
	}
	return true
}

// most bounds how many boxes a condition is taken apart into.
const most = 1024

// cross gives what lies in a box of each list; false if these are too many.
func cross(a, b []box) ([]box, bool) {
	if len(a)*len(b) > 4*most {
		return nil, false
	}
	var out []box
	for _, x := range a {
		for _, y := range b {
			if m, some := x.meet(y); some {
				out = append(out, m)
			}
		}
	}
	if len(out) > 1 {
		out = compact(out)
	}
	return out, len(out) <= most
}

// union gives what lies in a box of either list.
func union(a, b []box) ([]box, bool) {
	out := compact(append(slices.Clip(a), b...))
	return out, len(out) <= most
}

// compact leaves out boxes that lie within others, and joins those that differ
// in the symbols of one fact.
func compact(boxes []box) []box {
	kept := boxes[:0:0]
next:
	for i, b := range boxes {
		for j, c := range boxes {
			if i != j && b.within(c) && (j < i || !c.within(b)) {
				continue next
			}
		}
		kept = append(kept, b)
	}
	for joined := true; joined; {
		joined = false
		for i := 0; i < len(kept); i++ {
			for j := i + 1; j < len(kept); j++ {
				if b, ok := kept[i].join(kept[j]); ok {
					kept[i] = b
					kept = slices.Delete(kept, j, j+1)
					joined = true
					j--
				}
			}
		}
	}
	return kept
}

// join makes one box of two that differ in the symbols of one fact alone.
func (b box) join(c box) (box, bool) {
	if len(b.dims) != len(c.dims) || !slices.Equal(b.lits, c.lits) {
		return b, false
	}
	differs := -1
	for i, d := range b.dims {
		e := c.dims[i]
		switch {
		case d.coord != e.coord:
			return b, false
		case d.region.absent == e.region.absent && d.region.equal(e.region):
		case differs >= 0 || d.region.set == nil || e.region.set == nil:
			return b, false
		default:
			differs = i
		}
	}
	if differs < 0 {
		return b, true
	}
	set := slices.Clone(b.dims[differs].region.set)
	for i, in := range c.dims[differs].region.set {
		set[i] = set[i] || in
	}
	dims := slices.Clone(b.dims)
	dims[differs].region = region{set: set}
	return box{dims: dims, lits: b.lits}, true
}
