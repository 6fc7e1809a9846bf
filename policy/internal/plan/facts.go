package plan

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// scalarKinds are the types that a fact may name besides the subjects.
var scalarKinds = map[string]ir.Kind{
	"money": ir.Money, "rate": ir.Rate, "count": ir.Count, "number": ir.Number,
	"date": ir.Date, "time": ir.Time, "text": ir.Text, "bool": ir.Bool,
}

// ratePlaces are the decimal places of a rate or number that says nothing
// else: 6 hold a hundredth of a basis point. maxPlaces is what one may ask for.
const (
	ratePlaces = 6
	maxPlaces  = 8
)

// subjects declares all subjects first, for their facts may refer to each
// other in any order.
func (c *compiler) subjects() {
	facts := &c.syntax.Facts
	subjects := make([]*ir.Subject, len(facts.Pairs))
	for i, pair := range facts.Pairs {
		s := &ir.Subject{Name: pair.Key.Value, Place: pair.Key.Span()}
		if c.declare(pair.Key, diag.Key("facts", pair.Key.Value), s) {
			subjects[i] = s
		}
	}
	for i, pair := range facts.Pairs {
		if subjects[i] == nil {
			continue
		}
		for _, fact := range pair.Value.Pairs {
			c.fact(subjects[i], fact.Key, &fact.Value, diag.Key(diag.Key("facts", pair.Key.Value), fact.Key.Value))
		}
	}
}

func (c *compiler) fact(s *ir.Subject, name syntax.Text, t *syntax.FactType, path string) {
	if !nameShape.MatchString(name.Value) {
		c.errorf("S008", name.Span(), path, "%q cannot be used as a name in expressions", name.Value).Hint = "a name is letters, digits and _, and begins with a letter"
		return
	}
	if name.Value == "id" {
		c.errorf("N103", name.Span(), path, "every subject has an `id`; it is not declared")
		return
	}
	f := &ir.Field{Name: name.Value, Place: name.Span()}
	f.Optional = c.flag(t.Optional, diag.Key(path, "optional"))
	if t.Role.Value != "" {
		if role, ok := c.oneOf(t.Role, diag.Key(path, "role"), "duty"); ok {
			f.Duty = role == "duty"
		}
	}
	kind, ok := c.factType(s, f, t, path)
	if !ok {
		s.AddMember(f.Name, f) // it is there, of a type that nobody knows: what reads it has no mistake of its own
		return
	}
	f.Type = kind
	if name.Value == "at" {
		s.Event = kind.Kind == ir.Time || kind.Kind == ir.Date
		if !s.Event || f.Optional {
			c.errorf("N107", name.Span(), path, "`at` is when an event happened: a time or a date, and always there")
		}
	}
	if len(t.By) > 0 {
		keys, ok := c.symbols(t.By, t.Span, diag.Key(path, "by"), s.Name+"."+f.Name)
		if !ok {
			return
		}
		elem := f.Type
		f.Type = ir.Type{Kind: ir.Map, Enum: keys, Elem: &elem}
	}
	c.domain(f, t, path)
	if was := s.AddMember(f.Name, f); was != nil {
		c.errorf("N110", name.Span(), path, "%s has a fact %q already", s.Name, f.Name)
	}
}

// factType gives the type that a fact is declared with.
func (c *compiler) factType(s *ir.Subject, f *ir.Field, t *syntax.FactType, path string) (ir.Type, bool) {
	if t.Symbols != nil {
		e, ok := c.symbols(t.Symbols, t.Span, path, s.Name+"."+f.Name)
		return ir.Type{Kind: ir.Symbol, Enum: e}, ok
	}
	if t.Type.Value == "" {
		return ir.Type{}, false
	}
	kind, ok := scalarKinds[t.Type.Value]
	if !ok {
		if subject := c.model.Subject(t.Type.Value); subject != nil {
			return ir.Type{Kind: ir.Ref, Subject: subject}, true
		}
		d := c.errorf("N102", t.Type.Span(), path, "there is no type %q", t.Type.Value)
		d.Hint = "money, rate, count, number, date, time, text, bool, a subject, or a list of symbols in brackets"
		d.Suggest(d.Span, t.Type.Value, c.typeNames())
		if meant := typeWords[strings.ToLower(t.Type.Value)]; meant != "" {
			c.lastMeant(t.Type.Value, meant)
		}
		if words := strings.FieldsFunc(t.Type.Value, apart); len(words) > 1 {
			d.Hint, d.Fix = "a list of words stands in brackets: ["+strings.Join(words, ", ")+"]", nil
		}
		return ir.Type{}, false
	}
	typ := ir.Type{Kind: kind}
	switch kind {
	case ir.Money:
		typ.Scale = c.model.Places
	case ir.Rate, ir.Number:
		typ.Scale = ratePlaces
	}
	if t.Places.Value != "" {
		places, ok := c.whole(t.Places, diag.Key(path, "places"))
		switch {
		case ok && places > maxPlaces:
			c.errorf("S006", t.Places.Span(), path, "a fact has at most %d decimal places", maxPlaces)
		case ok && typ.Scale == 0 && kind != ir.Money:
			c.errorf("S003", t.Places.Span(), path, "a %s has no decimal places", kind)
		case ok:
			typ.Scale = places
		}
	}
	return typ, true
}

func (c *compiler) typeNames() []string {
	names := make([]string, 0, len(scalarKinds)+len(c.model.Subjects))
	for name := range scalarKinds {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, s := range c.model.Subjects {
		names = append(names, s.Name)
	}
	return names
}

// symbols makes an enumeration of a list of words, which stands at a place.
func (c *compiler) symbols(list []syntax.Text, at diag.Span, path, owner string) (*ir.Enum, bool) {
	names := make([]string, 0, len(list))
	ok := true
	for i, t := range list {
		switch {
		case t.Value == "":
			ok = false // has been reported
		case !idShape.MatchString(t.Value):
			c.errorf("S008", t.Span(), diag.Index(path, i), "%q is no symbol", t.Value).Hint = "a symbol is letters, digits, - _ and ."
			ok = false
		case t.Value == "any":
			c.errorf("N103", t.Span(), diag.Index(path, i), "\"any\" stands for every symbol in tables, and cannot be one")
			ok = false
		case slices.Contains(names, t.Value):
			c.errorf("N110", t.Span(), diag.Index(path, i), "the symbol %q stands here twice", t.Value)
			ok = false
		default:
			names = append(names, t.Value)
		}
	}
	if len(list) == 0 {
		c.errorf("S008", at, path, "an enumeration has at least one symbol")
		ok = false
	}
	return ir.NewEnum(owner, names), ok
}

// domain reads what a fact's values may be; a fact outside it is refused at
// run time, so that what the linter proved stays true.
func (c *compiler) domain(f *ir.Field, t *syntax.FactType, path string) {
	typ := f.Type
	if typ.Kind == ir.Map {
		typ = *typ.Elem
	}
	f.Min = c.fieldValue(t.Min, typ, diag.Key(path, "min"))
	f.Max = c.fieldValue(t.Max, typ, diag.Key(path, "max"))
	f.Default = c.fieldValue(t.Default, typ, diag.Key(path, "default"))
	if (f.Min != nil || f.Max != nil) && !ordered(typ.Kind) {
		c.errorf("S003", t.Span, path, "a %s has no order, and so no `min` or `max`", typ)
	}
	if f.Min != nil && f.Max != nil && f.Min.Cmp(f.Max) > 0 {
		c.errorf("L201", t.Max.Span(), diag.Key(path, "max"), "no value lies between `min` and `max`")
	}
	for i, text := range t.OneOf {
		if v := c.fieldValue(text, typ, diag.Index(diag.Key(path, "one_of"), i)); v != nil {
			f.OneOf = append(f.OneOf, v)
		}
	}
	if f.Default != nil && f.Optional {
		c.errorf("S003", t.Default.Span(), diag.Key(path, "default"), "a fact with a default is always there, and so not optional")
	}
	if f.Default != nil && !f.Allows(f.Default) {
		c.errorf("L201", t.Default.Span(), diag.Key(path, "default"), "the default is not among the values that the fact may have")
	}
}

func ordered(k ir.Kind) bool {
	switch k {
	case ir.Bare, ir.Number, ir.Count, ir.Rate, ir.Money, ir.Date, ir.Time, ir.Days, ir.Months, ir.Hours:
		return true
	default:
		return false
	}
}

// fieldValue reads a scalar as a value of a fact's type.
func (c *compiler) fieldValue(t syntax.Text, typ ir.Type, path string) *big.Int {
	if t.Value == "" {
		return nil
	}
	switch typ.Kind {
	case ir.Symbol:
		if i := typ.Enum.Index(t.Value); i >= 0 {
			return big.NewInt(int64(i))
		}
		d := c.errorf("N102", t.Span(), path, "there is no symbol %q", t.Value)
		d.Suggest(d.Span, t.Value, typ.Enum.Symbols)
		return nil
	case ir.Bool:
		if c.flag(t, path) {
			return big.NewInt(1)
		}
		return new(big.Int)
	case ir.Text:
		return big.NewInt(c.model.Texts.ID(t.Value))
	case ir.Ref:
		c.errorf("N107", t.Span(), path, "a reference has no such value in a policy: ids come with the data")
		return nil
	}
	lit, ok := c.literal(t, path)
	if !ok {
		return nil
	}
	v, problem := lit.As(typ, c.model)
	if problem != "" {
		code := "U503"
		if typ.Kind == ir.Rate && lit.Kind == ir.LitNumber {
			code = "U501"
		}
		c.errorf(code, t.Span(), path, "%s", problem)
		return nil
	}
	return v
}
