package tier

import (
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// A Rung is one step of a Ladder: it takes quantities of From and more, or,
// with Above, of more than From, up to where the next rung begins. Value is
// what the rung gives: a price for each unit, a rate, points.
type Rung struct {
	From  decimal.Decimal
	Above bool
	Value decimal.Decimal
}

func (r Rung) start() threshold { return threshold{at: r.From, above: r.Above} }

// A Ladder gives a value by quantity, in exact decimals. It is Steps with
// values, for host programs. Numbers have at most 60 digits; more is an error.
//
// The zero value has no rungs, and no quantity reaches one.
type Ladder struct {
	rungs []Rung
	below bool
}

// ErrNoRung is the error of a quantity that is below the first rung of a
// ladder, or the first band of a scorecard. What depends on it is undecided
// (N37), not zero.
var ErrNoRung = errors.New("no rung is reached")

// NewLadder returns the ladder with the given rungs, lowest first. It is an
// error if there are none, or if a rung does not begin above the one before
// it; the error names both. The rung above 5 begins above the rung from 5.
func NewLadder(rungs ...Rung) (Ladder, error) {
	if len(rungs) == 0 {
		return Ladder{}, errNoRungs
	}
	l := Ladder{rungs: slices.Clone(rungs)}
	for i, r := range l.rungs {
		if err := errors.Join(bounded(r.From), bounded(r.Value)); err != nil {
			return Ladder{}, fmt.Errorf("rung %d: %w", i+1, err)
		}
		if i == 0 {
			continue
		}
		if before := l.rungs[i-1].start(); !before.isBelow(r.start()) {
			return Ladder{}, notAscending(i, before.text(), r.start().text())
		}
	}
	return l, nil
}

// BelowFirst returns the same ladder, but a quantity below the first rung is
// in the first rung (N37): Whole prices it by that rung, and Marginal takes
// off what it lacks.
func (l Ladder) BelowFirst() Ladder {
	l.below = len(l.rungs) > 0
	return l
}

// Rung returns the highest rung that q reaches. Below the first it is an
// ErrNoRung.
func (l Ladder) Rung(q decimal.Decimal) (Rung, error) {
	i, err := l.find(q)
	if err != nil {
		return Rung{}, err
	}
	return l.rungs[i], nil
}

// Whole returns q times the value of the rung that q reaches: the rung prices
// the whole quantity. Below the first rung it is an ErrNoRung.
func (l Ladder) Whole(q decimal.Decimal) (decimal.Decimal, error) {
	i, err := l.find(q)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return q.Mul(l.rungs[i].Value), nil
}

// Marginal returns the sum over the rungs of what lies of q in each, times the
// value of that rung: each slice has its own price. What lies below the first
// start counts nothing. Below the first rung it is an ErrNoRung.
func (l Ladder) Marginal(q decimal.Decimal) (decimal.Decimal, error) {
	reached, err := l.find(q)
	if err != nil {
		return decimal.Decimal{}, err
	}
	sum := decimal.Decimal{}
	for i, rung := range l.rungs[:reached+1] {
		end := q
		if i < reached {
			end = l.rungs[i+1].From
		}
		sum = sum.Add(end.Sub(rung.From).Mul(rung.Value))
	}
	return sum, nil
}

// find is reach with what is wrong with q.
func (l Ladder) find(q decimal.Decimal) (int, error) {
	if err := bounded(q); err != nil {
		return 0, fmt.Errorf("quantity: %w", err)
	}
	rung := l.reach(q)
	switch {
	case rung >= 0:
		return rung, nil
	case len(l.rungs) == 0:
		return 0, fmt.Errorf("quantity %s: %w: %w", q, ErrNoRung, errNoRungs)
	default:
		return 0, fmt.Errorf("quantity %s: %w: the first is %s", q, ErrNoRung, l.rungs[0].start().text())
	}
}

// reach returns the number of the highest rung that q reaches, or -1.
func (l Ladder) reach(q decimal.Decimal) int {
	rung := -1
	for rung+1 < len(l.rungs) && l.rungs[rung+1].start().reachedBy(q) {
		rung++
	}
	if rung < 0 && l.below {
		return 0
	}
	return rung
}

// A threshold is a Start in decimals, where there is no next number.
type threshold struct {
	at    decimal.Decimal
	above bool
}

func (t threshold) reachedBy(q decimal.Decimal) bool {
	c := q.Cmp(t.at)
	return c > 0 || c == 0 && !t.above
}

// isBelow reports whether t is reached by more than u is.
func (t threshold) isBelow(u threshold) bool {
	c := t.at.Cmp(u.at)
	return c < 0 || c == 0 && !t.above && u.above
}

func (t threshold) text() string {
	if t.above {
		return "above " + t.at.String()
	}
	return "from " + t.at.String()
}
