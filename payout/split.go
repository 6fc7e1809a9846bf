package payout

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Share is the part of a whole that somebody has: 1/2 is 50%.
type Share struct {
	For    Ref
	Weight *big.Rat // exact, at least 0 and at most 1
}

// Part is an amount and whose it is.
type Part struct {
	For    Ref
	Amount Money
}

// Split divides total by shares so that parts and rest sum to total exactly.
// rest has what the shares leave of the whole. Every part, and rest, is within
// one minor unit of its exact value: all are first cut to whole units, and the
// units left over go one each to those that lost the most, ties to the smaller
// reference, rest last.
//
// There is one part for each reference, in ascending order of references;
// shares of the same reference are added together, as a payee has one amount
// per decision (N1). So the order of shares does not matter. A part can be
// zero. A negative total gives the opposite of what the positive total gives.
// total may be of any currency or none. Shares are not changed.
//
// It is an error if a weight is nil or negative, or if the weights sum to more
// than 1.
func Split(total Money, shares []Share) (parts []Part, rest Money, err error) {
	merged, err := mergeShares(shares)
	if err != nil {
		return nil, Money{}, err
	}
	whole := total.BigMinor()
	whole.Abs(whole)
	magnitude := new(big.Rat).SetInt(whole)
	exact := make([]*big.Rat, 0, len(merged)+1)
	left := big.NewRat(1, 1)
	for _, s := range merged {
		exact = append(exact, new(big.Rat).Mul(magnitude, s.Weight))
		left.Sub(left, s.Weight)
	}
	if left.Sign() < 0 {
		return nil, Money{}, errors.New("shares sum to more than 100%")
	}
	units := apportion(whole, append(exact, left.Mul(left, magnitude)))
	amount := func(i int) (Money, error) {
		if total.Sign() < 0 {
			units[i].Neg(units[i])
		}
		return MoneyFromBig(units[i], total.Currency())
	}
	for i, s := range merged {
		m, err := amount(i)
		if err != nil {
			return nil, Money{}, err
		}
		parts = append(parts, Part{For: s.For, Amount: m})
	}
	rest, err = amount(len(merged))
	if err != nil {
		return nil, Money{}, err
	}
	return parts, rest, nil
}

// mergeShares returns one share for each reference, in ascending order.
func mergeShares(shares []Share) ([]Share, error) {
	sorted := slices.Clone(shares)
	slices.SortFunc(sorted, func(a, b Share) int { return a.For.Compare(b.For) })
	merged := sorted[:0]
	for _, s := range sorted {
		switch {
		case s.Weight == nil:
			return nil, fmt.Errorf("share of %s is nil", s.For)
		case s.Weight.Sign() < 0:
			return nil, fmt.Errorf("share of %s is negative", s.For)
		}
		last := len(merged) - 1
		if last >= 0 && merged[last].For == s.For {
			merged[last].Weight = new(big.Rat).Add(merged[last].Weight, s.Weight)
			continue
		}
		merged = append(merged, s)
	}
	return merged, nil
}

// Reduce scales amounts down in proportion, so that they sum to limit, if they
// sum to more; otherwise it returns them as they are (N28). Parts come back in
// the order in which they were given. Every amount is within one minor unit of
// its exact value and the leftover units go where Split puts them; ties go to
// the smaller reference, and between amounts of one reference to the larger.
// So whose amount gets a unit does not depend on the order of amounts.
//
// An amount may be negative; it is reduced in the same proportion and counts
// in the sum. Amounts are not changed. It is an error if currencies differ,
// that of limit included, if limit is negative, or if the sum has more than 38
// digits.
func Reduce(amounts []Part, limit Money) ([]Part, error) {
	if limit.Sign() < 0 {
		return nil, fmt.Errorf("cap of %s is negative", limit)
	}
	reduced := slices.Clone(amounts)
	values := make([]Money, len(amounts))
	order := make([]int, len(amounts))
	for i, a := range amounts {
		values[i], order[i] = a.Amount, i
	}
	sum, err := Sum(values...)
	if err != nil {
		return nil, err
	}
	above, err := sum.Cmp(limit)
	if err != nil || above <= 0 {
		return reduced, err
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(amounts[i].For.Compare(amounts[j].For), values[j].units.cmp(values[i].units))
	})
	whole := limit.BigMinor()
	factor := new(big.Rat).SetFrac(whole, sum.BigMinor())
	exact := make([]*big.Rat, len(order))
	for at, i := range order {
		part := new(big.Rat).SetInt(values[i].BigMinor())
		exact[at] = part.Mul(part, factor)
	}
	for at, units := range apportion(whole, exact) {
		m, err := MoneyFromBig(units, sum.Currency())
		if err != nil {
			return nil, err
		}
		reduced[order[at]].Amount = m
	}
	return reduced, nil
}

// apportion rounds exact values that sum to the whole number total to whole
// numbers that sum to total, by the largest remainder: each value is cut to
// the whole number below it, and what is left goes in ones to the values that
// lost the most, ties to those that come first.
func apportion(total *big.Int, exact []*big.Rat) []*big.Int {
	units := make([]*big.Int, len(exact))
	lost := make([]*big.Rat, len(exact))
	order := make([]int, len(exact))
	left := new(big.Int).Set(total)
	for i, value := range exact {
		// Div, unlike Quo, goes to the number below also for a negative value.
		units[i] = new(big.Int).Div(value.Num(), value.Denom())
		lost[i] = new(big.Rat).Sub(value, new(big.Rat).SetInt(units[i]))
		order[i] = i
		left.Sub(left, units[i])
	}
	slices.SortStableFunc(order, func(i, j int) int { return lost[j].Cmp(lost[i]) })
	// What is left is the sum of what was lost, each less than one, so there
	// are more values than ones.
	one := big.NewInt(1)
	for _, i := range order {
		if left.Sign() <= 0 {
			break
		}
		units[i].Add(units[i], one)
		left.Sub(left, one)
	}
	return units
}
