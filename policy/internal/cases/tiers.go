package cases

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A tierSet is one set with all its versions, in the order of their days.
type tierSet struct {
	name, kind string   // kind: of what it sorts
	tiers      []string // of all versions
	versions   []*plan.Policy
}

// start gives the tier that a subject begins in on a day.
func (s *tierSet) start(day payout.Date) string {
	var start string
	for _, p := range s.versions {
		for _, t := range p.Tiers {
			if t.Name == s.name && (start == "" || p.From <= day) {
				start = t.Tiers.Symbols[t.Start]
			}
		}
	}
	return start
}

// A wantedTiers is which tiers of one set a case wants its subjects in, on the
// day after the period that was run.
type wantedTiers struct {
	set *tierSet
	by  []wantedTier
}

type wantedTier struct {
	subject string
	tier    syntax.Text
}

// tierSet gives the tier set of that name, customer or merchant.customer; or
// nil.
func (r *runner) tierSet(name string) *tierSet {
	var found *tierSet
	for _, p := range r.book.Plans() {
		for _, t := range p.Tiers {
			if p.Deal != "" || t.Name != name && t.Subject.Name+"."+t.Name != name {
				continue
			}
			if found == nil {
				found = &tierSet{name: t.Name, kind: t.Subject.Name}
			}
			found.versions = append(found.versions, p)
			for _, symbol := range t.Tiers.Symbols {
				if !slices.Contains(found.tiers, symbol) {
					found.tiers = append(found.tiers, symbol)
				}
			}
		}
	}
	return found
}

func (r *runner) tierSetNames() []string {
	var names []string
	for _, p := range r.book.Plans() {
		for _, t := range p.Tiers {
			if !slices.Contains(names, t.Name) {
				names = append(names, t.Name)
			}
		}
	}
	return names
}

// wantTiers reads a tier for each subject, or one for all.
func (r *runner) wantTiers(w *world, set *tierSet, n *syntax.Node, path string) wantedTiers {
	wanted := wantedTiers{set: set}
	add := func(subject string, n *syntax.Node, path string) {
		switch {
		case n.Kind == syntax.Broken:
		case n.Kind != syntax.Scalar:
			r.broken(n.Span, path, "a tier of %q is expected here: %s", set.name, strings.Join(set.tiers, ", "))
		case !slices.Contains(set.tiers, n.Text.Value):
			r.unknown(n.Text, path, "%q is no tier of "+set.name, n.Text.Value, set.tiers)
		default:
			wanted.by = append(wanted.by, wantedTier{subject, n.Text})
		}
	}
	kind := set.kind
	if n.Kind != syntax.Map {
		if len(w.order[kind]) == 0 {
			r.broken(n.Span, path, "no %s is given that could be in a tier", kind)
		}
		for _, id := range w.order[kind] {
			add(id, n, path)
		}
		return wanted
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		id := strings.TrimPrefix(e.Key.Value, kind+"/")
		if !w.has(kind, id) {
			r.unknown(e.Key, at, "there is no "+kind+" %q", e.Key.Value, w.order[kind])
			continue
		}
		add(id, e.Value, at)
	}
	return wanted
}

// tiers compares the tiers in force after the run.
func (c *comparison) tiers() {
	for _, w := range c.step.want.tiers {
		assigned := c.assigned(w.set)
		for _, one := range w.by {
			day := c.got.until.AddDays(1)
			got, reason := w.set.start(c.got.until), "the tier that it starts in"
			if in, ok := engine.TierOn(assigned[one.subject], day); ok {
				got, reason = in, ""
			}
			if got != one.tier.Value {
				c.fail(one.tier.Span(), w.set.name+" of "+one.subject, one.tier.Value, got, reason)
			}
		}
	}
}

// assigned gives the assignments of a set by subject, in the order of their
// posting.
func (c *comparison) assigned(set *tierSet) map[string][]payout.Assignment {
	list := map[string][]payout.Assignment{}
	for entry := range c.step.ledger.Read(c.ctx, payout.Query{}) { // one in memory does not fail
		if a, ok := entry.(payout.Assignment); ok && a.Set == set.name && a.Subject.Type == set.kind {
			list[a.Subject.ID] = append(list[a.Subject.ID], a)
		}
	}
	return list
}
