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

// A wantedTiers is which tiers of one set a case wants its subjects in, on the
// day after the period that was run.
type wantedTiers struct {
	set *plan.TierSet
	by  []wantedTier
}

type wantedTier struct {
	subject string
	tier    syntax.Text
}

// tierSet gives the tier set of that name, customer or merchant.customer, as
// the last version has it; or nil.
func (r *runner) tierSet(name string) *plan.TierSet {
	var found *plan.TierSet
	for _, p := range r.book.Plans() {
		for _, t := range p.Tiers {
			if t.Name == name || t.Subject.Name+"."+t.Name == name {
				found = t
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
func (r *runner) wantTiers(w *world, set *plan.TierSet, n *syntax.Node, path string) wantedTiers {
	wanted := wantedTiers{set: set}
	add := func(subject string, n *syntax.Node, path string) {
		switch {
		case n.Kind == syntax.Broken:
		case n.Kind != syntax.Scalar:
			r.broken(n.Span, path, "a tier of %q is expected here: %s", set.Name, strings.Join(set.Tiers.Symbols, ", "))
		case set.Tiers.Index(n.Text.Value) < 0:
			r.unknown(n.Text, path, "%q is no tier of "+set.Name, n.Text.Value, set.Tiers.Symbols)
		default:
			wanted.by = append(wanted.by, wantedTier{subject, n.Text})
		}
	}
	kind := set.Subject.Name
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
			got, reason := w.set.Tiers.Symbols[w.set.Start], "the tier that it starts in"
			list := assigned[one.subject]
			if in, ok := engine.TierOn(list, c.got.until.AddDays(1)); ok {
				got, reason = in, ""
			}
			if got != one.tier.Value {
				c.fail(one.tier.Span(), w.set.Name+" of "+one.subject, one.tier.Value, got, reason)
			}
		}
	}
}

// assigned gives the assignments of a set by subject, in the order of their
// posting.
func (c *comparison) assigned(set *plan.TierSet) map[string][]payout.Assignment {
	list := map[string][]payout.Assignment{}
	for entry := range c.step.ledger.Read(c.ctx, payout.Query{}) { // one in memory does not fail
		if a, ok := entry.(payout.Assignment); ok && a.Set == set.Name && a.Subject.Type == set.Subject.Name {
			list[a.Subject.ID] = append(list[a.Subject.ID], a)
		}
	}
	return list
}
