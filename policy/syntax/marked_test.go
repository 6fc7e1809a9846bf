package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
)

// marked takes the «...» out of a source and gives the places between them, in
// the order of their beginnings. It counts lines and columns by itself, so
// that it can disagree with the code under test.
func marked(t *testing.T, source string) (string, []diag.Span) {
	t.Helper()
	var text strings.Builder
	var spans []diag.Span
	var open []int
	pos := diag.Pos{Line: 1, Column: 1}
	runes := []rune(source)
	for i, r := range runes {
		switch {
		case r == '«':
			open = append(open, len(spans))
			spans = append(spans, diag.Span{File: "p.yaml", Start: pos})
			continue
		case r == '»':
			spans[open[len(open)-1]].End = pos
			open = open[:len(open)-1]
			continue
		case r == '\n' || r == '\r' && (i+1 == len(runes) || runes[i+1] != '\n'):
			pos.Line++
			pos.Column = 1
		case r == '\uFEFF' && pos.Offset == 0:
		default:
			pos.Column++
		}
		text.WriteRune(r)
		pos.Offset = text.Len()
	}
	if len(open) > 0 {
		t.Fatalf("an « without its » in %q", source)
	}
	return text.String(), spans
}

// between writes a place with its end, for messages of tests.
func between(s diag.Span) string {
	if s.Start.IsZero() {
		return "the file"
	}
	return fmt.Sprintf("%d:%d-%d:%d (bytes %d-%d)", s.Start.Line, s.Start.Column, s.End.Line, s.End.Column, s.Start.Offset, s.End.Offset)
}

// A finding is what a test expects of one diagnostic: its code and parts of
// its message and hint.
type finding struct {
	code, message, hint string
}

// expectFindings parses a marked source and compares what is found, sorted by
// place, with the marks and with want, one each. Further places stand for
// diagnostics of the file as a whole, which come first.
func expectFindings(t *testing.T, source string, want ...finding) Document {
	t.Helper()
	text, spans := marked(t, source)
	doc, list := Parse("p.yaml", []byte(text))
	found := list.Sorted()
	var gotPlaces, wantPlaces []string
	for range len(want) - len(spans) {
		wantPlaces = append(wantPlaces, "the file")
	}
	for _, s := range spans {
		wantPlaces = append(wantPlaces, between(s))
	}
	for _, d := range found {
		gotPlaces = append(gotPlaces, between(d.Span))
	}
	if diff := cmp.Diff(wantPlaces, gotPlaces); diff != "" {
		t.Errorf("places (-want +got):\n%s\nfound: %s", diff, describe(found))
		return doc
	}
	for i, d := range found {
		w := want[i]
		if d.Code != w.code || !strings.Contains(d.Message, w.message) || !strings.Contains(d.Hint, w.hint) {
			t.Errorf("finding %d:\n got %s\nwant %s %s\n     hint: %s", i, describe(found[i:i+1]), w.code, w.message, w.hint)
		}
		if d.Hint == "" || d.Severity != diag.Error {
			t.Errorf("finding %d lacks a hint or is no error: %+v", i, d)
		}
	}
	return doc
}

func describe(l diag.List) string {
	var b strings.Builder
	for _, d := range l {
		fmt.Fprintf(&b, "%s %s %s\n     hint: %s\n", between(d.Span), d.Code, d.Message, d.Hint)
	}
	return b.String()
}

// outline writes a tree in one line: scalars quoted, a Broken node as !.
func outline(n *Node) string {
	if n == nil {
		return "nothing"
	}
	var parts []string
	switch n.Kind {
	case Broken:
		return "!"
	case Scalar:
		return fmt.Sprintf("%q", n.Text.Value)
	case Map:
		for _, e := range n.Entries {
			parts = append(parts, e.Key.Value+": "+outline(e.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case List:
		for _, item := range n.Items {
			parts = append(parts, outline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return n.Kind.String()
	}
}

// child gives the node at a path of keys and indices.
func child(t *testing.T, n *Node, path ...any) *Node {
	t.Helper()
	for _, step := range path {
		var next *Node
		switch step := step.(type) {
		case int:
			if step < len(n.Items) {
				next = n.Items[step]
			}
		case string:
			for _, e := range n.Entries {
				if e.Key.Value == step {
					next = e.Value
				}
			}
		}
		if next == nil {
			t.Fatalf("no %v in %s", step, outline(n))
		}
		n = next
	}
	return n
}
