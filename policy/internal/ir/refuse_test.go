package ir

import (
	"strings"
	"testing"
)

// Each text marks what is refused, with its code and a part of the message or
// hint.
var refuseTests = []struct{ text, code, words string }{
	// Numbers that are none.
	{"«.5»", "N111", "write 0.5"},
	{"x * «.5»", "N111", "write 0.5"},
	{"x in «.2»..0.5", "N111", "write 0.2"},
	{"«5.» + x", "N111", "write 5"},
	{"f(«5.», 1)", "N111", "write 5"},
	{"«1.2.3»", "N111", "one point"},
	{"«5_»", "N111", "between digits"},
	{"«5__0»", "N111", "between digits"},
	{"«5_a»", "N111", "between digits"},
	{"«010»", "S002", "write 10"},
	{"«007.5»", "S002", "write 7.5"},
	{"«00»", "S002", "write 0"},
	{"«0_1»", "S002", "write 1"},
	{"«01万»", "S002", "write 1"},
	{"«030d»", "S002", "write 30"},
	{"«007%»", "S002", "write 7"},
	{"«1e3»", "N111", "no exponents"},
	{"«1.5E10»", "N111", "no exponents"},
	{"«0x1F»", "N111", "no hexadecimal"},
	{"«0b1»", "N111", "units are"},
	{"«5万5»", "N111", "one number with one unit"},
	{"«1亿2000万»", "N111", "one number with one unit"},
	{"«5亿联»", "N111", "one number with one unit"},
	{"«3m»", "N111", "months are `mo`"},
	{"«3min»", "N111", "months are `mo`"},
	{"«5k»", "N111", "write the number out"},
	{"«5bps»", "N111", "50bp"},
	{"«5w»", "N111", "written 万"},
	{"«30天»", "N111", "30d"},
	{"«5元»", "N111", "without a sign"},
	{"«$50»", "N111", "without a sign"},
	{"«￥1,000.5» + 1", "N111", "without a sign"},
	{"x >= «1,000,000»", "N111", "write 1_000_000"},
	{"min(x, «1,000»)", "N111", "write 1_000"},
	{"«6x30d»", "N111", "spaced"},
	{"«3万%»", "N111", "no 万 or 亿"},
	{"«3亿‰»", "N111", "no 万 or 亿"},
	{"«" + strings.Repeat("9", 41) + "»", "S006", "41 characters"},
	{"«" + strings.Repeat("9", 41) + "%»", "S006", "41 characters"},
	{"«0." + strings.Repeat("0", 18) + "1»", "S006", "19 decimal places"},
	{"«0." + strings.Repeat("0", 16) + "1%»", "S006", "19 decimal places"},

	// The percent sign.
	{"10 «%» 3", "N106", "there is no remainder; a rate is written 10%"},
	{"10 «%»", "N106", "there is no remainder"},
	{"«10%3»", "N111", "no modulo: a rate is written 10%"},
	{"«10%x»", "N111", "no modulo"},
	{"«10%%»", "N111", "no modulo"},
	{"x «%» 2", "N106", "there is no remainder"},
	{"x«%»2", "N106", "there is no remainder"},
	{"5 «‰»", "N106", "the sign touching the number"},
	{"«万5%»", "N111", "5.5 in ten thousand"},
	{"«万5.5.5»", "N111", "5.5 in ten thousand"},
	{"«万05»", "S002", "write 5"},

	// Dates, and the minus that touches digits.
	{"«2026-02-30»", "N111", "no"},
	{"«2026-13-01»", "N111", "not a day"},
	{"«0000-01-01»", "N111", "not a day"},
	{"«2026-01-311»", "N111", "not a day"},
	{"«2026-01-31x»", "N111", "not a day"},
	{"«2026-01-31T25:00»", "N111", "not a time"},
	{"«2026-01-31T9:05»", "N111", "not a time"},
	{"«2026-01-31T10»", "N111", "not a time"},
	{"«2026-01-31T10:00:60»", "N111", "not a time"},
	{"«2026-01-31T10:00z»", "N111", "not a time"},
	{"«2026-1-5»", "N111", "write 2026-01-05"},
	{"«2026/1/5»", "N111", "write 2026-01-05"},
	{"«2026.01.05» < x", "N111", "write 2026-01-05"},
	{"«2026年1月5日»", "N111", "write 2026-01-05"},
	{"«01/31/2026»", "N111", "the year first"},
	{"«12026-01-31»", "N111", "space the minus"},
	{"«5-3»", "N111", "space the minus"},
	{"«5-3d»", "N111", "space the minus"},
	{"«1_000-0.5»", "N111", "space the minus"},
	{"2026-01-31«-»5", "N111", "space the minus"},

	// Windows that are none.
	{"«121 x 1d»", "N111", "at most 120"},
	{"«0 x 30d»", "N111", "not a list of windows"},
	{"«6 x 0d»", "N111", "not a list of windows"},
	{"«6 x 30»", "N111", "not a list of windows"},
	{"«06 x 30d»", "N111", "not a list of windows"},
	{"«6 x 030d»", "N111", "not a list of windows"},
	{"«6 x 1y»", "N111", "not a list of windows"},
	{"«6.5 x 30d»", "N111", "not a list of windows"},
	{"«120 x 1000d»", "N111", "not a list of windows"},
	{"«0..12mo»", "N111", "not a window"},
	{"«6..3mo»", "N111", "not a window"},
	{"«01..3mo»", "N111", "not a window"},
	{"spent(«0..», x)", "N111", "day 1 is the day itself"},
	{"«100001d»", "N111", "up to 100000"},
	{"«1.5mo»", "N111", "whole days, months"},

	// What expr has and the language leaves out.
	{"a «//» b", "N106", "YAML's"},
	{"a «/*» b", "N106", "YAML's"},
	{"a «&&» b", "N106", "write `and`"},
	{"a «&» b", "N106", "write `and`"},
	{"a «||» b", "N106", "write `or`"},
	{"a «|» b", "N106", "in [a, b]"},
	{"«!»a", "N106", "write `not`"},
	{"a «**» b", "N106", "product"},
	{"a «^» b", "N106", "product"},
	{"a«?.»b", "N106", "test the optional fact"},
	{"«#» > 5", "N106", "it"},
	{"a «;» b", "N106", "`let:`"},
	{"«`»a«`»", "N106", "quote with"},
	{"«$env»", "N106", "is not a name"},
	{"«a$»", "N106", "is not a name"},
	{"«let» x", "N106", "`let:`"},
	{"«if» x", "N106", "list of cases"},
	{"a «else» b", "N106", "list of cases"},
	{"«{»a«}»", "N106", "braces are YAML's"},
	{"a «@» b", "N106", "not in the language"},
	{"a «~» b", "N106", "not in the language"},
	{"a «\\» b", "N106", "not in the language"},
	{"«::»len(a)", "N106", "by their names"},
	{"«ꙮ»", "N106", "is not a name"},
	{`x == «"open»`, "N112", "has no end"},

	// Full-width characters.
	{"«１００»", "N111", "write 100"},
	{"x >= «１００万»", "N111", "write 100万"},
	{"«1０0»", "N111", "write 100"},
	{"«１．５»", "N111", "write 1.5"},
	{"«0．5»", "N111", "write 0.5"},
	{"«0。5»", "N111", "write 0.5"},
	{"«5％»", "N111", "write 5%"},
	{"«５%»", "N111", "write 5%"},
	{"«万５»", "N111", "write 万5"},
	{"a «＞» b", "N111", "write >"},
	{"a «＞»= b", "N111", "write >"},
	{"a «≥» 5", "N111", "write >="},
	{"a «≠» 5", "N111", "write !="},
	{"min«（»a«，» b«）»", "N111", "write"},
	{"a «×» b", "N111", "write *, or the letter x"},
	{"a «−» b", "N111", "write -"},
	{"a «—» b", "N111", "write -"},
	{"a «＝» b", "N111", "write ="},
	{"in [a«、»b]", "N111", "write ,"},
	{"a == «“»x«”»", "N111", "write"},
	{"«！»a", "N111", "write not"},
	{"1«～»90", "N111", "write .."},
	{"1«…»90", "N111", "write .."},
}

func TestScanRefuses(t *testing.T) {
	for _, test := range refuseTests {
		text, want := stretches(t, test.text)
		s := scanExpression(text)
		checkScan(t, text, s)
		var got []stretch
		for _, p := range s.problems {
			got = append(got, stretch{p.from, p.to})
			if p.code != test.code || !strings.Contains(p.message+"\n"+p.hint, test.words) {
				t.Errorf("%s: %s %s\n hint: %s\n want %s %s", test.text, p.code, p.message, p.hint, test.code, test.words)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", test.text, s.problems, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", test.text, s.problems, want)
				break
			}
		}
	}
}

// stretches takes the «...» out of a text and gives the characters between.
func stretches(t *testing.T, marked string) (string, []stretch) {
	t.Helper()
	var text []rune
	var all []stretch
	for _, r := range marked {
		switch r {
		case '«':
			all = append(all, stretch{from: len(text)})
		case '»':
			all[len(all)-1].to = len(text)
		default:
			text = append(text, r)
		}
	}
	return string(text), all
}
