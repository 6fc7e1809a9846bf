package ir

import (
	"fmt"
	"strings"
)

// number reads what begins with a digit: a date, a window, an amount with its
// currency, or a number with its unit. It takes the longest.
func (s *scanner) number() {
	if s.date() || s.blocks() || s.monthRange() {
		return
	}
	from := s.at
	to := numberEnd(s.source, from)
	text := string(s.source[from:to])
	s.at = to
	if s.brokenTail(from, to) {
		return
	}
	unitEnd := wordEnd(s.source, to)
	unit := string(s.source[to:unitEnd])
	if unit != "" {
		s.withUnit(from, to, unitEnd, unit)
		return
	}
	if !s.plain(text, from, to) {
		return
	}
	if sign := s.peek(0); sign == '%' || sign == '‰' {
		s.percent(from, to, sign)
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

// brokenTail refuses a number that goes on where none may: 5. and 5_.
func (s *scanner) brokenTail(from, to int) bool {
	next, after := s.peek(0), s.peek(1)
	switch {
	case next == '.' && after != '.' && !isDigit(after):
		s.fail("N111", from, to+1, "%q has no digit behind the point", string(s.source[from:to+1])).
			hint = fmt.Sprintf("write %s", string(s.source[from:to]))
		to++
	case next == '.' && isDigit(after): // a second point: 1.2.3
		for to < len(s.source) && (isDigit(s.source[to]) || s.source[to] == '.') {
			to++
		}
		s.fail("N111", from, to, "%q is not a number", string(s.source[from:to]))
	case next == '_' && !isDigit(after):
		to = wordEnd(s.source, to)
		s.fail("N111", from, to, "%q is not a number: an underscore stands between digits", string(s.source[from:to]))
	default:
		return false
	}
	s.blank(from, to)
	s.at = to
	return true
}

func (s *scanner) withUnit(from, to, end int, unit string) {
	text := string(s.source[from:to])
	if unit != "万" && unit != "亿" && unit != "bp" && unit != "d" && unit != "mo" && unit != "y" && unit != "h" {
		p := s.fail("N111", from, end, "%q is not a number: its unit is not known", text+unit)
		switch {
		case strings.HasPrefix(unit, "万") || strings.HasPrefix(unit, "亿"):
			p.hint = "write one number with one unit, as in 1.2亿 or 55000"
		case strings.HasPrefix(unit, "e") || strings.HasPrefix(unit, "E"):
			p.hint = "write the number out; there are no exponents"
		case strings.HasPrefix(unit, "x") || strings.HasPrefix(unit, "X"):
			p.hint = "a list of windows is spaced: `6 x 30d`; there is no hexadecimal"
		case unit == "m" || unit == "min":
			p.hint = "months are `mo`: 3mo"
		default:
			p.hint = "units are 万 亿 % ‰ bp d mo y h; space a name from a number"
		}
		s.blank(from, end)
		s.at = end
		return
	}
	if !s.plain(text, from, end) {
		return
	}
	switch unit {
	case "万", "亿":
		shift := 4
		if unit == "亿" {
			shift = 8
		}
		num := digits(text, shift)
		s.at = end
		if sign := s.peek(0); sign == '%' || sign == '‰' {
			s.refuse(from, end+1, "a rate has no 万 or 亿")
			return
		}
		if s.money(from, end, num) {
			return
		}
		s.keep(from, end, Literal{Kind: LitNumber, Num: num})
	case "bp":
		s.keep(from, end, Literal{Kind: LitRate, Num: digits(text, -4)})
	case "d", "mo", "y", "h":
		s.period(from, end, text, unit)
	}
}

func (s *scanner) refuse(from, to int, format string, args ...any) {
	s.fail("N111", from, to, format, args...)
	s.blank(from, to)
	s.at = to
}

func (s *scanner) period(from, end int, text, unit string) {
	n, ok := atoi(strings.ReplaceAll(text, "_", ""))
	if !ok {
		s.refuse(from, end, "%q is not a period: it counts whole days, months, years or hours up to 100000", text+unit)
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
		p := s.fail("N111", from, end, "%q is not a rate", string(s.source[from:end]))
		p.hint = "there is no remainder; a rate is written 10%, followed by a space or a sign"
		s.blank(from, end)
		s.at = end
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

// date reads 2026-01-31 and 2026-01-31T10:00+08:00. What has a date's shape
// and is no day of the calendar is an error, never a subtraction.
func (s *scanner) date() bool {
	from := s.at
	shape := "dddd-dd-dd"
	if from+len(shape) > len(s.source) {
		return false
	}
	for i, want := range shape {
		r := s.source[from+i]
		if (want == 'd' && !isDigit(r)) || (want == '-' && r != '-') {
			return false
		}
	}
	end := from + len(shape)
	if end < len(s.source) && s.source[end] == 'T' {
		for end < len(s.source) && strings.ContainsRune("T0123456789:.Z+-", s.source[end]) {
			end++
		}
	}
	if end < len(s.source) && (isWord(s.source[end]) || isDigit(s.source[end])) {
		end = wordEnd(s.source, end)
	}
	text := string(s.source[from:end])
	lit, ok := parseDateLiteral(text)
	if !ok {
		s.refuse(from, end, "%q is not a day of the calendar", text)
		return true
	}
	s.keep(from, end, lit)
	return true
}

// blocks reads 6 x 30d and 12 x 1mo.
func (s *scanner) blocks() bool {
	from := s.at
	at := numberEnd(s.source, from)
	times := string(s.source[from:at])
	spaced := at
	for at < len(s.source) && s.source[at] == ' ' {
		at++
	}
	if at == spaced || at+2 >= len(s.source) || s.source[at] != 'x' || s.source[at+1] != ' ' {
		return false
	}
	for at++; at < len(s.source) && s.source[at] == ' '; {
		at++
	}
	eachEnd := numberEnd(s.source, at)
	end := wordEnd(s.source, eachEnd)
	each, unit := string(s.source[at:eachEnd]), string(s.source[eachEnd:end])
	n, ok1 := atoi(times)
	m, ok2 := atoi(each)
	if !ok1 || !ok2 || n < 1 || m < 1 || n > maxBlocks || (unit != "d" && unit != "mo") {
		s.refuse(from, end, "%q is not a list of windows: write it as `6 x 30d` or `12 x 1mo`, at most %d of them", string(s.source[from:end]), maxBlocks)
		return true
	}
	s.keep(from, end, Literal{Kind: LitWindow, Window: Window{Times: n, Each: m, Months: unit == "mo"}})
	return true
}

// maxBlocks bounds the lists that predicates walk through.
const maxBlocks = 120

// monthRange reads 1..12mo; 1..90 stays two numbers with a sign between, for
// it may be a range of numbers.
func (s *scanner) monthRange() bool {
	from := s.at
	mid := numberEnd(s.source, from)
	if mid+2 >= len(s.source) || s.source[mid] != '.' || s.source[mid+1] != '.' || !isDigit(s.source[mid+2]) {
		return false
	}
	hiEnd := numberEnd(s.source, mid+2)
	end := wordEnd(s.source, hiEnd)
	if string(s.source[hiEnd:end]) != "mo" {
		return false
	}
	lo, ok1 := atoi(string(s.source[from:mid]))
	hi, ok2 := atoi(string(s.source[mid+2 : hiEnd]))
	if !ok1 || !ok2 || lo < 1 || hi < lo {
		s.refuse(from, end, "%q is not a window: it goes from a month of 1 or more up to a later one", string(s.source[from:end]))
		return true
	}
	s.keep(from, end, Literal{Kind: LitWindow, Window: Window{Lo: lo, Hi: hi, Months: true}})
	return true
}

// openRange reads `1..` with nothing behind it, the window without an end.
func (s *scanner) openRange(from, to int, text string) bool {
	if s.peek(0) != '.' || s.peek(1) != '.' {
		return false
	}
	at := to + 2
	for at < len(s.source) && s.source[at] == ' ' {
		at++
	}
	if at < len(s.source) && s.source[at] != ',' && s.source[at] != ')' {
		return false
	}
	lo, ok := atoi(text)
	if !ok {
		return false
	}
	s.keep(from, to+2, Literal{Kind: LitWindow, Window: Window{Lo: lo, Open: true}})
	return true
}
