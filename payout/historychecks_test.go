package payout_test

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// checkOrder settles the items in another order, which must not matter.
func (h *history) checkOrder(p payout.Position, terms payout.Terms, s payout.Settlement) {
	want, err := s.MarshalJSON()
	if err != nil {
		h.t.Fatal(err)
	}
	items := slices.Clone(p.Items)
	h.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	p.Items = items
	again, err := payout.Settle(p, terms, s.Day)
	if err != nil {
		h.t.Fatal(err)
	}
	if got, err := again.MarshalJSON(); err != nil || !bytes.Equal(got, want) {
		h.t.Fatalf("in another order settled as\n%s, %v, want\n%s", got, err, want)
	}
}

// budget is what debts may take of the net credits, not rounded.
func budget(terms payout.Terms, s payout.Settlement) *big.Rat {
	net := new(big.Rat).SetInt(s.Net.BigMinor())
	most := new(big.Rat).SetInt(new(big.Int).Sub(s.Net.BigMinor(), s.Withheld.BigMinor()))
	if terms.AtMost != nil {
		most = lower(most, new(big.Rat).Mul(net, terms.AtMost))
	}
	above := new(big.Rat).Sub(net, new(big.Rat).SetInt(terms.Leave.BigMinor()))
	if above.Sign() < 0 {
		above = new(big.Rat)
	}
	return lower(most, above)
}

func lower(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func checkLimits(t *testing.T, terms payout.Terms, s payout.Settlement) {
	t.Helper()
	if new(big.Rat).SetInt(s.Offset.BigMinor()).Cmp(budget(terms, s)) > 0 {
		t.Fatalf("debts take %s, and may take %s: %s", s.Offset, budget(terms, s).FloatString(2), describe(s))
	}
	if below, _ := s.Paid.Cmp(terms.Minimum); s.Paid.Sign() != 0 && below < 0 && !terms.Leaving {
		t.Fatalf("pays %s, less than %s: %s", s.Paid, terms.Minimum, describe(s))
	}
}

// checkPriorities checks what a debt that is carried means: that the budget is
// used up, or that nothing is left of any account it draws on; and that no
// debt of a later class took from one of them.
func checkPriorities(t *testing.T, p payout.Position, terms payout.Terms, s payout.Settlement) {
	t.Helper()
	spent := new(big.Rat).Sub(budget(terms, s), new(big.Rat).SetInt(s.Offset.BigMinor()))
	if s.CarriedDebts.IsZero() || spent.Cmp(big.NewRat(1, 1)) < 0 {
		return
	}
	items := map[string]payout.Item{}
	for _, item := range p.Items {
		items[item.Line] = item
	}
	left := map[string]*big.Int{}
	for id, item := range items {
		left[id] = item.Open.BigMinor()
	}
	for _, m := range s.Moves {
		if m.Kind == payout.Released || m.Kind == payout.Paid || m.Line == "" {
			continue // what is paid was there to be taken
		}
		left[m.Line].Sub(left[m.Line], m.Amount.BigMinor())
		if m.With != "" {
			left[m.With].Add(left[m.With], m.Amount.BigMinor())
		}
	}
	for id, debt := range items {
		if left[id].Sign() >= 0 || !takesPart(debt, s.Day) {
			continue
		}
		from := debt.From
		if len(from) == 0 {
			from = []string{"reward", "subsidy", "residual"}
		}
		for _, m := range s.Moves {
			if m.Kind == payout.Drawn && m.With == id {
				left[id].Add(left[id], m.Amount.BigMinor())
			}
		}
		for other, credit := range items {
			if left[id].Sign() < 0 && left[other].Sign() > 0 && takesPart(credit, s.Day) && drawsOn(from, credit) {
				t.Fatalf("%s is carried, although %s has %s left and the budget %s: %s",
					id, other, left[other], spent.FloatString(2), describe(s))
			}
		}
	}
}

func takesPart(i payout.Item, on payout.Date) bool { return !i.Held && i.Booked <= on && i.Due <= on }

func drawsOn(from []string, credit payout.Item) bool {
	if credit.Class == payout.Deposit || credit.Class == 0 && credit.Kind == payout.Deposit {
		return false
	}
	fund := "reward"
	for _, k := range []payout.Kind{credit.Kind, credit.Class} {
		if slices.Contains([]string{"residual", "reward", "subsidy", "pass-through"}, k.String()) {
			fund = k.String()
		}
	}
	return slices.Contains(from, fund) || slices.Contains(from, "rule:"+credit.Rule)
}
