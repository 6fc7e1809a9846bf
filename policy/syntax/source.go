package syntax

import (
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// A source is a file as it is stored, and the text that is read in its place.
// The two are equal unless something that must not be there was taken out: a
// hidden character has been reported once it is found, and reading on without
// it keeps it from causing a second, puzzling diagnostic further down. Tokens
// count bytes of the text; places always speak of the file.
type source struct {
	file  string
	raw   string
	text  string
	edits []edit // in the order of places, none touching another's bytes
	lines []int  // where the lines of raw begin
	runes []int  // how many characters stand before each stride-th byte of raw
}

// An edit says that raw[from:to] is read as with, which then stands at the
// offset at of the text.
type edit struct {
	from, to int
	with     string
	at       int
}

// stride is how far apart the characters of a source are counted in advance,
// so that a place in a line of 256 KiB costs no more than one in a short line.
const stride = 128

const byteOrderMark = "\uFEFF"

// newSource prepares src, which must be valid UTF-8. A byte order mark at the
// start is no part of the text.
func newSource(file string, src []byte) *source {
	s := &source{file: file, raw: string(src)}
	start := 0
	if len(s.raw) >= len(byteOrderMark) && s.raw[:len(byteOrderMark)] == byteOrderMark {
		start = len(byteOrderMark)
		s.edits = []edit{{from: 0, to: start}}
	}
	s.text = s.raw[start:]
	s.lines = lineStarts(s.raw)
	s.lines[0] = start
	for i, n := 0, 0; i < len(s.raw); i++ {
		if i%stride == 0 {
			s.runes = append(s.runes, n)
		}
		if utf8.RuneStart(s.raw[i]) {
			n++
		}
	}
	return s
}

// lineStarts gives the offset of every line of text. Lines end as YAML ends
// them, at LF, CRLF or CR.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := 0; i < len(text); {
		if n := breakAt(text, i); n > 0 {
			i += n
			starts = append(starts, i)
			continue
		}
		i++
	}
	return starts
}

// edited gives s with more edits, which speak of offsets in the file. An edit
// that touches an earlier one is left out.
func (s *source) edited(more []edit) *source {
	all := append(slices.Clone(s.edits), more...)
	slices.SortStableFunc(all, func(a, b edit) int { return a.from - b.from })
	t := *s
	t.edits = nil
	var text []byte
	done := 0
	for _, e := range all {
		if e.from < done {
			continue
		}
		text = append(text, s.raw[done:e.from]...)
		e.at = len(text)
		text = append(text, e.with...)
		t.edits = append(t.edits, e)
		done = e.to
	}
	t.text = string(append(text, s.raw[done:]...))
	return &t
}

// rawStart converts the offset of a character of the text to an offset in the
// file.
func (s *source) rawStart(offset int) int {
	if len(s.edits) == 0 {
		return offset
	}
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].at > offset })
	return s.through(i, offset)
}

// rawEnd converts an offset just behind a character of the text. It differs
// from rawStart where an edit lies between that character and the next.
func (s *source) rawEnd(offset int) int {
	if len(s.edits) == 0 {
		return offset
	}
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].at >= offset })
	return s.through(i, offset)
}

// through converts an offset behind the first i edits.
func (s *source) through(i, offset int) int {
	if i == 0 {
		return offset
	}
	e := s.edits[i-1]
	if inside := offset - e.at; inside < len(e.with) {
		return min(e.from+inside, e.to)
	}
	return e.to + offset - e.at - len(e.with)
}

// span gives the place of text[from:to].
func (s *source) span(from, to int) diag.Span {
	start := s.rawStart(from)
	if to <= from {
		return s.rawSpan(start, start)
	}
	return s.rawSpan(start, max(start, s.rawEnd(to)))
}

// rawSpan gives the place of raw[from:to].
func (s *source) rawSpan(from, to int) diag.Span {
	return diag.Span{File: s.file, Start: s.pos(from), End: s.pos(to)}
}

// pos gives the place of an offset in the file.
func (s *source) pos(offset int) diag.Pos {
	offset = max(s.lines[0], min(offset, len(s.raw)))
	line := sort.SearchInts(s.lines, offset+1)
	return diag.Pos{Offset: offset, Line: line, Column: s.count(s.lines[line-1], offset) + 1}
}

// count gives the number of characters of raw[from:to].
func (s *source) count(from, to int) int {
	if to-from <= stride {
		return starts(s.raw[from:to])
	}
	return s.before(to) - s.before(from)
}

// before gives the number of characters before an offset in the file.
func (s *source) before(offset int) int {
	if len(s.runes) == 0 {
		return 0
	}
	i := min(offset/stride, len(s.runes)-1)
	return s.runes[i] + starts(s.raw[i*stride:offset])
}

// starts gives how many characters begin in a text.
func starts(text string) int {
	n := 0
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return n
}
