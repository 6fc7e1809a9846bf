package lint

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// horizons finds clawbacks without a last day (M406; under the charter F808).
// A clawback never takes more than what it takes back has paid: the engine
// sees to that (N15).
func horizons(p *pass) {
	for _, r := range p.Rules {
		if r.Kind != payout.Clawback || r.Decide != nil || p.ends(r) {
			continue
		}
		code := "M406"
		if p.charter() {
			code = "F808"
		}
		f := p.report(code, r.Place, r.Path, "%q can take back at any time: it has no last day", r.ID)
		f.Hint = "let it read a window that closes, or say until when: `when: ... and as_of <= device.activated + 180d`"
	}
}

// ends reports whether a rule can no longer be met after some day: it waits
// for a window that closes, or its condition says so.
func (p *pass) ends(r *plan.Rule) bool {
	if r.When == nil {
		return false
	}
	for _, in := range r.Program.Inputs {
		if in.Waits() && closes(in) {
			return true
		}
	}
	// Dates of a subject lie in the past: ask about a day long after them.
	for i, in := range r.Program.Inputs {
		if in.Kind != ir.InAsOf {
			continue
		}
		space := cells.NewSpace(p.known, p.pairs)
		m := space.Join(p.Policy, r.Program, r)
		m.Fix(i, cells.LastDay())
		for j, other := range r.Program.Inputs {
			if other.Type.Kind == ir.Date && other.Kind != ir.InAsOf {
				m.Fix(j, cells.UsualDay(p.Policy))
			}
		}
		if space.Find(cells.Goal{Of: m, Node: r.When, Want: cells.True}).Verdict == cells.Never {
			return true
		}
	}
	return false
}

func closes(in *ir.Input) bool {
	if in.Kind == ir.InWindow {
		return !in.Window.Open
	}
	return in.Measure != nil && in.Measure.Window != nil && !in.Measure.Window.Open
}

// disguises finds charges that take back what a reward paid, and so escape the
// bound of a clawback (M405).
func disguises(p *pass) {
	for _, r := range p.Rules {
		if r.Kind != payout.Charge || r.Amount == nil {
			continue
		}
		for _, reward := range p.Rules {
			if reward.Kind != payout.Reward && reward.Kind != payout.Subsidy || !p.takes(r, reward) {
				continue
			}
			f := p.report("M405", r.Place, r.Path, "%q takes back what %q paid, and is not bound by what is left of it", r.ID, reward.ID)
			f.Hint = "make it a clawback: `kind: clawback`, `takes_back: " + reward.Base + "`"
			f.Diagnostic = f.WithRelated(reward.Place, "what it takes back")
			break
		}
	}
}

// takes reports whether a charge is made up of what a reward paid: it is
// computed from that, or it is the same amount for the same subject, and can
// follow the reward.
func (p *pass) takes(r, reward *plan.Rule) bool {
	for i, in := range r.Program.Inputs {
		if (in.Kind == ir.InPaid || in.Kind == ir.InEarned) && (in.Rule == reward.ID || in.Rule == reward.Base) && reads([]*ir.Node{r.Amount}, i) {
			return true
		}
	}
	if r.Root != reward.Root || reward.Amount == nil || r.When == nil || reward.When == nil {
		return false
	}
	same := r.Amount.Meaning(r.Program) == reward.Amount.Meaning(reward.Program)
	if !same && !(r.Decide == nil && partOf(r.Amount, reward.Amount) && windowOfSameDate(r, reward)) {
		return false
	}
	space := cells.NewSpace(p.known, p.pairs)
	a, b := space.Join(p.Policy, reward.Program, reward), space.Join(p.Policy, r.Program, r)
	return space.Find(cells.Goal{Of: a, Node: reward.When, Want: cells.True}, cells.Goal{Of: b, Node: r.When, Want: cells.True}).Verdict == cells.Possible
}

// partOf reports whether a fixed amount is no more than another.
func partOf(a, b *ir.Node) bool {
	x, ok1 := a.Constant()
	y, ok2 := b.Constant()
	return ok1 && ok2 && x.Cmp(y) <= 0
}

// windowOfSameDate reports whether a charge is decided by a window that is
// counted from a date which its reward reads as well.
func windowOfSameDate(r, reward *plan.Rule) bool {
	for _, in := range r.Program.Inputs {
		if in.Kind != ir.InWindow || in.Anchor == nil {
			continue
		}
		anchor := in.Anchor.Meaning(r.Program)
		for i, other := range reward.Program.Inputs {
			if other.Anchor != nil && other.Anchor.Meaning(reward.Program) == anchor {
				return true
			}
			n := &ir.Node{Op: ir.OpInput, Type: other.Type, Input: i}
			if n.Meaning(reward.Program) == anchor {
				return true
			}
		}
	}
	return false
}

// customers are what policies call those who pay fees.
var customers = []string{"merchant", "customer", "client", "shop", "store", "user", "商户", "客户", "商家", "门店", "用户"}

// hiddenFees finds charges to customers that the policy's fees do not list
// (F807).
func hiddenFees(p *pass) {
	for _, r := range p.Rules {
		if r.Kind != payout.Charge || r.Fee != "" || len(p.Fees) == 0 && !p.paysAgents() {
			continue
		}
		payee := r.Root
		if r.To != nil {
			payee = r.To.Type.Subject
		}
		if payee == nil || !slices.Contains(customers, strings.ToLower(payee.Name)) {
			continue
		}
		f := p.report("F807", r.Place, r.Path, "%q charges a %s, and `fees:` does not list it", r.ID, payee.Name)
		f.Hint = "list it, `fees: [{id: " + r.ID + ", amount: ...}]`, and say which it is: `fee: " + r.ID + "`"
	}
}

// paysAgents reports whether the policy pays somebody who is no customer.
func (p *pass) paysAgents() bool {
	return slices.ContainsFunc(p.Rules, func(r *plan.Rule) bool {
		return credit(r.Kind) && r.To != nil && r.To.Type.Subject != nil && !slices.Contains(customers, strings.ToLower(r.To.Type.Subject.Name))
	})
}

// returns are what policies call goods that come back.
var returns = []string{"return", "refund", "退"}

// forcedStock finds charges for stock that is not used, of which nothing can
// be given back (F810).
func forcedStock(p *pass) {
	if p.mentions(returns) {
		return
	}
	said := map[string]bool{}
	for _, r := range p.Rules {
		if r.Kind != payout.Charge || r.When == nil || said[r.Base] {
			continue
		}
		in := unusedStock(r)
		if in == nil {
			continue
		}
		said[r.Base] = true
		f := p.charterFinding("F810", r.Place, r.Path, "%q charges for a %s that is not used, without `%s`, and it cannot be given back", r.ID, r.Root.Name, in.Name)
		f.Hint = "let it be returned: a fact such as `" + r.Root.Name + ".returned`, for which nothing is charged"
	}
}

// unusedStock gives what a charge asks not to be there, where that is a fact
// or measure of the charged thing itself.
func unusedStock(r *plan.Rule) *ir.Input {
	if r.Root.Event || r.To == nil || r.To.Type.Subject == r.Root {
		return nil
	}
	for _, n := range flatten(r.When, ir.OpAnd) {
		if n.Op != ir.OpNot || n.Args[0].Op != ir.OpPresent {
			continue
		}
		in := r.Program.Inputs[n.Args[0].Input]
		if len(in.Path.Hops) == 0 && !in.Path.Level && (in.Field != nil || in.Measure != nil) {
			return in
		}
	}
	return nil
}

// mentions reports whether a fact of the policy has one of some words in its
// name.
func (p *pass) mentions(words []string) bool {
	has := func(name string) bool {
		lower := strings.ToLower(name)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
	}
	for _, s := range p.Model.Subjects {
		for _, f := range s.Fields {
			if has(f.Name) {
				return true
			}
		}
	}
	return false
}

// goods are units of what an agent is given on credit.
var goods = []string{"machine", "device", "terminal", "unit", "台", "机"}

// exposures finds stock that is allowed without regard to what the payee earns
// and has deposited (F811).
func exposures(p *pass) {
	for _, r := range p.Rules {
		if r.Kind != payout.Benefit || !slices.ContainsFunc(goods, func(w string) bool { return strings.Contains(strings.ToLower(r.Unit), w) }) {
			continue
		}
		regards := slices.ContainsFunc(r.Program.Inputs, func(in *ir.Input) bool { return in.Kind == ir.InEarned || in.Kind == ir.InPaid })
		if regards || r.Cap != nil || r.CapPayee != nil {
			continue
		}
		if _, fixed := r.Amount.Constant(); fixed && r.Once != nil {
			continue // so many, once
		}
		f := p.charterFinding("F811", r.Place, diag.Key(r.Path, "amount"), "%q hands out %s without regard to what the payee earns or has deposited", r.ID, r.Unit)
		f.Hint = "bound it by what they earn, as in `min(..., earned(\"residual\") / 100)`, or give it a `cap`"
	}
}
