package cells

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// measured gives the values that a measure can have.
func (m *Member) measured(f *fact, in *ir.Input, t ir.Type) {
	measure := in.Measure
	f.domain = typeDomain(t)
	switch measure.Op {
	case ir.SumOf:
		m.summed(f, measure)
	case ir.CountOf:
		if m.countsItself(in) {
			f.domain = domain{{lo: bigOne}}
		}
	case ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf:
		f.domain = m.termOf(measure).domain
		f.attains = m.termOf(measure).attains
	case ir.ReachOf, ir.Supplied:
	}
}

// countsItself reports whether what is counted includes the subject that asks,
// such as a device that asks how many devices its batch has.
func (m *Member) countsItself(in *ir.Input) bool {
	measure := in.Measure
	if measure.Source != m.program.Root || measure.Where != nil || in.Path.Level || measure.Source.Event {
		return false
	}
	if len(measure.Way.Hops) != len(in.Path.Hops) {
		return false
	}
	for i, hop := range measure.Way.Hops {
		if in.Path.Hops[i] != hop {
			return false
		}
	}
	return true
}

// summed gives the values of a sum: what terms that are not negative add up
// to is not negative.
func (m *Member) summed(f *fact, measure *ir.Measure) {
	term := m.termOf(measure)
	if term.hull.lo == nil || term.hull.lo.Sign() < 0 {
		f.attains = term.attains
		return
	}
	f.domain = domain{{lo: bigZero}}
	low := term.hull.lo
	switch {
	case term.attains != nil:
		f.attains = func(v *big.Int) bool { return v.Sign() == 0 }
	case len(term.domain) > 1: // one of a few amounts
		f.attains = func(v *big.Int) bool { return v.Sign() == 0 || term.domain.has(v) }
	case low.Sign() > 0: // nothing, or at least one of them
		f.domain = domain{only(bigZero), {lo: low}}
		if term.hull.hi != nil {
			f.attains = func(v *big.Int) bool { return v.Sign() == 0 || reachable(v, term.hull) }
		}
	}
}

// reachable reports whether v is the sum of some numbers of a span that does
// not begin below 1.
func reachable(v *big.Int, s span) bool {
	most := floorDiv(v, s.lo) // so many at the most
	least := ceilDiv(v, s.hi) // and so many at the least
	return least.Cmp(most) <= 0
}

// A terms is the values of what a measure sums or picks.
type terms struct {
	domain  domain
	hull    span
	attains func(*big.Int) bool // nil: all of the domain
}

// termOf finds the values of a measure's term over the facts of its events.
func (m *Member) termOf(measure *ir.Measure) terms {
	t, ok := m.space.known.terms[measure]
	if !ok {
		t = m.findTerm(measure)
		m.space.known.terms[measure] = t
	}
	return t
}

func (m *Member) findTerm(measure *ir.Measure) terms {
	computed := terms{domain: domain{{}}, attains: func(*big.Int) bool { return false }}
	if measure.Term == nil {
		return computed
	}
	inner := NewSpace(m.space.known, &Budget{Cells: termBudget})
	member := inner.Join(m.policy, measure.Program, nil)
	whole := &cell{space: inner}
	v := whole.evaluate(member).eval(measure.Term)
	if n := plain(measure.Term); n != nil && len(v.pieces) == 1 {
		if x, ok := v.pieces[0].p.single(); ok && m.anySmall(measure, n) {
			f := inner.vars[x]
			return terms{domain: f.domain, hull: f.hull, attains: f.attains}
		}
	}
	var hull span
	for i, p := range v.pieces {
		s := whole.evaluate(member).span(p)
		if i > 0 {
			s = hull.hull(s)
		}
		hull = s
	}
	if len(v.pieces) > 0 {
		computed.domain, computed.hull = domain{hull}, hull
	}
	if (hull.lo == nil || hull.lo.Sign() < 0) && measure.Term.Type.Kind != ir.Bool {
		// The span of all is too wide where parts of it depend on each other.
		asked := []Goal{{Of: member, Node: measure.Term, Want: Negative}}
		if measure.Where != nil {
			asked = append(asked, Goal{Of: member, Node: measure.Where, Want: True})
		}
		if inner.Find(asked...).Verdict == Never {
			computed.hull.lo = bigZero
			computed.domain = domain{computed.hull}
		}
	}
	return computed
}

// anySmall reports whether the events that a sum of plain facts counts can be
// of the smallest amount, so that they can add up to any.
func (m *Member) anySmall(measure *ir.Measure, n *ir.Node) bool {
	if measure.Where == nil || measure.Op != ir.SumOf && measure.Op != ir.ReachOf {
		return true
	}
	reads := false
	measure.Where.Walk(func(w *ir.Node) bool {
		reads = reads || (w.Op == ir.OpInput || w.Op == ir.OpPick) && w.Input == n.Input
		return !reads
	})
	if !reads {
		return true
	}
	inner := NewSpace(m.space.known, &Budget{Cells: termBudget})
	member := inner.Join(m.policy, measure.Program, nil)
	member.Fix(n.Input, bigOne)
	return inner.Find(Goal{Of: member, Node: measure.Where, Want: True}).Verdict == Possible
}

// termBudget is how many cells the terms of one measure may take.
const termBudget = 2_000

// plain gives the fact that a term is, or nil where it is computed.
func plain(n *ir.Node) *ir.Node {
	for n.Op == ir.OpNamed {
		n = n.Args[0]
	}
	if n.Op == ir.OpInput {
		return n
	}
	return nil
}
