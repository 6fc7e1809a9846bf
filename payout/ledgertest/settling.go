package ledgertest

import (
	"math/big"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

var cents = payout.Rounding{Places: 2, Mode: payout.HalfUp}

func percent(n int64) *big.Rat { return big.NewRat(n, 100) }

// settlements may not settle more than there is, whoever computed them.
func settlements(t *testing.T, l *ledger) {
	l.post(batch("june", 0, line(t, "share", payout.Residual, "100 CNY"), line(t, "fine", payout.Charge, "-30 CNY")))
	tenth, twentieth := l.settlements(july(10), payout.Terms{}), l.settlements(july(20), payout.Terms{})
	early := batch("early", 1)
	early.Settlements = tenth
	l.post(early)
	for what, all := range map[string][]payout.Settlement{
		"the same settlement in another batch": tenth,
		"the same lines on another day":        twentieth,
	} {
		late := batch("late", 2)
		late.Settlements = all
		l.refuse(what, late, payout.ErrConflict)
	}
	alien := batch("alien", 2, line(t, "more", payout.Residual, "1 CNY", to(2)))
	var accounts payout.Accounts
	stranger := line(t, "stranger", payout.Residual, "1 CNY", to(2))
	if err := accounts.Add(stranger); err != nil {
		t.Fatal(err)
	}
	for p := range accounts.Positions() {
		s, err := payout.Settle(p, payout.Terms{}, july(20))
		if err != nil {
			t.Fatal(err)
		}
		alien.Settlements = append(alien.Settlements, s)
	}
	l.refuse("a line that does not exist", alien, payout.ErrConflict)
	alien.Lines = append(alien.Lines, stranger)
	l.post(alien)
	l.wantNames(payout.Query{Open: true}, "june@1 early@2 settlement:a1 alien@3 more settlement:a2")
}

func releases(t *testing.T, l *ledger) {
	l.post(batch("june", 0, line(t, "kept", payout.Residual, "100 CNY", held), line(t, "free", payout.Residual, "1 CNY")))
	release := func(id string, after uint64, line string) payout.Batch {
		b := batch(id, after)
		b.Releases = []payout.Release{{Line: line, Day: july(5), Reason: "papers came"}}
		return b
	}
	l.refuse("a line that is not held", release("r", 1, "free"), payout.ErrConflict)
	l.refuse("a line that does not exist", release("r", 1, "none"), payout.ErrConflict)
	elsewhere := release("r", 1, "kept")
	elsewhere.Run.Platform = "quay"
	l.refuse("a line of another platform", elsewhere, payout.ErrConflict)
	l.refuse("payment of a held line", l.unheld("s", 1, "kept"), payout.ErrConflict)
	l.settle("first", july(4), payout.Terms{})
	l.post(release("r", 2, "kept"))
	l.refuse("a line that was released", release("again", 3, "kept"), payout.ErrConflict)
	l.settle("second", july(5), payout.Terms{})
	l.wantNames(payout.Query{Open: true}, "june@1 first@2 settlement:a1 r@3 release:kept second@4 settlement:a1")
}

// unheld returns a batch that pays a held line as if it were not held.
func (l *ledger) unheld(id string, after uint64, held string) payout.Batch {
	l.t.Helper()
	b := batch(id, after)
	var accounts payout.Accounts
	for e, err := range l.Read(l.t.Context(), payout.Query{}) {
		if line, ok := e.(payout.Line); ok && line.ID == held && err == nil {
			line.Held = ""
			err = accounts.Add(line)
		}
		if err != nil {
			l.t.Fatal(err)
		}
	}
	for p := range accounts.Positions() {
		s, err := payout.Settle(p, payout.Terms{}, july(20))
		if err != nil {
			l.t.Fatal(err)
		}
		b.Settlements = append(b.Settlements, s)
	}
	return b
}

func returnedPayments(t *testing.T, l *ledger) {
	l.post(batch("june", 0, line(t, "share", payout.Residual, "100 CNY")))
	paid := l.settle("pay", july(10), payout.Terms{}).Settlements[0]
	l.wantNames(payout.Query{Open: true}, "june@1 pay@2 settlement:a1")
	reverse := func(id string, after uint64, change func(*payout.Settlement)) payout.Batch {
		back, err := paid.Reversal(july(12))
		if err != nil {
			t.Fatal(err)
		}
		change(&back)
		b := batch(id, after)
		b.Settlements = []payout.Settlement{back}
		return b
	}
	half := reverse("back", 2, func(s *payout.Settlement) {
		s.Paid, s.Moves[0].Amount = money(t, "-50 CNY"), money(t, "-50 CNY")
	})
	l.refuse("half of a payment", half, payout.ErrConflict)
	other := reverse("back", 2, func(s *payout.Settlement) {
		s.Reverses, s.ID = "none", "none/returned"
	})
	l.refuse("a settlement that does not exist", other, payout.ErrConflict)
	l.post(reverse("back", 2, func(*payout.Settlement) {}))
	l.wantNames(payout.Query{Open: true}, "june@1 share pay@2 settlement:a1 back@3 settlement:a1")
	l.refuse("a payment that came back already", reverse("again", 3, func(*payout.Settlement) {}), payout.ErrConflict)
	l.settle("pay again", july(20), payout.Terms{})
	l.wantNames(payout.Query{Open: true}, "june@1 pay@2 settlement:a1 back@3 settlement:a1 pay again@4 settlement:a1")
}

// A deposit account is never overdrawn, not even by a settlement that was
// computed before another.
func deposits(t *testing.T, l *ledger) {
	l.post(batch("june", 0, line(t, "share", payout.Residual, "150 CNY"), line(t, "deposit", payout.Deposit, "-150 CNY")))
	l.settle("pay", july(10), payout.Terms{})
	draws := func(l *payout.Line) { l.From = []string{"deposit"} }
	l.post(batch("fines", 2, line(t, "fine", payout.Charge, "-100 CNY", draws), line(t, "fee", payout.Charge, "-100 CNY", draws)))
	stale := l.settlements(july(21), payout.Terms{})
	l.settle("take", july(20), payout.Terms{})
	l.post(batch("more", 4, line(t, "other", payout.Charge, "-100 CNY", draws)))
	late := batch("late", 5)
	late.Settlements = stale
	l.refuse("more than the deposit account has", late, payout.ErrConflict)
	l.wantNames(payout.Query{Open: true}, "june@1 pay@2 settlement:a1 fines@3 fine take@4 settlement:a1 more@5 other")
}

// Payees, platforms and currencies are accounts of their own.
func accounts(t *testing.T, l *ledger) {
	l.post(batch("june", 0,
		line(t, "yuan", payout.Residual, "100 CNY"),
		line(t, "dollars", payout.Charge, "-100 USD"),
		line(t, "other", payout.Charge, "-100 CNY", to(2))))
	s := l.settlements(july(10), payout.Terms{})
	if len(s) != 3 {
		t.Fatalf("%d settlements", len(s))
	}
	mixed := batch("mixed", 1)
	mixed.Settlements = s[:1] // of yuan, which pays 100
	mixed.Settlements[0].Moves[0].Line = "other"
	l.refuse("a line of another payee", mixed, payout.ErrConflict)
	mixed.Settlements[0].Moves[0].Line = "dollars"
	l.refuse("a line of another currency", mixed, payout.ErrConflict)
	mixed.Settlements[0].Moves[0].Line = "yuan"
	l.post(mixed)
	l.wantNames(payout.Query{Open: true}, "june@1 dollars other mixed@2 settlement:a1")
}

// A review that is computed again is posted again; the last posting counts.
func assignments(t *testing.T, l *ledger) {
	review := func(id string, after uint64, tier string) payout.Batch {
		b := batch(id, after)
		b.Assignments = []payout.Assignment{{
			Set: "customer", Subject: payout.Ref{Type: "merchant", ID: "m1"}, Review: july(1), Tier: tier, From: july(2),
		}}
		return b
	}
	l.post(review("first", 0, "A"))
	l.post(review("second", 1, "B"))
	l.wantNames(payout.Query{Since: july(31), Payee: agent(9)}, "first@1 tier:A second@2 tier:B")
}
