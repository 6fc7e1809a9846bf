package payout

import (
	"errors"
	"slices"
)

// pay pays what is left, if that is enough.
func (s *settling) pay() error {
	returns := s.returns()
	var due wide
	for i := range s.claims {
		c := &s.claims[i]
		if c.credits() {
			due.add(c.left)
		}
		if !s.withholds() {
			due.add(c.withheld)
		}
	}
	for _, r := range returns {
		due.add(r.amount)
	}
	payment, ok := due.int128()
	switch {
	case !ok:
		return errTooLarge
	case payment.cmp(s.Minimum.units) < 0 && !s.Leaving:
		return nil
	}
	for _, r := range returns {
		s.deposit = s.minus(s.deposit, r.amount)
		s.move(Returned, r.to, nil, r.amount)
	}
	for i := range s.claims {
		s.payClaim(&s.claims[i])
	}
	return nil
}

func (s *settling) payClaim(c *claim) {
	var amount int128
	if c.credits() {
		amount = c.left
	}
	if !s.withholds() && c.withheld.sign() > 0 {
		amount = s.plus(amount, c.withheld)
		s.move(Released, c, nil, c.withheld)
	}
	if amount.sign() > 0 {
		s.move(Paid, c, nil, amount)
	}
}

// giveBack is an amount of the deposit account that can be paid, to a line or,
// to a payee who leaves, without one.
type giveBack struct {
	to     *claim
	amount int128
}

func (s *settling) returns() []giveBack {
	var returns []giveBack
	left := s.deposit
	for i := range s.claims {
		c := &s.claims[i]
		amount := least(c.left, left)
		if c.active && c.class() == Deposit && amount.sign() > 0 {
			returns = append(returns, giveBack{to: c, amount: amount})
			left = s.minus(left, amount)
		}
	}
	if s.Leaving && !s.KeepDeposit && left.sign() > 0 {
		returns = append(returns, giveBack{amount: left})
	}
	return returns
}

var errUnbalanced = errors.New("does not balance; this is a fault of the program")

// result sums up what was done and proves that nothing was lost or made.
func (s *settling) result() (Settlement, error) {
	if s.tooLarge {
		return Settlement{}, errTooLarge
	}
	totals, err := totalsOf(s.moves, s.Currency)
	if err != nil {
		return Settlement{}, err
	}
	totals.Net.units = s.net
	for _, carried := range []struct {
		into *Money
		sign int
		of   func(*claim) bool
	}{
		{&totals.CarriedCredits, 1, (*claim).credits},
		{&totals.CarriedDebts, -1, (*claim).owes},
		{&totals.Receivable, -1, s.receivable},
	} {
		sum, err := s.sum(carried.of)
		if err != nil {
			return Settlement{}, err
		}
		if carried.sign < 0 {
			sum = sum.neg()
		}
		carried.into.units = sum
	}
	result := Settlement{
		ID: s.Account.id(s.day), Account: s.Account, Day: s.day, Totals: totals, Moves: s.moves,
	}
	if err := result.Check(); err != nil {
		return Settlement{}, errors.Join(errUnbalanced, err)
	}
	return result, s.prove(result)
}

// receivable reports whether c is a debt that the payee is to pay in cash.
func (s *settling) receivable(c *claim) bool {
	return c.owes() && (s.Leaving || slices.Contains(c.From, fromCash))
}

// prove applies the result to the position from which it was made, and
// compares what comes out with what the steps of the settlement left. Then
// every account must balance: the lines, of which only payments go out and
// into which only the deposit account pays, and the deposit account.
func (s *settling) prove(result Settlement) error {
	changes, err := result.Changes()
	if err != nil {
		return err
	}
	changed := make(map[string]Change, len(changes))
	for _, c := range changes {
		changed[c.Line] = c
	}
	var before, after wide
	for i := range s.claims {
		c := &s.claims[i]
		start := Standing{Amount: Money{s.plus(c.Open.units, c.Withheld.units), s.Currency}, Open: c.Open, Withheld: c.Withheld}
		end, err := start.After(changed[c.Line])
		if err != nil || end.Open.units != c.left || end.Withheld.units != c.withheld || !c.active && !end.Open.IsZero() && end.Open != start.Open {
			return errUnbalanced
		}
		before.add(c.Open.units)
		before.add(c.Withheld.units)
		after.add(c.left)
		after.add(c.withheld)
		delete(changed, c.Line)
	}
	after.add(result.Paid.units)
	before.add(result.FromDeposit.units)
	for _, m := range result.Moves {
		if m.Kind == Returned && m.Line == "" {
			before.add(m.Amount.units)
		}
	}
	change, err := result.DepositChange()
	if err != nil {
		return err
	}
	deposit := s.plus(s.Deposit.units, change.units)
	if len(changed) > 0 || before != after || deposit != s.deposit || deposit.sign() < 0 {
		return errUnbalanced
	}
	return nil
}
