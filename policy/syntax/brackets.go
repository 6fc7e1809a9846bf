package syntax

import (
	"strings"
	"unicode"
)

// unclosed counts the brackets of an expression that are opened and not
// closed.
func unclosed(s string) int {
	open, _, _ := brackets(s)
	return open
}

// balance counts the brackets of a piece of an expression that are opened,
// less those that are closed.
func balance(s string) int {
	open, closed, _ := brackets(s)
	return open - closed
}

// isHalf reports whether an expression or sentence cannot end where s ends.
func isHalf(s string) bool {
	open, _, quoted := brackets(s)
	return open > 0 || quoted
}

// brackets counts the brackets of a piece of an expression that nothing in the
// piece answers, outside quoted texts, and says whether it ends inside one. A
// quote counts as one where a word may begin, so that the apostrophe of
// "agent's" does not.
func brackets(s string) (open, closed int, quoted bool) {
	quote, before := rune(0), ' '
	for _, r := range s {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case (r == '"' || r == '\'') && !unicode.IsLetter(before) && !unicode.IsDigit(before):
			quote = r
		case r == '(' || r == '[' || r == '{':
			open++
		case (r == ')' || r == ']' || r == '}') && open > 0:
			open--
		case r == ')' || r == ']' || r == '}':
			closed++
		}
		before = r
	}
	return open, closed, quote != 0
}

// tightColon takes apart what was meant as a key and a value, but has a colon
// that is none to YAML: without a space behind it, or full-width.
func tightColon(s string) (key, colon, value string, ok bool) {
	for _, colon := range []string{"：", ":"} {
		key, value, found := strings.Cut(s, colon)
		value = strings.TrimSpace(value)
		if found && isWord(key) && value != "" && strings.IndexByte(",]}:#", value[0]) < 0 {
			return key, colon, value, true
		}
	}
	return "", "", "", false
}

// isWord reports whether s is a single name.
func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '.' {
			return false
		}
	}
	return s != ""
}
