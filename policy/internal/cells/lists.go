package cells

import "github.com/fenrun/fenrun/policy/internal/ir"

// list evaluates all, any, count and sum over the elements of a list.
func (e *evaluation) list(n *ir.Node) value {
	source := n.Args[0]
	for source.Op == ir.OpNamed {
		source = source.Args[0]
	}
	if source.Op != ir.OpInput {
		return value{out: Absent | Fault | True | False, pieces: []piece{{fuzzy: &fuzzy{}}}}
	}
	asksPrev := false
	if len(n.Args) > 1 {
		n.Args[1].Walk(func(m *ir.Node) bool {
			asksPrev = asksPrev || m.Op == ir.OpPrev
			return !asksPrev
		})
	}
	it, prev := e.it, e.prev
	defer func() { e.it, e.prev = it, prev }()
	total, folded := number(bigZero), known(False)
	if n.Op == ir.OpAll {
		folded = known(True)
	}
	// Elements are absent together, for they are counted from one date.
	first := e.element(source, 0)
	if len(first.pieces) == 0 {
		return first
	}
	missing, missingNext := first.out, first.next
	for i := range source.Type.Len {
		before := e.it
		element := e.element(source, i)
		element.out, element.next = 0, nil
		e.prev, e.it = before, &element
		if asksPrev && i == 0 {
			continue
		}
		if len(n.Args) == 1 {
			total = e.strict(total, element, e.plus)
			continue
		}
		answer := e.eval(n.Args[1])
		switch n.Op {
		case ir.OpSum:
			total = e.strict(total, answer, e.plus)
		case ir.OpCount:
			total = e.strict(total, asCount(answer), e.plus)
		default:
			folded = fold(folded, answer, n.Op == ir.OpAny)
		}
	}
	v := total
	if n.Op == ir.OpAll || n.Op == ir.OpAny {
		v = folded
	}
	v.out |= missing
	if missing != 0 {
		v.next = better(v.next, missingNext)
	}
	return e.tidy(v)
}

func (e *evaluation) element(source *ir.Node, i int) value {
	plain := *source
	plain.Type = *source.Type.Elem
	return e.input(&plain, source.Input, i)
}

// asCount counts a condition as 1 or 0.
func asCount(v value) value { return asNumber(v) }

// fold adds one more answer to all or any: one that settles it ends the
// asking, and an absent one leaves the rest to decide.
func fold(sofar, answer value, anyOf bool) value {
	settled := False
	if anyOf {
		settled = True
	}
	v := value{out: sofar.out & (settled | Fault)}
	if sofar.out&^(settled|Fault) != 0 { // it is asked
		open := sofar.out &^ (settled | Fault)
		v.out |= answer.out & (settled | Fault)
		if answer.out&Absent != 0 {
			v.out |= Absent
		}
		if answer.out&^(settled|Absent|Fault) != 0 {
			v.out |= open
		}
	}
	return pending(v, sofar, answer)
}
