package syntax

// quoted reads a scalar in single or double quotes. Its lines are folded like
// those of a plain scalar, but blanks at its ends stay.
func (s *scanner) quoted() {
	s.begin()
	q := quotedScanner{scanner: s, b: textBuilder{src: s.text}, quote: s.text[s.i], i: s.i + 1, line: s.line}
	t := token{kind: scalarToken, style: SingleQuoted, from: s.i}
	if q.quote == '"' {
		t.style = DoubleQuoted
	}
	if !q.read() {
		// Ending at the line keeps a forgotten quote from hiding all that
		// stands below it.
		s.flaws = append(s.flaws, flaw{kind: openQuote, from: s.i, to: s.i + 1, open: s.i})
		t.flawed = true
		t.to = s.i + lineLen(s.text, s.i)
		t.body = stretch{s.i + 1, t.to}
		t.value = s.text[t.body.from:t.body.to]
		s.add(t)
		return
	}
	t.to, t.endLine = q.i+1, q.line
	t.body = stretch{t.from + 1, q.i}
	t.value, t.runs = q.b.result(t.body.from, t.body.to)
	s.add(t)
}

// A quotedScanner stands inside a quoted scalar.
type quotedScanner struct {
	*scanner
	b     textBuilder
	quote byte
	i     int
	line  int
}

// read goes on to the closing quote and reports whether there is one.
func (q *quotedScanner) read() bool {
	for {
		if q.i >= len(q.text) || q.i == q.line && markerAt(q.text, q.i) {
			return false
		}
		escaped := q.word()
		if q.i < len(q.text) && q.text[q.i] == q.quote {
			return true
		}
		q.gap(escaped)
	}
}

// word reads on to a blank or the closing quote, and reports whether it ended
// with a backslash at the end of a line, which joins the lines with nothing.
func (q *quotedScanner) word() (escaped bool) {
	for !blankAt(q.text, q.i) {
		switch c := q.text[q.i]; {
		case c == '\'' && q.quote == '\'':
			if q.i+1 >= len(q.text) || q.text[q.i+1] != '\'' {
				return false
			}
			q.b.put('\'', q.i, q.i+2)
			q.i += 2
		case c == '"' && q.quote == '"':
			return false
		case c == '\\' && q.quote == '"':
			if n := breakAt(q.text, q.i+1); n > 0 {
				q.i += 1 + n
				q.line = q.i
				return true
			}
			q.escape()
		default:
			n := runeLen(q.text, q.i)
			q.b.copy(q.i, q.i+n)
			q.i += n
		}
	}
	return false
}

// gap reads the blanks between two words.
func (q *quotedScanner) gap(escaped bool) {
	f := fold{from: q.i, folded: escaped}
	for {
		n := breakAt(q.text, q.i)
		if n == 0 && !spaceAt(q.text, q.i) {
			break
		}
		if n == 0 {
			q.i++
			continue
		}
		if f.folded {
			f.empty = append(f.empty, stretch{q.i, q.i + n})
		}
		f.folded = true
		q.i += n
		q.line = q.i
	}
	if escaped {
		q.b.breaks(f.empty)
		return
	}
	f.join(&q.b, q.i)
}

// escape reads a backslash and what it stands for.
func (q *quotedScanner) escape() {
	r, n := escapeAt(q.text, q.i)
	if n == 0 {
		n = 1 + runeLen(q.text, min(q.i+1, len(q.text)))
		n = min(n, len(q.text)-q.i)
		q.flaws = append(q.flaws, flaw{kind: badEscape, from: q.i, to: q.i + n, open: q.scanner.i})
		q.b.copy(q.i, q.i+n)
		q.i += n
		return
	}
	if hiddenRune(r) != visible {
		q.escapes = append(q.escapes, stretch{q.i, q.i + n})
	}
	q.b.put(r, q.i, q.i+n)
	q.i += n
}

// escapeAt reads the escape at an offset. It gives a length of 0 for a
// backslash that begins none.
func escapeAt(text string, i int) (rune, int) {
	if i+1 >= len(text) {
		return 0, 0
	}
	switch text[i+1] {
	case '0':
		return 0, 2
	case 'a':
		return '\a', 2
	case 'b':
		return '\b', 2
	case 't', '\t':
		return '\t', 2
	case 'n':
		return '\n', 2
	case 'v':
		return '\v', 2
	case 'f':
		return '\f', 2
	case 'r':
		return '\r', 2
	case 'e':
		return 0x1B, 2
	case ' ', '"', '\'', '\\':
		return rune(text[i+1]), 2
	case 'N':
		return 0x85, 2
	case '_':
		return 0xA0, 2
	case 'L':
		return 0x2028, 2
	case 'P':
		return 0x2029, 2
	case 'x':
		return hexAt(text, i, 2)
	case 'u':
		return hexAt(text, i, 4)
	case 'U':
		return hexAt(text, i, 8)
	default:
		return 0, 0
	}
}

// hexAt reads the digits of a \x, \u or \U escape at an offset.
func hexAt(text string, i, digits int) (rune, int) {
	if i+2+digits > len(text) {
		return 0, 0
	}
	n := 0
	for _, c := range []byte(text[i+2 : i+2+digits]) {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 + int(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 + int(c-'a') + 10
		case c >= 'A' && c <= 'F':
			n = n<<4 + int(c-'A') + 10
		default:
			return 0, 0
		}
	}
	if n >= 0xD800 && n <= 0xDFFF || n > 0x10FFFF {
		return 0, 0
	}
	return rune(n), 2 + digits
}
