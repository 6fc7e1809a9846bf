package policy

import (
	"math"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// hop gives the number of the subject at the end of a way, adding those on
// the way to it.
func (w *wiring) hop(hops []*ir.Field) int {
	var key strings.Builder
	for _, f := range hops {
		key.WriteString("." + f.Name)
	}
	if i, ok := w.hops[key.String()]; ok {
		return i
	}
	h := hop{parent: -1, base: -1, subject: w.root.subject, name: w.root.subject.Name}
	s := w.root.at(hops)
	if len(hops) > 0 {
		last := hops[len(hops)-1]
		h.parent = w.hop(hops[:len(hops)-1])
		h.subject, h.must, h.name = last.Type.Subject, !last.Optional, w.binding.hops[h.parent].name+"."+last.Name
	}
	h.id = h.subject.Name // where one subject is evaluated, its id may be left out
	if s != nil {
		h.given, h.base = true, s.base
		if s.id != nil {
			h.idBase, h.idOffset, h.idGiven = s.id.base, s.id.offset, true
		}
	}
	h.always = h.parent < 0 || h.given && h.base < 0 && !h.idGiven && w.binding.hops[h.parent].always
	h.fault = &ir.Fault{Kind: ir.MissingFact, Name: h.name}
	w.hops[key.String()] = len(w.binding.hops)
	w.binding.hops = append(w.binding.hops, h)
	return len(w.binding.hops) - 1
}

// input finds where an input of the joint program stands in a row.
func (w *wiring) input(i int, in *ir.Input) {
	switch in.Kind {
	case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil:
		w.binding.moments = append(w.binding.moments, momentSlot{slot: in.Slot, kind: in.Kind, moment: w.binding.joint.Moment(i)})
	case ir.InWindow:
		w.refuse(w.owners[i], "%s is summed over days that are counted from a date", in.Name)
	case ir.InRef:
		w.binding.refs = append(w.binding.refs, refField{slot: in.Slot, hop: w.hop(in.Path.Hops)})
	case ir.InFact:
		w.fact(w.owners[i], in)
	case ir.InMeasure, ir.InLast, ir.InTier:
		w.measure(w.owners[i], in)
	default:
		w.refuse(w.owners[i], "%s is not of one row", in.Name)
	}
}

// fact finds a fact, key by key where it is a map.
func (w *wiring) fact(r *plan.Rule, in *ir.Input) {
	f := in.Field
	elem := f.Type
	if elem.Kind == ir.Map {
		elem = *elem.Elem
	}
	at := field{kind: elem.Kind, scale: elem.Scale, enum: elem.Enum, min: ir.Smallest, max: math.MaxInt64, name: in.Name, hop: w.hop(in.Path.Hops)}
	if f.Min != nil && f.Min.IsInt64() {
		at.min = max(at.min, f.Min.Int64())
	}
	if f.Max != nil && f.Max.IsInt64() {
		at.max = f.Max.Int64()
	}
	at.oneOf = append(at.oneOf, f.OneOf...)
	at.domain = f
	at.missing = ir.Missing
	switch {
	case f.Default != nil && f.Default.IsInt64():
		at.missing = f.Default.Int64()
	case f.Optional:
		at.missing = ir.Absent
	}
	if f.Type.Kind != ir.Map {
		w.place(r, in, at, f.Name, in.Slot)
		return
	}
	for i, key := range f.Type.Enum.Symbols {
		w.place(r, in, at, f.Name+"."+key, in.Slot+i)
	}
}

// measure finds a measure or a tier that the host gives ready-made.
func (w *wiring) measure(r *plan.Rule, in *ir.Input) {
	at := field{kind: in.Type.Kind, scale: in.Type.Scale, enum: in.Type.Enum, min: ir.Smallest, max: math.MaxInt64, missing: ir.Missing, name: in.Name, hop: w.hop(in.Path.Hops)}
	switch {
	case in.Tiers != nil:
		at.missing = int64(w.policy.plan.Tiers[in.Tiers.Index].Start)
		w.place(r, in, at, in.Tiers.Name, in.Slot)
		return
	case in.Type.Kind == ir.List:
		w.refuse(r, "%s is a list, which is computed from events", in.Name)
		return
	case in.Measure.Absent && in.Measure.Op != ir.Supplied:
		at.missing = ir.Absent
	}
	w.place(r, in, at, in.Measure.Name, in.Slot)
}

// place finds the value of one slot in a row.
func (w *wiring) place(r *plan.Rule, in *ir.Input, at field, name string, slot int) {
	at.slot = slot
	var src *source
	s := w.root.at(in.Path.Hops)
	if s != nil {
		src = s.facts[name]
	}
	switch {
	case src != nil:
		if err := at.from(src, w.policy.schema); err != nil {
			w.fail("%s: %w", src.path, err)
			return
		}
	case s == nil && w.ends(in.Path.Hops), s != nil && !s.onlyID && at.missing != ir.Missing:
		at.read = readNothing
	default:
		w.refuse(r, "it reads %s, and no field gives that", in.Name)
		return
	}
	w.fields = append(w.fields, at)
}

// ends reports whether a way ends early because nothing is given for an
// optional reference.
func (w *wiring) ends(hops []*ir.Field) bool {
	for i, f := range hops {
		if w.root.at(hops[:i+1]) == nil {
			return f.Optional
		}
	}
	return false
}
