package syntax

import (
	"fmt"
	"testing"
)

// Escapes mean what they mean to yaml.v3, whatever stands behind the backslash.
func TestEscapesAgreeWithYAML(t *testing.T) {
	for c := rune(' '); c < 0x7F; c++ {
		for _, digits := range []string{"", "41", "4e2d", "0002000B", "d800", "4g"} {
			escape := `\` + string(c) + digits
			source := fmt.Sprintf("\"%s\"", escape)
			root, err := readYAML(source)
			s := scan(source)
			if accepted := len(s.flaws) == 0 && len(s.tokens) == 1; accepted != (err == nil) {
				t.Errorf("%s: %v, but the scanner accepts it: %t", escape, err, accepted)
			} else if accepted && s.tokens[0].value != root.Value {
				t.Errorf("%s: got %q, want %q", escape, s.tokens[0].value, root.Value)
			}
		}
	}
}

// Should the scanner ever read a scalar in another way than yaml.v3, the value
// is yaml.v3's and all of it stands where the scalar begins.
func TestDisagreementFallsBackToTheBeginning(t *testing.T) {
	s := newSource("p.yaml", []byte("a: b c\n"))
	r := reader{src: s, scan: scan(s.text)}
	r.scan.tokens[2].value = "something else"
	root, err := readYAML(s.text)
	if err != nil {
		t.Fatal(err)
	}
	text := child(t, newBuilder(&r).root(root), "a").Text
	if text.Value != "b c" {
		t.Errorf("the value is %q", text.Value)
	}
	if at := text.Range(2, 3); between(at) != "1:4-1:4 (bytes 3-3)" || at != text.Span() {
		t.Errorf("the place is %s", between(at))
	}
}
