package run

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// retired refuses to run texts that lack a rule under which something was
// posted and do not say that it is retired: a rule with a new id would pay all
// that the old one has paid once more (N4). The error is a diag.List.
func (r *platformRun) retired() error {
	known := map[[2]string]bool{} // by policy and rule: nothing more to say of it
	missing := map[*plan.Policy][]string{}
	for l := range r.lines.All() {
		id := l.Rule
		if l.Base != "" {
			id = l.Base
		}
		key := [2]string{l.Policy, id}
		if known[key] || l.Kind == payout.Manual || l.Deal != "" {
			continue
		}
		known[key] = true
		if last, lost := r.lost(l.Policy, id); lost {
			missing[last] = append(missing[last], id)
		}
	}
	var diags diag.List
	for _, p := range r.texts() {
		ids := missing[p]
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		list := strings.Join(ids, ", ")
		diags = append(diags, diag.Errorf("V606", p.Syntax.Policy.Span(), "lines were posted under %s, which the policy %q does not have", list, p.Name).
			WithHint("list what is no more: `retired: [%s]`; what was posted stays. To take it back, keep the rule and make its `when` false", list))
	}
	return diags.Sorted().Err()
}

// lost reports whether the texts of a policy lack a rule and do not say so, and
// gives the last of them. Of a policy that has no text there is nothing to say.
func (r *platformRun) lost(policy, rule string) (last *plan.Policy, lost bool) {
	for _, p := range r.texts() {
		if p.Name != policy {
			continue
		}
		if p.HasRule(rule) || slices.Contains(p.Retired, rule) {
			return nil, false
		}
		last = p
	}
	return last, last != nil
}
