package engine

import (
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/tier"
)

// A tierSet keeps the tiers of one set for all its subjects. The versions of
// a policy that have the set share it: what counts is the version of the day.
// They may have different tiers, and a tier is the same in all of them by its
// name.
type tierSet struct {
	name    string
	table   *data.Table
	texts   []*tierText
	tiers   []string                   // of all texts, each once
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
	shared  []int16    // by tier of the version: its number in tierSet.tiers
	total   *ir.Node   // of its scorecard, if it has one
	parts   []*ir.Node // of the total
}

// own gives the version's number of a tier, or -1 if it has none of that name.
func (t *tierText) own(shared int16) int { return slices.Index(t.shared, shared) }

// A ruling is an assignment in little space. Its tiers are numbered as in
// tierSet.tiers.
type ruling struct {
	day, since, until int32 // of the verdict, of the standing, of an override
	tier, standing    int16
	below             int16
	outcome, basis    tier.Outcome // what decided the tier in force, and the standing
	posted            bool         // the ledger has it
}

// on gives the tier that a ruling leaves in force on a day: an override is in
// force up to its last day, that day included.
func (r ruling) on(day payout.Date) (tier int16, by tier.Outcome) {
	if r.outcome == overridden && (r.until == 0 || int32(day) <= r.until) {
		return r.tier, r.outcome
	}
	return r.standing, r.basis
}

const overridden = tier.Overridden

// history gives what a review of the version builds on. A tier that the
// version has not is forgotten: the subject begins anew.
func (t *tierText) history(r *ruling) tier.History {
	if r == nil || t.own(r.standing) < 0 {
		return nil
	}
	standing := t.own(r.standing)
	a := tier.Assignment{
		Verdict: tier.Verdict{Day: tier.Day(r.day), Tier: standing, Override: r.outcome == overridden, Until: tier.Day(r.until)},
		Tier:    t.own(r.tier), Outcome: r.outcome,
		Standing: tier.Standing{Tier: standing, Since: tier.Day(r.since), Outcome: r.basis, Below: int(r.below)},
	}
	if a.Tier < 0 {
		a.Tier = standing // a review does not read what an override has forced
	}
	return tier.History{a}
}

func (t *tierText) ruling(a tier.Assignment) ruling {
	r := ruling{
		day: int32(a.Verdict.Day), since: int32(a.Standing.Since), tier: t.shared[a.Tier], standing: t.shared[a.Standing.Tier],
		below: int16(a.Standing.Below), outcome: a.Outcome, basis: a.Standing.Outcome,
	}
	if a.Outcome == overridden {
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
			text := &tierText{policy: p, def: def, set: set, binding: b}
			text.total, text.parts = scorecard(def.When)
			for _, when := range def.When {
				text.when = append(text.when, e.compile(b, when))
			}
			if def.Fix != nil {
				text.fix, text.until = e.compile(b, def.Fix.When), e.compile(b, def.Fix.Until)
			}
			t := e.tierSet(def.Name)
			if t == nil {
				t = &tierSet{name: def.Name, table: e.table(def.Subject)}
				e.tierSets = append(e.tierSets, t)
			}
			t.add(text)
		}
	}
	return nil
}

// add adds a version, and the tiers that are new in it.
func (t *tierSet) add(text *tierText) {
	for _, name := range text.def.Tiers.Symbols {
		i := slices.Index(t.tiers, name)
		if i < 0 {
			i = len(t.tiers)
			t.tiers = append(t.tiers, name)
		}
		text.shared = append(text.shared, int16(i))
	}
	t.texts = append(t.texts, text)
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

// tierSet gives the set of that name, or nil. There is one on a platform.
func (e *Engine) tierSet(name string) *tierSet {
	for _, t := range e.tierSets {
		if t.name == name {
			return t
		}
	}
	return nil
}

// on gives the version of the set that is in force on a day, or nil.
func (t *tierSet) on(day payout.Date) *tierText {
	for _, text := range t.texts {
		if inForce(text.policy, day) {
			return text
		}
	}
	return nil
}

// before gives the last ruling of a subject whose review is before a day: the
// one that is in force on it. It is nil if there is none.
func (t *tierSet) before(i int32, day payout.Date) *ruling {
	if int(i) >= len(t.rulings) {
		return nil
	}
	list := t.rulings[i]
	for n := len(list) - 1; n >= 0; n-- {
		if list[n].day < int32(day) {
			return &list[n]
		}
	}
	return nil
}

// inForceOn gives the tier of a subject that is in force on a day.
func (t *tierSet) inForceOn(i int32, day payout.Date) (string, bool) {
	r := t.before(i, day)
	if r == nil {
		return "", false
	}
	at, _ := r.on(day)
	return t.tiers[at], true
}

func (t *tierSet) grow() {
	for len(t.rulings) < t.table.Len() {
		t.rulings = append(t.rulings, nil)
	}
}
