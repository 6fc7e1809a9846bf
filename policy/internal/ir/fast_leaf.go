package ir

// Most operations have a fact or a constant on at least one side. Those have
// functions of their own, which read it themselves: a call for each fact and
// constant would cost more than the arithmetic does.

// A leaf is a fact in the frame's own slots, or a constant.
type leaf struct {
	constant bool
	value    int64 // of a constant
	slot     int   // of a fact
	input    int
	offset   int
}

// leaf gives a node as a leaf; ok is false if it is none.
func (c *lowering) leaf(n *Node) (l leaf, ok bool) {
	switch n = unnamed(n); n.Op {
	case OpConst:
		if !n.Const.IsInt64() || n.Const.Int64() < Smallest {
			return leaf{}, false
		}
		return leaf{constant: true, value: n.Const.Int64()}, true
	case OpInput:
		p := c.places[n.Input]
		return leaf{slot: p.Slot, input: n.Input}, p.Row < 0 && n.absent == never
	default:
		return leaf{}, false
	}
}

// get reads a leaf that is a fact. What is no number is looked at by slow.
func (l *leaf) get(f *Frame) int64 {
	if v := f.Slots[l.slot]; v >= Smallest {
		return v
	}
	return f.slow(l.input, l.offset)
}
