package layout

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

var (
	full   = flag.Bool("full", false, "lay out 10,000 random policies")
	update = flag.Bool("update", false, "write the files that are wanted anew")
)

func TestFormat(t *testing.T) {
	for _, name := range []string{"policy", "cases"} {
		t.Run(name, func(t *testing.T) {
			src := read(t, filepath.Join("testdata", name+".in.yaml"))
			got := format(t, name, src)
			golden := filepath.Join("testdata", name+".want.yaml")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(read(t, golden)), string(got)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(string(got), string(format(t, name, got))); diff != "" {
				t.Error("a second time it is laid out otherwise: " + diff)
			}
			if before, after := meaning(name, src), meaning(name, got); !cmp.Equal(before, after, forms) {
				t.Error(cmp.Diff(before, after, forms))
			}
		})
	}
}

// Small texts, each with the one thing that it is about.
func TestParts(t *testing.T) {
	long := strings.Repeat("x", 70)
	for name, test := range map[string]struct{ in, want string }{
		"a list by the key's column ends with its last item": {
			"a:\n- 1\n# of b\nb: 2\n", "a:\n  - 1\n# of b\nb: 2\n"},
		"a comment as deep as what came before ends it": {
			"a:\n  x: 1\n  # y: 2\nb: 2\n", "a:\n  x: 1\n  # y: 2\nb: 2\n"},
		"a comment less deep speaks of what comes": {
			"a:\n  x:\n    y: 1\n  # of z\n  z: 2\n", "a:\n  x:\n    y: 1\n  # of z\n  z: 2\n"},
		"comments keep their order": {
			"a:\n  x: 1\n# one\n  # two\nb: 2\n", "a:\n  x: 1\n# one\n# two\nb: 2\n"},
		"a comment before a value stands above the entry": {
			"a:\n  # why\n  1\nb:\n  # flow\n  {c: d}\n", "# why\na: 1\n# flow\nb: {c: d}\n"},
		"a comment in braces opens them": {
			"a: {b: 1, # one\n  # two\n  c: 2 } # all\n", "a:" + strings.Repeat(" ", 36) + "# all\n  b: 1" + strings.Repeat(" ", 32) + "# one\n  # two\n  c: 2\n"},
		"a comment in empty braces": {
			"a: { # one\n  # two\n  }\nb: 1\n", "# two\na: {}" + strings.Repeat(" ", 33) + "# one\nb: 1\n"},
		"a comment at the end of brackets": {
			"a: [1,\n  2\n  # three\n  ]\n", "a:\n  - 1\n  - 2\n  # three\n"},
		"braces that do not fit open": {
			"a: {b: [" + long + ", " + long + "], c: " + long + "}\n", "a:\n  b: [" + long + ", " + long + "]\n  c: " + long + "\n"},
		"an item that does not fit opens behind its dash": {
			"- {b: [" + long + ", " + long + "], c: " + long + "} # of it\n", "# of it\n- b: [" + long + ", " + long + "]\n  c: " + long + "\n"},
		"lists in lists": {
			"- - 1\n  - - 2\n- [[3], [4, 5]]\n", "- - 1\n  - - 2\n- [[3], [4, 5]]\n"},
		"line breaks that belong to a value": {
			"a: |+\n   x\n\n\nb: >-\n  y\n\n   z\n", "a: |+\n  x\n\n\nb: >-\n  y\n\n   z\n"},
		"a file that ends in a value": {
			"a: |\n  x", "a: |-\n  x\n"},
		"a value of line breaks": {
			"a: |+\n\n\n  x\nb: |2+\n    ", "a: |+\n\n\n  x\nb: |2-\n    \n"},
		"a comment that would be taken for a mistake": {
			"a: #x\n  y\nb: # c\n  f(x)\nc: [d, #e\n]\n", "#x\na: y\n# c\nb: f(x)\nc:\n  #e\n  - d\n"},
		"a comment before a long value": {
			"a: # one\n  x\n  y # two\n", "# one\na:\n  x\n  y" + strings.Repeat(" ", 35) + "# two\n"},
		"a value that begins with a blank": {
			"a: |1\n   x\n  y\n", "a: |2\n    x\n   y\n"},
		"a comment behind the sign of a long value": {
			"a: >-   # why\n   x\n", "a: >-" + strings.Repeat(" ", 33) + "# why\n  x\n"},
		"quoted lines": {
			"a: \"x \\\n   y\\ \n   z\n\n   w\"\nb: 'it''s\n  so' # b\n", "a: \"x \\\n  y\\ \n  z\n\n  w\"\nb: 'it''s\n  so'" + strings.Repeat(" ", 33) + "# b\n"},
		"quoted lines in brackets": {
			"a: [\"x \\\n   y\\ \n   z\", p\n  q]\n", "a: [\"x y\\  z\", p q]\n"},
		"an expression below its key stays there": {
			"a:\n      x and\n      y\n", "a:\n  x and\n  y\n"},
		"a short value below its key joins it": {
			"a:\n      x\n", "a: x\n"},
		"a pair in brackets is a map": {
			"a: [b: 1]\n", "a: [{b: 1}]\n"},
		"keys in quotes": {
			"\"a b\": 1\n'c''d': 2\n? e\n: 3\n", "\"a b\": 1\n'c''d': 2\ne: 3\n"},
		"free lines": {
			"\n\na: 1\n\n\n\nb:\n\n  c: 1\n\n  d: 1\n\n", "a: 1\n\nb:\n  c: 1\n\n  d: 1\n"},
		"windows and a mark": {
			"\uFEFFa: 1\r\nb: |\r\n  x\r\n", "a: 1\nb: |\n  x\n"},
		"only a value":         {"  5 # five\n", "# five\n5\n"},
		"only a long value":    {"> # c\n {x\n\n  y\n", "# c\n>\n  {x\n\n   y\n"},
		"a mark of a document": {"--- # one\na: 1\n", "# one\na: 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := format(t, "x.yaml", []byte(test.in))
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
			if again := format(t, "x.yaml", got); string(again) != string(got) {
				t.Errorf("a second time it is %q", again)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, src := range []string{"", "# nothing\n", "a: [1\n", "a: &x 1\n", "a: 1\na: 2\n", "a:\n", "a: 1\n---\nb: 2\n", " \r\r\n m"} {
		if got, err := Format("x.yaml", []byte(src)); err == nil {
			t.Errorf("%q is laid out as %q", src, got)
		} else if got != nil {
			t.Errorf("%q has an error and a layout", src)
		}
	}
}

// A text with mistakes of form is laid out all the same: that is when an author
// most wants to see it in order.
func TestMistakesOfForm(t *testing.T) {
	src := "rulse:\n- id: x\nfenrun: v1\namonut: [1,   2]\npolicy: p\n"
	want := "rulse:\n  - id: x\nfenrun: v1\namonut: [1, 2]\npolicy: p\n"
	if got := format(t, "x.yaml", []byte(src)); string(got) != want {
		t.Errorf("got %q", got)
	}
}

// examples gives the policies, deals and cases of the examples.
func examples(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"../../../examples/*/*.yaml", "../../syntax/testdata/*.yaml", "../cli/testdata/*/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			if _, diags := syntax.Parse(name, read(t, name)); diags.Err() == nil {
				names = append(names, name)
			}
		}
	}
	if len(names) < 40 {
		t.Fatalf("only %d examples are found", len(names))
	}
	return names
}

func TestExamples(t *testing.T) {
	for _, name := range examples(t) {
		src := read(t, name)
		got := format(t, name, src)
		if again := format(t, name, got); string(again) != string(got) {
			t.Errorf("%s: a second time it is laid out otherwise: %s", name, cmp.Diff(string(got), string(again)))
		}
		if before, after := meaning(name, src), meaning(name, got); !cmp.Equal(before, after, forms) {
			t.Errorf("%s: %s", name, cmp.Diff(before, after, forms))
		}
		if before, after := comments(t, name, src), comments(t, name, got); !cmp.Equal(before, after) {
			t.Errorf("%s: %s", name, cmp.Diff(before, after))
		}
		for i, line := range strings.Split(string(got), "\n") {
			if strings.TrimRight(line, " \t") != line {
				t.Errorf("%s:%d ends with blanks", name, i+1)
			}
		}
	}
}

// A read is what the parser makes of a file.
type parsed struct {
	File  *syntax.File
	Cases *syntax.CaseFile
	Nodes plain    // of the top level in its order by name
	Codes []string // of what was found
}

// forms compares what a file says, whatever its places.
var forms = cmp.Options{
	cmp.AllowUnexported(plain{}),
	cmp.Transformer("text", func(t syntax.Text) string { return t.Value }),
	cmp.Comparer(func(a, b diag.Span) bool { return true }),
	cmp.Comparer(func(a, b *syntax.Node) bool {
		return a == nil && b == nil || a != nil && b != nil && cmp.Equal(plainOf(a), plainOf(b), cmp.AllowUnexported(plain{}))
	}),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Comments" }, cmp.Ignore()),
}

func meaning(name string, src []byte) parsed {
	var p parsed
	var diags diag.List
	if strings.HasSuffix(name, ".test.yaml") || strings.HasPrefix(filepath.Base(name), "cases") {
		p.Cases, diags = syntax.LoadCases(name, src)
	} else {
		p.File, diags = syntax.Load(name, src)
	}
	for _, d := range diags {
		p.Codes = append(p.Codes, d.Code+" "+d.Path+" "+d.Message)
	}
	sortStrings(p.Codes)
	return p
}

func format(t testing.TB, name string, src []byte) []byte {
	t.Helper()
	got, err := Format(name, src)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, src)
	}
	return got
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return src
}
