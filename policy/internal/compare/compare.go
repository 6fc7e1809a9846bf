// Package compare says what two texts of a policy mean differently. Layout,
// order and comments, and names that only people read, make no difference.
package compare

import (
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Change is one difference in meaning. Was or Now is empty where the one or
// the other text has no such thing.
type Change struct {
	Of   string `json:"of"` // rule, ladder, param, measure, fact, let, table, tiers, settlement, policy
	Name string `json:"name"`
	Part string `json:"part,omitempty"` // of a rule its clause, of a ladder the quantities
	Was  string `json:"was"`
	Now  string `json:"now"`
}

// Policies gives the changes from one text to another, in the order of the
// newer text, then what only the older one has.
func Policies(was, now *plan.Policy) []Change {
	c := &comparison{was: was, now: now}
	c.head()
	c.facts()
	c.named()
	c.measures()
	named := c.changes
	c.changes = nil
	c.tiers()
	c.rules()
	effects := c.changes
	if len(effects) == 0 { // a let or a table that is written in another way, and nothing more
		named = slices.DeleteFunc(named, func(c Change) bool { return c.Of == "let" || c.Of == "table" })
	}
	c.changes = append(named, effects...)
	c.settlement()
	return c.changes
}

type comparison struct {
	was, now *plan.Policy
	changes  []Change
}

// note adds a change, if there is one.
func (c *comparison) note(of, name, part, was, now string) {
	if was != now {
		c.changes = append(c.changes, Change{Of: of, Name: name, Part: part, Was: was, Now: now})
	}
}

// changed adds a change of what is written alike, or not, and means another
// thing.
func (c *comparison) changed(of, name, part, was, now string) {
	c.changes = append(c.changes, Change{Of: of, Name: name, Part: part, Was: was, Now: now})
}

// head compares what stands above the rules.
func (c *comparison) head() {
	a, b := c.was, c.now
	c.note("policy", b.Name, "currency", a.Model.Currency.String(), b.Model.Currency.String())
	c.note("policy", b.Name, "timezone", a.Model.Zone.String(), b.Model.Zone.String())
	c.note("policy", b.Name, "platform", a.Platform, b.Platform)
	c.note("policy", b.Name, "rounding", fmt.Sprintf("%s, %d places", a.Rounding.Mode, a.Rounding.Places), fmt.Sprintf("%s, %d places", b.Rounding.Mode, b.Rounding.Places))
}

// rules compares the rules by their clauses.
func (c *comparison) rules() {
	for _, now := range c.now.Rules {
		was := c.was.Rule(now.ID)
		if was == nil {
			c.note("rule", now.ID, "", "", now.Kind.String())
			continue
		}
		c.clauses(was, now)
	}
	for _, was := range c.was.Rules {
		if c.now.Rule(was.ID) == nil {
			c.note("rule", was.ID, "", was.Kind.String(), "")
		}
	}
}

func (c *comparison) clauses(was, now *plan.Rule) {
	before, after := was.Clauses(), now.Clauses()
	find := func(list []plan.Clause, key string) (plan.Clause, bool) {
		i := slices.IndexFunc(list, func(c plan.Clause) bool { return c.Key == key })
		if i < 0 {
			return plan.Clause{}, false
		}
		return list[i], true
	}
	for _, n := range after {
		w, ok := find(before, n.Key)
		switch {
		case !ok:
			c.changed("rule", now.ID, n.Key, "", n.Text)
		case w.Meaning != n.Meaning:
			c.changed("rule", now.ID, n.Key, w.Text, n.Text)
		}
	}
	for _, w := range before {
		if _, ok := find(after, w.Key); !ok {
			c.changed("rule", now.ID, w.Key, w.Text, "")
		}
	}
}

// tiers compares the tier sets: how each tier is reached and what it gives.
func (c *comparison) tiers() {
	find := func(p *plan.Policy, name string) *plan.TierSet {
		for _, t := range p.Tiers {
			if t.Name == name {
				return t
			}
		}
		return nil
	}
	for _, now := range c.now.Tiers {
		was := find(c.was, now.Name)
		if was == nil {
			c.note("tiers", now.Name, "", "", "new")
			continue
		}
		before, after := was.Clauses(), now.Clauses()
		for _, n := range after {
			i := slices.IndexFunc(before, func(w plan.Clause) bool { return w.Key == n.Key })
			switch {
			case i < 0:
				c.changed("tiers", now.Name, n.Key, "", n.Text)
			case before[i].Meaning != n.Meaning:
				c.changed("tiers", now.Name, n.Key, before[i].Text, n.Text)
			}
		}
		for _, w := range before {
			if !slices.ContainsFunc(after, func(n plan.Clause) bool { return n.Key == w.Key }) {
				c.changed("tiers", now.Name, w.Key, w.Text, "")
			}
		}
	}
	for _, was := range c.was.Tiers {
		if find(c.now, was.Name) == nil {
			c.note("tiers", was.Name, "", "there", "")
		}
	}
}

// settlement compares how balances are paid.
func (c *comparison) settlement() {
	before, after := c.was.SettlementTerms(), c.now.SettlementTerms()
	for i := range after {
		c.note("settlement", after[i].Key, "", before[i].Text, after[i].Text)
	}
}
