package ir

import (
	"fmt"
	"strings"
)

// fingerprint writes what a node computes, so that two ways of writing the
// same thing are one input.
func (n *Node) fingerprint(p *Program) string {
	var b strings.Builder
	n.write(p, &b)
	return b.String()
}

func (n *Node) write(p *Program, b *strings.Builder) {
	switch n.Op {
	case OpConst:
		fmt.Fprintf(b, "%d:%s/%d", n.Type.Kind, n.Const, n.Type.Scale)
		return
	case OpInput, OpPick, OpPresent:
		fmt.Fprintf(b, "%d#%d", n.Op, n.Input)
	default:
		fmt.Fprintf(b, "%d:%s:%d:%d:%s", n.Op, n.Name, n.Cmp, n.Places, n.Window)
		if n.Ladder != nil {
			b.WriteString(n.Ladder.Ladder.Name)
		}
	}
	if len(n.Args) > 0 {
		b.WriteByte('(')
		for _, a := range n.Args {
			a.write(p, b)
			b.WriteByte(',')
		}
		b.WriteByte(')')
	}
}
