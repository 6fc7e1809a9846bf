package engine

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// ownPeriods decides a rule whose periods are counted from a date of each
// subject: yearly fees and the like.
func (e *Engine) ownPeriods(r *rule, first, last payout.Date) error {
	table := e.table(r.Root)
	found := make([][]*outcome, table.Len())
	e.parallel(table.Len(), func(w *worker, i int) {
		s := int32(i)
		if table.Void(s) == "" {
			found[i] = w.ownPeriod(r, s, first, last)
		}
	})
	for _, list := range found {
		for _, o := range list {
			if err := e.settleOutcomes(r, []*outcome{o}, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownPeriod decides the periods of one subject that begin, or end, in these
// days. A period is counted from the date itself, never from the period
// before it (N33).
func (w *worker) ownPeriod(r *rule, subject int32, first, last payout.Date) []*outcome {
	table := w.engine.table(r.Root)
	var list []*outcome
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: last, period: Period{From: first, Until: last}})
	v := f.get(r.codes.since)
	if v.fault != nil && table.At(subject, last) != 0 {
		o := &outcome{state: Undecided, rule: r, subject: subject, day: last, period: Period{From: first, Until: last}, fault: v.fault}
		return []*outcome{o}
	}
	if !v.ok() {
		return nil
	}
	since := v.date()
	for n := r.firstPeriod(since, first); ; n++ {
		p := Period{From: r.begins(since, n), Until: r.begins(since, n+1).AddDays(-1)}
		if p.From.IsZero() || p.From > last {
			return list
		}
		for _, at := range w.engine.ownPoints(r, p, first, last) {
			if table.At(subject, at) == 0 || !w.governs(r, subject, at, p.From) {
				continue
			}
			o := w.decide(r, subject, moment{day: at, period: p, closed: at == p.Until})
			list = append(list, &o)
		}
	}
}

// ownPoints gives the days on which a period of a subject's own is decided:
// its first day or its last, and where the open period is posted, the end of
// each day or month before it (N14).
func (e *Engine) ownPoints(r *rule, p Period, first, last payout.Date) []payout.Date {
	if !r.Every.AtEnd {
		if p.From < first || p.From > last {
			return nil
		}
		return []payout.Date{p.From}
	}
	var points []payout.Date
	if r.Post != ir.NoUnit {
		for at := max(first, p.From); at <= last && at < p.Until; at = at.AddDays(1) {
			if PeriodOf(r.Post, at).Until != at {
				continue
			}
			if at <= e.closed && min(PeriodOf(r.Post, at.AddDays(1)).Until, p.Until) <= e.through {
				continue // posted before; what has changed since comes with the next posting
			}
			points = append(points, at)
		}
	}
	if p.Until >= first && p.Until <= last {
		points = append(points, p.Until)
	}
	return points
}

// begins gives the first day of period n, from 0.
func (r *rule) begins(since payout.Date, n int) payout.Date {
	return since.AddMonths(n * r.Every.Months).AddDays(n * r.Every.Days)
}

// firstPeriod gives a period that is not after a day, near it.
func (r *rule) firstPeriod(since, day payout.Date) int {
	length := r.Every.Months*31 + r.Every.Days
	if day <= since || length == 0 {
		return 0
	}
	return max(0, int(day-since)/length-2)
}
