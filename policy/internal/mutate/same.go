package mutate

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/lint"
)

// alike reports whether two books pay the same whatever the facts are: because
// what differs is read by nothing that pays, or because it is proved of every
// rule that it touches.
func alike(a, b *policy.Book) bool {
	x, y := texts(a), texts(b)
	if len(x) != len(y) || !samePromises(a, b) {
		return false
	}
	for i := range x {
		if !paysAlike(x[i], y[i]) {
			return false
		}
	}
	return true
}

// texts gives the policies of a book, and each as deals change it.
func texts(book *policy.Book) []*plan.Policy {
	list := slices.Clone(book.Plans())
	for _, t := range book.Terms() {
		list = append(list, t.Texts()...)
	}
	return list
}

// samePromises reports whether what was promised is the same.
func samePromises(a, b *policy.Book) bool {
	promises := func(book *policy.Book) (list []string) {
		for _, t := range book.Terms() {
			for _, c := range t.Commitments() {
				list = append(list, c.ID+" "+c.Test.String()+" "+c.Promise.Meaning(c.Program))
			}
		}
		return list
	}
	return slices.Equal(promises(a), promises(b))
}

// proved are the clauses of a rule that say how much it pays and when, of which
// it can be proved that they come to the same.
var proved = []string{"applies", "when", "amount", "cap", "floor"}

// paysAlike reports whether two texts of a policy pay the same.
func paysAlike(a, b *plan.Policy) bool {
	var touched []string
	for _, c := range compare.Policies(a, b) {
		switch c.Of {
		case "param", "ladder", "let", "table":
			// what it means for a payment stands in the rules that read it
		case "tiers":
			tier, reached := strings.CutSuffix(c.Part, " when")
			if reached && !sameTier(a, b, c.Name, tier) || !reached && !strings.Contains(c.Part, " gives ") {
				return false
			}
			// what a tier gives stands likewise in the rules that read it: a
			// service that none reads is paid by nobody
		case "rule":
			if !slices.Contains(proved, c.Part) {
				return false
			}
			if !slices.Contains(touched, c.Name) {
				touched = append(touched, c.Name)
			}
		default:
			return false
		}
	}
	for _, id := range touched {
		was, now := a.Rule(id), b.Rule(id)
		if was == nil || now == nil || !lint.SamePay(a, b, was, now) {
			return false
		}
	}
	return true
}

// sameTier reports whether a tier of a set is reached by the same facts.
func sameTier(a, b *plan.Policy, set, tier string) bool {
	find := func(p *plan.Policy) *plan.TierSet {
		i := slices.IndexFunc(p.Tiers, func(t *plan.TierSet) bool { return t.Name == set })
		if i < 0 {
			return nil
		}
		return p.Tiers[i]
	}
	was, now := find(a), find(b)
	if was == nil || now == nil || !slices.Equal(was.Tiers.Symbols, now.Tiers.Symbols) {
		return false
	}
	i := was.Tiers.Index(tier)
	return i >= 0 && lint.SameTier(a, b, was, now, i)
}
