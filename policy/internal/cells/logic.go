package cells

import "github.com/fenrun/fenrun/policy/internal/ir"

// junction evaluates `and` and `or`: the left may settle it alone, and absent
// is neither true nor false (N34).
func (e *evaluation) junction(n *ir.Node) value {
	settled, other := False, True
	if n.Op == ir.OpOr {
		settled, other = True, False
	}
	a := e.eval(n.Args[0])
	if a.out&^(settled|Fault) == 0 {
		return a
	}
	b := e.eval(n.Args[1])
	v := value{out: a.out & (settled | Fault)}
	if a.out&other != 0 {
		v.out |= b.out
	}
	if a.out&Absent != 0 {
		v.out |= b.out & (settled | Fault)
		if b.out&(other|Absent) != 0 {
			v.out |= Absent
		}
	}
	if !a.definite() {
		v.next = a.next
	}
	if !b.definite() {
		v.next = better(v.next, b.next)
	}
	return v
}

func (e *evaluation) not(n *ir.Node) value {
	v := e.eval(n.Args[0])
	out := v.out & (Absent | Fault)
	if v.out&True != 0 {
		out |= False
	}
	if v.out&False != 0 {
		out |= True
	}
	v.out = out
	return v
}

func (e *evaluation) present(n *ir.Node) value {
	v := e.eval(n.Args[0])
	out := value{out: v.out & Fault, next: v.next}
	if v.out&Absent != 0 {
		out.out |= False
	}
	if len(v.pieces) > 0 || v.out&(True|False) != 0 {
		out.out |= True
	}
	return out
}

// conditional evaluates `?:` and a list of cases. What is neither met nor a
// fault leads to the other branch.
func (e *evaluation) conditional(n *ir.Node) value {
	cond := e.eval(n.Args[0])
	var v value
	taken := false
	if cond.out&True != 0 {
		v, taken = e.eval(n.Args[1]), true
	}
	if cond.out&(False|Absent) != 0 {
		other := known(Fault) // no case holds
		if len(n.Args) == 3 {
			other = e.eval(n.Args[2])
		}
		if taken {
			v = join(v, other, cond.next)
		} else {
			v = other
		}
	}
	if cond.out&Fault != 0 {
		v.out |= Fault
		v.next = better(cond.next, v.next)
	}
	return e.tidy(v)
}

func (e *evaluation) coalesce(n *ir.Node) value {
	a := e.eval(n.Args[0])
	if a.out&Absent == 0 {
		return a
	}
	b := e.eval(n.Args[1])
	if a.out == Absent && len(a.pieces) == 0 {
		return b
	}
	there := a
	there.out &^= Absent
	return e.tidy(join(there, b, a.next))
}

// extreme evaluates min, max, clamp and abs.
func (e *evaluation) extreme(n *ir.Node) value {
	switch n.Op {
	case ir.OpAbs:
		a := e.eval(n.Args[0])
		return e.larger(a, e.each(a, func(p piece) piece { return e.minus(piece{}, p) }), 1)
	case ir.OpClamp:
		// Below the low end it is the low end, whatever the high end is.
		a, lo, hi := e.eval(n.Args[0]), e.eval(n.Args[1]), e.eval(n.Args[2])
		below := e.compare(a, lo, ir.Less)
		above := e.compare(a, hi, ir.Greater)
		inner := e.choose(above, hi, a)
		return e.choose(below, lo, inner)
	}
	sign := 1
	if n.Op == ir.OpMin {
		sign = -1
	}
	v := e.eval(n.Args[0])
	for _, arg := range n.Args[1:] {
		v = e.larger(v, e.eval(arg), sign)
	}
	return v
}

// choose gives a where cond holds, and b elsewhere; all three must have a
// value.
func (e *evaluation) choose(cond, a, b value) value {
	faults := (a.out | b.out | cond.out) & (Absent | Fault)
	var v value
	switch {
	case cond.out&(True|False) == True:
		v = a
	case cond.out&(True|False) == False:
		v = b
	default:
		v = join(a, b, cond.next)
	}
	v.out |= faults
	if faults != 0 {
		v.next = better(v.next, cond.next)
	}
	return e.tidy(v)
}

// larger gives the larger of two numbers, or with sign -1 the smaller.
func (e *evaluation) larger(a, b value, sign int) value {
	v := value{out: a.out | b.out, next: better(a.next, b.next)}
	for _, p := range a.pieces {
		for _, q := range b.pieces {
			s, cut := e.signs(e.minus(p, q))
			if sign < 0 {
				s = s.flipped()
			}
			if s&(naught|positive) != 0 {
				v.pieces = append(v.pieces, p)
			}
			if s&negative != 0 {
				v.pieces = append(v.pieces, q)
			}
			if s&negative != 0 && s&(naught|positive) != 0 {
				v.next = better(v.next, cut)
			}
		}
	}
	return e.tidy(v)
}
