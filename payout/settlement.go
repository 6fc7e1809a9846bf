package payout

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// Account is whose money on which platform in which currency. What is owed on
// one account never touches another (N40).
type Account struct {
	Platform string
	Payee    Ref
	Currency Currency
}

// Compare orders accounts by platform, payee and currency, all byte by byte.
func (a Account) Compare(b Account) int {
	return cmp.Or(
		strings.Compare(a.Platform, b.Platform),
		a.Payee.Compare(b.Payee),
		strings.Compare(a.Currency.String(), b.Currency.String()))
}

// Settlement is what was done about one account on one day (N40): how lines
// were set against each other, kept apart, taken and paid, line by line. What
// it does not mention is carried.
type Settlement struct {
	// ID is made of the account and the day, so that an account is settled once
	// a day: "harbor/agent/a1/CNY/2026-07-15", where a slash or percent sign
	// inside a part is written %2F or %25. The ID of a reversal is that of what
	// it reverses and "/returned".
	ID string
	Account
	Day      Date
	Reverses string // the id of the settlement whose payment came back; empty if this is not a reversal
	Totals
	Moves []Move
}

// Change is what a settlement changes about a line: Open and Withheld are to
// be added to those of its Standing. Assessed tells that its share has been
// withheld, which is not done twice.
type Change struct {
	Line           string
	Open, Withheld Money
	Assessed       bool
}

// Changes returns what s changes, one for each line in the order in which the
// moves first name them. It is an error if a sum has more than 38 digits.
func (s Settlement) Changes() ([]Change, error) {
	changes := make([]Change, 0, len(s.Moves))
	at := make(map[string]int, len(s.Moves))
	for _, m := range s.Moves {
		for _, e := range m.effects() {
			if e.Line == "" {
				continue
			}
			i, found := at[e.Line]
			if !found {
				at[e.Line] = len(changes)
				changes = append(changes, e)
				continue
			}
			if err := changes[i].add(e); err != nil {
				return nil, err
			}
		}
	}
	return changes, nil
}

func (c *Change) add(d Change) (err error) {
	if c.Open, err = c.Open.Add(d.Open); err != nil {
		return err
	}
	c.Assessed = c.Assessed || d.Assessed
	c.Withheld, err = c.Withheld.Add(d.Withheld)
	return err
}

// DepositChange returns what s adds to the deposit account of its payee.
func (s Settlement) DepositChange() (Money, error) {
	return Sum(s.ToDeposit, s.FromDeposit.Neg(), s.Returned.Neg())
}

// Reversal returns the settlement that reverses the payment of s, because it
// came back on a day: the lines that s paid are open again, and what it
// returned of the deposit is in the deposit account again. All else that s did
// stays. It is an error if s paid nothing, is a reversal itself, or if day is
// no day or before that of s.
func (s Settlement) Reversal(day Date) (Settlement, error) {
	switch {
	case s.Reverses != "":
		return Settlement{}, fmt.Errorf("settlement %s is a reversal itself", quoted(s.ID))
	case s.Paid.Sign() <= 0:
		return Settlement{}, fmt.Errorf("settlement %s paid nothing", quoted(s.ID))
	case !day.valid() || day < s.Day:
		return Settlement{}, fmt.Errorf("settlement %s cannot be reversed before %s", quoted(s.ID), s.Day)
	}
	r := Settlement{ID: s.ID + "/returned", Account: s.Account, Day: day, Reverses: s.ID}
	r.Totals = zeroTotals(s.Currency)
	r.Paid, r.Returned = s.Paid.Neg(), s.Returned.Neg()
	for _, m := range s.Moves {
		if m.Kind == Paid || m.Kind == Returned {
			m.Amount = m.Amount.Neg()
			r.Moves = append(r.Moves, m)
		}
	}
	return r, nil
}

// id makes the id of a settlement.
func (a Account) id(day Date) string {
	parts := []string{a.Platform, a.Payee.Type, a.Payee.ID, a.Currency.String(), day.String()}
	for i, part := range parts {
		if strings.ContainsAny(part, "%/") {
			parts[i] = strings.NewReplacer("%", "%25", "/", "%2F").Replace(part)
		}
	}
	return strings.Join(parts, "/")
}

// Check reports the first thing that is wrong with s in itself: an id that is
// not made of its account and day, a move that lacks a line or has an amount
// of the wrong sign or currency, totals that are not the sums of the moves or
// do not add up. What Settle and Reversal return passes.
func (s Settlement) Check() error {
	sign, id := 1, s.Account.id(s.Day)
	if s.Reverses != "" {
		sign, id = -1, s.Reverses+"/returned"
	}
	switch {
	case s.Payee.IsZero() || s.Currency.IsZero() || !s.Day.valid():
		return errors.New("no payee, no currency or no day")
	case s.ID != id:
		return fmt.Errorf("id %s, want %s", quoted(s.ID), quoted(id))
	}
	for _, m := range s.Moves {
		if err := m.check(sign, s.Currency); err != nil {
			return err
		}
	}
	return s.checkTotals()
}

// checkTotals checks the totals that moves tell against the moves, and the
// others against each other.
func (s Settlement) checkTotals() error {
	told := []Money{s.Net, s.CarriedCredits, s.CarriedDebts, s.Receivable}
	for _, m := range told {
		if m.Sign() < 0 || m.Currency() != s.Currency || s.Reverses != "" && !m.IsZero() {
			return fmt.Errorf("total of %s", m)
		}
	}
	if s.CarriedDebts.units.cmp(s.Receivable.units) < 0 {
		return errors.New("more is receivable than is carried")
	}
	want, err := totalsOf(s.Moves, s.Currency)
	if err != nil {
		return err
	}
	want.Net, want.CarriedCredits, want.CarriedDebts, want.Receivable = told[0], told[1], told[2], told[3]
	if s.Totals != want {
		return errors.New("totals that are not the sums of the moves")
	}
	net, err := want.net()
	if err != nil {
		return err
	}
	if s.Reverses == "" && net != s.Net {
		return fmt.Errorf("net of %s, of which %s is accounted for", s.Net, net)
	}
	return nil
}
