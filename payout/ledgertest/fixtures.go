package ledgertest

import (
	"fmt"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

const harbor = "harbor"

// july returns a day of July 2026.
func july(day int) payout.Date { return 739_797 + payout.Date(day) }

func agent(n int) payout.Ref { return payout.Ref{Type: "agent", ID: fmt.Sprint("a", n)} }

func money(t *testing.T, text string) payout.Money {
	t.Helper()
	m, err := payout.ParseMoney(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// line returns a line of a1 on harbor, booked and decided on 1 July and due
// at once, which the changes then change.
func line(t *testing.T, id string, kind payout.Kind, amount string, changes ...func(*payout.Line)) payout.Line {
	t.Helper()
	l := payout.Line{
		ID: id, Rule: kind.String(), Kind: kind, Payee: agent(1), Amount: money(t, amount),
		Subject: payout.Ref{Type: "device", ID: id}, Period: "2026-06", Platform: harbor,
		Decided: july(1), Booked: july(1),
	}
	for _, change := range changes {
		change(&l)
	}
	return l
}

func to(n int) func(*payout.Line)              { return func(l *payout.Line) { l.Payee = agent(n) } }
func decided(d payout.Date) func(*payout.Line) { return func(l *payout.Line) { l.Decided = d } }
func booked(d payout.Date) func(*payout.Line)  { return func(l *payout.Line) { l.Booked = d } }
func rule(id, base string) func(*payout.Line) {
	return func(l *payout.Line) { l.Rule, l.Base = id, base }
}

func held(l *payout.Line) { l.Held = "papers are missing" }

// batch returns a batch of harbor after a sequence.
func batch(id string, after uint64, lines ...payout.Line) payout.Batch {
	return payout.Batch{
		ID: id, After: after,
		Run:   payout.Run{Platform: harbor, First: july(1), Last: july(31), AsOf: july(31)},
		Lines: lines,
	}
}

// rich returns a batch that has every field of every kind of entry.
func rich(t *testing.T) payout.Batch {
	t.Helper()
	full := line(t, "full", payout.Reward, "110.50 CNY", held, func(l *payout.Line) {
		l.Rule, l.Base, l.Once, l.Class = "bonus/1", "bonus", "activation d1", payout.Residual
		l.Values = payout.Values{{Name: "商户.交易额", Text: "1_000_000"}, {Name: "margin", Text: "0.025%"}}
		l.Why = payout.Why{{Lang: "zh", Text: "交易额 <100万> & 更多\u2028"}, {Lang: "en", Text: "on \"volume\"\n"}}
		l.From = []string{"deposit", "rule:bonus", "cash"}
		l.Policy, l.Version, l.Digest, l.Deal = "harbor-esign", "2026", "sha256:00", "zhang"
		l.Due, l.Cause, l.Corrects = july(15), "activate-200", []string{"l-0", "k/9"}
	})
	points := line(t, "points", payout.Benefit, "0", func(l *payout.Line) { l.Unit = "points" })
	var err error
	if points.Quantity, err = payout.ParseQuantity("12.5"); err != nil {
		t.Fatal(err)
	}
	large := line(t, "large", payout.Residual, "123456789012345678901234567890123456.78 CNY", to(2))
	duty := line(t, "duty", payout.Duty, "0")
	b := batch("rich", 0, full, points, large, duty)
	b.Run.Policies = []payout.Edition{{Policy: "harbor-esign", Version: "2026", Digest: "sha256:00"}}
	b.Run.Seen = payout.Values{{Name: "txn 2026-06 count", Text: "10003"}}
	b.Releases = []payout.Release{{Line: "full", Day: july(2), Due: july(3), Reason: "papers \"came\""}}
	b.Assignments = []payout.Assignment{{
		Set: "customer", Subject: payout.Ref{Type: "merchant", ID: "m1"}, Review: july(1), Tier: "A", From: july(2),
		Reason: "volume", Cause: payout.Values{{Name: "volume", Text: "100万"}},
	}}
	var accounts payout.Accounts
	for e := range b.Entries() {
		if err := accounts.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	for p := range accounts.Positions() {
		s, err := payout.Settle(p, payout.Terms{}, july(15))
		if err != nil {
			t.Fatal(err)
		}
		b.Settlements = append(b.Settlements, s)
	}
	return b
}
