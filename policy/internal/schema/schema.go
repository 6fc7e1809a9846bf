// Package schema writes the forms of policies, deals, case files,
// source.yaml and .fenrun.yaml as JSON Schema (2020-12), so that editors which know nothing of
// fenrun complete keys, show what they mean and mark what cannot stand.
//
// A schema is made from the tables of package vocab, which are those of the
// parser. It knows what form a file has, and nothing of names, units and
// amounts: what it accepts may still be wrong, what it refuses never loads.
package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/vocab"
)

// Kinds are the files that have a schema.
var Kinds = []string{"policy", "deal", "cases", "source", "config"}

// Draft is the version of JSON Schema that schemas are written in.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// For writes the schema of a kind of file, with descriptions in a language, en
// or zh. It ends with a line feed.
func For(kind, lang string) ([]byte, error) {
	form, title := root(kind)
	if form == nil {
		return nil, fmt.Errorf("there is no schema of %q: there are %s", kind, strings.Join(Kinds, ", "))
	}
	w := writer{lang: lang, defs: object{}}
	schema := w.form(form)
	schema["$schema"] = Draft
	schema["$id"] = "urn:fenrun:v1:" + kind
	schema["title"] = title.In(lang)
	if len(w.defs) > 0 {
		schema["$defs"] = w.defs
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(schema); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

func root(kind string) (*vocab.Form, vocab.Doc) {
	switch kind {
	case "policy":
		return vocab.Policy(), vocab.Doc{En: "A policy of fenrun", Zh: "fenrun 政策"}
	case "deal":
		return vocab.Deal(), vocab.Doc{En: "A deal of fenrun", Zh: "fenrun 单独协议"}
	case "cases":
		return vocab.Cases(), vocab.Doc{En: "Cases that test policies of fenrun", Zh: "fenrun 政策测试用例"}
	case "source":
		return vocab.Source(), vocab.Doc{En: "What the data of a folder are", Zh: "数据目录说明"}
	case "config":
		return vocab.Config(), vocab.Doc{En: "How the policies of a folder are checked", Zh: "目录中政策的检查方式"}
	default:
		return nil, vocab.Doc{}
	}
}

type object = map[string]any

type writer struct {
	lang string
	defs object // by the name of a form
}

// form writes a map with keys of the language.
func (w *writer) form(f *vocab.Form) object {
	properties := object{}
	var required []string
	for _, k := range f.Keys {
		properties[k.Name] = w.key(k)
		if k.Required {
			required = append(required, k.Name)
		}
	}
	schema := object{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		schema["required"] = required
	}
	return schema
}

func (w *writer) key(k vocab.Key) object {
	schema := w.shape(k.Shape)
	if text := k.Doc.In(w.lang); text != "" {
		schema["description"] = text
	}
	return schema
}

// refer gives a reference to the definition of a form, which it makes if there
// is none yet.
func (w *writer) refer(f *vocab.Form) object {
	if _, ok := w.defs[f.Name]; !ok {
		w.defs[f.Name] = nil // being made
		w.defs[f.Name] = w.form(f)
	}
	return object{"$ref": "#/$defs/" + f.Name}
}

// shape writes what may stand in a place. The object is the caller's.
func (w *writer) shape(s *vocab.Shape) object {
	if s.Any {
		return object{}
	}
	var ways []any
	if s.Scalar != nil {
		ways = append(ways, w.scalar(s.Scalar))
	}
	if s.List != nil {
		list := object{"type": "array", "items": w.shape(s.List)}
		if s.Scalar != nil && s.List.Form != nil {
			list["minItems"] = 1 // empty brackets are half an expression
		}
		ways = append(ways, list)
	}
	if s.Named != nil {
		ways = append(ways, object{"type": "object", "additionalProperties": w.shape(s.Named)})
	}
	if s.Form != nil {
		ways = append(ways, w.refer(s.Form))
	}
	if len(ways) == 1 {
		return ways[0].(object)
	}
	return object{"anyOf": ways}
}

// scalar writes what a single value may be. Editors read 200 and true as a
// number and a truth value, which to the parser are texts like others.
func (w *writer) scalar(s *vocab.Scalar) object {
	single := object{"type": []string{"string", "number", "boolean"}}
	if len(s.Words) == 0 {
		return single
	}
	var values, docs []any
	for _, word := range s.Words {
		values, docs = append(values, word.Text), append(docs, word.Doc.In(w.lang))
		if word.Text == "true" || word.Text == "false" {
			values, docs = append(values, word.Text == "true"), append(docs, word.Doc.In(w.lang))
		}
	}
	words := object{"enum": values, "markdownEnumDescriptions": docs} // the second is known to editors, and of no matter to others
	if s.Open {
		return object{"anyOf": []any{words, single}}
	}
	return words
}
