package schema

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

var full = flag.Bool("full", false, "damage 10,000 examples")

// However the form of an example is damaged, the schema refuses it exactly if
// the parser does: what an editor marks is wrong, and what is wrong in form it
// marks.
func TestSchemaAgreesWithTheParser(t *testing.T) {
	names, err := filepath.Glob("../../../examples/*/*.yaml")
	if err != nil || len(names) < 40 {
		t.Fatalf("there are %d examples, %v", len(names), err)
	}
	rounds, refused := 400, 0
	if *full {
		rounds = 10_000
	}
	policy, deal, cases := compile(t, "policy", "en"), compile(t, "deal", "en"), compile(t, "cases", "en")
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		name := names[r.IntN(len(names))]
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := syntax.Parse(name, src)
		n := copied(doc.Root)
		kind := kindOf(name, n)
		what := damage(r, n)
		text := flow(n)
		again, diags := syntax.Parse(name, []byte(text))
		if diags.Err() != nil {
			t.Fatalf("seed %d, %s: the text made for the test cannot be read: %v\n%s", seed, name, diags, text)
		}
		schema := policy
		var found diag.List
		switch {
		case kind == "cases":
			schema = cases
			_, found = syntax.LoadCases(name, []byte(text))
		case kindOf(name, again.Root) == "deal":
			schema = deal
			_, found = syntax.Load(name, []byte(text))
		default:
			_, found = syntax.Load(name, []byte(text))
		}
		marked := schema.Validate(value(again.Root))
		if found.Err() != nil && marked == nil {
			t.Errorf("seed %d, %s, %s: the schema accepts what the parser refuses: %v", seed, name, what, found)
		}
		if found.Err() == nil && marked != nil && !wordless(kind, text) {
			t.Errorf("seed %d, %s, %s: the schema refuses what the parser and the compiler accept: %v", seed, name, what, marked)
		}
		if marked != nil {
			refused++
		}
	}
	if refused < rounds/4 {
		t.Errorf("only %d of %d were refused", refused, rounds)
	}
}

// wordless reports whether the compiler finds fault with what the parser
// accepts: it knows the words that may stand behind a key. A deal is compiled
// with its policy, which is not at hand.
func wordless(kind, text string) bool {
	return kind == "deal" || kind == "policy" && compiled(text).Err() != nil
}

func copied(n *syntax.Node) *syntax.Node {
	m := *n
	m.Entries, m.Items = slices.Clone(n.Entries), slices.Clone(n.Items)
	for i := range m.Entries {
		m.Entries[i].Value = copied(m.Entries[i].Value)
	}
	for i := range m.Items {
		m.Items[i] = copied(m.Items[i])
	}
	return &m
}

// damage changes one thing about the form of a tree, and says what.
func damage(r *rand.Rand, n *syntax.Node) string {
	for {
		if children := len(n.Entries) + len(n.Items); children > 0 && r.IntN(5) > 0 {
			if i := r.IntN(children); i < len(n.Entries) {
				n = n.Entries[i].Value
			} else {
				n = n.Items[i-len(n.Entries)]
			}
			continue
		}
		word := &syntax.Node{Kind: syntax.Scalar, Text: syntax.Text{Value: "x"}}
		switch r.IntN(6) {
		case 0:
			*n = *word
			return "a word"
		case 1:
			*n = syntax.Node{Kind: syntax.List, Items: []*syntax.Node{word}}
			return "a list"
		case 2:
			*n = syntax.Node{Kind: syntax.Map, Entries: []syntax.Entry{{Key: syntax.Text{Value: "x"}, Value: word}}}
			return "a map"
		case 3:
			*n = syntax.Node{Kind: syntax.List, Items: []*syntax.Node{copied(n)}}
			return "one deeper"
		}
		if len(n.Entries) == 0 {
			continue
		}
		i := r.IntN(len(n.Entries))
		key := n.Entries[i].Key.Value
		if r.IntN(2) == 0 {
			n.Entries = slices.Delete(n.Entries, i, i+1)
			return "without " + key
		}
		n.Entries[i].Key = syntax.Text{Value: key + "s"}
		return "other than " + key
	}
}

// flow writes a tree in brackets, with all values in quotes.
func flow(n *syntax.Node) string {
	var parts []string
	for _, e := range n.Entries {
		parts = append(parts, quoted(e.Key.Value)+": "+flow(e.Value))
	}
	for _, item := range n.Items {
		parts = append(parts, flow(item))
	}
	switch n.Kind {
	case syntax.Map:
		return "{" + strings.Join(parts, ", ") + "}"
	case syntax.List:
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return quoted(n.Text.Value)
	}
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has a form in JSON
	}
	return string(b)
}
