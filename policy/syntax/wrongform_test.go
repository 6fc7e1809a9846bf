package syntax

import (
	"strings"
	"testing"
)

func TestWrongForm(t *testing.T) {
	for _, test := range []struct {
		name, source  string
		want          string
		code          string
		message, hint string
	}{
		{"ternary as an item", "v:\n- «x ? y : z»\n", "an expression", "S011", "makes a map of what should be an expression", `quote the whole: "x ? y : z", or write a list of cases: [{when: x, is: y}, {is: z}]`},
		{"ternary below its key", "v:\n  «a > 1 ? b : c»\n", "an expression", "S011", "this ? :", `"a > 1 ? b : c"`},
		{"sentence as an item", "v:\n- «Paid in June: nothing»\n", "a text", "S011", `a map with the key "Paid in June", and not a text`, `quote the whole: "Paid in June: nothing"`},
		{"map", "v:\n  «a: 1\n  b: 2»\n", "an expression", "S008", "an expression was expected here, but this is a map", "on the line of its key"},
		{"map of one", "v:\n  «a: 1»\n", "an expression", "S008", "a map", "a: begins a map"},
		{"braces", "v: «{a: 1}»\n", "a text", "S008", "a map", `quote the whole: "{a: 1}"`},
		{"brackets", "v: «[a, b]»\n", "an expression", "S008", "a list", `quote the whole: "[a, b]"`},
		{"list", "v:\n  «- a\n  - b»\n", "an expression", "S008", "a list", "write one value"},
		{"scalar", "v: «x»\n", "a map", "S008", `a map was expected here, but this is a single value: "x"`, ""},
		{"scalar without a space", "v: «from:2026-01-01»\n", "a map", "S008", "a single value", "from: 2026-01-01"},
		{"scalar with a full-width colon", "v: «数量：5»\n", "a map", "S008", "a single value", "数量: 5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			source, spans := marked(t, test.source)
			doc, found := Parse("p.yaml", []byte(source))
			if found != nil {
				t.Fatal(describe(found))
			}
			n := child(t, doc.Root, "v")
			if n.Kind == List && strings.Contains(test.name, "as an item") {
				n = n.Items[0]
			}
			d := WrongForm(n, test.want)
			if d.Span != spans[0] || d.Code != test.code || !strings.Contains(d.Message, test.message) || !strings.Contains(d.Hint, test.hint) {
				t.Errorf("got %s %s %s\nhint: %s", between(d.Span), d.Code, d.Message, d.Hint)
			}
		})
	}
	byHand := &Node{Kind: List, Style: Flow}
	if d := WrongForm(byHand, "a map"); d.Code != "S008" {
		t.Errorf("a node without a source gives %+v", d)
	}
}
