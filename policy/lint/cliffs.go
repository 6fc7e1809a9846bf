package lint

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// cliffs finds steps of a ladder, a table or a list of cases at which more of
// a quantity pays less in total (T302).
func cliffs(p *pass) {
	for _, r := range p.Rules {
		if !credit(r.Kind) || r.Amount == nil || divides(r.Amount) {
			continue
		}
		for _, s := range p.steps(r) {
			p.cliff(r, s)
		}
	}
}

// A step is a value of a quantity from which on an amount is computed in
// another way.
type step struct {
	input  int      // of the quantity
	at     *big.Int // the first value of the step
	place  diag.Span
	path   string
	ladder *ir.Ladder // nil: a table or a case
	meant  bool       // `cliff: intended`
}

// steps gives the steps in the amount of a rule that a quantity reaches by
// growing.
func (p *pass) steps(r *plan.Rule) []step {
	var list []step
	add := func(key *ir.Node, cut *big.Int, s step) {
		places := 0
		for key.Op == ir.OpShift || key.Op == ir.OpNamed {
			if key.Op == ir.OpShift {
				places += key.Places
			}
			key = key.Args[0]
		}
		if key.Op != ir.OpInput || !grows(r.Program.Inputs[key.Input]) {
			return
		}
		s.input, s.at = key.Input, ceil(cut, places)
		if !slices.ContainsFunc(list, func(t step) bool { return t.input == s.input && t.at.Cmp(s.at) == 0 && t.place == s.place }) {
			list = append(list, s)
		}
	}
	p.eachNode(r, func(_ *desk, t text, _ []*ir.Node) {
		n := t.node
		switch n.Op {
		case ir.OpRung:
			l := n.Ladder.Ladder
			for i := 1; i < len(n.Ladder.Cuts); i++ {
				add(n.Args[0], n.Ladder.Cuts[i], step{place: l.Rungs[i].Place, path: "ladders." + l.Name, ladder: l, meant: l.Cliff})
			}
		case ir.OpRow:
			table := tableOf(p.Policy, n)
			if table == nil {
				return
			}
			for i, row := range n.Rows[:len(table.Rows)] {
				for column, c := range row.Cells {
					if c.Lo != nil {
						add(n.Args[column], c.Lo, step{place: table.Rows[i].Place, path: "tables." + table.Name})
					}
				}
			}
		}
	})
	for _, v := range p.ruleValues(r) {
		if v.key != "amount" {
			continue
		}
		w := walker{policy: p.Policy, choice: func(c choice, _ []*ir.Node) {
			for _, when := range c.whens {
				p.thresholds(when, add)
			}
		}}
		w.value(v.node, v.source, nil)
	}
	return list
}

// thresholds gives the constants that a condition compares quantities with.
func (p *pass) thresholds(when text, add func(*ir.Node, *big.Int, step)) {
	when.node.Walk(func(n *ir.Node) bool {
		if n.Op != ir.OpCompare || n.Args[1].Op != ir.OpConst || !isNumber(n.Args[0].Type.Kind) {
			return true
		}
		cut := n.Args[1].Const
		if n.Cmp == ir.Greater || n.Cmp == ir.LessEqual {
			cut = new(big.Int).Add(cut, big.NewInt(1))
		}
		add(n.Args[0], cut, step{place: when.expr.Span(), path: when.expr.Path})
		return true
	})
}

// grows reports whether more of an input is more business: a sum or count of
// events, or a fact that is an amount or a count.
func grows(in *ir.Input) bool {
	switch in.Type.Kind {
	case ir.Money, ir.Count, ir.Number:
	default:
		return false
	}
	return in.Kind == ir.InFact || in.Measure != nil
}

func ceil(v *big.Int, places int) *big.Int {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	q, m := new(big.Int).DivMod(v, unit, new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// cliff asks whether a rule pays less at a step than just below it, all other
// facts being equal.
func (p *pass) cliff(r *plan.Rule, s step) {
	if s.meant {
		return
	}
	d := p.desk(r.Program, r)
	space := cells.NewSpace(p.known, d.budget)
	below, above := space.Join(p.Policy, r.Program, r), space.Join(p.Policy, r.Program, r)
	below.Fix(s.input, new(big.Int).Sub(s.at, big.NewInt(1)))
	above.Fix(s.input, s.at)
	pays := bounded(r)
	var goals []cells.Goal
	for _, c := range met(r) {
		goals = append(goals, cells.Goal{Of: below, Node: c, Want: cells.True}, cells.Goal{Of: above, Node: c, Want: cells.True})
	}
	if pays != r.Amount && !reads([]*ir.Node{r.Cap, r.Floor}, s.input) {
		// What is held between the same bounds falls only if it falls without.
		falls := cells.Goal{Of: below, Node: r.Amount, Less: []cells.Term{{Of: above, Node: r.Amount}}, Want: cells.Positive}
		if space.Find(append(goals[:len(goals):len(goals)], falls)...).Verdict == cells.Never {
			return
		}
	}
	goals = append(goals,
		cells.Goal{Of: below, Node: pays, Want: cells.Positive},
		cells.Goal{Of: below, Node: pays, Less: []cells.Term{{Of: above, Node: pays}}, Want: cells.Positive})
	answer := space.Find(goals...)
	in := r.Program.Inputs[s.input]
	switch answer.Verdict {
	case cells.Never:
		return
	case cells.Unknown:
		p.undecided(s.place, s.path, fmt.Sprintf("whether `%s` pays less from %s on", r.ID, p.write(s.at, in.Type)), answer.Reason)
		return
	}
	point := answer.Point.Enlarged(goals...)
	before, _ := point.Number(below, pays)
	after, _ := point.Number(above, pays)
	if p.paid(before) == p.paid(after) {
		return // the fall is lost where the amount is rounded
	}
	f := p.report("T302", s.place, s.path, "more pays less: at %s = %s the rule %q pays %s, at %s only %s",
		in.Name, p.write(new(big.Int).Sub(s.at, big.NewInt(1)), in.Type), r.ID, p.paid(before), p.write(s.at, in.Type), p.paid(after))
	if others := otherFacts(p, point, above, in); others != "" {
		f.Message += ", for " + others
	}
	made := p.madeUp(r, point, above, s, pays, before)
	switch {
	case s.ladder != nil:
		f.Hint = made + "; if it is meant, say so: `cliff: intended`"
	default:
		f.Hint = made
	}
	f.Case = d.caseAt(point, above, r.ID+": the step at "+p.write(s.at, in.Type))
}

// otherFacts writes what else the two amounts depend on.
func otherFacts(p *pass, point *cells.Point, m *cells.Member, quantity *ir.Input) string {
	text := ""
	n := 0
	for _, g := range point.Facts(m) {
		one := p.given(g)
		if g.Input == quantity || g.Free || one == "" || n == maxShown {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += one
		n++
	}
	return text
}

// madeUp says from which quantity on as much is paid again as below the step.
func (p *pass) madeUp(r *plan.Rule, point *cells.Point, m *cells.Member, s step, pays *ir.Node, target *big.Rat) string {
	in := r.Program.Inputs[s.input]
	var starts []*big.Int
	for _, t := range p.steps(r) {
		if t.input == s.input && t.at.Cmp(s.at) >= 0 {
			starts = append(starts, t.at)
		}
	}
	slices.SortFunc(starts, (*big.Int).Cmp)
	starts = slices.CompactFunc(starts, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
	f := point.Frame(m)
	at := func(v *big.Int) *big.Rat {
		f.Set(in.Slot, v)
		f.ClearMemos()
		value := f.Exact(pays)
		if value.Num == nil {
			return nil
		}
		return cells.Rat(value, pays.Type.Scale)
	}
	for i, start := range starts {
		end := new(big.Int).Add(start, big.NewInt(1_000_000))
		last := i+1 == len(starts)
		if !last {
			end = new(big.Int).Sub(starts[i+1], big.NewInt(1))
		}
		if q := solve(at, start, end, target, last); q != nil {
			return "as much is paid again from " + p.write(q, in.Type) + " on"
		}
	}
	return "as much is never paid again"
}

// solve finds the least quantity of a stretch at which an amount reaches a
// target. Within a stretch the amount is a straight line; the last one has no
// end.
func solve(at func(*big.Int) *big.Rat, start, end *big.Int, target *big.Rat, open bool) *big.Int {
	low, high := at(start), at(end)
	if low == nil || high == nil {
		return nil
	}
	if low.Cmp(target) >= 0 {
		return start
	}
	slope := new(big.Rat).Sub(high, low)
	if slope.Sign() <= 0 || !open && high.Cmp(target) < 0 {
		return nil
	}
	width := new(big.Rat).SetInt(new(big.Int).Sub(end, start))
	steps := new(big.Rat).Sub(target, low)
	steps.Mul(steps, width).Quo(steps, slope)
	q := new(big.Int).Add(start, ceilRat(steps))
	if got := at(q); got == nil || got.Cmp(target) < 0 {
		return nil
	}
	return q
}

func ceilRat(v *big.Rat) *big.Int {
	q, m := new(big.Int).DivMod(v.Num(), v.Denom(), new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}
