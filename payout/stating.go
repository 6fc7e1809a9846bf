package payout

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// NewStatement makes the statement of an account from the first day to the
// last, both included, from the entries of a ledger: all that a Query of the
// platform and the payee yields, no lines left out; entries of others are
// passed over. What is booked, released or settled after the last day is not
// there yet, whenever it was posted.
//
// It is an error if first or last is no day or last is before first, if
// entries yields an error, if a settlement speaks of a line that was not
// yielded before it, if a sum has more than 38 digits, or if the statement
// does not balance to the last unit, which is then never returned.
func NewStatement(a Account, first, last Date, entries iter.Seq2[Entry, error]) (Statement, error) {
	if !first.valid() || !last.valid() || last < first {
		return Statement{}, fmt.Errorf("statement from %q to %q", first, last)
	}
	s := stating{
		Statement: Statement{Account: a, First: first, Last: last},
		lines:     map[string]*statedLine{},
		units:     map[string]*BenefitLine{},
	}
	for e, err := range entries {
		if err == nil {
			err = s.add(e)
		}
		if err != nil {
			return Statement{}, fmt.Errorf("statement of %s: %w", a.Payee, err)
		}
	}
	if err := s.finish(); err != nil {
		return Statement{}, fmt.Errorf("statement of %s: %w", a.Payee, err)
	}
	return s.Statement, nil
}

// stating is a statement in the making.
type stating struct {
	Statement
	lines map[string]*statedLine
	units map[string]*BenefitLine

	opening, credits, debits, paid wide
	depositOpening                 wide
	in, drawn, returned            wide
}

type statedLine struct {
	StatementLine
	standing Standing
}

func (s *stating) add(e Entry) error {
	switch e := e.(type) {
	case Line:
		if e.Platform != s.Platform || e.Payee != s.Payee || e.Booked > s.Last {
			return nil
		}
		return s.addLine(e)
	case Release:
		if line := s.lines[e.Line]; line != nil && e.Day <= s.Last {
			line.standing.Held = false
			line.Due = max(cmp.Or(e.Due, line.Due), e.Day)
		}
		return nil
	case Settlement:
		if e.Account != s.Account || e.Day > s.Last {
			return nil
		}
		if err := s.addSettlement(e); err != nil {
			return fmt.Errorf("settlement %s: %w", quoted(e.ID), err)
		}
		return nil
	case Run, Assignment:
		return nil
	default:
		return fmt.Errorf("%T is no entry", e)
	}
}

func (s *stating) addLine(l Line) error {
	now := l.Booked >= s.First
	switch {
	case !l.Quantity.IsZero():
		return s.addBenefit(l, now)
	case l.Kind == Duty && now:
		s.Duties = append(s.Duties, l)
	}
	if l.Amount.IsZero() || l.Amount.currency != s.Currency {
		return nil
	}
	if s.lines[l.ID] != nil {
		return fmt.Errorf("line %s stands twice", quoted(l.ID))
	}
	s.lines[l.ID] = &statedLine{StatementLine: StatementLine{Line: l, Due: l.Due}, standing: l.Standing()}
	switch {
	case !now:
		s.opening.add(l.Amount.units)
	case l.Amount.Sign() > 0:
		s.credits.add(l.Amount.units)
	default:
		s.debits.add(l.Amount.units.neg())
	}
	return nil
}

func (s *stating) addBenefit(l Line, now bool) (err error) {
	b := s.units[l.Unit]
	if b == nil {
		b = &BenefitLine{Unit: l.Unit}
		s.units[l.Unit] = b
	}
	if now {
		b.Lines = append(b.Lines, l)
	} else if b.Opening, err = b.Opening.Add(l.Quantity); err != nil {
		return err
	}
	b.Closing, err = b.Closing.Add(l.Quantity)
	return err
}

func (s *stating) addSettlement(e Settlement) error {
	changes, err := e.Changes()
	if err != nil {
		return err
	}
	for _, c := range changes {
		line := s.lines[c.Line]
		if line == nil {
			return fmt.Errorf("line %s is not known", quoted(c.Line))
		}
		if line.standing, err = line.standing.After(c); err != nil {
			return err
		}
	}
	if e.Day < s.First {
		s.addBefore(e)
		return nil
	}
	s.credits.addWide(fromDepositAccount(e))
	s.paid.add(e.Paid.units)
	s.in.add(e.ToDeposit.units)
	s.drawn.add(e.FromDeposit.units)
	s.returned.add(e.Returned.units)
	if !e.Paid.IsZero() {
		s.Payments = append(s.Payments, Payment{Settlement: e.ID, Day: e.Day, Amount: e.Paid, Reverses: e.Reverses})
	}
	for _, m := range e.Moves {
		s.addMove(e, m, m.Line, m.With)
		s.addMove(e, m, m.With, m.Line)
	}
	return nil
}

// addBefore adds a settlement to what stood open at the start.
func (s *stating) addBefore(e Settlement) {
	s.opening.addWide(fromDepositAccount(e))
	s.opening.add(e.Paid.units.neg())
	s.depositOpening.add(e.ToDeposit.units)
	s.depositOpening.add(e.FromDeposit.units.neg())
	s.depositOpening.add(e.Returned.units.neg())
}

// fromDepositAccount sums what the deposit account gave to debts, and to the
// payee without a line. Only by these does it change what stands open on
// lines: another return pays a line that stands for it.
func fromDepositAccount(e Settlement) wide {
	var sum wide
	for _, m := range e.Moves {
		if m.Kind == Drawn || m.Kind == Returned && m.Line == "" {
			sum.add(m.Amount.units)
		}
	}
	return sum
}

func (s *stating) addMove(e Settlement, m Move, line, with string) {
	if l := s.lines[line]; l != nil {
		l.Moves = append(l.Moves, StatementMove{
			Kind: m.Kind, Settlement: e.ID, Day: e.Day, With: with, Amount: m.Amount,
		})
	}
}

var errUnbalancedStatement = errors.New("does not balance")

func (s *stating) finish() error {
	var held, withheld, notDue, carried wide
	sums := summing{currency: s.Currency}
	for _, l := range s.lines {
		l.Open, l.Withheld = l.standing.Open, l.standing.Withheld
		withheld.add(l.Withheld.units)
		l.State = l.state(s.Last)
		switch l.State {
		case Settled:
		case HeldBack:
			held.add(l.Open.units)
		case NotDue:
			notDue.add(l.Open.units)
		case Carried:
			carried.add(l.Open.units)
		}
		if l.Line.Booked >= s.First || len(l.Moves) > 0 || !l.standing.Settled() {
			s.Lines = append(s.Lines, l.StatementLine)
		}
	}
	s.Opening, s.Credits, s.Debits = sums.money(s.opening), sums.money(s.credits), sums.money(s.debits)
	s.Paid, s.Held, s.Withheld = sums.money(s.paid), sums.money(held), sums.money(withheld)
	s.NotDue, s.Carried = sums.money(notDue), sums.money(carried)
	s.Closing = sums.money(withheld, notDue, carried)
	d := &s.Deposit
	d.Opening, d.In = sums.money(s.depositOpening), sums.money(s.in)
	d.Drawn, d.Returned = sums.money(s.drawn), sums.money(s.returned)
	s.sort()
	err := s.balance(held, withheld, notDue, carried)
	return cmp.Or(sums.err, err)
}

func (l *statedLine) state(last Date) State {
	switch {
	case l.Open.IsZero():
		return Settled
	case l.standing.Held:
		return HeldBack
	case l.Due > last:
		return NotDue
	default:
		return Carried
	}
}

// balance proves the equations of Statement and DepositAccount, and sets the
// closing of the latter.
func (s *stating) balance(left ...wide) error {
	before, after := s.opening, s.paid
	before.addWide(s.credits)
	before.addWide(s.debits.neg())
	for _, w := range left {
		after.addWide(w)
	}
	deposit := s.depositOpening
	deposit.addWide(s.in)
	deposit.addWide(s.drawn.neg())
	deposit.addWide(s.returned.neg())
	sums := summing{currency: s.Currency}
	s.Deposit.Closing = sums.money(deposit)
	if before != after || s.Deposit.Opening.Sign() < 0 || s.Deposit.Closing.Sign() < 0 {
		return errUnbalancedStatement
	}
	return sums.err
}

func (s *stating) sort() {
	byBooking := func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Booked, b.Booked), cmp.Compare(a.ID, b.ID))
	}
	slices.SortFunc(s.Lines, func(a, b StatementLine) int { return byBooking(a.Line, b.Line) })
	slices.SortFunc(s.Payments, func(a, b Payment) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Settlement, b.Settlement))
	})
	slices.SortFunc(s.Duties, byBooking)
	for _, b := range s.units {
		slices.SortFunc(b.Lines, byBooking)
		s.Benefits = append(s.Benefits, *b)
	}
	slices.SortFunc(s.Benefits, func(a, b BenefitLine) int { return cmp.Compare(a.Unit, b.Unit) })
}
