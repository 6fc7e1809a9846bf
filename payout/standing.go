package payout

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Standing is how much of a posted line is left to settle.
type Standing struct {
	Account  Account
	Amount   Money // of the line
	Open     Money // neither set against another line, withheld, taken nor paid; between zero and Amount
	Withheld Money // kept apart; Open and Withheld together are never beyond Amount
	Held     bool  // and not released
}

// Standing returns the standing of a line of which nothing is settled yet.
func (l Line) Standing() Standing {
	return Standing{
		Account: Account{Platform: l.Platform, Payee: l.Payee, Currency: l.Amount.currency},
		Amount:  l.Amount, Open: l.Amount, Withheld: Money{currency: l.Amount.currency}, Held: l.Held != "",
	}
}

// Settled reports whether nothing of the line is left.
func (s Standing) Settled() bool { return s.Open.IsZero() && s.Withheld.IsZero() }

// After returns the standing after a change. It is ErrConflict if that would be
// beyond the amount of the line or on the other side of zero, or if the line is
// held.
func (s Standing) After(c Change) (Standing, error) {
	open, err := s.Open.Add(c.Open)
	if err != nil {
		return Standing{}, err
	}
	withheld, err := s.Withheld.Add(c.Withheld)
	if err != nil {
		return Standing{}, err
	}
	sum, ok := open.units.add(withheld.units)
	inside := ok && withheld.Sign() >= 0 && sum.cmp(s.Amount.units) <= 0 && open.Sign() >= 0
	if s.Amount.Sign() < 0 {
		inside = withheld.IsZero() && open.Sign() <= 0 && open.units.cmp(s.Amount.units) >= 0
	}
	switch {
	case s.Held:
		return Standing{}, fmt.Errorf("%w: line %s is held", ErrConflict, quoted(c.Line))
	case !inside:
		return Standing{}, fmt.Errorf("%w: line %s of %s would have %s open and %s withheld",
			ErrConflict, quoted(c.Line), s.Amount, open, withheld)
	}
	s.Open, s.Withheld = open, withheld
	return s, nil
}

// Standings are what a ledger holds that a batch speaks of. The zero value
// holds nothing.
type Standings struct {
	Lines       map[string]Standing   // by the id of the line
	Deposits    map[Account]Money     // the balances of deposit accounts; none is zero
	Settlements map[string]Settlement // by id
}

// Needs are the keys of the Standings that a batch is applied to, in ascending
// order. Of what the ledger does not hold there is no entry.
type Needs struct {
	Lines       []string // that the batch posts, releases or settles
	Deposits    []Account
	Settlements []string // that the batch posts or reverses
}

// Needs returns what Apply must know of the ledger.
func (b Batch) Needs() (Needs, error) {
	lines, settlements, deposits := map[string]bool{}, map[string]bool{}, map[Account]bool{}
	for l := range b.AllLines() {
		lines[l.ID] = true
	}
	for _, r := range b.Releases {
		lines[r.Line] = true
	}
	for _, s := range b.Settlements {
		changes, err := s.Changes()
		if err != nil {
			return Needs{}, err
		}
		for _, c := range changes {
			lines[c.Line] = true
		}
		settlements[s.ID] = true
		if s.Reverses != "" {
			settlements[s.Reverses] = true
		}
		deposits[s.Account] = true
	}
	return Needs{
		Lines:       slices.Sorted(maps.Keys(lines)),
		Settlements: slices.Sorted(maps.Keys(settlements)),
		Deposits:    slices.SortedFunc(maps.Keys(deposits), Account.Compare),
	}, nil
}

// Apply changes s, which holds what b needs as far as the ledger has it, to
// what it is after b is posted. It is how every ledger decides whether a batch
// that has passed Check may be posted. It is ErrConflict, and s means nothing,
// if b posts a line or a settlement that exists, releases a line that is not
// held on its platform, settles a line that does not exist, is held or is of another account,
// or settles it beyond its amount, draws more on a deposit account than it
// has, or reverses a settlement otherwise than by its Reversal.
func (b Batch) Apply(s *Standings) error {
	for l := range b.AllLines() {
		if _, found := s.Lines[l.ID]; found {
			return fmt.Errorf("%w: line %s exists", ErrConflict, quoted(l.ID))
		}
		put(&s.Lines, l.ID, l.Standing())
	}
	for _, r := range b.Releases {
		line, found := s.Lines[r.Line]
		if !found || !line.Held || line.Account.Platform != b.Run.Platform {
			return fmt.Errorf("%w: line %s is not held", ErrConflict, quoted(r.Line))
		}
		line.Held = false
		s.Lines[r.Line] = line
	}
	for _, settlement := range b.Settlements {
		if err := s.settle(settlement); err != nil {
			return fmt.Errorf("settlement %s: %w", quoted(settlement.ID), err)
		}
	}
	return nil
}

func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}

func (s *Standings) settle(settlement Settlement) error {
	if _, found := s.Settlements[settlement.ID]; found {
		return fmt.Errorf("%w: it exists", ErrConflict)
	}
	if settlement.Reverses != "" {
		if err := s.checkReversal(settlement); err != nil {
			return err
		}
	}
	changes, err := settlement.Changes()
	if err != nil {
		return err
	}
	for _, c := range changes {
		line, found := s.Lines[c.Line]
		if !found || line.Account != settlement.Account {
			return fmt.Errorf("%w: line %s is not on its account", ErrConflict, quoted(c.Line))
		}
		if line, err = line.After(c); err != nil {
			return err
		}
		s.Lines[c.Line] = line
	}
	put(&s.Settlements, settlement.ID, settlement)
	change, err := settlement.DepositChange()
	if err != nil {
		return err
	}
	balance, err := s.Deposits[settlement.Account].Add(change)
	switch {
	case err != nil:
		return err
	case balance.Sign() < 0:
		return fmt.Errorf("%w: the deposit account would have %s", ErrConflict, balance)
	}
	put(&s.Deposits, settlement.Account, balance)
	return nil
}

func (s *Standings) checkReversal(reversal Settlement) error {
	original, found := s.Settlements[reversal.Reverses]
	if !found {
		return fmt.Errorf("%w: what it reverses does not exist", ErrConflict)
	}
	want, err := original.Reversal(reversal.Day)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	wantText, err := want.MarshalJSON()
	text, err2 := reversal.MarshalJSON()
	if err := cmp.Or(err, err2); err != nil {
		return err
	}
	if !bytes.Equal(text, wantText) {
		return fmt.Errorf("%w: it is not the reversal of %s", ErrConflict, quoted(original.ID))
	}
	return nil
}
