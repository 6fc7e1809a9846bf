package policy_test

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy"
)

// What people from the trade write by habit, and the one diagnostic that says
// how it is written here.
var habits = []mistake{
	{"a day with slashes", "announced: 2025-12-01", "announced: «01/12/2025»", "N111", "write the year first"},
	{"a day with points", "announced: 2025-12-01", "announced: «2025.12.1»", "N111", "write 2025-12-01"},
	{"a day without zeros", "announced: 2025-12-01", "announced: «2025-12-1»", "N111", "write 2025-12-01"},
	{"a Chinese day", "announced: 2025-12-01", "announced: «2025年12月1日»", "N111", "write 2025-12-01"},
	{"the sign of the dollar", "amount: 79 ", "amount: «$79» ", "N111", "an amount is written without a sign"},
	{"the sign of the yuan", "amount: 79 ", "amount: «￥79» ", "N111", "an amount is written without a sign"},
	{"the yuan behind", "amount: 79 ", "amount: «79元» ", "N111", "an amount is written without a sign"},
	{"commas in an amount", "amount: 200\n", "amount: «1,200»\n", "N111", "write 1_200"},
	{"commas in a condition", ">= 1_000 ", ">= «1,000,000» ", "N111", "write 1_000_000"},
	{"ten w", ">= 1_000 ", ">= «10w» ", "N111", "万"},
	{"days in words", "{after: 180d,", "{after: «180天»,", "N111", "30d"},
	{"days apart from their number", residual, "amount: merchant.volume * margin + 30 «days»", "N112", "30d"},
	{"percent in words", "margin: merchant.rate - buy_rate[merchant.kind]", "margin: merchant.rate - 10 «percent»", "N112", "10%"},
	{"percent of something", residual, "amount: 10% «of» merchant.volume", "N112", "merchant.volume * 10%"},
	{"times as a letter", residual, "amount: merchant.volume «x» margin", "N112", "multiply with *"},
	{"a range with to", "spent(1..30,", "spent(1 «to» 30,", "N112", "1..30"},
	{"a range with a minus", "spent(1..30,", "spent(«1-30»,", "N111", "1..30"},
	{"one sign of equality", `merchant.kind == "preferred"`, `merchant.kind «=» "preferred"`, "N112", "=="},
	{"an arrow for at least", ">= 1_000 ", "«=»> 1_000 ", "N112", "written >="},
	{"a word without quotes", `merchant.kind == "preferred"`, `merchant.kind == «preferred»`, "N102", `a word of merchant.kind is written in quotes: "preferred"`},
	{"a spreadsheet's IF", residual, "amount: «IF(merchant.volume > 5, 1, 2)»", "N106", "list of cases"},
	{"today", "when: not device.activated", "when: «today()» > device.stocked", "N106", "as_of"},
	{"a commission", "kind: residual", "kind: «commission»", "N102", `did you mean "residual"?`},
	{"a chargeback", "kind: clawback", "kind: «chargeback»", "N102", `did you mean "clawback"?`},
	{"a kind in Chinese", "kind: charge", "kind: «扣款»", "N102", `did you mean "charge"?`},
	{"a string", "opened: date", "opened: «datetime»", "N102", `did you mean "time"?`},
	{"a list without brackets", "model: [esign, big]", "model: «esign, big»", "N102", "[esign, big]"},
	{"the people's currency", "currency: CNY", "currency: «RMB»", "S008", `did you mean "CNY"?`},
	{"a week", "review: month", "review: «week»", "N102", "it is day, month, quarter, year"},
	{"once for everybody", "    amount: activation_bonus\n", "    amount: activation_bonus\n    once: «true»\n", "N107", "once: device"},
	{"a rung with two ends", "      1亿:", "      «0..1亿»:", "S008", "reaches to where the next begins"},
	{"rounding as a word", "rounding: {places: 2, mode: half-up}", "rounding: «half-up»", "S008", "rounding: {places: 2, mode: half-up}"},
	{"a due day for all", "due: {day: T+1, month: day 15, once: T+1}", "due: «T+1»", "S008", "due: {month: day 15, once: T+1}"},
	{"truth in capitals", "charter: true ", "charter: «TRUE» ", "S002", `did you mean "true"?`},
	{"a key in Chinese", "    takes_back: activation-bonus", "    «扣回»: activation-bonus", "S003", `did you mean "takes_back"?`},
	{"an end that is called to", "until: 2026-12-31, cohort", "«to»: 2026-12-31, cohort", "S003", `did you mean "until"?`},
	{"a full-width comma", "{places: 2, mode", "{places: 2«，» mode", "S010", "full-width comma"},
	{"a tab", "    kind: charge\n", "«\t»kind: charge\n", "S010", "tab"},
}

func TestHabits(t *testing.T) {
	first := file(t, "harbor-esign.yaml")
	for _, m := range habits {
		src, want := made(t, first, m)
		_, found := policy.Check("policy.yaml", []byte(src))
		if len(found) != 1 || placeOf(found[0]) != want || found[0].Code != m.code || !strings.Contains(found[0].Message+found[0].Hint, m.words) {
			t.Errorf("%s: want %s %s %q\n%s", m.name, want, m.code, m.words, listing(found))
		}
	}
}
