package payout

import (
	"fmt"
	"strings"
)

// Position is what stands open on one account: all that a settlement needs to
// know. Accounts.Positions makes it from a ledger.
type Position struct {
	Account
	Items   []Item // in any order; each line once
	Deposit Money  // the balance of the deposit account, not negative
}

// Item is a line of a Position, as far as settling it needs. Lines that are
// settled in full may be left out.
type Item struct {
	Line     string // its id
	Policy   string
	Rule     string
	Base     string
	Once     string
	Kind     Kind
	Class    Kind
	Subject  Ref
	From     []string
	Corrects []string
	Booked   Date
	Due      Date
	Held     bool // and not released

	Open     Money // neither set against another line, withheld, taken nor paid; signed like the line
	Withheld Money // kept apart of a credit
	Assessed bool  // Open has borne its share of withholding
}

// ItemOf returns the item of a line of which nothing is settled yet.
func ItemOf(l Line) Item {
	return Item{
		Line: l.ID, Policy: l.Policy, Rule: l.Rule, Base: l.Base, Once: l.Once,
		Kind: l.Kind, Class: l.Class, Subject: l.Subject, From: l.From, Corrects: l.Corrects,
		Booked: l.Booked, Due: l.Due, Held: l.Held != "", Open: l.Amount,
	}
}

// class is the class in which i is settled.
func (i *Item) class() Kind {
	if i.Class != 0 {
		return i.Class
	}
	return i.Kind
}

// fund is the account of credits that i, a credit, belongs to. Credits that
// have none of their own, such as a charge that is given back, are drawn on as
// rewards are.
func (i *Item) fund() Kind {
	for _, k := range [...]Kind{i.Class, i.Kind} {
		if isFund(k) {
			return k
		}
	}
	return Reward
}

func isFund(k Kind) bool {
	return k == Residual || k == PassThrough || k == Reward || k == Subsidy
}

// The accounts that a debit may name in From beside those of credits.
const (
	fromDeposit = "deposit"
	fromCash    = "cash"
	fromRule    = "rule:" // and the id of a rule
)

// defaultFrom is what a debit draws on that names nothing. What is collected
// for the payee, a pass-through, is drawn on only if it is named.
var defaultFrom = []string{Reward.String(), Subsidy.String(), Residual.String()}

func isAccount(from string) bool {
	rule, found := strings.CutPrefix(from, fromRule)
	return found && rule != "" || from == fromDeposit || from == fromCash || fundOf(from) != 0
}

// fundOf returns the account of credits of that name, or no kind.
func fundOf(from string) Kind {
	for k := Residual; k <= Subsidy; k++ {
		if isFund(k) && from == k.String() {
			return k
		}
	}
	return 0
}

func (i *Item) check(c Currency) error {
	for _, m := range []Money{i.Open, i.Withheld} {
		if !m.IsZero() && m.currency != c {
			return fmt.Errorf("%s on an account in %s", m, c)
		}
	}
	switch {
	case i.Line == "":
		return fmt.Errorf("no id")
	case i.Withheld.Sign() < 0 || i.Open.Sign() < 0 && !i.Withheld.IsZero():
		return fmt.Errorf("%s open and %s withheld", i.Open, i.Withheld)
	}
	for _, from := range i.From {
		if !isAccount(from) {
			return fmt.Errorf("unknown account %s", quoted(from))
		}
	}
	return nil
}
