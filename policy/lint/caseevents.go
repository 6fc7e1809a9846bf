package lint

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A need is a sum over a window that a point asks for.
type need struct {
	in          *ir.Input
	first, last payout.Date
	value       *big.Int
}

// streams adds the events that give every stream over a window its value. A
// stream has no name under which a case could give it ready-made.
func (w *scene) streams() bool {
	var needs []need
	for _, in := range w.member.Program().Inputs {
		if in.Kind != ir.InWindow {
			continue
		}
		if in.Window.Period || in.Window.Open || in.Anchor == nil || in.Measure.Op != ir.SumOf && in.Measure.Op != ir.CountOf {
			return false
		}
		anchor := w.frame.Exact(in.Anchor)
		if anchor.Fault != nil {
			return false
		}
		if anchor.Num == nil {
			continue // no window, and so no events
		}
		day := payout.Date(anchor.Num.Int64())
		_, last, _ := in.Window.Days(day)
		w.last = max(w.last, last)
		blocks := max(1, in.Window.Times)
		for i := range blocks {
			n := need{in: in, value: big.NewInt(w.frame.Slots[in.Slot+i])}
			if w.frame.Slots[in.Slot+i] == ir.Wide {
				n.value = w.frame.Wide[in.Slot+i]
			}
			if in.Window.Times > 0 {
				n.first, n.last = in.Window.Block(day, i)
			} else {
				n.first, n.last, _ = in.Window.Days(day)
			}
			needs = append(needs, n)
		}
	}
	// The shortest windows first: what lies in them counts for the longer ones.
	slices.SortStableFunc(needs, func(a, b need) int { return cmp.Compare(a.last-a.first, b.last-b.first) })
	placed := map[*ir.Measure][]need{}
	for _, n := range needs {
		left := new(big.Int).Set(n.value)
		day := n.last
		for _, was := range placed[n.in.Measure] {
			if n.first <= was.first && was.first <= n.last {
				left.Sub(left, was.value)
			}
		}
		if left.Sign() == 0 {
			continue
		}
		if left.Sign() < 0 || !w.event(n.in, day, left) {
			return false
		}
		placed[n.in.Measure] = append(placed[n.in.Measure], need{first: day, value: left})
	}
	return true
}

// event adds one event on a day, of which the stream's term has a value; of a
// count it adds so many.
func (w *scene) event(in *ir.Input, day payout.Date, value *big.Int) bool {
	m := in.Measure
	times := int64(1)
	if m.Op == ir.CountOf {
		if !value.IsInt64() || value.Int64() > 40 {
			return false
		}
		times = value.Int64()
	}
	if !m.Source.Event {
		return false
	}
	hops := m.Way.Hops
	if !m.Via {
		ways := ir.Ways(m.Source, w.member.Program().Root)
		if len(ways) != 1 {
			return false
		}
		hops = ways[0]
	}
	if len(hops) != 1 {
		return false
	}
	space := cells.NewSpace(w.pass.known, w.pass.pairs)
	member := space.Join(w.pass.Policy, m.Program, nil)
	var goals []cells.Goal
	if m.Where != nil {
		goals = append(goals, cells.Goal{Of: member, Node: m.Where, Want: cells.True})
	}
	if m.Term != nil {
		limit := &ir.Node{Op: ir.OpConst, Type: m.Term.Type, Const: value}
		goals = append(goals, cells.Goal{Of: member, Node: combine(ir.OpSub, m.Term, limit), Want: cells.Zero})
	}
	answer := space.Find(goals...)
	if answer.Verdict != cells.Possible {
		return false
	}
	frame := answer.Point.Frame(member)
	for range times {
		a := &actor{subject: m.Source, id: fmt.Sprintf("e%d", len(w.events)+1)}
		a.facts = append(a.facts, fact{name: hops[0].Name, text: w.order[0].id}, fact{name: "at", text: day.String() + "T12:00"})
		for _, input := range m.Program.Inputs {
			if input.Field == nil || input.Field.Name == "at" && len(input.Path.Hops) == 0 || input.Kind != ir.InFact {
				if input.Kind != ir.InFact && input.Kind != ir.InRef {
					return false
				}
				continue
			}
			if len(input.Path.Hops) > 0 {
				return false
			}
			slot := frame.Slots[input.Slot]
			if slot == ir.Absent || input.Width() > 1 {
				continue
			}
			v := big.NewInt(slot)
			if slot == ir.Wide {
				v = frame.Wide[input.Slot]
			}
			a.facts = append(a.facts, fact{name: input.Field.Name, text: w.pass.write(v, input.Type)})
		}
		if m.Source.Field("at").Type.Kind == ir.Date {
			a.facts[1].text = day.String()
		}
		w.events = append(w.events, a)
	}
	return true
}
