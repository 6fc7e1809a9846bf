package payout

// Totals are the sums of a settlement, none negative but those of a reversal.
// Net = Withheld + Offset + CarriedCredits + Paid - Released - Returned. What
// waits to be given back out of the deposit account is in none of them.
type Totals struct {
	Net            Money // credits once corrections and reversals are netted
	Withheld       Money // of Net, into the account of what is withheld
	Released       Money // out of that account, part of Paid
	Offset         Money // of Net, taken by debts
	FromDeposit    Money // taken by debts out of the deposit account
	ToDeposit      Money // of Offset, put into the deposit account
	Returned       Money // out of the deposit account, part of Paid
	Paid           Money // what the payee receives
	CarriedCredits Money // of Net, neither taken nor paid
	CarriedDebts   Money // what debts did not get
	Receivable     Money // of CarriedDebts, what the payee is to pay in cash
}

// net is Net as the sum of what became of it.
func (t Totals) net() (Money, error) {
	return Sum(t.Withheld, t.Offset, t.CarriedCredits, t.Paid, t.Released.Neg(), t.Returned.Neg())
}

func zeroTotals(c Currency) Totals {
	zero := Money{currency: c}
	return Totals{zero, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero}
}

// totalsOf sums moves. What moves do not tell, Net and what is carried, is
// zero.
func totalsOf(moves []Move, c Currency) (Totals, error) {
	var by [Paid + 1]wide
	for _, m := range moves {
		by[m.Kind].add(m.Amount.units)
	}
	sums := summing{currency: c}
	t := zeroTotals(c)
	t.Withheld = sums.money(by[Withheld])
	t.Released = sums.money(by[Released])
	t.Offset = sums.money(by[Taken], by[Deposited])
	t.FromDeposit = sums.money(by[Drawn])
	t.ToDeposit = sums.money(by[Deposited])
	t.Returned = sums.money(by[Returned])
	t.Paid = sums.money(by[Returned], by[Paid])
	return t, sums.err
}

// summing makes amounts of sums. The first error stays.
type summing struct {
	currency Currency
	err      error
}

// money returns the sum of sums, or zero with an error if it does not fit.
func (s *summing) money(sums ...wide) Money {
	var whole wide
	for _, sum := range sums {
		whole.addWide(sum)
	}
	units, ok := whole.int128()
	if !ok {
		s.err = errTooLarge
		return Money{currency: s.currency}
	}
	return Money{units: units, currency: s.currency}
}
