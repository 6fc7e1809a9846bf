package run

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// A count counts the events of one type. Rows are counted as they come, and
// what repeats is found in the end; only if something does are the rows read
// again, and counted anew without it.
type count struct {
	in     *ingest
	engine *engine.Engine
	typ    *data.Type
	asOf   payout.Date
	keep   bool // events are subjects themselves, and go into the store

	repeats  *repeats // nil where every id is known to be unique, or known not to be
	verdicts verdicts // of the second reading
	clashes  clashes
	look     bool // only look for what repeats
	readers  []*eventReader
}

// An eventReader is one goroutine's.
type eventReader struct {
	reader
	counter  *engine.Counter
	months   months
	earliest payout.Date
	voids    int
}

// events counts all events of a type in the engine's measures.
func (in *ingest) events(e *engine.Engine, t *data.Type, asOf payout.Date, s seen) error {
	c := &count{in: in, engine: e, typ: t, asOf: asOf, keep: e.Keeps(t)}
	u, ok := in.source.(Unique)
	if err := c.all(ok && u.UniqueIDs(t.Name) && !c.keep); err != nil {
		return err
	}
	var readers []*reader
	var earliest payout.Date
	for _, r := range c.readers {
		readers = append(readers, &r.reader)
		if earliest.IsZero() || !r.earliest.IsZero() && r.earliest < earliest {
			earliest = r.earliest
		}
		s.add(t.Name, &r.months)
	}
	in.take(t, readers, c.clashes.findings(t.Name))
	if in.counts[len(in.counts)-1].Read.Rows > 0 {
		e.Given(t)
	}
	if in.earliest == nil {
		in.earliest = map[*data.Type]payout.Date{}
	}
	in.earliest[t] = earliest
	return nil
}

// all counts the events, once or twice. Events that are kept are not counted
// before it is known which of them count.
func (c *count) all(unique bool) error {
	c.look = c.keep
	if !unique {
		c.repeats = newRepeats(c.in.scratch)
	}
	if err := c.pass(); err != nil {
		return err
	}
	if unique && slices.ContainsFunc(c.readers, func(r *eventReader) bool { return r.voids > 0 }) {
		// A row that withdraws an event may stand beside the event.
		c.engine.Forget(c.typ)
		return c.all(false)
	}
	if !c.look && len(c.verdicts) == 0 {
		return nil
	}
	c.look = false
	c.engine.Forget(c.typ)
	return c.pass()
}

// pass reads all rows once.
func (c *count) pass() (err error) {
	counters := c.engine.Counters(c.typ)
	if c.keep {
		counters = counters[:1] // the store takes rows from one goroutine
	} else {
		c.in.store.Freeze()
	}
	c.readers = nil
	for _, counter := range counters {
		c.readers = append(c.readers, &eventReader{reader: *c.in.reader(c.typ), counter: counter})
	}
	err = c.in.each(c.typ.Name, len(counters), func(worker int, b block) (rows int, err error) {
		r := c.readers[worker]
		b.rows(func(row *Row) bool {
			at := placeOf(b.number, rows)
			rows++
			err = c.event(r, at, row)
			return err == nil
		})
		return rows, err
	})
	if !c.keep {
		c.in.store.Thaw()
		c.engine.Counted(c.typ)
	}
	for _, r := range c.readers {
		c.in.mentions(&r.reader)
	}
	if c.repeats == nil || c.verdicts != nil {
		return err
	}
	c.verdicts = verdicts{}
	if err == nil {
		err = c.repeats.groups(len(counters), c.group)
	}
	if closed := c.repeats.close(); err == nil {
		err = closed
	}
	c.repeats = nil
	c.clashes.cut()
	return err
}

func (c *count) group(group []sighting) {
	if c.verdicts.judge(group) {
		c.clashes.note(group)
	}
}

// event counts one event.
func (c *count) event(r *eventReader, at place, row *Row) error {
	amount, state := r.read(at, row)
	if state != rowGood && c.in.stop {
		return badRowError(row)
	}
	switch state {
	case rowBroken: // it may be anybody's, on any day
		r.counter.SuspendAll()
		return nil
	case rowNobody, rowFaulty:
		r.counter.Suspend(r.record)
		return nil
	case rowGood:
	}
	id := hashText(r.record.ID)
	content := r.content(row)
	if c.repeats != nil {
		c.repeats.see(sightingOf(id, content, at, r.record.Void != ""))
	}
	if r.record.Void != "" {
		r.voids++
		r.tallies.voided.add(amount)
		return nil
	}
	switch c.verdicts.of(at) {
	case counts:
	case repeated:
		r.tallies.repeated.add(amount)
		return nil
	case withdrawn:
		r.tallies.voided.add(amount)
		return nil
	case contradicted:
		r.tallies.rejected.add(amount)
		c.clashes.see(at, r.record.ID, rowSpan(row))
		r.counter.Suspend(r.record)
		return nil
	}
	day, instant, ok := r.counter.Day(r.record)
	switch {
	case !ok:
		r.tallies.rejected.add(amount)
		r.found.add(at, diag.Errorf("B106", rowSpan(row), "the %s %q has no time", r.typ.Name, r.record.ID))
		r.counter.Suspend(r.record)
		return nil
	case day > c.asOf:
		r.tallies.future.add(amount)
		return nil
	}
	r.tallies.used.add(amount)
	if r.earliest.IsZero() || day < r.earliest {
		r.earliest = day
	}
	r.months.add(day, mix(id, content))
	if c.look {
		return nil
	}
	if c.keep {
		c.in.store.Put(r.record)
	}
	r.counter.Count(r.record, day, instant)
	return nil
}

// A holder is a source that knows whether it holds a kind at all, if only an
// empty file of it.
type holder interface {
	Holds(kind string) bool
}

// cover tells the engine which days the events cover. Where the source does
// not say, the data of all kinds begin together, with the month of the first
// event of any: of a kind that is there, such as refunds, none before its first
// is none at all. A kind that is not there is missing.
func (in *ingest) cover(e *engine.Engine, asOf payout.Date) {
	var begin payout.Date
	for _, day := range in.earliest {
		if begin.IsZero() || !day.IsZero() && day < begin {
			begin = day
		}
	}
	for t, earliest := range in.earliest {
		first, last, known := in.source.Covers(t.Name)
		held, asks := in.source.(holder)
		switch {
		case known:
			e.Given(t)
			e.Cover(t, engine.Period{From: first, Until: min(last, asOf)})
		case !begin.IsZero() && (!earliest.IsZero() || asks && held.Holds(t.Name)):
			e.Given(t)
			e.Cover(t, engine.Period{From: begin.MonthStart(), Until: asOf})
		}
	}
}
