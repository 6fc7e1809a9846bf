package diag

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func at(file string, line, column int) Span {
	return Span{File: file, Start: Pos{Line: line, Column: column}, End: Pos{Line: line, Column: column + 1}}
}

func TestSorted(t *testing.T) {
	want := List{
		Errorf("S004", Span{File: "a"}, "whole file"),
		Errorf("N101", at("a", 2, 3), "first"),
		Errorf("N102", at("a", 2, 3), "first"),
		Errorf("N102", at("a", 2, 3), "second"),
		Warningf("L208", at("a", 2, 3), "warning"),
		Errorf("N101", at("a", 10, 1), "later"),
		Errorf("N101", at("b", 1, 1), "other file"),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		list := append(append(List(nil), want...), want[1], want[5])
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		given := append(List(nil), list...)
		if diff := cmp.Diff(want, list.Sorted()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(given, list); diff != "" {
			t.Fatalf("Sorted changed its list:\n%s", diff)
		}
	}
}

func TestSortedCutsAtTheLimit(t *testing.T) {
	list := List{}
	for line := range Limit + 5 {
		list = append(list, Warningf("L208", at("a", line+1, 1), "line"))
	}
	got := list.Sorted()
	if len(got) != Limit+1 {
		t.Fatalf("%d diagnostics, want %d", len(got), Limit+1)
	}
	last := got[Limit]
	if last.Message != "5 more findings are not shown; mend these first" || last.Severity != Warning {
		t.Errorf("last is %+v", last)
	}
	if n := len(list[:Limit].Sorted()); n != Limit {
		t.Errorf("a list of %d becomes one of %d", Limit, n)
	}
}

func TestErr(t *testing.T) {
	warnings := List{Warningf("L208", at("a", 1, 1), "w"), {Severity: Info}}
	if err := warnings.Err(); err != nil {
		t.Errorf("warnings are an error: %v", err)
	}
	withError := append(warnings, Errorf("S003", at("a", 1, 1), "e"))
	err := fmt.Errorf("load: %w", withError.Err())
	var list List
	if !errors.As(err, &list) || len(list) != 3 {
		t.Errorf("the list is not to be had from %v", err)
	}
}

func TestErrorText(t *testing.T) {
	one := List{Errorf("S003", at("a.yaml", 3, 5), "unknown key")}
	tests := []struct {
		list List
		want string
	}{
		{nil, "no diagnostics"},
		{one, "a.yaml:3:5: error: unknown key [S003]"},
		{append(one, one...), "a.yaml:3:5: error: unknown key [S003] (and 1 more)"},
	}
	for _, tt := range tests {
		if got := tt.list.Error(); got != tt.want {
			t.Errorf("Error() = %q, want %q", got, tt.want)
		}
	}
}

func TestWithRelatedLeavesItsOriginal(t *testing.T) {
	base := Errorf("S001", at("a", 1, 1), "m").WithRelated(at("a", 2, 1), "one")
	left, right := base.WithRelated(at("a", 3, 1), "left"), base.WithRelated(at("a", 4, 1), "right")
	if len(base.Related) != 1 || left.Related[1].Message != "left" || right.Related[1].Message != "right" {
		t.Errorf("base %v, left %v, right %v", base.Related, left.Related, right.Related)
	}
}

func TestPath(t *testing.T) {
	tests := []struct{ got, want string }{
		{Key("", "rules"), "rules"},
		{Key(Index(Key("", "rules"), 2), "when"), "rules[2].when"},
		{Key("facts", "交易额"), "facts.交易额"},
		{Key("measures", "merchant.volume"), `measures."merchant.volume"`},
		{Key("facts", ""), `facts.""`},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

func TestSeverityString(t *testing.T) {
	for s, want := range map[Severity]string{Error: "error", Warning: "warning", Info: "info", 7: "severity(7)"} {
		if got := s.String(); got != want {
			t.Errorf("%d is %q, want %q", uint8(s), got, want)
		}
	}
}
