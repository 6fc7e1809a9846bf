package payout

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Terms are how one account is settled, as its policy and the facts of its
// payee have it on the day. The zero Terms take all that debts ask for,
// withhold nothing and pay all that is left.
type Terms struct {
	// Order is the classes of debts in the order in which they take. Classes
	// that it lacks come after it in the order of Kinds.
	Order []Kind

	// AtMost is the share of the net credits that debts may take, 0 to 1, cut
	// to whole minor units; nil is all. Leave is what they must leave of the
	// net credits; zero is nothing. Neither limits what is drawn on the deposit.
	AtMost *big.Rat
	Leave  Money

	// Withhold is the share of the net credits that is kept apart, 0 to 1,
	// rounded by Rounding. If it is nil or zero, because the condition for it
	// does not hold, what was withheld before is paid.
	Withhold *big.Rat
	Rounding Rounding

	// Minimum is the least payment. Less is carried.
	Minimum Money

	// Leaving is whether the payee leaves (N41): Minimum does not apply, what is
	// left of the deposit is paid, and debts that remain are receivable.
	// KeepDeposit leaves the deposit where it is, because an assessment of the
	// payee is still open.
	Leaving     bool
	KeepDeposit bool
}

// Settle settles an account on a day (N40). It is a pure function and neither
// the order of items nor that of anything else matters: the same open lines
// give the same settlement, to the byte. Items take part that are booked and
// due by the day and not held. The steps are:
//
//  1. Lines of opposite sign are netted, whatever the limits: those of which
//     one corrects the other, both or neither of them clawbacks or deposits; those of one key and class, such as a charge and
//     what takes it back; then credits and corrections of credits, first those
//     of one kind. Among these, what is collected for the payee, a pass-through,
//     nets only with its own kind. A correction that is left is a debt.
//  2. The share that Terms withhold of the credits that are left and not yet
//     assessed is kept apart, in proportion to them.
//  3. Debts take in their order: corrections first, then by class, then the
//     oldest booking day first, then by line id. Each draws on its accounts in
//     the order of its From, and there on the oldest credit first. A credit of
//     a kind that is no account, such as one posted by hand, counts as a reward.
//     What a deposit takes is put into the deposit account. Debits of class
//     deposit do not draw on the deposit.
//  4. What is left is paid: credits, positive lines of class deposit out of the
//     deposit account as far as it goes, and what was withheld if nothing is
//     to be withheld any more. If that is less than the minimum, all of it stays
//     where it is.
//
// Every step takes the oldest booking day first and then goes by line id, in
// byte order. What is neither taken nor paid is carried: the settlement does
// not mention it, and the next finds it open. A settlement without moves says
// that there was nothing to do.
//
// It is an error if the position or the terms are malformed, if a sum has more
// than 38 digits, or if the result does not balance to the last unit, which
// is then never returned.
func Settle(p Position, t Terms, day Date) (Settlement, error) {
	s, err := settle(p, t, day)
	if err != nil {
		return Settlement{}, fmt.Errorf("settlement of %s on %s: %w", p.Payee, day, err)
	}
	return s, nil
}

func settle(p Position, t Terms, day Date) (Settlement, error) {
	if err := errors.Join(p.check(), t.check(p.Currency)); err != nil {
		return Settlement{}, err
	}
	if !day.valid() {
		return Settlement{}, errors.New("no day")
	}
	s := newSettling(p, t, day)
	s.netCorrected()
	net(s, keyOf)
	net(s, creditKind)
	net(s, creditPool)
	for _, step := range []func() error{s.count, s.withhold, s.offset, s.pay} {
		if err := step(); err != nil {
			return Settlement{}, err
		}
	}
	return s.result()
}

func (p *Position) check() error {
	switch {
	case p.Payee.IsZero() || p.Currency.IsZero():
		return errors.New("no payee or no currency")
	case p.Deposit.Sign() < 0 || !p.Deposit.IsZero() && p.Deposit.currency != p.Currency:
		return fmt.Errorf("deposit account of %s", p.Deposit)
	}
	seen := make(map[string]bool, len(p.Items))
	for i := range p.Items {
		item := &p.Items[i]
		err := item.check(p.Currency)
		if seen[item.Line] {
			err = errors.New("stands twice")
		}
		if err != nil {
			return fmt.Errorf("line %s: %w", quoted(item.Line), err)
		}
		seen[item.Line] = true
	}
	return nil
}

func (t *Terms) check(c Currency) error {
	for _, share := range []*big.Rat{t.AtMost, t.Withhold} {
		if share != nil && (share.Sign() < 0 || share.Cmp(big.NewRat(1, 1)) > 0) {
			return fmt.Errorf("share of %s, want 0 to 1", share.RatString())
		}
	}
	for _, m := range []Money{t.Leave, t.Minimum} {
		if m.Sign() < 0 || !m.IsZero() && m.currency != c {
			return fmt.Errorf("limit of %s on an account in %s", m, c)
		}
	}
	for i, k := range t.Order {
		if k < Residual || k > Manual || slices.Contains(t.Order[:i], k) {
			return fmt.Errorf("order of debts has %s, or has it twice", k)
		}
	}
	return nil
}

// withholds reports whether a share is withheld now.
func (t *Terms) withholds() bool { return t.Withhold != nil && t.Withhold.Sign() > 0 }

// settling is a settlement in the making.
type settling struct {
	Position
	Terms
	day     Date
	claims  []claim // of all items, by booking day, then line id
	deposit int128
	net     int128
	moves   []Move

	tooLarge bool // a sum had more than 38 digits
}

// claim is what is left of an item at some point of a settlement.
type claim struct {
	*Item
	left, withheld int128
	active         bool // takes part
}

func newSettling(p Position, t Terms, day Date) *settling {
	s := &settling{Position: p, Terms: t, day: day, deposit: p.Deposit.units}
	s.claims = make([]claim, len(p.Items))
	for i := range p.Items {
		item := &p.Items[i]
		s.claims[i] = claim{
			Item: item, left: item.Open.units, withheld: item.Withheld.units,
			active: !item.Held && item.Booked <= day && item.Due <= day,
		}
	}
	slices.SortFunc(s.claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.Booked, b.Booked), cmp.Compare(a.Line, b.Line))
	})
	return s
}

// credits reports whether c is a credit that can be taken or paid.
func (c *claim) credits() bool { return c.active && c.left.sign() > 0 && c.class() != Deposit }

// owes reports whether c is a debt.
func (c *claim) owes() bool { return c.active && c.left.sign() < 0 }

// move records a move and what it does to the claims between which it is made,
// of which it may lack one or both.
func (s *settling) move(kind MoveKind, line, with *claim, amount int128) {
	m := Move{Kind: kind, Amount: Money{amount, s.Currency}}
	if line != nil {
		m.Line = line.Line
	}
	if with != nil {
		m.With = with.Line
	}
	for _, effect := range m.effects() {
		for _, c := range [...]*claim{line, with} {
			if c != nil && c.Line == effect.Line {
				c.left = s.plus(c.left, effect.Open.units)
				c.withheld = s.plus(c.withheld, effect.Withheld.units)
			}
		}
	}
	s.moves = append(s.moves, m)
}

func (s *settling) plus(n, m int128) int128 {
	sum, ok := n.add(m)
	s.tooLarge = s.tooLarge || !ok
	return sum
}

func (s *settling) minus(n, m int128) int128 { return s.plus(n, m.neg()) }

func least(n, m int128) int128 {
	if n.cmp(m) < 0 {
		return n
	}
	return m
}
