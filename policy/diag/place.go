package diag

import (
	"cmp"
	"fmt"
)

// A Pos is a place in a source text. Line and Column count from 1, Column in
// characters (not bytes, not screen cells); Offset counts bytes from 0. The
// zero Pos is no place.
type Pos struct {
	Offset int
	Line   int
	Column int
}

// IsZero reports whether p is no place.
func (p Pos) IsZero() bool { return p.Line == 0 }

// A Span is a stretch of one file. End is the place just behind its last
// character. A span with a zero Start speaks of the file as a whole.
type Span struct {
	File  string
	Start Pos
	End   Pos
}

// Before reports whether s starts before t: by file name, then place, then
// the shorter one first. Of two different spans one is before the other, so
// that sorting by Before gives one order only.
func (s Span) Before(t Span) bool {
	return cmp.Or(
		cmp.Compare(s.File, t.File),
		s.Start.compare(t.Start),
		s.End.compare(t.End),
	) < 0
}

// compare orders by line and column first, because a place that is known has
// them while its offset may be left out. The file as a whole, line 0, comes
// before its first character.
func (p Pos) compare(q Pos) int {
	return cmp.Or(
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Column, q.Column),
		cmp.Compare(p.Offset, q.Offset),
	)
}

// String gives the place as file:line:column, or the file's name alone.
func (s Span) String() string {
	if s.Start.IsZero() {
		return s.File
	}
	return fmt.Sprintf("%s:%d:%d", s.File, s.Start.Line, s.Start.Column)
}

// normal returns s as printers show it. Checks do not always know all of a
// place: a start with no column is the start of its line, and an end that is
// not known, or stands before the start, is the start itself.
func (s Span) normal() Span {
	if s.Start.Line < 1 {
		return Span{File: s.File}
	}
	s.Start.Column = max(s.Start.Column, 1)
	s.End.Column = max(s.End.Column, 1)
	if cmp.Or(cmp.Compare(s.End.Line, s.Start.Line), cmp.Compare(s.End.Column, s.Start.Column)) < 0 {
		s.End = s.Start
	}
	return s
}
