package diag

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"
)

const (
	// lineCells is the widest that a line of source is printed, in cells.
	lineCells = 100
	// leadCells is kept free around a span that is itself too wide, half of it
	// before the span, so that one sees what the span follows.
	leadCells = 20
	// tabStop is where tabs lead to. They are printed as spaces, because the
	// line of carets below could not know the terminal's own stops.
	tabStop = 4
	// ellipsis stands for what was cut off. It is three full stops and not the
	// character U+2026, which some East Asian terminals draw two cells wide.
	ellipsis = "..."
)

// A source is a file's text with the offsets at which its lines begin, so that
// many diagnostics of one file do not each search it from the top.
type source struct {
	text   []byte
	starts []int
}

// indexed returns text as a source. A byte order mark is no part of the first
// line. Lines end at a line feed, as YAML, CSV and editors have it.
func indexed(text []byte) source {
	if text == nil {
		return source{}
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return source{text: text, starts: starts}
}

// line returns line n, counted from 1, without its line break, and whether
// there is such a line.
func (s source) line(n int) ([]byte, bool) {
	if n < 1 || n > len(s.starts) {
		return nil, false
	}
	rest := s.text[s.starts[n-1]:]
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), true
}

// An excerpt is what is printed of a line of source: its text, the number of
// cells before the carets, and the number of carets.
type excerpt struct {
	text           string
	indent, carets int
}

// excerpt returns the first line of span, cut to lineCells, and whether span
// begins inside the source or just behind the end of a line.
func (s source) excerpt(span Span) (excerpt, bool) {
	line, found := s.line(span.Start.Line)
	if !found {
		return excerpt{}, false
	}
	from, to := span.Start.Column-1, span.End.Column-1
	if span.End.Line > span.Start.Line {
		to = len(line) // Not fewer than its characters, so the end of the line.
	}
	start, end, total := extent(line, from, to)
	if start < 0 {
		return excerpt{}, false
	}
	low, high := window(start, end, total)
	x := excerpt{
		text:   slice(line, low, high),
		indent: start - low,
		carets: max(1, min(end, high)-start),
	}
	if low > 0 {
		x.text = ellipsis + x.text
		x.indent += len(ellipsis)
	}
	if high < total {
		x.text += ellipsis
	} else {
		x.text = strings.TrimRight(x.text, " ")
	}
	return x, true
}

// A column is one character of a line as the screen shows it: its number from
// 0, the cell where it begins, and the cells that it takes.
type column struct {
	index, cell, width int
	char               rune
}

func columns(line []byte) iter.Seq[column] {
	return func(yield func(column) bool) {
		var c column
		for len(line) > 0 {
			r, size := utf8.DecodeRune(line)
			if c.char, c.width = r, tabStop-c.cell%tabStop; r != '\t' {
				c.char = shown(r)
				c.width = cells(c.char)
			}
			if !yield(c) {
				return
			}
			line = line[size:]
			c.index++
			c.cell += c.width
		}
	}
}

// extent turns the characters from..to of line into cells start..end, and
// gives the cells of the whole line. An end behind the line is the line's end;
// start is negative if from is not in the line nor its end.
func extent(line []byte, from, to int) (start, end, total int) {
	start, end = -1, -1
	count := 0
	for c := range columns(line) {
		if c.index == from {
			start = c.cell
		}
		if c.index == to {
			end = c.cell
		}
		count++
		total += c.width
	}
	if from == count {
		start = total
	}
	if end < 0 {
		end = total
	}
	return start, end, total
}

// window chooses which cells of a line to show: all that fit, else a stretch
// with the span start..end in its middle. The two ellipses always have room.
func window(start, end, total int) (low, high int) {
	if total <= lineCells {
		return 0, total
	}
	room := lineCells - 2*len(ellipsis)
	span := min(end-start, room-leadCells)
	low = start - (room-span)/2
	low = max(0, min(low, total-room))
	return low, low + room
}

// slice prints the cells low..high of line. A tab or a wide character of which
// only a part lies inside becomes spaces, so that all after it stays in place.
func slice(line []byte, low, high int) string {
	var b strings.Builder
	whole := low == 0 // Whether the character that a combining one joins is there.
	for c := range columns(line) {
		inside := min(c.cell+c.width, high) - max(c.cell, low)
		switch {
		case c.width == 0:
			if whole {
				b.WriteRune(c.char)
			}
		case c.char != '\t' && inside == c.width:
			b.WriteRune(c.char)
			whole = true
		default:
			b.WriteString(strings.Repeat(" ", max(0, inside)))
			whole = false
		}
		if c.cell > high {
			break
		}
	}
	return b.String()
}
