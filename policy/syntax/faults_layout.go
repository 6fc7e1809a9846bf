package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// betweenLevels reports a line that stands left of the one above it, but not
// where any open map or list began.
func (f *faultFinder) betweenLevels(t token, left level) {
	column := t.from - t.line
	if strings.ContainsRune(f.src.text[t.line:t.from], '\t') {
		f.skewed = true // the tab has been reported, and nobody knows how deep it was meant to be
		return
	}
	d := diag.Errorf("S010", f.src.span(t.from, t.to), "this line is indented by %s, which matches no line above it", spaces(column))
	if n := len(f.levels); n > 0 {
		d = d.WithHint("indent it by %s or by %s, like what it belongs to", spaces(f.levels[n-1].column), spaces(left.column))
	} else {
		d = d.WithHint("indent it by %s, like the lines it belongs to", spaces(left.column))
	}
	f.misplaced(d)
}

// tooDeep reports a line that is indented as if it belonged to the value
// above it, which is complete.
func (f *faultFinder) tooDeep(t token) {
	column := f.levels[len(f.levels)-1].column
	f.misplaced(diag.Errorf("S010", f.src.span(t.from, t.to), "this line is indented deeper than the one it follows, which already has its value").
		WithHint("indent it by %s, or delete the value above it", spaces(column)))
}

// notDeeper reports a value that stands below its key at the same depth.
func (f *faultFinder) notDeeper(t token) {
	f.misplaced(diag.Errorf("S010", f.lineSpan(t.from, f.tokens[f.i-1].to), "this value is indented no deeper than its key, which stands above it").
		WithHint("write it on the line of its key, behind the colon, or indent it deeper"))
}

// otherKind reports a key among the items of a list, or a dash among the keys
// of a map.
func (f *faultFinder) otherKind(t token, list bool) {
	if list {
		f.misplaced(diag.Errorf("S010", f.src.span(t.from, t.to), "a dash begins an item of a list, but the lines above are keys of a map").
			WithHint("write the key of the list on a line before it, or indent the dash deeper than that key"))
		return
	}
	f.misplaced(diag.Errorf("S010", f.src.span(t.from, t.to), "a key stands among the items of a list").
		WithHint("begin an item with a dash, or indent the key like the item that it belongs to"))
}

// behindRoot reports what follows a document that is complete.
func (f *faultFinder) behindRoot(t token) {
	f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "the document is complete before this").
		WithHint("a policy is one map: a key, a colon, a value, and so on line by line"))
	f.lost = true
}

// missingColon reports a line that is no entry, with the value that begins at
// the token index start.
func (f *faultFinder) missingColon(start int) {
	t := f.tokens[start]
	switch last := len(f.levels) - 1; {
	case f.brokenColon(t.from, t.to):
	case last < 0:
		f.behindRoot(t)
	case f.levels[last].list && f.levels[last].column == t.from-t.line:
		f.misplaced(diag.Errorf("S010", f.lineSpan(t.from, t.to), "an item of the list above would begin with a dash").
			WithHint("write: - %s", oneLine(f.src.text[t.from:t.to])))
	default:
		f.fault(diag.Errorf("S010", f.lineSpan(t.from, t.to), "a key and a colon are missing: nothing says what this is").
			WithHint("write a key before it, as in: why: %s, or join it to the line above", quote(f.src.text[t.from:t.to])))
	}
}

// linesBeforeKey reports the lines that YAML takes for the beginning of the
// key at the token index i, because each lacks a colon of its own.
func (f *faultFinder) linesBeforeKey(i int) {
	t := f.tokens[i]
	f.skewed = true
	for from := t.from; from < t.endLine; {
		to := from + lineLen(f.src.text, from)
		text := strings.TrimRight(f.src.text[from:to], " \t")
		if text != "" && !f.brokenColon(from, from+len(text)) {
			f.fault(diag.Errorf("S010", f.src.span(from, from+len(text)), "a colon is missing: YAML takes this line for the beginning of a key").
				WithHint("write a colon, a space and a value behind it, as in: amount: 100"))
		}
		from = to + breakAt(f.src.text, to)
		for spaceAt(f.src.text, from) {
			from++
		}
	}
}

// brokenColon reports a line that has a colon which is none to YAML. What is
// meant is plain enough to read on as if it stood there.
func (f *faultFinder) brokenColon(from, to int) bool {
	key, colon, value, ok := tightColon(f.src.text[from : from+min(to-from, lineLen(f.src.text, from))])
	if !ok {
		return false
	}
	f.fault(colonFound(f.lineSpan(from, to), key, colon, value))
	f.edits = append(f.edits, f.edit(from+len(key), from+len(key)+len(colon), ": "))
	return true
}

func colonFound(at diag.Span, key, colon, value string) diag.Diagnostic {
	d := diag.Errorf("S010", at, "a space is missing behind the colon")
	if colon != ":" {
		d = diag.Errorf("S010", at, "： is the full-width colon, which YAML takes for a letter")
	}
	return d.WithHint("write the colon and a space: %s: %s", short(key), oneLine(value))
}

// keyLength reports a key for which YAML does not look far enough.
func (f *faultFinder) keyLength(key, colon token) {
	const most = 1024
	if colon.from-key.from <= most || key.line != colon.line || utf8.RuneCountInString(f.src.text[key.from:colon.from]) <= most {
		return
	}
	f.fault(diag.Errorf("S009", f.src.span(key.from, colon.from), "a key has more than %s characters", grouped(most)).
		WithHint("the limit is YAML's own; give the key a short name, and say the rest in its value"))
}

// lineSpan gives the place of text[from:to], up to the end of its first line.
func (f *faultFinder) lineSpan(from, to int) diag.Span {
	return f.src.span(from, from+min(to-from, lineLen(f.src.text, from)))
}

// nothingOpen reports a line that goes on with a comma or closing bracket.
func (f *faultFinder) nothingOpen() {
	t := f.tokens[f.i]
	f.i++
	f.skipLine()
	f.slot = false
	if t.kind == commaToken {
		f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "a comma separates values only inside { } and [ ]").
			WithHint("delete it, or quote the value it belongs to"))
		return
	}
	f.fault(diag.Errorf("S010", f.src.span(t.from, t.to), "nothing is open here that %s could close", f.src.text[t.from:t.to]).
		WithHint("delete it, or quote the value it belongs to"))
}

// dashBehindKey reports an item on the line of its key.
func (f *faultFinder) dashBehindKey() {
	value := f.i
	t := f.tokens[value]
	f.skipLine()
	to := f.tokens[f.i-1].to
	f.slot = false
	f.mended(diag.Errorf("S011", f.src.span(t.from, t.to), "a dash and a space begin a list, which cannot start on the line of its key").
		WithHint("write the items below, each on its own line; for a negative value write no space behind the minus: %s",
			f.label(value)+"-"+oneLine(f.src.text[t.to:to])), t.from, to)
}

// indicatorBehindKey reports "key: ? ..." and "key: : ...".
func (f *faultFinder) indicatorBehindKey() {
	value := f.i
	t := f.tokens[value]
	f.skipLine()
	to := f.tokens[f.i-1].to
	f.slot = false
	f.mended(diag.Errorf("S011", f.src.span(t.from, t.to), "a value cannot begin with %s and a space", f.src.text[t.from:t.to]).
		WithHint("quote the whole: %s", f.label(value)+quote(f.src.text[t.from:to])), t.from, to)
}

func spaces(n int) string {
	switch n {
	case 0:
		return "nothing"
	case 1:
		return "1 space"
	default:
		return grouped(n) + " spaces"
	}
}
