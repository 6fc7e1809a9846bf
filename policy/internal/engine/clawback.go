package engine

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
)

// An assessment is one clawback of one subject: whether it is met, from which
// day, and how much it would take.
type assessment struct {
	rule   *rule
	day    payout.Date
	period Period
	amount payout.Money // positive; all is taken where the rule states none
	all    bool
	stands *posting // it cannot be decided now, and what it took stands
}

// clawbacks decides a group of clawbacks of the same payments. They take in
// the order of their days, then of the file, each bounded by what stands
// posted and is not taken yet (N15, N16). Clawbacks of earlier runs are
// bounded again, for what they took back may have changed in this batch.
func (e *Engine) clawbacks(g *group, first, last payout.Date) error {
	table := e.table(g.rules[0].Root)
	type result struct {
		lines    []payout.Line
		outcomes []*outcome
		err      error
	}
	results := make([]result, table.Len())
	e.parallel(table.Len(), func(w *worker, i int) {
		r := &results[i]
		r.lines, r.outcomes, r.err = w.clawback(g, int32(i), first, last)
	})
	for i := range results {
		if results[i].err != nil {
			return results[i].err
		}
		for _, o := range results[i].outcomes {
			e.count(o, ofRule(results[i].lines, o.rule.ID))
		}
		if err := e.book(results[i].lines); err != nil {
			return err
		}
	}
	return nil
}

func ofRule(lines []payout.Line, id string) []payout.Line {
	var list []payout.Line
	for _, l := range lines {
		if l.Rule == id {
			list = append(list, l)
		}
	}
	return list
}

// clawback decides all clawbacks of a group for one subject.
func (w *worker) clawback(g *group, subject int32, first, last payout.Date) ([]payout.Line, []*outcome, error) {
	e := w.engine
	ref := e.ref(e.table(g.rules[0].Root).Type.Index, subject)
	originals := e.originals(g, ref)
	if len(originals) == 0 {
		return nil, nil, nil // nothing to take back
	}
	list, outcomes := w.assessments(g, subject, ref, originals, first, last)
	lines, err := w.take(g, subject, ref, list, originals)
	return lines, outcomes, err
}

// assessments gives the clawbacks of a group that are met, in the order in
// which they take, and what became of each of them.
func (w *worker) assessments(g *group, subject int32, ref payout.Ref, originals []*posting, first, last payout.Date) (list []assessment, outcomes []*outcome) {
	for _, r := range g.rules {
		if !slices.ContainsFunc(originals, func(d *posting) bool { return w.governsOriginal(r, d) }) {
			continue
		}
		a, o := w.assess(w.takesUnder(r, originals), subject, ref, first, last)
		if a != nil {
			list = append(list, *a)
		}
		if o != nil {
			outcomes = append(outcomes, o)
		}
	}
	slices.SortStableFunc(list, func(a, b assessment) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.rule.Order, b.rule.Order))
	})
	return list, outcomes
}

// originals gives what stands posted of the rules that a group takes back,
// for one subject, over all periods (N17).
func (e *Engine) originals(g *group, subject payout.Ref) []*posting {
	var found []*posting
	seen := map[string]bool{}
	for _, r := range g.rules {
		for _, id := range r.Takes {
			if seen[id] {
				continue
			}
			seen[id] = true
			found = append(found, e.posted.of(id, subject)...)
		}
	}
	return found
}

// takesUnder gives a clawback as the deals have it under which what it takes
// back was paid.
func (w *worker) takesUnder(r *rule, originals []*posting) *rule {
	for _, d := range originals {
		for _, o := range d.payees {
			kind := w.engine.store.Schema.Type(o.payee.Type)
			if len(r.changed) == 0 || kind == nil {
				continue
			}
			if agent, ok := w.engine.store.Tables[kind.Index].Find(o.payee.ID); ok {
				if v, t := r.under(kind.Index, agent, d.decided); t != nil {
					return v
				}
			}
		}
	}
	return r
}

// governsOriginal reports whether a clawback's version is that of the line it
// takes back (N7).
func (w *worker) governsOriginal(r *rule, d *posting) bool {
	if d.version == r.policy.Version {
		return true
	}
	for _, p := range w.engine.texts { // a version that is gone is governed by the one of its day
		if p.Name == r.policy.Name && p.Version == d.version {
			return false
		}
	}
	return inForce(r.policy, d.decided)
}

// assess finds the day on which a clawback is met: by an earlier run, which
// is evaluated again for its amount, or in these days.
func (w *worker) assess(r *rule, subject int32, ref payout.Ref, first, last payout.Date) (*assessment, *outcome) {
	e := w.engine
	was := e.posted.find(clawKey(r, ref))
	if was != nil && was.decided < first && !was.decided.IsZero() { // final; what it may take can still have become less
		return &assessment{rule: r, day: was.decided, period: PeriodOf(r.Every.Unit, was.decided), amount: was.taken()}, nil
	}
	deciding, known, fault := w.decidingDay(r, subject, last)
	if fault != nil {
		return nil, &outcome{state: Undecided, rule: r, subject: subject, day: last, period: PeriodOf(r.Every.Unit, last), fault: fault}
	}
	begin, _ := e.span(r.policy.Name)
	var result *outcome
	for day := first; day <= last; day = day.AddDays(1) {
		p := PeriodOf(r.Every.Unit, day)
		switch {
		case known && !r.Early && day != deciding && day < deciding, known && day < deciding && p.Until != day, !known && p.Until != day:
			continue
		case known && day > deciding && p.Until != day:
			continue // open while its bound is 0: asked again at the end of each period
		}
		at := moment{day: day, period: p, cut: begin, closed: true, stated: r.Decide != nil}
		a, o := w.assessAt(r, subject, at)
		result = o
		if a != nil && e.bound(r, ref, day).Sign() > 0 {
			return a, o
		}
	}
	if was != nil && !was.zero() && was.decided <= last {
		return again(r, was, nil, result), result
	}
	return nil, result
}

// again gives what becomes of a clawback that was posted before: it is found
// wrong and goes to 0 by itself, or it stands where it cannot be decided now.
func again(r *rule, was *posting, a *assessment, o *outcome) *assessment {
	switch {
	case a != nil:
		return a
	case o != nil && o.state == Undecided:
		return &assessment{rule: r, day: was.decided, stands: was}
	default:
		return &assessment{rule: r, day: was.decided, period: PeriodOf(r.Every.Unit, was.decided)}
	}
}

// assessAt evaluates a clawback at a moment.
func (w *worker) assessAt(r *rule, subject int32, at moment) (*assessment, *outcome) {
	o := &outcome{rule: r, subject: subject, period: at.period, day: at.day}
	w.record.begin(r)
	f := w.frame(r.binding)
	f.start(subject, -1, at)
	met, fault := f.meets(r.codes.guard, r.codes.when)
	switch {
	case fault != nil:
		o.state, o.fault = Undecided, fault
		return nil, o
	case f.tainted:
		o.state, o.fault, o.waits = Undecided, f.suspended(), true
		return nil, o
	case !met:
		return nil, o
	}
	a := &assessment{rule: r, day: at.day, period: at.period, all: r.Amount == nil}
	if r.Amount != nil {
		amount, fault := f.money(r)
		if fault != nil {
			o.state, o.fault = Undecided, fault
			return nil, o
		}
		a.amount = amount.Neg()
	}
	o.state = Decided
	return a, o
}

// clawKey is the key of a clawback: it takes once from a subject.
func clawKey(r *rule, subject payout.Ref) decisionKey {
	return decisionKey{once: r.ID + ":" + subject.String()}
}

// bound is what stands posted, by decisions of no later day, of what a
// clawback may take back.
func (e *Engine) bound(r *rule, subject payout.Ref, day payout.Date) payout.Money {
	var sum payout.Money
	for _, id := range r.Takes {
		for _, d := range e.posted.of(id, subject) {
			for _, o := range d.payees {
				sum, _ = sum.Add(o.upTo(day))
			}
		}
	}
	return sum
}

// isHeld reports whether a posted line is held and was not released.
func (e *Engine) isHeld(p postedLine) bool { return p.held != "" && !e.released[p.id] }

// take makes the lines of all clawbacks of one subject, in order. Each debits
// the payees of the originals in proportion to what each still holds (N17).
func (w *worker) take(g *group, subject int32, ref payout.Ref, list []assessment, originals []*posting) ([]payout.Line, error) {
	e := w.engine
	taken := map[payout.Ref]payout.Money{}
	var lines []payout.Line
	for i := range list {
		a := &list[i]
		if a.stands != nil {
			for _, o := range a.stands.payees {
				taken[o.payee], _ = taken[o.payee].Add(o.sum.Neg())
			}
			continue
		}
		targets, err := e.share(a, ref, taken)
		if err != nil {
			return nil, err
		}
		for _, t := range targets {
			taken[t.payee], _ = taken[t.payee].Add(t.amount.Neg())
		}
		f := w.frame(a.rule.binding)
		f.start(subject, -1, moment{day: a.day, period: a.period, closed: true, stated: a.rule.Decide != nil})
		d := draft{rule: a.rule, key: clawKey(a.rule, ref), subject: ref, period: a.period.String(), decided: a.day, frame: f}
		made, err := e.takeLines(&d, targets, originals)
		if err != nil {
			return nil, err
		}
		lines = append(lines, made...)
	}
	return lines, nil
}

// share divides what a clawback takes between those who hold it.
func (e *Engine) share(a *assessment, subject payout.Ref, taken map[payout.Ref]payout.Money) ([]target, error) {
	holds := map[payout.Ref]payout.Money{}
	var payees []payout.Ref
	for _, id := range a.rule.Takes {
		for _, d := range e.posted.of(id, subject) {
			for _, o := range d.payees {
				if _, known := holds[o.payee]; !known {
					payees = append(payees, o.payee)
				}
				holds[o.payee], _ = holds[o.payee].Add(o.upTo(a.day))
			}
		}
	}
	slices.SortFunc(payees, func(x, y payout.Ref) int { return x.Compare(y) })
	var bound payout.Money
	var shares []payout.Share
	for _, p := range payees {
		left, err := holds[p].Sub(taken[p])
		if err != nil {
			return nil, err
		}
		if left.Sign() <= 0 {
			continue
		}
		bound, _ = bound.Add(left)
		shares = append(shares, payout.Share{For: p, Weight: new(big.Rat).SetInt(left.BigMinor())})
	}
	amount := a.amount
	if a.all || !smaller(amount, bound) {
		amount = bound
	}
	if amount.IsZero() {
		return nil, nil
	}
	whole := new(big.Rat).SetInt(bound.BigMinor())
	for i := range shares {
		shares[i].Weight.Quo(shares[i].Weight, whole)
	}
	parts, _, err := payout.Split(amount, shares)
	if err != nil {
		return nil, err
	}
	var targets []target
	for _, p := range parts {
		targets = append(targets, target{payee: p.For, amount: p.Amount.Neg()})
	}
	return targets, nil
}

// takeLines makes the lines of one clawback. What it takes back of amounts
// that are not due yet is due when they are (N18).
func (e *Engine) takeLines(d *draft, targets []target, originals []*posting) ([]payout.Line, error) {
	plain, err := e.differences(d, targets, e.posted.find(d.key))
	if err != nil {
		return nil, err
	}
	var lines []payout.Line
	for _, l := range plain {
		if l.Amount.Sign() > 0 { // gives back what was taken too much
			lines = append(lines, l)
			continue
		}
		var posted []postedLine
		for _, o := range originals {
			if !slices.Contains(d.rule.Takes, o.rule) {
				continue
			}
			if held := o.to(l.Payee); held != nil {
				posted = append(posted, held.lines...)
			}
		}
		for _, p := range posted {
			if p.amount.Sign() > 0 {
				l.Corrects = append(l.Corrects, p.id)
				if e.isHeld(p) { // what may not be paid yet cannot be taken from other money
					l.Held = p.held
				}
			}
		}
		lines = append(lines, splitByDue(l, posted)...)
	}
	return lines, nil
}
