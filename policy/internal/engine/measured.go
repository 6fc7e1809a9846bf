package engine

import (
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// measured loads a measure, its value of the period before, or a stream over
// a window.
func (f *frame) measured(in *ir.Input, l *load) {
	subject := f.subjects[l.hop]
	if subject < 0 {
		for offset := range l.width {
			f.missing(l.hop, in.Slot+offset)
		}
		return
	}
	m := l.measure
	moment := f.moment
	if in.Kind == ir.InLast {
		moment.period = PeriodOf(m.def.Per, moment.day).Before()
		moment.day = moment.period.Until
	}
	if f.supplied(in, l, m, subject) {
		return
	}
	w, anchor, state := f.window(in, l, subject, moment)
	switch state {
	case windowAbsent:
		f.fill(in, ir.Absent)
		return
	case windowFault:
		return // window has said why
	}
	if in.Type.Kind == ir.List {
		f.blocks(in, m, subject, w, anchor, moment)
		return
	}
	first, last := m.stretch(w, anchor, moment)
	last = min(last, moment.events())
	if why := f.worker.engine.covers(m, first, last); why != "" {
		f.fail(in, &ir.Fault{Kind: ir.NotCovered, Name: in.Name, Detail: why})
		return
	}
	f.set(in, 0, m, subject, first, last, moment)
}

// fill puts one sentinel into all slots of an input.
func (f *frame) fill(in *ir.Input, v int64) {
	for offset := range in.Width() {
		f.Slots[in.Slot+offset] = v
	}
}

func (f *frame) fail(in *ir.Input, fault *ir.Fault) {
	for offset := range in.Width() {
		f.Fail(in.Slot+offset, fault)
	}
}

// supplied loads a measure that the host gave ready-made; it is false if the
// host gave none.
func (f *frame) supplied(in *ir.Input, l *load, m *measure, subject int32) bool {
	if m.given != nil && in.Kind != ir.InWindow {
		day := f.moment.day
		if in.Kind == ir.InLast {
			day = PeriodOf(m.def.Per, day).Before().Until
		}
		if row := m.table.At(subject, day); row != 0 {
			switch v := m.table.Slots(row)[m.given.Slot]; v {
			case ir.Missing:
			case ir.Faulty:
				f.fail(in, &ir.Fault{Kind: ir.BadFact, Name: in.Name})
				return true
			case ir.Wide:
				f.Set(in.Slot, m.table.Wide(row, m.given.Slot))
				return true
			default:
				f.Slots[in.Slot] = v
				return true
			}
		}
	}
	if m.def.Op == ir.Supplied || m.ofEvents() && !f.worker.engine.hasEvents(m.source.Type) {
		if m.def.Absent && m.def.Op != ir.Supplied {
			return false
		}
		f.fail(in, &ir.Fault{Kind: ir.MissingFact, Name: in.Name})
		return true
	}
	return false
}

type windowState uint8

const (
	windowOpen windowState = iota
	windowAbsent
	windowFault
)

// window gives the window of an input and the date it is counted from.
func (f *frame) window(in *ir.Input, l *load, subject int32, at moment) (w *ir.Window, anchor payout.Date, state windowState) {
	m := l.measure
	var since result
	switch {
	case in.Kind == ir.InWindow && in.Window.Period:
		return nil, 0, windowOpen
	case in.Kind == ir.InWindow:
		w, since = &in.Window, f.get(l.anchor)
	case m.def.Window != nil:
		inner := f.worker.frame(m.anchor)
		inner.start(subject, -1, at)
		w, since = m.def.Window, inner.get(m.since)
	default:
		return nil, 0, windowOpen
	}
	switch {
	case since.fault != nil:
		f.fail(in, since.fault)
		return w, 0, windowFault
	case since.absent:
		return w, 0, windowAbsent
	}
	return w, since.date(), windowOpen
}

// stretch gives the days that a measure runs over at a moment.
func (m *measure) stretch(w *ir.Window, anchor payout.Date, at moment) (first, last payout.Date) {
	switch {
	case w != nil:
		first, last, closed := w.Days(anchor)
		if !closed {
			last = at.day
		}
		return first, last
	case m.def.Per != ir.NoUnit:
		p := PeriodOf(m.def.Per, at.day)
		return max(p.From, at.cut), p.Until
	case m.def.Subject == nil: // a stream over the period
		return max(at.period.From, at.cut), at.period.Until
	default:
		return 1, at.day
	}
}

// blocks loads a list: all its windows, once the last one is over.
func (f *frame) blocks(in *ir.Input, m *measure, subject int32, w *ir.Window, anchor payout.Date, at moment) {
	if _, last, _ := w.Days(anchor); last > at.day {
		f.fill(in, ir.Absent)
		return
	}
	for i := range w.Times {
		first, last := w.Block(anchor, i)
		if why := f.worker.engine.covers(m, first, last); why != "" {
			f.fail(in, &ir.Fault{Kind: ir.NotCovered, Name: in.Name, Detail: why})
			return
		}
		f.set(in, i, m, subject, first, last, at)
	}
}

// set puts the value of a stretch of days into a slot of the input.
func (f *frame) set(in *ir.Input, offset int, m *measure, subject int32, first, last payout.Date, at moment) {
	slot := in.Slot + offset
	if !m.ofEvents() {
		v := m.vector(f.worker, at)
		f.taint(m, v.tainted[subject])
		if m.def.Absent && !v.found[subject] {
			f.Slots[slot] = ir.Absent
			return
		}
		f.setTotal(slot, v.totals[subject])
		return
	}
	f.taint(m, m.isTainted(subject, first, last))
	switch m.def.Op {
	case ir.SumOf, ir.CountOf:
		sum := total{}
		m.members(subject, at.day, func(s int32) { sum = sum.add(m.sum(s, first, last)) })
		f.setTotal(slot, sum)
	case ir.ReachOf:
		reached := m.reach(subject, first, last, at.day)
		if reached.IsZero() {
			f.Slots[slot] = ir.Absent
			return
		}
		f.Slots[slot] = int64(reached)
	default:
		best, found := picked{}, false
		m.members(subject, at.day, func(s int32) {
			if p, ok := m.pick(s, first, last); ok && (!found || better(m.def.Op, p, best)) {
				best, found = p, true
			}
		})
		if !found {
			f.Slots[slot] = ir.Absent
			return
		}
		f.setTotal(slot, total{best.value, best.wide})
	}
}

func (f *frame) setTotal(slot int, t total) {
	if t.wide != nil {
		f.Set(slot, t.wide)
		return
	}
	f.Slots[slot] = t.small
}

func (m *measure) sum(subject int32, first, last payout.Date) total {
	if int(subject) >= len(m.series) {
		return total{}
	}
	return m.series[subject].sum(first, last)
}

func (m *measure) pick(subject int32, first, last payout.Date) (picked, bool) {
	if int(subject) >= len(m.picks) {
		return picked{}, false
	}
	return m.picks[subject].pick(m.def.Op, first, last)
}

// reach gives the day on which the running sum of a subject, or of all that
// share its pool, got to the goal.
func (m *measure) reach(subject int32, first, last, day payout.Date) payout.Date {
	goal := m.def.Reach.Int
	if m.pool < 0 {
		if int(subject) >= len(m.series) {
			return 0
		}
		return m.series[subject].reach(first, last, goal)
	}
	joined := &series{}
	m.members(subject, day, func(s int32) {
		if int(s) >= len(m.series) {
			return
		}
		one := &m.series[s]
		for i := one.upTo(first - 1); i < one.upTo(last); i++ {
			d := payout.Date(one.list[i].day)
			v := one.sum(d, d)
			joined.add(d, v.small, v.wide)
		}
	})
	joined.finish()
	return joined.reach(first, last, goal)
}

// members calls visit with the subject, or with all that share its pool.
func (m *measure) members(subject int32, day payout.Date, visit func(int32)) {
	if m.pool < 0 {
		visit(subject)
		return
	}
	key, ok := m.poolKey(subject, day)
	if !ok {
		visit(subject)
		return
	}
	m.mu.Lock()
	if m.pools == nil {
		m.pools = map[payout.Date]map[int64][]int32{}
	}
	index := m.pools[day]
	if index == nil {
		index = map[int64][]int32{}
		for s := range m.table.Len() {
			if k, ok := m.poolKey(int32(s), day); ok {
				index[k] = append(index[k], int32(s))
			}
		}
		m.pools[day] = index
	}
	m.mu.Unlock()
	for _, s := range index[key] {
		visit(s)
	}
}

func (m *measure) poolKey(subject int32, day payout.Date) (int64, bool) {
	row := m.table.At(subject, day)
	if row == 0 {
		return 0, false
	}
	v := m.table.Slots(row)[m.pool]
	return v, v >= 0
}

// isTainted reports whether an event of these days, of this subject or of one
// that nobody knows, could not be counted (N39).
func (m *measure) isTainted(subject int32, first, last payout.Date) bool {
	if len(m.waiting) == 0 {
		return false
	}
	return anyDay(m.waiting[subject], first, last) || anyDay(m.waiting[-1], first, last)
}

// anyDay reports whether one of some days in order lies in a stretch, or is
// unknown.
func anyDay(days []payout.Date, first, last payout.Date) bool {
	if len(days) > 0 && days[0].IsZero() {
		return true
	}
	i, _ := slices.BinarySearch(days, first)
	return i < len(days) && days[i] <= last
}

// vector gives a measure of subjects by their own measures: one pass over all
// of them, kept for the moment.
func (m *measure) vector(w *worker, at moment) *vector {
	at.closed = false
	m.mu.Lock()
	defer m.mu.Unlock()
	if v := m.vectors[at]; v != nil {
		return v
	}
	v := newVector(m.table.Len())
	f := w.frame(m.binding)
	for s := range m.source.Len() {
		if m.source.At(int32(s), at.day) == 0 || m.source.Void(int32(s)) != "" {
			continue
		}
		f.start(int32(s), -1, at)
		m.countMember(f, v)
	}
	if m.edge >= 0 {
		v = m.rollVector(v, at.day)
	}
	m.vectors[at] = v
	return v
}

// countMember adds one subject to the vector. One that cannot be decided
// leaves a taint, for what reads the sum and takes money must wait (N39).
func (m *measure) countMember(f *frame, v *vector) {
	target := f.subjects[m.target]
	if m.def.Where != nil {
		met, fault := f.test(m.where)
		if target >= 0 && (fault != nil || f.tainted) {
			v.tainted[target] = true
		}
		m.lackingMember(f, fault)
		if !met {
			return
		}
	}
	if target < 0 {
		return
	}
	one := total{small: 1}
	if m.def.Term != nil {
		term := f.get(m.term)
		if term.fault != nil || f.tainted {
			v.tainted[target] = true
		}
		m.lackingMember(f, term.fault)
		if !term.ok() {
			return
		}
		one = total{term.small, term.wide}
	}
	switch m.def.Op {
	case ir.MinOf, ir.MaxOf:
		if !v.found[target] || (one.cmp(v.totals[target].big()) < 0) == (m.def.Op == ir.MinOf) {
			v.totals[target] = one
		}
	default:
		v.totals[target] = v.totals[target].add(one)
	}
	v.found[target] = true
}

func newVector(n int) *vector {
	return &vector{totals: make([]total, n), tainted: make([]bool, n), found: make([]bool, n)}
}

func (m *measure) rollVector(v *vector, day payout.Date) *vector {
	up := newVector(len(v.totals))
	for s := range v.totals {
		at := int32(s)
		for range maxLevels {
			up.totals[at] = up.totals[at].add(v.totals[s])
			up.tainted[at] = up.tainted[at] || v.tainted[s]
			row := m.table.At(at, day)
			if row == 0 {
				break
			}
			above := m.table.Slots(row)[m.edge]
			if above < 0 {
				break
			}
			at = int32(above)
		}
	}
	return up
}

// covers says why the data do not hold all events of these days, or "".
func (e *Engine) covers(m *measure, first, last payout.Date) string {
	if !m.ofEvents() || last < first {
		return ""
	}
	c, ok := e.coverage[m.source.Type]
	if !ok {
		return ""
	}
	if first > 1 && first < c.From || last > c.Until {
		return fmt.Sprintf("the data cover %s to %s, and it reads %s to %s", c.From, c.Until, first, last)
	}
	return ""
}
