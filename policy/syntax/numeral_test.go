package syntax

import (
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
)

// A numeralTest has a value, or the code and parts of the message and hint.
type numeralTest struct {
	text, value         string
	code, message, hint string
}

func checkNumeral(t *testing.T, test numeralTest, value string, found diag.List) {
	t.Helper()
	if test.code == "" {
		if found != nil || value != test.value {
			t.Errorf("%s: got %s %s, want %s", test.text, value, describe(found), test.value)
		}
		return
	}
	if len(found) != 1 || found[0].Code != test.code || !strings.Contains(found[0].Message, test.message) || !strings.Contains(found[0].Hint, test.hint) {
		t.Errorf("%s: got %q %s, want %s %s (%s)", test.text, value, describe(found), test.code, test.message, test.hint)
	}
	if len(found) == 1 && found[0].Span.Start.Column != 4 {
		t.Errorf("%s: the place is %s", test.text, between(found[0].Span))
	}
}

// scalarOf reads a text as the value of an entry.
func scalarOf(t *testing.T, text string) Text {
	t.Helper()
	doc, found := Parse("p.yaml", []byte("v: "+text+"\n"))
	if found != nil {
		t.Fatalf("%s: %s", text, describe(found))
	}
	return child(t, doc.Root, "v").Text
}

func TestDecimal(t *testing.T) {
	for _, test := range []numeralTest{
		{text: "0", value: "0"},
		{text: "110", value: "110"},
		{text: "110.50", value: "110.50"},
		{text: "-0.8", value: "-0.8"},
		{text: "1_000_000", value: "1000000"},
		{text: "20万", value: "200000"},
		{text: "1.5亿", value: "150000000"},
		{text: "0.5万", value: "5000"},
		{text: "0.00005万", value: "0.5"},
		{text: "0.000050万", value: "0.5"},
		{text: "1.23456万", value: "12345.6"},
		{text: "0万", value: "0"},
		{text: "12345678901234567890.123", value: "12345678901234567890.123"},
		{text: "010", code: "S002", message: "YAML reads 010 as 8, people read 10", hint: "write 10"},
		{text: "-010", code: "S002", message: "as 8", hint: "write 10"},
		{text: "08", code: "S002", message: "does not begin with 0", hint: "write 8"},
		{text: "00", code: "S002", hint: "write 0"},
		{text: "007", code: "S002", hint: "write 7"},
		{text: "1e3", code: "S002", message: "a power of ten", hint: "1_000"},
		{text: "1.5E-3", code: "S002", message: "a power of ten"},
		{text: "0x1F", code: "S002", message: "for 31", hint: "write 31"},
		{text: "0o17", code: "S002", message: "for 15", hint: "write 15"},
		{text: "0b11", code: "S002", message: "for 3", hint: "write 3"},
		{text: "0xZZ", code: "S008"},
		{text: ".inf", code: "S002", message: "a number that is none", hint: "leave the entry out"},
		{text: "-.Inf", code: "S002"},
		{text: ".NaN", code: "S002"},
		{text: "1_0_", code: "S002", message: "YAML reads 10", hint: "write 10"},
		{text: "1__0", code: "S002", message: "YAML reads 10"},
		{text: "+5", code: "S002", message: "no sign but the minus", hint: "write 5"},
		{text: ".5", code: "S002", message: "YAML reads 0.5", hint: "write 0.5"},
		{text: "5.", code: "S002", message: "behind the point", hint: "write 5"},
		{text: "1,000", code: "S002", message: "comma", hint: "write 1000"},
		{text: "1:30", code: "S002", message: "base of 60"},
		{text: "１２", code: "S002", message: "full-width", hint: "write 12"},
		{text: "01.5", code: "S008"},
		{text: "ten", code: "S008", message: `not "ten"`},
		{text: "5%", code: "S008", message: `not "5%"`},
		{text: "1亿2000万", code: "S008"},
		{text: "万", code: "S008"},
	} {
		value, found := Decimal(scalarOf(t, test.text))
		checkNumeral(t, test, value, found)
	}
	for _, text := range []string{"", "-", " 5", "5 ", "--5", "1.2.3", "1._5", "_1", "+", "."} {
		if value, found := Decimal(Text{Value: text}); found == nil {
			t.Errorf("%q is read as %s", text, value)
		}
	}
}

func TestWhole(t *testing.T) {
	for _, test := range []struct {
		text string
		want int64
		code string
	}{
		{"0", 0, ""}, {"12", 12, ""}, {"-3", -3, ""}, {"1_000", 1000, ""}, {"20万", 200000, ""}, {"1.5亿", 150000000, ""},
		{"999999999999999999", 999999999999999999, ""},
		{"1.5", 0, "S002"}, {"1.0", 0, "S002"}, {"0.00001万", 0, "S002"}, {"010", 0, "S002"},
		{"99999999999999999999", 0, "S009"}, {"x", 0, "S008"},
	} {
		got, found := Whole(scalarOf(t, test.text))
		if got != test.want || test.code == "" && found != nil || test.code != "" && (len(found) != 1 || found[0].Code != test.code) {
			t.Errorf("%s: got %d %s", test.text, got, describe(found))
		}
	}
}

func TestBool(t *testing.T) {
	for _, test := range []struct {
		text string
		want bool
		code string
		hint string
	}{
		{"true", true, "", ""}, {"false", false, "", ""},
		{"yes", false, "S002", "write true"}, {"On", false, "S002", "write true"}, {"True", false, "S002", "write true"},
		{"TRUE", false, "S002", "write true"}, {"y", false, "S002", "write true"}, {"1", false, "S002", "write true"}, {"是", false, "S002", "write true"},
		{"no", false, "S002", "write false"}, {"off", false, "S002", "write false"}, {"False", false, "S002", "write false"}, {"否", false, "S002", "write false"},
		{"maybe", false, "S008", "write true or false"},
	} {
		got, found := Bool(scalarOf(t, test.text))
		if got != test.want || test.code == "" && found != nil || test.code != "" && (len(found) != 1 || found[0].Code != test.code || found[0].Hint != test.hint) {
			t.Errorf("%s: got %t %s", test.text, got, describe(found))
		}
	}
}
