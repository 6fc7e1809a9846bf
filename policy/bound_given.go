package policy

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A source is where a value of a row stands.
type source struct {
	base    int     // of the pointers of a row
	offset  uintptr // from there
	typ     reflect.Type
	null    bool         // it is a pointer to a value, or nil
	column  *data.Column // of the schema
	key     int          // of a map: which one
	subject int          // the index of the type that has the column
	tag     tag
	path    string // for messages
}

// A pointer is how a pointer of a row is found: it stands at an offset from
// an earlier one. The first is the row itself.
type pointer struct {
	base   int
	offset uintptr
}

// A shape is what is given of one subject.
type shape struct {
	subject *ir.Subject
	typ     *data.Type
	base    int // of its pointer, where it may be nil; else -1
	id      *source
	onlyID  bool // nothing is given of it but its id
	facts   map[string]*source
	refs    map[string]*shape
	within  []reflect.Type // the structs on the way to it, and its own
	open    func()         // takes in its fields, where that has waited
}

// given collects what a row gives of a subject and of those it refers to.
type given struct {
	policy   *Policy
	root     *shape
	pointers []pointer
	columns  []column
	errs     []error
}

// A column is the values of one Column.
type column struct {
	name string
	typ  reflect.Type // of the slice
	size uintptr      // of a value
	data unsafe.Pointer
}

func newGiven(p *Policy, subject string) *given {
	g := &given{policy: p, pointers: []pointer{{}}}
	s := p.plan.Model.Subject(subject)
	if s == nil {
		g.fail("the policy has no subject %q", subject)
		return g
	}
	g.root = g.shape(s, -1)
	return g
}

func (g *given) fail(format string, args ...any) {
	g.errs = append(g.errs, fmt.Errorf(format, args...))
}

func (g *given) shape(s *ir.Subject, base int) *shape {
	return &shape{subject: s, typ: g.policy.schema.Type(s.Name), base: base, facts: map[string]*source{}, refs: map[string]*shape{}}
}

// structure takes in the fields of a struct.
func (g *given) structure(t reflect.Type) {
	if g.root == nil {
		return
	}
	if t.Kind() != reflect.Struct {
		g.fail("%s is no struct", t)
		return
	}
	g.root.within = []reflect.Type{t}
	g.fields(g.root, t, 0, 0, g.root.subject.Name, "")
}

// fields takes in the tagged fields of a struct that stands at an offset from
// a pointer. prefix is that of the keys of a map fact.
func (g *given) fields(s *shape, t reflect.Type, base int, offset uintptr, path, prefix string) {
	for f := range fieldsOf(t) {
		text, tagged := f.Tag.Lookup("fenrun")
		if !tagged || text == "-" || !f.IsExported() {
			continue
		}
		tag, err := readTag(text)
		at := path + "." + tag.name
		if err != nil {
			g.fail("%s: %w", at, err)
			continue
		}
		tag.name = prefix + tag.name
		src := &source{base: base, offset: offset + f.Offset, typ: f.Type, tag: tag, path: at}
		g.member(s, src)
	}
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// member takes in one field: a fact, the keys of one, or a reference.
func (g *given) member(s *shape, src *source) {
	f := s.subject.Field(src.tag.name)
	inner := src.typ
	if inner.Kind() == reflect.Pointer {
		inner = inner.Elem()
	}
	switch {
	case f != nil && f.Type.Kind == ir.Ref && inner.Kind() == reflect.Struct:
		g.reference(s, f, src, inner)
	case f != nil && f.Type.Kind == ir.Map && src.typ.Kind() == reflect.Struct:
		g.fields(s, src.typ, src.base, src.offset, src.path, src.tag.name+".")
	default:
		g.value(s, src)
	}
}

// reference takes in a struct that stands for another subject. A struct that
// leads back to its own type is followed only as far as rules read it.
func (g *given) reference(s *shape, f *ir.Field, src *source, inner reflect.Type) {
	to := g.shape(f.Type.Subject, -1)
	if !g.put(s, src, to) {
		return
	}
	base, offset := src.base, src.offset
	if src.typ.Kind() == reflect.Pointer {
		g.pointers = append(g.pointers, pointer{src.base, src.offset})
		base, offset = len(g.pointers)-1, 0
		to.base = base
	}
	to.within = append(slices.Clone(s.within), inner)
	if slices.Contains(s.within, inner) {
		to.open = func() { g.fields(to, inner, base, offset, src.path, "") }
		return
	}
	g.fields(to, inner, base, offset, src.path, "")
}

func (g *given) put(s *shape, src *source, to *shape) bool {
	if s.refs[src.tag.name] != nil {
		g.fail("%s is given twice", src.path)
		return false
	}
	s.refs[src.tag.name] = to
	return true
}

// value takes in a single value: a fact, a key of one, a measure, a tier or
// an id.
func (g *given) value(s *shape, src *source) {
	if src.typ.Kind() == reflect.Pointer {
		src.null, src.typ = true, src.typ.Elem()
	}
	name := src.tag.name
	c, key, ok := s.typ.Find(name)
	switch {
	case name == data.ID:
		if s.id != nil || src.typ.Kind() != reflect.String || src.null {
			g.fail("%s is one string", src.path)
			return
		}
		s.id = src
	case !ok:
		hint := ""
		if near := s.typ.NearName(name); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		g.fail("%s: the policy declares no such fact%s", src.path, hint)
	case c.Kind == ir.Ref:
		to := g.shape(s.subject.Field(name).Type.Subject, -1)
		to.onlyID, to.id = true, src
		if src.typ.Kind() != reflect.String || src.null {
			g.fail("%s: a reference is a struct, a pointer to one or an id that is a string, not %s", src.path, src.typ)
		} else {
			g.put(s, src, to)
		}
	case s.facts[name] != nil:
		g.fail("%s is given twice", src.path)
	default:
		src.column, src.key, src.subject = c, key, s.typ.Index
		s.facts[name] = src
	}
}

// column takes in one column; a dotted name leads over references.
func (g *given) column(c Column) {
	t := reflect.TypeOf(c.Values)
	if t == nil || t.Kind() != reflect.Slice {
		g.fail("%s: the values of a column are a slice, not %T", c.Name, c.Values)
		return
	}
	g.columns = append(g.columns, column{name: c.Name, typ: t, size: t.Elem().Size()})
	g.pointers = append(g.pointers, pointer{base: -1}) // set for each row
	if g.root == nil {
		return
	}
	s, name := g.root, c.Name
	for {
		first, rest, dotted := strings.Cut(name, ".")
		f := s.subject.Field(first)
		if !dotted || f == nil || f.Type.Kind != ir.Ref {
			break
		}
		to := s.refs[first]
		if to == nil {
			to = g.shape(f.Type.Subject, -1)
			s.refs[first] = to
		}
		to.onlyID = false
		s, name = to, rest
	}
	src := &source{base: len(g.pointers) - 1, typ: t.Elem(), tag: tag{name: name, scaled: c.Scale > 0, scale: c.Scale, symbols: c.Symbols}, path: c.Name}
	if to := s.refs[name]; to != nil && to.id == nil && src.typ.Kind() == reflect.String {
		to.id = src // of a subject of which facts were given before
		return
	}
	g.value(s, src)
}

// fill points columns to their values and gives the number of rows.
func fill(columns []column, values []any) (int, error) {
	if len(values) != len(columns) {
		return 0, fmt.Errorf("%d columns were bound, and %d are given", len(columns), len(values))
	}
	n := 0
	var errs []error
	for i := range columns {
		c := &columns[i]
		v := reflect.ValueOf(values[i])
		switch {
		case !v.IsValid() || v.Type() != c.typ:
			errs = append(errs, fmt.Errorf("%s: %s was bound, and %T is given", c.name, c.typ, values[i]))
		case i > 0 && v.Len() != n:
			errs = append(errs, fmt.Errorf("%s has %d values, and %s has %d", c.name, v.Len(), columns[0].name, n))
		default:
			n = v.Len()
			c.data = v.UnsafePointer()
		}
	}
	return n, errors.Join(errs...)
}

// at gives what is given of the subject at the end of a way, or nil.
func (s *shape) at(hops []*ir.Field) *shape {
	for _, f := range hops {
		if s = s.refs[f.Name]; s == nil {
			return nil
		}
		if open := s.open; open != nil {
			s.open = nil
			open()
		}
	}
	return s
}
