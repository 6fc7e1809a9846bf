package payout_test

import (
	"slices"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func TestParseRef(t *testing.T) {
	for text, want := range map[string]payout.Ref{
		"agent/a1":     {Type: "agent", ID: "a1"},
		"device/x/y//": {Type: "device", ID: "x/y//"},
		"商户/联盛 一号":     {Type: "商户", ID: "联盛 一号"},
		"a//":          {Type: "a", ID: "/"},
	} {
		r, err := payout.ParseRef(text)
		if err != nil || r != want || r.String() != text || r.IsZero() {
			t.Errorf("%q is %#v, %v, want %#v", text, r, err, want)
		}
		written, err := r.MarshalText()
		var back payout.Ref
		if err != nil || back.UnmarshalText(written) != nil || back != r {
			t.Errorf("%s is written %q, %v", r, written, err)
		}
	}
	for _, text := range []string{"", "agent", "agent/", "/a1", "/", "agent/\xff", "\xff/a1"} {
		if r, err := payout.ParseRef(text); err == nil || !r.IsZero() {
			t.Errorf("%q is %#v, want an error", text, r)
		}
	}
}

func TestRefText(t *testing.T) {
	var nobody payout.Ref
	if text, err := nobody.MarshalText(); err != nil || len(text) != 0 || nobody.String() != "" || !nobody.IsZero() {
		t.Errorf("nobody is written %q, %v", text, err)
	}
	r := payout.Ref{Type: "agent", ID: "a1"}
	if err := r.UnmarshalText([]byte("agent")); err == nil || r.ID != "a1" {
		t.Errorf("agent is read as %v, %v", r, err)
	}
	if err := r.UnmarshalText(nil); err != nil || !r.IsZero() {
		t.Errorf("no text is read as %v, %v", r, err)
	}
	for _, r := range []payout.Ref{{Type: "agent"}, {ID: "a1"}, {Type: "a/b", ID: "c"}, {Type: "agent", ID: "\xff"}} {
		if text, err := r.MarshalText(); err == nil {
			t.Errorf("%#v is written %q, which would be read as another", r, text)
		}
	}
}

func TestRefCompare(t *testing.T) {
	sorted := []payout.Ref{
		{}, {Type: "agent", ID: "B"}, {Type: "agent", ID: "a"}, {Type: "agent", ID: "a1"}, {Type: "agent", ID: "a10"},
		{Type: "agent", ID: "a2"}, {Type: "agent", ID: "乙"}, {Type: "agent-x", ID: "a"}, {Type: "merchant", ID: "a"},
	}
	for i, a := range sorted {
		for j, b := range sorted {
			if got := a.Compare(b); got != compareInts(i, j) {
				t.Errorf("%s against %s is %d", a, b, got)
			}
		}
	}
	if !slices.IsSortedFunc(sorted, payout.Ref.Compare) {
		t.Error("out of order")
	}
}

func compareInts(i, j int) int {
	switch {
	case i < j:
		return -1
	case i > j:
		return 1
	default:
		return 0
	}
}
