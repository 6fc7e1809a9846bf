package cells

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// inputKey names what an input reads, so that two programs that read the same
// thing share a variable.
func inputKey(p *ir.Program, in *ir.Input) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:", in.Kind)
	b.WriteString(pathKey(p, in.Path))
	switch in.Kind {
	case ir.InFact:
		b.WriteString("." + in.Field.Name)
	case ir.InMeasure, ir.InLast, ir.InWindow:
		b.WriteString("." + in.Measure.Meaning())
	case ir.InTier:
		b.WriteString("." + in.Tiers.Name)
	case ir.InEarned, ir.InPaid:
		b.WriteString("." + in.Rule)
	case ir.InRef, ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil, ir.InSpread:
	}
	if in.Kind == ir.InWindow {
		b.WriteString(in.Window.String())
		if in.Anchor != nil {
			b.WriteString(in.Anchor.Meaning(p))
		}
	}
	fmt.Fprintf(&b, "/%d", in.Type.Scale)
	return b.String()
}

func pathKey(p *ir.Program, path ir.Path) string {
	var b strings.Builder
	base := p.Root
	if path.Level {
		base = p.Level
		b.WriteString("level:")
	}
	if base != nil {
		b.WriteString(base.Name)
	}
	for _, hop := range path.Hops {
		b.WriteString("." + hop.Name)
	}
	return b.String()
}

// domainOf gives the values that one slot of an input can have.
func (m *Member) domainOf(in *ir.Input, offset int) *fact {
	f := &fact{name: in.Name}
	t := in.Type
	if t.Kind == ir.Map || t.Kind == ir.List {
		t = *t.Elem
	}
	if in.Width() > 1 {
		f.name = slotName(in, offset)
	}
	switch in.Kind {
	case ir.InFact:
		f.domain = fieldDomain(in.Field, t)
	case ir.InMeasure, ir.InLast, ir.InWindow:
		m.measured(f, in, t)
	case ir.InEarned, ir.InPaid:
		m.posted(f, in)
	case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil:
		m.moment(f, in)
	case ir.InSpread:
		f.domain = domain{{lo: bigZero}}
	case ir.InRef, ir.InTier:
		f.domain = typeDomain(t)
	}
	f.date, f.kind = t.Kind == ir.Date, t.Kind
	return f
}

// slotName names a part of a map or a list as an author would.
func slotName(in *ir.Input, offset int) string {
	if in.Type.Kind == ir.Map {
		return in.Name + "." + in.Type.Enum.Symbols[offset]
	}
	return fmt.Sprintf("%s, number %d", in.Name, offset+1)
}

// typeDomain gives all values of a type.
func typeDomain(t ir.Type) domain {
	switch t.Kind {
	case ir.Bool:
		return domain{between(0, 1)}
	case ir.Symbol:
		return domain{between(0, int64(len(t.Enum.Symbols)-1))}
	case ir.Date:
		return domain{between(firstDay, lastDay)}
	case ir.Time:
		return domain{between(micros(firstDay), micros(lastDay+1)-1)}
	case ir.Count, ir.Text, ir.Ref:
		return domain{{lo: bigZero}}
	default:
		return domain{{}}
	}
}

func micros(day int64) int64 {
	d := payout.Date(day)
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC).UnixMicro()
}

// fieldDomain gives what a policy declares of a fact.
func fieldDomain(f *ir.Field, t ir.Type) domain {
	all := typeDomain(t).clip(span{f.Min, f.Max})
	if len(f.OneOf) == 0 {
		return domain{all}
	}
	values := slices.Clone(f.OneOf)
	slices.SortFunc(values, (*big.Int).Cmp)
	var d domain
	for _, v := range slices.CompactFunc(values, func(a, b *big.Int) bool { return a.Cmp(b) == 0 }) {
		if all.has(v) {
			d = append(d, only(v))
		}
	}
	return d
}

// moment gives the days that a decision can be made on, or its period can
// begin or end on.
func (m *Member) moment(f *fact, in *ir.Input) {
	from, until := firstDay, lastDay
	if !m.policy.From.IsZero() {
		from = int64(m.policy.From)
	}
	if !m.policy.Until.IsZero() && len(m.policy.Cohorts) == 0 {
		until = int64(m.policy.Until)
	}
	unit := ir.NoUnit
	if m.rule != nil && m.rule.Once == nil && m.rule.Decide == nil && !m.rule.Every.Own() {
		unit = m.rule.Every.Unit
	}
	switch {
	case in.Kind == ir.InAsOf:
		// A decision may be made long after the last day: a window that closes.
		f.domain = domain{between(from, lastDay)}
	case unit == ir.NoUnit:
		f.domain = domain{between(firstDay, lastDay)}
		f.attains = func(*big.Int) bool { return true }
	case in.Kind == ir.InPeriodFrom:
		f.domain = domain{between(from, until)}
		f.attains = func(v *big.Int) bool {
			d := payout.Date(v.Int64())
			return plan.UnitStart(unit, d) == d || int64(d) == from
		}
		f.prefer = []*big.Int{big.NewInt(from), big.NewInt(int64(m.usualDay().MonthStart()))}
	default:
		f.domain = domain{between(from, until)}
		f.attains = func(v *big.Int) bool {
			d := payout.Date(v.Int64())
			return plan.UnitEnd(unit, d) == d || int64(d) == until
		}
		f.prefer = []*big.Int{big.NewInt(int64(m.usualDay().MonthEnd()))}
	}
}

// usualDay gives a day on which the policy applies.
func (m *Member) usualDay() payout.Date {
	if !m.policy.From.IsZero() {
		return m.policy.From
	}
	return payout.Date(day(2026, 1, 1))
}

// posted gives what another rule can have paid or earned.
func (m *Member) posted(f *fact, in *ir.Input) {
	f.domain = domain{{lo: bigZero}}
	f.prefer = []*big.Int{bigZero}
	var amounts []*big.Int
	for _, r := range m.policy.Named(in.Rule) {
		if r.NetLoss {
			f.domain = domain{{}}
		}
		if r.Amount == nil {
			return
		}
		n, ok := r.Amount.Constant()
		if !ok {
			return
		}
		v, exact := n.At(in.Type.Scale)
		if !exact {
			return
		}
		amounts = append(amounts, v)
	}
	if in.Kind != ir.InPaid {
		return
	}
	// What is paid for one subject is one of these, unless some was taken back.
	f.prefer = append(f.prefer, amounts...)
	f.attains = func(v *big.Int) bool {
		return v.Sign() == 0 || slices.ContainsFunc(amounts, func(a *big.Int) bool { return a.Cmp(v) == 0 })
	}
}
