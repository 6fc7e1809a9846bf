package schema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

func compile(t *testing.T, kind, lang string) *jsonschema.Schema {
	t.Helper()
	src, err := For(kind, lang)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:x", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:x")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// number is what readers of YAML 1.2 take for a number.
var number = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// value gives a node as editors read it: plain words are numbers and truth
// values where YAML says so.
func value(n *syntax.Node) any {
	switch {
	case n.Kind == syntax.Map:
		m := map[string]any{}
		for _, e := range n.Entries {
			m[e.Key.Value] = value(e.Value)
		}
		return m
	case n.Kind == syntax.List:
		list := []any{}
		for _, item := range n.Items {
			list = append(list, value(item))
		}
		return list
	case n.Kind == syntax.Broken:
		return nil
	case n.Style == syntax.Plain && number.MatchString(n.Text.Value):
		return json.Number(strings.TrimLeft(strings.TrimSuffix(n.Text.Value, "."), "+0") + "0")
	case n.Style == syntax.Plain && (n.Text.Value == "true" || n.Text.Value == "false"):
		return n.Text.Value == "true"
	default:
		return n.Text.Value
	}
}

// kindOf tells what file it is by its name and its keys.
func kindOf(name string, n *syntax.Node) string {
	if filepath.Base(name) == "source.yaml" {
		return "source"
	}
	if filepath.Base(name) == ".fenrun.yaml" {
		return "config"
	}
	for _, e := range n.Entries {
		switch e.Key.Value {
		case "deal":
			return "deal"
		case "cases", "timelines":
			return "cases"
		}
	}
	return "policy"
}

func TestExamplesAreAccepted(t *testing.T) {
	var names []string
	for _, pattern := range []string{"../../../examples/*/*.yaml", "../../../examples/*/*/source.yaml", "../cli/testdata/*/*.yaml", "../cli/testdata/*/*/source.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	seen := map[string]int{}
	for _, lang := range []string{"en", "zh"} {
		schemas := map[string]*jsonschema.Schema{}
		for _, kind := range Kinds {
			schemas[kind] = compile(t, kind, lang)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			doc, diags := syntax.Parse(name, src)
			if diags.Err() != nil {
				t.Errorf("%s: %v", name, diags)
				continue
			}
			kind := kindOf(name, doc.Root)
			seen[kind]++
			if err := schemas[kind].Validate(value(doc.Root)); err != nil {
				t.Errorf("%s is refused: %v", name, err)
			}
		}
	}
	for _, kind := range Kinds {
		if seen[kind] == 0 && kind != "config" {
			t.Errorf("there is no example of a %s", kind)
		}
	}
}

// What the parser or the compiler refuses for its form, the schema refuses.
func TestMalformedAreRefused(t *testing.T) {
	src, err := os.ReadFile("testdata/malformed.txt")
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, kind := range Kinds {
		schemas[kind] = compile(t, kind, "en")
	}
	parts := strings.Split(string(src), "\n=== ")[1:]
	if len(parts) < 50 {
		t.Errorf("there are %d malformed files, and should be fifty", len(parts))
	}
	for _, part := range parts {
		head, text, _ := strings.Cut(part, "\n")
		kind, what, _ := strings.Cut(head, ": ")
		text = whole(kind, text)
		doc, _ := syntax.Parse("x.yaml", []byte(text))
		if doc.Root == nil {
			t.Errorf("%s: it cannot be read at all", what)
			continue
		}
		if err := schemas[kind].Validate(value(doc.Root)); err == nil {
			t.Errorf("%s: the schema accepts it:\n%s", what, text)
		}
		if loads(kind, text).Err() == nil {
			t.Errorf("%s: the parser accepts it:\n%s", what, text)
		}
	}
	for _, kind := range []string{"policy", "deal"} {
		doc, _ := syntax.Parse("x.yaml", []byte(whole(kind, "")))
		if err := schemas[kind].Validate(value(doc.Root)); err != nil {
			t.Errorf("the schema refuses the head of a %s: %v", kind, err)
		}
	}
}

// whole puts what is malformed behind the head that such a file must have.
func whole(kind, text string) string {
	switch {
	case strings.HasPrefix(text, "fenrun:"), kind == "cases":
		return text
	case kind == "deal":
		return "fenrun: v1\ndeal: d\nof: p\nagent: a\neffective: {from: 2026-01-01}\n" + text
	default:
		return "fenrun: v1\npolicy: p\ncurrency: CNY\ntimezone: Asia/Shanghai\nrounding: {places: 2, mode: half-up}\nfacts: {agent: {}}\n" + text
	}
}

func loads(kind, text string) diag.List {
	switch kind {
	case "cases":
		_, diags := syntax.LoadCases("x.test.yaml", []byte(text))
		return diags
	case "policy":
		return compiled(text)
	default:
		_, diags := syntax.Load("x.yaml", []byte(text))
		return diags
	}
}

func TestUnknownKind(t *testing.T) {
	if src, err := For("polcy", "en"); err == nil || src != nil {
		t.Errorf("it gives %q, %v", src, err)
	}
}

// compiled gives what is found in a policy.
func compiled(text string) diag.List {
	file, diags := syntax.Load("x.yaml", []byte(text))
	if file == nil || file.Policy == nil {
		return diags
	}
	_, more := plan.Compile(plan.Source{Policy: file.Policy, Digest: "x"})
	return append(diags, more...)
}
