package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fenrun/fenrun/policy/diag"
)

// cutByComments finds comments that begin in the middle of a value. Where such
// a comment has swallowed a closing bracket, the edits bring it back.
func (r *reader) cutByComments() (diag.List, []edit) {
	var found diag.List
	var edits []edit
	i := 0 // of the token before the comment
	for _, c := range r.scan.comments {
		if len(found) > maxFindings {
			break
		}
		for i+1 < len(r.scan.tokens) && r.scan.tokens[i+1].from < c.Text.from {
			i++
		}
		if c.Alone || i == len(r.scan.tokens) {
			continue
		}
		t := r.scan.tokens[i]
		if t.kind != scalarToken || t.style != Plain || t.to > c.Text.from {
			continue
		}
		if half := isHalf(t.value); half || isEager(c.Text.Value) {
			found = append(found, r.cutByComment(i, c, half))
			r.breaks(t.from, c.Text.from+1)
			if t.inFlow && strings.ContainsAny(c.Text.Value, "]}") {
				edits = append(edits, r.edit(c.Text.from, c.Text.from+1, "x"))
			}
		}
	}
	return found, edits
}

// cutByComment reports that the plain scalar at the token index i goes on in a
// comment; half says that it cannot have ended before.
func (r *reader) cutByComment(i int, c Comment, half bool) diag.Diagnostic {
	t := r.scan.tokens[i]
	d := diag.Errorf("S011", r.src.span(c.Text.from, c.Text.to), "a # behind a space begins a comment, so YAML reads only %q", short(t.value))
	line := r.label(i) + quote(r.src.text[t.from:c.Text.to])
	if half {
		return d.WithHint("quote the whole: %s", line)
	}
	return d.WithHint("if it belongs to the value, quote the whole: %s; if it is a comment, put a space behind the #", line)
}

// isEager reports whether a comment begins like #5, where those who write
// comments leave a space.
func isEager(comment string) bool {
	text, ok := strings.CutPrefix(comment, "#")
	next, _ := utf8.DecodeRuneInString(text)
	return ok && text != "" && next != '#' && next != '!' && !unicode.IsSpace(next)
}
