package syntax

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// tag reports the tag at the token index i, or the ! of an expression that
// YAML takes for one.
func (r *reader) tag(i int) diag.Diagnostic {
	t, to := r.scan.tokens[i], r.scan.tokens[i].to
	for _, next := range r.scan.tokens[i+1:] {
		if next.fresh || next.kind != scalarToken {
			break
		}
		to = next.to
	}
	word, rest := r.src.text[t.from:t.to], strings.TrimSpace(r.src.text[t.to:to])
	at := r.src.span(t.from, t.to)
	if !negates(word, rest, r.isEmpty(i)) {
		return diag.Errorf("S001", at, "tags are not allowed: %s tells YAML how to read the value", short(word)).
			WithHint("delete the tag, because the key says what its value is; to negate, write not; a text that begins with ! must be quoted")
	}
	r.breaks(t.from, to)
	meant := strings.TrimRight(strings.TrimLeft(word, "! "), ",]}") + " " + rest
	return diag.Errorf("S011", at, "a value that begins with ! is a tag to YAML, and not an expression").
		WithHint("write not instead of !, as in: %snot %s", r.label(i), oneLine(meant))
}

// isEmpty reports whether nothing belongs to the tag at the token index i,
// neither on its line nor below.
func (r *reader) isEmpty(i int) bool {
	if i+1 == len(r.scan.tokens) {
		return true
	}
	t, next := r.scan.tokens[i], r.scan.tokens[i+1]
	column := next.from - next.line
	switch next.kind {
	case commaToken, closeToken, nextToken, endToken:
		return true
	case dashToken:
		return next.fresh && column < t.indent
	default:
		return next.fresh && column <= t.indent
	}
}

// negates reports whether a tag, with the rest of its line, looks like the
// beginning of an expression; empty says that nothing follows it.
func negates(tag, rest string, empty bool) bool {
	if strings.HasPrefix(tag, "!!") || strings.HasPrefix(tag, "!<") {
		return false
	}
	if empty || strings.HasPrefix(tag, "!(") || strings.HasPrefix(tag, "!=") {
		return true
	}
	spaced := " " + rest + " "
	for _, sign := range []string{" and ", " or ", " in ", " + ", " - ", " * ", "==", "!=", "<", ">", "&&", "||", ")"} {
		if strings.Contains(spaced, sign) {
			return true
		}
	}
	return false
}
