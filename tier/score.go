package tier

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// An Indicator is one thing that a scorecard measures. Weight is what one of
// its points counts: 1 if they count as they are, 0.3 for 30%.
type Indicator struct {
	Name   string
	Weight decimal.Decimal // not negative; 0 is shown and counts nothing
}

// A Band is a grade and the total from which it is given, up to where the next
// band begins. With Above it is given for more than From only.
type Band struct {
	Grade string
	From  decimal.Decimal
	Above bool
}

// A Scorecard weighs the points of a fixed list of indicators and grades their
// sum. Numbers have at most 60 digits; more is an error. The zero value has no
// indicators; its total is zero.
type Scorecard struct {
	indicators []Indicator
	grades     []string
	totals     Ladder // a rung for each grade
}

// NewScorecard returns the scorecard of these indicators, in this order, and
// of these bands, lowest first. Without bands there are no grades. It is an
// error if an indicator has no name, has that of another, or has a negative
// weight, or if a band does not begin above the one before it.
func NewScorecard(indicators []Indicator, bands []Band) (*Scorecard, error) {
	c := &Scorecard{indicators: slices.Clone(indicators)}
	named := map[string]bool{}
	for i, in := range c.indicators {
		switch err := bounded(in.Weight); {
		case in.Name == "" || named[in.Name]:
			return nil, fmt.Errorf("indicator %d is called %q: want a name of its own", i+1, in.Name)
		case err != nil:
			return nil, fmt.Errorf("indicator %q: %w", in.Name, err)
		case in.Weight.IsNegative():
			return nil, fmt.Errorf("indicator %q has a negative weight", in.Name)
		}
		named[in.Name] = true
	}
	if len(bands) == 0 {
		return c, nil
	}
	rungs := make([]Rung, len(bands))
	for i, b := range bands {
		rungs[i] = Rung{From: b.From, Above: b.Above}
		c.grades = append(c.grades, b.Grade)
	}
	totals, err := NewLadder(rungs...)
	if err != nil {
		return nil, fmt.Errorf("bands: %w", err)
	}
	c.totals = totals
	return c, nil
}

// A Score is the total of one subject and how it came about.
type Score struct {
	Total decimal.Decimal // the sum of Parts, exact
	Grade string          // that of the band reached; empty without bands
	Parts []ScorePart     // one for each indicator, in the order of the scorecard
}

// A ScorePart is what one indicator adds to a total.
type ScorePart struct {
	Indicator Indicator
	Points    decimal.Decimal
	Value     decimal.Decimal // Points times the weight, exact

	// Share is Value as a part of the total, exact; nil if the total is zero.
	// Shares sum to 1. Where points are negative, a share can be too, and
	// others more than 1. Share.FloatString(4) rounds it to basis points, from
	// the middle away from zero.
	Share *big.Rat
}

// Score weighs points, one for each indicator in the order of the scorecard.
// Points may be negative. It is an error if there are too few or too many, and
// an ErrNoRung if the total is below the first band; nothing that is missing
// counts as zero.
func (c *Scorecard) Score(points ...decimal.Decimal) (Score, error) {
	if len(points) != len(c.indicators) {
		return Score{}, fmt.Errorf("points for %d indicators: the scorecard has %d", len(points), len(c.indicators))
	}
	score := Score{Parts: make([]ScorePart, len(points))}
	for i, p := range points {
		in := c.indicators[i]
		if err := bounded(p); err != nil {
			return Score{}, fmt.Errorf("indicator %q: %w", in.Name, err)
		}
		value := p.Mul(in.Weight)
		score.Parts[i] = ScorePart{Indicator: in, Points: p, Value: value}
		score.Total = score.Total.Add(value)
	}
	if !score.Total.IsZero() {
		for i := range score.Parts {
			part := &score.Parts[i]
			part.Share = new(big.Rat).Quo(part.Value.Rat(), score.Total.Rat())
		}
	}
	if len(c.grades) == 0 {
		return score, nil
	}
	band := c.totals.reach(score.Total)
	if band < 0 {
		return Score{}, fmt.Errorf("total %s: %w: the first band is %s", score.Total, ErrNoRung, c.totals.rungs[0].start().text())
	}
	score.Grade = c.grades[band]
	return score, nil
}
