package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// writtenFacts are facts as somebody wrote them, with the place of each as far
// as it is known.
type writtenFacts struct {
	name   string // of the file
	value  any
	places map[string]diag.Span // by the path that Evaluate names a fact by
}

// readFacts reads a file of facts, or standard input. Mistakes are a
// diag.List.
func (c *command) readFacts(name string) (*writtenFacts, error) {
	var src []byte
	var err error
	if name == "-" {
		name = "standard input"
		src, err = io.ReadAll(c.in)
	} else {
		src, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, err
	}
	doc, diags := syntax.Parse(name, src)
	isJSON := json.Valid(src)
	if err := diags.Err(); err != nil && !isJSON {
		return nil, err
	}
	f := &writtenFacts{name: name, places: map[string]diag.Span{}}
	if isJSON {
		// Most JSON is YAML too, which tells the places.
		if doc.Root != nil {
			f.read(doc.Root, "")
		}
		f.value = json.RawMessage(src)
		if bytes.HasPrefix(bytes.TrimSpace(src), []byte("{")) {
			return f, nil
		}
	} else if f.value = f.read(doc.Root, ""); doc.Root.Kind == syntax.Map {
		return f, nil
	}
	return nil, diag.List{diag.Errorf("S008", f.place(""), "facts are a map of subjects").WithHint("for example: agent: {id: a1}")}
}

// place gives the place of a fact, or else the file.
func (f *writtenFacts) place(path string) diag.Span {
	if at, known := f.places[path]; known {
		return at
	}
	return diag.Span{File: f.name}
}

// read turns a node into what Evaluate reads. Scalars stay texts, which it
// reads by the types of the policy's facts.
func (f *writtenFacts) read(n *syntax.Node, path string) any {
	f.places[path] = n.Span
	switch n.Kind {
	case syntax.Map:
		m := map[string]any{}
		for _, e := range n.Entries {
			inner := e.Key.Value
			if path != "" {
				inner = path + "." + inner
			}
			m[e.Key.Value] = f.read(e.Value, inner)
		}
		return m
	case syntax.List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = f.read(item, diag.Index(path, i))
		}
		return list
	case syntax.Scalar:
		return n.Text.Value
	default:
		return nil
	}
}

// placed turns errors about facts into diagnostics at their places, as far as
// they are known.
func (f *writtenFacts) placed(err error) error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return err
	}
	var diags diag.List
	for _, one := range joined.Unwrap() {
		var fact *policy.FactError
		if !errors.As(one, &fact) {
			return err
		}
		d := diag.Errorf("B101", f.place(fact.Path), "%s: %s", fact.Path, fact.Err)
		d.Path = fact.Path
		diags = append(diags, d)
	}
	return diags.Sorted()
}
