package syntax

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// leftover reports that more follows a value where its line, or its place in
// brackets, should end. The value begins at the token index value, what is too
// much at the index k and ends before f.i.
func (f *faultFinder) leftover(value, k int) {
	v, extra := f.tokens[value], f.tokens[k]
	from, to := v.from, f.tokens[f.i-1].to
	if v.flawed || extra.flawed && extra.kind == scalarToken || to <= from || f.longQuote(v) {
		return // reported as such
	}
	if f.isKnown(from, to) {
		f.breaks(from, to)
		f.edits = append(f.edits, f.edit(from, to, "x"))
		return
	}
	at := f.src.span(from, to)
	whole := f.src.text[from:to]
	line := f.label(value) + quote(whole)
	read := short(f.src.text[from:f.tokens[k-1].to])
	switch {
	case extra.kind == colonToken && isTernary(f.src.text[from:extra.from]):
		f.mended(diag.Errorf("S011", at, "a colon and a space end a key in YAML, so the : of this ? : breaks the expression").
			WithHint("%s", ternaryHint(f.label(value), whole)), from, to)
	case extra.kind == colonToken && !v.inFlow && v.kind == scalarToken && extra.line != v.line:
		f.indentedKey(v, extra)
	case extra.kind == colonToken && v.inFlow && strings.Contains(whole, "，"):
		comma := from + strings.Index(whole, "，")
		f.mended(diag.Errorf("S010", f.src.span(comma, comma+len("，")), "， is the full-width comma, which YAML takes for a letter").
			WithHint("write an ordinary comma and a space"), from, to)
	case extra.kind == colonToken:
		f.mended(diag.Errorf("S011", at, "a colon and a space end a key in YAML, so this value breaks behind %q", read).
			WithHint("quote the whole: %s", line), from, to)
	case extra.kind == questionToken:
		f.mended(diag.Errorf("S011", at, "inside { } and [ ] a ? begins a key, so YAML reads only %q here", read).
			WithHint("%s", ternaryHint(f.label(value), whole)), from, to)
	case extra.kind == openToken && v.style == Plain && v.kind == scalarToken:
		f.mended(diag.Errorf("S011", at, "inside { } and [ ] a %s begins a new value, so YAML reads only %q here", f.src.text[extra.from:extra.to], read).
			WithHint("quote the whole: %s", line), from, to)
	case v.kind == openToken:
		f.mended(diag.Errorf("S011", at, "a value that begins with %c is a map or list to YAML, and more follows where it closes", f.src.text[from]).
			WithHint("quote the whole: %s", line), from, to)
	case v.style == SingleQuoted || v.style == DoubleQuoted:
		f.mended(f.closedEarly(value, k, line), from, to)
	default:
		f.mended(diag.Errorf("S010", at, "YAML reads only %q here, and cannot tell what the rest is", read).
			WithHint("quote the whole: %s", line), from, to)
	}
}

// longQuote reports a quoted text of several lines behind which nothing fits:
// its quote was forgotten, and the next one, on another line, has closed it.
// The text is taken to end on its first line, and the rest looked at again.
func (f *faultFinder) longQuote(v token) bool {
	if v.style != SingleQuoted && v.style != DoubleQuoted || v.kind != scalarToken || v.line == v.endLine {
		return false
	}
	f.lost = true
	f.mended(diag.Errorf("S010", f.src.span(v.from, v.from+1), "this quote is not closed on its line; the next one closes it").
		WithHint("close it where the text ends").
		WithRelated(f.src.span(v.to-1, v.to), "YAML closes it here"), v.from, v.from+lineLen(f.src.text, v.from))
	return true
}

// closedEarly explains a value of which only the beginning is in quotes.
func (f *faultFinder) closedEarly(value, k int, line string) diag.Diagnostic {
	v, extra := f.tokens[value], f.tokens[k]
	at := f.src.span(v.from, f.tokens[f.i-1].to)
	quoted := short(f.src.text[v.from:v.to])
	if v.style == SingleQuoted && extra.from == v.to {
		return diag.Errorf("S011", at, "the quote closes behind %s, and more text follows", quoted).
			WithHint("write an apostrophe inside single quotes twice, or use double quotes: %s",
				f.label(value)+quote(strings.Trim(f.src.text[v.from:f.tokens[f.i-1].to], "'")))
	}
	return diag.Errorf("S011", at, "a quote at the beginning of a value is YAML's own: it closes behind %s, and more follows", quoted).
		WithHint("quote the whole: %s", line)
}

// indentedKey reports a line below a value without quotes, as part of which
// YAML reads it.
func (f *faultFinder) indentedKey(v, colon token) {
	line := f.src.text[colon.line:colon.from]
	from := colon.line + len(line) - len(strings.TrimLeft(line, " \t"))
	f.misplaced(diag.Errorf("S010", f.src.span(from, max(from, colon.from)), "this line is indented deeper than the key above it, whose value YAML therefore reads on").
		WithHint("indent it like that key; or, if it is the value of that key, delete the value that stands there").
		WithRelated(f.src.span(v.from, v.from+lineLen(f.src.text, v.from)), "this value is read on"))
}

// isTernary reports whether an expression before a colon has the question mark
// that the colon answers.
func isTernary(s string) bool {
	return strings.Contains(s, "?") && !strings.HasSuffix(strings.TrimSpace(s), "?")
}

// ternaryHint shows both ways to write a choice: quoted, and as cases.
func ternaryHint(label, whole string) string {
	quoted := "quote the whole: " + label + quote(whole)
	when, rest, _ := strings.Cut(whole, "?")
	yes, no, ok := strings.Cut(rest, ":")
	if !ok || strings.ContainsAny(when, ",[]{}") || strings.ContainsAny(yes+no, "?:,[]{}") {
		return quoted
	}
	cases := "[{when: " + oneLine(when) + ", is: " + oneLine(yes) + "}, {is: " + oneLine(no) + "}]"
	return quoted + ", or write a list of cases: " + label + cases
}
