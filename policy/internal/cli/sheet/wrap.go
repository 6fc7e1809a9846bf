// Package sheet lays out text for a terminal of fixed pitch, where Chinese
// characters take two cells.
package sheet

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// Width is how many cells a line has at most.
const Width = 100

// Wrap cuts text into lines of at most width cells. It breaks at a space,
// beside a wide character, or, where there is neither, anywhere; a mark that
// closes something never begins a line. Line breaks of the text are kept, and
// an empty text is one empty line.
func Wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapParagraph([]rune(diag.Visible(paragraph)), max(width, 2))...)
	}
	return lines
}

func wrapParagraph(text []rune, width int) []string {
	var lines []string
	for {
		end, cells := 0, 0
		for end < len(text) && cells+diag.Cells(string(text[end])) <= width {
			cells += diag.Cells(string(text[end]))
			end++
		}
		if end == len(text) {
			return append(lines, strings.TrimRight(string(text), " "))
		}
		at := breakBefore(text, end)
		lines = append(lines, strings.TrimRight(string(text[:at]), " "))
		for at < len(text) && text[at] == ' ' {
			at++
		}
		text = text[at:]
	}
}

// breakBefore finds the last place up to end at which a line may end.
func breakBefore(text []rune, end int) int {
	for at := end; at > 0; at-- {
		if text[at] == ' ' || text[at-1] == ' ' || betweenWide(text[at-1], text[at]) {
			return at
		}
	}
	return end
}

// closing marks stand with what is before them.
const closing = "，。；：、！？）】》」』”’％,.;:!?)]}%"

func betweenWide(before, after rune) bool {
	if strings.ContainsRune(closing, after) || strings.ContainsRune("（【《「『“‘", before) {
		return false
	}
	return diag.Cells(string(before)) == 2 || diag.Cells(string(after)) == 2
}

// Pad fills text with spaces to a number of cells, on its left where it is
// right-aligned.
func Pad(text string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-diag.Cells(text)))
	if right {
		return fill + text
	}
	return text + fill
}
