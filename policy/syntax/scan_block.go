package syntax

// block reads a scalar behind | or >.
func (s *scanner) block() {
	h, ok := s.header()
	if !ok {
		return
	}
	t := token{kind: scalarToken, style: Literal, from: s.i, to: h.end}
	if !h.literal {
		t.style = Folded
	}
	b := blockScanner{scanner: s, h: h, b: textBuilder{src: s.text}, i: h.next, line: s.line}
	if h.next > h.end {
		b.line = h.next
	}
	t.body = stretch{h.end, h.end}
	t.endLine = s.line
	flaws := len(s.flaws)
	if from, to, line := b.read(); to > 0 {
		t.to, t.endLine, t.body = to, line, stretch{from, to}
	}
	t.flawed = len(s.flaws) > flaws
	b.b.settle()
	t.value, t.runs = string(b.b.value), b.b.runs
	s.keyFrom = -1
	s.add(t)
	s.moveTo(max(b.line, t.to), b.line)
}

// A header is the line of the | or >.
type header struct {
	literal bool
	chomp   byte // '+' keeps the line breaks at the end, '-' drops them, 0 keeps one
	indent  int  // the column of the content; 0 for the first line to say
	end     int  // behind the indicators
	next    int  // where the content begins
}

// header reads the indicators and the rest of their line. Text there is no
// block scalar at all but an expression such as "> 3", and read as stray.
func (s *scanner) header() (header, bool) {
	h := header{literal: s.text[s.i] == '|', end: s.i + 1}
	for range 2 {
		if h.end >= len(s.text) {
			break
		}
		switch c := s.text[h.end]; {
		case (c == '+' || c == '-') && h.chomp == 0:
			h.chomp = c
			h.end++
		case c >= '0' && c <= '9' && h.indent == 0:
			if c == '0' {
				s.stray(zeroHeader)
				return h, false
			}
			h.indent = max(s.indent, 0) + int(c-'0')
			h.end++
		}
	}
	i := h.end
	for spaceAt(s.text, i) {
		i++
	}
	if i < len(s.text) && s.text[i] != '#' && breakAt(s.text, i) == 0 {
		s.stray(badHeader)
		return h, false
	}
	if i < len(s.text) && s.text[i] == '#' {
		i = s.commentAt(i, false)
	}
	h.next = i + breakAt(s.text, i)
	return h, true
}

// A blockScanner stands inside a block scalar.
type blockScanner struct {
	*scanner
	h    header
	b    textBuilder
	i    int
	line int
}

// read reads the content, and says where it begins and ends and where its
// last line begins. An end of 0 means that there is none.
func (b *blockScanner) read() (from, to, lastLine int) {
	var last stretch // the line break of the line before
	blankBefore := false
	empty := b.emptyLines()
	for b.i-b.line == b.h.indent && b.i < len(b.text) {
		blank := spaceAt(b.text, b.i)
		switch {
		case last.to == 0:
		case b.h.literal || blankBefore || blank:
			b.b.put('\n', last.from, last.to)
		case len(empty) == 0:
			b.b.put(' ', last.from, b.i)
		}
		b.b.breaks(empty)
		blankBefore = blank
		if to == 0 {
			from = b.i
		}
		end := b.i + lineLen(b.text, b.i)
		b.b.copy(b.i, end)
		to, lastLine = end, b.line
		last = stretch{}
		b.i = end
		if n := breakAt(b.text, end); n > 0 {
			last = stretch{end, end + n}
			b.i = end + n
			b.line = b.i
		}
		empty = b.emptyLines()
	}
	if b.h.chomp != '-' && last.to > 0 {
		b.b.put('\n', last.from, last.to)
	}
	if b.h.chomp == '+' {
		b.b.breaks(empty)
	}
	return from, to, lastLine
}

// emptyLines reads indentation and empty lines. The first time, if the header
// does not say, it finds the column of the content: that of the first line
// that is not empty, but no less than that of an emptier line before it.
func (b *blockScanner) emptyLines() []stretch {
	var empty []stretch
	deepest := 0
	for {
		for b.i < len(b.text) && b.text[b.i] == ' ' && (b.h.indent == 0 || b.i-b.line < b.h.indent) {
			b.i++
		}
		deepest = max(deepest, b.i-b.line)
		if b.i < len(b.text) && b.text[b.i] == '\t' && (b.h.indent == 0 || b.i-b.line < b.h.indent) {
			b.flaws = append(b.flaws, flaw{kind: tabIndent, from: b.i, to: b.i + 1, open: b.i})
		}
		n := breakAt(b.text, b.i)
		if n == 0 {
			break
		}
		empty = append(empty, stretch{b.i, b.i + n})
		b.i += n
		b.line = b.i
	}
	if b.h.indent == 0 {
		b.h.indent = max(deepest, b.indent+1, 1)
	}
	return empty
}
