package lint

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// suspects finds values whose unit is in doubt (U502): rates that lie far from
// their neighbours, and windows of a tenth of the others.
func suspects(p *pass) {
	for _, l := range p.ladders() {
		if l.Type.Kind != ir.Rate {
			continue
		}
		for column := range l.Rungs[0].Values {
			var values []measured
			for _, r := range l.Rungs {
				values = append(values, measured{ir.Num{Int: r.Values[column], Scale: l.Type.Scale}, r.Place, r.Label})
			}
			p.outliers(values, "ladders."+l.Name, "the other rungs")
		}
	}
	for _, pair := range p.Syntax.Params.Pairs {
		param, _ := p.Model.Lookup(pair.Key.Value).(*ir.Param)
		if param == nil || param.Node.Type.Kind != ir.Map || param.Node.Type.Elem.Kind != ir.Rate {
			continue
		}
		var values []measured
		for i, v := range param.Node.Table {
			at := pair.Value.By.Pairs[i]
			values = append(values, measured{ir.Num{Int: v, Scale: param.Node.Type.Elem.Scale}, at.Value.Span(), at.Key.Value})
		}
		p.outliers(values, "params."+param.Name, "the others")
	}
	p.windows()
}

// A measured is a value with where it stands and what it is called.
type measured struct {
	value ir.Num
	at    diag.Span
	label string
}

// farApart is how many times a value has to be its neighbours' before its unit
// is doubted.
const farApart = 8

// outliers reports rates that are many times larger or smaller than the middle
// one of their kind.
func (p *pass) outliers(values []measured, path, others string) {
	values = slices.DeleteFunc(values, func(m measured) bool { return m.value.Sign() == 0 })
	if len(values) < 3 {
		return
	}
	ordered := slices.Clone(values)
	slices.SortStableFunc(ordered, func(a, b measured) int { return a.value.Cmp(b.value) })
	middle := ordered[len(ordered)/2].value.Rat()
	for _, m := range values {
		ratio := new(big.Rat).Quo(m.value.Rat(), middle)
		if ratio.Sign() < 0 {
			continue
		}
		word := ""
		switch {
		case ratio.Cmp(big.NewRat(farApart, 1)) >= 0:
			word = "large"
		case ratio.Cmp(big.NewRat(1, farApart)) <= 0:
			word = "small"
		default:
			continue
		}
		f := p.report("U502", m.at, path, "%s is very %s beside %s, of which the middle one is %s", rateText(m.value), word, others, rateText(ratNum(middle)))
		f.Hint = "is its unit what was meant: %, ‰, bp or 万?"
	}
}

func rateText(n ir.Num) string {
	return trimmed(percent(n.Rat())) + "%"
}

func ratNum(v *big.Rat) ir.Num {
	scaled := new(big.Rat).Mul(v, big.NewRat(1_000_000_000_000, 1))
	return ir.Num{Int: new(big.Int).Quo(scaled.Num(), scaled.Denom()), Scale: 12}
}

// windows reports a window of days that is a tenth of another one of the same
// events, counted from the same date: 9 days where the others are 90.
func (p *pass) windows() {
	type counted struct {
		rule *plan.Rule
		in   *ir.Input
	}
	var all []counted
	for _, r := range p.Rules {
		for _, in := range r.Program.Inputs {
			if in.Kind == ir.InWindow && !in.Window.Months && !in.Window.Open && in.Window.Times == 0 && in.Window.Lo == 1 && in.Anchor != nil {
				all = append(all, counted{r, in})
			}
		}
	}
	seen := map[string]bool{}
	for _, a := range all {
		for _, b := range all {
			same := a.in.Measure == b.in.Measure && a.in.Anchor.Meaning(a.rule.Program) == b.in.Anchor.Meaning(b.rule.Program)
			if !same || b.in.Window.Hi != 10*a.in.Window.Hi || b.in.Window.Hi < 30 {
				continue
			}
			key := fmt.Sprint(a.rule.Base, a.in.Window)
			if seen[key] {
				continue
			}
			seen[key] = true
			f := p.report("U502", windowSpan(a.rule, a.in), a.rule.Path, "the window %s is a tenth of %s, which %q has", a.in.Window, b.in.Window, b.rule.ID)
			f.Hint = "is a digit missing?"
		}
	}
}

// windowSpan gives where a rule states a window, or the rule itself.
func windowSpan(r *plan.Rule, in *ir.Input) diag.Span {
	at := r.Place
	find := func(n *ir.Node, e syntax.Expr) {
		if n == nil {
			return
		}
		n.Walk(func(n *ir.Node) bool {
			if n.Op == ir.OpInput && r.Program.Inputs[n.Input] == in && n.To > n.From && at == r.Place {
				at = e.Range(n.From, n.To)
			}
			return n.Op != ir.OpNamed
		})
	}
	find(whenOf(r), r.Syntax.When)
	if r.Syntax.Amount.Expr != nil {
		find(r.Amount, *r.Syntax.Amount.Expr)
	}
	return at
}

// jumps compares the figures of two versions (U502): a value that is exactly
// ten, a hundred or more times what it was has most likely lost or won a
// digit, or changed its unit.
func jumps(b *bookPass) {
	b.eachPair(func(was, now *plan.Policy) {
		for _, pair := range now.Syntax.Params.Pairs {
			old, _ := was.Model.Lookup(pair.Key.Value).(*ir.Param)
			param, _ := now.Model.Lookup(pair.Key.Value).(*ir.Param)
			if old == nil || param == nil {
				continue
			}
			if x, ok := old.Node.Constant(); ok {
				if y, ok := param.Node.Constant(); ok {
					b.jump(x, y, pair.Value.Span, "params."+pair.Key.Value, param.Node.Type.Kind)
				}
			}
			if param.Node.Type.Kind == ir.Map && old.Node.Type.Kind == ir.Map {
				for i, v := range param.Node.Table {
					j := old.Node.Type.Enum.Index(param.Node.Type.Enum.Symbols[i])
					if j >= 0 {
						b.jump(ir.Num{Int: old.Node.Table[j], Scale: old.Node.Type.Elem.Scale}, ir.Num{Int: v, Scale: param.Node.Type.Elem.Scale},
							pair.Value.By.Pairs[i].Value.Span(), "params."+pair.Key.Value, param.Node.Type.Elem.Kind)
					}
				}
			}
		}
		for _, pair := range now.Syntax.Ladders.Pairs {
			old, _ := was.Model.Lookup(pair.Key.Value).(*ir.Ladder)
			l, _ := now.Model.Lookup(pair.Key.Value).(*ir.Ladder)
			if old == nil || l == nil {
				continue
			}
			for _, rung := range l.Rungs {
				for _, before := range old.Rungs {
					if before.Label != rung.Label || len(before.Values) != len(rung.Values) {
						continue
					}
					for column, v := range rung.Values {
						b.jump(ir.Num{Int: before.Values[column], Scale: old.Type.Scale}, ir.Num{Int: v, Scale: l.Type.Scale}, rung.Place, "ladders."+l.Name, l.Type.Kind)
					}
				}
			}
		}
	})
}

func (b *bookPass) jump(was, now ir.Num, at diag.Span, path string, kind ir.Kind) {
	if was.Sign() <= 0 || now.Sign() <= 0 || was.Cmp(now) == 0 {
		return
	}
	ratio := new(big.Rat).Quo(now.Rat(), was.Rat())
	word := "times"
	if ratio.Cmp(big.NewRat(1, 1)) < 0 {
		ratio.Inv(ratio)
		word = "th of"
	}
	for _, power := range []int64{10, 100, 1_000, 10_000} {
		if ratio.Cmp(big.NewRat(power, 1)) != 0 {
			continue
		}
		write := func(n ir.Num) string {
			if kind == ir.Rate {
				return rateText(n)
			}
			return grouped(n.Plain())
		}
		text := fmt.Sprintf("%d %s", power, word)
		if word == "th of" {
			text = fmt.Sprintf("one %d%s", power, word)
		}
		f := b.report("U502", at, path, "%s is %s what it was in the version before, %s", write(now), text, write(was))
		f.Hint = "is its unit, and every digit, what was meant?"
	}
}

// eachPair visits each version of a policy with the one before it.
func (b *bookPass) eachPair(visit func(was, now *plan.Policy)) {
	for _, now := range b.policies {
		var was *plan.Policy
		for _, p := range b.policies {
			if p.Name == now.Name && p.From < now.From && (was == nil || p.From > was.From) {
				was = p
			}
		}
		if was != nil {
			visit(was, now)
		}
	}
}
