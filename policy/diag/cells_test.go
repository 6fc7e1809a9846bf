package diag

import (
	"testing"
	"unicode"

	"golang.org/x/text/width"
)

func TestCells(t *testing.T) {
	tests := []struct {
		char rune
		want int
	}{
		{'a', 1}, {'é', 1}, {'%', 1}, {'‰', 1}, {'…', 1},
		{'万', 2}, {'，', 2}, {'（', 2}, {'％', 2}, {'あ', 2}, {'한', 2}, {'🎯', 2}, {'\u3000', 2},
		{'\u0301', 0}, {'\u200B', 0}, {'\u200D', 0}, {'\uFEFF', 0}, {'\uFE0F', 0}, {'\u3099', 0}, {'\u1161', 0},
		{'\u00AD', 1}, {'\u0600', 1},
	}
	for _, tt := range tests {
		if got := cells(tt.char); got != tt.want {
			t.Errorf("cells(%U) = %d, want %d", tt.char, got, tt.want)
		}
	}
}

// TestWideAgreesWithUnicode fails when a new Go knows a newer Unicode; the
// table of wide is then to be completed.
func TestWideAgreesWithUnicode(t *testing.T) {
	assigned := []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.C}
	for r := range unicode.MaxRune {
		kind := width.LookupRune(r).Kind()
		want := kind == width.EastAsianWide || kind == width.EastAsianFullwidth
		if got := isWide(r); got != want && unicode.In(r, assigned...) {
			t.Errorf("isWide(%U) = %t, want %t", r, got, want)
		}
	}
}

func TestShown(t *testing.T) {
	for char, want := range map[rune]rune{
		'a': 'a', '万': '万', '\u200B': '\u200B',
		0: '␀', '\x1b': '␛', '\n': '␊', '\x7f': '␡',
		'\u009B': '\uFFFD', '\u202E': '\uFFFD', '\u2028': '\uFFFD', '\uFFFD': '\uFFFD',
	} {
		if got := shown(char); got != want {
			t.Errorf("shown(%U) = %U, want %U", char, got, want)
		}
	}
}
