package closing

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// Rows of a statement lose nothing: each of its lines is in one of them, those
// of a row come in their order, and only alike ones are in one.
func TestFoldsHaveEveryLineOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	folded := 0
	for range 300 {
		lines := randomLines(rng)
		seen := map[*payout.StatementLine]bool{}
		last := -1
		for _, f := range (Text{}).folds(lines) {
			first := &f.lines[0].Line
			before := -1
			for _, l := range f.lines {
				if seen[l] {
					t.Fatal("a line is in two rows")
				}
				seen[l] = true
				at := indexOf(lines, l)
				if at <= before {
					t.Fatal("the lines of a row are not in their order")
				}
				before = at
				if l.Line.Rule != first.Rule || l.Line.Kind != first.Kind || l.Line.Held != first.Held || !f.across && l.Line.Subject != first.Subject {
					t.Fatalf("%s and %s are in one row", l.Line.ID, first.ID)
				}
				if len(f.lines) > 1 && l.Line.Cause != "" {
					t.Fatalf("%s has a cause of its own, and is not by itself", l.Line.ID)
				}
			}
			if before <= last {
				t.Fatal("rows are not in the order of their last lines")
			}
			last = before
			if len(f.lines) > 1 {
				folded++
			}
		}
		if len(seen) != len(lines) {
			t.Fatalf("%d of %d lines are in rows", len(seen), len(lines))
		}
		if rows := (Text{EveryLine: true}).folds(lines); len(rows) != len(lines) {
			t.Fatalf("%d rows of %d lines, each of which was asked for", len(rows), len(lines))
		}
	}
	if folded < 100 {
		t.Errorf("only %d rows were of several lines", folded)
	}
}

func randomLines(rng *rand.Rand) []payout.StatementLine {
	var lines []payout.StatementLine
	day, _ := payout.ParseDate("2026-03-01")
	for i := range rng.IntN(40) {
		l := payout.Line{
			ID: strconv.Itoa(i), Rule: string(rune('a' + rng.IntN(2))), Kind: payout.Residual,
			Subject: payout.Ref{Type: "merchant", ID: strconv.Itoa(rng.IntN(3))},
			Booked:  day.AddDays(i), Period: "2026-0" + strconv.Itoa(3+rng.IntN(2)),
		}
		switch rng.IntN(6) {
		case 0:
			l.Once, l.Period = "a "+l.ID, ""
		case 1:
			l.Cause = "a promise"
		case 2:
			l.Held = "no invoice"
		}
		lines = append(lines, payout.StatementLine{Line: l})
	}
	return lines
}

func indexOf(lines []payout.StatementLine, l *payout.StatementLine) int {
	for i := range lines {
		if &lines[i] == l {
			return i
		}
	}
	return -1
}
