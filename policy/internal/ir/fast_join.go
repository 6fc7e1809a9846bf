package ir

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
)

// A Joint is one program made of several. What they read alike is one input
// and what they compute alike is one node, so that rules that are evaluated
// together for a subject read and compute it once.
type Joint struct {
	Program *Program
	inputs  map[string]int
	nodes   map[string]*Node
	numbers map[*Node]int  // of nodes, so that a key names its arguments briefly
	moments map[int]string // of the inputs that are the day or the period
}

// NewJoint makes a program without expressions, rooted at a subject.
func NewJoint(root *Subject) *Joint {
	return &Joint{Program: &Program{Root: root}, inputs: map[string]int{}, nodes: map[string]*Node{}, numbers: map[*Node]int{}, moments: map[int]string{}}
}

// Add gives a node of another program as a node of the joint one. way leads
// from the joint program's root to that of the other. moment tells apart what
// is evaluated at different moments: the day and the period of one are not
// those of another. A nil node gives a nil node.
func (j *Joint) Add(p *Program, n *Node, way Path, moment string) *Node {
	if n == nil {
		return nil
	}
	m := &moving{joint: j, from: p, way: way, moment: moment, done: map[*Node]*Node{}}
	return m.node(n)
}

// A moving carries the nodes of one program over.
type moving struct {
	joint  *Joint
	from   *Program
	way    Path
	moment string
	done   map[*Node]*Node
}

func (m *moving) node(n *Node) *Node {
	if was := m.done[n]; was != nil {
		return was
	}
	moved := *n
	moved.Args = m.nodes(n.Args)
	moved.Rows = make([]Row, len(n.Rows))
	for i, r := range n.Rows {
		r.Value = m.node(r.Value)
		moved.Rows[i] = r
	}
	switch n.Op {
	case OpInput, OpPick:
		moved.Input = m.input(m.from.Inputs[n.Input])
	case OpPresent:
		moved.Input = 0 // its argument tells
	}
	is := m.joint.intern(&moved)
	m.done[n] = is
	return is
}

func (m *moving) nodes(list []*Node) []*Node {
	moved := make([]*Node, len(list))
	for i, n := range list {
		moved[i] = m.node(n)
	}
	return moved
}

// input gives the input of the joint program that reads what in reads.
func (m *moving) input(in *Input) int {
	moved, momentary := *in, false
	moved.Path.Hops = append(append([]*Field(nil), m.way.Hops...), in.Path.Hops...)
	key := fmt.Sprintf("%d %s %s %p %p %p %s", in.Kind, moved.Path.key(m.joint.Program.Root), in.Subject.name(), in.Field, in.Measure, in.Tiers, in.Rule)
	switch in.Kind {
	case InWindow:
		if in.Anchor == nil { // of the period
			key += " of the period by " + m.moment
			break
		}
		moved.Anchor = m.node(in.Anchor)
		key += fmt.Sprintf(" %v from %d", in.Window, m.joint.number(moved.Anchor))
	case InAsOf, InPeriodFrom, InPeriodUntil, InSpread, InEarned, InPaid:
		momentary = true
		key += " at " + m.moment
	}
	i := m.joint.input(key, &moved)
	if momentary {
		m.joint.moments[i] = m.moment
	}
	return i
}

// Both gives the node of two conditions that must hold; either may be nil.
func (j *Joint) Both(a, b *Node) *Node {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	return j.intern(&Node{Op: OpAnd, Type: Type{Kind: Bool}, Args: []*Node{a, b}, absent: max(a.absent, b.absent)})
}

// Between gives the node of an amount that is at most high and at least low,
// either of which may be nil, at a scale of at least so many places. It is nil
// where one of them ends in a division.
func (j *Joint) Between(n, low, high *Node, places int) *Node {
	scale := max(n.Type.Scale, places)
	for _, limit := range []*Node{n, low, high} {
		if limit != nil && quotient(limit) {
			return nil
		}
		if limit != nil {
			scale = max(scale, limit.Type.Scale)
		}
	}
	of := func(op Op, n, limit *Node) *Node {
		if limit == nil {
			return n
		}
		args := []*Node{n, j.raised(limit, scale)}
		return j.intern(&Node{Op: op, Type: args[0].Type, Args: args, absent: max(n.absent, limit.absent)})
	}
	return of(OpMax, of(OpMin, j.raised(n, scale), high), low)
}

// raised brings a node to a scale that is not smaller.
func (j *Joint) raised(n *Node, scale int) *Node {
	places := scale - n.Type.Scale
	up := *n
	up.Type.Scale = scale
	switch {
	case places == 0:
		return n
	case n.Op == OpConst:
		up.Const = new(big.Int).Mul(n.Const, pow10(places))
	case n.Op == OpMin || n.Op == OpMax:
		up.Args = make([]*Node, len(n.Args))
		for i, arg := range n.Args {
			up.Args[i] = j.raised(arg, arg.Type.Scale+places)
		}
	case n.Op == OpMul && n.Args[1].Op == OpConst: // a constant costs nothing
		up.Args = []*Node{n.Args[0], j.raised(n.Args[1], n.Args[1].Type.Scale+places)}
	default:
		up = Node{Op: OpShift, Type: up.Type, Args: []*Node{n}, Places: places, Text: n.Text, absent: n.absent}
	}
	return j.intern(&up)
}

// Fact gives the input that reads a fact of the root.
func (j *Joint) Fact(f *Field) int {
	m := &moving{joint: j}
	return m.input(&Input{Kind: InFact, Name: j.Program.Root.Name + "." + f.Name, Subject: j.Program.Root, Field: f, Type: f.Type})
}

// Moment gives the moment at which an input of the program is read, if it is
// the day or the period.
func (j *Joint) Moment(input int) string { return j.moments[input] }

func (s *Subject) name() string {
	if s == nil {
		return ""
	}
	return s.Name
}

func (j *Joint) input(key string, in *Input) int {
	if i, ok := j.inputs[key]; ok {
		return i
	}
	in.Slot = j.Program.Slots()
	j.inputs[key] = len(j.Program.Inputs)
	j.Program.Inputs = append(j.Program.Inputs, in)
	return len(j.Program.Inputs) - 1
}

// intern gives the one node that computes what n does. A name makes no
// difference to what is computed, and gets a memo of the joint program.
func (j *Joint) intern(n *Node) *Node {
	key := j.key(n)
	if was := j.nodes[key]; was != nil {
		return was
	}
	if n.Op == OpNamed {
		n.Memo = j.Program.Memos
		j.Program.Memos++
	}
	j.nodes[key] = n
	j.numbers[n] = len(j.numbers)
	return n
}

func (j *Joint) number(n *Node) int {
	if n == nil {
		return -1
	}
	return j.numbers[n]
}

// key writes what a node computes. Its text belongs to it, for faults and
// traces show it.
func (j *Joint) key(n *Node) string {
	b := make([]byte, 0, 128)
	number := func(list ...int) {
		for _, v := range list {
			b = append(strconv.AppendInt(b, int64(v), 36), ' ')
		}
	}
	big := func(v *big.Int) {
		if v != nil {
			b = v.Append(b, 36)
		}
		b = append(b, ' ')
	}
	number(int(n.Op), int(n.Type.Kind), n.Type.Scale, n.Input, n.Slot, int(n.Cmp), n.Places, int(n.Mode), int(n.Rounder), int(n.absent), int(n.mean))
	b = fmt.Appendf(b, "%p %p %t%t ", n.Type.Enum, n.Type.Subject, n.Shown, n.Swapped)
	b = append(strconv.AppendQuote(b, n.Name), n.Text...)
	b = append(b, '(')
	for _, a := range n.Args {
		number(j.number(a))
	}
	big(n.Const)
	for _, v := range n.Table {
		big(v)
	}
	number(n.Remap...)
	if n.Op == OpWithin || n.Op == OpDateOf {
		b = fmt.Appendf(b, "%+v %s", n.Window, n.Zone)
	}
	if n.Ladder != nil { // its rungs are at the scale of its argument
		b = fmt.Appendf(b, "%p", n.Ladder.Ladder)
	}
	for _, r := range n.Rows {
		for _, c := range r.Cells {
			b = fmt.Appendf(b, "%t%v", c.Any, c.Symbols)
			big(c.Lo)
			big(c.Hi)
		}
		number(j.number(r.Value))
	}
	return string(b)
}
