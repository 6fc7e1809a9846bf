package compare

import (
	"slices"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Difference is what is different between two texts: two versions of a
// policy, or a policy and the policy as a deal changes it.
type Difference struct {
	Policy   string   `json:"policy"`
	Was      string   `json:"was,omitempty"` // the version, if it has one
	Now      string   `json:"now,omitempty"`
	Deal     string   `json:"deal,omitempty"`
	Agent    string   `json:"agent,omitempty"`
	Changes  []Change `json:"changes"`
	Appeared bool     `json:"appeared,omitempty"` // only the newer book has the policy or deal
	Gone     bool     `json:"gone,omitempty"`     // only the older book has it
}

// Books compares the policies of two books by their names and versions. A
// version that only the newer book has is compared with the last one before
// it; a deal that only one book has, with the policy that it is of.
func Books(was, now *policy.Book) []Difference {
	var list []Difference
	for _, p := range now.Plans() {
		old := counterpart(was.Plans(), now.Plans(), p)
		d := Difference{Policy: p.Name, Now: p.Version, Appeared: old == nil}
		if old != nil {
			d.Was, d.Changes = old.Version, Policies(old, p)
		}
		list = append(list, d)
	}
	for _, p := range was.Plans() {
		if !slices.ContainsFunc(now.Plans(), func(q *plan.Policy) bool { return counterpart(was.Plans(), now.Plans(), q) == p }) {
			list = append(list, Difference{Policy: p.Name, Was: p.Version, Gone: true})
		}
	}
	return append(list, deals(was, now)...)
}

// counterpart finds the older text that a newer one is to be compared with:
// of the same version, or the only one, or the last before it.
func counterpart(was, now []*plan.Policy, p *plan.Policy) *plan.Policy {
	var named, newer []*plan.Policy
	for _, q := range was {
		if q.Name != p.Name {
			continue
		}
		if q.Version == p.Version {
			return q
		}
		named = append(named, q)
	}
	for _, q := range now {
		if q.Name == p.Name {
			newer = append(newer, q)
		}
	}
	if len(named) == 1 && len(newer) == 1 {
		return named[0]
	}
	var last *plan.Policy
	for _, q := range named {
		if q.From <= p.From {
			last = q
		}
	}
	return last
}

// deals compares the deals of two books.
func deals(was, now *policy.Book) []Difference {
	var list []Difference
	same := func(t *plan.Term, in []*plan.Term) *plan.Term {
		for _, other := range in {
			if other.Agent == t.Agent && other.Base.Name == t.Base.Name && other.From == t.From && name(other) == name(t) {
				return other
			}
		}
		return nil
	}
	add := func(t *plan.Term, from, to *plan.Policy, appeared, gone bool) {
		changes := Policies(from, to)
		if len(changes) > 0 || appeared || gone {
			list = append(list, Difference{
				Policy: t.Base.Name, Was: from.Version, Now: to.Version, Deal: name(t), Agent: t.Agent.ID, Changes: changes, Appeared: appeared, Gone: gone,
			})
		}
	}
	for _, t := range now.Terms() {
		if old := same(t, was.Terms()); old != nil {
			add(t, old.Texts()[0], t.Texts()[0], false, false)
			continue
		}
		add(t, t.Base, t.Texts()[0], true, false)
	}
	for _, t := range was.Terms() {
		if same(t, now.Terms()) == nil {
			add(t, t.Texts()[0], t.Base, false, true)
		}
	}
	return list
}

func name(t *plan.Term) string { return t.Texts()[0].Deal }
