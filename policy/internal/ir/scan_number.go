package ir

import (
	"fmt"
	"strings"
)

// number reads what begins with a digit: a date, a window, an amount with its
// currency, or a number with its unit. It takes the longest.
func (s *scanner) number() {
	if s.date() || s.likeDate() || s.blocks() || s.monthRange() || s.thousands() {
		return
	}
	from := s.at
	to := numberEnd(s.source, from)
	text := string(s.source[from:to])
	s.at = to
	if s.goesOnWide() {
		s.wide(from)
		return
	}
	if s.touchingMinus(from, to) || s.brokenTail(from, to) {
		return
	}
	unitEnd := wordEnd(s.source, to)
	unit := string(s.source[to:unitEnd])
	if unit != "" {
		s.withUnit(from, to, unitEnd, unit)
		return
	}
	if sign := s.peek(0); sign == '%' || sign == '‰' {
		if s.plain(text, from, to+1) {
			s.percent(from, to, sign)
		}
		return
	}
	if !s.plain(text, from, to) {
		return
	}
	lit := Literal{Kind: LitNumber, Num: digits(text, 0)}
	if s.openRange(from, to, text) || s.money(from, to, lit.Num) {
		return
	}
	s.keep(from, to, lit)
}

// numberEnd gives the end of [0-9]+(_[0-9]+)*(\.[0-9]+)? from here.
func numberEnd(source []rune, at int) int {
	run := func(at int) int {
		for at < len(source) && isDigit(source[at]) {
			at++
		}
		return at
	}
	at = run(at)
	for at+1 < len(source) && source[at] == '_' && isDigit(source[at+1]) {
		at = run(at + 1)
	}
	if at+1 < len(source) && source[at] == '.' && isDigit(source[at+1]) {
		at = run(at + 1)
	}
	return at
}

// goesOnWide reports whether the number at hand goes on with a full-width
// digit, point or percent sign.
func (s *scanner) goesOnWide() bool {
	switch next := s.peek(0); next {
	case '％':
		return true
	case '．', '。':
		return unicodeDigit(s.peek(1))
	default:
		return isWideDigit(next)
	}
}

// touchingMinus refuses 5-3 and 2026-1-5 as a whole: who reads a date there
// and who a subtraction cannot be told.
func (s *scanner) touchingMinus(from, to int) bool {
	end := to
	for end+1 < len(s.source) && s.source[end] == '-' && isDigit(s.source[end+1]) {
		end = numberEnd(s.source, end+1)
	}
	if end == to {
		return false
	}
	end = wordEnd(s.source, end)
	s.refuse(from, end, "in %q the minus touches digits on both sides: is it a date or a subtraction?", string(s.source[from:end])).hint = minusHint
	return true
}

// brokenTail refuses a number that goes on where none may: 5. and 5_.
func (s *scanner) brokenTail(from, to int) bool {
	next, after := s.peek(0), s.peek(1)
	switch {
	case next == '.' && after != '.' && !isDigit(after):
		s.refuse(from, to+1, "%q has no digit behind the point", string(s.source[from:to+1])).write(string(s.source[from:to]))
	case next == '.' && isDigit(after): // a second point: 1.2.3
		for to < len(s.source) && (isDigit(s.source[to]) || s.source[to] == '.') {
			to++
		}
		s.refuse(from, to, "%q is not a number", string(s.source[from:to])).hint = "a number has one point"
	case next == '_' && !isDigit(after):
		to = wordEnd(s.source, to)
		s.refuse(from, to, "%q is not a number: an underscore stands between digits", string(s.source[from:to])).hint = "as in 1_000_000"
	default:
		return false
	}
	return true
}

// refuse reports a stretch that is no literal, blanks it and passes it. The
// caller adds the hint.
func (s *scanner) refuse(from, to int, format string, args ...any) *problem {
	s.blank(from, to)
	s.at = to
	return s.fail("N111", from, to, format, args...)
}

// plain checks what every number must be: no leading zero, no more digits
// than data may have. It blanks and passes what is not.
func (s *scanner) plain(text string, from, to int) bool {
	whole, _, _ := strings.Cut(text, ".")
	switch {
	case len(whole) > 1 && whole[0] == '0':
		s.fail("S002", from, to, "%q begins with a zero: some readers take it for octal, some do not", text).
			hint = fmt.Sprintf("write %s", orZero(strings.TrimLeft(text, "0_")))
	case len(text) > MaxDigits:
		s.fail("S006", from, to, "this number has %d characters, more than the limit of %d", len(text), MaxDigits)
	default:
		return true
	}
	s.blank(from, to)
	s.at = to
	return false
}

func orZero(text string) string {
	if text == "" || text[0] == '.' {
		return "0" + text
	}
	return text
}

// withUnit reads a number whose letters touch it.
func (s *scanner) withUnit(from, to, end int, unit string) {
	text := string(s.source[from:to])
	switch unit {
	case "万", "亿", "bp", "d", "mo", "y", "h":
	default:
		s.refuse(from, end, "%q is not a number: its unit is not known", text+unit).hint = unitHint(unit)
		return
	}
	if !s.plain(text, from, end) {
		return
	}
	switch unit {
	case "万":
		s.tenThousands(from, end, digits(text, 4))
	case "亿":
		s.tenThousands(from, end, digits(text, 8))
	case "bp":
		s.keep(from, end, Literal{Kind: LitRate, Num: digits(text, -4)})
	default:
		s.period(from, end, text, unit)
	}
}

func unitHint(unit string) string {
	switch {
	case strings.HasPrefix(unit, "万") || strings.HasPrefix(unit, "亿"):
		return "write one number with one unit, as in 1.2亿 or 55000"
	case strings.HasPrefix(unit, "e") || strings.HasPrefix(unit, "E"):
		return "write the number out; there are no exponents"
	case strings.HasPrefix(unit, "x") || strings.HasPrefix(unit, "X"):
		return "a list of windows is spaced: `6 x 30d`; there is no hexadecimal"
	default:
		return otherUnit(unit)
	}
}

// otherUnit says how a unit that others write is written here.
func otherUnit(unit string) string {
	switch strings.ToLower(unit) {
	case "m", "mm", "min", "mth", "month", "months", "个月", "月":
		return "months are `mo`: 3mo; a million is written 1_000_000"
	case "k", "千", "b", "bn":
		return "write the number out: 10_000"
	case "w":
		return "ten thousand is written 万, or out: 10_000"
	case "天", "日", "day", "days":
		return "days are `d`: 30d"
	case "年", "yr", "year", "years":
		return "years are `y`: 1y"
	case "bps":
		return "basis points are `bp`: 50bp"
	case "元", "块", "圆", "角", "分", "cny", "rmb", "usd", "eur", "gbp", "hkd":
		return currencyHint
	default:
		return "units are 万 亿 % ‰ bp d mo y h; space a name from a number"
	}
}

// tenThousands keeps a number that was written with 万 or 亿.
func (s *scanner) tenThousands(from, end int, num Num) {
	s.at = end
	if sign := s.peek(0); sign == '%' || sign == '‰' {
		s.refuse(from, end+1, "a rate has no 万 or 亿").hint = "万5.5 is 5.5 in ten thousand"
		return
	}
	if !s.money(from, end, num) {
		s.keep(from, end, Literal{Kind: LitNumber, Num: num})
	}
}

func (s *scanner) period(from, end int, text, unit string) {
	n, ok := atMost(text, maxPeriod)
	if !ok {
		s.refuse(from, end, "%q is not a period: it counts whole days, months, years or hours up to %d", text+unit, maxPeriod)
		return
	}
	switch unit {
	case "d":
		s.keep(from, end, Literal{Kind: LitDays, N: n})
	case "mo":
		s.keep(from, end, Literal{Kind: LitMonths, N: n})
	case "y":
		s.keep(from, end, Literal{Kind: LitMonths, N: 12 * n})
	case "h":
		s.keep(from, end, Literal{Kind: LitHours, N: n})
	}
}

// percent reads % and ‰ that touch a number and nothing else.
func (s *scanner) percent(from, to int, sign rune) {
	after := s.peek(1)
	if isDigit(after) || isWord(after) || after == '%' || after == '‰' {
		end := wordEnd(s.source, to+2)
		s.refuse(from, end, "%q is not a rate", string(s.source[from:end])).
			hint = "there is no modulo: a rate is written 10%, followed by a space or a sign"
		return
	}
	shift := -2
	if sign == '‰' {
		shift = -3
	}
	s.keep(from, to+1, Literal{Kind: LitRate, Num: digits(string(s.source[from:to]), shift)})
}

// money reads one space and three capitals behind a number.
func (s *scanner) money(from, to int, num Num) bool {
	if to+3 >= len(s.source) || s.source[to] != ' ' {
		return false
	}
	for i := 1; i <= 3; i++ {
		if r := s.source[to+i]; r < 'A' || r > 'Z' {
			return false
		}
	}
	end := to + 4
	if end < len(s.source) && (isWord(s.source[end]) || isDigit(s.source[end])) {
		return false
	}
	s.keep(from, end, Literal{Kind: LitMoney, Num: num, Currency: string(s.source[to+1 : end])})
	return true
}
