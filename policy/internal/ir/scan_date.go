package ir

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// date reads 2026-01-31 and 2026-01-31T10:00+08:00. What has a date's shape
// and is no day of the calendar is an error, never a subtraction.
func (s *scanner) date() bool {
	from := s.at
	day := shapeEnd(s.source, from, "dddd-dd-dd")
	if day < 0 {
		return false
	}
	end, message := day, "%q is not a day of the calendar"
	if day < len(s.source) && s.source[day] == 'T' {
		message = "%q is not a time: it is written 2026-01-31T10:00, with or without seconds and an offset"
		end = clockEnd(s.source, day)
	}
	bounded := end >= 0
	if end < 0 {
		end = clockTail(s.source, day)
	}
	if more := wordEnd(s.source, end); more > end {
		end, bounded = more, false
	}
	text := string(s.source[from:end])
	lit, ok := dateLiteral(text)
	if !bounded || !ok {
		s.refuse(from, end, message, text)
		return true
	}
	s.keep(from, end, lit)
	return true
}

// shapeEnd gives the end of a text of that shape, in which d is a digit, or -1
// if there is none.
func shapeEnd(source []rune, at int, shape string) int {
	if at+len(shape) > len(source) {
		return -1
	}
	for i, want := range shape {
		if r := source[at+i]; r != want && (want != 'd' || !isDigit(r)) {
			return -1
		}
	}
	return at + len(shape)
}

// clockEnd gives the end of T10:00, T10:00:05.25 and both with Z or an offset,
// or -1.
func clockEnd(source []rune, at int) int {
	at = shapeEnd(source, at, "Tdd:dd")
	if at < 0 {
		return -1
	}
	if seconds := shapeEnd(source, at, ":dd"); seconds >= 0 {
		at = seconds
		if fraction := shapeEnd(source, at, ".d"); fraction >= 0 {
			for at = fraction; at < len(source) && isDigit(source[at]); {
				at++
			}
		}
	}
	switch {
	case at < len(source) && source[at] == 'Z':
		at++
	case shapeEnd(source, at, "+dd:dd") >= 0, shapeEnd(source, at, "-dd:dd") >= 0:
		at += len("+dd:dd")
	}
	return at
}

// clockTail gives the end of what was meant as a time and is none.
func clockTail(source []rune, at int) int {
	for {
		at = wordEnd(source, at)
		if at+1 >= len(source) || source[at] != ':' && source[at] != '.' || !isDigit(source[at+1]) {
			return at
		}
		at++
	}
}

func dateLiteral(text string) (Literal, bool) {
	if strings.Contains(text, "T") {
		clock, ok := parseClock(text)
		return Literal{Kind: LitTime, Clock: clock, Date: clock.Date}, ok
	}
	date, err := payout.ParseDate(text)
	return Literal{Kind: LitDate, Date: date}, err == nil
}
