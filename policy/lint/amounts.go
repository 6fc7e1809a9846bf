package lint

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// negatives finds amounts that can fall below zero (M403). A decision of which
// the amount is negative is undecided, unless a residual nets it (N11).
func negatives(p *pass) {
	for _, r := range p.Rules {
		if r.NetLoss || r.Amount == nil {
			continue
		}
		d := p.desk(r.Program, r)
		parts := []struct {
			node *ir.Node
			key  string
			at   diag.Span
		}{{r.Amount, "amount", r.Syntax.Amount.Span}}
		if r.Cap != nil {
			parts = append(parts, struct {
				node *ir.Node
				key  string
				at   diag.Span
			}{r.Cap, "cap", r.Syntax.Cap.Span})
		}
		for _, part := range parts {
			goals := append(d.hold(met(r)...), d.goal(part.node, cells.Negative))
			if r.Floor != nil {
				goals = append(goals, d.goal(r.Floor, cells.Negative))
			}
			answer := d.Find(goals...)
			at := part.at
			if r.Syntax.Amount.Expr != nil && part.key == "amount" {
				at = r.Syntax.Amount.Expr.Span()
			}
			switch answer.Verdict {
			case cells.Possible:
				p.negative(d, r, part.node, part.key, at, answer.Point.Enlarged(goals...))
			case cells.Unknown:
				f := p.report("M403", at, diag.Key(r.Path, part.key), "cannot prove that the %s is not negative: %s", part.key, answer.Reason)
				f.Severity = diag.Warning
				f.Hint = "bound the facts it is made of by `min` and `max`, or say `floor: 0`"
			}
		}
	}
}

func (p *pass) negative(d *desk, r *plan.Rule, n *ir.Node, key string, at diag.Span, point *cells.Point) {
	value, _ := point.Number(d.Member, n)
	f := p.report("M403", at, diag.Key(r.Path, key), "the %s can be negative, and then nothing is decided: %s%s", key, p.amount(value), strings.TrimPrefix(where(d.facts(point, n)), ","))
	f.Hint = "say `floor: 0`"
	if r.Kind == payout.Residual {
		f.Hint += ", or `negative: net` if losses are netted within the residual"
	}
	f.Case = d.caseFor(point, r.ID+": the "+key+" is negative")
}

// divisions finds divisions by what can be zero (M409).
func divisions(p *pass) {
	seen := map[diag.Span]bool{}
	for _, r := range p.Rules {
		p.eachNode(r, func(d *desk, t text, under []*ir.Node) {
			n := t.node
			var den *ir.Node
			switch {
			case n.Op == ir.OpQuo || n.Op == ir.OpRoundQuo:
				den = n.Args[1]
			case n.Op == ir.OpCompareQuo && n.Swapped:
				den = n.Args[2]
			case n.Op == ir.OpCompareQuo:
				den = n.Args[1]
			default:
				return
			}
			at := t.at(n)
			if seen[at] || den.Op == ir.OpConst {
				return
			}
			answer := d.Find(append(d.hold(under...), d.goal(den, cells.Zero))...)
			switch answer.Verdict {
			case cells.Possible:
				seen[at] = true
				f := p.report("M409", at, t.expr.Path, "this divides by zero, and nothing is decided, for %s", d.witness(answer.Point, den))
				f.Hint = "test it first: `" + den.Text + " > 0 and ...`, or in a case of its own"
				f.Case = d.caseFor(answer.Point, "a division by zero")
			case cells.Unknown:
				seen[at] = true
				f := p.report("M409", at, t.expr.Path, "cannot prove that this does not divide by zero: %s", answer.Reason)
				f.Severity = diag.Warning
			}
		})
	}
}

// shares finds splits and trees whose shares can be more than there is (M401).
// Shares that are all written as numbers are added up by the loader.
func shares(p *pass) {
	whole := constant(ir.Rate, ir.NewNum(1))
	for _, r := range p.Rules {
		d := p.desk(r.Program, r)
		if len(r.Split) > 0 {
			var parts []*ir.Node
			fixed := true
			for _, part := range r.Split {
				parts = append(parts, part.Share)
				_, constant := part.Share.Constant()
				fixed = fixed && constant
			}
			if fixed {
				continue
			}
			p.over(d, r.Syntax.Split.Span, diag.Key(r.Path, "split"), sum(parts...), whole, d.hold(met(r)...))
		}
		if c := r.Cascade; c != nil && c.Share != nil {
			level := p.desk(c.Level, r)
			p.over(level, r.Syntax.Cascade.Share.Span(), diag.Key(r.Path, "cascade.share"), c.Share, whole, nil)
		}
	}
}

func (p *pass) over(d *desk, at diag.Span, path string, total, whole *ir.Node, context []cells.Goal) {
	more := combine(ir.OpSub, total, whole)
	answer := d.Find(append(context, d.goal(more, cells.Positive))...)
	switch answer.Verdict {
	case cells.Possible:
		v, _ := answer.Point.Number(d.Member, total)
		percent := new(big.Rat).Mul(v, big.NewRat(100, 1))
		f := p.report("M401", at, path, "the shares can be %s%% together, more than there is, for %s", trimmed(percent), d.witness(answer.Point, total))
		f.Hint = "bound each share by `max`, so that together they are 100% at the most"
		f.Case = d.caseFor(answer.Point, "shares of more than the whole")
	case cells.Unknown:
		f := p.report("M401", at, path, "cannot prove that the shares are 100%% together at the most: %s", answer.Reason)
		f.Severity = diag.Warning
	}
}

// trimmed writes a number without zeros at its end.
func trimmed(v *big.Rat) string {
	text := v.FloatString(6)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

// credits are the kinds that pay a payee.
func credit(k payout.Kind) bool {
	switch k {
	case payout.Residual, payout.PassThrough, payout.Reward, payout.Subsidy, payout.Waiver:
		return true
	default:
		return false
	}
}

// unbounded finds payouts that grow with a fact that has no upper bound
// (M404). What is summed from events is bounded by what was processed; a fact
// that the host supplies is bounded by what the policy declares.
func unbounded(p *pass) {
	for _, r := range p.Rules {
		if !credit(r.Kind) || r.Kind == payout.PassThrough || r.Amount == nil || r.CapPayee != nil {
			continue
		}
		open := openFacts(r)
		if len(open) == 0 || divides(r.Amount) {
			continue
		}
		space := cells.NewSpace(p.known, p.pairs)
		m := space.Join(p.Policy, r.Program, r)
		for i, in := range r.Program.Inputs {
			if in.Type.Kind == ir.Money && !open[i] {
				m.Fix(i, big.NewInt(10_000)) // an ordinary sum; the payout may grow with it
			} else if in.Measure != nil && in.Type.Kind == ir.Count {
				m.Fix(i, big.NewInt(10))
			}
		}
		n := bounded(r)
		huge := constant(ir.Money, ir.Num{Int: new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(15+n.Type.Scale)), nil), Scale: n.Type.Scale})
		goals := []cells.Goal{{Of: m, Node: combine(ir.OpSub, n, huge), Want: cells.Positive}}
		for _, c := range met(r) {
			goals = append(goals, cells.Goal{Of: m, Node: c, Want: cells.True})
		}
		answer := space.Find(goals...)
		if answer.Verdict != cells.Possible {
			continue
		}
		for _, g := range answer.Point.Facts(m) {
			for i, in := range r.Program.Inputs {
				if in == g.Input && open[i] && !g.Free {
					end, key := "largest", "max"
					if g.Value.Sign() < 0 {
						end, key = "smallest", "min"
					}
					f := p.report("M404", r.Place, diag.Key(r.Path, "amount"), "what %q pays has no bound: it grows with `%s`, of which no %s value is declared", r.ID, in.Name, end)
					f.Hint = "declare its `" + key + "`, or give the rule a `cap`"
					f.Diagnostic = f.WithRelated(in.Field.Place, "the fact")
				}
			}
		}
	}
}

// openFacts gives the inputs of a rule's amount that are facts, not of an
// event, without an upper bound.
func openFacts(r *plan.Rule) map[int]bool {
	open := map[int]bool{}
	r.Amount.Walk(func(n *ir.Node) bool {
		if n.Op != ir.OpInput && n.Op != ir.OpPick {
			return true
		}
		in := r.Program.Inputs[n.Input]
		if in.Field == nil || in.Field.Max != nil && in.Field.Min != nil || len(in.Field.OneOf) > 0 || in.Subject.Event {
			return true
		}
		t := in.Type
		if t.Kind == ir.Map {
			t = *t.Elem
		}
		switch t.Kind {
		case ir.Rate, ir.Count, ir.Number: // a share of an amount is bounded by the amount
			open[n.Input] = true
		default:
		}
		return true
	})
	return open
}

func percent(v *big.Rat) *big.Rat { return new(big.Rat).Mul(v, big.NewRat(100, 1)) }

// valueOf gives the value of a constant.
func valueOf(n *ir.Node) *big.Rat {
	v, _ := n.Constant()
	return v.Rat()
}
