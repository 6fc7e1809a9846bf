package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A term is a stretch of days in which an agent has deals, with the state of
// their promises in this run.
type term struct {
	*plan.Term
	agent   int32 // -1: the store does not know it
	kind    payeeType
	text    *plan.Policy // in force in this run
	flipped []*promise   // whose state is another than in the run before
}

// A promise is the state of a commitment in this run. It is computed anew by
// each run from its test day on; no verdict is stored (N20).
type promise struct {
	*plan.Commitment
	binding *binding
	code    *ir.Code
	missed  string // what it was tested with, where it is missed; empty where it is kept
	was     string // the same in the run before
}

// A changed is what a rule becomes in a term, by the text in force.
type changed struct {
	term   *term
	byText map[*plan.Policy]*rule // none: it stays as it is
}

// prepareTerms binds the texts of all terms, in all states: what a measure
// counts must be known before the events come.
func (e *Engine) prepareTerms(terms []*plan.Term, list func(*plan.Policy, *rule)) {
	promises := map[*plan.Commitment]*promise{}
	for _, pt := range terms {
		if !slices.Contains(e.texts, pt.Base) {
			continue
		}
		t := &term{Term: pt, agent: -1, text: pt.Texts()[0]}
		if kind := e.store.Schema.Type(pt.Agent.Type); kind != nil {
			t.kind = kind.Index
			if i, ok := e.store.Tables[t.kind].Find(pt.Agent.ID); ok {
				t.agent = i
			}
		}
		e.terms = append(e.terms, t)
		for _, c := range pt.Commitments() {
			if promises[c] == nil && c.Promise != nil {
				b := e.bind(c.Text, c.Program)
				promises[c] = &promise{Commitment: c, binding: b, code: e.compile(b, c.Promise)}
				e.promises = append(e.promises, promises[c])
			}
		}
		for _, text := range pt.Texts() {
			e.prepareText(t, text, list)
		}
	}
}

// prepareText binds the rules of a term's text that are not as they are in
// the policy, and those that it adds.
func (e *Engine) prepareText(t *term, text *plan.Policy, list func(*plan.Policy, *rule)) {
	for _, pr := range text.Rules {
		if !t.Changes(pr) {
			continue
		}
		r := e.rule(text, pr)
		e.rules[pr] = r
		base := e.compiled(t.Base.Rule(pr.ID))
		if base == nil {
			r.added = t
			list(text, r)
			continue
		}
		r.base = base
		var c *changed
		for _, have := range base.changed {
			if have.term == t {
				c = have
			}
		}
		if c == nil {
			c = &changed{term: t, byText: map[*plan.Policy]*rule{}}
			base.changed = append(base.changed, c)
		}
		c.byText[text] = r
	}
}

// root gives the rule as the policy itself has it.
func (r *rule) root() *rule {
	if r.base != nil {
		return r.base
	}
	return r
}

// under gives the rule that decides what an agent has on a day, and the term
// that makes it so.
func (r *rule) under(kind payeeType, agent int32, day payout.Date) (*rule, *term) {
	for _, c := range r.root().changed {
		if c.term.kind == kind && c.term.agent == agent && agent >= 0 && c.term.Holds(day) {
			if v := c.byText[c.term.text]; v != nil {
				return v, c.term
			}
			return r.root(), c.term
		}
	}
	return r.root(), nil
}

// Judge tests the promises whose day has come by the last day of the run, and
// puts the texts in force that follow. was tells which were missed in the run
// before, and with which figures. It gives the first day of the terms whose
// promises have another state than before, or none: where a promise is missed by
// more or by less than before, other terms may follow for all of its days.
func (e *Engine) Judge(last payout.Date, was map[string]string) payout.Date {
	e.Seal()
	w := e.workers[0]
	var first payout.Date
	for _, p := range e.promises {
		p.was = was[p.Name()]
		p.missed = e.judge(w, p, last)
		if from := max(p.Deal.From, 1); p.missed != p.was && (first.IsZero() || from < first) {
			first = from
		}
	}
	for _, t := range e.terms {
		t.text = t.Text(func(c *plan.Commitment) bool {
			p := e.promise(c)
			return p != nil && p.missed != ""
		})
		for _, c := range t.Commitments() {
			if p := e.promise(c); p != nil && p.missed != p.was {
				t.flipped = append(t.flipped, p)
			}
		}
	}
	return first
}

func (e *Engine) promise(c *plan.Commitment) *promise {
	i := slices.IndexFunc(e.promises, func(p *promise) bool { return p.Commitment == c })
	if i < 0 {
		return nil
	}
	return e.promises[i]
}

// Missed gives the commitments that are missed in this run, by name, with
// what they were tested with.
func (e *Engine) Missed() map[string]string {
	missed := map[string]string{}
	for _, p := range e.promises {
		if p.missed != "" {
			missed[p.Name()] = p.missed
		}
	}
	return missed
}

// judge tests one promise, and gives what it is missed by, or "". One that
// cannot be decided stays as it was.
func (e *Engine) judge(w *worker, p *promise, last payout.Date) string {
	day := p.Test
	if left, ok := e.left(p.Deal.Agent, last); ok && left < day {
		day = left // promises of one who leaves are tested on that day (N41)
	}
	if day > last {
		return "" // granted on trust until then
	}
	at, ok := e.table(p.Program.Root).Find(p.Deal.Agent.ID)
	if !ok {
		return p.was
	}
	f := w.frame(p.binding)
	f.start(at, -1, moment{day: day, period: PeriodOf(ir.Month, day)})
	kept, fault := f.test(p.code)
	switch {
	case fault == nil && f.tainted && !kept:
		fault = f.suspended()
	case fault == nil && kept:
		return ""
	case fault == nil:
		return "missed" + f.inputs()
	}
	e.Problems = append(e.Problems, Problem{
		Rule: p.Name(), Policy: p.Text.Name, Subject: p.Deal.Agent, Period: day.String(), State: Undecided, Day: day, Fault: fault,
	})
	return p.was
}

// inputs writes the numbers that the program of a frame reads.
func (f *frame) inputs() string {
	var b strings.Builder
	for i, in := range f.binding.program.Inputs {
		if f.Slots[in.Slot] == ir.Unloaded {
			f.Load(&f.Frame, i)
		}
		switch v := f.Slots[in.Slot]; v {
		case ir.Wide:
			fmt.Fprintf(&b, " %v", f.Wide[in.Slot])
		default:
			fmt.Fprintf(&b, " %d", v)
		}
	}
	return b.String()
}

// agents gives whom a decision of a rule may pay: what an agent has of it is
// decided by that agent's deals.
func (w *worker) agents(r *rule, f *frame) (kind payeeType, agents []int32) {
	e := w.engine
	switch {
	case r.Cascade != nil:
		chain, _ := w.chain(f, r)
		return e.table(r.Cascade.Agent).Type.Index, chain
	case len(r.Split) > 0:
		kind = -1
		for _, at := range r.binding.parts {
			if f.subjects[at] >= 0 {
				kind = f.binding.hops[at].table.Type.Index
				agents = append(agents, f.subjects[at])
			}
		}
		return kind, agents
	case r.codes.to == nil:
		return f.binding.hops[rootHop].table.Type.Index, []int32{f.subjects[rootHop]}
	}
	v := f.get(r.codes.to)
	if !v.ok() {
		return -1, nil
	}
	return e.table(r.codes.to.Node.Type.Subject).Type.Index, []int32{int32(v.small)}
}

// ruling gives the rule under which the one payee of a decision is paid.
func (w *worker) ruling(r *rule, subject int32, day payout.Date) *rule {
	if len(r.changed) == 0 || r.Cascade != nil || len(r.Split) > 0 {
		return r
	}
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: day, period: PeriodOf(r.Every.Unit, day)})
	kind, agents := w.agents(r, f)
	if len(agents) == 0 {
		return r
	}
	v, _ := r.under(kind, agents[0], day)
	return v
}

// decide decides a rule for a subject. Each payee has what the text says that
// governs him: the policy, or the policy as his deals change it (N21). A subject
// whose cohort is not known is undecided: no version is its own.
func (w *worker) decide(r *rule, subject int32, m moment) outcome {
	if len(r.policy.Cohorts) > 0 {
		if _, _, fault := w.cohort(r, subject, m.day); fault != nil {
			return outcome{state: Undecided, rule: r, subject: subject, period: m.period, day: m.day, fault: fault}
		}
	}
	if len(r.changed) == 0 && r.added == nil {
		return w.decideText(r, subject, m)
	}
	f := w.frame(r.binding)
	f.start(subject, -1, m)
	kind, agents := w.agents(r, f)
	agents = slices.Clone(agents)
	cause := ""
	note := func(t *term) {
		if t != nil && cause == "" {
			cause = t.cause()
		}
	}
	switch {
	case r.added != nil:
		o := w.decideText(r, subject, m)
		o.keep(r.added.Agent)
		note(r.added)
		o.cause = cause
		return o
	case r.Cascade == nil && len(r.Split) == 0:
		if len(agents) == 0 {
			return w.decideText(r, subject, m)
		}
		v, t := r.under(kind, agents[0], m.day)
		note(t)
		o := w.decideText(v, subject, m)
		o.cause = cause
		return o
	}
	o := w.decideText(r, subject, m)
	for _, agent := range agents {
		v, t := r.under(kind, agent, m.day)
		note(t)
		if v != r {
			own := w.decideText(v, subject, m)
			o.replace(w.engine.ref(kind, agent), v, &own)
		}
	}
	o.cause = cause
	return o
}

// keep leaves a decision only what one payee has of it.
func (o *outcome) keep(payee payout.Ref) {
	o.targets = slices.DeleteFunc(o.targets, func(t target) bool { return t.payee != payee })
	if o.state == Decided && len(o.targets) == 0 {
		o.state = None
	}
}

// replace puts what one payee has by another rule in place of what he has by
// this.
func (o *outcome) replace(payee payout.Ref, r *rule, own *outcome) {
	o.targets = slices.DeleteFunc(o.targets, func(t target) bool { return t.payee == payee })
	if own.state == Undecided {
		o.targets = append(o.targets, target{payee: payee, fault: own.fault})
	}
	for _, t := range own.targets {
		if t.payee == payee {
			t.rule = r
			o.targets = append(o.targets, t)
		}
	}
	switch {
	case len(o.targets) > 0 && o.state == None:
		o.state = Decided
	case len(o.targets) == 0 && o.state == Decided:
		o.state = None
	}
}

// cause names the promises whose new state a re-rating comes from.
func (t *term) cause() string {
	var names []string
	for _, p := range t.flipped {
		word := "kept"
		if p.missed != "" {
			word = "missed"
		}
		names = append(names, p.Name()+" "+word)
	}
	return strings.Join(names, ", ")
}

// holdCredits holds what a promise that was not missed before would give its
// agent in all: that cannot be what was meant (N19).
func (e *Engine) holdCredits() {
	for _, t := range e.terms {
		cause := t.cause()
		if cause == "" || !slices.ContainsFunc(t.flipped, func(p *promise) bool { return p.missed != "" && p.was == "" }) {
			continue
		}
		var sum payout.Money
		for l := range e.Lines.All() {
			if l.Cause == cause && l.Payee == t.Agent && l.Quantity.IsZero() {
				sum, _ = sum.Add(l.Amount)
			}
		}
		if sum.Sign() <= 0 {
			continue
		}
		lines := e.Lines
		e.Lines = &payout.Packed{}
		for l := range lines.All() {
			if l.Cause == cause && l.Payee == t.Agent && l.Held == "" {
				l.Held = "a missed promise would pay more"
				e.Counts.Held++
			}
			e.Lines.Add(l)
		}
	}
}
