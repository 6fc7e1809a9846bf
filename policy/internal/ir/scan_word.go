package ir

import (
	"strings"
)

// word passes a name, and finds the rates that Chinese sheets write as 万5.5.
func (s *scanner) word() {
	from := s.at
	if isWideDigit(s.source[from]) {
		s.wide(from)
		return
	}
	s.at = wordEnd(s.source, from)
	name := string(s.source[from:s.at])
	if rest, ok := strings.CutPrefix(name, "万"); ok && allDigits(rest) {
		s.perTenThousand(from)
		return
	}
	switch name {
	case "let", "if", "else":
		s.fail("N106", from, s.at, "`%s` is not in the language", name).
			hint = "name a part with `let:` in the policy; write alternatives as a list of cases, - {when: ..., is: ...}"
		s.blank(from, s.at)
		return
	}
	switch {
	case name == "$" && isDigit(s.peek(0)), name[0] == '$' && from+1 < s.at && isDigit(s.source[from+1]):
		s.currencySign(from)
		return
	case strings.ContainsRune(name, placeholder) || strings.ContainsRune(name, '$'):
		s.fail("N106", from, s.at, "%q is not a name", name).hint = "a name is letters, digits and _"
	case strings.ContainsFunc(name, isWideDigit):
		s.fail("N111", from, s.at, "%q holds a full-width digit", name).write(narrowed(s.source[from:s.at]))
		s.stop = true
	default:
		return
	}
	s.blank(from, s.at)
}

// perTenThousand reads 万5 and 万5.5. The place is behind the 5.
func (s *scanner) perTenThousand(from int) {
	to := s.at
	if s.peek(0) == '.' && isDigit(s.peek(1)) {
		to++
		for to < len(s.source) && isDigit(s.source[to]) {
			to++
		}
	}
	s.at = to
	if next := s.peek(0); isWord(next) || next == '%' || next == '‰' || next == '.' && isDigit(s.peek(1)) {
		end := wordEnd(s.source, to+1)
		s.refuse(from, end, "%q is not a rate", string(s.source[from:end])).hint = "万5.5 is 5.5 in ten thousand"
		return
	}
	text := string(s.source[from+1 : to])
	if !s.plain(text, from, to) {
		return
	}
	s.keep(from, to, Literal{Kind: LitRate, Num: digits(text, -4)})
}

// wide refuses a number that holds full-width digits or signs, as a whole and
// with the number that it passes for.
func (s *scanner) wide(from int) {
	end := from
	for end < len(s.source) {
		r := s.source[end]
		point := strings.ContainsRune(".．。_", r) && end+1 < len(s.source) && unicodeDigit(s.source[end+1])
		if !unicodeDigit(r) && !point && !strings.ContainsRune("%％‰万亿", r) {
			break
		}
		end++
	}
	end = max(wordEnd(s.source, end), from+1)
	text := s.source[from:end]
	s.refuse(from, end, "%q is written in full-width characters", string(text)).write(narrowed(text))
	s.stop = true
}

func unicodeDigit(r rune) bool { return isDigit(r) || isWideDigit(r) }

// narrowed gives a text with its full-width digits and signs in the form that
// the language reads. Digits of other scripts stay as they are.
func narrowed(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		switch narrow := wideSigns[r]; {
		case '０' <= r && r <= '９':
			b.WriteRune('0' + r - '０')
		case narrow != "":
			b.WriteString(narrow)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// bareFraction refuses .5, which is easily read as 5.
func (s *scanner) bareFraction() {
	from := s.at
	to := wordEnd(s.source, from+1)
	text := string(s.source[from:to])
	s.refuse(from, to, "%q has no digit before the point", text).write("0" + text)
}
