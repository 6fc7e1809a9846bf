package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// writtenFacts are facts as somebody wrote them, with the place of each where
// they are YAML.
type writtenFacts struct {
	value  any
	places map[string]diag.Span // by the path that Evaluate names a fact by
}

// readFacts reads a file of facts, or standard input. Mistakes in YAML are a
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
	if json.Valid(src) {
		if !bytes.HasPrefix(bytes.TrimSpace(src), []byte("{")) {
			return nil, fmt.Errorf("%s holds no facts: an object of subjects is expected, such as {\"agent\": {\"id\": \"a1\"}}", name)
		}
		return &writtenFacts{value: json.RawMessage(src)}, nil
	}
	doc, diags := syntax.Parse(name, src)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	f := &writtenFacts{places: map[string]diag.Span{}}
	if f.value = f.read(doc.Root, ""); doc.Root.Kind != syntax.Map {
		return nil, diag.List{diag.Errorf("S008", doc.Root.Span, "a map of subjects is expected here, and this is %s", doc.Root.Kind).
			WithHint("for example: agent: {id: a1}")}
	}
	return f, nil
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
	if f.places == nil || !errors.As(err, &joined) {
		return err
	}
	var diags diag.List
	for _, one := range joined.Unwrap() {
		var fact *policy.FactError
		if !errors.As(one, &fact) {
			return err
		}
		d := diag.Errorf("B101", f.places[fact.Path], "%s: %s", fact.Path, fact.Err)
		d.Path = fact.Path
		diags = append(diags, d)
	}
	return diags.Sorted()
}
