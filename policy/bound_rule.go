package policy

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A binding is the rules of one kind of subject as one program, and where its
// inputs stand in a row.
type binding struct {
	policy   *plan.Policy
	schema   *data.Schema
	joint    *ir.Joint
	rules    []*boundRule
	hops     []hop // the subject itself first
	pointers []pointer
	refs     []refField
	texts    map[string]int64 // that the policy mentions
	moments  []momentSlot
	event    *field // of an event: when it happened
}

// A boundRule is one rule of a binding. What it lacks is nil.
type boundRule struct {
	rule                *plan.Rule
	index               int
	moment              string   // at which it is evaluated: rules of one period share it
	met, total          *ir.Code // whether it is met, and what it comes to; see quick
	guard, when         *ir.Code
	amount, cap, floor  *ir.Code
	to, rest, hold      *ir.Code
	decide, key, cohort *ir.Code
	shares              []*ir.Code
	parts               []int // of a split: the hop of each payee
	payee               int   // the hop that is paid, where no more is to be computed; else -1
	payeeType           string
	restType            string
	rounding            rounding
	debit               bool
	simple              bool  // nothing keeps it from being decided quickly
	least               int64 // what it may come to, if not less
	cut                 cut
	leaves              []*leaf // what its amounts come from
}

// bind makes the binding of the named rules, or of all.
func (g *given) bind(names []string) (*binding, error) {
	if err := errors.Join(g.errs...); err != nil {
		return nil, err
	}
	p := g.policy.plan
	b := &binding{policy: p, schema: g.policy.schema, joint: ir.NewJoint(g.root.subject), pointers: g.pointers, texts: map[string]int64{}}
	for id, text := range p.Model.Texts.All() {
		b.texts[text] = int64(id)
	}
	w := &wiring{given: g, binding: b, hops: map[string]int{}}
	w.hop(nil)
	for _, r := range g.chosen(names) {
		w.add(r)
	}
	w.finish()
	if err := errors.Join(g.errs...); err != nil {
		return nil, err
	}
	return b, nil
}

// chosen gives the rules that the names stand for.
func (g *given) chosen(names []string) []*plan.Rule {
	var rules []*plan.Rule
	for _, r := range g.policy.plan.Rules {
		if r.Root == g.root.subject && (len(names) == 0 || slices.Contains(names, r.ID) || slices.Contains(names, r.Base)) {
			rules = append(rules, r)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(rules, func(r *plan.Rule) bool { return r.ID == name || r.Base == name }) {
			g.fail("the policy has no rule %q for %s", name, g.root.subject.Name)
		}
	}
	if len(rules) == 0 && len(names) == 0 {
		g.fail("the policy has no rule for %s", g.root.subject.Name)
	}
	return rules
}

// refusal says why a rule cannot be decided from one row, or "".
func (g *given) refusal(r *plan.Rule) string {
	switch {
	case r.Kind == payout.Clawback:
		return "it takes back what is posted"
	case r.Kind == payout.Duty || r.Kind == payout.Benefit:
		return fmt.Sprintf("a %s is no money", r.Kind)
	case r.Cascade != nil:
		return "it walks the tree above"
	case r.CapPayee != nil:
		return "its cap is of all that a payee has"
	case r.Every.Own():
		return "its periods are the subject's own"
	case r.Waits && r.Decide == nil && r.Once != nil:
		return "it waits for days counted from a date to be over"
	case r.Once != nil && slices.ContainsFunc(g.policy.plan.Rules, func(o *plan.Rule) bool {
		return o != r && o.Once != nil && o.Once.Name == r.Once.Name
	}):
		return "it shares its key with another rule"
	}
	for _, in := range r.Program.Inputs {
		switch {
		case in.Kind == ir.InEarned:
			return in.Name + " is what others earn"
		case in.Kind == ir.InPaid:
			return in.Name + " is what another rule pays"
		}
	}
	return ""
}
