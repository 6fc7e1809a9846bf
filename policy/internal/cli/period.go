package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// period gives the period to run: the one that is named, or that source.yaml
// states, or the last month that the data have whole, and then says so.
func (c *command) period(ctx context.Context, w *workplace, o *runOptions) (engine.Period, error) {
	switch {
	case o.period.text != "":
		return engine.ParsePeriod(o.period.text)
	case w.stated.period != "":
		return engine.ParsePeriod(w.stated.period)
	}
	p, why, err := c.lastMonth(ctx, w)
	if err != nil {
		return p, err
	}
	fmt.Fprintln(c.err, diag.Visible(c.of("running "+p.String()+", ", "运行期间 "+p.String()+"：")+why))
	return p, nil
}

// lastMonth gives the last month that the data have whole, and says why it is
// that one. What source.yaml says of the days that are covered counts, else
// the first and the last event.
func (c *command) lastMonth(ctx context.Context, w *workplace) (p engine.Period, why string, err error) {
	const hint = "for example: --period 2026-03; " + sourceFile + " in the data folder may state it too"
	first, last := w.covered()
	covered := !last.IsZero()
	if !covered {
		if first, last, err = w.eventDays(ctx); err != nil {
			return p, "", err
		}
	}
	if last.IsZero() {
		return p, "", usagef(hint, "say which period to run: the data have no events that could tell")
	}
	until, ended := last, false
	if end := w.lastDay(); !end.IsZero() && end < last {
		until, ended = end, true
	}
	p = engine.PeriodOf(ir.Month, until)
	if p.Until > until && p.Before().Until >= first {
		p = p.Before()
	}
	switch {
	case covered && (p.From < first || p.Until > last):
		return p, "", usagef(hint, "say which period to run: the data cover no whole month, only %s to %s", first, last)
	case ended:
		why = c.of("the last month of the policies", "政策有效的最后一个月")
	case covered:
		why = c.of("the last month that "+sourceFile+" says is whole", sourceFile+" 所述资料完整的最后一个月")
	case p.Until > until:
		why = c.of("the only month of the data, whose events end on "+last.String(), "资料仅有该月，末笔事件在 "+last.String())
	default:
		why = c.of("the last whole month of the data, whose events end on "+last.String(), "资料完整的最后一个月，末笔事件在 "+last.String())
	}
	return p, why + c.of("; --period names another", "；可用 --period 另行指定"), nil
}

// covered gives the days of which the data state that they have all events of
// every kind that they speak of.
func (w *workplace) covered() (first, last payout.Date) {
	for _, days := range w.stated.cover {
		first = max(first, days[0])
		if last.IsZero() || days[1] < last {
			last = days[1]
		}
	}
	return first, last
}

// lastDay gives the last day of the policy that ends last; none if one is
// open.
func (w *workplace) lastDay() payout.Date {
	plans := w.book.Plans()
	if slices.ContainsFunc(plans, func(p *plan.Policy) bool { return p.Until.IsZero() }) {
		return 0
	}
	return slices.MaxFunc(plans, func(a, b *plan.Policy) int { return cmp.Compare(a.Until, b.Until) }).Until
}

// eventDays gives the days of the first and the last event. Events without a
// time that can be read tell nothing.
func (w *workplace) eventDays(ctx context.Context) (first, last payout.Date, err error) {
	store := data.NewStore(w.book.Schema())
	e := engine.New(w.book.Plans(), store, engine.Options{Jobs: 1})
	for _, t := range store.Schema.Types {
		if !t.Event || t.At == nil {
			continue
		}
		r := data.NewRecord(t)
		for row, err := range w.folder.Rows(ctx, t.Name) {
			if err != nil {
				return 0, 0, err
			}
			if row.Header == nil || row.Bad != "" {
				continue
			}
			at := slices.Index(row.Header.Names, t.At.Name)
			if at < 0 {
				continue
			}
			r.Reset()
			r.SetColumn(store, t.At, 0, row.Values[at])
			if day, ok := e.Day(r); ok {
				if first.IsZero() || day < first {
					first = day
				}
				last = max(last, day)
			}
		}
	}
	return first, last, nil
}
