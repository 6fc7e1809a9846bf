package syntax

import "strings"

// plain reads a scalar without quotes. Its lines are joined by spaces, an
// empty line between them stays as a line break.
func (s *scanner) plain() {
	s.begin()
	b := textBuilder{src: s.text}
	t := token{kind: scalarToken, style: Plain, from: s.i, to: s.i, endLine: s.line}
	gap := fold{from: s.i}
	i, line := s.i, s.line
	for {
		if i == line && markerAt(s.text, i) || i < len(s.text) && s.text[i] == '#' {
			break
		}
		end := s.wordEnd(i)
		if end > i {
			gap.join(&b, i)
			b.copy(i, end)
			t.to, t.endLine = end, line
		}
		if i = end; !spaceAt(s.text, i) && breakAt(s.text, i) == 0 {
			break
		}
		gap, i = s.readGap(i, &line)
		if len(s.flow) == 0 && i-line <= s.indent {
			break
		}
	}
	t.body = stretch{t.from, t.to}
	t.value, t.runs = b.result(t.from, t.to)
	s.add(t)
	s.moveTo(i, line)
}

// moveTo moves on over blanks that a scalar has read behind itself.
func (s *scanner) moveTo(i, line int) {
	s.i = i
	if line != s.line {
		s.line, s.fresh = line, true
		if len(s.flow) == 0 {
			s.keyFrom = -1
		}
	}
}

// wordEnd gives the end of a word of a plain scalar: at a blank, at a colon
// that ends a key, and inside brackets at any of ,?[]{}.
func (s *scanner) wordEnd(i int) int {
	for !blankAt(s.text, i) {
		c := s.text[i]
		if c == ':' && blankAt(s.text, i+1) || len(s.flow) > 0 && strings.IndexByte(",?[]{}", c) >= 0 {
			return i
		}
		i++
	}
	return i
}

// plainEnd gives the end of stray text on this line, which is where a plain
// scalar would end.
func (s *scanner) plainEnd() int {
	end := s.i + 1
	for i := end; ; {
		if next := s.wordEnd(i); next > i {
			i, end = next, next
		}
		for spaceAt(s.text, i) {
			i++
		}
		if i >= len(s.text) || s.text[i] == '#' || s.wordEnd(i) == i {
			return end
		}
	}
}

// A fold is the blanks between two words of a scalar.
type fold struct {
	from   int
	folded bool      // a line break is among them
	empty  []stretch // the line breaks behind the first
}

// join adds what a fold stands for: the blanks themselves within a line, else
// a space, or the line breaks of the empty lines.
func (f fold) join(b *textBuilder, to int) {
	switch {
	case !f.folded:
		b.copy(f.from, to)
	case len(f.empty) == 0:
		b.put(' ', f.from, to)
	default:
		b.breaks(f.empty)
	}
}

// readGap reads the blanks between two words of a plain scalar.
func (s *scanner) readGap(i int, line *int) (fold, int) {
	f := fold{from: i}
	for {
		switch n := breakAt(s.text, i); {
		case n > 0:
			if f.folded {
				f.empty = append(f.empty, stretch{i, i + n})
			}
			f.folded = true
			i += n
			*line = i
		case spaceAt(s.text, i):
			if f.folded && s.text[i] == '\t' && i-*line <= s.indent {
				s.flaws = append(s.flaws, flaw{kind: tabIndent, from: i, to: i + 1, open: i})
			}
			i++
		default:
			return f, i
		}
	}
}
