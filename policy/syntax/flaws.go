package syntax

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// flaws reports what the scanner could not read, as far as it is no part of
// something that has been reported as a whole.
func (f *faultFinder) flaws() {
	for _, w := range f.scan.flaws {
		if len(f.faults) == diag.Limit {
			return
		}
		// A text may hold several unknown escapes, and each keeps it from being read.
		if w.kind == badEscape || !f.isKnown(w.from, w.to) {
			f.flaw(w)
		}
	}
}

// flaw reports one of them.
func (f *faultFinder) flaw(w flaw) {
	at := f.src.span(w.from, w.to)
	k := f.tokenFrom(w.open)
	var label, written string
	to := w.to
	if k >= 0 {
		label, to = f.label(k), f.tokens[k].to
		written = f.src.text[w.open:to]
	}
	switch w.kind {
	case openQuote:
		f.mended(diag.Errorf("S010", at, "this quote is never closed").
			WithHint("close it where the text ends; an apostrophe needs no closing when the text is in double quotes"), w.from, to)
	case badEscape:
		f.faults = append(f.faults, diag.Errorf("S010", at, "%s means nothing inside double quotes", f.src.text[w.from:w.to]).
			WithHint(`write \\ for a backslash, or put the text in single quotes, where a backslash is only itself`))
		f.breaks(w.open, to)
		f.edits = append(f.edits, f.edit(w.from, w.to, "x"))
	case tabIndent:
		f.fault(diag.Errorf("S010", at, "a tab stands in the indentation, where YAML counts only spaces").
			WithHint("write spaces instead, two for each level"))
	case badHeader:
		f.mended(diag.Errorf("S011", f.src.span(w.open, to), "a value that begins with %s is a block of text to YAML, and not an expression", f.src.text[w.from:w.to]).
			WithHint("%s", headerHint(label, written)), w.open, to)
	case zeroHeader:
		f.mended(diag.Errorf("S011", f.src.span(w.open, to), "a value that begins with %s is a block of text to YAML, which cannot be indented by 0", f.src.text[w.from:w.to]).
			WithHint("%s", headerHint(label, written)), w.open, to)
	case badAnchor:
		f.mended(diag.Errorf("S011", f.src.span(w.open, to), "a value that begins with %s repeats or names a part of the document in YAML, and is no expression", f.src.text[w.from:w.to]).
			WithHint("quote the whole: %s", label+quote(written)), w.open, to)
	case strayLetter:
		f.mended(diag.Errorf("S011", f.src.span(w.open, to), "YAML lets no value begin with %s", f.src.text[w.from:w.to]).
			WithHint("quote the whole: %s", label+quote(written)), w.open, to)
	}
}

// headerHint says how to write the expression that YAML took for the header of
// a block scalar.
func headerHint(label, written string) string {
	written = oneLine(written)
	if strings.HasPrefix(written, "||") {
		return "a value stands on both sides of or, as in: " + label + "a or b"
	}
	if strings.HasPrefix(written, "|") {
		return "quote the whole: " + label + quote(written)
	}
	return "a comparison has two sides, as in: " + label + "volume " + written
}

// tokenFrom gives the index of the token that begins at an offset, or -1.
func (f *faultFinder) tokenFrom(offset int) int {
	for i, t := range f.tokens {
		if t.from == offset {
			return i
		}
	}
	return -1
}
