package engine

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/tier"
)

// Assigned takes an assignment of the ledger into account. Those of days that
// this run decides again are derived anew.
func (e *Engine) Assigned(a payout.Assignment) {
	t := e.tierSet(a.Set)
	if t == nil || t.table.Type.Name != a.Subject.Type {
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

// The names under which an assignment keeps what a later review needs.
const (
	causeOutcome  = "outcome"
	causeStanding = "standing"
	causeSince    = "since"
	causeBelow    = "below"
	causeUntil    = "until"
	causeBasis    = "basis"
)

// read reads an entry of the ledger. One of a tier that no version at hand has
// any more counts for nothing.
func (t *tierSet) read(a payout.Assignment) (ruling, bool) {
	values := map[string]string{}
	for _, v := range a.Cause {
		values[v.Name] = v.Text
	}
	number := func(name string) int { n, _ := strconv.Atoi(values[name]); return n }
	day := func(name string) int32 { d, _ := payout.ParseDate(values[name]); return int32(d) }
	r := ruling{
		day: int32(a.Review), tier: int16(slices.Index(t.tiers, a.Tier)), standing: int16(slices.Index(t.tiers, values[causeStanding])),
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
	a := payout.Assignment{
		Set: t.name, Subject: t.ref(i), Review: payout.Date(r.day),
		Tier: t.tiers[r.tier], From: payout.Date(r.day).AddDays(1), Reason: r.outcome.String(),
	}
	add := func(name, text string) { a.Cause = append(a.Cause, payout.Value{Name: name, Text: text}) }
	add(causeOutcome, strconv.Itoa(int(r.outcome)))
	add(causeStanding, t.tiers[r.standing])
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

func (t *tierSet) ref(i int32) payout.Ref {
	return payout.Ref{Type: t.table.Type.Name, ID: t.table.IDs[i]}
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
