package run

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
)

// A Count says what became of the rows of one kind: Read = Used + Rejected +
// Repeated + Future + Voided, in rows and in the sums of their amounts.
type Count struct {
	Kind     string
	Read     Tally
	Used     Tally
	Rejected Tally // broken, with a value that cannot be read, or contradicting another of the same id
	Repeated Tally // events that came before, to the letter
	Future   Tally // events after the day of the run
	Voided   Tally // withdrawn by their source
}

// A Tally is a number of rows, and the sum of their first money fact; the zero
// Money if they have none.
type Tally struct {
	Rows int
	Sum  payout.Money
}

// An amount is a sum in the smallest unit of the currency.
type amount struct {
	small int64
	wide  *big.Int // beside small
}

func (a *amount) add(b amount) {
	if sum := a.small + b.small; (sum > a.small) == (b.small > 0) {
		a.small = sum
	} else {
		a.widen(big.NewInt(b.small))
	}
	if b.wide != nil {
		a.widen(b.wide)
	}
}

func (a *amount) widen(v *big.Int) {
	if a.wide == nil {
		a.wide = new(big.Int)
	}
	a.wide.Add(a.wide, v)
}

func (a amount) money(c payout.Currency) payout.Money {
	sum := big.NewInt(a.small)
	if a.wide != nil {
		sum.Add(sum, a.wide)
	}
	m, _ := payout.MoneyFromBig(sum, c) // beyond any money there is, it is left out
	return m
}

// A tally is a Tally that is being made.
type tally struct {
	rows int
	sum  amount
}

func (t *tally) add(v amount) {
	t.rows++
	t.sum.add(v)
}

// tallies are a Count that is being made by one goroutine.
type tallies struct {
	read, used, rejected, repeated, future, voided tally
}

func (t *tallies) join(u *tallies) {
	for _, pair := range [][2]*tally{
		{&t.read, &u.read}, {&t.used, &u.used}, {&t.rejected, &u.rejected},
		{&t.repeated, &u.repeated}, {&t.future, &u.future}, {&t.voided, &u.voided},
	} {
		pair[0].rows += pair[1].rows
		pair[0].sum.add(pair[1].sum)
	}
}

// count gives the Count; sums is whether rows of the kind have amounts.
func (t *tallies) count(kind string, c payout.Currency, sums bool) Count {
	of := func(t tally) Tally {
		if !sums {
			return Tally{Rows: t.rows}
		}
		return Tally{t.rows, t.sum.money(c)}
	}
	return Count{
		Kind: kind, Read: of(t.read), Used: of(t.used), Rejected: of(t.rejected),
		Repeated: of(t.repeated), Future: of(t.future), Voided: of(t.voided),
	}
}
