package policy

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A FactError is a fact that a policy cannot read.
type FactError struct {
	Path string // as in device.activated
	Err  error
}

func (e *FactError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *FactError) Unwrap() error { return e.Err }

// facts puts host values into a store: maps by name, structs with tags, JSON.
type facts struct {
	store *data.Store
	errs  []error
	roots map[*data.Type][]string // the subjects at the top level, by type
	event func(*data.Record)
}

func (l *facts) fail(path, format string, args ...any) {
	l.errs = append(l.errs, &FactError{path, fmt.Errorf(format, args...)})
}

// load reads the top level: subjects by the name of their type.
func (l *facts) load(v any) {
	switch text := v.(type) {
	case []byte:
		l.json(text)
		return
	case json.RawMessage:
		l.json(text)
		return
	}
	for _, f := range l.members(reflect.ValueOf(v), "") {
		t := l.store.Schema.Type(f.name)
		if t == nil {
			l.fail(f.name, "the policy has no subject %q", f.name)
			continue
		}
		l.subjects(t, f.value, f.name)
	}
}

func (l *facts) json(text []byte) {
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		l.errs = append(l.errs, fmt.Errorf("the facts are no JSON object: %w", err))
		return
	}
	l.load(v)
}

// subjects reads one subject or a list of them.
func (l *facts) subjects(t *data.Type, v reflect.Value, path string) {
	v = plain(v)
	if v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Array) && v.Type().Elem().Kind() != reflect.Uint8 {
		for i := range v.Len() {
			l.top(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
		return
	}
	l.top(t, v, path)
}

func (l *facts) top(t *data.Type, v reflect.Value, path string) {
	if id := l.subject(t, v, path); id != "" && !slices.Contains(l.roots[t], id) {
		l.roots[t] = append(l.roots[t], id)
	}
}

// subject reads the facts of one subject and gives its id. A subject of which
// only the id is given has no facts.
func (l *facts) subject(t *data.Type, v reflect.Value, path string) string {
	v = plain(v)
	if !v.IsValid() {
		return ""
	}
	if v.Kind() != reflect.Map && (v.Kind() != reflect.Struct || isScalar(v)) {
		text, ok := scalarText(v, ir.Text)
		if !ok {
			l.fail(path, "%s is a map or struct of facts, or an id, not a %s", t.Name, v.Type())
		}
		return text
	}
	r := data.NewRecord(t)
	r.ID = t.Name // where one subject is evaluated, its id may be left out
	for _, f := range l.members(v, path) {
		l.member(t, r, f, path)
	}
	for _, bad := range r.Bad {
		l.fail(path+"."+bad.Column, "%w", bad.Err)
	}
	if t.Event && l.event != nil {
		l.event(r)
	}
	if r.ID == "" {
		return "" // it is nobody's
	}
	if columns := l.store.Put(r); !t.Event {
		for _, c := range columns {
			l.fail(path+"."+c.Name, "%s %s has another %s before", t.Name, r.ID, c.Name)
		}
	}
	return r.ID
}

func (l *facts) member(t *data.Type, r *data.Record, f member, path string) {
	at := path + "." + f.name
	c := t.Column(f.name)
	v := plain(f.value)
	if !v.IsValid() {
		return // nil: not given
	}
	switch {
	case c != nil && c.Kind == ir.Ref:
		if id := l.subject(c.Target, v, at); id != "" {
			r.SetColumn(l.store, c, 0, id)
		}
		return
	case c != nil && c.Keys != nil:
		for _, key := range l.members(v, at) {
			text, ok := scalarText(plain(key.value), c.Kind)
			if !ok || !r.Set(l.store, f.name+"."+key.name, text) {
				l.fail(at+"."+key.name, "it is not one of %s", strings.Join(c.Keys.Symbols, ", "))
			}
		}
		return
	}
	kind := ir.Text
	if c != nil {
		kind = c.Kind
	}
	text, ok := scalarText(v, kind)
	if !ok {
		l.fail(at, "a %s cannot be a fact", v.Type())
		return
	}
	if !r.Set(l.store, f.name, text) {
		hint := ""
		if near := t.NearName(f.name); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		l.fail(at, "the policy declares no such fact%s", hint)
	}
}

// A member is one named value of a map or struct.
type member struct {
	name  string
	value reflect.Value
}

// members gives the values of a map in the order of their names, or of a
// struct in the order of its fields. A field's name is that of its `fenrun`
// tag, which may say more as that of a Bound does; without a tag the field is
// left out.
func (l *facts) members(v reflect.Value, path string) []member {
	v = plain(v)
	var list []member
	switch {
	case !v.IsValid():
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		for _, key := range v.MapKeys() {
			list = append(list, member{key.String(), v.MapIndex(key)})
		}
		slices.SortFunc(list, func(a, b member) int { return strings.Compare(a.name, b.name) })
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			text, ok := field.Tag.Lookup("fenrun")
			if !ok || text == "-" || !field.IsExported() {
				continue
			}
			tag, err := readTag(text)
			if err != nil {
				l.fail(path+"."+tag.name, "%w", err)
				continue
			}
			list = append(list, member{tag.name, tag.value(v.Field(i))})
		}
	default:
		l.fail(path, "a map or a struct of facts is expected here, not a %s", v.Type())
	}
	return list
}

// plain follows pointers and interfaces to the value itself; nil is invalid.
func plain(v reflect.Value) reflect.Value {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		if v.IsNil() {
			return reflect.Value{}
		}
		if _, ok := v.Interface().(encoding.TextMarshaler); ok && v.Kind() == reflect.Pointer {
			return v
		}
		v = v.Elem()
	}
	return v
}

var (
	decimalType = reflect.TypeFor[decimal.Decimal]()
	timeType    = reflect.TypeFor[time.Time]()
)

func isScalar(v reflect.Value) bool {
	_, text := v.Interface().(encoding.TextMarshaler)
	return text || v.Type() == decimalType || v.Type() == timeType
}

// scalarText writes a Go value as data are written. A decimal where a rate is
// meant is a fraction: 0.0055 is 0.55%.
func scalarText(v reflect.Value, kind ir.Kind) (string, bool) {
	if !v.IsValid() {
		return "", true
	}
	switch value := v.Interface().(type) {
	case decimal.Decimal:
		if value.NumDigits() > ir.MaxDigits || value.Exponent() > ir.MaxDigits || value.Exponent() < -ir.MaxDigits {
			return "a decimal of too many digits", true
		}
		if kind == ir.Rate {
			return value.Shift(2).String() + "%", true
		}
		return value.String(), true
	case time.Time:
		if kind == ir.Date {
			return value.Format(time.DateOnly), true
		}
		return value.Format("2006-01-02T15:04:05.999999Z07:00"), true
	case json.Number:
		return value.String(), true
	case encoding.TextMarshaler:
		text, err := value.MarshalText()
		return string(text), err == nil
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true
	case reflect.Bool:
		return fmt.Sprint(v.Bool()), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprint(v.Int()), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint(v.Uint()), true
	default:
		return "", false // a float is refused: it has lost its digits already
	}
}
