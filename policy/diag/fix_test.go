package diag

import (
	"testing"
)

func TestSuggest(t *testing.T) {
	tests := []struct {
		name  string
		known []string
		near  string
		safe  bool
	}{
		{"volum", []string{"volume", "margin"}, "volume", true},
		{"Volume", []string{"volume", "margin"}, "volume", true},
		{"vloume", []string{"volume", "margin"}, "volume", true},
		{"商户交易", []string{"商户交易额", "代理商"}, "商户交易额", false},
		{"日交易额", []string{"月交易额"}, "月交易额", false}, // another word
		{"volume", []string{"volume_30", "margin"}, "volume_30", false},
		{"volume_3", []string{"volume_30", "margin"}, "volume_30", false}, // a number is no slip
		{"volum_30", []string{"volume_30", "volume_60"}, "volume_30", false},
		{"p3", []string{"p1", "p2"}, "p1", false},
		{"credt", []string{"credit", "debit"}, "credit", true},
		{"crebit", []string{"credit", "debit"}, "credit", false}, // or debit
		{"vlum", []string{"volume"}, "volume", false},            // two slips
		{"xyz", []string{"volume"}, "", false},
		{"volumes", []string{"volume", "volumes"}, "", false},
		{"anything", nil, "", false},
	}
	for _, tt := range tests {
		d := Errorf("N102", Span{}, "unknown name %q", tt.name)
		got := d.Suggest(Span{}, tt.name, tt.known)
		if got != (tt.near != "") || got != (d.Fix != nil) {
			t.Errorf("%s of %v: %t, %v", tt.name, tt.known, got, d.Fix)
			continue
		}
		if got && (d.Fix.Edits[0].Text != tt.near || d.Fix.Safe != tt.safe || d.Hint != "did you mean \""+tt.near+"\"?") {
			t.Errorf("%s of %v: %+v, %s", tt.name, tt.known, d.Fix, d.Hint)
		}
	}
}

func TestApply(t *testing.T) {
	const text = "名: volum # keep\nb: 交易, volum\n"
	at := func(line, from, to int) Span {
		return Span{File: "x", Start: Pos{Offset: from, Line: line, Column: 1}, End: Pos{Offset: to, Line: line, Column: 1}}
	}
	fix := func(span Span, with string) Diagnostic {
		return Diagnostic{Span: span, Fix: Changing(span, text[span.Start.Offset:span.End.Offset], with, true)}
	}
	first, second := fix(at(1, 5, 10), "volume"), fix(at(2, 29, 34), "卷")
	unsafe := fix(at(1, 5, 10), "no")
	unsafe.Fix.Safe = false
	elsewhere := fix(at(1, 5, 10), "no")
	elsewhere.Fix.Edits[0].Span.File = "y"
	tests := []struct {
		name string
		list List
		want string
		made int
	}{
		{"none", nil, text, 0},
		{"both, the later one first", List{second, first}, "名: volume # keep\nb: 交易, 卷\n", 2},
		{"not safe, of another file, without a fix", List{unsafe, elsewhere, {}}, text, 0},
		{"two of one place", List{first, fix(at(1, 8, 12), "no")}, "名: volume # keep\nb: 交易, volum\n", 1},
		{"an insertion", List{fix(at(1, 0, 0), "a: 1\n")}, "a: 1\n" + text, 1},
		{"behind the end", List{{Fix: Changing(at(3, len(text), len(text)+1), "?", "no", true)}}, text, 0},
		{"of another text", List{{Fix: Changing(at(1, 5, 10), "margi", "no", true)}}, text, 0},
		{"no place", List{fix(Span{File: "x"}, "no")}, text, 0},
	}
	for _, tt := range tests {
		got, made := tt.list.Apply("x", []byte(text))
		if string(got) != tt.want || made != tt.made {
			t.Errorf("%s: %d made\n%s", tt.name, made, got)
		}
	}
}
