package ir

import (
	"strconv"
	"strings"
)

// maxBlocks bounds the lists that predicates walk through; maxPeriod the days
// or months of a period or window, far beyond any policy and far inside the
// calendar.
const (
	maxBlocks = 120
	maxPeriod = 100_000
)

// atMost reads a whole number of the grammar, without a leading zero.
func atMost(text string, limit int) (int, bool) {
	if len(text) > 1 && text[0] == '0' {
		return 0, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
	return n, err == nil && n <= limit
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
	n, ok1 := atMost(times, maxBlocks)
	m, ok2 := atMost(each, maxPeriod)
	if !ok1 || !ok2 || n < 1 || m < 1 || n*m > maxPeriod || (unit != "d" && unit != "mo") {
		s.refuse(from, end, "%q is not a list of windows", string(s.source[from:end])).
			hint = "write it `6 x 30d` or `12 x 1mo`, at most " + strconv.Itoa(maxBlocks) + " of them"
		return true
	}
	s.keep(from, end, Literal{Kind: LitWindow, Window: Window{Times: n, Each: m, Months: unit == "mo"}})
	return true
}

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
	lo, ok1 := atMost(string(s.source[from:mid]), maxPeriod)
	hi, ok2 := atMost(string(s.source[mid+2:hiEnd]), maxPeriod)
	if !ok1 || !ok2 || lo < 1 || hi < lo {
		s.refuse(from, end, "%q is not a window: it goes from a month of 1 or more up to a later one", string(s.source[from:end])).hint = "as in 1..12mo"
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
	lo, ok := atMost(text, maxPeriod)
	if !ok || lo < 1 {
		s.refuse(from, to+2, "%q is not a window: it goes from a day of 1 or more", text+"..").hint = "day 1 is the day itself: 1.."
		return true
	}
	s.keep(from, to+2, Literal{Kind: LitWindow, Window: Window{Lo: lo, Open: true}})
	return true
}
