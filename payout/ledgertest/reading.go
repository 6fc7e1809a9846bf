package ledgertest

import (
	"context"
	"errors"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func empty(t *testing.T, l *ledger) {
	l.wantHead(0)
	l.wantNames(payout.Query{}, "")
	l.wantNames(payout.Query{Platform: harbor, Payee: agent(1), Since: july(1), Rules: []string{"reward"}, Open: true}, "")
	l.post(batch("nothing", 0))
	l.wantHead(1)
	l.wantNames(payout.Query{}, "nothing@1")
}

// Entries come in the order of posting, whatever their ids and days.
func order(t *testing.T, l *ledger) {
	l.post(batch("z", 0,
		line(t, "9", payout.Reward, "1 CNY", booked(july(9))),
		line(t, "1", payout.Reward, "1 CNY"),
		line(t, "5", payout.Reward, "1 CNY", to(2))))
	l.post(batch("a", 1, line(t, "0", payout.Reward, "1 CNY"), line(t, "10", payout.Reward, "1 CNY")))
	l.wantHead(2)
	l.wantNames(payout.Query{}, "z@1 9 1 5 a@2 0 10")
	l.settle("pay", july(31), payout.Terms{})
	l.wantNames(payout.Query{}, "z@1 9 1 5 a@2 0 10 pay@3 settlement:a1 settlement:a2")
}

// What is read is what was posted, to the byte.
func content(t *testing.T, l *ledger) {
	b := rich(t)
	l.post(b)
	want, err := contents(func(yield func(payout.Entry, error) bool) {
		for e := range b.Entries() {
			if run, ok := e.(payout.Run); ok {
				run.Sequence = 1
				e = run
			}
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.contents(payout.Query{}); got != want {
		t.Errorf("posted\n%s\nread\n%s", want, got)
	}
}

func queries(t *testing.T, l *ledger) {
	l.post(batch("june", 0,
		line(t, "a", payout.Reward, "1 CNY", decided(july(1)), rule("bonus/1", "bonus")),
		line(t, "b", payout.Reward, "1 CNY", decided(july(2)), rule("bonus", "")),
		line(t, "c", payout.Reward, "1 CNY", decided(july(3)), rule("other", ""), to(2)),
		line(t, "d", payout.Manual, "1 CNY", decided(0), booked(july(3)), rule("hand", "")),
	))
	elsewhere := batch("elsewhere", 1, line(t, "e", payout.Reward, "1 CNY", func(l *payout.Line) { l.Platform = "quay" }))
	elsewhere.Run.Platform = "quay"
	l.post(elsewhere)
	nowhere := batch("nowhere", 2, line(t, "f", payout.Reward, "1 CNY", func(l *payout.Line) { l.Platform = "" }))
	nowhere.Run.Platform = ""
	l.post(nowhere)
	const runs = "june@1 "
	for _, c := range []struct {
		query payout.Query
		want  string
	}{
		{payout.Query{}, "june@1 a b c d elsewhere@2 e nowhere@3 f"},
		{payout.Query{Platform: harbor}, runs + "a b c d"},
		{payout.Query{Platform: "quay"}, "elsewhere@2 e"},
		{payout.Query{Platform: "none"}, ""},
		{payout.Query{Payee: agent(2)}, "june@1 c elsewhere@2 nowhere@3"},
		{payout.Query{Platform: harbor, Payee: payout.Ref{Type: "shop", ID: "a1"}}, "june@1"},
		{payout.Query{Platform: harbor, Since: july(2)}, runs + "b c d"},
		{payout.Query{Platform: harbor, Since: july(3)}, runs + "c d"},
		{payout.Query{Platform: harbor, Since: july(4)}, "june@1"},
		{payout.Query{Platform: harbor, Rules: []string{"bonus"}}, runs + "a b"},
		{payout.Query{Platform: harbor, Rules: []string{"bonus/1", "hand", "%"}}, runs + "a d"},
		{payout.Query{Platform: harbor, Rules: []string{""}}, "june@1"},
		{payout.Query{Platform: harbor, Rules: []string{"BONUS", "bonus/_"}}, "june@1"},
		{payout.Query{Platform: harbor, Since: july(3), Rules: []string{"bonus/1"}}, runs + "a c d"},
		{payout.Query{Platform: harbor, Since: july(3), Payee: agent(1)}, runs + "d"},
		{payout.Query{Platform: harbor, Open: true}, runs + "a b c d"},
	} {
		l.wantNames(c.query, c.want)
	}
}

// Open asks for lines of which anything is left, withheld amounts included,
// and for benefits.
func openLines(t *testing.T, l *ledger) {
	points := line(t, "points", payout.Benefit, "0", func(l *payout.Line) { l.Unit = "points" })
	points.Quantity, _ = payout.ParseQuantity("3")
	l.post(batch("june", 0,
		points,
		line(t, "duty", payout.Duty, "0"),
		line(t, "share", payout.Residual, "100 CNY"),
		line(t, "kept", payout.Residual, "100 CNY", held),
		line(t, "debt", payout.Charge, "-70 CNY"),
		line(t, "fine", payout.Charge, "-70 CNY", booked(july(2))),
	))
	open := payout.Query{Open: true}
	l.wantNames(open, "june@1 points share kept debt fine")
	l.settle("first", july(10), payout.Terms{})
	l.wantNames(open, "june@1 points kept fine first@2 settlement:a1")
	more := batch("more", 2, line(t, "more", payout.Residual, "100 CNY", booked(july(11))))
	l.post(more)
	l.settle("second", july(20), payout.Terms{Withhold: percent(6), Rounding: cents})
	l.wantNames(open, "june@1 points kept first@2 settlement:a1 more@3 more second@4 settlement:a1")
	l.settle("third", july(30), payout.Terms{})
	l.wantNames(open, "june@1 points kept first@2 settlement:a1 more@3 second@4 settlement:a1 third@5 settlement:a1")
	l.wantNames(payout.Query{Open: true, Rules: []string{"charge"}},
		"june@1 points kept debt fine first@2 settlement:a1 more@3 second@4 settlement:a1 third@5 settlement:a1")
}

// A reader may stop, and the ledger goes on; reading twice gives the same.
func readingInPart(t *testing.T, l *ledger) {
	l.post(batch("june", 0, line(t, "a", payout.Reward, "1 CNY"), line(t, "b", payout.Reward, "1 CNY")))
	all := l.Read(t.Context(), payout.Query{})
	for range 20 { // more often than a pool has connections
		for _, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	first, err := contents(all)
	if err != nil {
		t.Fatal(err)
	}
	if again := l.contents(payout.Query{}); again != first {
		t.Errorf("read first\n%s\nthen\n%s", first, again)
	}
	l.post(batch("july", 1))
}

// Nothing is posted or read under a context that has ended.
func cancelled(t *testing.T, l *ledger) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Post(ctx, batch("late", 0)); !errors.Is(err, context.Canceled) {
		t.Errorf("posting says %v, want %v", err, context.Canceled)
	}
	if _, err := l.Head(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the head says %v, want %v", err, context.Canceled)
	}
	l.wantHead(0)
	l.post(batch("june", 0, line(t, "a", payout.Reward, "1 CNY")))
	if _, err := contents(l.Read(ctx, payout.Query{})); !errors.Is(err, context.Canceled) {
		t.Errorf("reading says %v, want %v", err, context.Canceled)
	}
}
