package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A ruleIn is a rule, or a row of one, in one version of a policy.
type ruleIn struct {
	policy *plan.Policy
	rule   *plan.Rule
}

// texts gives the policies of the book, and then what deals make of them.
func (r *runner) texts() []*plan.Policy {
	texts := slices.Clone(r.book.Plans())
	for _, term := range r.book.Terms() {
		texts = append(texts, term.Texts()...)
	}
	return texts
}

// find gives the rules that a name means: the id of a rule, or of all its
// rows, in every policy that has it; or in one, as in harbour/residual.
func (r *runner) find(name string) []ruleIn {
	var list []ruleIn
	for _, p := range r.texts() {
		id := name
		if !p.HasRule(id) {
			id, _ = strings.CutPrefix(name, p.Name+"/")
		}
		for _, rule := range p.Named(id) {
			list = append(list, ruleIn{p, rule})
		}
	}
	for _, p := range r.dealTexts() {
		for _, rule := range p.Named(name) {
			if !p.Base.HasRule(name) {
				list = append(list, ruleIn{p, rule})
			}
		}
	}
	return list
}

// dealTexts gives the policies as deals change them.
func (r *runner) dealTexts() []*plan.Policy {
	var texts []*plan.Policy
	for _, t := range r.book.Terms() {
		texts = append(texts, t.Texts()[0])
	}
	return texts
}

func (r *runner) ruleIDs() []string {
	var ids []string
	for _, p := range append(slices.Clone(r.book.Plans()), r.dealTexts()...) {
		for _, rule := range p.Rules {
			if !slices.Contains(ids, rule.ID) {
				ids = append(ids, rule.ID)
			}
		}
	}
	return ids
}

// payee reads agent/a1, or a1 where it is clear of what kind a1 is: the kind
// that the rule pays, or else the only one that has such an id.
func (r *runner) payee(w *world, text string, rule ruleIn) (payout.Ref, error) {
	if ref, err := payout.ParseRef(text); err == nil && r.book.Schema().Type(ref.Type) != nil {
		return ref, nil
	}
	if text == "" {
		return payout.Ref{}, fmt.Errorf("`to:` is the payee")
	}
	kinds := paidKinds(rule.policy, rule.rule)
	if len(kinds) == 1 {
		return payout.Ref{Type: kinds[0], ID: text}, nil
	}
	having := w.kindsOf(r.book.Schema(), text)
	if len(kinds) > 0 {
		having = slices.DeleteFunc(having, func(kind string) bool { return !slices.Contains(kinds, kind) })
	}
	switch {
	case len(having) == 1:
		return payout.Ref{Type: having[0], ID: text}, nil
	case len(having) > 1:
		return payout.Ref{}, fmt.Errorf("%s is the id of more than one kind: write %s/%s or %s/%s", text, having[0], text, having[1], text)
	default:
		return payout.Ref{}, fmt.Errorf("nothing has the id %s; if that is right, write its kind too, as in agent/%s", text, text)
	}
}

// paidKinds gives the kinds of subjects that a rule may pay.
func paidKinds(p *plan.Policy, rule *plan.Rule) []string {
	var kinds []string
	add := func(s *ir.Subject) {
		if s != nil && !slices.Contains(kinds, s.Name) {
			kinds = append(kinds, s.Name)
		}
	}
	switch {
	case rule == nil:
	case rule.Kind == payout.Clawback:
		for _, id := range rule.Takes {
			for _, taken := range p.Named(id) {
				for _, kind := range paidKinds(p, taken) {
					add(p.Model.Subject(kind))
				}
			}
		}
	case rule.Cascade != nil:
		add(rule.Cascade.Agent)
	case len(rule.Split) > 0:
		for _, part := range rule.Split {
			add(part.Subject)
		}
		if rule.Rest != nil {
			add(rule.Rest.Type.Subject)
		}
	case rule.To != nil:
		add(rule.To.Type.Subject)
	default:
		add(rule.Root)
	}
	return kinds
}
