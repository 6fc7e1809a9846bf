package engine

import (
	"fmt"
	"hash/fnv"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Event counts an event in all measures of its type. Its values must be good:
// one with a bad value is suspended by Suspend.
func (e *Engine) Event(r *data.Record) error { return e.workers[0].event(r) }

func (w *worker) event(r *data.Record) error {
	e := w.engine
	e.given[r.Type] = true
	day, at, ok := e.dayOf(r)
	if !ok {
		return fmt.Errorf("the %s %s has no time", r.Type.Name, r.ID)
	}
	if r.Void != "" || day > e.asOf {
		return nil
	}
	h := fnv.New64a()
	h.Write([]byte(r.ID))
	tie := h.Sum64()
	for _, m := range e.order {
		if m.source == nil || m.source.Type != r.Type {
			continue
		}
		f := w.frame(m.binding)
		f.startEvent(r, day)
		m.grow()
		m.count(f, day, at, tie)
	}
	return nil
}

// dayOf gives the day and the instant of an event.
func (e *Engine) dayOf(r *data.Record) (day payout.Date, at int64, ok bool) {
	v := r.Values[r.Type.At.Slot]
	if v < ir.Smallest {
		return 0, 0, false
	}
	if r.Type.At.Kind == ir.Date {
		return payout.Date(v), v, true
	}
	return ir.DayOf(v, e.store.Schema.Zone), v, true
}

// startEvent aims the frame at an event that is in no table.
func (f *frame) startEvent(r *data.Record, day payout.Date) {
	f.Reset()
	f.event = r
	f.moment, f.tainted = moment{day: day, period: PeriodOf(ir.Day, day)}, false
	f.subjects[rootHop], f.subjects[levelHop] = 0, -1
	f.rows[rootHop], f.rows[levelHop] = 1, 0
	f.Rows[rootHop], f.Rows[levelHop] = r.Values, f.worker.engine.nothing
	for i := levelHop + 1; i < len(f.binding.hops); i++ {
		f.aim(i)
	}
}

// Day gives the day of an event; it is false where the event has no time.
func (e *Engine) Day(r *data.Record) (payout.Date, bool) {
	day, _, ok := e.dayOf(r)
	return day, ok
}

// Suspend notes an event that cannot be counted, because a value of it cannot
// be read, in every measure that it may belong to (N39).
func (e *Engine) Suspend(r *data.Record) {
	e.given[r.Type] = true
	day, _, _ := e.dayOf(r)
	for _, m := range e.order {
		if m.source == nil || m.source.Type != r.Type {
			continue
		}
		f := e.workers[0].frame(m.binding)
		f.startEvent(r, day)
		m.suspend(f.subjects[m.target], day)
	}
}
