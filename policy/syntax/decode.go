package syntax

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/fenrun/fenrun/policy/diag"
)

// A form is a value that may be written in more than one way and knows how to
// read each.
type form interface {
	decode(d *decoder, n *Node, path string)
}

// A decoder fills the typed forms from the node tree. The forms' own struct
// tags are the table of keys: what is not in it is reported.
type decoder struct {
	diags diag.List
}

func (d *decoder) report(g diag.Diagnostic, path string) {
	g.Path = path
	d.diags = append(d.diags, g)
}

var (
	textType = reflect.TypeFor[Text]()
	exprType = reflect.TypeFor[Expr]()
	spanType = reflect.TypeFor[diag.Span]()
	nodeType = reflect.TypeFor[*Node]()
)

// into fills v, which points to a form, a Text, an Expr, a struct or a slice.
func (d *decoder) into(v any, n *Node, path string) {
	d.value(reflect.ValueOf(v).Elem(), n, path)
}

func (d *decoder) value(v reflect.Value, n *Node, path string) {
	if n.Kind == Broken {
		if value, ok := v.Addr().Interface().(*Value); ok {
			value.Span = n.Span // it is there, so that nobody misses it
		}
		return
	}
	if f, ok := v.Addr().Interface().(form); ok {
		f.decode(d, n, path)
		return
	}
	switch {
	case v.Type() == textType:
		if text, ok := d.scalar(n, path); ok {
			v.Set(reflect.ValueOf(text))
		}
	case v.Type() == exprType:
		if text, ok := d.expression(n, path); ok {
			v.Set(reflect.ValueOf(Expr{Text: text, Path: path}))
		}
	case v.Type() == nodeType:
		v.Set(reflect.ValueOf(n)) // read by somebody who knows what it may hold
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(v.Elem(), n, path)
	case v.Kind() == reflect.Slice:
		if !d.want(List, n, path) {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 0, len(n.Items)))
		for i, item := range n.Items {
			if item.Kind == Broken {
				continue // has been reported, and is not there
			}
			one := reflect.New(v.Type().Elem()).Elem()
			d.value(one, item, diag.Index(path, i))
			v.Set(reflect.Append(v, one))
		}
	case v.Kind() == reflect.Struct:
		d.structure(v, n, path)
	}
}

// want reports a node that is not of the kind looked for.
func (d *decoder) want(k Kind, n *Node, path string) bool {
	if n.Kind == k {
		return true
	}
	if n.Kind != Broken {
		d.report(diag.Errorf("S008", n.Span, "%s is expected here, and this is %s", k, n.Kind), path)
	}
	return false
}

func (d *decoder) scalar(n *Node, path string) (Text, bool) {
	return n.Text, d.want(Scalar, n, path)
}

func (d *decoder) expression(n *Node, path string) (Text, bool) {
	if n.Kind == Map || n.Kind == List {
		d.report(WrongForm(n, "an expression"), path)
		return Text{}, false
	}
	return d.scalar(n, path)
}

// A key is one key of a form that is a map.
type key struct {
	name     string
	field    int
	required bool
}

var keyTables sync.Map // of reflect.Type: []key, filled once a type

func keysOf(t reflect.Type) []key {
	if table, ok := keyTables.Load(t); ok {
		return table.([]key)
	}
	var table []key
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("key")
		if !ok || tag == "-" {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		table = append(table, key{name: name, field: i, required: option == "required"})
	}
	keyTables.Store(t, table)
	return table
}

// structure fills a struct from a map, by the tags of its fields.
func (d *decoder) structure(v reflect.Value, n *Node, path string) {
	if !d.want(Map, n, path) {
		if shape := shapes[v.Type().Name()]; shape != "" && n.Kind != Broken {
			d.diags[len(d.diags)-1].Hint = "as in `" + shape + "`"
		}
		return
	}
	table := keysOf(v.Type())
	if span := v.FieldByName("Span"); span.IsValid() && span.Type() == spanType {
		span.Set(reflect.ValueOf(n.Span))
	}
	seen := make([]bool, len(table))
	var mistyped []Entry
	for _, e := range n.Entries {
		i := find(table, e.Key.Value)
		if i < 0 {
			mistyped = append(mistyped, e)
			continue
		}
		seen[i] = true
		d.value(v.Field(table[i].field), e.Value, diag.Key(path, e.Key.Value))
	}
	for _, e := range mistyped {
		near := d.unknownKey(table, e.Key, path)
		if i := find(table, near); i >= 0 && !seen[i] {
			seen[i] = true
			d.presumed(v.Field(table[i].field), e.Value, diag.Key(path, e.Key.Value))
		}
	}
	for i, k := range table {
		if k.required && !seen[i] && !n.cut() {
			g := diag.Errorf("S007", n.head(), "`%s:` is missing here", k.name)
			g.Hint = cmp.Or(missingHints[v.Type().Name()+"."+k.name], missingHints[k.name])
			d.report(g, path)
		}
	}
}

// presumed fills what a mistyped key was most likely meant to be, so that it is
// not reported as missing too. What does not fit was meant to be something
// else, and is left out.
func (d *decoder) presumed(v reflect.Value, n *Node, path string) {
	trial := decoder{}
	value := reflect.New(v.Type()).Elem()
	trial.value(value, n, path)
	if len(trial.diags) == 0 {
		v.Set(value)
	}
}

func find(table []key, name string) int {
	for i, k := range table {
		if k.name == name {
			return i
		}
	}
	return -1
}

// unknownKey reports a key that is not in the table, and gives the one that it
// was most likely meant to be, or "".
func (d *decoder) unknownKey(table []key, k Text, path string) string {
	names := make([]string, len(table))
	for i, known := range table {
		names[i] = known.name
	}
	g := diag.Errorf("S003", k.Span(), "there is no key %q here", k.Value)
	near := diag.Nearest(k.Value, names)
	switch meant := otherwiseOf(k.Value, names); {
	case meant != "":
		near = meant // what other languages call it is nearer than what looks like it
		g.Hint = "did you mean \"" + near + "\"?"
		g.Fix = diag.Changing(k.Span(), k.Value, near, false)
	case !g.Suggest(k.Span(), k.Value, names):
		g.Hint = "there are " + strings.Join(names, ", ")
	}
	d.report(g, diag.Key(path, k.Value))
	return near
}

// cut reports whether a map in braces has a value that could not be read, which
// may have taken the keys behind it along.
func (n *Node) cut() bool {
	return n.Style == Flow && slices.ContainsFunc(n.Entries, func(e Entry) bool { return e.Value.Kind == Broken })
}

// head gives the place to complain of what a map lacks: its first key.
func (n *Node) head() diag.Span {
	if len(n.Entries) > 0 {
		return n.Entries[0].Key.Span()
	}
	return n.Span
}
