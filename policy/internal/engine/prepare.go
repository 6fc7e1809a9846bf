package engine

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A group holds the rules that are decided together: one rule in all versions
// of its policy, the rules that share a once-name, or the clawbacks that take
// back the same payments.
type group struct {
	name   string
	rules  []*rule
	needs  []*group
	listed bool
}

// prepare binds all programs and orders the rules by what they read of each
// other (N26).
func (e *Engine) prepare(terms []*plan.Term) {
	byName := map[string]*group{}
	var groups []*group
	list := func(p *plan.Policy, r *rule) {
		name := groupName(p, r.Rule)
		g := byName[name]
		if g == nil {
			g = &group{name: name}
			byName[name] = g
			groups = append(groups, g)
		}
		r.index = len(groups)
		g.rules = append(g.rules, r)
	}
	for _, p := range e.texts {
		for _, pr := range p.Rules {
			r := e.rule(p, pr)
			e.rules[pr] = r
			list(p, r)
		}
		for _, c := range p.Cohorts {
			e.cohortDays[c.Program] = e.compile(e.bind(p, c.Program), c.Day)
		}
		if p.Settle.Program != nil {
			e.settling[p] = e.settleCodes(p)
		}
	}
	e.prepareTerms(terms, list)
	e.fault = e.prepareTiers()
	groups = joinClawbacks(groups)
	for _, g := range groups {
		g.needs = needed(g, groups)
	}
	for _, g := range groups {
		e.list(g)
	}
	for i := 0; i < len(e.order); i++ { // binding a measure may find more
		e.order[i].grow()
	}
}

func (e *Engine) rule(p *plan.Policy, pr *plan.Rule) *rule {
	r := &rule{Rule: pr, policy: p, binding: e.bind(p, pr.Program), shown: shown(pr)}
	for _, part := range pr.Split {
		r.binding.parts = append(r.binding.parts, r.binding.way(e, part.Path))
	}
	if c := pr.Cascade; c != nil {
		r.binding.start = r.binding.way(e, c.Start)
		r.level = e.bind(p, c.Level)
	}
	r.codes = e.codes(r)
	return r
}

// groupName tells which rules are decided together.
func groupName(p *plan.Policy, r *plan.Rule) string {
	switch {
	case r.Once != nil && r.Once.Name != r.ID:
		return "once\x00" + r.Once.Name
	default:
		return p.Name + "\x00" + r.ID
	}
}

// joinClawbacks puts clawbacks of the same payments into one group, for they
// take in the order of their days (N16).
func joinClawbacks(groups []*group) []*group {
	var kept []*group
	for _, g := range groups {
		var into *group
		if g.rules[0].Kind == payout.Clawback {
			for _, k := range kept {
				if k.rules[0].Kind == payout.Clawback && sharesOriginals(k, g) {
					into = k
				}
			}
		}
		if into == nil {
			kept = append(kept, g)
			continue
		}
		into.rules = append(into.rules, g.rules...)
	}
	return kept
}

func sharesOriginals(a, b *group) bool {
	for _, x := range a.rules {
		for _, y := range b.rules {
			if x.policy.Name == y.policy.Name && slices.ContainsFunc(x.Takes, func(id string) bool { return slices.Contains(y.Takes, id) }) {
				return true
			}
		}
	}
	return false
}

// needed gives the groups that must be decided before g.
func needed(g *group, all []*group) []*group {
	var needs []*group
	for _, other := range all {
		if other != g && slices.ContainsFunc(g.rules, func(r *rule) bool { return readsGroup(r, other) }) {
			needs = append(needs, other)
		}
	}
	return needs
}

func readsGroup(r *rule, g *group) bool {
	names := func(list []string, id, base string) bool {
		return slices.Contains(list, id) || slices.Contains(list, base)
	}
	for _, o := range g.rules {
		if o.policy.Name != r.policy.Name {
			continue
		}
		if names(r.Earned, o.ID, o.Base) || names(r.Paid, o.ID, o.Base) || slices.Contains(r.Takes, o.ID) {
			return true
		}
		// What paid("x") gives is less what was taken back of x by then.
		for _, taken := range o.Takes {
			if slices.Contains(r.Paid, taken) {
				return true
			}
		}
		if o.Kind == payout.Clawback && slices.ContainsFunc(r.Paid, func(id string) bool { return slices.Contains(o.Takes, id) }) {
			return true
		}
	}
	return false
}

// list puts a group behind those that it needs. The compiler has made sure
// that they don't need each other.
func (e *Engine) list(g *group) {
	if g.listed {
		return
	}
	g.listed = true
	for _, n := range g.needs {
		e.list(n)
	}
	e.groups = append(e.groups, g)
}
