package diag

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLongLinesAreCut(t *testing.T) {
	tens := func(n int) string { return strings.Repeat("0123456789", n) }
	tests := []struct {
		name, text, part string
		want             excerpt
	}{
		{
			"just fits", tens(9) + "{mistaken}", "{mistaken}",
			excerpt{text: tens(9) + "{mistaken}", indent: 90, carets: 10},
		},
		{
			"at the start", "{mistaken}" + tens(10), "{mistaken}",
			excerpt{text: "{mistaken}" + tens(8) + "0123...", indent: 0, carets: 10},
		},
		{
			"in the middle", tens(20) + "{mistaken}" + tens(20), "{mistaken}",
			excerpt{text: "..." + "89" + tens(4) + "{mistaken}" + tens(4) + "01...", indent: 45, carets: 10},
		},
		{
			"at the end", tens(20) + "{mistaken}", "{mistaken}",
			excerpt{text: "...6789" + tens(8) + "{mistaken}", indent: 87, carets: 10},
		},
		{
			"just behind the end", tens(20) + "\n", "\n",
			excerpt{text: "...6789" + tens(9), indent: 97, carets: 1},
		},
		{
			"wider than the line", tens(5) + "{" + tens(20) + "}", "{" + tens(20) + "}",
			excerpt{text: "..." + tens(1) + "{" + tens(8) + "012...", indent: 13, carets: 84},
		},
		{
			"Chinese characters cut in two", strings.Repeat("交", 100) + "x" + strings.Repeat("易", 100), "x",
			excerpt{text: "..." + strings.Repeat("交", 23) + "x" + strings.Repeat("易", 23) + " ...", indent: 49, carets: 1},
		},
		{
			"a combining character whose letter was cut", "e\u0301" + strings.Repeat("e\u0301", 199) + "x", "x",
			excerpt{text: "..." + strings.Repeat("e\u0301", 93) + "x", indent: 96, carets: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, found := indexed([]byte(tt.text)).excerpt(spanOf(t, "x", tt.text, tt.part))
			if !found {
				t.Fatal("no excerpt")
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(excerpt{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestExcerptPointsAtItsSpan moves a mark through lines of every kind of
// character and looks for it above the caret.
func TestExcerptPointsAtItsSpan(t *testing.T) {
	for _, filler := range []string{"a", "交", "é", "e\u0301", "\t", "🎯", "a交\t"} {
		for before := range 150 {
			text := strings.Repeat(filler, before) + "@" + strings.Repeat(filler, 150-before)
			got, found := indexed([]byte(text)).excerpt(spanOf(t, "x", text, "@"))
			if !found {
				t.Fatalf("no excerpt of %q", text)
			}
			head, _, found := strings.Cut(got.text, "@")
			if !found || screenWidth(head) != got.indent || got.carets != 1 {
				t.Errorf("%d of %q: caret at cell %d of %q", before, filler, got.indent, got.text)
			}
		}
	}
}
