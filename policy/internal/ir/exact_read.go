package ir

import "math/big"

// read gives the value of an input, or of one of its slots.
func (f *Frame) read(input, offset int) Value {
	in := f.Program.Inputs[input]
	slot := in.Slot + offset
	if f.Slots[slot] == Unloaded && f.Load != nil {
		f.Load(f, input)
	}
	switch v := f.Slots[slot]; v {
	case Absent:
		return nothing
	case Missing, Unloaded:
		return fault(MissingFact, in.Name)
	case Faulty:
		return Value{Fault: f.Faults[slot]}
	case Wide:
		return Value{Num: f.Wide[slot]}
	default:
		return Value{Num: big.NewInt(v)}
	}
}

func (f *Frame) pick(n *Node) Value {
	key := f.Exact(n.Args[0])
	if key.Num == nil {
		return key
	}
	return f.read(n.Input, n.symbol(key.Num))
}

// named evaluates a let once a decision.
func (f *Frame) named(n *Node) Value {
	if f.memos == nil {
		f.memos = make([]memo, f.Program.Memos)
	}
	m := &f.memos[n.Memo]
	if !m.done {
		*m = memo{done: true, value: f.Exact(n.Args[0])}
	}
	return m.value
}

// logic evaluates what does not need all its arguments. Absent is neither
// true nor false (N34).
func (f *Frame) logic(n *Node) Value {
	a := f.Exact(n.Args[0])
	if a.Fault != nil {
		return a
	}
	switch n.Op {
	case OpNot:
		if a.Num == nil {
			return a
		}
		return truth(!a.Holds())
	case OpPresent:
		return truth(a.Num != nil)
	case OpAnd, OpOr:
		settled := n.Op == OpOr
		if a.Num != nil && a.Holds() == settled {
			return a
		}
		b := f.Exact(n.Args[1])
		switch {
		case b.Fault != nil, a.Num != nil:
			return b
		case b.Num != nil && b.Holds() == settled:
			return b
		default:
			return nothing
		}
	case OpCond:
		switch {
		case a.Holds():
			return f.Exact(n.Args[1])
		case len(n.Args) == 3:
			return f.Exact(n.Args[2])
		default:
			return fault(NoCase, n.Text)
		}
	case OpCoalesce:
		if a.Num != nil {
			return a
		}
		return f.Exact(n.Args[1])
	default:
		return nothing
	}
}

func (f *Frame) row(n *Node) Value {
	keys := make([]*big.Int, len(n.Args))
	for i, a := range n.Args {
		v := f.Exact(a)
		if v.Num == nil {
			return v
		}
		keys[i] = v.Num
	}
	for _, row := range n.Rows {
		if row.matches(keys) {
			return f.Exact(row.Value)
		}
	}
	return fault(NoRow, n.Text)
}

func (r Row) matches(keys []*big.Int) bool {
	for i, cell := range r.Cells {
		if !cell.Matches(keys[i]) {
			return false
		}
	}
	return true
}

// list evaluates all, any, count and sum. The first element has no prev and
// is not asked a question about it.
func (f *Frame) list(n *Node) Value {
	list := n.Args[0]
	for list.Op == OpNamed {
		list = list.Args[0]
	}
	if list.Op != OpInput {
		return fault(BadFact, n.Text)
	}
	size := list.Type.Len
	total := new(big.Int)
	absent := false
	element, prev := f.element, f.prev
	defer func() { f.element, f.prev = element, prev }()
	asksPrev := len(n.Args) > 1 && n.Args[1].mentionsPrev()
	for i := range size {
		v := f.read(list.Input, i)
		if v.Num == nil {
			return v
		}
		f.prev, f.element = f.element, v.Num
		if i == 0 {
			f.prev = nil
		}
		if asksPrev && i == 0 {
			continue
		}
		if len(n.Args) == 1 {
			total.Add(total, v.Num)
			continue
		}
		answer := f.Exact(n.Args[1])
		switch {
		case answer.Fault != nil:
			return answer
		case answer.Num == nil:
			absent = true
		case n.Op == OpSum:
			total.Add(total, answer.Num)
		case n.Op == OpAny && answer.Holds():
			return truthy
		case n.Op == OpAll && !answer.Holds():
			return falsy
		case n.Op == OpCount && answer.Holds():
			total.Add(total, one)
		}
	}
	switch {
	case absent:
		return nothing
	case n.Op == OpAll:
		return truthy
	case n.Op == OpAny:
		return falsy
	default:
		return Value{Num: total}
	}
}

func (n *Node) mentionsPrev() bool {
	found := false
	n.Walk(func(m *Node) bool {
		found = found || m.Op == OpPrev
		return !found
	})
	return found
}
