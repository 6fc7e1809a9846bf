package termsheet

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A need is a sum over a window that facts ask for.
type need struct {
	r           *reading
	first, last payout.Date
	value       *big.Int
}

// streams adds the events that give every window its sum: a sum over a window
// has no name under which it could be given ready-made.
func (g *subjects) streams() bool {
	var needs []need
	for _, r := range g.scene.readings {
		in := r.in
		if in.Kind != ir.InWindow {
			continue
		}
		if in.Window.Period || in.Window.Open || in.Anchor == nil || in.Measure.Op != ir.SumOf && in.Measure.Op != ir.CountOf {
			return false
		}
		anchor := g.scene.frame(r.program, g.instead).Exact(in.Anchor)
		if anchor.Fault != nil {
			return false
		}
		if anchor.Num == nil {
			continue // no window, and so no events
		}
		day := payout.Date(anchor.Num.Int64())
		_, last, _ := in.Window.Days(day)
		g.last = max(g.last, last)
		for i := range max(1, in.Window.Times) {
			n := need{r: r, value: g.instead.of(r, i)}
			if n.value == nil {
				continue
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
		for _, was := range placed[n.r.in.Measure] {
			if n.first <= was.first && was.first <= n.last {
				left.Sub(left, was.value)
			}
		}
		if left.Sign() < 0 || left.Sign() > 0 && !g.event(n.r, n.last, left) {
			return false
		}
		if left.Sign() > 0 {
			placed[n.r.in.Measure] = append(placed[n.r.in.Measure], need{first: n.last, value: left})
		}
		g.mention(n.r.in.Measure.Source.Name)
	}
	return true
}

// mention says that there are events of a kind, even if there is none: a sum
// of none is zero.
func (g *subjects) mention(kind string) {
	if g.events[kind] == nil {
		g.events[kind] = []any{}
	}
}

const mostEvents = 60

// event adds an event on a day whose term has a value; of a count so many.
func (g *subjects) event(r *reading, day payout.Date, value *big.Int) bool {
	m := r.in.Measure
	times := 1
	if m.Op == ir.CountOf {
		if !value.IsInt64() || value.Int64() > mostEvents {
			return false
		}
		times = int(value.Int64())
	}
	hops := m.Way.Hops
	if !m.Via {
		ways := ir.Ways(m.Source, g.scene.rule.Root)
		if len(ways) != 1 {
			return false
		}
		hops = ways[0]
	}
	facts, ok := g.fields(m, value)
	if !ok || !m.Source.Event || len(hops) == 0 {
		return false
	}
	for range times {
		event := map[string]any{"id": "e" + plain(len(g.events[m.Source.Name])+1)}
		for name, v := range facts {
			event[name] = v
		}
		event["at"] = day.String() + "T12:00"
		if at := m.Source.Field("at"); at != nil && at.Type.Kind == ir.Date {
			event["at"] = day.String()
		}
		inner := event
		for _, h := range hops[:len(hops)-1] {
			next := map[string]any{"id": g.id(h.Type.Subject)}
			inner[h.Name] = next
			inner = next
		}
		inner[hops[len(hops)-1].Name] = g.at(g.scene.rule.Program, nil)["id"]
		g.events[m.Source.Name] = append(g.events[m.Source.Name], event)
	}
	return true
}

// fields finds facts of an event that a measure counts with a value.
func (g *subjects) fields(m *ir.Measure, value *big.Int) (map[string]any, bool) {
	w := g.scene.writer
	space := cells.NewSpace(g.scene.known, &cells.Budget{Cells: cells.DefaultBudget / 100})
	member := space.Join(w.policy, m.Program, nil)
	var goals []cells.Goal
	if m.Where != nil {
		goals = append(goals, cells.Goal{Of: member, Node: m.Where, Want: cells.True})
	}
	if m.Term != nil {
		limit := &ir.Node{Op: ir.OpConst, Type: m.Term.Type, Const: value}
		less := &ir.Node{Op: ir.OpSub, Type: m.Term.Type, Args: []*ir.Node{m.Term, limit}, Text: m.Term.Text}
		goals = append(goals, cells.Goal{Of: member, Node: less, Want: cells.Zero})
	}
	answer := space.Find(goals...)
	if answer.Verdict != cells.Possible {
		return nil, false
	}
	frame := answer.Point.Frame(member)
	facts := map[string]any{}
	for _, in := range m.Program.Inputs {
		switch {
		case in.Kind == ir.InRef:
			continue
		case in.Kind != ir.InFact || in.Width() > 1:
			return nil, false
		case len(in.Path.Hops) > 0:
			continue // of the subject itself, or nobody's business
		case in.Field.Name == "at":
			continue
		}
		if v := slotOf(frame, in.Slot); v != nil {
			facts[in.Field.Name] = g.scene.literal(v, in.Type)
		}
	}
	return facts, true
}
