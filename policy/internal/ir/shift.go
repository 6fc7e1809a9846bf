package ir

import "math/big"

// scaled brings n to the scale of t, and a bare number to its unit.
func scaled(n *Node, t Type) *Node {
	if !t.Kind.numeric() || n.Type.Kind == Invalid {
		return n
	}
	return shift(n, t.Kind, t.Scale)
}

// shift gives n as a value of a kind at a scale that is not smaller than its
// own. A division that is not done yet is shifted in its numerator, one behind
// a name by OpShift.
func shift(n *Node, kind Kind, scale int) *Node {
	if n.Type.Scale == scale && n.Type.Kind == kind {
		return n
	}
	places := scale - n.Type.Scale
	t := Type{Kind: kind, Scale: scale}
	switch {
	case places == 0 && n.Op != OpCond:
		same := *n
		same.Type = t
		return &same
	case n.Op == OpConst:
		same := *n
		same.Type, same.Const = t, new(big.Int).Mul(n.Const, pow10(places))
		return &same
	case n.Op == OpQuo:
		// The scale of a quotient is that of its numerator.
		same := *n
		same.Type, same.Args = t, []*Node{shift(n.Args[0], n.Args[0].Type.Kind, n.Args[0].Type.Scale+places), n.Args[1]}
		return &same
	case n.Op == OpCond:
		same := *n
		same.Type, same.Args = t, append([]*Node(nil), n.Args...)
		for i := 1; i < len(same.Args); i++ {
			same.Args[i] = shift(same.Args[i], kind, scale)
		}
		return &same
	default:
		return &Node{Op: OpShift, Type: t, Args: []*Node{n}, Places: places, From: n.From, To: n.To, Text: n.Text, absent: n.absent}
	}
}

// quotient reports whether the value of n is a division that is not done yet.
func quotient(n *Node) bool {
	switch n.Op {
	case OpQuo:
		return true
	case OpNamed:
		return n.summary.quotient
	case OpShift:
		return quotient(n.Args[0])
	case OpCond:
		for _, branch := range n.Args[1:] {
			if quotient(branch) {
				return true
			}
		}
	}
	return false
}

// unnamed gives what a name stands for.
func unnamed(n *Node) *Node {
	for n.Op == OpNamed {
		n = n.Args[0]
	}
	return n
}

// unshifted gives what was brought to a larger scale.
func unshifted(n *Node) *Node {
	for n.Op == OpShift {
		n = n.Args[0]
	}
	return n
}

// whole refuses an operand that is a division not done yet (N36).
func (c *checker) whole(n *Node) *Node {
	if !quotient(n) {
		return n
	}
	return c.failAt("M407", n.From, n.To, "say where it is rounded: `round("+n.Text+", 2)`, or divide last: the whole amount, or one side of a comparison",
		"a division is computed with here, and it may not divide exactly")
}

// last refuses a division that is not the last step of an amount: avg may be
// a factor only where two values are compared.
func (c *checker) last(n *Node) *Node {
	if averageFactor(n) {
		return c.whole(n)
	}
	return n
}

func averageFactor(n *Node) bool {
	switch n.Op {
	case OpQuo:
		return n.mean == meanFactor
	case OpNamed:
		return n.summary.averageFactor
	case OpShift:
		return averageFactor(n.Args[0])
	case OpCond:
		for _, branch := range n.Args[1:] {
			if averageFactor(branch) {
				return true
			}
		}
	}
	return false
}
