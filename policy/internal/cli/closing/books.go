// Package closing closes the books of a run: it gathers what was read,
// decided, posted and settled, proves that nothing was lost on the way, and
// writes it for people and for programs.
package closing

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/run"
)

// Books are what a run leaves: statements of all payees, and what they came
// from. All lists are in an order that does not depend on the run.
type Books struct {
	Run        Run
	Rows       []run.Count
	Decisions  run.Decisions
	Lines      []payout.Line // booked in the days of the statements, by booking day, then id
	Problems   []run.Problem // decisions that were not made
	Uncounted  []run.Uncounted
	Missing    []payout.Ref // subjects posted for before, of which the source has no facts any more
	Diags      diag.List    // what is wrong with rows
	Unlisted   int          // diagnostics beyond those
	Statements []payout.Statement
	Totals     []Total
	Balance    Balance
}

// A Run says what was run.
type Run struct {
	Period      string
	Policies    []payout.Edition
	First, Last payout.Date // of the statements; Last is the day of the run
	Also        []string    // months before the period that were decided too, and why
	Posted      int         // lines that this run added to the ledger
	Dry         bool        // they were not added

	Currency payout.Currency
}

// A Total is what the lines of one rule and kind come to.
type Total struct {
	Policy, Rule    string
	Kind            payout.Kind
	Lines           int
	Credits, Debits payout.Money // Debits as a positive amount
	Net             payout.Money
	Quantity        payout.Quantity // of a benefit
	Unit            string
}

// A Balance is the sums over all statements: Opening + Credits - Debits = Paid
// + Held + Closing.
type Balance struct {
	Opening, Credits, Debits payout.Money
	Paid, Held, Closing      payout.Money
	payable, held            int // lines booked in the days of the statements
}

// Close makes the books of a run from its report and the entries of the
// ledger, of which those of other platforms are passed over. An error is that
// of entries, or of a statement that does not balance.
func Close(r Run, report *run.Report, platforms []string, entries iter.Seq2[payout.Entry, error]) (*Books, error) {
	b := &Books{
		Run: r, Rows: report.Rows, Decisions: report.Decisions, Problems: report.Problems, Uncounted: report.Uncounted, Missing: report.Missing,
		Diags: report.Diags, Unlisted: report.Unlisted, Balance: zeroBalance(r.Currency),
	}
	accounts, err := byAccount(entries, platforms, r.Currency)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if err := b.state(a); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(b.Lines, func(x, y payout.Line) int {
		return cmp.Or(cmp.Compare(x.Booked, y.Booked), cmp.Compare(x.ID, y.ID))
	})
	b.Totals, err = totals(b.Lines, r.Currency)
	return b, err
}

// An account is the entries of one account, in the order of their posting.
type account struct {
	payout.Account
	entries []payout.Entry
}

// byAccount sorts entries by the accounts they are of. Lines without money
// are of their payee's account in the currency of the book.
func byAccount(entries iter.Seq2[payout.Entry, error], platforms []string, c payout.Currency) ([]*account, error) {
	accounts := map[payout.Account]*account{}
	held := map[string]*account{} // by the id of a held line
	of := func(a payout.Account) *account {
		if accounts[a] == nil {
			accounts[a] = &account{Account: a}
		}
		return accounts[a]
	}
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		switch e := e.(type) {
		case payout.Line:
			key := e.Standing().Account
			if key.Currency.IsZero() {
				key.Currency = c
			}
			a := of(key)
			a.entries = append(a.entries, e)
			if e.Held != "" {
				held[e.ID] = a
			}
		case payout.Release:
			if a := held[e.Line]; a != nil {
				a.entries = append(a.entries, e)
			}
		case payout.Settlement:
			a := of(e.Account)
			a.entries = append(a.entries, e)
		case payout.Run, payout.Assignment:
		}
	}
	var list []*account
	for _, a := range accounts {
		if slices.Contains(platforms, a.Platform) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(x, y *account) int { return x.Compare(y.Account) })
	return list, nil
}

// state adds the statement of one account.
func (b *Books) state(a *account) error {
	s, err := payout.NewStatement(a.Account, b.Run.First, b.Run.Last, func(yield func(payout.Entry, error) bool) {
		for _, e := range a.entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, e := range a.entries {
		if l, ok := e.(payout.Line); ok && b.Run.First <= l.Booked && l.Booked <= b.Run.Last {
			b.Lines = append(b.Lines, l)
		}
	}
	if err := b.Balance.add(&s); err != nil {
		return fmt.Errorf("the sums over all payees: %w", err)
	}
	if !empty(&s) {
		b.Statements = append(b.Statements, s)
	}
	return nil
}

// states reports whether there is a statement of a payee.
func (b *Books) states(payee payout.Ref) bool {
	return slices.ContainsFunc(b.Statements, func(s payout.Statement) bool { return s.Payee == payee })
}

// empty reports whether a statement says nothing.
func empty(s *payout.Statement) bool {
	return len(s.Lines)+len(s.Payments)+len(s.Duties)+len(s.Benefits) == 0 &&
		s.Opening.IsZero() && s.Closing.IsZero() && s.Held.IsZero() && s.Deposit.Opening.IsZero() && s.Deposit.Closing.IsZero()
}

func zeroBalance(c payout.Currency) Balance {
	zero, _ := payout.NewMoney(0, c)
	return Balance{Opening: zero, Credits: zero, Debits: zero, Paid: zero, Held: zero, Closing: zero}
}

func (b *Balance) add(s *payout.Statement) error {
	for _, sum := range []struct {
		into *payout.Money
		m    payout.Money
	}{
		{&b.Opening, s.Opening}, {&b.Credits, s.Credits}, {&b.Debits, s.Debits},
		{&b.Paid, s.Paid}, {&b.Held, s.Held}, {&b.Closing, s.Closing},
	} {
		var err error
		if *sum.into, err = sum.into.Add(sum.m); err != nil {
			return err
		}
	}
	for i := range s.Lines {
		switch l := &s.Lines[i]; {
		case l.Line.Booked < s.First:
		case l.State == payout.HeldBack:
			b.held++
		default:
			b.payable++
		}
	}
	return nil
}

// totals sums lines by rule and kind.
func totals(lines []payout.Line, c payout.Currency) ([]Total, error) {
	type key struct {
		kind         payout.Kind
		policy, rule string
		unit         string
	}
	zero, _ := payout.NewMoney(0, c)
	byRule := map[key]*Total{}
	for i := range lines {
		l := &lines[i]
		k := key{l.Kind, l.Policy, l.Rule, l.Unit}
		t := byRule[k]
		if t == nil {
			t = &Total{Policy: l.Policy, Rule: l.Rule, Kind: l.Kind, Unit: l.Unit, Credits: zero, Debits: zero, Net: zero}
			byRule[k] = t
		}
		if err := t.add(l); err != nil {
			return nil, fmt.Errorf("the total of %s: %w", l.Rule, err)
		}
	}
	var list []Total
	for _, t := range byRule {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Unit, b.Unit))
	})
	return list, nil
}

func (t *Total) add(l *payout.Line) (err error) {
	t.Lines++
	if t.Quantity, err = t.Quantity.Add(l.Quantity); err != nil {
		return err
	}
	if t.Net, err = t.Net.Add(l.Amount); err != nil {
		return err
	}
	if l.Amount.Sign() < 0 {
		t.Debits, err = t.Debits.Sub(l.Amount)
	} else {
		t.Credits, err = t.Credits.Add(l.Amount)
	}
	return err
}
