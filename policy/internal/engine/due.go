package engine

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// due gives the day on which a line may be paid, or none where the date that
// it waits for is not known yet.
func (e *Engine) due(d *draft, booked payout.Date) payout.Date {
	r := d.rule
	if r.Kind == payout.Benefit || r.Kind == payout.Duty {
		return 0
	}
	if r.Due == nil {
		return e.dueBy(r.policy.Settle.Due[cadence(r.Rule)], d, booked)
	}
	return e.dueBy(r.Due, d, booked)
}

// cadence names the default due day of a rule.
func cadence(r *plan.Rule) string {
	switch {
	case r.Once != nil || r.Kind == payout.Clawback || r.Decide != nil:
		return "once"
	case r.Every.Own():
		return "year"
	case r.Post != ir.NoUnit:
		return r.Post.String()
	default:
		return r.Every.Unit.String()
	}
}

func (e *Engine) dueBy(due *plan.Due, d *draft, booked payout.Date) payout.Date {
	switch due.Kind {
	case plan.DueAfter:
		return booked.AddDays(due.Days)
	case plan.DueDayOfMonth:
		return nextDayOfMonth(booked, due.Day)
	case plan.DueOn:
		return max(due.On, booked)
	case plan.DueMonths:
		since, ok := dateIn(d.frame, due.Since)
		if !ok {
			return booked
		}
		return max(dayOfMonth(since.MonthStart().AddMonths(due.Months), due.Day), booked)
	case plan.DueWith:
		since, ok := dateIn(d.frame, due.Since)
		if !ok {
			return 0 // not before the date is known
		}
		return e.dueBy(d.rule.policy.Settle.Due[due.With], d, max(since, booked).AddDays(-1))
	}
	return booked
}

func dateIn(f *frame, n *ir.Node) (payout.Date, bool) {
	if f == nil || n == nil {
		return 0, false
	}
	v := f.Exact(n)
	if v.Num == nil {
		return 0, false
	}
	return payout.Date(v.Num.Int64()), true
}

// nextDayOfMonth gives the first such day of a month after a day; a month
// that is too short has it on its last day.
func nextDayOfMonth(after payout.Date, day int) payout.Date {
	if d := dayOfMonth(after.MonthStart(), day); d > after {
		return d
	}
	return dayOfMonth(after.MonthStart().AddMonths(1), day)
}

func dayOfMonth(month payout.Date, day int) payout.Date {
	return min(month.AddDays(day-1), month.MonthEnd())
}
