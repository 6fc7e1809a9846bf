package cells

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Sums of the same events are not independent: what is paid by card is a part
// of what is paid, and the first thirty days are a part of the first ninety.
// Such sums are taken apart into regions of events that no condition and no
// window divides any further. The sums of regions are independent, and each
// measure is the sum of some of them.

// maxRegions bounds the regions of one family of sums, and maxRelated the
// conditions that tell them apart.
const (
	maxRegions = 24
	maxRelated = 4
)

// A family is the inputs of a member that sum, or count, the same thing.
type family struct {
	inputs []int
	parts  map[int]poly // by input
}

// A regions is the families of a member, by input.
type regions struct{ of map[int]*family }

// regionOf gives an input as the sum of its regions, or nil where it has
// nothing in common with others.
func (m *Member) regionOf(i int) poly {
	if m.regions == nil {
		m.regions = &regions{of: map[int]*family{}}
		m.findFamilies()
	}
	f := m.regions.of[i]
	if f == nil {
		return nil
	}
	return f.parts[i]
}

func (m *Member) findFamilies() {
	families := map[string]*family{}
	var keys []string
	for i, in := range m.program.Inputs {
		key, ok := m.familyKey(in)
		if _, fixed := m.fixed[i]; !ok || fixed {
			continue
		}
		if families[key] == nil {
			families[key] = &family{parts: map[int]poly{}}
			keys = append(keys, key)
		}
		families[key].inputs = append(families[key].inputs, i)
	}
	for _, key := range keys {
		f := families[key]
		if len(f.inputs) < 2 || !m.takeApart(key, f) {
			continue
		}
		for _, i := range f.inputs {
			m.regions.of[i] = f
		}
	}
}

// familyKey names what an input sums and over which periods; windows counted
// from one date share a family.
func (m *Member) familyKey(in *ir.Input) (string, bool) {
	measure := in.Measure
	if measure == nil || !measure.Rising || measure.Op != ir.SumOf && measure.Op != ir.CountOf ||
		in.Type.Kind == ir.List || measure.Pool != nil || measure.Tree != nil || m.countsItself(in) {
		return "", false
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s", pathKey(m.program, in.Path), measure.Op, measure.Source.Name)
	for _, hop := range measure.Way.Hops {
		b.WriteString("." + hop.Name)
	}
	if measure.Term != nil {
		b.WriteString(" " + measure.Term.Meaning(measure.Program))
	}
	switch {
	case in.Kind == ir.InWindow && in.Window.Period:
		b.WriteString(" period")
	case in.Kind == ir.InWindow:
		fmt.Fprintf(&b, " since %s %v %v", in.Anchor.Meaning(m.program), in.Window.Months, in.Window.Same)
	case measure.Windowed():
		fmt.Fprintf(&b, " since %s %v %v", measure.Since.Meaning(measure.Anchor), measure.Window.Months, measure.Window.Same)
	default:
		fmt.Fprintf(&b, " per %s %v", measure.Per, in.Kind == ir.InLast)
	}
	return b.String(), true
}

// windowOf gives the days that an input covers; all is true where it covers
// all that its family does.
func windowOf(in *ir.Input) (w ir.Window, all bool) {
	switch {
	case in.Kind == ir.InWindow && !in.Window.Period:
		return in.Window, false
	case in.Kind == ir.InMeasure && in.Measure.Windowed():
		return *in.Measure.Window, false
	default:
		return w, true
	}
}

// takeApart makes the regions of a family. It is false where they are too many
// to be of use.
func (m *Member) takeApart(key string, f *family) bool {
	stretches := m.stretches(f)
	wheres, conditions := m.wheres(f)
	if len(conditions) > maxRelated {
		return false
	}
	vectors := m.vectors(conditions)
	if len(vectors)*len(stretches) > maxRegions {
		return false
	}
	term := m.program.Inputs[f.inputs[0]].Measure
	for _, i := range f.inputs {
		window, all := windowOf(m.program.Inputs[i])
		sum := poly(nil)
		for _, s := range stretches {
			if !all && !s.within(window) {
				continue
			}
			for _, v := range vectors {
				if wheres[i] >= 0 && v&(1<<wheres[i]) == 0 {
					continue
				}
				name := m.program.Inputs[i].Name
				x := m.space.variable(fmt.Sprintf("region:%s:%v:%d:%s", key, s, v, m.conditionKey(conditions)), func() *fact {
					part := &fact{name: name, domain: domain{{lo: bigZero}}, kind: term.Type.Kind}
					if term.Op == ir.SumOf {
						m.summed(part, term)
					}
					return part
				})
				sum = sum.add(variable(x))
			}
		}
		if sum == nil {
			return false
		}
		f.parts[i] = sum
	}
	return true
}

func (m *Member) conditionKey(conditions []*ir.Measure) string {
	var b strings.Builder
	for _, c := range conditions {
		b.WriteString(c.Where.Meaning(c.Program))
		b.WriteByte('|')
	}
	return b.String()
}

// wheres gives the distinct conditions of a family, and by input which is its
// own, -1 for none.
func (m *Member) wheres(f *family) (by map[int]int, conditions []*ir.Measure) {
	by = map[int]int{}
	seen := map[string]int{}
	for _, i := range f.inputs {
		measure := m.program.Inputs[i].Measure
		by[i] = -1
		if measure.Where == nil {
			continue
		}
		key := measure.Where.Meaning(measure.Program)
		n, ok := seen[key]
		if !ok {
			n = len(conditions)
			seen[key] = n
			conditions = append(conditions, measure)
		}
		by[i] = n
	}
	return by, conditions
}

// vectors gives which of the conditions an event can meet and which not, as
// bits; combinations that no event has are left out.
func (m *Member) vectors(conditions []*ir.Measure) []int {
	if len(conditions) == 0 {
		return []int{0}
	}
	var list []int
	for bits := range 1 << len(conditions) {
		if m.someEvent(conditions, bits) {
			list = append(list, bits)
		}
	}
	return list
}

func (m *Member) someEvent(conditions []*ir.Measure, bits int) bool {
	key := fmt.Sprintf("%d:%s", bits, m.conditionKey(conditions))
	if known, ok := m.space.known.events[key]; ok {
		return known
	}
	space := NewSpace(m.space.known, &Budget{Cells: termBudget})
	var goals []Goal
	for i, c := range conditions {
		want := NotTrue
		if bits&(1<<i) != 0 {
			want = True
		}
		goals = append(goals, Goal{Of: space.Join(m.policy, c.Program, nil), Node: c.Where, Want: want})
	}
	some := space.Find(goals...).Verdict != Never
	m.space.known.events[key] = some
	return some
}
