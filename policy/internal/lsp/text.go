package lsp

import (
	"sort"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// A lineText is a text with its lines, in which editors' positions can be
// found. Editors count UTF-16 units on a line, or bytes where that was agreed.
type lineText struct {
	text  string
	lines []int // where they begin
	bytes bool  // positions count bytes
}

func newLineText(text string, bytes bool) *lineText {
	t := &lineText{text: text, lines: []int{0}, bytes: bytes}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// lineEnd gives the offset at which the text of a line ends.
func (t *lineText) lineEnd(line int) int {
	if line+1 == len(t.lines) {
		return len(t.text)
	}
	end := t.lines[line+1] - 1
	if end > t.lines[line] && t.text[end] == '\n' && t.text[end-1] == '\r' {
		end--
	}
	return end
}

// offset gives the bytes before a position. A position outside the text is
// moved to its edge.
func (t *lineText) offset(p position) int {
	switch {
	case p.Line < 0:
		return 0
	case p.Line >= len(t.lines):
		return len(t.text)
	}
	at, end := t.lines[p.Line], t.lineEnd(p.Line)
	if t.bytes {
		return min(at+max(p.Character, 0), end)
	}
	for units := 0; at < end && units < p.Character; {
		r, size := utf8.DecodeRuneInString(t.text[at:])
		units += max(utf16.RuneLen(r), 1)
		at += size
	}
	return at
}

// position gives the place of an offset.
func (t *lineText) position(offset int) position {
	offset = max(0, min(offset, len(t.text)))
	line := sort.SearchInts(t.lines, offset+1) - 1
	from := t.lines[line]
	if t.bytes {
		return position{line, offset - from}
	}
	units := 0
	for _, r := range t.text[from:offset] {
		units += max(utf16.RuneLen(r), 1)
	}
	return position{line, units}
}

// span gives the place of a diagnostic or of a part of the text.
func (t *lineText) span(s diag.Span) textRange {
	if s.Start.IsZero() {
		return textRange{}
	}
	end := max(s.End.Offset, s.Start.Offset)
	return textRange{t.position(s.Start.Offset), t.position(end)}
}

// whole gives the place of all of the text.
func (t *lineText) whole() textRange {
	return textRange{End: t.position(len(t.text))}
}
