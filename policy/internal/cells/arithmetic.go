package cells

import (
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

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
