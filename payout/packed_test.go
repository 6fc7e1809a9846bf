package payout_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
)

// neighbour gives a line that has most in common with another, as the lines of
// one decision have.
func neighbour(t testing.TB, r *rand.Rand, l payout.Line) payout.Line {
	other := randomLine(t, r)
	switch r.IntN(3) {
	case 0:
		l.ID, l.Payee, l.Amount = other.ID, other.Payee, other.Amount
	case 1:
		l.ID, l.Values, l.Why = l.ID+other.ID, other.Values, other.Why
	default:
		l = other
	}
	return l
}

func TestPackedRoundTrip(t *testing.T) {
	r := random()
	var packed payout.Packed
	var lines []payout.Line
	l := payout.Line{}
	for range cases {
		packed.Add(l)
		lines = append(lines, l)
		l = neighbour(t, r, l)
	}
	if packed.Len() != len(lines) {
		t.Fatalf("%d lines, want %d", packed.Len(), len(lines))
	}
	for range 2 { // reading changes nothing
		i := 0
		for got := range packed.All() {
			if !reflect.DeepEqual(lines[i], got) {
				t.Fatalf("line %d comes back as another:\n%s", i, cmp.Diff(lines[i], got, exactly()))
			}
			i++
		}
		if i != len(lines) {
			t.Fatalf("%d lines come back, want %d", i, len(lines))
		}
	}
}

func TestPackedEmpty(t *testing.T) {
	var none *payout.Packed
	for range none.All() {
		t.Error("a nil list has a line")
	}
	if n := none.Len(); n != 0 {
		t.Errorf("a nil list has %d lines", n)
	}
}

// residualLine is a line that may be posted.
func residualLine(t testing.TB) payout.Line {
	l := fullLine(t)
	l.ID, l.Platform, l.Quantity, l.Unit, l.From = "good", "harbor", payout.Quantity{}, "", nil
	return l
}

// A batch is the same whether its lines are packed or not.
func TestPackedBatch(t *testing.T) {
	whole := payout.Batch{ID: "b", Run: payout.Run{Platform: "harbor"}}
	for i := range 40 {
		l := residualLine(t)
		l.ID = strings.Repeat("x", i+1)
		whole.Lines = append(whole.Lines, l)
	}
	half := whole
	half.Lines, half.Packed = whole.Lines[:10:10], &payout.Packed{}
	for _, l := range whole.Lines[10:] {
		half.Packed.Add(l)
	}
	want, wantDigest, err := whole.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, gotDigest, err := half.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || wantDigest != gotDigest {
		t.Errorf("digests %s and %s; entries (-whole +packed):\n%s", wantDigest, gotDigest, diff)
	}
	if err := half.Check(); err != nil {
		t.Errorf("%v", err)
	}
	if n := half.CountLines(); n != len(whole.Lines) || len(slices.Collect(half.AllLines())) != n {
		t.Errorf("%d lines, want %d", n, len(whole.Lines))
	}
}

// What is wrong with a packed line is found as with any other.
func TestPackedCheck(t *testing.T) {
	good := residualLine(t)
	for want, change := range map[string]func(*payout.Line){
		"stands twice":         func(l *payout.Line) { l.ID = "good" },
		"no id":                func(l *payout.Line) { l.ID = "" },
		"no payee":             func(l *payout.Line) { l.Payee = payout.Ref{} },
		`in a run of platform`: func(l *payout.Line) { l.Platform = "quay" },
	} {
		bad := good
		bad.ID = "bad"
		change(&bad)
		b := payout.Batch{ID: "b", Run: payout.Run{Platform: "harbor"}, Lines: []payout.Line{good}, Packed: &payout.Packed{}}
		b.Packed.Add(bad)
		if err := b.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
