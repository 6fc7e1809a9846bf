package ledgertest

import (
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func replay(t *testing.T, l *ledger) {
	first := rich(t)
	second := batch("second", 1, line(t, "a", payout.Reward, "1 CNY"))
	l.post(first)
	want := l.contents(payout.Query{})
	l.post(first)
	if got := l.contents(payout.Query{}); got != want {
		t.Errorf("posted again, the ledger holds\n%s\nand held\n%s", got, want)
	}
	l.post(second)
	want = l.contents(payout.Query{})
	l.post(first)
	l.post(second)
	// After is a condition of the first posting and no content.
	second.After = 7
	l.post(second)
	l.wantHead(2)
	if got := l.contents(payout.Query{}); got != want {
		t.Errorf("posted again, the ledger holds\n%s\nand held\n%s", got, want)
	}
}

func moved(t *testing.T, l *ledger) {
	l.refuse("after what is not there", batch("b", 1), payout.ErrMoved)
	l.post(batch("a", 0))
	l.refuse("after what is no longer the last", batch("b", 0, line(t, "x", payout.Reward, "1 CNY")), payout.ErrMoved)
	l.refuse("far ahead", batch("b", 1<<40), payout.ErrMoved)
	l.post(batch("b", 1, line(t, "x", payout.Reward, "1 CNY")))
	l.wantHead(2)
	// Whoever read an old state is told so, whatever else is wrong.
	l.refuse("an old state and a line that exists", batch("c", 1, line(t, "x", payout.Reward, "1 CNY")), payout.ErrMoved)
}

func conflicts(t *testing.T, l *ledger) {
	first := batch("a", 0, line(t, "x", payout.Reward, "1 CNY"), line(t, "y", payout.Reward, "1 CNY"))
	l.post(first)
	l.settle("pay", july(10), payout.Terms{})
	l.refuse("other lines under the same id", batch("a", 0, line(t, "x", payout.Reward, "2 CNY")), payout.ErrConflict)
	l.refuse("the same id and no lines", batch("a", 2), payout.ErrConflict)
	swapped := first
	swapped.Lines = []payout.Line{first.Lines[1], first.Lines[0]}
	l.refuse("the same lines in another order", swapped, payout.ErrConflict)
	otherRun := first
	otherRun.Run.AsOf++
	l.refuse("another run", otherRun, payout.ErrConflict)
	l.refuse("a line that exists, with other content",
		batch("b", 2, line(t, "z", payout.Reward, "1 CNY"), line(t, "x", payout.Reward, "2 CNY")), payout.ErrConflict)
	l.refuse("a line that exists, with the same content", batch("b", 2, first.Lines[1]), payout.ErrConflict)
	elsewhere := batch("b", 2, line(t, "x", payout.Reward, "1 CNY", func(l *payout.Line) { l.Platform = "quay" }))
	elsewhere.Run.Platform = "quay"
	l.refuse("a line that exists on another platform", elsewhere, payout.ErrConflict)
	l.post(batch("b", 2, line(t, "z", payout.Reward, "1 CNY")))
	l.wantHead(3)
}

// Packed lines are posted like others, behind them.
func packedLines(t *testing.T, l *ledger) {
	plain, packed := rich(t), rich(t)
	packed.Packed = &payout.Packed{}
	for _, line := range packed.Lines[1:] {
		packed.Packed.Add(line)
	}
	packed.Lines = packed.Lines[:1]
	l.post(packed)
	other := &ledger{Ledger: l.open(t), t: t, open: l.open}
	other.post(plain)
	if got, want := l.contents(payout.Query{}), other.contents(payout.Query{}); got != want {
		t.Errorf("with packed lines the ledger holds\n%s\nand without\n%s", got, want)
	}
	l.post(plain) // the same content
	l.wantHead(1)
	again := batch("again", 1)
	again.Packed = packed.Packed
	l.refuse("a packed line that exists", again, payout.ErrConflict)
}

// What is wrong in itself is refused, and is neither a conflict nor late.
func malformed(t *testing.T, l *ledger) {
	for what, change := range map[string]func(*payout.Batch){
		"no batch id":             func(b *payout.Batch) { b.ID = "" },
		"no line id":              func(b *payout.Batch) { b.Lines[0].ID = "" },
		"a line twice":            func(b *payout.Batch) { b.Lines[1] = b.Lines[0] },
		"no kind":                 func(b *payout.Batch) { b.Lines[0].Kind = 0 },
		"no payee":                func(b *payout.Batch) { b.Lines[0].Payee = payout.Ref{} },
		"no booking day":          func(b *payout.Batch) { b.Lines[0].Booked = 0 },
		"another platform":        func(b *payout.Batch) { b.Lines[0].Platform = "quay" },
		"an unknown account":      func(b *payout.Batch) { b.Lines[0].From = []string{"residuals"} },
		"a duty with an amount":   func(b *payout.Batch) { b.Lines[0].Kind = payout.Duty },
		"text that is not UTF-8":  func(b *payout.Batch) { b.Lines[0].Cause = "\xff" },
		"a release without a day": func(b *payout.Batch) { b.Releases[0].Day = 0 },
		"a release twice":         func(b *payout.Batch) { b.Releases = append(b.Releases, b.Releases[0]) },
		"no tier":                 func(b *payout.Batch) { b.Assignments[0].Tier = "" },
		"an assignment twice":     func(b *payout.Batch) { b.Assignments = append(b.Assignments, b.Assignments[0]) },
		"a wrong total":           func(b *payout.Batch) { b.Settlements[0].Paid = money(t, "1 CNY") },
		"another settlement id":   func(b *payout.Batch) { b.Settlements[0].ID = "s" },
		"a settlement twice":      func(b *payout.Batch) { b.Settlements = append(b.Settlements, b.Settlements[0]) },
		"a move of nothing": func(b *payout.Batch) {
			s := &b.Settlements[0]
			s.Moves = append(s.Moves, payout.Move{Kind: payout.Paid, Line: "full", Amount: money(t, "0 CNY")})
		},
	} {
		b := rich(t)
		change(&b)
		l.refuse(what, b, nil)
	}
	l.post(rich(t))
}
