package syntax

import (
	"reflect"

	"github.com/fenrun/fenrun/policy/diag"
)

func (m *Keyed[T]) decode(d *decoder, n *Node, path string) {
	if !d.want(Map, n, path) {
		return
	}
	m.Span = n.Span
	m.Pairs = make([]Pair[T], len(n.Entries))
	for i, e := range n.Entries {
		m.Pairs[i].Key = e.Key
		d.into(&m.Pairs[i].Value, e.Value, diag.Key(path, e.Key.Value))
	}
}

// IsZero reports whether the map was not written.
func (m *Keyed[T]) IsZero() bool { return m.Pairs == nil }

// Find gives the value of a key, or nil.
func (m *Keyed[T]) Find(key string) *T {
	for i := range m.Pairs {
		if m.Pairs[i].Key.Value == key {
			return &m.Pairs[i].Value
		}
	}
	return nil
}

func (x *Names) decode(d *decoder, n *Node, path string) {
	x.Span = n.Span
	if n.Kind == Scalar {
		x.List = []Text{n.Text}
		return
	}
	d.into(&x.List, n, path)
}

func (v *Value) decode(d *decoder, n *Node, path string) {
	v.Span = n.Span
	if n.Kind == List && !looksLikeExpression(n) {
		d.into(&v.Cases, n, path)
		return
	}
	if text, ok := d.expression(n, path); ok {
		v.Expr = &Expr{Text: text, Path: path}
	}
}

// looksLikeExpression tells a list of cases from an expression in brackets
// that YAML has read as a list.
func looksLikeExpression(n *Node) bool {
	return n.Style == Flow && (len(n.Items) == 0 || n.Items[0].Kind == Scalar)
}

// IsZero reports whether nothing was written.
func (v *Value) IsZero() bool { return v.Expr == nil && v.Cases == nil }

func (s *Sentence) decode(d *decoder, n *Node, path string) {
	s.Span = n.Span
	if n.Kind != Map {
		if text, ok := d.scalar(n, path); ok {
			s.Texts = []Spoken{{Text: Expr{Text: text, Path: path}}}
		}
		return
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Key.Value != "en" && e.Key.Value != "zh" {
			d.report(diag.Errorf("S003", e.Key.Span(), "there is no language %q", e.Key.Value).WithHint("sentences are written in en, in zh, or in both"), at)
			continue
		}
		if text, ok := d.scalar(e.Value, at); ok {
			s.Texts = append(s.Texts, Spoken{Lang: e.Key.Value, Text: Expr{Text: text, Path: at}})
		}
	}
}

// IsZero reports whether nothing was written.
func (s *Sentence) IsZero() bool { return s.Texts == nil }

func (t *FactType) decode(d *decoder, n *Node, path string) {
	t.Span = n.Span
	switch n.Kind {
	case Scalar:
		t.Type = n.Text
	case List:
		d.into(&t.Symbols, n, path)
	default:
		t.structure(d, n, path)
	}
}

// structure reads {type: ..., optional: true}, where the type itself may be a
// list of symbols.
func (t *FactType) structure(d *decoder, n *Node, path string) {
	plain := *n
	plain.Entries = nil
	for _, e := range n.Entries {
		if e.Key.Value == "type" && e.Value.Kind == List {
			d.into(&t.Symbols, e.Value, diag.Key(path, "type"))
			continue
		}
		plain.Entries = append(plain.Entries, e)
	}
	d.structure(reflect.ValueOf(t).Elem(), &plain, path)
	if t.Type.Value == "" && t.Symbols == nil && n.Kind == Map {
		d.report(diag.Errorf("S007", n.Span, "`type:` is missing here"), path)
	}
}

func (p *Param) decode(d *decoder, n *Node, path string) {
	p.Span = n.Span
	if n.Kind == Map {
		d.into(&p.By, n, path)
		return
	}
	d.into(&p.Value, n, path)
}

func (w *Where) decode(d *decoder, n *Node, path string) {
	w.Span = n.Span
	if n.Kind != Map {
		if text, ok := d.expression(n, path); ok {
			w.Expr = &Expr{Text: text, Path: path}
		}
		return
	}
	w.Fields.Span = n.Span
	for _, e := range n.Entries {
		pair := Pair[[]Text]{Key: e.Key}
		at := diag.Key(path, e.Key.Value)
		if e.Value.Kind == List {
			d.into(&pair.Value, e.Value, at)
		} else if text, ok := d.scalar(e.Value, at); ok {
			pair.Value = []Text{text}
		}
		w.Fields.Pairs = append(w.Fields.Pairs, pair)
	}
}

func (o *Override) decode(d *decoder, n *Node, path string) {
	o.Span = n.Span
	if n.Kind == Map {
		d.into(&o.By, n, path)
		return
	}
	d.into(&o.Expr, n, path)
}

func (t *TableKeys) decode(d *decoder, n *Node, path string) {
	t.Span = n.Span
	switch n.Kind {
	case Scalar:
		t.Keys = []Pair[Expr]{{Key: n.Text, Value: Expr{Text: n.Text, Path: path}}}
	case List:
		for _, item := range n.Items {
			if text, ok := d.scalar(item, path); ok {
				t.Keys = append(t.Keys, Pair[Expr]{Key: text})
			}
		}
	default:
		var m Keyed[Expr]
		d.into(&m, n, path)
		t.Keys = m.Pairs
	}
}

func (r *Row) decode(d *decoder, n *Node, path string) {
	r.Span = n.Span
	d.into(&r.Cells, n, path)
}

func (x *Demote) decode(d *decoder, n *Node, path string) {
	x.Span = n.Span
	if n.Kind != Map {
		d.into(&x.When, n, path)
		return
	}
	after := struct {
		After Text `key:"after,required"`
	}{}
	d.into(&after, n, path)
	x.After = after.After
}

func (e *Every) decode(d *decoder, n *Node, path string) {
	if n.Kind == Map {
		d.structure(reflect.ValueOf(e).Elem(), n, path)
		return
	}
	e.Span = n.Span
	d.into(&e.Unit, n, path)
}

func (o *Once) decode(d *decoder, n *Node, path string) {
	if n.Kind == Map {
		d.structure(reflect.ValueOf(o).Elem(), n, path)
		return
	}
	o.Span = n.Span
	d.into(&o.Per, n, path)
}

func (x *Decide) decode(d *decoder, n *Node, path string) {
	if n.Kind == Map {
		d.structure(reflect.ValueOf(x).Elem(), n, path)
		return
	}
	x.Span = n.Span
	d.into(&x.On, n, path)
}

func (x *Due) decode(d *decoder, n *Node, path string) {
	if n.Kind == Map {
		d.structure(reflect.ValueOf(x).Elem(), n, path)
		return
	}
	x.Span = n.Span
	d.into(&x.On, n, path)
}

func (b *Bound) decode(d *decoder, n *Node, path string) {
	if n.Kind == Map {
		d.structure(reflect.ValueOf(b).Elem(), n, path)
		return
	}
	b.Span = n.Span
	d.into(&b.Value, n, path)
}
