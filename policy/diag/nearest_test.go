package diag

import (
	"fmt"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	tests := []struct {
		why   string
		name  string
		known []string
		want  string
	}{
		{"a letter left out", "volum", []string{"value", "volume"}, "volume"},
		{"a letter added", "capp", []string{"cap", "floor"}, "cap"},
		{"a letter changed", "residaal", []string{"residual"}, "residual"},
		{"two letters swapped", "glod", []string{"old", "gold"}, "gold"},
		{"a swap is one edit", "ab", []string{"ba"}, "ba"},
		{"nothing near", "volume", []string{"agent", "merchant"}, ""},
		{"nothing known", "volume", nil, ""},
		{"no name", "", []string{"a", "volume"}, ""},
		{"one character has nothing to go by", "x", []string{"y"}, ""},
		{"half of a name of two", "ab", []string{"ac"}, "ac"},
		{"one edit in four, not two", "kind", []string{"king", "find"}, "king"},
		{"two edits in four", "kind", []string{"kart"}, ""},
		{"two edits in eight", "merchnat_", []string{"merchant"}, "merchant"},
		{"three edits in eight", "abcdefgh", []string{"abcdexyz"}, ""},
		{"ties go to the first", "rat", []string{"rate", "rats", "cat"}, "rate"},
		{"the nearer one wins over the first", "volumes", []string{"volt", "volums", "volume"}, "volums"},
		{"case does not count", "VOLUME", []string{"value", "volume"}, "volume"},
		{"but breaks ties", "Rate", []string{"rate", "Rates", "Rate2", "RATE"}, "rate"},
		{"and is itself the last resort", "Tier", []string{"tierS", "tierA", "TierB"}, "TierB"},
		{"Chinese, two characters", "月费", []string{"费率", "月份"}, "月份"},
		{"Chinese, both differ", "月费", []string{"商户"}, ""},
		{"Chinese, three characters", "交易量", []string{"商户等级", "交易额"}, "交易额"},
		{"Chinese, swapped", "户商", []string{"商户"}, "商户"},
		{"the name itself", "cap", []string{"cup", "cap"}, "cap"},
		{"longer than any name", strings.Repeat("a", 65), []string{strings.Repeat("a", 65)}, ""},
		{"a known name that is too long", "a", []string{strings.Repeat("a", 1_000_000), "aa"}, "aa"},
		{"as long as may be", strings.Repeat("长", 64), []string{strings.Repeat("长", 63)}, strings.Repeat("长", 63)},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			if got := Nearest(tt.name, tt.known); got != tt.want {
				t.Errorf("Nearest(%q, %q) = %q, want %q", tt.name, tt.known, got, tt.want)
			}
		})
	}
}

func TestEdits(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3},
		{"abc", "abc", 0}, {"abc", "axc", 1}, {"abc", "ac", 1}, {"abc", "abxc", 1},
		{"abc", "acb", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3},
		{"ca", "abc", 3}, // The unrestricted form would swap, then insert between: 2.
	}
	for _, tt := range tests {
		if got := edits([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := edits([]rune(tt.b), []rune(tt.a)); got != tt.want {
			t.Errorf("edits(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func ExampleNearest() {
	fmt.Println(Nearest("capp", []string{"cap", "floor", "amount"}))
	fmt.Println(Nearest("交易量", []string{"商户等级", "交易额"}))
	fmt.Printf("%q\n", Nearest("bonus", []string{"cap", "floor", "amount"}))
	// Output:
	// cap
	// 交易额
	// ""
}
