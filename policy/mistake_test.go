package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// A mistake is made in a copy of the first policy: new stands in place of old,
// and the mark between « and » is where the one diagnostic is.
type mistake struct {
	name, old, new string
	code, words    string // of the diagnostic; words stand in its message or hint
}

const residual = "amount: merchant.volume * margin"

var mistakes = []mistake{
	{"an unknown name near a known one", residual, "amount: merchant.volume * «margni»", "N102", `did you mean "margin"`},
	{"an unknown fact near a known one", residual, "amount: merchant.«volumn» * margin", "N102", `did you mean "volume"`},
	{"money and a rate", residual, "amount: «merchant.volume + margin»", "U503", "money and a rate cannot be added"},
	{"a bare number for a rate", "default: 0.55%", "default: «0.0055»", "U501", "0.0055 has no unit"},
	{"a bare number beside a rate", "margin: merchant.rate - buy_rate[merchant.kind]", "margin: merchant.rate - «0.0055»", "U501", "0.0055%"},
	{"a leading zero", "amount: 79 ", "amount: «010» ", "S002", "begins with a zero"},
	{"a leading zero inside", residual, "amount: merchant.volume * margin + «010»", "S002", "begins with a zero"},
	{"a duplicate key", "    kind: charge\n", "    kind: charge\n    «kind»: charge\n", "S001", "a second time"},
	{"an anchor", "activation_bonus: 100 CNY", "activation_bonus: «&a» 100 CNY", "S001", "anchor"},
	{"an unknown key", "    takes_back: activation-bonus", "    «take_back»: activation-bonus", "S003", `did you mean "takes_back"`},
	{"defaults for no subject", "\ntiers:\n", "  «devise»: {every: day}\n\ntiers:\n", "N102", `did you mean "device"`},
	{"a second document", "  minimum: 100 ", "  minimum: 100\n«---»\n# ", "S004", "document"},
	{"a symbol that does not exist", `merchant.kind == "preferred"`, `merchant.kind == «"prefered"»`, "N102", `did you mean "preferred"`},
	{"a symbol that does not exist in a map", "{txn.card: [credit, qr], txn.risky: false}, per: month", "{txn.card: [«credits», qr], txn.risky: false}, per: month", "N102", `did you mean "credit"`},
	{"an optional fact unguarded", "when: not device.activated", "when: «device.activated» > 2026-02-01", "N105", "`device.activated` is optional"},
	{"a let cycle", "margin: merchant.rate - buy_rate[merchant.kind]", "margin: merchant.rate - extra\n  extra: «margin» + 1%", "N104", "needs itself"},
	{"3,000 characters", "when: not device.activated", "when: «not device.activated" + strings.Repeat(" and not device.activated", 119) + "»", "D702", "2048"},
	{"forty nested brackets", residual, "amount: " + strings.Repeat("(", 32) + "«(»" + strings.Repeat("(", 7) + "merchant.volume" + strings.Repeat(")", 40), "D702", "32"},
	{"a map where a sentence has one value", "{merchant.rate} less {buy_rate[merchant.kind]}", "{merchant.rate} less {«buy_rate»}", "N107", "one value is expected"},
	{"an enumeration of nothing", "model: [esign, big]", "model: «[]»", "S008", "at least one symbol"},
	{"no value", residual, "amount: «~»", "S002", "a value is missing"},
	{"now", "when: not device.activated", "when: not device.activated and «now()» > device.stocked", "D701", "as_of"},
	{"filter", "when: not device.activated", "when: not device.activated and «filter([1, 2], it > 1)» == 1", "N106", "filter"},
}

// Each mistake gives one diagnostic, and that at its place.
func TestMistakes(t *testing.T) {
	first := file(t, "harbor-esign.yaml")
	for _, m := range mistakes {
		src, want := made(t, first, m)
		p, found := policy.Check("policy.yaml", []byte(src))
		if p != nil || len(found) != 1 {
			t.Errorf("%s: %d diagnostics\n%s", m.name, len(found), listing(found))
			continue
		}
		d := found[0]
		if got := placeOf(d); got != want || d.Code != m.code || !strings.Contains(d.Message+d.Hint, m.words) || d.Severity != diag.Error {
			t.Errorf("%s: want %s %s %q\n%s", m.name, want, m.code, m.words, listing(found))
		}
		if _, again, err := policy.CheckFiles(fstest.MapFS{"policy.yaml": {Data: []byte(src)}}, "policy.yaml"); err != nil || listing(again) != listing(found) {
			t.Errorf("%s: in a book it is %v\n%s", m.name, err, listing(again))
		}
	}
}

// A key that is mistyped is not missing as well, and what stands under it is
// read as what it was meant to be.
func TestMistypedKeys(t *testing.T) {
	first := file(t, "harbor-esign.yaml")
	for old, new := range map[string]string{
		residual:                     "«amuont»: merchant.volume * margin",
		"    kind: charge\n":         "    «knid»: charge\n",
		"currency: CNY":              "«curency»: CNY",
		"timezone: Asia/Shanghai":    "«time_zone»: Asia/Shanghai",
		"\nrules:\n":                 "\n«rulse»:\n",
		"\nfacts:":                   "\n«fatcs»:",
		"    whole:\n":               "    «whoel»:\n",
		"    by: agent.volume\n":     "    «yb»: agent.volume\n",
		"  - id: residual\n":         "  - «idd»: residual\n",
		"    review: month\n":        "    «reviwe»: month\n",
		"rounding: {places: 2":       "rounding: {«place»: 2",
		"mode: half-up}":             "«moed»: half-up}",
		"up: {type: agent, optional": "up: {«typ»: agent, optional",
		"{sum: txn.amount, where: n": "{«summ»: txn.amount, where: n",
	} {
		src, want := made(t, first, mistake{name: new, old: old, new: new})
		_, found := policy.Check("policy.yaml", []byte(src))
		if len(found) != 1 || placeOf(found[0]) != want || found[0].Code != "S003" || !strings.Contains(found[0].Hint, "did you mean") {
			t.Errorf("%q: want %s\n%s", new, want, listing(found))
		}
	}
}

// Ten mistakes in one file are ten diagnostics in one run, in the order of the
// file.
func TestTenMistakes(t *testing.T) {
	src := file(t, "harbor-esign.yaml")
	n := 0
	for _, m := range mistakes {
		switch m.name { // those that end the reading, and those that stand in another's way
		case "a second document", "defaults for no subject", "money and a rate", "an unknown name near a known one", "a leading zero inside", "3,000 characters", "forty nested brackets",
			"an optional fact unguarded", "filter", "no value", "a map where a sentence has one value", "an enumeration of nothing", "a bare number beside a rate":
			continue
		}
		src, _ = made(t, src, m)
		n++
	}
	if n != 10 {
		t.Fatalf("%d mistakes were made", n)
	}
	_, found := policy.Check("policy.yaml", []byte(src))
	if len(found) != 10 || !slices.IsSortedFunc(found, func(a, b diag.Diagnostic) int { return a.Span.Start.Offset - b.Span.Start.Offset }) {
		t.Errorf("%d diagnostics\n%s", len(found), listing(found))
	}
}

func placeOf(d diag.Diagnostic) string {
	s := d.Span
	return fmt.Sprintf("%d:%d-%d:%d", s.Start.Line, s.Start.Column, s.End.Line, s.End.Column)
}

// made puts a mistake into a text and gives the place of its mark.
func made(t *testing.T, text string, m mistake) (src, place string) {
	t.Helper()
	if strings.Count(text, m.old) != 1 {
		t.Fatalf("%s: %q stands %d times in the text", m.name, m.old, strings.Count(text, m.old))
	}
	src = strings.Replace(text, m.old, m.new, 1)
	at := func(mark string) string {
		before, after, ok := strings.Cut(src, mark)
		if !ok {
			return "?"
		}
		src = before + after
		return fmt.Sprintf("%d:%d", strings.Count(before, "\n")+1, len([]rune(before[strings.LastIndex(before, "\n")+1:]))+1)
	}
	place = at("«")
	return src, place + "-" + at("»")
}
