package engine

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// decidingDay gives the day on which a rule is decided for a subject, where
// one is stated or follows from windows that must close (N34). known is false
// where there is none: the rule is then examined at the end of each period.
func (w *worker) decidingDay(r *rule, subject int32, at payout.Date) (day payout.Date, known bool, fault *ir.Fault) {
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: at, period: PeriodOf(ir.Day, at)})
	if r.Decide != nil {
		v := f.get(r.codes.decide)
		if !v.ok() {
			return 0, false, v.fault
		}
		d := v.date()
		return d.AddMonths(r.Decide.Months).AddDays(r.Decide.Days), true, nil
	}
	if !r.Waits {
		return 0, false, nil
	}
	for i, in := range r.Program.Inputs {
		if !in.Waits() {
			continue
		}
		l := &r.binding.loads[i]
		if f.subjects[l.hop] < 0 {
			continue
		}
		win, anchor, state := f.window(in, l, f.subjects[l.hop], f.moment)
		if state != windowOpen || win == nil {
			continue
		}
		if _, last, closed := win.Days(anchor); closed {
			day, known = max(day, last.AddDays(1)), true
		}
	}
	return day, known, nil
}

// onces decides the rules that pay a single time under a key.
func (e *Engine) onces(g *group, first, last payout.Date) error {
	var all []*outcome
	for _, r := range g.rules {
		table := e.table(r.Root)
		found := make([]*outcome, table.Len())
		e.parallel(table.Len(), func(w *worker, i int) {
			s := int32(i)
			if table.Void(s) != "" || e.settledBefore(r, s) {
				return
			}
			found[i] = w.examine(r, s, first, last)
		})
		all = append(all, compact(found)...)
	}
	winners := e.resolve(all)
	if err := e.dropLosers(g, winners, first, last); err != nil {
		return err
	}
	for _, r := range g.rules {
		var mine []*outcome
		for _, o := range winners {
			if o.rule.root() == r {
				mine = append(mine, o)
			}
		}
		if err := e.settleOutcomes(r, mine, false); err != nil {
			return err
		}
	}
	return nil
}

// settledBefore reports whether an earlier period has decided the key of this
// subject, where the key is the subject itself; other keys are found later.
func (e *Engine) settledBefore(r *rule, subject int32) bool {
	if r.Once == nil || !rootKey(r.Rule) {
		return false
	}
	d := e.posted.find(e.rootOnce(r, subject))
	return !d.zero() && d.decided < e.from
}

// rootOnce gives the key of a rule whose once-key is its own subject.
func (e *Engine) rootOnce(r *rule, subject int32) decisionKey {
	return decisionKey{once: r.Once.Name + ":" + e.ref(e.table(r.Root).Type.Index, subject).String()}
}

// taken reports whether the key of a subject is decided already, by an earlier
// period, in this one before its last day, or for another subject.
func (e *Engine) taken(r *rule, subject int32) bool {
	if r.Once == nil {
		return false
	}
	if rootKey(r.Rule) {
		return !e.posted.find(e.rootOnce(r, subject)).zero()
	}
	o := outcome{rule: r, subject: subject, state: Decided}
	e.workers[0].key(&o, moment{day: e.through, period: PeriodOf(r.Every.Unit, e.through)})
	return o.state == Decided && !e.posted.find(decisionKey{once: o.once}).zero()
}

// rootKey reports whether a rule's once-key is its own subject.
func rootKey(r *plan.Rule) bool {
	k := r.Once.Key
	return k.Op == ir.OpInput && r.Program.Inputs[k.Input].Kind == ir.InRef && len(r.Program.Inputs[k.Input].Path.Hops) == 0
}

// examine finds the first day of a stretch on which a rule is met for a
// subject and has an amount. nil: it was not examined.
func (w *worker) examine(r *rule, subject int32, first, last payout.Date) *outcome {
	e := w.engine
	base, table := r, e.table(r.Root)
	r = w.ruling(base, subject, last)
	deciding, known, fault := w.decidingDay(r, subject, last)
	if own := w.ruling(base, subject, min(max(deciding, first), last)); known && own != r {
		r = own // the deals of the deciding day
		deciding, known, fault = w.decidingDay(r, subject, last)
	}
	if known && deciding < first {
		return nil // final, in an earlier period
	}
	var result outcome
	examined := false
	try := func(at moment) bool {
		row := table.At(subject, at.day)
		if row == 0 || !w.governs(r, subject, at.day, w.picked(r, subject, at.day)) {
			return false
		}
		if table.Type.Event && !e.happened(table.Type, table.Slots(row), Period{Until: at.day}) {
			return false
		}
		o := w.decide(base, subject, at)
		if o.state == Decided {
			met := o // few are met, and only these need a place of their own
			w.key(&met, at)
			o = met
		}
		if !examined || o.state != None || result.state == None {
			result, examined = o, true
		}
		return o.state == Decided
	}
	if fault != nil {
		o := outcome{rule: r, subject: subject, state: Undecided, fault: fault, day: last, period: PeriodOf(r.Every.Unit, last)}
		if table.At(subject, last) == 0 || !w.governs(r, subject, last, last) {
			return nil
		}
		return &o
	}
	begin, _ := e.span(r.policy.Name)
	if !known || r.Early && r.Decide == nil {
		for day := first; day <= last && (!known || day < deciding); day = day.AddDays(1) {
			p := PeriodOf(r.Every.Unit, day)
			if p.Until != day {
				continue
			}
			if try(moment{day: day, period: p, cut: begin}) {
				return result.kept()
			}
		}
	}
	if known && deciding >= first && deciding <= last {
		try(moment{day: deciding, period: PeriodOf(r.Every.Unit, deciding), cut: begin, closed: true, stated: r.Decide != nil})
	}
	if !examined || result.state == None && known && deciding > last {
		return nil // nothing is decided before its day, unless it is met early
	}
	return result.kept()
}

// kept gives an outcome to keep, of a variable that most days only pass through.
func (o outcome) kept() *outcome { return &o }

// picked gives the day that picks the version of a once rule: of `decide` the
// day it is counted from, else the deciding day (N7).
func (w *worker) picked(r *rule, subject int32, day payout.Date) payout.Date {
	if r.Decide == nil {
		return day
	}
	f := w.frame(r.binding)
	f.start(subject, -1, moment{day: day, period: PeriodOf(ir.Day, day)})
	if v := f.get(r.codes.decide); v.ok() {
		return v.date()
	}
	return day
}

// key gives the outcome its once-key and its rank among those who share it.
func (w *worker) key(o *outcome, at moment) {
	r := o.rule
	f := w.frame(r.binding)
	f.start(o.subject, -1, at)
	text := ""
	if r.Once == nil { // decided once, by its day
		text = w.engine.subjectRef(o).String()
		o.once = r.ID + ":" + text
		return
	}
	v := f.get(r.codes.key)
	switch {
	case v.fault != nil:
		o.state, o.fault, o.targets = Undecided, v.fault, nil
		return
	case v.absent:
		o.state, o.fault, o.targets = Undecided, &ir.Fault{Kind: ir.MissingFact, Name: r.Once.Key.Text}, nil
		return
	}
	text = w.engine.format(r.policy, v.big(), r.Once.Key.Type)
	o.once = r.Once.Name + ":" + text
	if r.Once.By != nil {
		if by := f.get(r.codes.by); by.ok() {
			o.order = rank{set: true, v: by.big()}
		}
	}
}

// format writes a value as keys and lines do.
func (e *Engine) format(p *plan.Policy, v *big.Int, t ir.Type) string {
	text := p.Model.Format(v, t, labels{e.store, p}, ir.Style{})
	if t.Kind == ir.Ref {
		return t.Subject.Name + "/" + text
	}
	return text
}

// labels name subjects and texts for one policy.
type labels struct {
	store  *data.Store
	policy *plan.Policy
}

func (l labels) SubjectID(s *ir.Subject, index int64) string {
	t := l.store.Tables[l.store.Schema.Type(s.Name).Index]
	if index < 0 || int(index) >= len(t.IDs) {
		return ""
	}
	return t.IDs[index]
}

func (l labels) TextOf(id int64) string {
	if id >= foreign {
		return l.store.Texts.Text(id - foreign)
	}
	return l.policy.Model.Texts.Text(id)
}

// resolve gives each once-key to one decision: the first period decides; in
// one period the smallest `by`, then the earliest day, then the smallest id
// (N6). The others have nothing.
func (e *Engine) resolve(all []*outcome) []*outcome {
	var won []*outcome
	byKey := map[string]*outcome{}
	for _, o := range all {
		if o.state != Decided {
			won = append(won, o)
			continue
		}
		if d := e.posted.find(decisionKey{once: o.once}); !d.zero() && d.decided < e.from {
			o.lose() // an earlier period has decided
			won = append(won, o)
			continue
		}
		best := byKey[o.once]
		switch {
		case best == nil:
			byKey[o.once] = o
		case e.precedes(o, best):
			best.lose()
			won = append(won, best)
			byKey[o.once] = o
		default:
			o.lose()
			won = append(won, o)
		}
	}
	for _, o := range byKey {
		won = append(won, o)
	}
	e.sort(won)
	return won
}

// sort orders outcomes by their rules and then by the ids of their subjects.
func (e *Engine) sort(list []*outcome) {
	type ranked struct {
		*outcome
		rank int32
	}
	order := make([]ranked, len(list))
	for i, o := range list {
		order[i] = ranked{o, e.table(o.rule.Root).Ranks()[o.subject]}
	}
	slices.SortFunc(order, func(a, b ranked) int {
		if a.rule == b.rule {
			return cmp.Compare(a.rank, b.rank)
		}
		return cmp.Or(cmp.Compare(a.rule.index, b.rule.index), cmp.Compare(a.rule.Root.Name, b.rule.Root.Name), cmp.Compare(a.rank, b.rank))
	})
	for i, o := range order {
		list[i] = o.outcome
	}
}

// lose leaves an outcome with nothing, and with no claim on the key, which
// another has.
func (o *outcome) lose() { o.state, o.targets, o.once = None, nil, "" }

func (e *Engine) precedes(a, b *outcome) bool {
	return cmp.Or(
		cmp.Compare(a.period.Until, b.period.Until), a.order.cmp(b.order), cmp.Compare(a.day, b.day),
		e.subjectRef(a).Compare(e.subjectRef(b)), cmp.Compare(a.rule.Order, b.rule.Order),
	) < 0
}

// dropLosers takes back what was posted in these days under keys that are no
// longer decided in them, as a re-run of the period may (N6).
func (e *Engine) dropLosers(g *group, winners []*outcome, first, last payout.Date) error {
	kept := map[string]bool{}
	undecided := map[payout.Ref]bool{}
	for _, o := range winners {
		switch o.state {
		case Decided:
			kept[o.once] = true
		case Undecided:
			undecided[e.subjectRef(o)] = true
		}
	}
	for _, r := range g.rules {
		for _, d := range e.posted.ofRule(r.ID) {
			if d.key.once == "" || kept[d.key.once] || undecided[d.subject] || d.zero() || d.decided < first || d.decided > last {
				continue
			}
			if err := e.reverse(d, r, "no longer met"); err != nil {
				return err
			}
		}
	}
	return nil
}

// happened reports whether an event lies in a period; the decision of an
// event belongs to the period of its day.
func (e *Engine) happened(t *data.Type, slots []int64, p Period) bool {
	at := slots[t.At.Slot]
	if at < ir.Smallest {
		return false
	}
	day := payout.Date(at)
	if t.At.Kind == ir.Time {
		day = ir.DayOf(at, e.store.Schema.Zone)
	}
	return day >= p.From && day <= p.Until
}

// OnceKey gives the key under which a rule that pays once would pay for a
// subject on a day; it is false where the key has no value.
func (e *Engine) OnceKey(id string, subject payout.Ref, day payout.Date) (string, bool) {
	for _, g := range e.groups {
		for _, r := range g.rules {
			if r.ID != id {
				continue
			}
			i, ok := e.table(r.Root).Find(subject.ID)
			if !ok {
				return "", false
			}
			o := outcome{rule: r, subject: i, state: Decided}
			e.workers[0].key(&o, moment{day: day, period: PeriodOf(r.Every.Unit, day)})
			return o.once, o.once != ""
		}
	}
	return "", false
}
