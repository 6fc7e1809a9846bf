package engine

import (
	"cmp"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Decide runs all stages from the first to the last day, month by month: a
// later month reads what an earlier one has decided (N9).
func (e *Engine) Decide() error {
	if e.fault != nil {
		return e.fault
	}
	e.Seal()
	if err := e.reverseVoid(); err != nil {
		return err
	}
	for first := e.from; first <= e.through; {
		last := min(first.MonthEnd(), e.through)
		if err := e.stretch(first, last); err != nil {
			return err
		}
		first = last.AddDays(1)
		if first.IsZero() {
			break
		}
	}
	e.holdCredits()
	e.pending()
	return nil
}

// Seal ends the counting of events.
func (e *Engine) Seal() {
	if e.sealed {
		return
	}
	e.sealed = true
	for _, m := range e.order {
		m.seal()
	}
}

// stretch decides the days of one month, or of a part of it.
func (e *Engine) stretch(first, last payout.Date) error {
	if err := e.review(first, last); err != nil {
		return err
	}
	for _, g := range e.groups {
		var err error
		e.earningsOf = nil // more has been posted since
		switch {
		case g.rules[0].Kind == payout.Clawback:
			err = e.clawbacks(g, first, last)
		case g.rules[0].Once != nil || g.rules[0].Decide != nil:
			err = e.onces(g, first, last)
		default:
			err = e.periodic(g, first, last)
		}
		if err != nil {
			return err
		}
		for _, r := range g.rules {
			if err := e.giveBack(r, first, last); err != nil {
				return err
			}
		}
	}
	return nil
}

// periodic decides the rules that pay period by period.
func (e *Engine) periodic(g *group, first, last payout.Date) error {
	for _, r := range g.rules {
		if r.Every.Own() {
			if err := e.ownPeriods(r, first, last); err != nil {
				return err
			}
			continue
		}
		begin, end := e.span(r.policy.Name)
		for _, at := range e.points(r, first, last, begin, end) {
			if err := e.decideAll(r, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// points gives the moments at which a periodic rule is decided: the end of
// each period, and the end of each day or month before it where the open
// period is posted (N14).
func (e *Engine) points(r *rule, first, last, begin, end payout.Date) []moment {
	var list []moment
	unit := r.Every.Unit
	add := func(day payout.Date) {
		p := PeriodOf(unit, day)
		list = append(list, moment{day: day, period: p, cut: begin, closed: day >= p.Until})
	}
	step := unit
	if r.Post != ir.NoUnit {
		step = r.Post
	}
	for at := first; at <= last; at = at.AddDays(1) {
		ends := PeriodOf(step, at).Until == at || PeriodOf(unit, at).Until == at
		if !end.IsZero() && at == end {
			ends = true // the policy's last day ends every period
		}
		if ends && at >= begin && (end.IsZero() || at <= end || len(r.policy.Cohorts) > 0) {
			if next := at.AddDays(1); at <= e.closed && at < PeriodOf(unit, at).Until && min(PeriodOf(step, next).Until, PeriodOf(unit, at).Until) <= e.through {
				continue // posted before; what has changed since comes with the next posting
			}
			add(at)
		}
	}
	return list
}

// decideAll decides a rule for all its subjects at one moment. What they are
// to have is held for some of them at a time, except where they share a limit,
// and of events, which are posted in the order in which they came.
func (e *Engine) decideAll(r *rule, at moment) error {
	table := e.table(r.Root)
	unread := e.unread(r)
	step := 1 << 11
	if r.CapPayee != nil || table.Type.Event {
		step = table.Len()
	}
	for first := 0; first < table.Len(); first += step {
		if err := e.decideSome(r, at, first, min(first+step, table.Len()), unread); err != nil {
			return err
		}
	}
	return nil
}

// decideSome decides a rule for the subjects from first to until.
func (e *Engine) decideSome(r *rule, at moment, first, until int, unread bool) error {
	table := e.table(r.Root)
	outcomes := make([]*outcome, until-first)
	e.parallel(len(outcomes), func(w *worker, i int) {
		s := int32(first + i)
		if table.At(s, at.day) == 0 || table.Void(s) != "" || !w.governs(r, s, at.day, at.day) {
			return
		}
		if table.Type.Event && !e.happened(table.Type, table.Slots(table.At(s, at.day)), at.period) {
			return
		}
		o := w.decide(r, s, at)
		outcomes[i] = &o
	})
	return e.settleOutcomes(r, compact(outcomes), unread)
}

func compact(list []*outcome) []*outcome {
	return slices.DeleteFunc(list, func(o *outcome) bool { return o == nil })
}

// settleOutcomes bounds what payees have in all, posts the lines that are
// missing and counts what became of the decisions. Lines that are unread need
// not be found again in this run.
func (e *Engine) settleOutcomes(r *rule, outcomes []*outcome, unread bool) error {
	if e.table(r.Root).Type.Event {
		e.sort(outcomes) // events stand in the order in which they came
	}
	if err := e.capPayees(r, outcomes); err != nil {
		return err
	}
	lines := make([][]payout.Line, len(outcomes))
	errs := make([]error, len(outcomes))
	e.parallel(len(outcomes), func(w *worker, i int) {
		lines[i], errs[i] = w.lines(outcomes[i])
	})
	for i, o := range outcomes {
		if errs[i] != nil {
			return errs[i]
		}
		e.count(o, lines[i])
		if unread {
			e.enter(lines[i])
			continue
		}
		if err := e.book(lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// count notes what became of a decision.
func (e *Engine) count(o *outcome, lines []payout.Line) {
	if e.watch != nil {
		e.watch.Decided(o.rule.Rule, o.state)
	}
	if e.Keep {
		e.Decisions = append(e.Decisions, Decision{
			Rule: o.rule.Rule, Subject: e.subjectRef(o), Period: o.period.String(), Day: o.day, State: o.state, Fault: o.fault, Lines: lines,
		})
	}
	switch o.state {
	case None:
		e.Counts.None++
	case Decided:
		e.Counts.Decided++
	case Pending:
		e.Counts.Pending++
	case Undecided:
		e.Counts.Undecided++
		e.problem(o, o.fault)
	}
	for _, t := range o.targets {
		if t.fault != nil {
			e.problem(o, t.fault)
		}
	}
}

// book puts lines into the batch, where later stages find them.
func (e *Engine) book(lines []payout.Line) error {
	for i := range lines {
		if err := e.posted.add(&lines[i]); err != nil {
			return err
		}
	}
	e.enter(lines)
	return nil
}

// enter puts lines into the batch.
func (e *Engine) enter(lines []payout.Line) {
	for i := range lines {
		e.Counts.Lines++
		if lines[i].Held != "" {
			e.Counts.Held++
		}
		e.Lines.Add(lines[i])
	}
}

func (e *Engine) problem(o *outcome, fault *ir.Fault) {
	e.Problems = append(e.Problems, Problem{
		Rule: o.rule.ID, Policy: o.rule.policy.Name, Subject: e.subjectRef(o), Period: o.period.String(),
		State: o.state, Day: o.day, Fault: fault,
	})
}

func (e *Engine) subjectRef(o *outcome) payout.Ref {
	return e.ref(e.table(o.rule.Root).Type.Index, o.subject)
}

// capPayees reduces what one payee has of a rule in a period, in proportion
// (N28).
func (e *Engine) capPayees(r *rule, outcomes []*outcome) error {
	if r.CapPayee == nil {
		return nil
	}
	type at struct {
		outcome *outcome
		target  int
	}
	byPayee := map[payout.Ref][]at{}
	var payees []payout.Ref
	for _, o := range outcomes {
		for i, t := range o.targets {
			if _, known := byPayee[t.payee]; !known {
				payees = append(payees, t.payee)
			}
			byPayee[t.payee] = append(byPayee[t.payee], at{o, i})
		}
	}
	slices.SortFunc(payees, func(a, b payout.Ref) int { return a.Compare(b) })
	for _, payee := range payees {
		list := byPayee[payee]
		limit, fault := e.payeeCap(list[0].outcome.rule, list[0].outcome)
		if fault != nil {
			for _, a := range list {
				a.outcome.state, a.outcome.fault, a.outcome.targets = Undecided, fault, nil
			}
			continue
		}
		parts := make([]payout.Part, len(list))
		for i, a := range list {
			parts[i] = payout.Part{For: e.subjectRef(a.outcome), Amount: a.outcome.targets[a.target].amount}
		}
		reduced, err := payout.Reduce(parts, limit)
		if err != nil {
			return err
		}
		for i, a := range list {
			a.outcome.targets[a.target].amount = reduced[i].Amount
		}
	}
	return nil
}

func (e *Engine) payeeCap(r *rule, o *outcome) (payout.Money, *ir.Fault) {
	f := e.workers[0].frame(r.binding)
	f.start(o.subject, -1, moment{day: o.day, period: o.period})
	q, fault := f.quantity(r.codes.capPayee)
	if fault != nil {
		return payout.Money{}, fault
	}
	return r.round(q) // a limit is a size, also of debits
}

// pending counts the decisions whose day lies behind this run.
func (e *Engine) pending() {
	for _, g := range e.groups {
		for _, r := range g.rules {
			if r.Decide != nil || r.Waits && r.Once != nil || r.Waits && r.Kind == payout.Clawback {
				e.pendingRule(r)
			}
		}
	}
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Rule, b.Rule), a.Subject.Compare(b.Subject), cmp.Compare(a.Period, b.Period))
	})
}

func (e *Engine) pendingRule(r *rule) {
	table := e.table(r.Root)
	days := make([]payout.Date, table.Len())
	e.parallel(table.Len(), func(w *worker, i int) {
		s := int32(i)
		if table.At(s, e.through) == 0 || table.Void(s) != "" || !w.governs(r, s, e.through, e.through) {
			return
		}
		if d, known, _ := w.decidingDay(r, s, e.through); known && d > e.through {
			days[i] = d
		}
	})
	undecided := map[payout.Ref]bool{} // on a day before
	for _, p := range e.Problems {
		if p.State == Undecided && p.Rule == r.ID && p.Policy == r.policy.Name {
			undecided[p.Subject] = true
		}
	}
	e.Problems = slices.Grow(e.Problems, len(days))
	for i, d := range days {
		if d.IsZero() || len(undecided) > 0 && undecided[e.ref(table.Type.Index, int32(i))] {
			continue
		}
		if r.Once != nil && r.Kind != payout.Clawback && e.taken(r, int32(i)) {
			continue
		}
		o := &outcome{state: Pending, rule: r, subject: int32(i), day: d, period: PeriodOf(r.Every.Unit, d)}
		e.count(o, nil)
		e.problem(o, nil)
	}
}
