package ir

import "github.com/expr-lang/expr/ast"

// ladderBare reads a ladder by its own `by`.
func (c *checker) ladderBare(at ast.Node, l *Ladder) *Node {
	if l.By == nil {
		return c.failHint("N109", at, "write `"+l.Name+"(...)` with the quantity", "the ladder `%s` has no `by`", l.Name)
	}
	site, bad := c.nested(at, l)
	if bad != nil {
		return bad
	}
	inner := &checker{Site: site, src: *l.By}
	key := inner.whole(inner.parse())
	return c.ladderAt(at, inner, l, key)
}

// ladderAt reads a ladder at a quantity; keyed typed it, and reports what is
// wrong with it. A quantity that is absent leaves the ladder without a value,
// which needs a test or a default (N35).
func (c *checker) ladderAt(at ast.Node, keyed *checker, l *Ladder, key *Node) *Node {
	l.Used = true
	if key.Type.Kind == Invalid || l.Type.Kind == Invalid {
		return c.invalid(at)
	}
	if !key.Type.Kind.numeric() && key.Type.Kind != Days && key.Type.Kind != Months {
		return keyed.failAt("N107", key.From, key.To, "", "a ladder runs over a number, and this is %s", key.Type)
	}
	if l.Of != nil {
		key = c.shareOf(at, keyed, l, key)
		if key.Type.Kind == Invalid || l.Marginal {
			return key
		}
	}
	for _, r := range l.Rungs {
		if !rungFits(r, key) {
			return keyed.failAt("U503", key.From, key.To, "", "the rungs of `%s` are of another unit than %s, which is %s: %s", l.Name, quoteOr(key.Text, "this"), key.Type, r.Label)
		}
	}
	n := &Node{Op: OpRung, Type: l.Type, Shown: true, absent: key.absent}
	if key.absent != never {
		n.absent = optional
	}
	scale := max(key.Type.Scale, l.scale())
	if key.Type.Kind.numeric() {
		key = shift(key, key.Type.Kind, scale)
	}
	n.Args, n.Ladder = []*Node{key}, l.at(scale)
	if l.Marginal {
		n.Op = OpMarginal
		kind, ok := product(l.Type.Kind, key.Type.Kind)
		if !ok {
			return keyed.failAt("U503", key.From, key.To, "", "a slice of `%s` is %s times %s, which is no amount", l.Name, l.Type, key.Type)
		}
		if l.Type.Scale+scale > MaxScale {
			return keyed.failAt("S006", key.From, key.To, "", "an amount of `%s` has %d decimal places, more than the limit of %d", l.Name, l.Type.Scale+scale, MaxScale)
		}
		n.Type = Type{Kind: kind, Scale: l.Type.Scale + scale}
	}
	if l.Keys != nil {
		elem := n.Type
		n.Type = Type{Kind: Map, Enum: l.Keys, Elem: &elem}
	}
	return c.introductory(at, l, n)
}

// rungFits reports whether a rung's key is of the unit of the quantity.
func rungFits(r Rung, key *Node) bool {
	k := key.Type.Kind
	switch {
	case r.Unit == Bare && !key.Type.Kind.numeric():
		return r.At.Scale == 0 // days and months are whole
	case r.Unit == Bare:
		return k != Rate || r.At.Sign() == 0
	case r.Unit == k:
		return true
	default:
		return k == Bare
	}
}

// introductory puts a ladder's first months before its rungs.
func (c *checker) introductory(at ast.Node, l *Ladder, rung *Node) *Node {
	if l.First == nil {
		return rung
	}
	if l.Marginal {
		return c.fail("N107", at, "a marginal ladder has no `first:` terms")
	}
	site, bad := c.nested(at, l)
	if bad != nil {
		return bad
	}
	since := site.Date(l.First.Since) // no date yet: not in the first months
	if since.Type.Kind == Invalid {
		return c.invalid(at)
	}
	within := &Node{
		Op: OpWithin, Type: boolType, Window: l.First.Window,
		Args: []*Node{c.context(InPeriodFrom, "period.from"), since}, absent: since.absent,
	}
	terms := &Node{Op: OpIndex, Type: rung.Type, Table: l.First.Values}
	if l.Keys == nil {
		terms = &Node{Op: OpConst, Type: rung.Type, Const: l.First.Values[0]}
	}
	return &Node{Op: OpCond, Type: rung.Type, Shown: true, Args: []*Node{within, terms, rung}, absent: rung.absent}
}
