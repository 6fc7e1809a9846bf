package run

import (
	"cmp"
	"iter"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// TierOptions are what a report on tiers is told. The zero TierOptions are
// good for a book with one set of tiers.
type TierOptions struct {
	// Set is the set of tiers; by default the only one that there is.
	Set string

	// Volume, Margin and Cost are what the customers bring and take: the name
	// of a fact or measure of the subject, of a let, or an expression that is
	// read from the subject. By default they are its facts, measures or lets
	// of the names volume, margin and cost, or 交易额, 毛利 and 成本, if there
	// are any.
	Volume, Margin, Cost string

	// Near is how near a customer is to a border that is listed, as a part of
	// its value; by default 5%.
	Near *big.Rat

	// From is the first day whose reviews are made where the ledger has none;
	// by default the first of which the data say something.
	From payout.Date

	// Jobs is how many goroutines work; 0 is one a processor. It changes no
	// result.
	Jobs int
}

// A Portfolio is the customers of a set of tiers in a period: who is in which
// tier, and what the tiers bring.
type Portfolio struct {
	Policy, Version string
	Title           payout.Why // of the policy, as it has it
	Set             string
	Kind            string // of subject that the set sorts
	Period          string
	First, Last     payout.Date // of the period; tiers are those in force on the day after Last
	Currency        payout.Currency
	Figures         []Figure  // volume, margin and cost, those that there are
	Tiers           []TierSum // the best first, as the version of the last day has them
	All             TierSum
	Indicators      []string // of the set's scorecard, if its conditions compare a sum of several
	Curves          []Curve  // of volume and of margin
	Moves           []TierMove
	Borders         []Nearby
	Undecided       []Unknown

	sorting *engine.Sorting
	rows    []customerRow
}

// A Figure is one of the numbers that are added up.
type Figure struct {
	Role  string // volume, margin or cost
	Text  string // as the policy, or the caller, writes it
	Money bool   // an amount in the currency, and not a number
}

// A TierSum is what the customers of a tier bring together.
type TierSum struct {
	Tier      string
	Title     payout.Why
	Customers int
	Sums      []Sum  // by Portfolio.Figures
	Points    []Mean // by Portfolio.Indicators
}

// A Mean is the points of several customers: their total, and how many there
// are.
type Mean struct {
	Total     decimal.Decimal
	Customers int
}

// A Sum is a figure of several customers. Those of whom it is not known are
// counted and not in the total.
type Sum struct {
	Total   decimal.Decimal
	Unknown int
}

// A Curve is the concentration of a figure: what the largest customers have.
type Curve struct {
	Role   string
	Points []CurvePoint // in ascending order of Percent
}

// A CurvePoint says what the first customers have.
type CurvePoint struct {
	Percent, Customers int
	Total              decimal.Decimal
	Share              *big.Rat // of all; nil where these have nothing, or less
}

// A TierMove is a change of tier that took force on the day after a review of
// the period.
type TierMove struct {
	Subject  payout.Ref
	On       payout.Date
	From, To string
	Up       bool
	Why      payout.Why // in English and Chinese
}

// A Nearby is a customer near a border: a small change of one number would
// bring another tier, by the conditions alone.
type Nearby struct {
	Subject  payout.Ref
	From, To string
	Up       bool
	What     payout.Why // the change, in English and Chinese
	Distance *big.Rat   // the change as a part of the border's value
}

// An Unknown is why the conditions of some customers could not be examined.
// These keep the tier that they have.
type Unknown struct {
	Missing   string // the fact that is missing or wrong; may be empty
	Reason    string
	Customers int
}

// A Customer is one subject of a portfolio.
type Customer struct {
	ID     string
	Tier   string
	By     string                // what decided it
	Values []decimal.NullDecimal // by Portfolio.Figures
	Points []decimal.NullDecimal // by Portfolio.Indicators
}

// customerRow is a customer in little space.
type customerRow struct {
	at      int32
	tier    int16
	known   [figures]bool
	amounts [figures]int64
}

const figures = 3

// Customers gives all customers, in the order of their ids.
func (p *Portfolio) Customers() iter.Seq[Customer] {
	return func(yield func(Customer) bool) {
		rows := slices.Clone(p.rows)
		slices.SortFunc(rows, func(a, b customerRow) int { return cmp.Compare(p.id(a), p.id(b)) })
		for _, row := range rows {
			l := p.sorting.At(int(row.at))
			c := Customer{ID: l.ID(), Tier: p.Tiers[row.tier].Tier, By: l.By(p.Last.AddDays(1)).String(), Values: make([]decimal.NullDecimal, len(p.Figures))}
			for n := range p.Figures {
				if row.known[n] {
					c.Values[n] = decimal.NewNullDecimal(p.decimal(n, big.NewInt(row.amounts[n])))
				}
			}
			c.Points = p.points(row)
			if !yield(c) {
				return
			}
		}
	}
}

func (p *Portfolio) id(row customerRow) string { return p.sorting.At(int(row.at)).ID() }

// points gives the points of a customer by the set's scorecard.
func (p *Portfolio) points(row customerRow) []decimal.NullDecimal {
	if len(p.Indicators) == 0 {
		return nil
	}
	list := make([]decimal.NullDecimal, len(p.Indicators))
	score, _ := p.sorting.At(int(row.at)).Score(p.Last.AddDays(1))
	for i, in := range score.Indicators {
		if in.Points != nil {
			list[i] = decimal.NewNullDecimal(decimal.NewFromBigInt(in.Points, -int32(in.Type.Scale)))
		}
	}
	return list
}

// decimal gives a whole number of a figure's units.
func (p *Portfolio) decimal(figure int, v *big.Int) decimal.Decimal {
	places, _ := p.sorting.Places(figure)
	return decimal.NewFromBigInt(v, -int32(places))
}
