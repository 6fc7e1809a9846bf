package engine

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Period is a stretch of days that an amount is computed over. Both days
// are included.
type Period struct {
	Unit  ir.Unit // NoUnit: a period of the subject's own
	From  payout.Date
	Until payout.Date
}

// PeriodOf gives the calendar period of a unit that a day lies in.
func PeriodOf(unit ir.Unit, day payout.Date) Period {
	if unit == ir.NoUnit {
		unit = ir.Day
	}
	return Period{unit, plan.UnitStart(unit, day), plan.UnitEnd(unit, day)}
}

// ParsePeriod reads 2026, 2026-Q1, 2026-03 or 2026-03-05.
func ParsePeriod(text string) (Period, error) {
	first := func(day string) (payout.Date, error) { return payout.ParseDate(day) }
	switch {
	case len(text) == 10:
		if d, err := first(text); err == nil {
			return PeriodOf(ir.Day, d), nil
		}
	case len(text) == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4':
		if d, err := first(fmt.Sprintf("%s-%02d-01", text[:4], int(text[6]-'1')*3+1)); err == nil {
			return PeriodOf(ir.Quarter, d), nil
		}
	case len(text) == 7:
		if d, err := first(text + "-01"); err == nil {
			return PeriodOf(ir.Month, d), nil
		}
	case len(text) == 4:
		if d, err := first(text + "-01-01"); err == nil {
			return PeriodOf(ir.Year, d), nil
		}
	}
	return Period{}, fmt.Errorf("%q is no period: write 2026-03, 2026-03-05, 2026-Q1 or 2026", text)
}

// String writes the period as ParsePeriod reads it; a period of a subject's
// own as its first and last day.
func (p Period) String() string {
	switch p.Unit {
	case ir.Day:
		return p.From.String()
	case ir.Month:
		return p.From.String()[:7]
	case ir.Quarter:
		return fmt.Sprintf("%04d-Q%d", p.From.Year(), (int(p.From.Month())+2)/3)
	case ir.Year:
		return fmt.Sprintf("%04d", p.From.Year())
	default:
		return p.From.String() + "/" + p.Until.String()
	}
}

// Before gives the period of the same unit before p.
func (p Period) Before() Period { return PeriodOf(p.Unit, p.From.AddDays(-1)) }

// Within reports whether p lies in q.
func (p Period) Within(q Period) bool { return q.From <= p.From && p.Until <= q.Until }

// Ends calls visit with the last day of each period of a unit that ends in
// the days from first to last, in order.
func Ends(unit ir.Unit, first, last payout.Date, visit func(Period)) {
	for p := PeriodOf(unit, first); !p.From.IsZero() && p.Until <= last; p = PeriodOf(unit, p.Until.AddDays(1)) {
		if p.Until >= first {
			visit(p)
		}
	}
}
