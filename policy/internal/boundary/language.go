package boundary

import (
	"strings"
	"unicode"

	"github.com/fenrun/fenrun/policy/syntax"
)

// Chinese reports whether a policy is written in Chinese: its names are, or
// its title is and has no other language.
func Chinese(name string, src []byte) bool {
	doc, _ := syntax.Parse(name, src)
	if doc.Root == nil {
		return false
	}
	found := false
	han := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for _, e := range doc.Root.Entries {
		switch e.Key.Value {
		case "title":
			found = found || e.Value.Kind == syntax.Scalar && han(e.Value.Text.Value)
		case "facts":
			for _, subject := range e.Value.Entries {
				found = found || han(subject.Key.Value)
			}
		}
	}
	return found
}
