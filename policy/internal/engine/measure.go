package engine

import (
	"math/big"
	"sync"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A measure is one figure for all subjects of a type.
type measure struct {
	def                *ir.Measure
	table              *data.Table // of the subjects it is a figure of
	source             *data.Table // of what it sums or counts
	binding            *binding    // of its expressions, rooted at the source
	anchor             *binding    // of the date that its window is counted from
	target             int         // the hop of binding that is the subject
	where, term, since *ir.Code
	given              *data.Column
	column             bool // the host may give it ready-made in a column of this type
	pool               int  // slot of the shared key, or -1
	edge               int  // slot of the subject above, or -1

	stripes [stripes]sync.Mutex // events of several workers may be of one subject
	series  []*series
	picks   []*picks
	waiting []suspension // events that could not be counted

	mu      sync.Mutex
	vectors map[moment]*vector
	pools   map[payout.Date]map[int64][]int32
}

const stripes = 64

// A suspension is an event that a measure could not count: whose it is, or -1
// where even that is unknown, and its day, or 0.
type suspension struct {
	subject int32
	day     payout.Date
}

// A vector holds a measure of subjects by their own measures, at one moment.
type vector struct {
	totals  []total
	tainted []bool
	found   []bool // something was there to count
}

type measureKey struct {
	base    *plan.Policy // the texts of a version's deals count as it does
	meaning string
	table   *data.Table
}

// measureOf gives the measure that a program reads, making it when it is
// first asked for. A stream is another measure for each type of subject.
func (e *Engine) measureOf(p *plan.Policy, def *ir.Measure, subject *ir.Subject) *measure {
	key := measureKey{p.Original(), e.meaning(def), e.table(subject)}
	if m := e.measures[key]; m != nil {
		return m
	}
	m := &measure{def: def, table: key.table, pool: -1, edge: -1, vectors: map[moment]*vector{}}
	e.measures[key] = m
	e.order = append(e.order, m)
	m.given = m.table.Type.Column(def.Name)
	if def.Subject == nil || m.given != nil && !m.given.Measure {
		m.given = nil
	}
	if def.Op == ir.Supplied {
		return m
	}
	m.source = e.table(def.Source)
	m.binding = e.bind(p, def.Program)
	m.target = m.binding.way(e, e.wayOf(def, subject))
	m.where, m.term = e.compile(m.binding, def.Where), e.compile(m.binding, def.Term)
	if def.Since != nil {
		m.anchor = e.bind(p, def.Anchor)
		m.since = e.compile(m.anchor, def.Since)
	}
	if def.Pool != nil {
		m.pool = m.table.Type.Column(def.Pool.Name).Slot
	}
	if def.Tree != nil {
		m.edge = m.table.Type.Column(def.Tree.Name).Slot
	}
	return m
}

// meaning names a measure by what it computes.
func (e *Engine) meaning(def *ir.Measure) string {
	text, known := e.meanings[def]
	if !known {
		text = def.Meaning()
		e.meanings[def] = text
	}
	return text
}

// wayOf gives the way from an event to the subject.
func (e *Engine) wayOf(def *ir.Measure, subject *ir.Subject) ir.Path {
	if def.Subject != nil || def.Via || def.Source == subject {
		return def.Way
	}
	ways := ir.Ways(def.Source, subject)
	return ir.Path{Hops: ways[0]} // there is one: the checker has made sure
}

// ofEvents reports whether the measure sums events rather than subjects.
func (m *measure) ofEvents() bool { return m.source != nil && m.source.Type.Event }

// grow makes room for all subjects that are known so far.
func (m *measure) grow() {
	n := m.table.Len()
	switch m.def.Op {
	case ir.SumOf, ir.CountOf, ir.ReachOf:
		for len(m.series) < n {
			m.series = append(m.series, nil)
		}
	case ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf:
		for len(m.picks) < n {
			m.picks = append(m.picks, nil)
		}
	case ir.Supplied:
	}
}

// count adds an event to the measure. The frame stands at the event.
func (m *measure) count(f *frame, day payout.Date, at int64, tie uint64) {
	subject := f.subjects[m.target]
	if m.def.Where != nil {
		met, fault := f.test(m.where)
		if fault != nil {
			m.suspend(subject, day)
		}
		if !met {
			return
		}
	}
	if subject < 0 {
		if f.broken(m.target) {
			m.suspend(-1, day)
		}
		return
	}
	value := total{small: 1}
	if m.def.Term != nil {
		v := f.get(m.term)
		if v.fault != nil {
			m.suspend(subject, day)
			return
		}
		if v.absent {
			return // nothing there to sum or pick
		}
		value = total{v.small, v.wide}
	}
	m.put(subject, day, at, tie, value)
}

func (m *measure) put(subject int32, day payout.Date, at int64, tie uint64, v total) {
	lock := &m.stripes[int(subject)%stripes]
	lock.Lock()
	defer lock.Unlock()
	switch m.def.Op {
	case ir.SumOf, ir.CountOf, ir.ReachOf:
		if m.series[subject] == nil {
			m.series[subject] = &series{}
		}
		m.series[subject].add(day, v.small, v.wide)
	case ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf:
		if m.picks[subject] == nil {
			m.picks[subject] = &picks{}
		}
		m.picks[subject].add(m.def.Op, picked{day: int32(day), at: at, tie: tie, value: v.small, wide: v.wide})
	case ir.Supplied:
	}
}

func (m *measure) suspend(subject int32, day payout.Date) {
	m.mu.Lock()
	m.waiting = append(m.waiting, suspension{subject, day})
	m.mu.Unlock()
}

// broken reports whether the way to a hop ends at a fact that should be there
// and is not.
func (f *frame) broken(at int) bool {
	for ; at > levelHop; at = f.binding.hops[at].parent {
		h := f.binding.hops[at]
		if f.subjects[at] < 0 && f.subjects[h.parent] >= 0 {
			return h.must || f.rows[h.parent] == 0
		}
		if f.subjects[at] < 0 && h.parent == rootHop {
			return h.must
		}
	}
	return false
}

// seal ends the counting of events: the measures are ready to be read.
func (m *measure) seal() {
	if m.edge >= 0 && m.ofEvents() {
		m.rollUp()
	}
	for _, s := range m.series {
		if s != nil {
			s.finish()
		}
	}
	for _, p := range m.picks {
		if p != nil {
			p.pack(m.def.Op)
		}
	}
}

// maxLevels is how deep a tree may be (N25).
const maxLevels = 64

// rollUp adds each subject's days to all that are above it on those days.
func (m *measure) rollUp() {
	up := make([]*series, len(m.series))
	add := func(subject int32, day int32, v int64, wide *big.Int) {
		if up[subject] == nil {
			up[subject] = &series{}
		}
		up[subject].add(payout.Date(day), v, wide)
	}
	for subject, s := range m.series {
		if s == nil {
			continue
		}
		s.pack()
		for i, day := range s.days {
			at := int32(subject)
			for range maxLevels {
				add(at, day, s.sums[i], s.wide[i])
				row := m.table.At(at, payout.Date(day))
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
	}
	m.series = up
}
