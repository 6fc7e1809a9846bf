package ir

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// said writes the literals of a scanned text in their order, each with what it
// is worth.
func said(s *scanned) string {
	var places []int
	for at := range s.literals {
		places = append(places, at)
	}
	slices.Sort(places)
	var all []string
	for _, at := range places {
		all = append(all, s.literals[at].said())
	}
	return strings.Join(all, ", ")
}

func (l Literal) said() string {
	switch l.Kind {
	case LitNumber:
		return l.Num.Plain()
	case LitRate:
		return "rate " + l.Num.Plain()
	case LitMoney:
		return "money " + l.Num.Plain() + " " + l.Currency
	case LitDate:
		return "date " + l.Date.String()
	case LitTime:
		offset := ""
		if l.Clock.HasOffset {
			offset = fmt.Sprintf(" offset %d", l.Clock.Offset)
		}
		return fmt.Sprintf("time %s second %d nano %d%s", l.Clock.Date, l.Clock.Second, l.Clock.Nano, offset)
	case LitDays:
		return fmt.Sprintf("%d days", l.N)
	case LitMonths:
		return fmt.Sprintf("%d months", l.N)
	case LitHours:
		return fmt.Sprintf("%d hours", l.N)
	case LitWindow:
		return "window " + l.Window.String()
	default:
		return "refused"
	}
}

// Each text and the literals that are in it; the rest of it is left as it is.
var scanTests = []struct{ text, want string }{
	// A number, and what touches it.
	{"0", "0"},
	{"200", "200"},
	{"0.8", "0.8"},
	{"00.8", "refused"},
	{"1_000_000", "1000000"},
	{"1_000.5", "1000.5"},
	{"110.50", "110.5"},
	{"12345678901234567890", "12345678901234567890"},
	{strings.Repeat("9", 40), strings.Repeat("9", 40)},
	{"x2 + d90 + 三万 + 万家 + a_1", ""},
	{"a-5", "5"},
	{"a - 5", "5"},
	{"-5", "5"},
	{"f(1,2)", "1, 2"},
	{"a[0]", "0"},
	{"1..90", "1, 90"},
	{"0.2..0.5", "0.2, 0.5"},
	{"1_000..2_000", "1000, 2000"},
	{"1 ..90", "1, 90"},
	{"1.. 90", "1, 90"},
	{"-30..-1", "30, 1"},
	{"1<2", "1, 2"},
	{"5>=3?1:0", "5, 3, 1, 0"},

	// Units.
	{"1万", "10000"},
	{"20万", "200000"},
	{"1.5亿", "150000000"},
	{"0.00005万", "0.5"},
	{"1_000万", "10000000"},
	{"0万", "0"},
	{"0.55%", "rate 0.0055"},
	{"10%", "rate 0.1"},
	{"0%", "rate 0"},
	{"5.5‰", "rate 0.0055"},
	{"55bp", "rate 0.0055"},
	{"0.5bp", "rate 0.00005"},
	{"100%", "rate 1"},
	{"x - 5%", "rate 0.05"},
	{"x -5%", "rate 0.05"},
	{"x*5%+1", "rate 0.05, 1"},
	{"(5%)", "rate 0.05"},
	{"5%..10%", "rate 0.05, rate 0.1"},
	{"90d", "90 days"},
	{"6mo", "6 months"},
	{"1y", "12 months"},
	{"10y", "120 months"},
	{"1h", "1 hours"},
	{"0d", "0 days"},
	{"1_000d", "1000 days"},
	{"x + 90d", "90 days"},

	// Rates in ten thousand.
	{"万5", "rate 0.0005"},
	{"万5.5", "rate 0.00055"},
	{"万10 + 万0.5", "rate 0.001, rate 0.00005"},
	{"万5..万10", "rate 0.0005, rate 0.001"},
	{"万5x", ""},
	{"x万5", ""},
	{"万", ""},

	// Money.
	{"110 CNY", "money 110 CNY"},
	{"110.50 CNY", "money 110.5 CNY"},
	{"20万 CNY", "money 200000 CNY"},
	{"5 USD", "money 5 USD"},
	{"100 CNY + 1", "money 100 CNY, 1"},
	{"min(100 CNY, 5)", "money 100 CNY, 5"},
	{"100 CNYX", "100"},
	{"100 cny", "100"},
	{"100  CNY", "100"},
	{"5% CNY", "rate 0.05"},

	// Dates and times.
	{"2026-01-31", "date 2026-01-31"},
	{"x >= 2024-02-29", "date 2024-02-29"},
	{"2026-01-01..2026-06-30", "date 2026-01-01, date 2026-06-30"},
	{"(2026-01-31)", "date 2026-01-31"},
	{"2026-01-31 - 5d", "date 2026-01-31, 5 days"},
	{"2026-01-31T10:00", "time 2026-01-31 second 36000 nano 0"},
	{"2026-01-31T10:00:05", "time 2026-01-31 second 36005 nano 0"},
	{"2026-01-31T10:00:05.25", "time 2026-01-31 second 36005 nano 250000000"},
	{"2026-01-31T10:00Z", "time 2026-01-31 second 36000 nano 0 offset 0"},
	{"2026-01-31T10:00+08:00", "time 2026-01-31 second 36000 nano 0 offset 28800"},
	{"2026-01-31T10:00:00-05:30", "time 2026-01-31 second 36000 nano 0 offset -19800"},
	{"2026-01-31T10:00..2026-02-01T10:00", "time 2026-01-31 second 36000 nano 0, time 2026-02-01 second 36000 nano 0"},
	{"2026-01-31T10:00 - 5d", "time 2026-01-31 second 36000 nano 0, 5 days"},

	// Windows.
	{"6 x 30d", "window 6 x 30d"},
	{"12 x 1mo", "window 12 x 1mo"},
	{"6  x  30d", "window 6 x 30d"},
	{"spent(6 x 30d, x)", "window 6 x 30d"},
	{"120 x 1d", "window 120 x 1d"},
	{"1..12mo", "window 1..12mo"},
	{"spent(2..3mo, x)", "window 2..3mo"},
	{"spent(1.., x)", "window 1.."},
	{"spent(1_000.. , x)", "window 1000.."},
	{"spent(31.. )", "window 31.."},
	{"spent(1..30, x)", "1, 30"},

	// What stands in quotes is no expression.
	{`x == "1..90 # 5万5 // ｛"`, ""},
	{`x == 'it\'s 5'`, ""},
	{`x == "a\\" + 5`, "5"},
	{`x in ["a", "b"]`, ""},

	// Signs that are the language's own.
	{"a != b ?? c", ""},
	{"a == b and not c or d", ""},
	{"a ? b : c", ""},
	{"商户.交易额 >= 100万", "1000000"},
}

func TestScan(t *testing.T) {
	for _, test := range scanTests {
		s := scanExpression(test.text)
		if got := said(s); got != test.want {
			t.Errorf("%s: %s, want %s", test.text, got, test.want)
		}
		if refused := test.want == "refused"; refused != (len(s.problems) > 0) {
			t.Errorf("%s: %v", test.text, s.problems)
		}
		checkScan(t, test.text, s)
	}
}

// checkScan asserts what holds of every scan: a placeholder stands for each
// character of a literal and of what was refused, and all else is left alone.
func checkScan(t *testing.T, text string, s *scanned) {
	t.Helper()
	source := []rune(text)
	if string(s.source) != text || len(s.text) != len(source) {
		t.Fatalf("%q: %d characters have become %d", text, len(source), len(s.text))
	}
	hidden := make([]bool, len(source))
	for from, lit := range s.literals {
		to := from + len([]rune(lit.Text))
		if from < 0 || to > len(source) || string(source[from:to]) != lit.Text {
			t.Fatalf("%q: the literal %q does not stand at %d", text, lit.Text, from)
		}
		for i := from; i < to; i++ {
			if hidden[i] {
				t.Errorf("%q: two literals at %d", text, i)
			}
			hidden[i] = true
		}
	}
	for i, r := range s.text {
		_, wide := wideSigns[source[i]]
		switch {
		case hidden[i] && r != placeholder:
			t.Errorf("%q: %q at %d is no placeholder", text, r, i)
		case !hidden[i] && r != source[i] && !wide:
			t.Errorf("%q: %q at %d has become %q", text, source[i], i, r)
		}
	}
	last := 0
	for _, p := range s.problems {
		if p.from < 0 || p.from > p.to || p.to > len(source) || p.from == p.to && len(source) > 0 || p.from < last || p.message == "" || p.code == "" {
			t.Errorf("%q: the problem %+v is out of place", text, p)
		}
		last = p.from
	}
}
