package engine

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A record keeps the steps of decisions while they are made, for whoever asks
// how they come about. What is decided is the same with and without one.
type record struct {
	engine *Engine
	names  map[*ir.Node]string // of the parts of all texts
	texts  []*recorded
	dates  []*ir.Step // that windows were counted from
}

// A recorded is the steps by one text of a rule.
type recorded struct {
	rule   *rule
	parts  []Step
	levels []Step // of a cascade, each with what it was computed from
	paid   int    // how many of them have an amount
}

// recording makes a decision with a record of its steps. Rules are those whose
// texts may have a part in it.
func (w *worker) recording(rules []*rule, decide func()) *record {
	rec := &record{engine: w.engine, names: map[*ir.Node]string{}}
	var frames []*frame
	look := func(b *binding, saw func(f *frame, s *ir.Step)) {
		if b == nil {
			return
		}
		f := w.frame(b)
		if f.saw == nil {
			f.saw = func(s *ir.Step) { saw(f, s) }
			frames = append(frames, f)
		}
	}
	for _, r := range rules {
		r.name(rec.names)
		look(r.binding, rec.saw)
		look(r.level, rec.saw)
	}
	for _, r := range rules {
		for i := range r.binding.loads {
			if m := r.binding.loads[i].measure; m != nil {
				look(m.anchor, func(_ *frame, s *ir.Step) { rec.dates = append(rec.dates, s) })
			}
		}
	}
	w.record = rec
	decide()
	w.record = nil
	for _, f := range frames {
		f.saw = nil
	}
	return rec
}

// begin starts the steps of a text anew.
func (rec *record) begin(r *rule) {
	if rec == nil {
		return
	}
	rec.texts = slices.DeleteFunc(rec.texts, func(t *recorded) bool { return t.rule == r })
	rec.texts = append(rec.texts, &recorded{rule: r})
}

// of gives the steps by a text.
func (rec *record) of(r *rule) *recorded {
	for _, t := range rec.texts {
		if t.rule == r {
			return t
		}
	}
	return &recorded{rule: r}
}

// name names the expressions of a rule as a policy does.
func (r *rule) name(names map[*ir.Node]string) {
	name := func(n *ir.Node, part string) {
		if n != nil {
			names[n] = part
		}
	}
	name(r.Guard, "applies")
	name(r.When, "when")
	name(r.Amount, "amount")
	name(r.Cap, "cap")
	name(r.Floor, "floor")
	name(r.To, "to")
	name(r.Rest, "rest")
	name(r.Must, "must")
	name(r.Back, "back")
	name(r.CapPayee, "cap per payee")
	if r.Hold != nil {
		name(r.Hold.When, "hold")
	}
	for _, part := range r.Split {
		name(part.Share, "share of "+part.Label)
	}
	if c := r.Cascade; c != nil {
		name(c.From, "from")
		name(c.Price, "level")
		name(c.Share, "level")
		name(c.Skip, "skip")
	}
}

// saw takes in one evaluation.
func (rec *record) saw(f *frame, s *ir.Step) {
	if len(rec.texts) == 0 {
		return
	}
	text := rec.texts[len(rec.texts)-1]
	part, known := rec.names[s.Node]
	if !known {
		rec.dates = append(rec.dates, s)
		return
	}
	t := tracing{engine: rec.engine, rule: text.rule, frame: f, dates: rec.dates}
	step := t.step(s)
	step.Part = part
	switch {
	case part == "level":
		step.Part += " " + rec.engine.ref(f.binding.hops[levelHop].table.Type.Index, f.subjects[levelHop]).String()
		text.levels = append(text.levels, step)
	case part == "skip":
		if last := len(text.levels) - 1; last >= 0 {
			text.levels[last].Steps = append(text.levels[last].Steps, step)
		}
	case text.rule.Cascade != nil && (part == "amount" || part == "cap" || part == "floor"):
		if part == "amount" {
			text.paid++
		}
		if at := text.paid - 1; at >= 0 && at < len(text.levels) {
			text.levels[at].Steps = append(text.levels[at].Steps, step)
		}
	default:
		same := func(o Step) bool { return o.Part == part }
		if at := slices.IndexFunc(text.parts, same); at >= 0 {
			text.parts[at] = step // asked again
			return
		}
		text.parts = append(text.parts, step)
	}
}
