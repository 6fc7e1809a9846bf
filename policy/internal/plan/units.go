package plan

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
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
	x, y := a.Syntax.Settlement, b.Syntax.Settlement
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	text := func(p *Policy) []string {
		s := p.Syntax.Settlement
		list := []string{s.Minimum.Value}
		if o := s.Offset; o != nil {
			list = append(list, o.AtMost.Value, o.Leave.Value)
			for _, n := range o.Order.List {
				list = append(list, n.Value)
			}
		}
		if w := s.Withhold; w != nil {
			list = append(list, w.Rate.Value, w.When.Value)
		}
		return list
	}
	p, q := text(a), text(b)
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != q[i] {
			return false
		}
	}
	return true
}
