package lint

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// The charter: what an honest payer promises its agents. Its checks say what
// an agent should ask about before it signs; a policy that states
// `charter: true` promises that there is nothing to ask, and then each is an
// error.

// charterFinding reports at the weight that the charter gives.
func (p *pass) charterFinding(code string, at diag.Span, path, format string, args ...any) *Finding {
	f := p.report(code, at, path, format, args...)
	if p.charter() && f.Severity == diag.Warning {
		f.Severity = diag.Error
	}
	return f
}

// boundResiduals finds earned shares that depend on a duty (F801), and such
// that a fact at payment time turns into nothing (F802).
func boundResiduals(p *pass) {
	for _, r := range p.Rules {
		if r.Kind != payout.Residual && r.Kind != payout.PassThrough {
			continue
		}
		duties := p.duties(r)
		for _, in := range r.Program.Inputs {
			why := duties[in]
			if why == "" {
				continue
			}
			f := p.charterFinding("F801", r.Place, r.Path, "an earned share depends on a duty: `%s`, %s", in.Name, why)
			f.Hint = "pay what is earned, and make the duty a rule of its own: `kind: duty`, or a reward for who keeps it"
			break
		}
		p.forfeited(r, duties)
	}
}

// duties gives the inputs of a rule that measure conduct rather than business:
// declared so, or a quota of devices or agents in the condition, or a tier
// that is lost by one of these.
func (p *pass) duties(r *plan.Rule) map[*ir.Input]string {
	found := map[*ir.Input]string{}
	quotas := map[int]bool{}
	for _, n := range conditionNodes(r) {
		n.Walk(func(n *ir.Node) bool {
			if n.Op == ir.OpInput {
				quotas[n.Input] = true
			}
			return true
		})
	}
	for i, in := range r.Program.Inputs {
		switch {
		case in.Field != nil && in.Field.Duty:
			found[in] = "declared `role: duty`"
		case in.Measure != nil && p.measuresDuty(in.Measure):
			found[in] = "which measures a fact of `role: duty`"
		case quotas[i] && in.Measure != nil && in.Measure.Op == ir.CountOf && !in.Measure.Source.Event && in.Measure.Source != r.Root:
			found[in] = "a quota of " + in.Measure.Source.Name + "s"
		case in.Tiers != nil:
			if duty := p.tierDuty(in.Tiers); duty != "" {
				found[in] = "which is lost by `" + duty + "`"
			}
		case in.Field != nil && judged(in.Field.Name):
			found[in] = "which is a judgement of conduct"
		}
	}
	return found
}

// conditionNodes gives what decides whether a rule pays.
func conditionNodes(r *plan.Rule) []*ir.Node {
	list := met(r)
	if r.Hold != nil {
		list = append(list, r.Hold.When)
	}
	return list
}

func (p *pass) measuresDuty(m *ir.Measure) bool {
	if m.Program == nil {
		return false
	}
	return slices.ContainsFunc(m.Program.Inputs, func(in *ir.Input) bool { return in.Field != nil && in.Field.Duty })
}

func (p *pass) tierDuty(set *ir.TierSet) string {
	for _, t := range p.Tiers {
		if t.TierSet != set {
			continue
		}
		for _, in := range t.Program.Inputs {
			if in.Field != nil && in.Field.Duty {
				return in.Name
			}
		}
	}
	return ""
}

// forfeited finds an earned share of which the condition reads a fact of its
// payee: whoever sets that fact on the day of payment decides whether what was
// earned is paid.
func (p *pass) forfeited(r *plan.Rule, duties map[*ir.Input]string) {
	if r.To == nil || r.When == nil || r.Kind != payout.Residual {
		return
	}
	payee := r.To.Type.Subject
	if payee == nil {
		return
	}
	found := false
	r.When.Walk(func(n *ir.Node) bool {
		if found || n.Op != ir.OpInput && n.Op != ir.OpPick && n.Op != ir.OpPresent {
			return !found
		}
		in := r.Program.Inputs[n.Input]
		status := n.Op == ir.OpPresent || in.Type.Kind == ir.Bool || in.Type.Kind == ir.Symbol
		if in.Field == nil || in.Subject != payee || duties[in] != "" || r.Root == payee || !status {
			return true
		}
		found = true
		f := p.charterFinding("F802", r.Place, r.Path, "an earned share becomes nothing by `%s`, a fact of its payee on the day of payment", in.Name)
		f.Hint = "hold the line for a stated reason, `hold: {when, why}`, or pay it"
		return false
	})
}

// judgements are names of facts that somebody's opinion decides.
var judgements = []string{
	"approved", "approval", "audit", "audited", "review", "reviewed", "violation", "violations", "conduct", "misconduct", "discretion",
	"rating", "grade", "opinion", "verdict", "blacklisted", "suspicious", "quality", "attitude", "cooperative", "penalty", "penalised", "penalized",
	"审核", "批准", "违规", "违约", "评价", "评分", "认定", "品行", "表现", "黑名单", "罚分", "合规",
}

func judged(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(judgements, func(word string) bool {
		return lower == word || strings.HasPrefix(lower, word+"_") || strings.HasSuffix(lower, "_"+word) || word[0] > 0x7F && strings.Contains(lower, word)
	})
}

// discretion finds payments that depend on somebody's judgement, of which the
// statement does not give the reason (F803).
func discretion(p *pass) {
	for _, r := range p.Rules {
		if r.Kind == payout.Duty || r.Kind == payout.Benefit {
			continue
		}
		for i, in := range r.Program.Inputs {
			decides := len(r.Why) == 0 && reads(conditionNodes(r), i) || reads([]*ir.Node{r.Amount}, i)
			if in.Field == nil || !judged(in.Field.Name) || in.Subject.Event || in.Type.Kind == ir.Date || !decides || p.says(r, i) {
				continue
			}
			f := p.charterFinding("F803", r.Place, r.Path, "what %q pays is somebody's judgement, `%s`, and the statement gives no reason", r.ID, in.Name)
			f.Hint = "let `why` show it, as in `why: \"found to be {" + in.Name + "}\"`"
			break
		}
	}
}

func reads(nodes []*ir.Node, input int) bool {
	found := false
	for _, n := range nodes {
		n.Walk(func(n *ir.Node) bool {
			found = found || (n.Op == ir.OpInput || n.Op == ir.OpPick || n.Op == ir.OpPresent) && n.Input == input
			return !found
		})
	}
	return found
}

// says reports whether a sentence of the rule shows an input.
func (p *pass) says(r *plan.Rule, input int) bool {
	sentences := r.Why
	if r.Hold != nil {
		sentences = append(sentences[:len(sentences):len(sentences)], r.Hold.Why...)
	}
	for _, s := range sentences {
		for _, piece := range s.Pieces {
			if piece.Node != nil && reads([]*ir.Node{piece.Node}, input) {
				return true
			}
		}
	}
	return false
}

// unexplained finds rules without a sentence for the statement (F804).
func unexplained(p *pass) {
	said := map[string]bool{}
	for _, r := range p.Rules {
		if len(r.Why) > 0 || said[r.Base] {
			continue
		}
		said[r.Base] = true
		p.report("F804", r.Place, r.Path, "the statement has no sentence for %q", r.Base).Hint = "say why it is paid or taken, with its figures: `why: \"on {merchant.volume}\"`"
	}
}
