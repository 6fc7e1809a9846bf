package plan

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// UnitStart gives the first day of the calendar period that a day lies in.
func UnitStart(u ir.Unit, d payout.Date) payout.Date {
	switch u {
	case ir.Month:
		return d.MonthStart()
	case ir.Quarter:
		return d.QuarterStart()
	case ir.Year:
		return d.YearStart()
	case ir.Day, ir.NoUnit:
	}
	return d
}

// UnitEnd gives the last day of the calendar period that a day lies in.
func UnitEnd(u ir.Unit, d payout.Date) payout.Date {
	switch u {
	case ir.Month:
		return d.MonthEnd()
	case ir.Quarter:
		return d.QuarterEnd()
	case ir.Year:
		return d.YearEnd()
	case ir.Day, ir.NoUnit:
	}
	return d
}

// sameSettlement compares two settlements by their texts.
func sameSettlement(a, b *Policy) bool {
	return slices.Equal(a.SettlementTerms(), b.SettlementTerms())
}

// SettlementTerms gives how balances are paid, as it is written; of a term
// that the policy does not state, an empty text.
func (p *Policy) SettlementTerms() []Clause {
	var s syntax.Settlement
	if p.Syntax.Settlement != nil {
		s = *p.Syntax.Settlement
	}
	var list []Clause
	add := func(key, text string) {
		text = strings.Join(strings.Fields(text), " ")
		list = append(list, Clause{Key: key, Meaning: text, Text: text})
	}
	add("minimum", s.Minimum.Value)
	var order []string
	atMost, leave, rate, when := "", "", "", ""
	if o := s.Offset; o != nil {
		atMost, leave = o.AtMost.Value, o.Leave.Value
		for _, n := range o.Order.List {
			order = append(order, n.Value)
		}
	}
	if w := s.Withhold; w != nil {
		rate, when = w.Rate.Value, w.When.Value
	}
	add("offset order", strings.Join(order, ", "))
	add("offset at_most", atMost)
	add("offset leave", leave)
	add("withhold rate", rate)
	add("withhold when", when)
	return list
}
