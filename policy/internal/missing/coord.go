package missing

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A coord is a fact, a measure or a tier that a condition bounds, one symbol's
// where it is a map: a slot of the program's frames.
type coord struct {
	slot     int
	name     string // as the policy writes it
	typ      ir.Type
	node     *ir.Node // reads it
	symbols  int      // of an enumeration, or no and yes; 0 of a number
	optional bool     // it may be absent
	settable bool     // whether it is there can change without anything else
	min, max *big.Int
	oneOf    []*big.Int
}

// coord gives the coordinate that a node reads; false if it reads none that
// can change by itself. key is the symbol of a map, or -1.
func (c *compiler) coord(n *ir.Node, key int) (int, bool) {
	in := c.goal.program.Inputs[n.Input]
	if !free(in) || in.Field != nil && c.depended.fields[in.Field] || in.Measure != nil && c.depended.measures[in.Measure] {
		return 0, false
	}
	slot := in.Slot + max(key, 0)
	for i, have := range c.coords {
		if have.slot == slot {
			return i, true
		}
	}
	made := &coord{slot: slot, name: in.Name, typ: in.Type, node: &ir.Node{Op: ir.OpInput, Input: n.Input, Type: in.Type, Text: in.Name}}
	if key >= 0 {
		symbol := in.Type.Enum.Symbols[key]
		made.typ = *in.Type.Elem
		made.name += "." + symbol
		made.node = &ir.Node{Op: ir.OpPick, Input: n.Input, Type: made.typ, Args: []*ir.Node{{Op: ir.OpConst, Const: big.NewInt(int64(key))}}}
	}
	switch made.typ.Kind {
	case ir.Bool:
		made.symbols = 2
	case ir.Symbol:
		made.symbols = len(made.typ.Enum.Symbols)
	case ir.Number, ir.Count, ir.Rate, ir.Money, ir.Date, ir.Days, ir.Months, ir.Hours:
	default:
		return 0, false
	}
	c.domain(made, in)
	c.coords = append(c.coords, made)
	return len(c.coords) - 1, true
}

// domain says which values a coordinate can have.
func (c *compiler) domain(made *coord, in *ir.Input) {
	for _, hop := range in.Path.Hops {
		made.optional = made.optional || hop.Optional
	}
	switch {
	case in.Field != nil:
		made.settable = in.Field.Optional && !made.optional
		made.optional = made.optional || in.Field.Optional
		made.min, made.max, made.oneOf = in.Field.Min, in.Field.Max, in.Field.OneOf
	case in.Measure != nil:
		made.optional = true // its window may have no anchor
		if in.Measure.Rising || in.Measure.Op == ir.CountOf {
			made.min = new(big.Int)
		}
	}
	if made.typ.Kind == ir.Count && made.min == nil {
		made.min = new(big.Int)
	}
}

// free reports whether an input is a value of the subject that can be another.
func free(in *ir.Input) bool {
	switch in.Kind {
	case ir.InFact, ir.InMeasure, ir.InLast, ir.InWindow, ir.InTier:
		return true
	default:
		return false
	}
}

func (c *coord) symbol(i int) region {
	set := make([]bool, c.symbols)
	set[i] = true
	return region{set: set}
}

// dependencies are what further inputs are computed from. A change of one of
// these changes more than itself.
type dependencies struct {
	fields   map[*ir.Field]bool
	measures map[*ir.Measure]bool
}

func dependedOn(p *ir.Program) dependencies {
	d := dependencies{map[*ir.Field]bool{}, map[*ir.Measure]bool{}}
	seen := map[*ir.Measure]bool{}
	for _, in := range p.Inputs {
		d.reads(p, in.Anchor)
		d.measure(in.Measure, seen)
	}
	return d
}

// reads adds what an expression of a program reads.
func (d dependencies) reads(p *ir.Program, n *ir.Node) {
	n.Walk(func(m *ir.Node) bool {
		if m.Op == ir.OpInput || m.Op == ir.OpPick {
			d.input(p.Inputs[m.Input])
		}
		return true
	})
}

func (d dependencies) input(in *ir.Input) {
	if in.Field != nil {
		d.fields[in.Field] = true
	}
	if in.Measure != nil {
		d.measures[in.Measure] = true
	}
}

func (d dependencies) measure(m *ir.Measure, seen map[*ir.Measure]bool) {
	if m == nil || seen[m] {
		return
	}
	seen[m] = true
	for _, f := range []*ir.Field{m.Pool, m.Tree} {
		if f != nil {
			d.fields[f] = true
		}
	}
	for _, p := range []*ir.Program{m.Program, m.Anchor} {
		if p == nil {
			continue
		}
		for _, in := range p.Inputs {
			d.input(in)
			d.measure(in.Measure, seen)
			d.reads(p, in.Anchor)
		}
	}
}
