package cells

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// includes adds what holds between the sums of a subject and of one that it
// belongs to: a merchant's volume is a part of its agent's.
func (m *Member) includes(i int) {
	outer := m.program.Inputs[i]
	for j, known := range m.inputs {
		if j == i || known == nil || len(known.slots) == 0 {
			continue
		}
		inner := m.program.Inputs[j]
		switch {
		case m.regions.of[i] != nil && m.regions.of[i] == m.regions.of[j]: // their regions say it
		case m.partOf(inner, outer):
			m.law(m.inputs[i].slots[0].sub(known.slots[0]))
		case m.partOf(outer, inner):
			m.law(known.slots[0].sub(m.inputs[i].slots[0]))
		}
	}
}

func (m *Member) law(p poly) {
	if !p.affine() || len(p.variables()) == 0 {
		return
	}
	key := p.key()
	for _, known := range m.space.laws {
		if known.key() == key {
			return
		}
	}
	m.space.laws = append(m.space.laws, p)
}

// partOf reports whether every event that a counts is one that b counts, for b
// is of a subject that a's belongs to.
func (m *Member) partOf(a, b *ir.Input) bool {
	if a.Kind != b.Kind || a.Kind != ir.InMeasure && a.Kind != ir.InLast || a.Type.Kind == ir.List || b.Type.Kind == ir.List {
		return false
	}
	x, y := a.Measure, b.Measure
	if !x.Rising || !y.Rising || x.Op != y.Op || x.Op != ir.SumOf && x.Op != ir.CountOf || x.Source != y.Source || x.Per != y.Per ||
		x.Windowed() || y.Windowed() || x.Pool != nil || x.Tree != nil || a.Path.Level || b.Path.Level {
		return false
	}
	if x.Term != nil && x.Term.Meaning(x.Program) != y.Term.Meaning(y.Program) {
		return false
	}
	if len(b.Path.Hops) < len(a.Path.Hops) || !slices.Equal(a.Path.Hops, b.Path.Hops[:len(a.Path.Hops)]) {
		return false
	}
	if !slices.Equal(y.Way.Hops, slices.Concat(x.Way.Hops, b.Path.Hops[len(a.Path.Hops):])) {
		return false
	}
	if y.Where == nil {
		return true
	}
	if x.Where == nil {
		return false
	}
	return x.Where.Meaning(x.Program) == y.Where.Meaning(y.Program) || !m.someEvent([]*ir.Measure{x, y}, 1)
}
