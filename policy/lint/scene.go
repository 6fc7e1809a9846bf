package lint

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A scene is the subjects and events of a point, as a case gives them.
type scene struct {
	pass     *pass
	member   *cells.Member
	point    *cells.Point
	rule     *plan.Rule
	frame    *ir.Frame
	subjects map[string]*actor // by path
	order    []*actor
	events   []*actor
	period   string
	last     payout.Date // of the windows that are read
}

// An actor is a subject or an event with its facts.
type actor struct {
	subject *ir.Subject
	id      string
	facts   []fact
}

type fact struct {
	name, text string
	symbols    []fact // of a map
}

// stage puts the facts of the point where they belong. It is false where one
// of them has no place in a case.
func (w *scene) stage() bool {
	program := w.member.Program()
	w.actor(program.Root, nil)
	for _, in := range program.Inputs {
		if in.Path.Level || !w.way(in.Path) {
			return false
		}
	}
	for i, in := range program.Inputs {
		if !w.input(i, in) {
			return false
		}
	}
	return w.streams() && w.when()
}

// way adds the subjects on a path, as far as its references are there.
func (w *scene) way(path ir.Path) bool {
	for i := range path.Hops {
		before := w.subjects[pathText(w.member.Program().Root, path.Hops[:i])]
		if before == nil {
			return true
		}
		hop := path.Hops[i]
		key := pathText(w.member.Program().Root, path.Hops[:i+1])
		if w.subjects[key] != nil {
			continue
		}
		if hop.Optional && w.isAbsent(path.Hops[:i+1]) {
			return true
		}
		next := w.actor(hop.Type.Subject, path.Hops[:i+1])
		before.facts = append(before.facts, fact{name: hop.Name, text: next.id})
	}
	return true
}

func pathText(root *ir.Subject, hops []*ir.Field) string {
	text := root.Name
	for _, h := range hops {
		text += "." + h.Name
	}
	return text
}

// isAbsent reports whether the point has no subject at the end of a path.
func (w *scene) isAbsent(hops []*ir.Field) bool {
	key := pathText(w.member.Program().Root, hops)
	for _, g := range w.point.Facts(w.member) {
		if g.Value != nil && len(g.Input.Path.Hops) >= len(hops) && pathText(w.member.Program().Root, g.Input.Path.Hops[:len(hops)]) == key {
			return false
		}
	}
	return true
}

func (w *scene) actor(s *ir.Subject, hops []*ir.Field) *actor {
	a := &actor{subject: s, id: fmt.Sprintf("%s%d", strings.ToLower(string([]rune(s.Name)[:1])), 1+w.count(s))}
	w.subjects[pathText(w.member.Program().Root, hops)] = a
	w.order = append(w.order, a)
	return a
}

func (w *scene) count(s *ir.Subject) int {
	n := 0
	for _, a := range w.order {
		if strings.EqualFold(string([]rune(a.subject.Name)[:1]), string([]rune(s.Name)[:1])) {
			n++
		}
	}
	return n
}

// input gives one input its place: facts and measures stand at their subject.
func (w *scene) input(i int, in *ir.Input) bool {
	at := w.subjects[pathText(w.member.Program().Root, in.Path.Hops)]
	switch in.Kind {
	case ir.InRef, ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil, ir.InWindow:
		return true
	case ir.InFact:
		if at != nil {
			w.set(at, in, in.Field.Name)
		}
		return true
	case ir.InMeasure:
		if at == nil {
			return true
		}
		if in.Type.Kind == ir.List || in.Measure.Op == ir.ReachOf {
			return false
		}
		w.set(at, in, in.Measure.Name)
		return true
	case ir.InPaid, ir.InEarned:
		return w.frame.Slots[in.Slot] == 0 // nothing was posted
	default:
		return false
	}
}

// set gives an actor the value of an input.
func (w *scene) set(a *actor, in *ir.Input, name string) {
	f := fact{name: name}
	t := in.Type
	if t.Kind == ir.Map {
		t = *t.Elem
	}
	for offset := range in.Width() {
		slot := w.frame.Slots[in.Slot+offset]
		if slot == ir.Absent {
			return
		}
		v := big.NewInt(slot)
		if slot == ir.Wide {
			v = w.frame.Wide[in.Slot+offset]
		}
		text := w.pass.write(v, t)
		if in.Type.Kind == ir.Map {
			f.symbols = append(f.symbols, fact{name: in.Type.Enum.Symbols[offset], text: text})
		} else {
			f.text = text
		}
	}
	a.facts = append(a.facts, f)
}

// when finds a period in which the rule is decided with these facts.
func (w *scene) when() bool {
	day := cells.UsualDate(w.pass.Policy)
	for _, in := range w.member.Program().Inputs {
		switch in.Kind {
		case ir.InAsOf, ir.InPeriodFrom, ir.InPeriodUntil:
			day = payout.Date(w.frame.Slots[in.Slot])
		}
	}
	if d := w.rule.Decide; d != nil {
		v := w.frame.Exact(d.On)
		if v.Num == nil || !v.Num.IsInt64() {
			return false
		}
		day = payout.Date(v.Num.Int64()).AddMonths(d.Months).AddDays(d.Days)
	}
	if w.last > 0 && w.last.AddDays(1) > day {
		day = w.last.AddDays(1)
	}
	if day.IsZero() || day.Year() > 9000 {
		return false
	}
	w.period = day.String()[:7]
	return true
}
