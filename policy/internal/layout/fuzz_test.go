package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/syntax"
)

// Of any text at all: it is refused, or laid out with the same meaning and the
// same comments, and a second time likewise.
func FuzzFormat(f *testing.F) {
	for _, name := range examples(f) {
		f.Add(read(f, name))
	}
	for _, src := range []string{"a: |2+\n   x\n\n# c\n", "a: [b: 1, {? c : d}]\n", "? |\n  x\n: y\n", "- # c\n  - 'x\n\n  y'\n", "a: \"x\\ \n  y\"\n"} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		_, diags := syntax.Parse("x.yaml", src)
		got, err := Format("x.yaml", src)
		switch {
		case diags.Err() != nil && err == nil:
			t.Fatal("a text that cannot be read is laid out")
		case diags.Err() != nil:
			return
		case err != nil:
			t.Fatal(err)
		}
		again, err := Format("x.yaml", got)
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if string(again) != string(got) {
			t.Fatal(cmp.Diff(string(got), string(again)))
		}
	})
}
