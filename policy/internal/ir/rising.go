package ir

// A prover finds what holds of nodes whatever their facts are, and remembers
// it for the parts that have names.
type prover struct {
	*Program
	positive map[*Node]bool // of named parts: not negative
	early    map[*Node]bool
	upward   map[*Node]bool
}

func (p *Program) prover() *prover {
	return &prover{Program: p, positive: map[*Node]bool{}, early: map[*Node]bool{}, upward: map[*Node]bool{}}
}

// once answers for what a name stands for, once.
func once(known map[*Node]bool, n *Node, answer func(*Node) bool) bool {
	body := n.Args[0]
	was, ok := known[body]
	if !ok {
		was = answer(body)
		known[body] = was
	}
	return was
}

func every(nodes []*Node, holds func(*Node) bool) bool {
	for _, n := range nodes {
		if !holds(n) {
			return false
		}
	}
	return true
}

// NotNegative reports whether the value of n is proved to be at least zero
// over the declared domain of its facts. False means that no proof was found.
func (p *Program) NotNegative(n *Node) bool { return p.prover().notNegative(n) }

func (p *prover) notNegative(n *Node) bool {
	switch n.Op {
	case OpNamed:
		return once(p.positive, n, p.notNegative)
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
	case OpAdd, OpMul, OpMin, OpQuo, OpRound, OpShift, OpRoundQuo, OpCoalesce:
		return every(n.Args, p.notNegative)
	case OpMax:
		for _, a := range n.Args {
			if p.notNegative(a) {
				return true
			}
		}
		return false
	case OpAbs, OpCount, OpMonth, OpYear:
		return true
	case OpClamp, OpCond: // the bounds may be written the wrong way round
		return every(n.Args[1:], p.notNegative)
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
func (p *Program) Early(n *Node) bool { return p.prover().isEarly(n) }

func (p *prover) isEarly(n *Node) bool {
	switch n.Op {
	case OpAnd, OpOr:
		return p.isEarly(n.Args[0]) && p.isEarly(n.Args[1])
	case OpNamed:
		return once(p.early, n, p.isEarly)
	case OpPresent:
		m := p.Inputs[n.Input].Measure
		return m == nil || m.Op != ReachOf || m.Rising
	case OpCompare:
		a, b := n.Args[0], n.Args[1]
		switch n.Cmp {
		case Greater, GreaterEqual:
			return p.rises(a) && !p.Waits(b)
		case Less, LessEqual:
			return p.rises(b) && !p.Waits(a)
		case Equal, NotEqual:
		}
		return !p.Waits(n)
	default:
		return !p.Waits(n)
	}
}

// rises reports whether further events can only raise n.
func (p *prover) rises(n *Node) bool {
	if n.Op == OpNamed {
		return once(p.upward, n, p.rises)
	}
	if !p.Waits(n) {
		return true
	}
	switch n.Op {
	case OpInput:
		in := p.Inputs[n.Input]
		return in.Measure != nil && in.Measure.Rising && in.Type.Kind != List
	case OpShift, OpRound:
		return p.rises(n.Args[0])
	case OpAdd, OpMin, OpMax:
		return every(n.Args, p.rises)
	case OpMul:
		a, b := n.Args[0], n.Args[1]
		return p.rises(a) && p.rises(b) && p.notNegative(a) && p.notNegative(b)
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
