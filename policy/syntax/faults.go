package syntax

import (
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
)

// explain looks for what keeps yaml.v3 from reading the text. It finds all
// such places where yaml.v3 stops at the first, and says what to write there.
// It reports whether the text has been mended, and may be readable now.
func (r *reader) explain() bool {
	f := faultFinder{reader: r, tokens: r.scan.tokens}
	for f.i < len(f.tokens) && !f.lost && len(f.faults) < diag.Limit && len(f.edits) < maxFindings {
		f.statement()
	}
	f.flaws()
	var fresh diag.List
	for _, d := range f.faults {
		if !slices.ContainsFunc(r.found, func(e diag.Diagnostic) bool { return e.Span == d.Span && e.Message == d.Message }) {
			fresh = append(fresh, d)
		}
	}
	r.misplacedBefore = r.misplacedBefore || f.placed
	return r.report(fresh, f.edits)
}

// A faultFinder follows the tokens of a document that cannot be read. It is
// only asked then: for a document that yaml.v3 accepts it finds nothing.
type faultFinder struct {
	*reader
	tokens []token
	i      int
	start  int // of the statement
	levels []level
	slot   bool // the key or dash before has no value yet
	done   bool // the root is complete
	lost   bool // what follows cannot be told apart any more
	skewed bool // the levels are not those that are meant; until the next key at the margin
	placed bool // a line at the wrong depth has been reported
	faults diag.List
	edits  []edit
}

// A level is a map or list by indentation that is still open.
type level struct {
	column int
	list   bool
	inline bool // a map whose last value is a list with its dashes below the keys
	asked  bool // a question mark before a key is waiting for its colon
}

// mended reports a fault of text[from:to] and puts a word in its place.
func (f *faultFinder) mended(d diag.Diagnostic, from, to int) {
	f.faults = append(f.faults, d)
	f.breaks(from, to)
	f.edits = append(f.edits, f.edit(from, to, "x"))
}

// isKnown reports whether something in text[from:to] has been reported.
func (f *faultFinder) isKnown(from, to int) bool {
	from, to = f.src.rawStart(from), f.src.rawEnd(to)
	return slices.ContainsFunc(f.broken, func(s stretch) bool { return s.from < to && from < s.to })
}

// fault reports a fault that nothing can be put in the place of.
func (f *faultFinder) fault(d diag.Diagnostic) {
	f.faults = append(f.faults, d)
}

// misplaced reports a line that stands at the wrong depth. Until the next line
// at the margin, what seems misplaced is likely so only beside this line.
func (f *faultFinder) misplaced(d diag.Diagnostic) {
	if !f.skewed && !f.misplacedBefore {
		f.fault(d)
		f.placed = true
	}
	f.skewed = true
}

// statement follows what begins on one line outside brackets: dashes, then a
// key with or without its value, or a value.
func (f *faultFinder) statement() {
	switch t := f.tokens[f.i]; t.kind {
	case startToken, directiveToken:
		f.i++
		return
	case nextToken, endToken:
		f.i = len(f.tokens)
		return
	case strayToken:
		f.skewed = true // reported, and whatever it is, no key that others align with
		f.dedent(t)
	default:
		f.skewed = f.skewed && (t.from > t.line || t.kind == dashToken)
		f.dedent(t)
	}
	for f.start = f.i; !f.lineOver(); {
		t := f.tokens[f.i]
		switch t.kind {
		case dashToken:
			f.enter(t, true)
			f.slot = true
			f.i++
		case questionToken:
			f.enter(t, false)
			f.levels[len(f.levels)-1].asked = true
			f.slot = true
			f.i++
		case colonToken:
			if !f.answer(t) {
				return
			}
		default:
			f.entry()
			return
		}
	}
}

// entry follows a key and its value, or a value alone.
func (f *faultFinder) entry() {
	start := f.i
	f.properties()
	if f.lineOver() {
		return
	}
	value := f.i
	if k := f.tokens[value].kind; k == closeToken || k == commaToken {
		f.nothingOpen()
		return
	}
	if !f.here(colonToken) { // an anchor may be all there is of a key
		f.unit()
	}
	switch {
	case f.lost:
	case f.here(colonToken):
		if f.tokens[value].line != f.tokens[f.i].line && !f.longQuote(f.tokens[value]) {
			f.linesBeforeKey(value)
		}
		f.keyLength(f.tokens[start], f.tokens[f.i])
		f.enter(f.tokens[start], false)
		f.slot = true
		f.i++
		f.value()
	default:
		f.lone(start)
		f.rest(value)
	}
}

// value follows what stands on the line of its key.
func (f *faultFinder) value() {
	if f.lineOver() {
		return
	}
	f.properties()
	if f.lineOver() {
		return
	}
	switch value := f.i; f.tokens[value].kind {
	case dashToken:
		f.dashBehindKey()
	case closeToken, commaToken:
		f.nothingOpen()
	case questionToken, colonToken:
		f.indicatorBehindKey()
	default:
		f.slot = false
		f.unit()
		if !f.lost {
			f.rest(value)
		}
	}
}

// lineOver reports whether nothing more stands on the line.
func (f *faultFinder) lineOver() bool {
	return f.i == len(f.tokens) || f.tokens[f.i].fresh && f.i > f.start
}

// lone checks a value that stands for itself: as the root, behind a dash, or
// on the line below its key.
func (f *faultFinder) lone(start int) {
	t, last := f.tokens[start], len(f.levels)-1
	deeper := last < 0 || !t.fresh || t.from-t.line > f.levels[last].column || t.style == Literal || t.style == Folded
	switch {
	case t.flawed:
		f.skewed = true
	case f.slot && deeper:
		f.slot = false
	case f.slot && (t.kind == openToken || t.style == SingleQuoted || t.style == DoubleQuoted):
		f.slot = false
		f.notDeeper(t)
	case len(f.levels) == 0 && !f.done:
		f.done = true
	default:
		f.missingColon(start)
	}
}

// rest checks that a value ends its line.
func (f *faultFinder) rest(value int) {
	if f.lineOver() {
		return
	}
	k := f.i
	f.skipLine()
	f.leftover(value, k)
}

// properties moves over the anchors and tags on this line, which have been
// reported.
func (f *faultFinder) properties() {
	for start := f.i; f.i < len(f.tokens); f.i++ {
		t := f.tokens[f.i]
		if t.kind != anchorToken && t.kind != tagToken || t.fresh && f.i > start {
			return
		}
	}
}

// unit moves over a scalar, an alias, or everything in a pair of brackets.
func (f *faultFinder) unit() {
	if f.tokens[f.i].kind == openToken {
		f.brackets()
		return
	}
	f.i++
}

// here reports whether the next token on this line is of a kind.
func (f *faultFinder) here(kind tokenKind) bool {
	return f.i < len(f.tokens) && f.tokens[f.i].kind == kind && !f.tokens[f.i].fresh
}

// skipLine moves to the next line outside brackets.
func (f *faultFinder) skipLine() {
	for f.i < len(f.tokens) && (!f.tokens[f.i].fresh || f.tokens[f.i].inFlow || f.tokens[f.i].kind == closeToken) {
		f.i++
	}
}

// dedent closes the levels that a line stands left of.
func (f *faultFinder) dedent(t token) {
	column := t.from - t.line
	var left level
	closed := false
	for len(f.levels) > 0 && f.levels[len(f.levels)-1].column > column {
		left = f.levels[len(f.levels)-1]
		f.levels = f.levels[:len(f.levels)-1]
		closed = true
	}
	if !closed {
		return
	}
	f.slot = false
	if len(f.levels) == 0 || f.levels[len(f.levels)-1].column < column {
		f.betweenLevels(t, left)
		left.column = column
		f.levels = append(f.levels, left)
	}
}

// enter makes the token t, a dash or the beginning of a key, stand in a list
// or map at its column, and opens that if it must.
func (f *faultFinder) enter(t token, list bool) {
	column := t.from - t.line
	last := len(f.levels) - 1
	switch {
	case last < 0 && f.done:
		f.behindRoot(t)
	case last < 0:
	case f.levels[last].column < column && !f.slot:
		f.tooDeep(t)
	case f.levels[last].column < column:
	case f.levels[last].list == list:
		f.levels[last].inline = false
		return
	case list && (f.slot || f.levels[last].inline):
		f.levels[last].inline = true
		return
	default:
		f.otherKind(t, list)
		f.levels[last].list = list
		return
	}
	f.done = true
	f.levels = append(f.levels, level{column: column, list: list})
}

// answer follows a colon before which no key stands on its line. It reports
// whether it belongs to a question mark above it.
func (f *faultFinder) answer(t token) bool {
	last := len(f.levels) - 1
	if last >= 0 && f.levels[last].asked && f.levels[last].column == t.from-t.line {
		f.levels[last].asked = false
		f.slot = true
		f.i++
		return true
	}
	k := f.i
	f.i++
	f.skipLine()
	if k > 0 && f.tokens[k-1].kind == scalarToken && last >= 0 && t.from-t.line > f.levels[last].column {
		f.leftover(k-1, k)
		return false
	}
	f.fault(diag.Errorf("S002", f.src.span(t.from, t.to), "a key is missing before the colon").
		WithHint("write the key, as in: amount: 100"))
	f.breaks(t.from, t.to)
	f.edits = append(f.edits, f.edit(t.from, t.from, "x"))
	return false
}
