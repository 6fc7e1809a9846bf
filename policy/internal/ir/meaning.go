package ir

import (
	"fmt"
	"strings"
)

// Meaning writes what a node computes, so that two ways of writing the same
// thing give the same text, and two texts that compute different things do
// not. It names what is read and spells out constants, ladders and tables.
func (n *Node) Meaning(p *Program) string {
	var b strings.Builder
	n.spell(p, &b)
	return b.String()
}

func (n *Node) spell(p *Program, b *strings.Builder) {
	if n == nil {
		b.WriteByte('-')
		return
	}
	switch n.Op {
	case OpConst:
		fmt.Fprintf(b, "%d:%s/%d", n.Type.Kind, n.Const, n.Type.Scale)
		if n.Type.Kind == Symbol || n.Type.Kind == Text {
			b.WriteString(n.Text)
		}
		return
	case OpNamed: // a name is for people
		n.Args[0].spell(p, b)
		return
	case OpInput, OpPick, OpPresent:
		fmt.Fprintf(b, "%d#", n.Op)
		p.Inputs[n.Input].spell(p, b)
	default:
		fmt.Fprintf(b, "%d:%d:%d:%d:%s", n.Op, n.Cmp, n.Places, n.Mode, n.Window)
		n.spellValues(b)
	}
	if len(n.Args) > 0 {
		b.WriteByte('(')
		for _, a := range n.Args {
			a.spell(p, b)
			b.WriteByte(',')
		}
		b.WriteByte(')')
	}
	for _, r := range n.Rows {
		for _, c := range r.Cells {
			fmt.Fprintf(b, "[%v %v %v %v]", c.Any, c.Symbols, c.Lo, c.Hi)
		}
		r.Value.spell(p, b)
	}
}

// spellValues spells out the constants that a node holds.
func (n *Node) spellValues(b *strings.Builder) {
	for i, v := range n.Table {
		fmt.Fprintf(b, "|%d=%s/%d", i, v, n.Type.Scale)
	}
	if n.Ladder == nil {
		return
	}
	l := n.Ladder.Ladder
	fmt.Fprintf(b, "{%v %v", l.Below, n.Ladder.Cuts)
	for _, r := range l.Rungs {
		fmt.Fprintf(b, " %v/%d", r.Values, l.Type.Scale)
	}
	b.WriteByte('}')
	if len(n.Remap) > 0 {
		fmt.Fprintf(b, "%v", n.Remap)
	}
}

// spell names an input by where it comes from.
func (in *Input) spell(p *Program, b *strings.Builder) {
	fmt.Fprintf(b, "%d<", in.Kind)
	base := p.Root
	if in.Path.Level {
		base = p.Level
	}
	b.WriteString(in.Path.key(base))
	switch {
	case in.Field != nil:
		b.WriteString("." + in.Field.Name)
	case in.Measure != nil:
		b.WriteString("." + in.Measure.Meaning())
	case in.Tiers != nil:
		b.WriteString("." + in.Tiers.Name)
	default:
		b.WriteString(in.Rule)
	}
	if in.Kind == InWindow {
		b.WriteString(in.Window.String())
		in.Anchor.spell(p, b)
	}
	b.WriteByte('>')
}

// Meaning writes what a measure computes.
func (m *Measure) Meaning() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%s:%s", m.FullName(), m.Op, m.Per, m.Reach.Int)
	if m.Op == Supplied {
		return b.String()
	}
	fmt.Fprintf(&b, "<%s", m.Source.Name)
	for _, hop := range m.Way.Hops {
		b.WriteString("." + hop.Name)
	}
	b.WriteByte('>')
	if m.Program != nil {
		m.Where.spell(m.Program, &b)
		b.WriteByte(';')
		m.Term.spell(m.Program, &b)
	}
	if m.Window != nil && m.Since != nil {
		b.WriteString(m.Window.String())
		m.Since.spell(m.Anchor, &b)
	}
	if m.Pool != nil {
		b.WriteString("pool " + m.Pool.Name)
	}
	if m.Tree != nil {
		b.WriteString("tree " + m.Tree.Name)
	}
	return b.String()
}
