package engine

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Counter counts the events of one type, for one goroutine.
type Counter struct {
	engine   *Engine
	measures []counting
	clock    ir.ZoneClock
}

// A counting is one measure with the frame that its expressions are read in.
type counting struct {
	measure *measure
	frame   *frame
	rows    []bool // by hop: whether its row is read, not only which subject it is
}

// Counters gives a counter of events of a type for each worker. They may be
// used at once while the store is frozen; Counted ends their use.
func (e *Engine) Counters(t *data.Type) []*Counter {
	list := make([]*Counter, len(e.workers))
	for i, w := range e.workers {
		list[i] = e.counter(w, t)
	}
	return list
}

func (e *Engine) counter(w *worker, t *data.Type) *Counter {
	c := &Counter{engine: e}
	for _, m := range e.order {
		if m.source != nil && m.source.Type == t {
			m.grow()
			m.named = m.binding.hops[m.target].parent == rootHop && m.target > levelHop && m.table.Described()
			c.measures = append(c.measures, counting{m, w.frame(m.binding), m.binding.rowsRead()})
		}
	}
	return c
}

// Counted takes in what the counters of a type have counted of subjects that
// were new to them. The store is thawed.
func (e *Engine) Counted(t *data.Type) { e.eventMeasures(t, (*measure).settle) }

// Forget drops all events of a type that were counted, for another count.
func (e *Engine) Forget(t *data.Type) { e.eventMeasures(t, (*measure).forget) }

func (e *Engine) eventMeasures(t *data.Type, do func(*measure)) {
	for _, m := range e.order {
		if m.source != nil && m.source.Type == t {
			do(m)
		}
	}
}

// Event counts an event in all measures of its type. Its values must be good:
// one with a bad value is suspended. A voided event, and one after the day of
// the run, is not counted.
func (e *Engine) Event(r *data.Record) error {
	e.Given(r.Type)
	c := e.counter(e.workers[0], r.Type)
	day, at, ok := c.Day(r)
	if !ok {
		return fmt.Errorf("the %s %s has no time", r.Type.Name, r.ID)
	}
	if r.Void == "" && day <= e.asOf {
		c.Count(r, day, at)
	}
	return nil
}

// Day gives the day and the instant of an event; it is false where the event
// has no time.
func (c *Counter) Day(r *data.Record) (day payout.Date, at int64, ok bool) {
	v := r.Values[r.Type.At.Slot]
	if v < ir.Smallest {
		return 0, 0, false
	}
	if r.Type.At.Kind == ir.Date {
		return payout.Date(v), v, true
	}
	return c.clock.Day(v, c.engine.store.Schema.Zone), v, true
}

// Count counts an event in all measures of its type. Its values must be good,
// and it must have happened by the day of the run.
func (c *Counter) Count(r *data.Record, day payout.Date, at int64) {
	for i := range c.measures {
		m, f := c.measures[i].measure, c.measures[i].frame
		f.startEvent(r, day, c.measures[i].rows)
		m.count(f, day, at)
	}
}

// Suspend notes an event that cannot be counted, because a value of it cannot
// be read, in every measure that it may belong to (N39).
func (c *Counter) Suspend(r *data.Record) {
	day, _, _ := c.Day(r)
	for i := range c.measures {
		m, f := c.measures[i].measure, c.measures[i].frame
		f.startEvent(r, day, c.measures[i].rows)
		m.suspend(f.subjects[m.target], day)
	}
}

// SuspendAll notes an event of which nothing is known: it may be anybody's, on
// any day.
func (c *Counter) SuspendAll() {
	for i := range c.measures {
		c.measures[i].measure.suspend(-1, 0)
	}
}

// Day gives the day of an event; it is false where the event has no time.
func (e *Engine) Day(r *data.Record) (payout.Date, bool) {
	day, _, ok := (&Counter{engine: e}).Day(r)
	return day, ok
}

// startEvent aims the frame at an event that is in no table.
func (f *frame) startEvent(r *data.Record, day payout.Date, rows []bool) {
	f.Reset()
	f.event = r
	f.moment, f.tainted = moment{day: day, period: Period{ir.Day, day, day}}, false
	f.subjects[rootHop], f.subjects[levelHop] = 0, -1
	f.rows[rootHop], f.rows[levelHop] = 1, 0
	f.Rows[rootHop], f.Rows[levelHop] = r.Values, f.worker.engine.nothing
	for i := levelHop + 1; i < len(f.binding.hops); i++ {
		if rows[i] {
			f.aim(i)
		} else {
			f.subjects[i] = f.follow(&f.binding.hops[i])
		}
	}
}

// rowsRead says of each hop whether anything is read from its row: a fact, or
// where the way goes on.
func (b *binding) rowsRead() []bool {
	read := make([]bool, len(b.hops))
	for i, l := range b.loads {
		read[l.hop] = read[l.hop] || b.program.Inputs[i].Kind != ir.InRef
	}
	for i := levelHop + 1; i < len(b.hops); i++ {
		read[b.hops[i].parent] = true
	}
	return read
}
