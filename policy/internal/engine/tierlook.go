package engine

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/tier"
)

// A Sorting is one set of tiers over all its subjects, for reports. Figures of
// the subjects may be added before events are counted.
type Sorting struct {
	engine  *Engine
	set     *tierSet
	figures []figure
	goals   map[*tierText][]*missing.Goal // by tier: to be in it
	falls   map[*tierText][]*missing.Goal // by tier: to be in a worse one
}

// A figure is a number that a report adds up, as each version has it.
type figure struct {
	texts map[*plan.Policy]figureText
}

type figureText struct {
	*plan.Figure
	rule    *rule // rounds
	binding *binding
	code    *ir.Code
}

// Sorting gives the set of that name, or nil.
func (e *Engine) Sorting(name string) *Sorting {
	t := e.tierSet(name)
	if t == nil {
		return nil
	}
	return &Sorting{engine: e, set: t, goals: map[*tierText][]*missing.Goal{}, falls: map[*tierText][]*missing.Goal{}}
}

// Figure adds a figure, as the versions of the policy have it, and gives its
// number.
func (s *Sorting) Figure(versions map[*plan.Policy]*plan.Figure) int {
	f := figure{texts: map[*plan.Policy]figureText{}}
	for p, one := range versions {
		b := s.engine.bind(one.Policy, one.Program)
		f.texts[p] = figureText{one, &rule{Rule: &plan.Rule{ID: one.Node.Text}, policy: one.Policy}, b, s.engine.compile(b, one.Node)}
	}
	for i := 0; i < len(s.engine.order); i++ { // binding a measure may find more
		s.engine.order[i].grow()
	}
	s.figures = append(s.figures, f)
	return len(s.figures) - 1
}

// ReviewTiers makes the reviews of the days from the first to the last, and
// decides nothing else. Range has been told the same days.
func (e *Engine) ReviewTiers(first, last payout.Date) error {
	if e.fault != nil {
		return e.fault
	}
	e.Seal()
	return e.review(first, last)
}

// FirstRow gives the earliest day from which a row of facts is valid; zero
// where none says a day.
func (e *Engine) FirstRow() payout.Date {
	first := payout.Date(0)
	for _, t := range e.store.Tables {
		for i := range t.Len() {
			t.Changes(int32(i), func(d payout.Date) {
				if first.IsZero() || d < first {
					first = d
				}
			})
		}
	}
	return first
}

// A Look is a view of one subject, for one goroutine.
type Look struct {
	*Sorting
	worker *worker
	at     int32
}

// Each calls visit for every subject of the set, from several goroutines; at is
// its number.
func (s *Sorting) Each(visit func(at int, l Look)) {
	s.set.grow()
	s.engine.parallel(s.set.table.Len(), func(w *worker, i int) { visit(i, Look{s, w, int32(i)}) })
}

// Look gives a view of one subject; it is false if there is none of that id.
func (s *Sorting) Look(id string) (Look, bool) {
	s.set.grow()
	at, known := s.set.table.Find(id)
	return Look{s, s.engine.workers[0], at}, known
}

// At gives a view of the subject of a number.
func (s *Sorting) At(at int) Look { return Look{s, s.engine.workers[0], int32(at)} }

// Len is how many subjects there are.
func (s *Sorting) Len() int { return s.set.table.Len() }

// Kind names what the set sorts.
func (s *Sorting) Kind() string { return s.set.table.Type.Name }

// Tiers gives the tiers of all versions, each once.
func (s *Sorting) Tiers() []string { return s.set.tiers }

// Text gives the set as the version of a day has it, and its policy; nil where
// none is in force.
func (s *Sorting) Text(day payout.Date) (*plan.Policy, *plan.TierSet) {
	if t := s.set.on(day); t != nil {
		return t.policy, t.def
	}
	return nil, nil
}

// Writer writes for people what is missing, as the version of a day names
// things.
func (s *Sorting) Writer(day payout.Date, lang string) missing.Writer {
	p, _ := s.Text(day)
	if p == nil {
		return missing.Writer{}
	}
	return missing.Writer{Model: p.Model, Labels: labels{s.engine.store, p}, Lang: lang}
}

// ID is the subject's.
func (l Look) ID() string { return l.set.table.IDs[l.at] }

// There reports whether the source has facts of the subject on a day and has
// not withdrawn it.
func (l Look) There(day payout.Date) bool {
	return l.set.table.At(l.at, day) != 0 && l.set.table.Void(l.at) == ""
}

// Tier gives the tier in force on a day, by its name, and what decided it.
func (l Look) Tier(day payout.Date) (string, tier.Outcome) {
	if r := l.set.before(l.at, day); r != nil {
		at, by := r.on(day)
		return l.set.tiers[at], by
	}
	if t := l.set.at(day); t != nil {
		return t.def.Tiers.Symbols[t.def.Start], tier.Unreviewed
	}
	return "", tier.Unreviewed
}

// at gives the version of a day, or else of the day before: the tiers that the
// last day of a policy leaves are those of its version.
func (t *tierSet) at(day payout.Date) *tierText {
	if text := t.on(day); text != nil {
		return text
	}
	return t.on(day.AddDays(-1))
}

// A Move is a change of the tier in force.
type Move struct {
	On       payout.Date // the first day in the new tier
	Review   payout.Date // the day that was looked at
	From, To string
	By       tier.Outcome
	Ended    bool // an override has ended
}

// Moves gives the changes of tier that the reviews of a stretch of days made.
func (l Look) Moves(first, last payout.Date) []Move {
	var moves []Move
	if int(l.at) >= len(l.set.rulings) {
		return nil
	}
	for _, r := range l.set.rulings[l.at] {
		day := payout.Date(r.day)
		if day < first || day > last {
			continue
		}
		next := day.AddDays(1)
		was, by := l.Tier(day)
		at, now := r.on(next)
		if to := l.set.tiers[at]; to != was {
			moves = append(moves, Move{On: next, Review: day, From: was, To: to, By: now, Ended: by == overridden})
		}
	}
	return moves
}

// Figure gives a figure of the subject on some days added up, as a whole number
// of units of 10^-places, amounts rounded as the policy rounds. It is not known
// where a fact is missing.
func (l Look) Figure(n int, days []payout.Date) (total int64, known bool) {
	found := false
	for _, day := range days {
		text := l.set.on(day)
		if text == nil || !l.There(day) {
			continue
		}
		f, ok := l.figures[n].texts[text.policy]
		if !ok {
			return 0, false
		}
		v, ok := l.figureOn(f, day)
		sum := total + v
		if !ok || (sum > total) != (v > 0) && v != 0 {
			return 0, false
		}
		total, found = sum, true
	}
	return total, found
}

// FigureDays gives the days on which a figure of a period is read: the last of
// each month, or of what longer period its measures have, that ends in it, or
// its own last day.
func (s *Sorting) FigureDays(n int, p Period) []payout.Date {
	step := ir.Month
	if text := s.set.on(p.Until); text != nil {
		if f, ok := s.figures[n].texts[text.policy]; ok && f.Step != ir.NoUnit {
			step = f.Step
		}
	}
	var days []payout.Date
	Ends(step, p.From, p.Until, func(q Period) { days = append(days, q.Until) })
	if len(days) == 0 {
		days = append(days, p.Until)
	}
	return days
}

func (l Look) figureOn(t figureText, day payout.Date) (int64, bool) {
	f := l.worker.frame(t.binding)
	begin, _ := l.engine.span(t.Policy.Name)
	f.start(l.at, -1, moment{day: day, period: PeriodOf(max(t.Step, ir.Month), day), cut: begin})
	q, fault := f.quantity(t.code)
	if fault != nil {
		return 0, false
	}
	if t.Node.Type.Kind == ir.Money {
		m, fault := t.rule.round(q)
		if fault != nil {
			return 0, false
		}
		return m.Minor()
	}
	q = q.whole()
	v, err := t.Policy.Rounding.Mode.Quo(q.num, q.den)
	if err != nil || !v.IsInt64() {
		return 0, false
	}
	return v.Int64(), true
}

// Places is how many decimal places the whole number of a figure has, and
// whether it is an amount of money.
func (s *Sorting) Places(n int) (places int, money bool) {
	for _, t := range s.figures[n].texts {
		if t.Node.Type.Kind == ir.Money {
			return t.Policy.Model.Currency.Places(), true
		}
		return t.Node.Type.Scale, false
	}
	return 0, false
}
