// Package missing tells what a subject lacks: the smallest changes of its
// facts with which a condition that does not hold would hold.
//
// It reads the typed condition, never its text. A condition is taken apart into
// boxes, each of which bounds some facts by themselves; to get into a box every
// fact that lies outside goes to the nearest value inside. What no change of
// another way already does is an answer, and it is exact: with it the condition
// holds, and with one grain less of any part of it it does not. A part of a
// condition that bounds several facts at once is not taken apart. It is said to
// fail, with its present values, and nothing more.
package missing

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Goal is what is to become true of a subject. It does not change and is
// safe for concurrent use.
type Goal struct {
	program *ir.Program
	when    []*ir.Node
	at      int
	coords  []*coord
	opaque  []*ir.Node // conditions that are not taken apart

	// boxes are of the one condition that is to turn out otherwise: the one at
	// the place, or the last. Mostly their ways leave the other conditions as
	// they should be. Only where they do not, whole is needed, the boxes of all
	// conditions together; it is nil where these are too many.
	boxes, whole []box
}

// First makes the goal that of a series of conditions, all of one program, the
// one at a place is the first that holds; nil holds always. A place behind the
// last one, as -1, asks that none holds.
func First(p *ir.Program, when []*ir.Node, at int) *Goal {
	if at < 0 || at > len(when) {
		at = len(when)
	}
	g := &Goal{program: p, when: when, at: at}
	c := &compiler{goal: g, depended: dependedOn(p)}
	ok := true
	if at < len(when) {
		g.boxes, ok = []box{{}}, true
		if when[at] != nil {
			g.boxes, ok = c.isTrue(when[at])
		}
	} else if at > 0 {
		g.boxes, ok = c.notTrue(when[at-1])
	}
	if !ok {
		g.boxes = nil
	}
	g.whole, ok = g.boxes, ok && len(g.boxes) > 0
	for i, n := range when[:at] {
		if !ok || i == len(when)-1 {
			break
		}
		var not []box
		if not, ok = c.notTrue(n); ok {
			g.whole, ok = cross(g.whole, not)
		}
	}
	if !ok {
		g.whole = nil
	}
	g.coords, g.opaque = c.coords, c.opaque
	return g
}

// Worse makes the goal that none of the first conditions holds any more: that
// a subject falls below the last of them.
func Worse(p *ir.Program, when []*ir.Node) *Goal { return First(p, when, len(when)) }

// An Answer is the ways to a goal. Each of them is enough.
type Answer struct {
	Reached bool // the goal is reached as things are
	Ways    []Way
	Fault   *ir.Fault // something that the goal depends on is not known; then there are no ways
}

// A Way is changes that together reach a goal. Where something in Fails has to
// turn out otherwise, it is no more than what is in the way: Changes are needed
// too, and not enough.
type Way struct {
	Changes []Change
	Fails   []Fail
}

// A Fail is a condition in the way that is not taken apart.
type Fail struct {
	Text   string // as the policy has it
	Must   bool   // it should hold, and does not; else it holds, and should not
	Values []Value
}

// A Value is what a part of a failing condition is at present.
type Value struct {
	Text string
	Type ir.Type
	Num  *big.Int // nil: absent
}

// Holds reports whether the goal is reached with what the frame reads. It is
// false where that cannot be known.
func (g *Goal) Holds(f *ir.Frame) bool {
	for i, n := range g.when {
		if n == nil {
			return i == g.at
		}
		v := f.Exact(n)
		if v.Fault != nil {
			return false
		}
		if v.Holds() {
			return i == g.at
		}
		if i == g.at {
			return false
		}
	}
	return g.at == len(g.when)
}

// Ask tells what a subject lacks. The frame stands at the subject; nothing is
// changed in it for good.
func (g *Goal) Ask(f *ir.Frame) Answer {
	if g.Holds(f) {
		return Answer{Reached: true}
	}
	if fault := g.fault(f); fault != nil {
		return Answer{Fault: fault}
	}
	q := &question{goal: g, frame: f, values: make([]reading, len(g.coords)), failing: make([]*Fail, 2*len(g.opaque))}
	ways := q.ways()
	if len(ways) == 0 {
		return Answer{Ways: []Way{g.undivided(f)}}
	}
	return Answer{Ways: ways}
}

// fault gives why the conditions cannot be examined as things are.
func (g *Goal) fault(f *ir.Frame) *ir.Fault {
	for _, n := range g.when[:min(g.at+1, len(g.when))] {
		if n == nil {
			break
		}
		if v := f.Exact(n); v.Fault != nil || v.Holds() {
			return v.Fault
		}
	}
	return nil
}

// undivided gives the condition in the way as a whole.
func (g *Goal) undivided(f *ir.Frame) Way {
	for i, n := range g.when[:min(g.at+1, len(g.when))] {
		if n != nil && f.Exact(n).Holds() != (i == g.at) {
			return Way{Fails: []Fail{failOf(f, n, i == g.at)}}
		}
	}
	return Way{}
}

func failOf(f *ir.Frame, n *ir.Node, must bool) Fail {
	return Fail{Text: n.Text, Must: must, Values: ValuesOf(f, n)}
}

// ValuesOf gives what a condition compares, with its present values.
func ValuesOf(f *ir.Frame, n *ir.Node) []Value {
	var values []Value
	seen := map[string]bool{}
	n.Walk(func(m *ir.Node) bool {
		if !shown(m) {
			return true
		}
		v := f.Exact(m)
		if v.Den != nil {
			return true // a division that is not done
		}
		if !seen[m.Text] && m.Text != "" && v.Fault == nil {
			seen[m.Text] = true
			values = append(values, Value{Text: m.Text, Type: m.Type, Num: v.Num})
		}
		return false
	})
	return values
}

// Decisive gives the part of a condition that holds by which it does: of
// alternatives, the first that holds.
func Decisive(f *ir.Frame, n *ir.Node) *ir.Node {
	for n.Op == ir.OpOr {
		if side := n.Args[0]; f.Exact(side).Holds() {
			n = side
		} else {
			n = n.Args[1]
		}
	}
	return n
}

// Verdict gives the first of a series of conditions that holds with the
// changes of a way; it is false where that cannot be known.
func Verdict(f *ir.Frame, when []*ir.Node, w Way) (at int, known bool) {
	restore := apply(f, w, -1)
	defer restore()
	for i, n := range when {
		if n == nil {
			return i, true
		}
		if v := f.Exact(n); v.Fault != nil {
			return 0, false
		} else if v.Holds() {
			return i, true
		}
	}
	return len(when), true
}

// Size is how many boxes a goal was taken apart into, on which the cost of
// asking depends.
func (g *Goal) Size() int { return len(g.boxes) }

// shown reports whether a part of a failing condition is shown with its value,
// and not what it is made of.
func shown(n *ir.Node) bool {
	switch n.Type.Kind {
	case ir.List, ir.Map, ir.Windowed, ir.Ref:
		return false
	}
	switch n.Op {
	case ir.OpInput, ir.OpPick:
		return true
	case ir.OpNamed:
		return n.Type.Kind != ir.Bool
	default:
		return n.Shown
	}
}
