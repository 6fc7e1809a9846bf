package policy_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// texts gives the policies of testdata and of the examples.
func texts(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, root := range []string{"testdata", "../examples"} {
		fsys := os.DirFS(root)
		err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".test.yaml") {
				return err
			}
			src, err := fs.ReadFile(fsys, path)
			all = append(all, src)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 10 {
		t.Fatalf("%d texts", len(all))
	}
	return all
}

// Whatever stands in a file, it is a policy or has a diagnostic, and each
// diagnostic has a place in the file. What is said is not much more than what
// was asked.
func FuzzLoad(f *testing.F) {
	for _, src := range texts(f) {
		f.Add(src)
	}
	for _, m := range mistakes {
		f.Add([]byte(head + "facts: {s: {x: money}}\nrules:\n  - {id: r, kind: reward, for: s, to: s, every: month, amount: s.x}\n" + m.new))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, found := policy.Check("p.yaml", src)
		if (p == nil) != (found.Err() != nil) {
			t.Fatalf("a policy: %t, and\n%s", p != nil, listing(found))
		}
		checkFound(t, src, found)
	})
}

func checkFound(t *testing.T, src []byte, found diag.List) {
	t.Helper()
	if len(found) > 101 { // a hundred, and one that says how many more there are
		t.Errorf("%d diagnostics", len(found))
	}
	size := 0
	for _, d := range found {
		checkSpan(t, src, d, d.Span)
		for _, r := range d.Related {
			checkSpan(t, src, d, r.Span)
		}
		size += len(d.Message) + len(d.Hint)
		if d.Message == "" || d.Code == "" {
			t.Errorf("it says nothing: %+v", d)
		}
	}
	if size > 100*len(src)+100_000 {
		t.Errorf("%d bytes are said of a file of %d", size, len(src))
	}
}

func checkSpan(t *testing.T, src []byte, d diag.Diagnostic, s diag.Span) {
	t.Helper()
	if d.Code == "S004" && s.Start.IsZero() {
		return // of a file in which nothing stands
	}
	lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
	if s.Start.Offset < 0 || s.Start.Offset > s.End.Offset || s.End.Offset > len(src) ||
		s.Start.Line < 1 || s.Start.Line > s.End.Line || s.End.Line > lines || s.Start.Column < 1 || s.End.Column < 1 {
		t.Errorf("%s %s: the place %+v is none in a file of %d bytes and %d lines", d.Code, d.Message, s, len(src), lines)
	}
}
