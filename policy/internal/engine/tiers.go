package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/tier"
)

// A tierSet keeps the tiers of one set for all its subjects. The versions of
// a policy that have the set share it: what counts is the version of the day.
type tierSet struct {
	name    string
	table   *data.Table
	texts   []tierText
	rulings [][]ruling                 // by subject: the last before this run, and those of it
	posted  map[int32]map[int32]ruling // by subject and day: what the ledger has of days that are decided again
}

// A tierText is the set in one version of a policy.
type tierText struct {
	policy  *plan.Policy
	def     *plan.TierSet
	set     *tier.Set
	binding *binding
	when    []*ir.Code
	fix     *ir.Code
	until   *ir.Code
}

// A ruling is an assignment in little space.
type ruling struct {
	day, since, until int32 // of the verdict, of the standing, of an override
	tier, standing    int16
	below             int16
	outcome, basis    tier.Outcome // what decided the tier in force, and the standing
	posted            bool         // the ledger has it
}

func (r ruling) assignment() tier.Assignment {
	return tier.Assignment{
		Verdict: tier.Verdict{Day: tier.Day(r.day), Tier: int(r.standing), Override: r.outcome == tier.Overridden, Until: tier.Day(r.until)},
		Tier:    int(r.tier), Outcome: r.outcome,
		Standing: tier.Standing{Tier: int(r.standing), Since: tier.Day(r.since), Outcome: r.basis, Below: int(r.below)},
	}
}

func rulingOf(a tier.Assignment) ruling {
	r := ruling{
		day: int32(a.Verdict.Day), since: int32(a.Standing.Since), tier: int16(a.Tier), standing: int16(a.Standing.Tier),
		below: int16(a.Standing.Below), outcome: a.Outcome, basis: a.Standing.Outcome,
	}
	if a.Outcome == tier.Overridden {
		r.until = int32(a.Verdict.Until)
	}
	return r
}

// prepareTiers makes the sets of all texts.
func (e *Engine) prepareTiers() error {
	for _, p := range e.texts {
		if p.Deal != "" {
			continue
		}
		for _, def := range p.Tiers {
			set, err := newSet(def)
			if err != nil {
				return fmt.Errorf("tiers %s: %w", def.Name, err)
			}
			b := e.bind(p, def.Program)
			text := tierText{policy: p, def: def, set: set, binding: b}
			for _, when := range def.When {
				text.when = append(text.when, e.compile(b, when))
			}
			if def.Fix != nil {
				text.fix, text.until = e.compile(b, def.Fix.When), e.compile(b, def.Fix.Until)
			}
			t := e.tierSet(p.Platform, def.Name)
			if t == nil {
				t = &tierSet{name: def.Name, table: e.table(def.Subject)}
				e.tierSets = append(e.tierSets, t)
			}
			t.texts = append(t.texts, text)
		}
	}
	return nil
}

func newSet(def *plan.TierSet) (*tier.Set, error) {
	terms := tier.Terms{
		Tiers: def.Tiers.Symbols, Start: def.Tiers.Symbols[def.Start], Keep: tier.Tenure{Days: def.Keep.Days, Months: def.Keep.Months},
		DemoteAfter: def.Patience,
	}
	switch def.Review {
	case ir.Day:
		terms.Review = tier.Daily
	case ir.Quarter:
		terms.Review = tier.Quarterly
	case ir.Year:
		terms.Review = tier.Yearly
	default:
		terms.Review = tier.Monthly
	}
	if def.Promote == plan.AtOnce {
		terms.Promote = tier.AtOnce
	}
	if def.Demote == plan.AtOnce {
		terms.Demote = tier.AtOnce
	}
	if def.Never >= 0 {
		terms.NeverBelow = def.Tiers.Symbols[def.Never]
	}
	if def.Fix != nil {
		terms.Override = def.Tiers.Symbols[def.Fix.Tier]
	}
	return tier.NewSet(terms)
}

func (e *Engine) tierSet(_, name string) *tierSet {
	for _, t := range e.tierSets {
		if t.name == name {
			return t
		}
	}
	return nil
}

// Assigned takes an assignment of the ledger into account. Those of days that
// this run decides again are derived anew.
func (e *Engine) Assigned(a payout.Assignment) {
	t := e.tierSet("", a.Set)
	if t == nil {
		return
	}
	r, ok := t.read(a)
	if !ok {
		return
	}
	i := t.table.Intern(a.Subject.ID)
	t.grow()
	if a.Review >= e.from {
		if t.posted == nil {
			t.posted = map[int32]map[int32]ruling{}
		}
		if t.posted[i] == nil {
			t.posted[i] = map[int32]ruling{}
		}
		t.posted[i][r.day] = r
		return
	}
	list := t.rulings[i]
	at, found := slices.BinarySearchFunc(list, r.day, func(r ruling, day int32) int { return cmp.Compare(r.day, day) })
	if found {
		list[at] = r
		return
	}
	t.rulings[i] = slices.Insert(list, at, r)
}

func (t *tierSet) grow() {
	for len(t.rulings) < t.table.Len() {
		t.rulings = append(t.rulings, nil)
	}
}

// The names under which an assignment keeps what a later review needs.
const (
	causeOutcome  = "outcome"
	causeStanding = "standing"
	causeSince    = "since"
	causeBelow    = "below"
	causeUntil    = "until"
	causeBasis    = "basis"
)

func (t *tierSet) read(a payout.Assignment) (ruling, bool) {
	symbols := t.texts[len(t.texts)-1].def.Tiers
	values := map[string]string{}
	for _, v := range a.Cause {
		values[v.Name] = v.Text
	}
	number := func(name string) int { n, _ := strconv.Atoi(values[name]); return n }
	day := func(name string) int32 { d, _ := payout.ParseDate(values[name]); return int32(d) }
	r := ruling{
		day: int32(a.Review), tier: int16(symbols.Index(a.Tier)), standing: int16(symbols.Index(values[causeStanding])),
		since: day(causeSince), until: day(causeUntil), below: int16(number(causeBelow)),
		outcome: tier.Outcome(number(causeOutcome)), basis: tier.Outcome(number(causeBasis)), posted: true,
	}
	if values[causeBasis] == "" {
		r.basis = r.outcome
	}
	return r, r.tier >= 0 && r.standing >= 0
}

// write makes the entry of the ledger for a ruling.
func (t *tierSet) write(i int32, r ruling) payout.Assignment {
	symbols := t.texts[len(t.texts)-1].def.Tiers.Symbols
	a := payout.Assignment{
		Set: t.name, Subject: payout.Ref{Type: t.table.Type.Name, ID: t.table.IDs[i]}, Review: payout.Date(r.day),
		Tier: symbols[r.tier], From: payout.Date(r.day).AddDays(1), Reason: r.outcome.String(),
	}
	add := func(name, text string) { a.Cause = append(a.Cause, payout.Value{Name: name, Text: text}) }
	add(causeOutcome, strconv.Itoa(int(r.outcome)))
	add(causeStanding, symbols[r.standing])
	if r.since > 0 {
		add(causeSince, payout.Date(r.since).String())
	}
	if r.below > 0 {
		add(causeBelow, strconv.Itoa(int(r.below)))
	}
	if r.until > 0 {
		add(causeUntil, payout.Date(r.until).String())
	}
	if r.basis != r.outcome {
		add(causeBasis, strconv.Itoa(int(r.basis)))
	}
	return a
}

// review makes the reviews of a stretch of days, day by day: a set may read
// the tiers of another one. A review of a day is in force from the next (N29).
func (e *Engine) review(first, last payout.Date) error {
	if len(e.tierSets) == 0 {
		return nil
	}
	for day := first; day <= last; day = day.AddDays(1) {
		for _, t := range e.tierSets {
			text := t.on(day)
			if text == nil || !text.reviews(day) {
				continue
			}
			t.grow()
			errs := make([]error, t.table.Len())
			e.parallel(t.table.Len(), func(w *worker, i int) { errs[i] = w.reviewOne(t, text, int32(i), day) })
			for _, err := range errs {
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// on gives the version of the set that is in force on a day.
func (t *tierSet) on(day payout.Date) *tierText {
	for i := range t.texts {
		if inForce(t.texts[i].policy, day) {
			return &t.texts[i]
		}
	}
	return nil
}

// reviews reports whether the conditions are looked at on a day.
func (t *tierText) reviews(day payout.Date) bool {
	daily := t.def.Promote == plan.AtOnce || t.def.Demote == plan.AtOnce || t.def.Fix != nil
	return daily || plan.UnitEnd(t.def.Review, day) == day
}

// reviewOne reviews one subject.
func (w *worker) reviewOne(t *tierSet, text *tierText, i int32, day payout.Date) error {
	if t.table.At(i, day) == 0 || t.table.Void(i) != "" {
		return nil
	}
	var history tier.History
	list := t.rulings[i]
	for n := len(list) - 1; n >= 0; n-- { // the one before this day is all that is needed
		if list[n].day < int32(day) {
			history = tier.History{list[n].assignment()}
			break
		}
	}
	verdict := w.verdict(text, i, day)
	next, err := text.set.Review(history, verdict)
	if err != nil {
		return fmt.Errorf("tiers %s of %s: %w", t.name, t.table.IDs[i], err)
	}
	r := rulingOf(next[len(next)-1])
	if was, ok := t.posted[i][r.day]; ok {
		r.posted = true
		r.posted = r == was // else the ledger's is replaced
	} else if n := len(list); n > 0 && list[n-1].same(r) || n == 0 && r.tier == int16(text.def.Start) && r.same(r) {
		return nil // nothing has changed since
	}
	t.rulings[i] = append(list, r)
	return nil
}

// same reports whether a later ruling says nothing new.
func (r ruling) same(s ruling) bool {
	plain := s.outcome == tier.Confirmed || s.outcome == tier.Unreviewed
	return plain && r.tier == s.tier && r.standing == s.standing && r.since == s.since && r.below == s.below && r.outcome != tier.Overridden
}

// verdict says which tier the conditions give on a day.
func (w *worker) verdict(text *tierText, i int32, day payout.Date) tier.Verdict {
	v := tier.Verdict{Day: tier.Day(day)}
	f := w.frame(text.binding)
	begin, _ := w.engine.span(text.policy.Name)
	f.start(i, -1, moment{day: day, period: PeriodOf(text.def.Review, day), cut: begin})
	if text.fix != nil {
		if met, fault := f.test(text.fix); fault == nil && met {
			v.Override = true
			if text.until != nil {
				if until := f.get(text.until); until.ok() {
					v.Until = tier.Day(until.small)
				}
			}
		}
	}
	for n, when := range text.when {
		if when == nil {
			v.Tier = n
			break
		}
		met, fault := f.test(when)
		if fault != nil {
			v.Undecided = fault.String()
			break
		}
		if met {
			v.Tier = n
			break
		}
		v.Tier = n + 1
	}
	if v.Undecided == "" && f.tainted && v.Tier > 0 {
		v.Undecided = suspended.String() // a demotion waits (N39)
	}
	return v
}

// Assignments gives what the reviews of this run have changed.
func (e *Engine) Assignments() []payout.Assignment {
	var list []payout.Assignment
	for _, t := range e.tierSets {
		for i, rulings := range t.rulings {
			for _, r := range rulings {
				if !r.posted {
					list = append(list, t.write(int32(i), r))
				}
			}
		}
	}
	return list
}

// inForceOn gives the tier of a subject that is in force on a day.
func (t *tierSet) inForceOn(i int32, day payout.Date) (string, bool) {
	if int(i) >= len(t.rulings) {
		return "", false
	}
	list := t.rulings[i]
	for n := len(list) - 1; n >= 0; n-- {
		r := list[n]
		if r.day >= int32(day) {
			continue
		}
		at := r.tier
		if r.outcome == tier.Overridden && r.until > 0 && int32(day) > r.until {
			at = r.standing
		}
		return t.texts[len(t.texts)-1].def.Tiers.Symbols[at], true
	}
	return "", false
}
