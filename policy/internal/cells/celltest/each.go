package celltest

import "github.com/fenrun/fenrun/policy/internal/ir"

// Each calls visit with a frame for every combination of the values that the
// inputs of a program may have.
func Each(p *ir.Program, visit func(f *ir.Frame)) {
	f := ir.NewFrame(p)
	var fill func(i int)
	fill = func(i int) {
		if i == len(p.Inputs) {
			f.ClearMemos()
			visit(f)
			return
		}
		in := p.Inputs[i]
		if in.Kind == ir.InRef {
			f.Slots[in.Slot] = 0
			fill(i + 1)
			return
		}
		if in.Field.Optional {
			f.Slots[in.Slot] = ir.Absent
			fill(i + 1)
		}
		var slot func(offset int)
		slot = func(offset int) {
			if offset == in.Width() {
				fill(i + 1)
				return
			}
			for _, v := range ValuesOf(in.Field) {
				f.Slots[in.Slot+offset] = v
				slot(offset + 1)
			}
		}
		slot(0)
	}
	fill(0)
}

// ValuesOf gives the values that a fact may have.
func ValuesOf(f *ir.Field) []int64 {
	typ := f.Type
	if typ.Kind == ir.Map {
		typ = *typ.Elem
	}
	lo, hi := int64(0), int64(1)
	switch {
	case len(f.OneOf) > 0:
		var list []int64
		for _, v := range f.OneOf {
			list = append(list, v.Int64())
		}
		return list
	case typ.Kind == ir.Symbol:
		hi = int64(len(typ.Enum.Symbols) - 1)
	case f.Max != nil:
		hi = f.Max.Int64()
		if f.Min != nil {
			lo = f.Min.Int64()
		}
	}
	var list []int64
	for v := lo; v <= hi; v++ {
		list = append(list, v)
	}
	return list
}

// Size gives how many combinations Each tries at the most.
func Size(p *ir.Program) int {
	size := 1
	for _, in := range p.Inputs {
		for range in.Width() {
			if in.Kind == ir.InFact {
				size *= len(ValuesOf(in.Field)) + 1
			}
		}
	}
	return size
}
