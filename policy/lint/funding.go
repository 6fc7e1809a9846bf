package lint

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// What merchants pay on a sum is its rate; what the payer itself pays of that
// rate, its cost, stands in the config, for no agent's policy says it. The
// margin is what is left: it funds all that is paid on the sum.

// A part is one summand of an amount that is a share of a sum of money.
type part struct {
	money *ir.Node // the sum
	rate  *ir.Node // the share of it that is paid
	fee   *ir.Node // the fact in it that is what merchants pay; nil if there is none
	minus bool
	input *ir.Input // of fee
}

// parts takes an amount apart. ok is false where a summand is no share of a
// sum.
func partsOf(r *plan.Rule, n *ir.Node, minus bool) (list []part, ok bool) {
	switch n = unwrapped(n); n.Op {
	case ir.OpAdd, ir.OpSub:
		a, ok1 := partsOf(r, n.Args[0], minus)
		b, ok2 := partsOf(r, n.Args[1], minus != (n.Op == ir.OpSub))
		return append(a, b...), ok1 && ok2
	case ir.OpNeg:
		return partsOf(r, n.Args[0], !minus)
	case ir.OpMul:
		money, rate := n.Args[0], n.Args[1]
		if money.Type.Kind == ir.Rate {
			money, rate = rate, money
		}
		if money.Type.Kind != ir.Money || rate.Type.Kind != ir.Rate {
			return nil, false
		}
		one := part{money: money, rate: rate, minus: minus}
		one.fee = feeIn(r, rate, false)
		if one.fee != nil {
			one.input = r.Program.Inputs[one.fee.Input]
		}
		return []part{one}, true
	case ir.OpMarginal:
		if n.Type.Kind != ir.Money || n.Args[0].Type.Kind != ir.Money {
			return nil, false
		}
		return []part{{money: n.Args[0], rate: topRate(n), minus: minus}}, true
	default:
		return nil, false
	}
}

// feeIn gives the fact that a rate is computed from and grows with: what the
// merchant pays, less what the agent does.
func feeIn(r *plan.Rule, n *ir.Node, minus bool) *ir.Node {
	switch n = unwrapped(n); n.Op {
	case ir.OpAdd, ir.OpSub:
		if f := feeIn(r, n.Args[0], minus); f != nil {
			return f
		}
		return feeIn(r, n.Args[1], minus != (n.Op == ir.OpSub))
	case ir.OpInput:
		in := r.Program.Inputs[n.Input]
		if !minus && in.Field != nil && n.Type.Kind == ir.Rate {
			return n
		}
	default:
	}
	return nil
}

// topRate gives the largest share of a marginal ladder, which its total comes
// near to as the quantity grows.
func topRate(n *ir.Node) *ir.Node {
	l := n.Ladder.Ladder
	top := l.Rungs[0].Values[0]
	for _, rung := range l.Rungs {
		for _, v := range rung.Values {
			if v.Cmp(top) > 0 {
				top = v
			}
		}
	}
	return &ir.Node{Op: ir.OpConst, Type: ir.Type{Kind: ir.Rate, Scale: l.Type.Scale}, Const: top, Text: l.Name}
}

// cost gives what the payer itself pays of a fee.
func (p *pass) cost(in *ir.Input) *ir.Node {
	v := ir.NewNum(0)
	if c := p.options.Config; c != nil {
		if known, ok := c.Costs[in.Subject.Name+"."+in.Field.Name]; ok {
			v = known
		}
	}
	return constant(ir.Rate, v)
}

// margins finds amounts that can be larger than the margin of the sums that
// they are paid on (M402).
func margins(p *pass) {
	for _, r := range p.Rules {
		if !credit(r.Kind) || r.Amount == nil || divides(r.Amount) {
			continue
		}
		if c := r.Cascade; c != nil {
			p.prices(r, c)
			continue
		}
		list, ok := partsOf(r, r.Amount, false)
		if !ok || len(list) == 0 {
			continue
		}
		var margin *ir.Node
		for _, one := range list {
			if one.fee == nil {
				margin = nil
				break
			}
			product, ok := times(one.money, combine(ir.OpSub, one.fee, p.cost(one.input)), ir.Money)
			if !ok {
				margin = nil
				break
			}
			if one.minus {
				product = &ir.Node{Op: ir.OpNeg, Type: product.Type, Args: []*ir.Node{product}}
			}
			if margin == nil {
				margin = product
			} else {
				margin = combine(ir.OpAdd, margin, product)
			}
		}
		if margin == nil {
			continue
		}
		d := p.desk(r.Program, r)
		pays := bounded(r)
		goals := append(d.hold(met(r)...), d.goal(pays, cells.Positive))
		for _, one := range list { // of a sum below zero there is no margin
			goals = append(goals, d.goal(one.money, cells.Zero|cells.Positive))
		}
		goals = append(goals,
			cells.Goal{Of: d.Member, Node: pays, Less: []cells.Term{{Of: d.Member, Node: margin}}, Want: cells.Positive})
		answer := d.Find(goals...)
		if answer.Verdict != cells.Possible {
			continue
		}
		point := answer.Point.Enlarged(goals...)
		paid, _ := point.Number(d.Member, pays)
		left, _ := point.Number(d.Member, margin)
		f := p.report("M402", r.Syntax.Amount.Span, diag.Key(r.Path, "amount"), "%q can pay more than its margin: %s, where %s is left%s", r.ID, p.amount(paid), p.amount(left), where(d.facts(point, r.Amount)))
		f.Hint = "raise the price that the agent pays, or the least rate of the merchant"
		f.Case = d.caseFor(point, r.ID+": more than the margin")
	}
}

// prices finds a tree in which a level's price lies below the payer's cost.
func (p *pass) prices(r *plan.Rule, c *plan.Cascade) {
	if c.Price == nil || c.From == nil {
		return
	}
	from := unwrapped(c.From)
	if from.Op != ir.OpInput || r.Program.Inputs[from.Input].Field == nil || from.Type.Kind != ir.Rate {
		return
	}
	cost := p.cost(r.Program.Inputs[from.Input])
	level := p.desk(c.Level, r)
	below := combine(ir.OpSub, c.Price, cost)
	goals := []cells.Goal{level.goal(below, cells.Negative)}
	answer := level.Find(goals...)
	if answer.Verdict != cells.Possible {
		return
	}
	v, _ := answer.Point.Number(level.Member, c.Price)
	f := p.report("M402", r.Syntax.Cascade.Price.Span(), diag.Key(r.Path, "cascade.price"), "the levels of %q can have more than the margin: a price of %s%%, where the payer itself pays %s%%%s",
		r.ID, trimmed(percent(v)), trimmed(percent(valueOf(cost))), where(level.facts(answer.Point, c.Price)))
	f.Hint = "bound the price by `min`"
}

// promises finds shares of the same sums that together can be more than the
// margin that funds them (F812).
func promises(p *pass) {
	var shares []share
	for _, r := range p.Rules {
		if r.Amount == nil || divides(r.Amount) || r.Once != nil || r.Cascade != nil ||
			r.Kind != payout.Residual && r.Kind != payout.Subsidy && r.Kind != payout.Reward {
			continue
		}
		list, _ := partsOf(r, r.Amount, false)
		for _, one := range list {
			if source := sourceOf(r, one.money); source != "" && !one.minus {
				shares = append(shares, share{rule: r, part: one, source: source})
			}
		}
	}
	for _, funded := range shares {
		if funded.fee == nil {
			continue
		}
		var others []share
		for _, s := range shares {
			if s.fee == nil && s.source == funded.source {
				others = append(others, s)
			}
		}
		if len(others) > 0 && p.unfunded(funded, others) {
			return
		}
	}
}

// A share is a part of a rule's amount, by what its sum is made of.
type share struct {
	part
	rule   *plan.Rule
	source string
}

// sourceOf names the events that a sum of money is made of.
func sourceOf(r *plan.Rule, money *ir.Node) string {
	for _, leaf := range leaves(money) {
		if leaf.Op != ir.OpInput {
			continue
		}
		m := r.Program.Inputs[leaf.Input].Measure
		if m != nil && m.Op == ir.SumOf && m.Source.Event {
			return m.Source.Name + " " + m.Term.Meaning(m.Program)
		}
	}
	return ""
}

// unfunded asks whether the shares of one unit of a sum can be more than its
// margin.
func (p *pass) unfunded(funded share, others []share) bool {
	space := cells.NewSpace(p.known, p.pairs)
	m := space.Join(p.Policy, funded.rule.Program, funded.rule)
	margin := combine(ir.OpSub, funded.fee, p.cost(funded.input))
	goal := cells.Goal{Of: m, Node: funded.rate, Less: []cells.Term{{Of: m, Node: margin}}, Want: cells.Positive}
	goals := []cells.Goal{{Of: m, Node: funded.rate, Want: cells.Zero | cells.Positive}}
	for _, n := range met(funded.rule) {
		goals = append(goals, cells.Goal{Of: m, Node: n, Want: cells.True})
	}
	members := []*cells.Member{m}
	for _, s := range others {
		other := space.Join(p.Policy, s.rule.Program, s.rule)
		members = append(members, other)
		goal.More = append(goal.More, cells.Term{Of: other, Node: s.rate})
		for _, n := range met(s.rule) {
			goals = append(goals, cells.Goal{Of: other, Node: n, Want: cells.True})
		}
	}
	answer := space.Find(append(goals, goal)...)
	if answer.Verdict != cells.Possible {
		return false
	}
	tips := others[len(others)-1]
	text := ""
	for i, s := range append([]share{funded}, others...) {
		v, _ := answer.Point.Number(members[i], s.rate)
		if i > 0 {
			text += " and "
		}
		text += "`" + s.rule.ID + "` " + trimmed(percent(v)) + "%"
	}
	left, _ := answer.Point.Number(m, margin)
	d := &desk{Space: space, Member: m, pass: p}
	f := p.report("F812", tips.rule.Place, tips.rule.Path, "together the rules can promise more than the margin of %s%% that funds them: %s%s",
		trimmed(percent(left)), text, where(d.facts(answer.Point, funded.rate)))
	f.Hint = "this rule tips it: lower it, or bound when it is paid together with the others"
	return true
}
