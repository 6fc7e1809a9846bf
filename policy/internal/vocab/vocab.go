// Package vocab holds the words of the policy language as tables: which keys a
// form has, what may stand behind them, and what each means, in English and in
// Chinese.
//
// The keys come from the forms of package syntax, by the same tags that its
// decoder reads; this package adds what the tags do not say. The JSON Schema
// and the language server are made from it, so that an editor says what the
// parser says.
package vocab

import (
	"reflect"
	"strings"
	"sync"

	"github.com/fenrun/fenrun/policy/syntax"
)

// A Doc says what something means, in a sentence or two of each language.
type Doc struct{ En, Zh string }

// In gives the text in a language, zh or any other.
func (d Doc) In(lang string) string {
	if lang == "zh" {
		return d.Zh
	}
	return d.En
}

// A Form is a map with keys of the language's own.
type Form struct {
	Name string // of the form in package syntax, such as Rule
	Keys []Key
}

// A Key is one key of a form.
type Key struct {
	Name     string
	Required bool
	Doc      Doc
	Shape    *Shape
}

// Key gives the key of that name, or nil.
func (f *Form) Key(name string) *Key {
	for i := range f.Keys {
		if f.Keys[i].Name == name {
			return &f.Keys[i]
		}
	}
	return nil
}

// Names gives the names of the keys, in their order.
func (f *Form) Names() []string {
	names := make([]string, len(f.Keys))
	for i, k := range f.Keys {
		names[i] = k.Name
	}
	return names
}

// A Shape says what may stand in a place: a single value, a list, a map, or
// one of several of these. The fields that are not nil are what is allowed.
type Shape struct {
	Scalar *Scalar
	List   *Shape // of what each item is
	Named  *Shape // a map by names of the author's: of what each value is
	Form   *Form  // a map with keys of the language
	Any    bool   // anything: somebody else reads it
}

// Words gives the words that a single value may be, if they are a closed list.
func (s *Shape) Words() []string {
	if s.Scalar == nil || s.Scalar.Open {
		return nil
	}
	var all []string
	for _, w := range s.Scalar.Words {
		all = append(all, w.Text)
	}
	return all
}

// A Scalar is a single value.
type Scalar struct {
	Expr  bool   // an expression, else a text read as it is
	Words []Word // the words that it may be; nil for any text
	Open  bool   // other texts than the words may stand there too
}

// A Word is one of a closed list.
type Word struct {
	Text string
	Doc  Doc
}

// The kinds of files.
var (
	Policy = sync.OnceValue(func() *Form { return formOf[syntax.Policy]() })
	Deal   = sync.OnceValue(func() *Form { return formOf[syntax.Deal]() })
	Cases  = sync.OnceValue(func() *Form { return formOf[syntax.CaseFile]() })
)

func formOf[T any]() *Form {
	return (&reader{forms: map[reflect.Type]*Form{}}).form(reflect.TypeFor[T]())
}

// A reader makes forms of the types of package syntax.
type reader struct {
	forms map[reflect.Type]*Form // those made, or being made
}

// form makes the form of a struct by the tags of its fields.
func (r *reader) form(t reflect.Type) *Form {
	if f := r.forms[t]; f != nil {
		return f
	}
	f := &Form{Name: t.Name()}
	r.forms[t] = f
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("key"), ",")
		if name == "" || name == "-" {
			continue
		}
		at := f.Name + "." + name
		f.Keys = append(f.Keys, Key{
			Name: name, Required: option == "required", Doc: docOf(at),
			Shape: r.shape(t.Field(i).Type, at),
		})
	}
	return f
}

func docOf(at string) Doc {
	for _, table := range []map[string]Doc{fileDocs, formDocs, ruleDocs} {
		if d, ok := table[at]; ok {
			return d
		}
	}
	return Doc{}
}

var (
	text       = &Shape{Scalar: &Scalar{}}
	expression = &Shape{Scalar: &Scalar{Expr: true}}
)

// shape says what may stand where a type of package syntax is read. Types that
// may be written in more than one way have a decoder of their own there, and a
// case here; a test holds the two against each other.
func (r *reader) shape(t reflect.Type, at string) *Shape {
	switch t {
	case reflect.TypeFor[syntax.Text]():
		return &Shape{Scalar: scalarOf(at, false)}
	case reflect.TypeFor[syntax.Expr]():
		return &Shape{Scalar: scalarOf(at, true)}
	case reflect.TypeFor[*syntax.Node]():
		return &Shape{Any: true}
	case reflect.TypeFor[syntax.Names]():
		one := &Shape{Scalar: scalarOf(at, false)}
		return &Shape{Scalar: one.Scalar, List: one}
	case reflect.TypeFor[syntax.Value]():
		return &Shape{Scalar: expression.Scalar, List: &Shape{Form: r.form(reflect.TypeFor[syntax.Case]())}}
	case reflect.TypeFor[syntax.Sentence]():
		return &Shape{Scalar: text.Scalar, Form: &Form{Name: "Sentence", Keys: []Key{
			{Name: "en", Doc: docOf("Sentence.en"), Shape: text}, {Name: "zh", Doc: docOf("Sentence.zh"), Shape: text},
		}}}
	case reflect.TypeFor[syntax.FactType]():
		return r.factType(t)
	case reflect.TypeFor[syntax.Param]():
		return &Shape{Scalar: text.Scalar, Named: text}
	case reflect.TypeFor[syntax.Where]():
		return &Shape{Scalar: expression.Scalar, Named: &Shape{Scalar: text.Scalar, List: text}}
	case reflect.TypeFor[syntax.Override]():
		return &Shape{Scalar: expression.Scalar, Named: expression}
	case reflect.TypeFor[syntax.TableKeys]():
		return &Shape{Scalar: text.Scalar, List: text, Named: expression}
	case reflect.TypeFor[syntax.Row]():
		return &Shape{List: expression}
	case reflect.TypeFor[syntax.Demote]():
		return &Shape{Scalar: scalarOf(at, false), Form: &Form{Name: "Demote", Keys: []Key{
			{Name: "after", Required: true, Doc: docOf("Demote.after"), Shape: text},
		}}}
	case reflect.TypeFor[syntax.Every](), reflect.TypeFor[syntax.Once](), reflect.TypeFor[syntax.Decide](), reflect.TypeFor[syntax.Due]():
		return &Shape{Scalar: scalarOf(at, t == reflect.TypeFor[syntax.Once]() || t == reflect.TypeFor[syntax.Decide]()), Form: r.form(t)}
	case reflect.TypeFor[syntax.Bound]():
		// The value alone is a Value, which may be cases.
		return &Shape{Scalar: expression.Scalar, List: r.shape(reflect.TypeFor[syntax.Value](), at).List, Form: r.form(t)}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return r.shape(t.Elem(), at)
	case reflect.Slice:
		return &Shape{List: r.shape(t.Elem(), at)}
	}
	if pairs, ok := t.FieldByName("Pairs"); ok { // a Keyed
		value, _ := pairs.Type.Elem().FieldByName("Value")
		return &Shape{Named: r.shape(value.Type, at)}
	}
	return &Shape{Form: r.form(t)}
}

// factType is a name, a list of symbols, or a map in which `type` is either.
func (r *reader) factType(t reflect.Type) *Shape {
	made := r.forms[t] != nil
	f := r.form(t)
	kind := f.Key("type")
	if !made {
		kind.Required = true
		kind.Shape = &Shape{Scalar: kind.Shape.Scalar, List: text}
	}
	return &Shape{Scalar: kind.Shape.Scalar, List: text, Form: f}
}
