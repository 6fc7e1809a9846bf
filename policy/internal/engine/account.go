package engine

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// An Account tells how a decision came about, or why there is none. Its steps
// were kept while the decision was made.
type Account struct {
	Rule    *plan.Rule   // as the text has it that decided
	Policy  *plan.Policy // that text: the policy, or what deals make of it
	Subject payout.Ref
	Period  Period
	Day     payout.Date // the deciding day; of what is pending, the day to come
	State   State
	Fault   *ir.Fault // Undecided
	Nothing Nothing   // None, Pending: why
	Other   payout.Ref
	Steps   []Step
	Targets []Target
	Lacks   missing.Answer // NotFor, NotMet, for what is not a debit: what would do

	labels labels
}

// A Target is what one payee is to have by a decision, in all.
type Target struct {
	Payee  payout.Ref
	Amount payout.Money
	Held   string
	Fault  *ir.Fault // he has nothing now, and this is why
}

// Nothing says why a rule has nothing for a subject.
type Nothing uint8

// Why a rule has nothing for a subject.
const (
	Something     Nothing = iota
	Unknown               // the source has no facts of it on that day
	Withdrawn             // the source has withdrawn it
	OtherText             // another version of the policy is the one for it
	NotFor                // the policy is not for it: `applies`
	NotMet                // the condition does not hold
	Nobody                // there is no payee
	Zero                  // the amount is 0
	Taken                 // Other has been paid under the key that both share
	NothingToTake         // of what it takes back nothing is outstanding
	Earlier               // it was decided on a day before
	Later                 // it is decided on a day to come
	NotInDays             // no period of it is decided in these days
)

// Writer writes for people what is missing.
func (a *Account) Writer(lang string) missing.Writer {
	return missing.Writer{Model: a.Policy.Model, Labels: a.labels, Lang: lang}
}

// compiled finds the engine's form of a rule.
func (e *Engine) compiled(pr *plan.Rule) *rule { return e.rules[pr] }

// family gives a rule and what deals make of it.
func (r *rule) family() []*rule {
	list := []*rule{r}
	if r.root() != r {
		list = append(list, r.root())
	}
	for _, c := range r.root().changed {
		for _, v := range c.byText {
			if v != r {
				list = append(list, v)
			}
		}
	}
	return list
}

// Trace tells how a rule, as its text has it, decides for a subject on the
// deciding day of a period. It is nil if the engine has no such rule or
// subject.
func (e *Engine) Trace(pr *plan.Rule, subject payout.Ref, period Period, day payout.Date) *Account {
	r := e.compiled(pr)
	if r == nil {
		return nil
	}
	at, known := e.table(r.Root).Find(subject.ID)
	if !known {
		return nil
	}
	return e.workers[0].traced(r, at, e.momentOf(&outcome{rule: r, period: period, day: day}), func(w *worker, m moment) outcome {
		o := w.decideText(r, at, m)
		if r.added != nil {
			o.keep(r.added.Agent)
		}
		return o
	})
}

// TraceReturn tells why a deposit was given back on a day.
func (e *Engine) TraceReturn(pr *plan.Rule, subject payout.Ref, day payout.Date) *Account {
	r := e.compiled(pr)
	if r == nil || r.Back == nil {
		return nil
	}
	at, known := e.table(r.Root).Find(subject.ID)
	if !known {
		return nil
	}
	w := e.workers[0]
	o := outcome{rule: r, subject: at, day: day, period: PeriodOf(r.Every.Unit, day), state: Decided}
	rec := w.recording(r.family(), func() {
		w.record.begin(r)
		f := w.frame(r.binding)
		f.start(at, -1, moment{day: day, period: o.period})
		if _, fault := f.test(r.codes.back); fault != nil {
			o.state, o.fault = Undecided, fault
		}
	})
	return e.account(&o, rec)
}

// traced makes a decision with a record, and bounds what payees have in all.
func (w *worker) traced(r *rule, subject int32, m moment, decide func(*worker, moment) outcome) *Account {
	if r.Kind == payout.Clawback {
		return w.tracedClawback(r, subject, m)
	}
	e := w.engine
	others := w.others(r, subject, m)
	var o outcome
	var err error
	rec := w.recording(r.family(), func() {
		o = decide(w, m)
		err = e.capPayees(r, append(others, &o))
	})
	a := e.account(&o, rec)
	if err != nil {
		a.State, a.Fault = Undecided, &ir.Fault{Kind: ir.TooLarge, Name: r.ID, Detail: err.Error()}
	}
	switch {
	case a.Nothing == NotFor && !debit(r.Kind):
		a.Lacks = w.lacks(o.rule, o.rule.Guard, subject, m)
	case a.Nothing == NotMet && !debit(r.Kind):
		a.Lacks = w.lacks(o.rule, o.rule.When, subject, m)
	}
	return a
}

// others gives what the rule decides for the other subjects, where payees are
// bounded in what they have of all of them.
func (w *worker) others(r *rule, subject int32, m moment) []*outcome {
	if r.CapPayee == nil {
		return nil
	}
	table := w.engine.table(r.Root)
	var list []*outcome
	for i := range table.Len() {
		s := int32(i)
		if s == subject || table.At(s, m.day) == 0 || table.Void(s) != "" || !w.governs(r.root(), s, m.day, m.day) {
			continue
		}
		if r.Once == nil {
			o := w.decide(r.root(), s, m)
			list = append(list, &o)
		} else if o := w.examine(r.root(), s, m.day.MonthStart(), m.day.MonthEnd()); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// lacks asks what would make a condition hold.
func (w *worker) lacks(r *rule, condition *ir.Node, subject int32, m moment) missing.Answer {
	f := w.frame(r.binding)
	f.start(subject, -1, m)
	return missing.First(r.Program, []*ir.Node{condition}, 0).Ask(&f.Frame)
}

// account writes down a decision with the steps that were kept of it.
func (e *Engine) account(o *outcome, rec *record) *Account {
	r := o.rule
	a := &Account{
		Rule: r.Rule, Policy: r.policy, Subject: e.subjectRef(o), Period: o.period, Day: o.day,
		State: o.state, Fault: o.fault, labels: labels{e.store, r.policy},
	}
	for _, t := range o.targets {
		a.Targets = append(a.Targets, Target{t.payee, t.amount, t.held, t.fault})
	}
	text := rec.of(r)
	a.Steps = append(a.Steps, text.parts...)
	a.Steps = append(a.Steps, text.levels...)
	for _, t := range o.targets { // by the texts of payees' own deals
		if t.rule != nil && t.rule != r {
			own := rec.of(t.rule)
			a.Steps = append(a.Steps, own.parts...)
			a.Steps = append(a.Steps, own.levels...)
		}
	}
	if o.state == None {
		a.Nothing = text.nothing()
	}
	a.Steps = append(a.Steps, e.roundedSteps(o)...)
	return a
}

// nothing tells from the steps why there is no amount.
func (t *recorded) nothing() Nothing {
	last := Step{}
	for _, s := range t.parts {
		switch {
		case s.Part == "applies" && s.Value != "true":
			return NotFor
		case s.Part == "when" && s.Value != "true":
			return NotMet
		}
		last = s
	}
	if t.rule.Cascade != nil && len(t.levels) == 0 || last.Part == "" && len(t.rule.Split) > 0 {
		return Nobody
	}
	return Zero
}

// roundedSteps gives what payees have when all is rounded.
func (e *Engine) roundedSteps(o *outcome) []Step {
	r := o.rule
	if r.Kind == payout.Duty || r.Kind == payout.Clawback {
		return nil
	}
	var steps []Step
	for _, t := range o.targets {
		s := Step{Part: "rounded", Text: roundingText(r), Value: e.amountText(r, t.amount), Unit: "money"}
		if r.Cascade != nil || len(r.Split) > 0 || r.Rest != nil {
			s.Part = "for " + t.payee.String()
		}
		if t.fault != nil {
			s.Value, s.Note = "", t.fault.String()
		}
		if r.Kind == payout.Benefit {
			s.Unit = "quantity"
		}
		steps = append(steps, s)
	}
	return steps
}

func roundingText(r *rule) string {
	return fmt.Sprintf("%s, %d places", r.policy.Rounding.Mode, r.policy.Rounding.Places)
}

// amountText writes an amount as a literal, a benefit with its unit.
func (e *Engine) amountText(r *rule, m payout.Money) string {
	if r.Kind != payout.Benefit {
		return m.String()
	}
	q, err := payout.QuantityFromDecimal(m.Decimal())
	if err != nil {
		return m.Amount()
	}
	return q.String() + " " + r.Unit
}

// groupOf gives the group that a rule is decided in.
func (e *Engine) groupOf(r *rule) *group {
	for _, g := range e.groups {
		for _, o := range g.rules {
			if o == r.root() {
				return g
			}
		}
	}
	return nil
}
