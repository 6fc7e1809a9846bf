package engine

import (
	"slices"
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
	pool               int  // slot of the shared key, or -1
	edge               int  // slot of the subject above, or -1
	named              bool // events name the subject themselves, of a type that rows describe

	stripes [stripes]sync.Mutex // events of several workers may be of one subject
	series  []series
	picks   []picks
	waiting map[int32][]payout.Date // the days of events that could not be counted, or 0, by subject; by -1 where that is unknown
	lacks   map[lackKey]*lack       // for want of which facts

	mu      sync.Mutex
	late    map[int32]*counted // of subjects that are new while several workers count
	vectors map[moment]*vector
	pools   map[payout.Date]map[int64][]int32
}

const stripes = 256

// counted is what the events of one subject come to.
type counted struct {
	series series
	picks  picks
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
	switch {
	case !m.ofEvents():
	case m.picking():
		m.picks = slices.Grow(m.picks, n-len(m.picks))[:n]
	default:
		m.series = slices.Grow(m.series, n-len(m.series))[:n]
	}
}

// picking reports whether the measure keeps single events rather than sums.
func (m *measure) picking() bool {
	switch m.def.Op {
	case ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf:
		return true
	default:
		return false
	}
}

// count adds an event to the measure. The frame stands at the event.
func (m *measure) count(f *frame, day payout.Date, at int64) {
	subject := f.subjects[m.target]
	if m.def.Where != nil {
		met, fault := f.test(m.where)
		if fault != nil {
			m.suspend(subject, day)
			m.lacking(f, fault)
		}
		if !met {
			return
		}
	}
	if subject < 0 {
		if f.broken(m.target) {
			m.suspend(-1, day)
			m.lacking(f, f.end(m.target))
		}
		return
	}
	if m.named && !m.table.Known(subject) { // a slip of the pen: the event may be anybody's
		m.suspend(-1, day)
		m.lacking(f, f.undescribed(m.target))
	}
	value := picked{day: int32(day), at: at, value: 1}
	if m.def.Term != nil {
		v := f.get(m.term)
		if v.fault != nil {
			m.suspend(subject, day)
			m.lacking(f, v.fault)
			return
		}
		if v.absent {
			return // nothing there to sum or pick
		}
		value.value, value.wide = v.small, v.wide
	}
	if m.picking() {
		value.tie = hash(f.event.ID)
	}
	m.put(subject, value)
}

// hash decides between events of one instant, by FNV-1a of their ids.
func hash(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

// put adds a value to what a subject has. Several workers may put at once.
func (m *measure) put(subject int32, p picked) {
	lock := &m.stripes[int(subject)%stripes]
	lock.Lock()
	defer lock.Unlock()
	switch {
	case m.picking() && int(subject) < len(m.picks):
		m.picks[subject].add(m.def.Op, p)
	case m.picking():
		m.newcomer(subject).picks.add(m.def.Op, p)
	case int(subject) < len(m.series):
		m.series[subject].add(payout.Date(p.day), p.value, p.wide)
	default:
		m.newcomer(subject).series.add(payout.Date(p.day), p.value, p.wide)
	}
}

// newcomer gives what is counted of a subject for which there was no room yet.
func (m *measure) newcomer(subject int32) *counted {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.late == nil {
		m.late = map[int32]*counted{}
	}
	c := m.late[subject]
	if c == nil {
		c = &counted{}
		m.late[subject] = c
	}
	return c
}

// settle makes room for the newcomers.
func (m *measure) settle() {
	m.grow()
	for subject, c := range m.late {
		if m.picking() {
			m.picks[subject] = c.picks
		} else {
			m.series[subject] = c.series
		}
	}
	m.late = nil
}

// forget drops all that was counted.
func (m *measure) forget() {
	clear(m.series)
	clear(m.picks)
	m.late, m.waiting, m.lacks = nil, nil, nil
}

func (m *measure) suspend(subject int32, day payout.Date) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.waiting == nil {
		m.waiting = map[int32][]payout.Date{}
	}
	days := m.waiting[subject]
	if len(days) > 0 && len(days) == cap(days) { // it grows with days, not with events
		slices.Sort(days)
		days = slices.Compact(days)
	}
	m.waiting[subject] = append(days, day)
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
	for i := range m.series {
		m.series[i].finish()
	}
	for _, days := range m.waiting {
		slices.Sort(days)
	}
}

// maxLevels is how deep a tree may be (N25).
const maxLevels = 64

// rollUp adds each subject's days to all that are above it on those days.
func (m *measure) rollUp() {
	up := make([]series, len(m.series))
	for subject := range m.series {
		s := &m.series[subject]
		for _, b := range s.list {
			day := payout.Date(b.day)
			at := int32(subject)
			for range maxLevels {
				up[at].addBucket(b, s.wide[b.day])
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
	}
	m.series = up
}
