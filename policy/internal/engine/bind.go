package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A binding resolves once where each input of a program is found, so that a
// decision looks nothing up by name.
type binding struct {
	program *ir.Program
	policy  *plan.Policy
	hops    []hop // hops[0] is the root, hops[1] the level of a cascade
	loads   []load
	parts   []int // of a split: the hop of each payee
	start   int   // of a cascade: the hop of the first agent
}

// A hop is a subject on the way to a fact: the one that a reference of an
// earlier hop's row names.
type hop struct {
	parent int
	slot   int
	table  *data.Table
	name   string
	must   bool // the reference is required
}

// A load says where an input comes from.
type load struct {
	hop     int
	slot    int
	width   int
	field   *ir.Field
	remap   []int64 // from the schema's symbols to the policy's
	texts   map[int64]int64
	checked bool // the schema's domain may be wider than the policy's
	measure *measure
	anchor  *ir.Code // of a window: the date it is counted from
	kind    payeeType
}

// payeeType is the index of a type of subject.
type payeeType = int

const (
	rootHop  = 0
	levelHop = 1
)

func (e *Engine) bind(p *plan.Policy, program *ir.Program) *binding {
	if b := e.bindings[program]; b != nil {
		return b
	}
	b := &binding{program: program, policy: p, hops: []hop{{parent: -1}, {parent: -1}}}
	e.bindings[program] = b
	if program.Root != nil {
		b.hops[rootHop].table = e.table(program.Root)
	}
	if program.Level != nil {
		b.hops[levelHop].table = e.table(program.Level)
	}
	for _, in := range program.Inputs {
		b.loads = append(b.loads, e.load(b, in))
	}
	for i, in := range program.Inputs {
		b.loads[i].anchor = e.compile(b, in.Anchor)
	}
	return b
}

func (e *Engine) table(s *ir.Subject) *data.Table {
	return e.store.Tables[e.store.Schema.Type(s.Name).Index]
}

func (e *Engine) load(b *binding, in *ir.Input) load {
	l := load{hop: b.way(e, in.Path), width: in.Width()}
	switch in.Kind {
	case ir.InFact:
		c := e.store.Schema.Type(in.Subject.Name).Column(in.Field.Name)
		l.slot, l.field = c.Slot, in.Field
		l.remap = remap(c, in.Field)
		l.checked = e.manyTexts
		if c.Kind == ir.Text {
			l.texts = e.textsOf(b.policy.Model)
		}
	case ir.InMeasure, ir.InLast, ir.InWindow:
		l.measure = e.measureOf(b.policy, in.Measure, in.Subject)
	case ir.InRef, ir.InTier, ir.InEarned, ir.InPaid:
		l.kind = e.store.Schema.Type(in.Subject.Name).Index
	case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil, ir.InSpread:
	}
	return l
}

// foreign marks the number of a text that a policy does not mention. Policies
// and data number their texts by themselves; what both know has the policy's
// number in a program, everything else the data's with this mark.
const foreign = 1 << 40

// textsOf gives the policy's number of each text of the data that the policy
// mentions.
func (e *Engine) textsOf(m *ir.Model) map[int64]int64 {
	if known := e.mentioned[m]; known != nil {
		return known
	}
	known := map[int64]int64{}
	for id, text := range m.Texts.All() {
		known[e.store.Texts.ID(text)] = int64(id)
	}
	e.mentioned[m] = known
	return known
}

func translate(known map[int64]int64, v int64) int64 {
	if id, ok := known[v]; ok {
		return id
	}
	return v + foreign
}

// way gives the hop at the end of a path, adding those on the way.
func (b *binding) way(e *Engine, p ir.Path) int {
	at := rootHop
	if p.Level {
		at = levelHop
	}
	for _, f := range p.Hops {
		at = b.step(e, at, f)
	}
	return at
}

func (b *binding) step(e *Engine, parent int, f *ir.Field) int {
	slot := b.hops[parent].table.Type.Column(f.Name).Slot
	for i, h := range b.hops {
		if h.parent == parent && h.slot == slot && i > levelHop {
			return i
		}
	}
	b.hops = append(b.hops, hop{parent: parent, slot: slot, table: e.table(f.Type.Subject), name: f.Name, must: !f.Optional})
	return len(b.hops) - 1
}

// remap gives the policy's position of each symbol of the schema, or nil
// where they are the same.
func remap(c *data.Column, f *ir.Field) []int64 {
	own := f.Type.Enum
	if f.Type.Kind == ir.Map {
		own = f.Type.Elem.Enum
	}
	if c.Enum == nil || own == c.Enum {
		return nil
	}
	r := make([]int64, len(c.Enum.Symbols))
	same := len(r) == len(own.Symbols)
	for i, s := range c.Enum.Symbols {
		r[i] = int64(own.Index(s))
		if r[i] < 0 {
			r[i] = ir.Faulty // not a symbol of this version
		}
		same = same && r[i] == int64(i)
	}
	if same {
		return nil
	}
	return r
}

// A frame is a program's frame with where its decision stands.
type frame struct {
	ir.Frame
	binding  *binding
	worker   *worker
	subjects []int32 // by hop: the subject, or -1
	rows     []data.Row
	event    *data.Record // at the root, where a measure counts events
	moment   moment
	tainted  bool           // a measure that was read has suspended events or undecided members
	spoiled  *measure       // the first of these, where tainted
	saw      func(*ir.Step) // looks on at each evaluation; nil: nobody does
}

// A moment is what a decision is made at.
type moment struct {
	day    payout.Date // the deciding day: facts are read as valid on it, events up to its end
	period Period
	cut    payout.Date // the first day of the policy, which may cut a period; zero for none
	closed bool        // the windows that it reads are over
	stated bool        // the day is one that the rule states: the events of the day before are the last (N33)
}

// events gives the last day whose events are read.
func (m moment) events() payout.Date {
	if m.stated {
		return m.day.AddDays(-1)
	}
	return m.day
}

func (w *worker) frame(b *binding) *frame {
	if f := w.frames[b]; f != nil {
		return f
	}
	f := &frame{binding: b, worker: w, subjects: make([]int32, len(b.hops)), rows: make([]data.Row, len(b.hops))}
	f.Frame = *ir.NewFrame(b.program)
	f.Frame.Rows = make([][]int64, len(b.hops))
	f.Frame.Load = func(_ *ir.Frame, input int) { f.fetch(input) }
	if w.engine.watch != nil {
		f.saw = w.engine.watch.Saw
	}
	w.frames[b] = f
	return f
}

// start aims the frame at a subject and a moment. level is the agent of a
// cascade's level, or -1.
func (f *frame) start(subject, level int32, m moment) {
	f.Reset()
	f.event = nil
	f.moment, f.tainted = m, false
	f.subjects[rootHop], f.subjects[levelHop] = subject, level
	for i := range f.binding.hops {
		f.aim(i)
	}
}

// aim finds the subject and the row of a hop.
func (f *frame) aim(i int) {
	h := &f.binding.hops[i]
	if i > levelHop {
		f.subjects[i] = f.follow(h)
	}
	f.rows[i], f.Rows[i] = 0, f.worker.engine.nothing
	if f.subjects[i] >= 0 && h.table != nil {
		if f.rows[i] = h.table.At(f.subjects[i], f.moment.day); f.rows[i] != 0 {
			f.Rows[i] = h.table.Slots(f.rows[i])
		}
	}
}

// follow gives the subject that a reference names, or -1.
func (f *frame) follow(h *hop) int32 {
	v := f.Rows[h.parent][h.slot]
	if v < 0 {
		return -1
	}
	return int32(v)
}

// fetch loads an input when it is first read.
func (f *frame) fetch(i int) {
	in, l := f.binding.program.Inputs[i], &f.binding.loads[i]
	switch in.Kind {
	case ir.InFact:
		f.fact(in, l)
	case ir.InRef:
		f.reference(in, l)
	case ir.InMeasure, ir.InLast, ir.InWindow:
		f.measured(in, l)
	case ir.InTier:
		f.tier(in, l)
	case ir.InEarned, ir.InPaid:
		f.ledger(in, l)
	case ir.InAsOf:
		f.Slots[in.Slot] = int64(f.moment.day)
	case ir.InPeriodFrom:
		f.Slots[in.Slot] = int64(f.moment.period.From)
	case ir.InPeriodUntil:
		f.Slots[in.Slot] = int64(f.moment.period.Until)
	case ir.InSpread:
		f.Slots[in.Slot] = ir.Missing
	}
}

// missing gives what a slot holds when the way to its subject ends early: an
// optional reference makes it absent, a required one is a missing fact.
func (f *frame) missing(at int, slot int) {
	for ; at > levelHop; at = f.binding.hops[at].parent {
		h := f.binding.hops[at]
		if f.rows[h.parent] == 0 {
			continue
		}
		if f.subjects[at] < 0 && h.must {
			f.Fail(slot, &ir.Fault{Kind: ir.MissingFact, Name: f.hopName(at)})
			return
		}
		if f.subjects[at] < 0 {
			f.Slots[slot] = ir.Absent
			return
		}
		f.Fail(slot, &ir.Fault{Kind: ir.MissingFact, Name: f.hopName(at), Detail: "no facts are given of " + h.table.Type.Name + " " + h.table.ID(f.subjects[at])})
		return
	}
	f.Slots[slot] = ir.Missing
}

func (f *frame) hopName(at int) string {
	if at <= levelHop {
		return f.binding.hops[at].table.Type.Name
	}
	h := f.binding.hops[at]
	return f.hopName(h.parent) + "." + h.name
}

func (f *frame) fact(in *ir.Input, l *load) {
	row := f.rows[l.hop]
	if row == 0 {
		for offset := range l.width {
			f.missing(l.hop, in.Slot+offset)
		}
		return
	}
	table := f.binding.hops[l.hop].table
	slots := f.Rows[l.hop]
	for offset := range l.width {
		v := slots[l.slot+offset]
		at := in.Slot + offset
		if v == ir.Unloaded {
			v = ir.Missing // an event's record has no word for what it was not given
		}
		switch {
		case v == ir.Missing && l.field.Default != nil:
			f.Set(at, l.field.Default)
		case v == ir.Missing && l.field.Optional:
			f.Slots[at] = ir.Absent
		case v == ir.Missing:
			f.Fail(at, &ir.Fault{Kind: ir.MissingFact, Name: in.Name})
		case v == ir.Faulty:
			f.Fail(at, &ir.Fault{Kind: ir.BadFact, Name: in.Name})
		case v == ir.Wide && f.event != nil && l.hop == rootHop:
			f.Set(at, f.event.Wide[l.slot+offset])
		case v == ir.Wide:
			f.Set(at, table.Wide(row, l.slot+offset))
		case l.remap != nil:
			if v = l.remap[v]; v == ir.Faulty {
				f.Fail(at, &ir.Fault{Kind: ir.BadFact, Name: in.Name, Detail: "this version of the policy does not know its symbol"})
				continue
			}
			f.Slots[at] = v
		case l.texts != nil:
			f.Slots[at] = translate(l.texts, v)
		default:
			f.Slots[at] = v
			if l.checked && !l.field.Allows(big.NewInt(v)) {
				f.Fail(at, &ir.Fault{Kind: ir.BadFact, Name: in.Name, Detail: "it is outside what this version of the policy allows"})
			}
		}
	}
}

func (f *frame) reference(in *ir.Input, l *load) {
	if s := f.subjects[l.hop]; s >= 0 {
		f.Slots[in.Slot] = int64(s)
		return
	}
	f.missing(l.hop, in.Slot)
	if f.Slots[in.Slot] == ir.Missing {
		f.Fail(in.Slot, &ir.Fault{Kind: ir.MissingFact, Name: in.Name})
	}
}
