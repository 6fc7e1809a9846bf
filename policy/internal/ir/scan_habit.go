package ir

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
)

const currencyHint = "an amount is written without a sign: 50, or with its currency behind it, 50 CNY"

// currencySign refuses $50 and ￥50 with the number that the sign stands
// before.
func (s *scanner) currencySign(from int) {
	end := from + 1
	for end < len(s.source) && (isDigit(s.source[end]) || strings.ContainsRune(",._", s.source[end]) && isDigit(s.runeAt(end+1))) {
		end++
	}
	s.refuse(from, wordEnd(s.source, end), "%q has the sign of a currency", string(s.source[from:end])).hint = currencyHint
}

func (s *scanner) runeAt(i int) rune {
	if i < len(s.source) {
		return s.source[i]
	}
	return 0
}

// otherDates are the ways in which people write a day: the year first, or
// last.
var otherDates = []struct {
	shape            *regexp.Regexp
	year, month, day int
}{
	{regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), 1, 2, 3},
	{regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?`), 1, 2, 3},
	{regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})`), 3, 0, 0},
}

// likeDate refuses a day that is written otherwise than 2026-01-31, and says
// which one it was if that can be told.
func (s *scanner) likeDate() bool {
	from := s.at
	mid := from
	for mid < len(s.source) && isDigit(s.source[mid]) {
		mid++
	}
	if mid-from > 4 || !strings.ContainsRune("-/.年", s.runeAt(mid)) || !isDigit(s.runeAt(mid+1)) {
		return false
	}
	rest := string(s.source[from:min(len(s.source), from+12)])
	for _, o := range otherDates {
		m := o.shape.FindStringSubmatch(rest)
		if m == nil {
			continue
		}
		to := from + len([]rune(m[0]))
		if to < len(s.source) && (isDigit(s.source[to]) || isWord(s.source[to])) {
			continue
		}
		hint := "write the year first: 2026-01-31"
		if o.month > 0 {
			month, _ := strconv.Atoi(m[o.month])
			day, _ := strconv.Atoi(m[o.day])
			if date, err := payout.ParseDate(fmt.Sprintf("%s-%02d-%02d", m[o.year], month, day)); err == nil {
				hint = "write " + date.String()
			}
		}
		s.refuse(from, to, "%q is not how a date is written here", m[0]).hint = hint
		return true
	}
	return false
}

// thousands refuses 1,000 where a comma can only have been meant to part the
// digits: outside all brackets, or before 000, with which no number begins.
func (s *scanner) thousands() bool {
	from, end, zero := s.at, s.at, false
	for end < len(s.source) && isDigit(s.source[end]) {
		end++
	}
	if end-from > 3 || s.runeAt(end) != ',' {
		return false
	}
	to := end
	for shapeEnd(s.source, to, ",ddd") >= 0 && !isDigit(s.runeAt(to+4)) {
		zero = zero || s.source[to+1] == '0'
		to += 4
	}
	if to == end || s.depth > 0 && !zero {
		return false
	}
	text := string(s.source[from:to])
	s.refuse(from, to, "%q has commas in a number", text).hint = "write " + strings.ReplaceAll(text, ",", "_")
	return true
}

// strayWords are what people write in the middle of an expression and the
// language writes otherwise.
var strayWords = map[string]string{
	"and": "write `and`", "or": "write `or`", "not": "write `not`", "且": "write `and`", "并且": "write `and`", "或": "write `or`", "或者": "write `or`",
	"days": "a length is written 30d, 3mo or 1y, the letters touching the number", "percent": "a rate is written 10%, the sign touching the number",
	"bp": "basis points touch their number: 50bp", "元": currencyHint,
	"x": "multiply with *", "times": "multiply with *", "to": "a range is written 1..30", "until": "a range is written 1..30",
	"of":      "a share of something is a product: `merchant.volume * 10%`",
	"between": "write `x in 1..5`, or `x >= 1 and x < 5`", "within": "a window is called: `spent(1..30, device.activated)`",
	"is": "two values are compared with ==", "equals": "two values are compared with ==", "=": "two values are compared with ==",
	"then": "write alternatives as a list of cases, - {when: ..., is: ...}", "less": "write < or <=", "more": "write > or >=", "at": "at least is written >=, at most <=",
	"大于": "write >", "小于": "write <", "大于等于": "write >=", "小于等于": "write <=", "等于": "write ==", "不低于": "write >=", "满": "write >=",
	"d": "a length is written 30d, the letter touching the number", "mo": "a length is written 3mo, the letters touching the number", "万": "write the unit behind the number, without a space: 5万",
}

// sameStray gives the words that mean the same as one of strayWords.
var sameStray = map[string]string{
	"day": "days", "天": "days", "日": "days", "month": "days", "months": "days", "个月": "days", "月": "days", "year": "days", "years": "days", "年": "days",
	"weeks": "days", "week": "days", "pct": "percent", "bps": "bp", "through": "to", "thru": "to", "至": "to", "到": "to", "块": "元", "equal": "equals",
	"亿": "万", "y": "d", "dollars": "元", "yuan": "元",
}

// strayHint says what is written in place of a word that expr's parser
// stumbled over.
func (c *checker) strayHint(from int, token string) string {
	if next := from + 1; token == "=" && next < len(c.scan.source) {
		switch c.scan.source[next] {
		case '>':
			return "at least is written >="
		case '<':
			return "at most is written <="
		}
	}
	word := strings.ToLower(token)
	if same := sameStray[word]; same != "" {
		word = same
	}
	if hint := strayWords[word]; hint != "" {
		return hint
	}
	before := strings.Fields(string(c.scan.source[:from])) // a word in capitals is read as a name, and the next one stumbles
	if len(before) > 0 {
		if last := before[len(before)-1]; last != strings.ToLower(last) || last == "且" || last == "或" || last == "并且" || last == "或者" {
			return strayWords[strings.ToLower(last)]
		}
	}
	return ""
}
