package cells

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Given is the value that a point gives to one slot of an input.
type Given struct {
	Input  *ir.Input
	Offset int      // of the slot, in a map or a list
	Value  *big.Int // nil: it is not there
	Free   bool     // any other value of its domain would have done as well
}

// Facts gives what the point says of the inputs of a member, in the order in
// which the program reads them.
func (p *Point) Facts(m *Member) []Given {
	f := p.frame(m)
	var list []Given
	for i, in := range m.program.Inputs {
		known := m.input(i)
		forced := slices.ContainsFunc(known.needs, p.isForced)
		for offset, slot := range known.slots {
			g := Given{Input: in, Offset: offset, Free: !forced}
			if v := f.Slots[in.Slot+offset]; v != ir.Absent {
				g.Value = p.valueOf(slot)
				if in.Type.Kind == ir.Time {
					g.Value = p.instant(m, i, g.Value)
				}
				g.Free = !slices.ContainsFunc(slot.variables(), p.isForced)
				if x, ok := m.days[i]; ok && p.isForced(x) {
					g.Free = false
				}
				_, fixed := m.fixed[i]
				g.Free = g.Free && !fixed
			}
			list = append(list, g)
		}
	}
	return list
}

func (p *Point) isForced(x int) bool { return slices.Contains(p.forced, x) }

// Number gives the value of a numeric node of a member at the point, and
// whether it has one.
func (p *Point) Number(m *Member, n *ir.Node) (*big.Rat, bool) {
	v := p.Value(m, n)
	if v.Num == nil || v.Den != nil && v.Den.Sign() == 0 {
		return nil, false
	}
	return Rat(v, n.Type.Scale), true
}

// Pinned reports whether a value of the point is the only one of its cell, so
// that the values beside it are of other cells.
func (p *Point) Pinned(m *Member, g Given) bool {
	for i, in := range m.program.Inputs {
		if in != g.Input {
			continue
		}
		slot := m.input(i).slots[g.Offset]
		x, ok := slot.single()
		return ok && p.cell.span(x).point() && !p.space.vars[x].hull.point()
	}
	return false
}

// Frame gives a member's facts at the point in a frame of the caller's own,
// which may be changed and asked again.
func (p *Point) Frame(m *Member) *ir.Frame {
	q := p.moved()
	return q.frame(m)
}
