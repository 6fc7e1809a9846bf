package ir

import (
	"time"

	"github.com/fenrun/fenrun/payout"
)

// date lowers the operations on dates (N33).
func (c *lowering) date(n *Node) fast {
	a := c.lower(n.Args[0])
	if n.Op == OpDateOf {
		return c.dateOf(n, a)
	}
	if n.Op == OpMonth || n.Op == OpYear {
		month := n.Op == OpMonth
		return func(f *Frame) int64 {
			v := a(f)
			d := smallDay(v)
			if v == Absent || d.IsZero() {
				return f.absentOr(v)
			}
			if month {
				return int64(d.Month())
			}
			return int64(d.Year())
		}
	}
	b := c.lower(n.Args[1])
	op, window := n.Op, n.Window
	if op == OpWithin && window.Months && window.Times == 0 && !window.Open {
		return c.withinMonths(n, a, b)
	}
	return func(f *Frame) int64 {
		v, w := a(f), b(f)
		if v == Absent || w == Absent {
			return f.absentOr(Absent)
		}
		switch op {
		case OpDays:
			return w - v
		case OpAddDays, OpAddMonths:
			return f.addTo(v, w, op == OpAddMonths)
		case OpMonths:
			months, ok := payout.MonthsBetween(smallDay(v), smallDay(w))
			if !ok {
				return f.unsure()
			}
			return int64(months)
		default: // OpWithin
			first, last, closed := window.Days(smallDay(w))
			d := smallDay(v)
			return number(d >= first && (!closed || d <= last))
		}
	}
}

// withinMonths lowers whether a day lies in months counted from an anchor. A
// month is whole, so that only the months need to be compared.
func (c *lowering) withinMonths(n *Node, a, b fast) fast {
	month := func(m int) int64 { // as Window.month counts them
		if m > 0 && n.Window.Same {
			m--
		}
		return int64(m)
	}
	lo, hi := month(n.Window.Lo), month(n.Window.Hi)
	k, left := c.leaf(n.Args[0])
	l, right := c.leaf(n.Args[1])
	if left && right && !k.constant && !l.constant {
		return func(f *Frame) int64 { return f.inMonths(k.get(f), l.get(f), lo, hi) }
	}
	return func(f *Frame) int64 {
		v, w := a(f), b(f)
		if v == Absent || w == Absent {
			return f.absentOr(Absent)
		}
		return f.inMonths(v, w, lo, hi)
	}
}

// inMonths reports whether day v lies in the months lo to hi behind that of
// day w.
func (f *Frame) inMonths(v, w, lo, hi int64) int64 {
	if v < 1 || w < 1 || v > int64(lastDate) || w > int64(lastDate) {
		return f.unsure()
	}
	from, day := monthOf(w), monthOf(v)
	if from+lo < firstMonth || from+hi > lastMonth {
		return f.unsure() // beyond the days that there are
	}
	return number(from+lo <= day && day <= from+hi)
}

// The months of the first and of the last day that there is.
const (
	firstMonth = 1*12 + 1
	lastMonth  = 9999*12 + 12
)

// monthOf gives twelve times the year of a day, and its month. It is the
// algorithm of Neri and Schneider (Euclidean affine functions, 2022), which
// multiplies where others divide.
func monthOf(day int64) int64 {
	n := uint64(day + 305) // from 1 March of the year 0
	century := 4*n + 3
	ofYear := 2939745 * (century%146097/4*4 + 3)
	year := 100*(century/146097) + ofYear>>32
	dayOfYear := ofYear & (1<<32 - 1) / 2939745 / 4
	return int64(12*year + (2141*dayOfYear+197913)>>16)
}

func (f *Frame) addTo(day, n int64, months bool) int64 {
	if n > 1e7 || n < -1e7 {
		return f.unsure()
	}
	d := smallDay(day)
	if months {
		d = d.AddMonths(int(n))
	} else {
		d = d.AddDays(int(n))
	}
	if d.IsZero() {
		return f.unsure()
	}
	return int64(d)
}

func smallDay(v int64) payout.Date {
	if v < 0 || v > int64(lastDate) {
		return 0
	}
	return payout.Date(v)
}

// dateOf gives the day of a time. The frame remembers the stretch of time in
// which the zone keeps its offset, so that nearly every day is one division.
func (c *lowering) dateOf(n *Node, a fast) fast {
	zone := n.Zone
	return func(f *Frame) int64 {
		v := a(f)
		if v == Absent || v < firstMicro || v > lastMicro {
			return f.absentOr(v)
		}
		return int64(f.clock.Day(v, zone))
	}
}

// A ZoneClock turns instants into days of one zone. The zero ZoneClock is ready; it is
// used by one goroutine at a time, for one zone.
type ZoneClock struct {
	from, until int64 // microseconds between which the offset holds
	offset      int64 // microseconds
}

const (
	dayMicros  = 24 * 3600 * 1e6
	epochDay   = 719163                // 1970-01-01 as a payout.Date
	firstMicro = -62_000_000_000 * 1e6 // in the year 5
	lastMicro  = 253_000_000_000 * 1e6 // in the year 9987
)

// Day gives the day in a zone of an instant in microseconds since 1970.
func (c *ZoneClock) Day(v int64, zone *time.Location) payout.Date {
	if v < c.from || v >= c.until {
		c.learn(v, zone)
	}
	v += c.offset
	day := v / dayMicros
	if v%dayMicros < 0 {
		day--
	}
	return payout.Date(day + epochDay)
}

func (c *ZoneClock) learn(v int64, zone *time.Location) {
	t := time.UnixMicro(v).In(zone)
	_, offset := t.Zone()
	c.offset = int64(offset) * 1e6
	c.from, c.until = firstMicro, lastMicro
	from, until := t.ZoneBounds()
	if !from.IsZero() {
		c.from = max(from.UnixMicro(), firstMicro)
	}
	if !until.IsZero() {
		c.until = min(until.UnixMicro(), lastMicro)
	}
}

// list lowers all, any, count and sum.
func (c *lowering) list(n *Node) fast {
	source := unnamed(n.Args[0])
	if source.Op != OpInput {
		return doubtful
	}
	i, size, op := source.Input, source.Type.Len, n.Op
	elements := make([]fast, size)
	for at := range size {
		elements[at] = c.input(i, at)
	}
	var ask fast
	asksPrev := false
	if len(n.Args) > 1 {
		ask, asksPrev = c.lower(n.Args[1]), n.Args[1].mentionsPrev()
	}
	return func(f *Frame) int64 {
		it, was := f.it, f.was
		v := f.walk(elements, ask, asksPrev, op)
		f.it, f.was = it, was
		return v
	}
}

func (f *Frame) walk(elements []fast, ask fast, asksPrev bool, op Op) int64 {
	total, absent := int64(0), false
	for at, element := range elements {
		v := element(f)
		if v == Absent || f.doubt {
			return f.absentOr(v)
		}
		f.was, f.it = f.it, v
		if asksPrev && at == 0 {
			continue
		}
		if ask == nil {
			total = f.plus(total, v, false)
			continue
		}
		answer := ask(f)
		switch {
		case f.doubt:
			return 0
		case answer == Absent:
			absent = true
		case op == OpSum:
			total = f.plus(total, answer, false)
		case op == OpAny && answer == 1:
			return 1
		case op == OpAll && answer == 0:
			return 0
		case op == OpCount:
			total += answer
		}
	}
	switch {
	case absent:
		return Absent
	case op == OpAll:
		return 1
	case op == OpAny:
		return 0
	default:
		return total
	}
}
