package payout_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// history is a random history of one platform: batches of lines, releases,
// settlements and payments that come back, all of them good, with a naive
// account of what was posted and paid beside the ledger.
type history struct {
	t       *testing.T
	random  *rand.Rand
	ledger  payout.Ledger
	batches []payout.Batch
	today   payout.Date
	held    []string
	lines   int
	paid    []payout.Settlement
	sums    map[payout.Account]*sums
}

// sums is the naive account, in minor units: what was posted and not paid, and
// what is in the deposit account.
type sums struct{ open, deposit *big.Int }

func (h *history) of(a payout.Account) *sums {
	if h.sums[a] == nil {
		h.sums[a] = &sums{new(big.Int), new(big.Int)}
	}
	return h.sums[a]
}

func (h *history) oneIn(n int) bool { return h.random.IntN(n) == 0 }

func newHistory(t *testing.T, seed uint64) *history {
	return &history{
		t: t, random: rand.New(rand.NewPCG(seed, 7)), ledger: payout.NewMemory(),
		today: day(t, "2026-01-31"), sums: map[payout.Account]*sums{},
	}
}

func (h *history) line() payout.Line {
	kinds := []payout.Kind{
		payout.Residual, payout.Residual, payout.PassThrough, payout.Reward, payout.Subsidy, payout.Waiver,
		payout.Clawback, payout.Charge, payout.Deposit, payout.Manual,
	}
	kind := kinds[h.random.IntN(len(kinds))]
	minor := int64(h.random.IntN(40_000))
	if (kind.Side() == payout.Debit || kind == payout.Manual && h.oneIn(2)) != h.oneIn(6) {
		minor = -minor
	}
	c := currency(h.t, []string{"CNY", "CNY", "CNY", "JPY"}[h.random.IntN(4)])
	amount, err := payout.NewMoney(minor, c)
	if err != nil {
		h.t.Fatal(err)
	}
	h.lines++
	l := payout.Line{
		ID: fmt.Sprintf("l%02d", h.lines), Rule: fmt.Sprint(kind, h.random.IntN(2)), Kind: kind, Platform: "harbor",
		Subject: agent(h.random.IntN(2)), Payee: agent(h.random.IntN(2)), Amount: amount,
		Decided: h.today, Booked: h.today, Due: h.today.AddDays(h.random.IntN(40) - 10),
	}
	if h.oneIn(3) {
		all := []string{"deposit", "residual", "reward", "subsidy", "pass-through", "cash", "rule:residual0"}
		for _, i := range h.random.Perm(len(all))[:1+h.random.IntN(4)] {
			l.From = append(l.From, all[i])
		}
	}
	if h.oneIn(8) {
		l.Class = []payout.Kind{payout.Clawback, payout.Residual, payout.Deposit}[h.random.IntN(3)]
	}
	if h.oneIn(4) && h.lines > 1 {
		l.Corrects = []string{fmt.Sprintf("l%02d", 1+h.random.IntN(h.lines-1))}
	}
	if h.oneIn(8) {
		l.Held = "papers are missing"
		h.held = append(h.held, l.ID)
	}
	return l
}

func (h *history) terms(c payout.Currency) payout.Terms {
	m := func(most int) payout.Money {
		amount, err := payout.NewMoney(int64(h.random.IntN(most)), c)
		if err != nil {
			h.t.Fatal(err)
		}
		return amount
	}
	terms := payout.Terms{Leaving: h.oneIn(12), KeepDeposit: h.oneIn(2)}
	if h.oneIn(2) {
		terms.Order = []payout.Kind{payout.Charge, payout.Clawback, payout.Deposit}
	}
	if h.oneIn(2) {
		terms.AtMost = big.NewRat(int64(h.random.IntN(8)), 7)
	}
	if h.oneIn(3) {
		terms.Leave = m(20_000)
	}
	if h.oneIn(3) {
		terms.Minimum = m(10_000)
	}
	if h.oneIn(2) {
		terms.Withhold = big.NewRat(int64(h.random.IntN(7)), 100)
		terms.Rounding = payout.Rounding{Places: h.random.IntN(c.Places() + 1), Mode: payout.Mode(1 + h.random.IntN(4))}
	}
	return terms
}

// step posts one batch.
func (h *history) step() {
	h.today = h.today.AddDays(1 + h.random.IntN(20))
	b := payout.Batch{ID: fmt.Sprint("b", len(h.batches)), After: uint64(len(h.batches)), Run: payout.Run{Platform: "harbor", AsOf: h.today}}
	if n := len(h.held); n > 0 && h.oneIn(2) {
		b.Releases = []payout.Release{{Line: h.held[n-1], Day: h.today, Due: h.today.AddDays(h.random.IntN(3))}}
		h.held = h.held[:n-1]
	}
	for range h.random.IntN(6) {
		l := h.line()
		account := payout.Account{Platform: "harbor", Payee: l.Payee, Currency: l.Amount.Currency()}
		open := h.of(account).open
		open.Add(open, l.Amount.BigMinor())
		b.Lines = append(b.Lines, l)
	}
	if n := len(h.paid); n > 0 && h.oneIn(5) {
		back, err := h.paid[n-1].Reversal(h.today)
		if err != nil {
			h.t.Fatal(err)
		}
		b.Settlements = append(b.Settlements, back)
		h.paid = h.paid[:n-1]
	} else {
		b.Settlements = h.settle(b)
	}
	for _, s := range b.Settlements {
		h.account(s)
	}
	if err := h.ledger.Post(h.t.Context(), b); err != nil {
		h.t.Fatalf("batch %s: %v", b.ID, err)
	}
	h.batches = append(h.batches, b)
}

func (h *history) read(q payout.Query) *payout.Accounts {
	var accounts payout.Accounts
	if err := accounts.AddAll(h.ledger.Read(h.t.Context(), q)); err != nil {
		h.t.Fatal(err)
	}
	return &accounts
}

// settle settles every account, and checks each settlement by itself.
func (h *history) settle(b payout.Batch) []payout.Settlement {
	accounts := h.read(payout.Query{Open: true})
	for e := range b.Entries() {
		if err := accounts.Add(e); err != nil {
			h.t.Fatal(err)
		}
	}
	var all []payout.Settlement
	left := map[payout.Account]payout.Position{}
	for p := range accounts.Positions() {
		terms := h.terms(p.Currency)
		s, err := payout.Settle(p, terms, h.today)
		if err != nil {
			h.t.Fatal(err)
		}
		h.checkOrder(p, terms, s)
		checkLimits(h.t, terms, s)
		checkPriorities(h.t, p, terms, s)
		if left[p.Account], err = p.After(s); err != nil {
			h.t.Fatal(err)
		}
		all = append(all, s)
		if s.Paid.Sign() > 0 {
			h.paid = append(h.paid, s)
		}
	}
	for _, s := range all {
		if err := accounts.Add(s); err != nil {
			h.t.Fatal(err)
		}
	}
	// A position knows by itself what a settlement leaves of it.
	for p := range accounts.Positions() {
		got := left[p.Account]
		if got.Deposit != p.Deposit || len(got.Items)+len(p.Items) > 0 && !reflect.DeepEqual(got.Items, p.Items) {
			h.t.Fatalf("%v is left with\n%+v\nwant\n%+v", p.Account, got, p)
		}
	}
	return all
}

// account keeps the naive account of a settlement.
func (h *history) account(s payout.Settlement) {
	sums := h.of(s.Account)
	for _, m := range s.Moves {
		amount := m.Amount.BigMinor()
		switch m.Kind {
		case payout.Paid:
			sums.open.Sub(sums.open, amount)
		case payout.Deposited:
			sums.deposit.Add(sums.deposit, amount)
		case payout.Drawn:
			sums.open.Add(sums.open, amount)
			sums.deposit.Sub(sums.deposit, amount)
		case payout.Returned:
			sums.deposit.Sub(sums.deposit, amount)
			if m.Line != "" {
				sums.open.Sub(sums.open, amount)
			}
		case payout.Netted, payout.Taken, payout.Withheld, payout.Released:
		}
	}
}

// checkBalances compares what the ledger has open with the naive account.
func (h *history) checkBalances() {
	for p := range h.read(payout.Query{}).Positions() {
		open := new(big.Int)
		for _, item := range p.Items {
			open.Add(open, item.Open.BigMinor()).Add(open, item.Withheld.BigMinor())
		}
		sums := h.of(p.Account)
		if open.Cmp(sums.open) != 0 || p.Deposit.BigMinor().Cmp(sums.deposit) != 0 || p.Deposit.Sign() < 0 {
			h.t.Fatalf("%v has %s open and %s in deposit, want %s and %s", p.Account, open, p.Deposit, sums.open, sums.deposit)
		}
	}
}

// checkStatements draws statements of adjoining stretches, each of which opens
// with what the one before it left.
func (h *history) checkStatements() {
	first := day(h.t, "2026-01-01")
	for a := range h.sums {
		var before payout.Statement
		for from := first; from <= h.today; {
			to := from.AddDays(h.random.IntN(60))
			q := payout.Query{Platform: a.Platform, Payee: a.Payee}
			s, err := payout.NewStatement(a, from, to, h.ledger.Read(h.t.Context(), q))
			if err != nil {
				h.t.Fatal(err)
			}
			left, err := payout.Sum(before.Held, before.Closing)
			if err != nil {
				h.t.Fatal(err)
			}
			if more, err := s.Opening.Cmp(left); more != 0 || err != nil || s.Deposit.Opening.BigMinor().Cmp(before.Deposit.Closing.BigMinor()) != 0 {
				h.t.Fatalf("%s opens with\n%s\nafter\n%s", from, state(h.t, s), state(h.t, before))
			}
			before, from = s, to.AddDays(1)
		}
	}
}

// checkDeliveries delivers the batches in disorder, again and again.
func (h *history) checkDeliveries() {
	want := contents(h.t, h.ledger)
	other := payout.NewMemory()
	for posted := 0; posted < len(h.batches); {
		b := h.batches[h.random.IntN(len(h.batches))]
		before, _ := other.Head(h.t.Context())
		err := other.Post(h.t.Context(), b)
		if err != nil && !errors.Is(err, payout.ErrMoved) {
			h.t.Fatalf("batch %s: %v", b.ID, err)
		}
		if after, _ := other.Head(h.t.Context()); after > before {
			posted++
		}
	}
	if got := contents(h.t, other); got != want {
		h.t.Fatalf("delivered in disorder, the ledger holds\n%s\nwant\n%s", got, want)
	}
}

func contents(t *testing.T, l payout.Ledger) string {
	t.Helper()
	var all bytes.Buffer
	for e, err := range l.Read(t.Context(), payout.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		all.Write(append(text, '\n'))
	}
	return all.String()
}

// Every random history conserves every amount, settles within its limits,
// leaves no debt hungry beside what it may eat, and does not depend on the
// order of lines or deliveries. In short mode there are fewer.
func TestHistories(t *testing.T) {
	histories := uint64(cases)
	if testing.Short() {
		histories /= 20
	}
	const parts = 4
	for part := range uint64(parts) {
		t.Run(fmt.Sprintf("part %d of %d", part+1, parts), func(t *testing.T) {
			t.Parallel()
			seed := part
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("seed %d", seed)
				}
			})
			for ; seed < histories; seed += parts {
				h := newHistory(t, seed)
				for range 1 + h.random.IntN(6) {
					h.step()
					h.checkBalances()
				}
				h.checkStatements()
				h.checkDeliveries()
			}
		})
	}
}
