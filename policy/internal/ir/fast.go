package ir

// A fast function evaluates a node over int64. Where it cannot, because a
// number outgrows 64 bits, a fact is missing or wrong or a division is by
// zero, it sets Frame.doubt and its result has no meaning: the exact back end
// then evaluates the same node and says what is so. Absent stands for absent.
type fast func(f *Frame) int64

// Code is a node that is ready to be evaluated many times.
type Code struct {
	Node *Node
	run  fast
	tail bool // it may be a division that is not done yet: the denominator is in Frame.den
}

// A Place says where the fast back end finds the slots of an input: in a row
// of a hop, or, if Row is negative, in the frame's own slots.
type Place struct {
	Row, Slot int
}

// Compile prepares a node of a program. places gives the place of each input.
// A nil node gives a nil code.
func Compile(p *Program, n *Node, places []Place) *Code {
	c := newLowering(p, places)
	n.Walk(func(n *Node) bool {
		if n.Op == OpNamed {
			c.uses[n.Memo]++
			return c.uses[n.Memo] == 1
		}
		return true
	})
	return c.code(n)
}

func newLowering(p *Program, places []Place) *lowering {
	return &lowering{program: p, places: places, uses: map[int]int{}, parts: map[int]fast{}, fractions: map[int]fast{}}
}

func (c *lowering) code(n *Node) *Code {
	switch {
	case n == nil:
		return nil
	case quotient(n):
		return &Code{Node: n, run: c.fraction(n), tail: true}
	default:
		return &Code{Node: n, run: c.lower(n)}
	}
}

// A lowering turns trees of nodes into fast functions.
type lowering struct {
	program *Program
	places  []Place
	uses    map[int]int   // of each named part
	shared  map[*Node]int // what several trees compute, with the memo it has

	// What named parts are lowered to, as values and as ends of amounts: parts
	// may use each other more often than can be lowered again.
	parts, fractions map[int]fast
}

// Divides reports whether the value may be a division that is not done yet,
// so that only Fraction gives all of it.
func (c *Code) Divides() bool { return c.tail }

// Int evaluates a code over int64. ok is false where only the exact back end
// can tell. The value Absent means absent.
func (f *Frame) Int(c *Code) (v int64, ok bool) {
	f.doubt = false
	v = c.run(f)
	return v, !f.doubt
}

// Fraction is Int for an amount: its value is num / den.
func (f *Frame) Fraction(c *Code) (num, den int64, ok bool) {
	f.doubt, f.den = false, 1
	num = c.run(f)
	return num, f.den, !f.doubt
}

// Met evaluates a condition. ok is false where only the exact back end can
// tell.
func (f *Frame) Met(c *Code) (met, ok bool) {
	f.doubt = false
	v := c.run(f)
	return v == 1, !f.doubt
}

// lower gives the function of a node.
func (c *lowering) lower(n *Node) fast {
	memo, ok := c.shared[n]
	if !ok {
		return c.plain(n)
	}
	part := c.parts[memo]
	if part == nil {
		part = remember(memo, c.plain(n))
		c.parts[memo] = part
	}
	return part
}

func (c *lowering) plain(n *Node) fast {
	switch n.Op {
	case OpConst:
		return constant(n)
	case OpInput:
		return c.input(n.Input, 0)
	case OpPick:
		return c.pick(n)
	case OpNamed:
		return c.named(n)
	case OpShift:
		return c.shift(n)
	case OpNeg:
		return c.unary(n, func(f *Frame, a int64) int64 { return -a })
	case OpAdd, OpSub:
		return c.sum(n)
	case OpMul:
		return c.product(n)
	case OpCompare:
		return c.compare(n)
	case OpCompareQuo:
		return c.compareQuo(n)
	case OpAnd, OpOr, OpNot, OpPresent:
		return c.logic(n)
	case OpCond, OpCoalesce:
		return c.choice(n)
	case OpIn, OpBetween, OpMin, OpMax, OpClamp:
		return c.several(n)
	case OpAbs:
		return c.unary(n, func(f *Frame, a int64) int64 { return max(a, -a) })
	case OpRound, OpRoundQuo:
		return c.round(n)
	case OpIndex:
		return orDoubtful(c.index(n, 1))
	case OpRung:
		return orDoubtful(c.rung(n, 1))
	case OpMarginal:
		return c.marginal(n)
	case OpRow:
		return c.row(n)
	case OpDateOf, OpAddDays, OpAddMonths, OpDays, OpMonths, OpMonth, OpYear, OpWithin:
		return c.date(n)
	case OpAll, OpAny, OpCount, OpSum:
		return c.list(n)
	case OpIt:
		return func(f *Frame) int64 { return f.it }
	case OpPrev:
		return func(f *Frame) int64 { return f.was }
	case OpQuo, OpInvalid:
	}
	return doubtful
}

func doubtful(f *Frame) int64 { return f.unsure() }

// orDoubtful is a function, or doubtful where there is none.
func orDoubtful(f fast) fast {
	if f == nil {
		return doubtful
	}
	return f
}

// unsure leaves the answer to the exact back end.
func (f *Frame) unsure() int64 {
	f.doubt = true
	return 0
}

func constant(n *Node) fast {
	if !n.Const.IsInt64() || n.Const.Int64() < Smallest {
		return doubtful
	}
	v := n.Const.Int64()
	return func(*Frame) int64 { return v }
}

// input reads a slot. What is no number is looked at by slow.
func (c *lowering) input(i, offset int) fast {
	p := c.places[i]
	row, slot := p.Row, p.Slot+offset
	if row < 0 {
		return func(f *Frame) int64 {
			if v := f.Slots[slot]; v >= Smallest {
				return v
			}
			return f.slow(i, offset)
		}
	}
	return func(f *Frame) int64 {
		if v := f.Rows[row][slot]; v >= Smallest {
			return v
		}
		return f.slow(i, offset)
	}
}

// slow reads an input that is not loaded yet, absent, or not to be had.
func (f *Frame) slow(i, offset int) int64 {
	in := f.Program.Inputs[i]
	slot := in.Slot + offset
	if f.Slots[slot] == Unloaded && f.Load != nil {
		f.Load(f, i)
	}
	switch v := f.Slots[slot]; {
	case v >= Smallest, v == Absent:
		return v
	default:
		return f.unsure()
	}
}

// pick reads the slot of a map's symbol.
func (c *lowering) pick(n *Node) fast {
	key := c.lower(n.Args[0])
	i, remap := n.Input, n.Remap
	p := c.places[i]
	return func(f *Frame) int64 {
		k := key(f)
		if k < 0 || f.doubt {
			return f.absentOr(k)
		}
		offset := int(k)
		if remap != nil {
			offset = remap[offset]
		}
		v := Missing
		if p.Row < 0 {
			v = f.Slots[p.Slot+offset]
		} else {
			v = f.Rows[p.Row][p.Slot+offset]
		}
		if v >= Smallest {
			return v
		}
		return f.slow(i, offset)
	}
}

// absentOr passes an absent value on, and doubts everything else.
func (f *Frame) absentOr(v int64) int64 {
	if v == Absent && !f.doubt {
		return Absent
	}
	return f.unsure()
}

// named computes a part that is used more than once only once a decision.
func (c *lowering) named(n *Node) fast {
	part, ok := c.parts[n.Memo]
	if !ok {
		part = c.part(n)
		c.parts[n.Memo] = part
	}
	return part
}

func (c *lowering) part(n *Node) fast {
	body := c.lower(n.Args[0])
	if c.uses[n.Memo] < 2 {
		return body
	}
	return remember(n.Memo, body)
}

// remember computes a part at its first use in a decision. After a doubt
// nothing is computed any more, for parts may use each other more often than
// can be computed again.
func remember(memo int, body fast) fast {
	return func(f *Frame) int64 {
		if f.doubt {
			return 0
		}
		if memo >= len(f.parts) {
			f.parts = append(f.parts, make([]part, f.Program.Memos-len(f.parts))...) // the frame is older than the part
		}
		if p := &f.parts[memo]; p.turn == f.turn {
			return p.value
		}
		v := body(f)
		if f.doubt {
			return 0
		}
		f.parts[memo] = part{f.turn, v}
		return v
	}
}

// unary lowers an operation on one value.
func (c *lowering) unary(n *Node, do func(f *Frame, a int64) int64) fast {
	a := c.lower(n.Args[0])
	if n.Args[0].absent == never {
		return func(f *Frame) int64 { return do(f, a(f)) }
	}
	return func(f *Frame) int64 {
		v := a(f)
		if v == Absent {
			return Absent
		}
		return do(f, v)
	}
}
