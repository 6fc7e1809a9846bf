package cells

import (
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// An evaluation finds out what the nodes of a program may come to in a cell.
// It mirrors the exact back end over all points of the cell at once: what that
// gives at a point is always among the outcomes found here.
type evaluation struct {
	cell   *cell
	member *Member
	named  map[int]value
	it     *value
	prev   *value

	contradiction bool // what was assumed cannot be
}

func (c *cell) evaluate(m *Member) *evaluation {
	return &evaluation{cell: c, member: m, named: map[int]value{}}
}

// outcomes gives what may become of a node: of a number its signs.
func (e *evaluation) outcomes(n *ir.Node) (Outcomes, *split) {
	v := e.eval(n)
	if n.Type.Kind == ir.Bool {
		if v.out.single() {
			return v.out, nil
		}
		return v.out, v.next
	}
	return e.signed(v)
}

// signed gives the signs of a number as outcomes.
func (e *evaluation) signed(v value) (Outcomes, *split) {
	out := v.out
	var next *split
	for _, p := range v.pieces {
		s, cut := e.signs(p)
		next = better(next, cut)
		if s&negative != 0 {
			out |= Negative
		}
		if s&naught != 0 {
			out |= Zero
		}
		if s&positive != 0 {
			out |= Positive
		}
	}
	if out.single() {
		return out, nil
	}
	return out, better(v.next, next)
}

func (e *evaluation) eval(n *ir.Node) value {
	switch n.Op {
	case ir.OpConst:
		if n.Type.Kind == ir.Bool {
			return truth(n.Const.Sign() != 0)
		}
		return number(n.Const)
	case ir.OpInput:
		return e.input(n, n.Input, 0)
	case ir.OpPick:
		return e.pick(n)
	case ir.OpNamed:
		v, ok := e.named[n.Memo]
		if !ok {
			v = e.eval(n.Args[0])
			e.named[n.Memo] = v
		}
		return v
	case ir.OpAnd, ir.OpOr:
		return e.junction(n)
	case ir.OpNot:
		return e.not(n)
	case ir.OpPresent:
		return e.present(n)
	case ir.OpCond:
		return e.conditional(n)
	case ir.OpCoalesce:
		return e.coalesce(n)
	case ir.OpCompare, ir.OpCompareQuo, ir.OpIn, ir.OpBetween:
		return e.comparison(n)
	case ir.OpIndex:
		return e.index(n)
	case ir.OpRung, ir.OpMarginal:
		return e.ladder(n)
	case ir.OpRow:
		return e.row(n)
	case ir.OpAll, ir.OpAny, ir.OpCount, ir.OpSum:
		return e.list(n)
	case ir.OpIt:
		return *e.it
	case ir.OpPrev:
		return *e.prev
	case ir.OpMin, ir.OpMax, ir.OpClamp, ir.OpAbs:
		return e.extreme(n)
	case ir.OpDateOf, ir.OpAddDays, ir.OpAddMonths, ir.OpDays, ir.OpMonths, ir.OpMonth, ir.OpYear, ir.OpWithin:
		return e.date(n)
	default:
		return e.arithmetic(n)
	}
}

func truth(v bool) value {
	if v {
		return known(True)
	}
	return known(False)
}

// input reads an input, or one slot of it. A condition is asked of its value.
func (e *evaluation) input(n *ir.Node, input, offset int) value {
	in := e.member.input(input)
	v := exactly(in.slots[offset])
	for _, key := range in.needs {
		there, next := e.signs(piece{p: variable(key)})
		if there&naught == 0 {
			continue
		}
		v.out |= Absent
		if there == naught {
			return known(Absent)
		}
		v.next = better(v.next, next)
	}
	if n.Type.Kind == ir.Bool {
		return e.asCondition(v)
	}
	return v
}

// asCondition makes a condition of a number that is 0 or 1.
func (e *evaluation) asCondition(v value) value {
	out := value{out: v.out, next: v.next}
	for _, p := range v.pieces {
		s, next := e.signs(p)
		if s&positive != 0 {
			out.out |= True
		}
		if s&^positive != 0 {
			out.out |= False
		}
		out.next = better(out.next, next)
	}
	return out
}

// asNumber makes 0 or 1 of a condition, so that two may be compared.
func asNumber(v value) value {
	out := value{out: v.out & (Absent | Fault), next: v.next}
	if v.out&True != 0 {
		out.pieces = append(out.pieces, piece{p: constant(bigOne)})
	}
	if v.out&False != 0 {
		out.pieces = append(out.pieces, piece{})
	}
	return out
}

// number evaluates a node as a number, whatever it is.
func (e *evaluation) number(n *ir.Node) value {
	v := e.eval(n)
	if n.Type.Kind == ir.Bool {
		return asNumber(v)
	}
	return v
}
