package diag

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func only(file, text string) func(string) []byte {
	return func(name string) []byte {
		if name != file {
			return nil
		}
		return []byte(text)
	}
}

func TestTextGolden(t *testing.T) {
	for name, color := range map[string]bool{"sample.txt": false, "sample-color.txt": true} {
		t.Run(name, func(t *testing.T) {
			checkGolden(t, name, printed(t, Text{Sources: only(goldFile, goldText), Color: color}, sample(t)))
		})
	}
}

func TestTextLinesUp(t *testing.T) {
	tests := []struct {
		name, text, part string
		want             []string // the line of source and the line of carets
	}{
		{
			name: "one character", text: "a: b\n", part: "b",
			want: []string{
				"    1 | a: b",
				"      |    ^",
			},
		},
		{
			name: "Chinese before and in the span", text: "条件: 交易额 >= 10万\n", part: "交易额",
			want: []string{
				"    1 | 条件: 交易额 >= 10万",
				"      |       ^~~~~~",
			},
		},
		{
			name: "tabs lead to stops of four", text: "\ta:\tb\tc", part: "b\tc",
			want: []string{
				"    1 |     a:  b   c",
				"      |         ^~~~~",
			},
		},
		{
			name: "a combining accent takes no cell", text: "cafe\u0301: 5", part: "5",
			want: []string{
				"    1 | cafe\u0301: 5",
				"      |       ^",
			},
		},
		{
			name: "a hidden character gets a caret of its own", text: "vol\u200bume: 5", part: "\u200b",
			want: []string{
				"    1 | vol\u200bume: 5",
				"      |    ^",
			},
		},
		{
			name: "a control character is drawn", text: "a\x1b[2Jb: 5", part: "b: 5",
			want: []string{
				"    1 | a␛[2Jb: 5",
				"      |      ^~~~",
			},
		},
		{
			name: "a bidirectional control does not turn the line", text: "a\u202Eb: 5", part: "5",
			want: []string{
				"    1 | a\uFFFDb: 5",
				"      |      ^",
			},
		},
		{
			name: "broken UTF-8", text: "a\xff\xfeb: 5", part: "5",
			want: []string{
				"    1 | a\uFFFD\uFFFDb: 5",
				"      |       ^",
			},
		},
		{
			name: "a span of several lines goes to the end of its first", text: "why: |\n  one\n  two\n", part: "|\n  one",
			want: []string{
				"    1 | why: |",
				"      |      ^",
			},
		},
		{
			name: "a carriage return ends no line and is not shown", text: "a: 1\r\nb: 22\r\n", part: "22",
			want: []string{
				"    2 | b: 22",
				"      |    ^~",
			},
		},
		{
			name: "nothing, at the end of a line", text: "a:\nb: 1\n", part: "\n",
			want: []string{
				"    1 | a:",
				"      |   ^",
			},
		},
		{
			name: "a large line number", text: strings.Repeat("\n", 123_456) + "a: 5", part: "5",
			want: []string{
				"123457 | a: 5",
				"       |    ^",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			span := spanOf(t, "x.yaml", tt.text, tt.part)
			got := printed(t, Text{Sources: only("x.yaml", tt.text)}, List{Errorf("S003", span, "no")})
			_, got, _ = strings.Cut(got, "\n")
			if diff := cmp.Diff(strings.Join(tt.want, "\n")+"\n", got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTextPlaces has spans that cannot be shown whole, or at all.
func TestTextPlaces(t *testing.T) {
	const text = "a: 1\nbb: 2\n"
	tests := []struct {
		name  string
		start Pos
		end   Pos
		want  string
	}{
		{"the file as a whole", Pos{}, Pos{}, "x.yaml: error: no [S003]\n"},
		{"an end without a start", Pos{}, Pos{Line: 1, Column: 2}, "x.yaml: error: no [S003]\n"},
		{"line past the end", Pos{Line: 9, Column: 1}, Pos{Line: 9, Column: 2}, "x.yaml:9:1: error: no [S003]\n"},
		{"column past the end", Pos{Line: 1, Column: 6}, Pos{Line: 1, Column: 7}, "x.yaml:1:6: error: no [S003]\n"},
		{"negative line", Pos{Line: -1, Column: 1}, Pos{}, "x.yaml: error: no [S003]\n"},
		{"no column", Pos{Line: 2}, Pos{}, "x.yaml:2:1: error: no [S003]\n    2 | bb: 2\n      | ^\n"},
		{"no end", Pos{Line: 2, Column: 5}, Pos{}, "x.yaml:2:5: error: no [S003]\n    2 | bb: 2\n      |     ^\n"},
		{"end before start", Pos{Line: 2, Column: 5}, Pos{Line: 1, Column: 9}, "x.yaml:2:5: error: no [S003]\n    2 | bb: 2\n      |     ^\n"},
		{"end past the line", Pos{Line: 1, Column: 4}, Pos{Line: 1, Column: 99}, "x.yaml:1:4: error: no [S003]\n    1 | a: 1\n      |    ^\n"},
		{"the end of the file", Pos{Line: 3, Column: 1}, Pos{Line: 3, Column: 1}, "x.yaml:3:1: error: no [S003]\n    3 |\n      | ^\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			span := Span{File: "x.yaml", Start: tt.start, End: tt.end}
			got := printed(t, Text{Sources: only("x.yaml", text)}, List{Errorf("S003", span, "no")})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextWithoutSource(t *testing.T) {
	at := Span{File: "x.yaml", Start: Pos{Line: 1, Column: 2}, End: Pos{Line: 1, Column: 3}}
	list := List{Errorf("S003", at, "no").WithRelated(at, "see").WithHint("yes")}
	const want = "x.yaml:1:2: error: no [S003]\n  hint: yes\nx.yaml:1:2: note: see\n"
	for name, text := range map[string]Text{
		"zero":         {},
		"unknown file": {Sources: only("y.yaml", "text")},
	} {
		if diff := cmp.Diff(want, printed(t, text, list)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	empty := Text{Sources: only("x.yaml", "")}
	if diff := cmp.Diff(want, printed(t, empty, list)); diff != "" {
		t.Errorf("empty file (-want +got):\n%s", diff)
	}
	if got := printed(t, Text{}, nil); got != "" {
		t.Errorf("an empty list prints %q", got)
	}
}

func TestTextAsksForEachFileOnce(t *testing.T) {
	asked := 0
	text := Text{Sources: func(string) []byte { asked++; return nil }}
	at := Span{File: "x.yaml", Start: Pos{Line: 1, Column: 1}}
	printed(t, text, List{Errorf("S003", at, "a"), Errorf("S003", at, "b").WithRelated(at, "c")})
	if asked != 1 {
		t.Errorf("Sources was called %d times, want 1", asked)
	}
}

func TestTextByteOrderMark(t *testing.T) {
	at := Span{File: "x.yaml", Start: Pos{Line: 1, Column: 4}, End: Pos{Line: 1, Column: 5}}
	got := printed(t, Text{Sources: only("x.yaml", "\uFEFFa: 5\n")}, List{Errorf("S003", at, "no")})
	const want = "x.yaml:1:4: error: no [S003]\n    1 | a: 5\n      |    ^\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTextUntrustedWords(t *testing.T) {
	at := Span{File: "x\x1b[31m.yaml"}
	got := printed(t, Text{}, List{Errorf("S003", at, "a\x07b\nx.yaml:1:1: error: forged").WithHint("c\n\td")})
	const want = "x␛[31m.yaml: error: a␇b\n    x.yaml:1:1: error: forged [S003]\n  hint: c\n        ␉d\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteReturnsTheWritersError(t *testing.T) {
	broken := brokenWriter{errors.New("disk full")}
	for _, p := range []printer{Text{}, JSON{}, GitHub{}, SARIF{}, JUnit{}} {
		if err := p.Write(broken, sample(t)); !errors.Is(err, broken.err) {
			t.Errorf("%T: error %v, want %v", p, err, broken.err)
		}
	}
}

func ExampleText() {
	sources := map[string]string{"gold.yaml": "rules:\n  - id: bonus\n    when: volum >= 10万\n    amount: 50\n"}
	text := Text{Sources: func(file string) []byte { return []byte(sources[file]) }}

	at := Span{File: "gold.yaml", Start: Pos{Offset: 33, Line: 3, Column: 11}, End: Pos{Offset: 38, Line: 3, Column: 16}}
	list := List{Errorf("N102", at, "unknown name %q", "volum").
		WithHint("did you mean %q?", Nearest("volum", []string{"value", "volume"}))}
	_ = text.Write(os.Stdout, list)
	// Output:
	// gold.yaml:3:11: error: unknown name "volum" [N102]
	//     3 |     when: volum >= 10万
	//       |           ^~~~~
	//   hint: did you mean "volume"?
}

// FuzzText prints one diagnostic at any place of any text. What comes out must
// be safe for a terminal and of the promised shape.
func FuzzText(f *testing.F) {
	f.Add("when: volum >= 5", "unknown name", 1, 7, 1, 12)
	f.Add("条件: 交易额 >= 10万\n", "x\ny", 1, 5, 1, 8)
	f.Add("\ta\tb\r\n\u202Ec\u0301", "\x1b[0m", 2, 1, 9, 9)
	f.Add(strings.Repeat("交易额\t", 60)+"\xff", "", 1, 120, 1, 240)
	f.Add("", "", 0, 0, -1, -1)
	f.Fuzz(func(t *testing.T, text, message string, line, column, endLine, endColumn int) {
		span := Span{File: "x", Start: Pos{Line: line, Column: column}, End: Pos{Line: endLine, Column: endColumn}}
		got := printed(t, Text{Sources: only("x", text)}, List{{Code: "N102", Message: message, Span: span}})

		if !utf8.ValidString(got) {
			t.Errorf("not UTF-8: %q", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) }) {
			t.Errorf("a control character in %q", got)
		}
		header := strings.Count(message, "\n") + 1
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		switch len(lines) {
		case header: // A place that the text does not have.
		case header + 2:
			checkExcerpt(t, lines[header], lines[header+1])
		default:
			t.Errorf("%d lines for a message of %d: %q", len(lines), header, got)
		}
	})
}

// checkExcerpt wants one run of carets, under the text or just behind it, and
// not more cells than a line may have.
func checkExcerpt(t *testing.T, source, carets string) {
	t.Helper()
	margin, shownText, _ := strings.Cut(source, " |")
	under, marks, found := strings.Cut(carets, " | ")
	if !found || len(under) != len(margin) || strings.TrimSpace(under) != "" {
		t.Fatalf("margins differ: %q, %q", source, carets)
	}
	mark := strings.TrimLeft(marks, " ")
	if mark == "" || mark != "^"+strings.Repeat("~", len(mark)-1) {
		t.Errorf("carets %q", marks)
	}
	if n := screenWidth(strings.TrimPrefix(shownText, " ")); n > lineCells {
		t.Errorf("%d cells, want at most %d: %q", n, lineCells, source)
	}
	if len(marks) > lineCells+1 {
		t.Errorf("carets end at cell %d: %q", len(marks), carets)
	}
}

func screenWidth(s string) int {
	n := 0
	for _, r := range s {
		n += cells(r)
	}
	return n
}
