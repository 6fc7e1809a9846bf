package syntax

import (
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("k" + grouped(i) + ": 1\n")
		}
		return b.String()
	}
	for _, test := range []struct {
		name, source string
		message      string // empty if the source is within the limit
	}{
		{"bytes", "a: " + strings.Repeat("x", maxBytes-3), ""},
		{"one byte more", "a: " + strings.Repeat("x", maxBytes-2), "262,145 bytes, the limit is 262,144"},
		{"depth of brackets", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), ""},
		{"one bracket more", strings.Repeat("[", maxDepth) + "«[»" + strings.Repeat("]", maxDepth+1), "more than 64 deep"},
		{"depth of dashes", strings.Repeat("- ", maxDepth) + "x\n", ""},
		{"one dash more", strings.Repeat("- ", maxDepth) + "«-» x\n", "more than 64 deep"},
		{"lists that the scanner does not count", deepInlineLists(maxDepth/2) + "x\n", ""},
		{"one such list more", strings.Replace(deepInlineLists(maxDepth/2+1), "»", "", 1) + "x\n", "more than 64 deep"},
		{"nodes", keys((maxNodes - 1) / 2), ""},
		{"too many keys and values", keys(maxNodes / 2), "more than 20,000 keys and values"},
		{"too many items", "[" + strings.Repeat("a,", maxNodes+1) + "]", "more than 20,000"},
		{"too many empty items", strings.Repeat("-\n", maxNodes+1), "more than 20,000"},
		{"too many tokens", "[" + strings.Repeat(",", maxTokens) + "]", "more than 20,000"},
		{"long key", strings.Repeat("k", 1024) + ": 1\n", ""},
		{"longer key", "a: 1\n«" + strings.Repeat("k", 1025) + "»: 1\n", "more than 1,024 characters"},
		{"longer key in braces", "a: {«" + strings.Repeat("k", 1025) + "»: 1}\n", "more than 1,024 characters"},
		{"brackets in a text", "a: \"" + strings.Repeat("[", 1000) + "\"\n# " + strings.Repeat("{", 1000) + "\nb: |\n  " + strings.Repeat("- ", 1000), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			source, spans := marked(t, test.source)
			doc, list := Parse("p.yaml", []byte(source))
			var over []string
			for _, d := range list {
				if d.Code != "S009" {
					continue
				}
				over = append(over, d.Message)
				if len(spans) == 1 && d.Span != spans[0] {
					t.Errorf("the place is %s, want %s", between(d.Span), between(spans[0]))
				}
				if !strings.Contains(d.Hint, "limit") && !strings.Contains(d.Hint, "split") {
					t.Errorf("the hint is %q", d.Hint)
				}
			}
			switch {
			case test.message == "" && (len(list) > 0 || doc.Root == nil):
				t.Errorf("found %.300s", describe(list))
			case test.message != "" && (len(over) != 1 || !strings.Contains(over[0], test.message)):
				t.Errorf("found %.300s", describe(list))
			}
		})
	}
}

// deepInlineLists nests n maps, each in a list whose dash stands below the key
// before it.
func deepInlineLists(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("a:\n" + strings.Repeat("  ", i) + "- ")
	}
	return b.String()
}
