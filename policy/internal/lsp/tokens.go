package lsp

import (
	"strings"
	"unicode"
)

// A token is a name, a quoted text or a number of an expression. Places count
// characters of the expression.
type token struct {
	kind     tokenKind
	from, to int
	text     string // of a quoted text without its quotes
	member   bool   // a name behind a point
}

type tokenKind uint8

const (
	nameToken tokenKind = iota
	textToken
	numberToken
)

// tokens cuts an expression into what an editor may ask about. It reads any
// text, complete or not; the compiler is the judge of what it means.
func tokens(expr []rune) []token {
	var all []token
	for i := 0; i < len(expr); {
		r := expr[i]
		switch {
		case r == '"' || r == '\'':
			end := i + 1
			for end < len(expr) && expr[end] != r {
				if expr[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end, len(expr))
			all = append(all, token{kind: textToken, from: i + 1, to: end, text: string(expr[i+1 : end])})
			i = end + 1
		case '0' <= r && r <= '9', isPerTenThousand(expr, i):
			end := numberEnd(expr, i)
			all = append(all, token{kind: numberToken, from: i, to: end, text: string(expr[i:end])})
			i = end
		case isLetter(r):
			end := i
			for end < len(expr) && (isLetter(expr[end]) || unicode.IsDigit(expr[end])) {
				end++
			}
			member := i > 0 && expr[i-1] == '.' && (i < 2 || expr[i-2] != '.')
			all = append(all, token{kind: nameToken, from: i, to: end, text: string(expr[i:end]), member: member})
			i = end
		default:
			i++
		}
	}
	return all
}

func isLetter(r rune) bool { return r == '_' || unicode.IsLetter(r) }

// isPerTenThousand reports whether a rate such as 万5.5 begins at i.
func isPerTenThousand(expr []rune, i int) bool {
	return expr[i] == '万' && i+1 < len(expr) && unicode.IsDigit(expr[i+1]) && (i == 0 || !isLetter(expr[i-1]))
}

// numberEnd gives the end of a number with its unit, of a date or of a time.
func numberEnd(expr []rune, i int) int {
	if expr[i] == '万' {
		i++
	}
	date := strings.Count(string(expr[i:min(i+10, len(expr))]), "-") == 2
	for i < len(expr) {
		r := expr[i]
		point := r == '.' && i+1 < len(expr) && unicode.IsDigit(expr[i+1])
		clock := date && (r == '-' || r == ':') && i+1 < len(expr) && unicode.IsDigit(expr[i+1])
		if !isLetter(r) && !unicode.IsDigit(r) && r != '%' && r != '‰' && !point && !clock {
			break
		}
		i++
	}
	return i
}

// chains groups names that are joined by points, as in txn.merchant.rate.
func chains(all []token) [][]token {
	var found [][]token
	for i, t := range all {
		switch {
		case t.kind != nameToken:
		case t.member && i > 0 && all[i-1].kind == nameToken && all[i-1].to == t.from-1 && len(found) > 0:
			last := len(found) - 1
			found[last] = append(found[last], t)
		case !t.member:
			found = append(found, []token{t})
		}
	}
	return found
}

// A piece is a stretch of an expression inside the braces of a sentence.
type piece struct{ from, to int }

// pieces gives what stands in braces in a sentence. A doubled brace is one of
// the text.
func pieces(sentence []rune) []piece {
	var all []piece
	for i := 0; i < len(sentence); i++ {
		if sentence[i] != '{' {
			continue
		}
		if i+1 < len(sentence) && sentence[i+1] == '{' {
			i++
			continue
		}
		end := i + 1
		for end < len(sentence) && sentence[end] != '}' {
			end++
		}
		all = append(all, piece{i + 1, end})
		i = end
	}
	return all
}
