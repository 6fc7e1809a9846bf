package ir

import (
	"fmt"
	"strings"
)

// fingerprint writes what a node of a program computes, so that two ways of
// writing the same thing are one input, and never two things.
func (n *Node) fingerprint() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Node) write(b *strings.Builder) {
	switch n.Op {
	case OpConst:
		fmt.Fprintf(b, "%d:%s/%d", n.Type.Kind, n.Const, n.Type.Scale)
		return
	case OpNamed: // a name has one meaning in a program
		fmt.Fprintf(b, "%d=%d", n.Op, n.Memo)
		return
	}
	fmt.Fprintf(b, "%d#%d:%d:%d:%d/%d:%v:%v:%v", n.Op, n.Input, n.Cmp, n.Places, n.Mode, n.Type.Scale, n.Window, n.Remap, n.Table)
	if n.Ladder != nil {
		b.WriteString(n.Ladder.Ladder.Name)
	}
	b.WriteByte('(')
	for _, a := range n.Args {
		a.write(b)
		b.WriteByte(',')
	}
	for _, row := range n.Rows {
		for _, cell := range row.Cells {
			fmt.Fprintf(b, "%v%v%v-%v,", cell.Any, cell.Symbols, cell.Lo, cell.Hi)
		}
		row.Value.write(b)
		b.WriteByte(';')
	}
	b.WriteByte(')')
}
