package syntax

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// brackets follows a { } or [ ] to its end.
func (f *faultFinder) brackets() {
	open := f.tokens[f.i]
	f.i++
	empty := true // nothing stands behind the bracket or the last comma
	for f.i < len(f.tokens) && !f.lost {
		t := f.tokens[f.i]
		if t.kind.isMarker() {
			break
		}
		if f.nextEntry(open) {
			f.closeAt(open, f.tokens[f.i-1].to)
			return
		}
		switch t.kind {
		case closeToken:
			f.closing(open, t)
			f.i++
			return
		case commaToken:
			if empty {
				f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "nothing stands before this comma").
					WithHint("write the missing value, or delete the comma"))
			}
			empty = true
			f.i++
		case questionToken, anchorToken, tagToken:
			empty = false
			f.i++
			if f.i < len(f.tokens) && f.tokens[f.i].kind == colonToken {
				f.i++ // of a key without a text
			}
		case scalarToken, aliasToken, openToken, strayToken:
			f.flowEntry(open)
			empty = false
		default:
			f.outOfPlace(t)
			f.i++
		}
	}
	if !f.lost {
		f.neverClosed(open)
	}
}

// nextEntry reports whether the next token begins an entry of the map around
// the brackets, which have then been left open. YAML itself would read on.
func (f *faultFinder) nextEntry(open token) bool {
	t := f.tokens[f.i]
	return t.fresh && t.from-t.line <= open.indent && t.kind == scalarToken && t.key
}

// flowEntry follows an entry of a { } or an item of a [ ].
func (f *faultFinder) flowEntry(open token) {
	value := f.i
	f.unit()
	if f.lost || f.i == len(f.tokens) {
		return
	}
	if colon := f.tokens[f.i]; colon.kind == colonToken {
		if key := f.tokens[value]; key.line != colon.line && !f.asked(value) && !f.runsOver(open, key) && !f.longQuote(key) {
			f.fault(diag.Errorf("S010", f.src.span(key.from, colon.to), "a key must stand on one line, together with its colon").
				WithHint("join the lines"))
		}
		f.keyLength(f.tokens[value], colon)
		f.i++
		f.properties()
		if !f.lost && f.i < len(f.tokens) && f.tokens[f.i].kind.isValue() {
			value = f.i
			f.unit()
		}
	}
	if f.lost || f.i == len(f.tokens) || f.nextEntry(open) {
		return
	}
	next := f.tokens[f.i].kind
	if next == commaToken || next == closeToken || next.isMarker() || next == colonToken && f.runsOver(open, f.tokens[value]) {
		return
	}
	k := f.i
	f.skipEntry(open, value)
	f.leftover(value, k)
}

// asked reports whether a question mark stands before the key at the token
// index i, which may then be of several lines.
func (f *faultFinder) asked(i int) bool {
	for i--; i > 0 && (f.tokens[i].kind == anchorToken || f.tokens[i].kind == tagToken); i-- {
	}
	return i >= 0 && f.tokens[i].kind == questionToken
}

// skipEntry moves to the comma or bracket that ends the value at the token
// index value; a comma inside the value's own parentheses does not.
func (f *faultFinder) skipEntry(bracket token, value int) {
	from, open := f.tokens[value].from, 0
	for f.i < len(f.tokens) {
		t := f.tokens[f.i]
		switch {
		case t.kind == closeToken || t.kind.isMarker() || t.kind == openToken && t.match < 0 || f.nextEntry(bracket):
			return
		case t.kind == commaToken:
			if open += balance(f.src.text[from:t.from]); open <= 0 {
				return
			}
			from = t.to
		case t.kind == openToken:
			f.i = t.match
		}
		f.i++
	}
}

// closing checks that a bracket is closed by its own kind.
func (f *faultFinder) closing(open, t token) {
	opened := f.src.text[open.from:open.to]
	meant := closer(opened[0])
	if f.src.text[t.from:t.to] == meant {
		return
	}
	f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "%s cannot close %s", f.src.text[t.from:t.to], opened).
		WithHint("write %s, or quote the value that the bracket belongs to", meant).
		WithRelated(f.src.span(open.from, open.to), "%s was opened here", opened))
}

// runsOver reports a bracket whose last value has swallowed the line below it,
// which begins with a key: the scalar t, of several lines, is followed by a
// colon.
func (f *faultFinder) runsOver(open, t token) bool {
	if t.kind != scalarToken || t.style != Plain || t.line == t.endLine {
		return false
	}
	column := t.endLine
	for spaceAt(f.src.text, column) {
		column++
	}
	if column-t.endLine > open.indent {
		return false
	}
	f.closeAt(open, t.from+len(strings.TrimRight(f.src.text[t.from:t.from+lineLen(f.src.text, t.from)], " \t")))
	return true
}

// closeAt reports a bracket that should have been closed at an offset, and
// closes it there if that can be the end of a value.
func (f *faultFinder) closeAt(open token, end int) {
	f.neverClosed(open)
	if line := strings.TrimLeft(f.src.text[open.line:open.from], " "); line != "" {
		f.edits = append(f.edits, f.edit(end, end, closer(f.src.text[open.from])))
	}
}

// neverClosed reports a bracket that the rest of the document fails to close.
func (f *faultFinder) neverClosed(open token) {
	f.lost = true
	bracket := f.src.text[open.from:open.to]
	f.fault(diag.Errorf("S010", f.src.span(open.from, open.to), "this %s is never closed", bracket).
		WithHint("close it with %s, or quote the value if %s belongs to a text or an expression", closer(bracket[0]), bracket))
}

// closer gives the bracket that closes another.
func closer(open byte) string {
	if open == '{' {
		return "}"
	}
	return "]"
}

// outOfPlace reports what neither begins nor ends an entry.
func (f *faultFinder) outOfPlace(t token) {
	word := f.src.text[t.from:t.to]
	if t.kind == dashToken {
		f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "a dash begins no item inside { } and [ ]").
			WithHint("leave it out: items are separated by commas"))
		return
	}
	f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "%s cannot stand here", word).
		WithHint("write a key before a colon, as in {is: 5}, or quote the value it belongs to"))
}
