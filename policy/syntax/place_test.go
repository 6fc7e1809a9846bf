package syntax

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
)

// Each source marks what the part of the scalar at the key v was read from.
var placeTests = []struct {
	name   string
	source string
	style  Style
	value  string
	part   string // its last occurrence in the value; empty for all of it
}{
	{"plain", "v: «volume» > 3\n", Plain, "volume > 3", "volume"},
	{"plain in the middle", "v: volume «>» 3\n", Plain, "volume > 3", ">"},
	{"plain, Chinese", "v: 商户.«交易额» >= 100万\n", Plain, "商户.交易额 >= 100万", "交易额"},
	{"plain behind a Chinese key", "甲: 1\nv: «a» b\n", Plain, "a b", "a"},
	{"plain behind wide characters of its line", "x: {甲乙: 1, v: a «b»}\n", Plain, "a b", "b"},
	{"plain outside the basic plane", "v: 𠀋 «b»\n", Plain, "𠀋 b", "b"},
	{"plain over two lines, first", "v: «one»\n  two\n", Plain, "one two", "one"},
	{"plain over two lines, second", "v: one\n  «two»\n", Plain, "one two", "two"},
	{"plain over two lines, the space", "v: one«  \n  »two\n", Plain, "one two", " "},
	{"plain with an empty line, the break", "v: one\n«\n»  two\n", Plain, "one\ntwo", "\n"},
	{"plain with an empty line, behind it", "v: one\n\n  «two»\n", Plain, "one\ntwo", "two"},
	{"plain over lines in brackets", "x: {v: one\n«two»}\n", Plain, "one two", "two"},
	{"plain with an odd sign first", "v: -«x»\n", Plain, "-x", "x"},
	{"plain before a comment", "v: «a b» # c\n", Plain, "a b", ""},
	{"plain with a # inside", "v: a#«b»\n", Plain, "a#b", "b"},
	{"plain, CRLF", "w: 1\r\nv: a\r\n  «b»\r\n", Plain, "a b", "b"},
	{"plain, byte order mark", "\uFEFFv: a «b»\n", Plain, "a b", "b"},
	{"plain, lone as the whole line", "v:\n  «a»\n", Plain, "a", ""},
	{"plain in nested lists", "x:\n- - - v: a «b»\n", Plain, "a b", "b"},
	{"plain in nested brackets", "x: [[{v: a «b»}]]\n", Plain, "a b", "b"},
	{"plain, last line without a break", "v: a «b»", Plain, "a b", "b"},
	{"plain behind a tab", "v:\ta «b»\n", Plain, "a b", "b"},

	{"single", "v: '«a» b'\n", SingleQuoted, "a b", "a"},
	{"single, all of it", "v: '«a b»'\n", SingleQuoted, "a b", ""},
	{"single, doubled quote", "v: 'a«''»b'\n", SingleQuoted, "a'b", "'"},
	{"single, behind a doubled quote", "v: 'it''s «so»'\n", SingleQuoted, "it's so", "so"},
	{"single, folded", "v: 'a\n  «b»'\n", SingleQuoted, "a b", "b"},
	{"single, folded with an empty line", "v: 'a\n\n  «b»'\n", SingleQuoted, "a\nb", "b"},
	{"single, blanks at the end", "v: 'a« »'\n", SingleQuoted, "a ", " "},
	{"single, Chinese in brackets", "x: [1, {v: '甲«乙»'}]\n", SingleQuoted, "甲乙", "乙"},
	{"single, a # inside", "v: 'a #«b»'\n", SingleQuoted, "a #b", "b"},

	{"double", "v: \"a «b»\"\n", DoubleQuoted, "a b", "b"},
	{"double, \\n", "v: \"a«\\n»b\"\n", DoubleQuoted, "a\nb", "\n"},
	{"double, behind \\n", "v: \"a\\n«b»\"\n", DoubleQuoted, "a\nb", "b"},
	{"double, \\u", "v: \"«\\u4e2d»b\"\n", DoubleQuoted, "中b", "中"},
	{"double, behind \\u", "v: \"\\u4e2d«b»\"\n", DoubleQuoted, "中b", "b"},
	{"double, \\U", "v: \"«\\U0002000B»b\"\n", DoubleQuoted, "𠀋b", "𠀋"},
	{"double, behind \\x", "v: \"\\x41«b»\"\n", DoubleQuoted, "Ab", "b"},
	{"double, a quote", "v: \"a «\\\"»b\"\n", DoubleQuoted, "a \"b", "\""},
	{"double, across escapes", "v: \"a«\\t\\\\b»c\"\n", DoubleQuoted, "a\t\\bc", "\t\\b"},
	{"double, folded", "v: \"a\n   «b»\"\n", DoubleQuoted, "a b", "b"},
	{"double, joined with a backslash", "v: \"a\\\n   «b»\"\n", DoubleQuoted, "ab", "b"},
	{"double, blank kept before a backslash", "v: \"a« »\\\n   b\"\n", DoubleQuoted, "a b", " "},
	{"double, CRLF", "v: \"a\r\n  «b»\"\r\n", DoubleQuoted, "a b", "b"},
	{"double as JSON", "x: {\"v\":\"a «b»\"}\n", DoubleQuoted, "a b", "b"},

	{"literal, first line", "v: |\n  «one»\n  two\n", Literal, "one\ntwo\n", "one"},
	{"literal, second line", "v: |\n  one\n  «two»\n", Literal, "one\ntwo\n", "two"},
	{"literal, all of it", "v: |\n  «one\n  two»\n", Literal, "one\ntwo\n", ""},
	{"literal, the break", "v: |-\n  one«\n»  two\n", Literal, "one\ntwo", "\n"},
	{"literal, deeper line", "v: |\n  one\n    «two»\n", Literal, "one\n  two\n", "two"},
	{"literal, indentation indicator", "v: |1\n  «x»\n", Literal, " x\n", "x"},
	{"literal, indicator and chomping", "v: |1-\n  «x»\n\n", Literal, " x", "x"},
	{"literal, chomping and indicator", "v: |+1\n  «x»\n\n", Literal, " x\n\n", "x"},
	{"literal, kept breaks", "v: |+\n  x\n«\n»w: 1\n", Literal, "x\n\n", "\n"},
	{"literal, empty lines first", "v: |\n\n\n  «x»\n", Literal, "\n\nx\n", "x"},
	{"literal, a # is no comment", "v: |\n  a # «b»\n", Literal, "a # b\n", "b"},
	{"literal behind a comment", "v: | # c\n  a «b»\n", Literal, "a b\n", "b"},
	{"literal in a list", "x:\n- v: |-\n    a\n    «b»\n", Literal, "a\nb", "b"},
	{"literal as an item", "x:\n- |\n  «a»\n", Literal, "a\n", "a"},
	{"literal on the next line", "v:\n  |\n  a «b»\n", Literal, "a b\n", "b"},
	{"literal, CRLF", "v: |\r\n  one\r\n  «two»\r\n", Literal, "one\ntwo\n", "two"},
	{"literal, Chinese", "v: |\n  甲乙\n  丙«丁»\n", Literal, "甲乙\n丙丁\n", "丁"},
	{"literal, end of the file", "v: |\n  a «b»", Literal, "a b", "b"},

	{"folded, first line", "v: >\n  «one»\n  two\n", Folded, "one two\n", "one"},
	{"folded, second line", "v: >\n  one\n  «two»\n", Folded, "one two\n", "two"},
	{"folded, the space", "v: >\n  one«\n  »two\n", Folded, "one two\n", " "},
	{"folded, empty line", "v: >\n  one\n\n  «two»\n", Folded, "one\ntwo\n", "two"},
	{"folded, deeper line", "v: >\n  one\n    «two»\n  three\n", Folded, "one\n  two\nthree\n", "two"},
	{"folded, behind a deeper line", "v: >\n  one\n    two\n  «three»\n", Folded, "one\n  two\nthree\n", "three"},
	{"folded, dropped break", "v: >-\n  one\n  «two»\n", Folded, "one two", "two"},
}

func TestPlaces(t *testing.T) {
	for _, test := range placeTests {
		t.Run(test.name, func(t *testing.T) {
			source, spans := marked(t, test.source)
			doc, found := Parse("p.yaml", []byte(source))
			if found != nil {
				t.Fatalf("found %s", describe(found))
			}
			n := valueOf(doc.Root, "v")
			if n == nil && doc.Root.Entries[0].Key.Value == "x" {
				n = doc.Root.Entries[0].Value.Items[0]
			}
			if n.Style != test.style || n.Text.Value != test.value {
				t.Fatalf("got style %d, %q", n.Style, n.Text.Value)
			}
			got := n.Text.Span()
			if test.part != "" {
				from := len([]rune(test.value[:strings.LastIndex(test.value, test.part)]))
				got = n.Text.Range(from, from+len([]rune(test.part)))
			}
			if got != spans[0] {
				t.Errorf("got %s, want %s", between(got), between(spans[0]))
			}
		})
	}
}

// valueOf gives the first value of a key anywhere in a tree.
func valueOf(n *Node, key string) *Node {
	for _, e := range n.Entries {
		if e.Key.Value == key {
			return e.Value
		}
		if found := valueOf(e.Value, key); found != nil {
			return found
		}
	}
	for _, item := range n.Items {
		if found := valueOf(item, key); found != nil {
			return found
		}
	}
	return nil
}

func TestPlacesOfKeys(t *testing.T) {
	for _, source := range []string{
		"«key»: 1\n", "\"«key»\": 1\n", "'«key»' : 1\n", "? «key»\n: 1\n", "{«key»: 1}\n", "{\"«key»\":1}\n", "\uFEFF«key»: 1\n",
	} {
		text, spans := marked(t, source)
		doc, found := Parse("p.yaml", []byte(text))
		if found != nil || len(doc.Root.Entries) != 1 {
			t.Fatalf("%q: %s %s", text, outline(doc.Root), describe(found))
		}
		if got := doc.Root.Entries[0].Key.Span(); got != spans[0] {
			t.Errorf("%q: got %s, want %s", text, between(got), between(spans[0]))
		}
	}
}

func TestSpansOfNodes(t *testing.T) {
	tests := []struct {
		source string
		path   []any
	}{
		{"«a: 1\nb: 2»\n", nil},
		{"a: «'x'»\n", []any{"a"}},
		{"a: «|\n  x\n  y»\n\nb: 1\n", []any{"a"}},
		{"a:\n  «b: 1\n  c:\n    - d»\ne: 1\n", []any{"a"}},
		{"a:\n«- b\n- c: 1»\n", []any{"a"}},
		{"a:\n  - «b: 1\n    c: 2»\n  - d\n", []any{"a", 0}},
		{"a: «{b: 1, c: [2, 3]}» # d\n", []any{"a"}},
		{"a: {b: 1, c: «[2, 3, ]»}\n", []any{"a", "c"}},
		{"a: «[\n  1, # one\n  2\n]»\n", []any{"a"}},
		{"a: «{}»\n", []any{"a"}},
		{"a: [«b: 1», c]\n", []any{"a", 0}},
	}
	for _, test := range tests {
		text, spans := marked(t, test.source)
		doc, found := Parse("p.yaml", []byte(text))
		if found != nil {
			t.Fatalf("%q: %s", text, describe(found))
		}
		if got := child(t, doc.Root, test.path...).Span; got != spans[0] {
			t.Errorf("%q: got %s, want %s", text, between(got), between(spans[0]))
		}
	}
}

func TestRangeClamps(t *testing.T) {
	doc, _ := Parse("p.yaml", []byte("a: 甲乙\nb: \"\"\nc: \"\\n\"\n"))
	text := child(t, doc.Root, "a").Text
	place := func(from, to int) diag.Span {
		return diag.Span{File: "p.yaml",
			Start: diag.Pos{Offset: 3 + 3*from, Line: 1, Column: 4 + from}, End: diag.Pos{Offset: 3 + 3*to, Line: 1, Column: 4 + to}}
	}
	for _, test := range []struct{ from, to, wantFrom, wantTo int }{
		{0, 2, 0, 2}, {-5, 9, 0, 2}, {1, 1, 1, 1}, {2, 2, 2, 2}, {7, 9, 2, 2}, {2, 0, 2, 2}, {1, 0, 1, 1},
	} {
		if got, want := text.Range(test.from, test.to), place(test.wantFrom, test.wantTo); got != want {
			t.Errorf("Range(%d, %d) is %s, want %s", test.from, test.to, between(got), between(want))
		}
	}
	empty := child(t, doc.Root, "b").Text
	if got := empty.Range(0, 1); got != empty.Span() || got.Start != got.End || got.Start.Column != 5 {
		t.Errorf("an empty text stands at %s", between(got))
	}
	if got := child(t, doc.Root, "c").Text.Range(1, 1); got.Start.Column != 7 || got.Start != got.End {
		t.Errorf("the end of an escape stands at %s", between(got))
	}
	if got := (Text{Value: "made by hand"}).Range(0, 4); got != (diag.Span{}) {
		t.Errorf("a text without a source stands at %s", between(got))
	}
	if got := (Text{}).Span(); got != (diag.Span{}) {
		t.Errorf("the zero text stands at %s", between(got))
	}
}
