package cells

import (
	"fmt"
	"math/big"

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

// arithmetic evaluates sums, products, divisions and roundings.
func (e *evaluation) arithmetic(n *ir.Node) value {
	switch n.Op {
	case ir.OpShift:
		factor := pow10(n.Places)
		return e.each(e.eval(n.Args[0]), func(p piece) piece {
			if p.fuzzy != nil {
				return e.blurred(p, p.fuzzy.span.mul(only(factor)))
			}
			return piece{p: p.p.scale(factor), den: p.den}
		})
	case ir.OpNeg:
		return e.each(e.eval(n.Args[0]), func(p piece) piece { return e.minus(piece{}, p) })
	case ir.OpAdd:
		return e.strict(e.eval(n.Args[0]), e.eval(n.Args[1]), e.plus)
	case ir.OpSub:
		return e.strict(e.eval(n.Args[0]), e.eval(n.Args[1]), e.minus)
	case ir.OpMul:
		return e.strict(e.eval(n.Args[0]), e.eval(n.Args[1]), e.times)
	case ir.OpQuo:
		return e.quotient(n)
	case ir.OpRound:
		return e.each(e.eval(n.Args[0]), func(p piece) piece { return e.rounded(n, p) })
	case ir.OpRoundQuo:
		return e.each(e.quotient(n), func(p piece) piece { return e.roundedQuotient(n, p) })
	default:
		// What is not known here may be anything.
		return value{out: Absent | Fault, pieces: []piece{{fuzzy: &fuzzy{vars: e.member.all()}}}}
	}
}

// rounded gives a number that loses digits.
func (e *evaluation) rounded(n *ir.Node, p piece) piece {
	unit := pow10(n.Places)
	if p.fuzzy != nil || p.den != nil {
		return e.blurred(p, divided(e.span(p), unit))
	}
	spanIn := func(c *cell) span {
		s := c.bounds(p.p)
		if s.point() {
			return exactSpan(n, s.lo)
		}
		return divided(s, unit)
	}
	return e.opaque(fmt.Sprintf("round %d %v %d %s", n.Mode, n.Rounder, n.Places, p.key()), p.depends(), spanIn)
}

func (e *evaluation) roundedQuotient(n *ir.Node, p piece) piece {
	if p.fuzzy != nil {
		return e.blurred(p, p.fuzzy.span)
	}
	spanIn := func(c *cell) span {
		num, den := c.bounds(p.p), c.bounds(p.den)
		if num.point() && den.point() && den.lo.Sign() != 0 {
			return exactSpan(n, num.lo, den.lo)
		}
		return ratio(num, den)
	}
	return e.opaque(fmt.Sprintf("quotient %d %v %s", n.Mode, n.Rounder, p.key()), p.depends(), spanIn)
}

// quotient keeps a division as a pair; by zero it is a fault.
func (e *evaluation) quotient(n *ir.Node) value {
	num, den := e.eval(n.Args[0]), e.eval(n.Args[1])
	v := e.strict(num, den, func(p, q piece) piece {
		if p.fuzzy != nil || q.fuzzy != nil || p.den != nil || q.den != nil {
			return piece{fuzzy: &fuzzy{span{}, both(p, q)}}
		}
		return piece{p: p.p, den: q.p}
	})
	for _, q := range den.pieces {
		s, next := e.signs(q)
		if s&naught != 0 {
			v.out |= Fault
			v.next = better(v.next, next)
		}
		if s == naught && len(den.pieces) == 1 {
			return value{out: v.out, next: v.next}
		}
	}
	return v
}

// exactSpan lets the exact back end apply a node's operation to known values.
func exactSpan(n *ir.Node, args ...*big.Int) span {
	known := *n
	known.Args = nil
	for i, v := range args {
		known.Args = append(known.Args, &ir.Node{Op: ir.OpConst, Type: n.Args[i].Type, Const: v})
	}
	v := ir.NewFrame(&ir.Program{}).Exact(&known)
	if v.Num == nil {
		return span{}
	}
	return only(v.Num)
}

// divided gives the span of a number divided by a positive one and brought to
// a whole one, whichever way.
func divided(s span, by *big.Int) span {
	var d span
	if s.lo != nil {
		d.lo = floorDiv(s.lo, by)
	}
	if s.hi != nil {
		d.hi = ceilDiv(s.hi, by)
	}
	return d
}

// ratio gives the span of a quotient brought to a whole number.
func ratio(num, den span) span {
	if den.lo == nil || den.lo.Sign() <= 0 {
		return span{} // towards zero a quotient has no bound
	}
	var s span
	if num.lo != nil {
		if num.lo.Sign() < 0 {
			s.lo = floorDiv(num.lo, den.lo)
		} else {
			s.lo = bigZero
			if den.hi != nil {
				s.lo = floorDiv(num.lo, den.hi)
			}
		}
	}
	if num.hi != nil {
		if num.hi.Sign() > 0 {
			s.hi = ceilDiv(num.hi, den.lo)
		} else {
			s.hi = bigZero
			if den.hi != nil {
				s.hi = ceilDiv(num.hi, den.hi)
			}
		}
	}
	return s
}
