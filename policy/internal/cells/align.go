package cells

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Align makes two members of different programs comparable at the same facts:
// a fact has the values that both declare. The reason says why they are not,
// because something has one name and two meanings or two forms.
func (s *Space) Align(a, b *Member) (reason string) {
	for i, in := range a.program.Inputs {
		for _, other := range b.program.Inputs {
			if in.Name != other.Name || in.Kind != other.Kind {
				continue
			}
			switch {
			case in.Type.Kind == ir.Symbol && !slices.Equal(in.Type.Enum.Symbols, other.Type.Enum.Symbols):
				return "the symbols of " + in.Name + " have changed"
			case inputKey(a.program, in) != inputKey(b.program, other):
				return in.Name + " is not measured in the same way"
			case in.Field != nil && in.Width() == 1:
				a.within(i, other.Field)
			}
		}
	}
	return ""
}

// within holds an input between what another declaration of it allows.
func (m *Member) within(i int, f *ir.Field) {
	slot := m.input(i).slots[0]
	if f.Min != nil {
		m.law(slot.sub(constant(f.Min)))
	}
	if f.Max != nil {
		m.law(constant(f.Max).sub(slot))
	}
}
