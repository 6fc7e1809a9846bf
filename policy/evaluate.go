package policy

import (
	"errors"
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Case is what one evaluation is given.
//
// Facts are the subjects by the names of their types, each a map or a struct
// of facts, or JSON of such a map as []byte:
//
//	map[string]any{"device": map[string]any{
//		"id": "d1", "activated": "2026-02-01", "volume_30d": "12000.50",
//		"agent": map[string]any{"id": "a1", "first_order": 200},
//	}}
//
// A reference is the map of the subject that it leads to, or its id where
// that subject stands at the top level itself. A struct's fields are named by
// a `fenrun` tag. Numbers are whole numbers, decimals or text, never floats; a
// decimal where a rate is meant is a fraction, so that 0.0055 is 0.55%; a rate
// as text has its unit. Measures that are summed from events may be given
// ready-made under their names.
//
// Posted are the lines posted before, of the subject that is evaluated: for
// rules that pay once, for paid(...) and for clawbacks.
//
// Period is the period that is decided, such as 2026-03 or 2026-03-05. Without
// it every rule is decided as of the day AsOf, in its open period. AsOf is by
// default the last day of Period; it is the only time that a policy knows.
//
// Trace asks for the steps of each decision, which costs as much again as the
// decision itself.
type Case struct {
	Facts  any
	Posted []payout.Line
	Period string
	AsOf   payout.Date
	Trace  bool
}

// A State is what became of a decision (N38).
type State string

const (
	// None: the rule is not met, or has nothing to pay.
	None State = "none"
	// Lines: the rule has lines to post, of which some may be held.
	Lines State = "lines"
	// Pending: the day of the decision has not come.
	Pending State = "pending"
	// Undecided: a fact is missing or wrong; there is no amount.
	Undecided State = "undecided"
	// NeedsOthers: the rule needs facts of subjects that one evaluation does
	// not have (N26); a run decides it.
	NeedsOthers State = "needs-others"
)

// A Decision is one rule applied to one subject.
type Decision struct {
	Rule    string        `json:"rule"`
	Kind    payout.Kind   `json:"kind"`
	Subject payout.Ref    `json:"subject"`
	Period  string        `json:"period"`
	State   State         `json:"state"`
	Lines   []payout.Line `json:"lines,omitempty"` // the differences to what is posted
	Missing string        `json:"missing,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Decides payout.Date   `json:"decides,omitzero"` // of a pending decision: its day
	Steps   []Step        `json:"steps,omitempty"`  // how it was computed, where Case.Trace asks for it
}

// Evaluate decides every rule of the policy for the subjects at the top level
// of the facts. It is safe for concurrent use and does no I/O. An error says
// that the facts or the period cannot be read; a fact that is merely missing
// leaves a decision undecided.
func (p *Policy) Evaluate(c Case) ([]Decision, error) {
	from, through, err := c.days()
	if err != nil {
		return nil, err
	}
	store := data.NewStore(p.schema)
	loader := &facts{store: store, roots: map[*data.Type][]string{}}
	var events []*data.Record
	loader.event = func(r *data.Record) {
		copied := *r
		events = append(events, &copied)
	}
	loader.load(c.Facts)
	if err := errors.Join(loader.errs...); err != nil {
		return nil, err
	}
	e := engine.New([]*plan.Policy{p.plan}, store, engine.Options{From: from, Through: through, AsOf: c.AsOf, Jobs: 1})
	e.Keep = true
	for _, r := range events {
		if err := e.Event(r); err != nil {
			return nil, err
		}
	}
	for i := range c.Posted {
		if err := e.Posted(&c.Posted[i]); err != nil {
			return nil, err
		}
	}
	if c.Period == "" {
		err = e.DecideOpen()
	} else {
		err = e.Decide()
	}
	if err != nil {
		return nil, err
	}
	return p.decisions(e, loader, c.Trace), nil
}

func (c *Case) days() (from, through payout.Date, err error) {
	if c.Period == "" {
		if c.AsOf.IsZero() {
			return 0, 0, fmt.Errorf("a case has a period or a day")
		}
		return c.AsOf, c.AsOf, nil
	}
	period, err := engine.ParsePeriod(c.Period)
	return period.From, period.Until, err
}

// decisions gives what was decided of the subjects at the top level, in the
// order of the rules.
func (p *Policy) decisions(e *engine.Engine, l *facts, trace bool) []Decision {
	var list []Decision
	for _, r := range p.plan.Rules {
		t := p.schema.Type(r.Root.Name)
		for _, id := range l.roots[t] {
			subject := payout.Ref{Type: t.Name, ID: id}
			if why := needsOthers(r, l.store, subject); why != "" {
				list = append(list, Decision{Rule: r.ID, Kind: r.Kind, Subject: subject, State: NeedsOthers, Reason: why})
				continue
			}
			for _, d := range e.Decisions {
				if d.Rule == r && d.Subject == subject {
					list = append(list, decision(d))
					if trace && d.State != engine.Pending {
						list[len(list)-1].Steps = steps(e, d)
					}
				}
			}
		}
	}
	return list
}

func decision(d engine.Decision) Decision {
	out := Decision{Rule: d.Rule.ID, Kind: d.Rule.Kind, Subject: d.Subject, Period: d.Period, Lines: d.Lines}
	switch d.State {
	case engine.None, engine.Decided:
		out.State = Lines
		if len(d.Lines) == 0 {
			out.State = None // nothing to pay, or all of it stands posted
		}
	case engine.Pending:
		out.State, out.Decides = Pending, d.Day
	case engine.Undecided:
		out.State, out.Missing, out.Reason = Undecided, d.Fault.Name, d.Fault.String()
	}
	return out
}

// steps gives how a decision that was made came about.
func steps(e *engine.Engine, d engine.Decision) []Step {
	period, err := engine.ReadPeriod(d.Period)
	if err != nil {
		return nil
	}
	if a := e.Trace(d.Rule, d.Subject, period, d.Day); a != nil {
		return Steps(a.Steps)
	}
	return nil
}

// needsOthers says which of a rule's inputs one subject cannot have, or "".
func needsOthers(r *plan.Rule, store *data.Store, subject payout.Ref) string {
	if r.CapPayee != nil {
		return "its cap is of all that a payee has"
	}
	for _, in := range r.Program.Inputs {
		switch in.Kind {
		case ir.InEarned:
			return in.Name + " sums what others earn"
		case ir.InMeasure, ir.InLast:
			m := in.Measure
			whole := m.Op != ir.Supplied && (!m.Source.Event || m.Pool != nil || m.Tree != nil)
			if whole && !supplied(store, in, subject) {
				return m.FullName() + " is of many subjects; give it ready-made"
			}
		}
	}
	return ""
}

// supplied reports whether the host has given a measure ready-made of the
// subject that a rule reads it of. Where the way there ends early there is
// nothing to be given.
func supplied(store *data.Store, in *ir.Input, root payout.Ref) bool {
	table := store.Tables[store.Schema.Type(root.Type).Index]
	i, known := table.Find(root.ID)
	for _, f := range in.Path.Hops {
		row := table.At(i, lastDay)
		if !known || row == 0 {
			return true
		}
		c := table.Type.Column(f.Name)
		v := table.Slots(row)[c.Slot]
		if v < 0 {
			return true
		}
		table, i = store.Tables[c.Target.Index], int32(v)
	}
	c, row := table.Type.Column(in.Measure.Name), table.At(i, lastDay)
	return c != nil && row != 0 && table.Slots(row)[c.Slot] != ir.Missing
}

var lastDay = func() payout.Date { d, _ := payout.ParseDate("9999-12-31"); return d }()
