package payout

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// count sums the net credits.
func (s *settling) count() error {
	var err error
	s.net, err = s.sum(func(c *claim) bool { return c.credits() })
	return err
}

func (s *settling) sum(of func(*claim) bool) (int128, error) {
	var sum wide
	for i := range s.claims {
		if c := &s.claims[i]; of(c) {
			sum.add(c.left)
		}
	}
	n, ok := sum.int128()
	if !ok {
		return int128{}, errTooLarge
	}
	return n, nil
}

// withhold keeps the share of the credits apart that have not borne it yet.
// Each bears the difference of two cuts of the sum up to it, as in a cascade
// (N23): the parts sum to the whole and none exceeds its credit.
func (s *settling) withhold() error {
	if !s.withholds() {
		return nil
	}
	bears := func(c *claim) bool { return c.credits() && !c.Assessed }
	base, err := s.sum(bears)
	if err != nil || base.sign() == 0 {
		return err
	}
	num := base.big()
	share, err := s.Rounding.Money(num.Mul(num, s.Withhold.Num()), s.Withhold.Denom(), s.Currency.Places(), s.Currency)
	if err != nil {
		return err
	}
	whole, of := least(share.units, base).big(), base.big()
	upTo, below := new(big.Int), new(big.Int)
	for i := range s.claims {
		c := &s.claims[i]
		if !bears(c) {
			continue
		}
		upTo.Add(upTo, c.left.big())
		cut := new(big.Int).Mul(upTo, whole)
		cut.Quo(cut, of)
		part, _ := int128OfBig(below.Sub(cut, below)) // no more than c.left
		below = cut
		s.move(Withheld, c, nil, part)
	}
	return nil
}

// offset lets the debts take.
func (s *settling) offset() error {
	kept, err := s.sum((*claim).credits)
	if err != nil {
		return err
	}
	budget := least(s.limit(), kept)
	draws := s.draws()
	for _, debt := range s.debts() {
		from := debt.From
		if len(from) == 0 {
			from = defaultFrom
		}
		for _, account := range from {
			switch account {
			case fromCash:
				// Nothing is there to be taken; see receivable.
			case fromDeposit:
				s.drawDeposit(debt)
			default:
				budget = s.drawCredits(debt, draws.of(account), budget)
			}
		}
	}
	return nil
}

// limit is what debts may take of the net credits.
func (s *settling) limit() int128 {
	limit := s.net
	if s.AtMost != nil {
		share := s.net.big()
		share.Quo(share.Mul(share, s.AtMost.Num()), s.AtMost.Denom())
		limit, _ = int128OfBig(share) // no more than s.net
	}
	above := s.minus(s.net, s.Leave.units)
	if above.sign() < 0 {
		above = int128{}
	}
	return least(limit, above)
}

// debts returns the debts in the order in which they take.
func (s *settling) debts() []*claim {
	rank := func(c *claim) int {
		if c.class().Side() == Credit {
			return -1 // a correction
		}
		if i := slices.Index(s.Order, c.class()); i >= 0 {
			return i
		}
		return len(s.Order) + int(c.class())
	}
	var debts []*claim
	for i := range s.claims {
		if c := &s.claims[i]; c.owes() {
			debts = append(debts, c)
		}
	}
	slices.SortStableFunc(debts, func(a, b *claim) int { return cmp.Compare(rank(a), rank(b)) })
	return debts
}

func (s *settling) drawDeposit(debt *claim) {
	amount := least(debt.left.neg(), s.deposit)
	if amount.sign() <= 0 || debt.class() == Deposit {
		return
	}
	s.deposit = s.minus(s.deposit, amount)
	s.move(Drawn, nil, debt, amount)
}

// drawCredits lets a debt take of credits, up to a budget, and returns what is
// left of the budget.
func (s *settling) drawCredits(debt *claim, credits *queue, budget int128) int128 {
	for credits.len() > 0 {
		credit := credits.first()
		amount := least(least(debt.left.neg(), credit.left), budget)
		if amount.sign() <= 0 {
			break
		}
		kind := Taken
		if debt.class() == Deposit {
			kind = Deposited
			s.deposit = s.plus(s.deposit, amount)
		}
		s.move(kind, credit, debt, amount)
		budget = s.minus(budget, amount)
	}
	return budget
}

// draws finds the credits of an account, of which it keeps one queue each, so
// that many debts do not look through what the first of them used up.
type draws struct {
	credits []*claim
	queues  map[string]*queue
}

func (s *settling) draws() draws {
	d := draws{queues: map[string]*queue{}}
	for i := range s.claims {
		if c := &s.claims[i]; c.credits() {
			d.credits = append(d.credits, c)
		}
	}
	return d
}

func (d draws) of(account string) *queue {
	if d.queues[account] == nil {
		q := &queue{}
		rule, isRule := strings.CutPrefix(account, fromRule)
		for _, c := range d.credits {
			if isRule && (c.Rule == rule || c.Base == rule) || !isRule && c.fund() == fundOf(account) {
				q.credits = append(q.credits, c)
			}
		}
		d.queues[account] = q
	}
	return d.queues[account]
}

// queue is credits in the order in which they are taken. A credit may be used
// up by way of another queue.
type queue struct {
	credits []*claim
}

func (q *queue) len() int {
	for len(q.credits) > 0 && q.credits[0].left.sign() <= 0 {
		q.credits = q.credits[1:]
	}
	return len(q.credits)
}

func (q *queue) first() *claim { return q.credits[0] }
