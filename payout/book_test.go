package payout_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// book is a small history of one account, settled by the pure function and
// folded by Accounts, as a host would do it with a ledger between.
type book struct {
	t        *testing.T
	accounts payout.Accounts
	entries  []payout.Entry
}

func newBook(t *testing.T) *book { return &book{t: t} }

func (b *book) add(e payout.Entry) {
	b.t.Helper()
	if err := b.accounts.Add(e); err != nil {
		b.t.Fatal(err)
	}
	b.entries = append(b.entries, e)
}

// post posts a line of agent/a1 on the platform harbor: an id, a kind, an
// amount in CNY and the booking day, which is also the due day unless a change
// says otherwise.
func (b *book) post(id string, kind payout.Kind, amount, booked string, changes ...func(*payout.Line)) {
	b.t.Helper()
	l := payout.Line{
		ID: id, Rule: id, Kind: kind, Payee: agent(1), Platform: "harbor",
		Amount: money(b.t, amount+" CNY"), Booked: day(b.t, booked), Due: day(b.t, booked),
	}
	for _, change := range changes {
		change(&l)
	}
	b.add(l)
}

func due(t *testing.T, text string) func(*payout.Line) {
	d := day(t, text)
	return func(l *payout.Line) { l.Due = d }
}

func from(accounts ...string) func(*payout.Line) {
	return func(l *payout.Line) { l.From = accounts }
}

func rule(id string) func(*payout.Line)           { return func(l *payout.Line) { l.Rule = id } }
func class(k payout.Kind) func(*payout.Line)      { return func(l *payout.Line) { l.Class = k } }
func corrects(lines ...string) func(*payout.Line) { return func(l *payout.Line) { l.Corrects = lines } }
func held(l *payout.Line)                         { l.Held = "papers are missing" }
func once(key string) func(*payout.Line)          { return func(l *payout.Line) { l.Once = key } }
func policy(name string) func(*payout.Line)       { return func(l *payout.Line) { l.Policy = name } }
func subject(id string) func(*payout.Line) {
	return func(l *payout.Line) { l.Subject = payout.Ref{Type: "device", ID: id} }
}

// settle settles the account and returns what describe says of it.
func (b *book) settle(on string, terms payout.Terms) string {
	b.t.Helper()
	s := b.settlement(on, terms)
	b.add(s)
	return describe(s)
}

func (b *book) settlement(on string, terms payout.Terms) payout.Settlement {
	b.t.Helper()
	positions := slices.Collect(b.accounts.Positions())
	if len(positions) == 0 {
		return payout.Settlement{}
	}
	if len(positions) > 1 {
		b.t.Fatalf("%d positions", len(positions))
	}
	s, err := payout.Settle(positions[0], terms, day(b.t, on))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// describe names the totals that are not zero, then the moves.
func describe(s payout.Settlement) string {
	var parts []string
	for _, t := range []struct {
		name   string
		amount payout.Money
	}{
		{"net", s.Net}, {"withheld", s.Withheld}, {"released", s.Released}, {"offset", s.Offset},
		{"from deposit", s.FromDeposit}, {"to deposit", s.ToDeposit}, {"returned", s.Returned}, {"paid", s.Paid},
		{"carried credits", s.CarriedCredits}, {"carried debts", s.CarriedDebts}, {"receivable", s.Receivable},
	} {
		if !t.amount.IsZero() {
			parts = append(parts, t.name+" "+short(t.amount))
		}
	}
	text := strings.Join(parts, ", ")
	for _, m := range s.Moves {
		text += fmt.Sprintf("\n%s %s", m.Kind, short(m.Amount))
		if m.Line != "" {
			text += " of " + m.Line
		}
		if m.With != "" {
			text += " with " + m.With
		}
	}
	return text
}

func short(m payout.Money) string { return strings.TrimSuffix(m.Amount(), ".00") }

func check(t *testing.T, got string, want ...string) {
	t.Helper()
	if text := strings.Join(want, "\n"); got != text {
		t.Errorf("settled as\n%s\nwant\n%s", got, text)
	}
}

func percent(n int64) *big.Rat { return big.NewRat(n, 100) }

var cents = payout.Rounding{Places: 2, Mode: payout.HalfUp}
