// Package data holds the facts of a run: tables of subjects with their
// versions in time, and the reading of texts into the whole numbers that
// programs work on.
package data

import (
	"fmt"
	"slices"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Schema is what the facts of one or more policies look like together: the
// subjects of all of them, each with the facts of all of them.
type Schema struct {
	Types    []*Type
	Zone     *time.Location
	Currency payout.Currency
	Texts    *ir.Texts // of all policies; a run extends it
	names    map[string]*Type
}

// A Type is a kind of subject.
type Type struct {
	Name    string
	Index   int
	Event   bool
	Columns []*Column
	Width   int // slots of a row
	At      *Column
	names   map[string]*Column
}

// A Column is one fact or given measure of a type.
type Column struct {
	Name    string
	Slot    int
	Kind    ir.Kind // of a value; of the elements for a map
	Scale   int
	Enum    *ir.Enum // of symbols: those of all policies
	Target  *Type    // of a reference
	Keys    *ir.Enum // of a map: it takes one slot a key
	Measure bool     // a measure that the host may give ready-made
	fields  []*ir.Field
}

// Required reports whether each subject is to have the fact.
func (c *Column) Required() bool {
	return !c.Measure && !slices.ContainsFunc(c.fields, func(f *ir.Field) bool { return f.Optional || f.Default != nil })
}

// Width is how many slots the column takes.
func (c *Column) Width() int {
	if c.Keys != nil {
		return len(c.Keys.Symbols)
	}
	return 1
}

// NewSchema joins the facts of the models. They must agree on the type of
// each fact, the currency and the zone; symbols are joined.
func NewSchema(models []*ir.Model, measures []*ir.Measure, tiers []*ir.TierSet) (*Schema, error) {
	s := &Schema{names: map[string]*Type{}, Texts: ir.NewTexts()}
	for i, m := range models {
		if i == 0 {
			s.Zone, s.Currency = m.Zone, m.Currency
		}
		if m.Zone.String() != s.Zone.String() || m.Currency != s.Currency {
			return nil, fmt.Errorf("the policies of one book have one currency and one time zone: %s, %s and %s, %s", s.Currency, s.Zone, m.Currency, m.Zone)
		}
		seen := map[*ir.Subject]bool{}
		for _, subject := range m.Subjects {
			s.inOrder(subject, seen)
		}
	}
	for _, m := range models {
		for _, subject := range m.Subjects {
			if err := s.join(subject); err != nil {
				return nil, err
			}
		}
	}
	for _, m := range measures {
		if m.Subject != nil {
			s.addMeasure(m)
		}
	}
	for _, t := range tiers {
		s.names[t.Subject.Name].given(&Column{Name: t.Name, Kind: ir.Symbol, Enum: t.Tiers, Measure: true})
	}
	return s, nil
}

// Type gives the type of that name, or nil.
func (s *Schema) Type(name string) *Type { return s.names[name] }

// Column gives the column of that name, or nil.
func (t *Type) Column(name string) *Column { return t.names[name] }

// inOrder declares a subject behind the events that it refers to: what is read
// of those must be there when it is counted.
func (s *Schema) inOrder(subject *ir.Subject, seen map[*ir.Subject]bool) {
	if seen[subject] {
		return
	}
	seen[subject] = true
	for _, f := range subject.Fields {
		if f.Type.Kind == ir.Ref && f.Type.Subject.Event {
			s.inOrder(f.Type.Subject, seen)
		}
	}
	s.declare(subject)
}

func (s *Schema) declare(subject *ir.Subject) {
	t := s.names[subject.Name]
	if t == nil {
		t = &Type{Name: subject.Name, Index: len(s.Types), names: map[string]*Column{}}
		s.names[t.Name] = t
		s.Types = append(s.Types, t)
	}
	t.Event = t.Event || subject.Event
}

func (s *Schema) join(subject *ir.Subject) error {
	t := s.names[subject.Name]
	for _, f := range subject.Fields {
		c := s.column(f)
		was := t.names[f.Name]
		if was == nil {
			t.add(c)
			continue
		}
		if err := was.merge(c, f); err != nil {
			return fmt.Errorf("%s.%s: %w", t.Name, f.Name, err)
		}
	}
	return nil
}

func (t *Type) add(c *Column) {
	c.Slot = t.Width
	t.Width += c.Width()
	t.names[c.Name] = c
	t.Columns = append(t.Columns, c)
	if c.Name == "at" && t.Event {
		t.At = c
	}
}

func (s *Schema) column(f *ir.Field) *Column {
	c := &Column{Name: f.Name, fields: []*ir.Field{f}}
	typ := f.Type
	if typ.Kind == ir.Map {
		c.Keys, typ = typ.Enum, *typ.Elem
	}
	c.Kind, c.Scale, c.Enum = typ.Kind, typ.Scale, typ.Enum
	if typ.Kind == ir.Ref {
		c.Target = s.names[typ.Subject.Name]
	}
	return c
}

// merge joins a column with the same one of another policy.
func (c *Column) merge(d *Column, f *ir.Field) error {
	if c.Kind != d.Kind || c.Target != d.Target || (c.Keys == nil) != (d.Keys == nil) {
		return fmt.Errorf("the policies of one book declare it as %s and as %s", c.Kind, d.Kind)
	}
	if c.Keys != nil && !sameSymbols(c.Keys, d.Keys) {
		return fmt.Errorf("the policies of one book give it different keys")
	}
	if c.Scale != d.Scale {
		return fmt.Errorf("the policies of one book declare it with %d and with %d decimal places", c.Scale, d.Scale)
	}
	if c.Enum != nil {
		c.Enum = union(c.Enum, d.Enum)
	}
	c.fields = append(c.fields, f)
	return nil
}

func sameSymbols(a, b *ir.Enum) bool {
	if len(a.Symbols) != len(b.Symbols) {
		return false
	}
	for i := range a.Symbols {
		if a.Symbols[i] != b.Symbols[i] {
			return false
		}
	}
	return true
}

func union(a, b *ir.Enum) *ir.Enum {
	symbols := append([]string(nil), a.Symbols...)
	for _, s := range b.Symbols {
		if a.Index(s) < 0 {
			symbols = append(symbols, s)
		}
	}
	if len(symbols) == len(a.Symbols) {
		return a
	}
	return ir.NewEnum("", symbols)
}

// addMeasure gives a type a column under which the host may supply a measure.
func (s *Schema) addMeasure(m *ir.Measure) {
	if !scalar(m.Type.Kind) {
		return
	}
	s.names[m.Subject.Name].given(&Column{Name: m.Name, Kind: m.Type.Kind, Scale: m.Type.Scale, Enum: m.Type.Enum, Measure: true})
}

// given adds a column for what the host may give ready-made, unless another
// policy has added it.
func (t *Type) given(c *Column) {
	was := t.names[c.Name]
	if was == nil {
		t.add(c)
	} else if c.Enum != nil && was.Enum != nil {
		was.Enum = union(was.Enum, c.Enum)
	}
}

func scalar(k ir.Kind) bool {
	switch k {
	case ir.List, ir.Map, ir.Windowed, ir.Invalid, ir.Ref:
		return false
	default:
		return true
	}
}
