package ir

// NotNegative reports whether the value of n is proved to be at least zero
// over the declared domain of its facts. False means that no proof was found.
func (p *Program) NotNegative(n *Node) bool {
	all := func(nodes []*Node) bool {
		for _, a := range nodes {
			if !p.NotNegative(a) {
				return false
			}
		}
		return true
	}
	switch n.Op {
	case OpConst:
		return n.Type.Kind.numeric() && n.Const.Sign() >= 0
	case OpInput, OpPick:
		in := p.Inputs[n.Input]
		switch {
		case in.Field != nil:
			return in.Field.Min != nil && in.Field.Min.Sign() >= 0 || in.Type.Kind == Count
		case in.Measure != nil:
			return in.Measure.Rising || in.Measure.Op == CountOf
		default:
			return false
		}
	case OpAdd, OpMul, OpMin, OpQuo, OpRound, OpShift, OpNamed, OpRoundQuo, OpCoalesce:
		return all(n.Args)
	case OpMax:
		for _, a := range n.Args {
			if p.NotNegative(a) {
				return true
			}
		}
		return false
	case OpAbs, OpCount, OpMonth, OpYear:
		return true
	case OpClamp:
		return p.NotNegative(n.Args[1])
	case OpCond:
		return all(n.Args[1:])
	case OpIndex:
		for _, v := range n.Table {
			if v == nil || v.Sign() < 0 {
				return false
			}
		}
		return n.Type.Kind.numeric()
	case OpRung:
		for _, r := range n.Ladder.Ladder.Rungs {
			for _, v := range r.Values {
				if v.Sign() < 0 {
					return false
				}
			}
		}
		return true
	default:
		return false
	}
}

// Early reports whether a condition can, by further events, only turn from
// false to true (N34): every window in it stands in >= or > on a sum or count
// of terms proved not negative, and not under `not`. Such a rule need not wait
// for its windows to close.
func (p *Program) Early(n *Node) bool {
	switch n.Op {
	case OpAnd, OpOr:
		return p.Early(n.Args[0]) && p.Early(n.Args[1])
	case OpNamed:
		return p.Early(n.Args[0])
	case OpPresent:
		m := p.Inputs[n.Input].Measure
		return m == nil || m.Op != ReachOf || m.Rising
	case OpCompare:
		a, b := n.Args[0], n.Args[1]
		switch n.Cmp {
		case Greater, GreaterEqual:
			return p.rising(a) && !p.Waits(b)
		case Less, LessEqual:
			return p.rising(b) && !p.Waits(a)
		case Equal, NotEqual:
		}
		return !p.Waits(n)
	default:
		return !p.Waits(n)
	}
}

// rising reports whether further events can only raise n.
func (p *Program) rising(n *Node) bool {
	if !p.Waits(n) {
		return true
	}
	switch n.Op {
	case OpInput:
		in := p.Inputs[n.Input]
		return in.Measure != nil && in.Measure.Rising && in.Type.Kind != List
	case OpShift, OpNamed, OpRound:
		return p.rising(n.Args[0])
	case OpAdd, OpMin, OpMax:
		for _, a := range n.Args {
			if !p.rising(a) {
				return false
			}
		}
		return true
	case OpMul:
		a, b := n.Args[0], n.Args[1]
		return p.rising(a) && p.rising(b) && p.NotNegative(a) && p.NotNegative(b)
	default:
		return false
	}
}

// Waits reports whether n reads a window, or a list of them, whose days may
// not be over.
func (p *Program) Waits(n *Node) bool {
	found := false
	n.Walk(func(m *Node) bool {
		if m.Op == OpInput || m.Op == OpPick || m.Op == OpPresent {
			found = found || p.Inputs[m.Input].Waits()
		}
		return !found
	})
	return found
}

// Waits reports whether the input covers days counted from a date.
func (in *Input) Waits() bool {
	return in.Kind == InWindow && !in.Window.Period || in.Kind == InMeasure && in.Measure.Windowed()
}
