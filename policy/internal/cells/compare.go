package cells

import "github.com/fenrun/fenrun/policy/internal/ir"

// comparison evaluates comparisons, membership and ranges.
func (e *evaluation) comparison(n *ir.Node) value {
	switch n.Op {
	case ir.OpCompare:
		return e.compare(e.number(n.Args[0]), e.number(n.Args[1]), n.Cmp)
	case ir.OpCompareQuo:
		return e.compareQuotient(n)
	case ir.OpBetween:
		x, lo, hi := e.number(n.Args[0]), e.number(n.Args[1]), e.number(n.Args[2])
		return both3(e.compare(x, lo, ir.GreaterEqual), e.compare(x, hi, ir.LessEqual))
	default: // OpIn: all values are read before any is compared
		x := e.number(n.Args[0])
		v := known(False)
		for _, arg := range n.Args[1:] {
			v = either(v, e.compare(x, e.number(arg), ir.Equal))
		}
		return v
	}
}

// both3 joins two strict conditions: both must have a value.
func both3(a, b value) value {
	v := value{out: (a.out | b.out) & (Absent | Fault)}
	if a.out&True != 0 && b.out&True != 0 {
		v.out |= True
	}
	if a.out&False != 0 || b.out&False != 0 {
		v.out |= False
	}
	return pending(v, a, b)
}

func either(a, b value) value {
	v := value{out: (a.out | b.out) & (Absent | Fault)}
	if a.out&True != 0 || b.out&True != 0 {
		v.out |= True
	}
	if a.out&False != 0 && b.out&False != 0 {
		v.out |= False
	}
	return pending(v, a, b)
}

// pending keeps the split of whichever side is not settled.
func pending(v, a, b value) value {
	if !a.definite() {
		v.next = a.next
	}
	if !b.definite() {
		v.next = better(v.next, b.next)
	}
	return v
}

// compare gives the outcomes of a comparison of all pieces.
func (e *evaluation) compare(a, b value, cmp ir.Comparison) value {
	difference := e.strict(a, b, e.minus)
	v := value{out: difference.out}
	var cut *split
	for _, p := range difference.pieces {
		v.out |= e.holds(p, cmp, &cut)
	}
	if !v.out.single() {
		v.next = better(difference.next, cut)
	}
	return v
}

// holds gives whether a difference satisfies a comparison with zero; cut is
// made the split that would settle it.
func (e *evaluation) holds(p piece, cmp ir.Comparison, cut **split) Outcomes {
	s, next := e.signs(p)
	var good signs
	switch cmp {
	case ir.Equal:
		good = naught
	case ir.NotEqual:
		good = negative | positive
	case ir.Less:
		good = negative
	case ir.LessEqual:
		good = negative | naught
	case ir.Greater:
		good = positive
	case ir.GreaterEqual:
		good = naught | positive
	}
	var out Outcomes
	if s&good != 0 {
		out |= True
	}
	if s&^good != 0 {
		out |= False
	}
	if out.single() {
		return out
	}
	if p.fuzzy == nil && p.den == nil { // cut where it matters
		switch cmp {
		case ir.Less, ir.GreaterEqual:
			next = e.cutAt(p.p)
		case ir.LessEqual, ir.Greater:
			next = e.cutAt(p.p.plus(-1))
		case ir.Equal, ir.NotEqual:
		}
	}
	*cut = better(*cut, next)
	return out
}

// compareQuotient compares num / den with a limit as the exact back end does:
// num against den x limit, turned round where den is negative.
func (e *evaluation) compareQuotient(n *ir.Node) value {
	args := n.Args
	if n.Swapped {
		args = []*ir.Node{args[1], args[2], args[0]}
	}
	num, den, limit := e.number(args[0]), e.number(args[1]), e.number(args[2])
	product := e.strict(den, limit, e.times)
	difference := e.strict(num, product, e.minus)
	if n.Swapped && limit.out&Absent != 0 {
		difference.out |= Absent
	}
	v := value{out: difference.out, next: difference.next}
	cmp := n.Cmp
	for _, q := range den.pieces {
		s, next := e.signs(q)
		if s&naught != 0 {
			v.out |= Fault
		}
		if !s.single() {
			v.next = better(v.next, next)
		}
		for _, p := range difference.pieces {
			var cut *split
			if s&positive != 0 {
				v.out |= e.holds(p, cmp, &cut)
			}
			if s&negative != 0 {
				v.out |= e.holds(p, cmp.Flip(), &cut)
			}
			v.next = better(v.next, cut)
		}
	}
	if v.out.single() {
		v.next = nil
	}
	return v
}
