package cells

// total evaluates the sum that a goal asks the sign of.
func (c *cell) total(g Goal, at func(*Member) *evaluation) (Outcomes, *split) {
	scale := g.Node.Type.Scale
	for _, t := range append(append([]Term(nil), g.More...), g.Less...) {
		scale = max(scale, t.Node.Type.Scale)
	}
	e := at(g.Of)
	sum := raised(e.number(g.Node), scale-g.Node.Type.Scale)
	for _, t := range g.More {
		sum = e.strict(sum, raised(at(t.Of).number(t.Node), scale-t.Node.Type.Scale), e.plus)
	}
	for _, t := range g.Less {
		sum = e.strict(sum, raised(at(t.Of).number(t.Node), scale-t.Node.Type.Scale), e.minus)
	}
	return e.signed(sum)
}

// raised brings a number to a larger scale.
func raised(v value, places int) value {
	if places == 0 {
		return v
	}
	out := value{out: v.out, next: v.next}
	for _, p := range v.pieces {
		if p.fuzzy != nil {
			p.fuzzy = &fuzzy{p.fuzzy.span.mul(only(pow10(places))), p.fuzzy.vars}
		} else {
			p.p = p.p.scale(pow10(places))
		}
		out.pieces = append(out.pieces, p)
	}
	return out
}
