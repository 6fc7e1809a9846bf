package cells

import (
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// Dates are analysed from the first of these days to the last: no policy was
// written before, and no arithmetic on days leaves the calendar.
var (
	firstDay = day(1900, 1, 1)
	lastDay  = day(2999, 12, 31)
)

func day(year, month, day int64) int64 {
	d, _ := payout.NewDate(int(year), 1, 1)
	return int64(d.AddMonths(int(month - 1)).AddDays(int(day - 1)))
}

// date evaluates what is computed from dates. Sums of days are numbers like
// others; months have no formula, but never fall when the date rises.
func (e *evaluation) date(n *ir.Node) value {
	switch n.Op {
	case ir.OpDateOf:
		return e.dayOf(n)
	case ir.OpAddDays:
		return e.strict(e.eval(n.Args[0]), e.eval(n.Args[1]), e.plus)
	case ir.OpDays:
		return e.strict(e.eval(n.Args[0]), e.eval(n.Args[1]), func(p, q piece) piece { return e.minus(q, p) })
	case ir.OpAddMonths, ir.OpYear:
		return e.rising(n, 1)
	case ir.OpMonths:
		return e.rising(n, -1)
	case ir.OpMonth:
		return e.each(e.eval(n.Args[0]), func(p piece) piece {
			return e.hidden(n, func(c *cell) span {
				if s := c.pieceSpan(p); s.point() {
					return exactSpan(n, s.lo)
				}
				return between(1, 12)
			}, p)
		})
	default:
		return e.within(n)
	}
}

// dayOf gives the day of a time.
func (e *evaluation) dayOf(n *ir.Node) value {
	arg := n.Args[0]
	if arg.Op != ir.OpInput {
		return e.rising(n, 1)
	}
	v := e.input(arg, arg.Input, 0)
	for i := range v.pieces {
		v.pieces[i] = piece{p: variable(e.member.dayOf(arg.Input))}
	}
	return v
}

// rising evaluates an operation that never falls when its last argument rises,
// nor when its first does (sign 1) or falls (sign -1).
func (e *evaluation) rising(n *ir.Node, sign int) value {
	a := e.eval(n.Args[0])
	if len(n.Args) == 1 {
		return e.each(a, func(p piece) piece {
			return e.hidden(n, func(c *cell) span {
				s := c.pieceSpan(p)
				return stretched(n, []*big.Int{s.lo}, []*big.Int{s.hi})
			}, p)
		})
	}
	return e.strict(a, e.eval(n.Args[1]), func(p, q piece) piece {
		return e.hidden(n, func(c *cell) span {
			s, t := c.pieceSpan(p), c.pieceSpan(q)
			if sign < 0 {
				s.lo, s.hi = s.hi, s.lo
			}
			return stretched(n, []*big.Int{s.lo, t.lo}, []*big.Int{s.hi, t.hi})
		}, p, q)
	})
}

// hidden gives what a node makes of some pieces as a value without a formula.
func (e *evaluation) hidden(n *ir.Node, spanIn func(c *cell) span, pieces ...piece) piece {
	s := spanIn(e.cell)
	if s.point() {
		return piece{p: constant(s.lo)}
	}
	key := fmt.Sprintf("%d %d", n.Op, n.Places)
	var vars []int
	for _, p := range pieces {
		vars = append(vars, p.depends()...)
		if p.key() == "" {
			key = ""
		}
		if key != "" {
			key += " " + p.key()
		}
	}
	if key == "" {
		return piece{fuzzy: &fuzzy{s, e.real(vars)}}
	}
	return e.opaque(key, vars, spanIn)
}

// pieceSpan gives the span of a piece in a cell.
func (c *cell) pieceSpan(p piece) span {
	switch {
	case p.fuzzy != nil:
		return p.fuzzy.span
	case p.den != nil:
		return span{}
	default:
		return c.bounds(p.p)
	}
}

// stretched gives the span from what the exact back end makes of low arguments
// to what it makes of high ones.
func stretched(n *ir.Node, low, high []*big.Int) span {
	var s span
	if !hasNil(low) {
		s.lo = exactSpan(n, low...).lo
	}
	if !hasNil(high) {
		s.hi = exactSpan(n, high...).hi
	}
	return s
}

func hasNil(list []*big.Int) bool {
	for _, v := range list {
		if v == nil {
			return true
		}
	}
	return false
}

// within asks whether a date lies in a window counted from another. The
// window's ends never fall when the anchor rises.
func (e *evaluation) within(n *ir.Node) value {
	d, anchor := e.eval(n.Args[0]), e.eval(n.Args[1])
	v := value{out: d.out}
	if len(d.pieces) == 0 {
		return v
	}
	v.out |= anchor.out
	for _, p := range d.pieces {
		for _, q := range anchor.pieces {
			out, next := e.assumed(n, p, q, e.inWindow(n, e.span(p), e.span(q)))
			v.out |= out
			v.next = better(v.next, next)
		}
	}
	v.next = better(v.next, better(d.next, anchor.next))
	if v.out.single() {
		v.next = nil
	}
	return v
}

// assumed gives what is assumed of a window that is not settled, or how to
// settle it.
func (e *evaluation) assumed(n *ir.Node, p, q piece, out Outcomes) (Outcomes, *split) {
	vars := e.real(both(p, q))
	atom := fmt.Sprintf("%s %v %s %s", n.Window, n.Window.Same, p.key(), q.key())
	known, ok := e.cell.assumed[atom]
	switch {
	case ok && out&known == 0:
		e.contradiction = true
		return out, nil
	case ok:
		return known, nil
	case out.single():
		return out, nil
	case p.fuzzy != nil || q.fuzzy != nil || len(vars) == 1:
		return out, halve(vars)
	default:
		return out, &split{rank: assume, atom: atom, vars: vars}
	}
}

func (e *evaluation) inWindow(n *ir.Node, d, anchor span) Outcomes {
	if d.lo == nil || d.hi == nil || anchor.lo == nil || anchor.hi == nil {
		return True | False
	}
	first, last, closed := n.Window.Days(payout.Date(anchor.lo.Int64()))
	first2, last2, _ := n.Window.Days(payout.Date(anchor.hi.Int64()))
	begin, end := between(int64(first), int64(first2)), between(int64(last), int64(last2))
	var out Outcomes
	afterAll := d.lo.Cmp(begin.hi) >= 0 // it has begun for every anchor
	afterAny := d.hi.Cmp(begin.lo) >= 0 // it has begun for some
	beforeAll := !closed || d.hi.Cmp(end.lo) <= 0
	beforeAny := !closed || d.lo.Cmp(end.hi) <= 0
	if afterAny && beforeAny {
		out |= True
	}
	if !afterAll || !beforeAll {
		out |= False
	}
	return out
}

// LastDay is the last day of the analysis, long after all that a policy speaks
// of.
func LastDay() *big.Int { return big.NewInt(lastDay) }

// UsualDay is a day on which a policy applies.
func UsualDay(p *plan.Policy) *big.Int {
	m := Member{policy: p}
	return big.NewInt(int64(m.usualDay()))
}

// UsualDate is UsualDay as a date.
func UsualDate(p *plan.Policy) payout.Date { return payout.Date(UsualDay(p).Int64()) }
