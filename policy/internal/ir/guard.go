package ir

import (
	"maps"
	"slices"
)

// presence is the set of optional facts, by their keys, that are known to be
// there.
type presence map[string]bool

func (p presence) and(q presence) presence {
	if len(q) == 0 {
		return p
	}
	both := maps.Clone(p)
	if both == nil {
		both = presence{}
	}
	maps.Copy(both, q)
	return both
}

func (p presence) or(q presence) presence {
	either := presence{}
	for key := range p {
		if q[key] {
			either[key] = true
		}
	}
	return either
}

// whenTrue gives what is there wherever cond is met: what it tests, and what
// a comparison in it read, for a comparison with something absent is absent.
func whenTrue(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return reads(cond.Args[0])
	case OpAnd:
		return whenTrue(cond.Args[0]).and(whenTrue(cond.Args[1]))
	case OpOr:
		return whenTrue(cond.Args[0]).or(whenTrue(cond.Args[1]))
	case OpNot:
		return whenFalse(cond.Args[0])
	case OpNamed:
		return whenTrue(cond.Args[0])
	case OpCond:
		return presence{}
	default:
		return reads(cond)
	}
}

// whenFalse gives what is there wherever cond is known not to hold.
func whenFalse(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return presence{}
	case OpAnd:
		return whenFalse(cond.Args[0]).or(whenFalse(cond.Args[1]))
	case OpOr:
		return whenFalse(cond.Args[0]).and(whenFalse(cond.Args[1]))
	case OpNot:
		return whenTrue(cond.Args[0])
	case OpNamed:
		return whenFalse(cond.Args[0])
	default:
		return presence{} // a case may be passed over because it is absent
	}
}

// reads gives the keys of what n cannot have a value without.
func reads(n *Node) presence {
	p := presence{}
	n.strict(func(in *Node) {
		for _, key := range in.needs {
			p[key] = true
		}
	})
	return p
}

// strict visits the inputs that n always reads.
func (n *Node) strict(visit func(*Node)) {
	switch n.Op {
	case OpInput, OpPick:
		visit(n)
		for _, a := range n.Args {
			a.strict(visit)
		}
	case OpPresent:
	case OpCoalesce, OpOr, OpAnd, OpCond:
		if len(n.Args) > 0 && n.Op != OpCoalesce {
			n.Args[0].strict(visit)
		}
	case OpAll, OpAny, OpCount, OpSum:
		n.Args[0].strict(visit)
	default:
		for _, a := range n.Args {
			a.strict(visit)
		}
	}
}

// under returns a checker of the same expression for a part that is read
// only where more is there.
func (c *checker) under(more presence) *checker {
	inner := *c
	site := *c.Site
	site.present = c.present.and(more)
	inner.Site = &site
	return &inner
}

// without returns a site for what is read where cond does not hold.
func (s *Site) without(cond *Node) *Site {
	inner := *s
	inner.present = s.present.and(whenFalse(cond))
	return &inner
}

// present1 checks that a value is there wherever it is computed with: an
// optional fact must have been tested, or have a default. Inside a let it
// notes what the let needs, and its uses are checked.
func (c *checker) present1(n *Node, what string) *Node {
	if n.absent == never || n.Type.Kind == Invalid {
		return n
	}
	missing := c.untested(n)
	if len(missing) == 0 || c.Lenient {
		return settled(n)
	}
	if c.letNeeds != nil {
		for _, key := range missing {
			c.letNeeds[key] = true
		}
		return settled(n)
	}
	name := displayKey(missing[0])
	return c.failAt("N105", n.From, n.To, "test it first, in `when:` or with `"+name+" and ...`, or give a default: `"+n.Text+" ?? ...`",
		"%s may have no value: `%s` is optional and is not tested", quoteOr(n.Text, what), name)
}

// tested is present1 for what conditions compare: an absent window is
// allowed, for then the comparison is absent and the condition not met.
func (c *checker) tested(n *Node) *Node {
	if n.absent == window {
		return n
	}
	return c.present1(n, "this")
}

// settled is n, known to be there.
func settled(n *Node) *Node {
	if n.absent == never {
		return n
	}
	here := *n
	here.absent = never
	return &here
}

// untested gives the keys of what n reads that is neither tested nor has a
// default, in order.
func (c *checker) untested(n *Node) []string {
	var missing []string
	n.strictAll(func(in *Node) {
		for _, key := range in.needs {
			if !c.present[key] && !slices.Contains(missing, key) {
				missing = append(missing, key)
			}
		}
	})
	return missing
}

// strictAll visits the inputs that a value can be absent for: all but those
// behind a default or inside a condition.
func (n *Node) strictAll(visit func(*Node)) {
	if n.absent == never {
		return
	}
	switch n.Op {
	case OpInput, OpPick:
		visit(n)
	case OpNamed:
		if len(n.needs) > 0 {
			visit(n)
		}
		n.Args[0].strictAll(visit)
		return
	case OpPresent, OpAll, OpAny:
		return
	case OpCoalesce:
		n.Args[1].strictAll(visit)
		return
	case OpCond:
		for _, a := range n.Args[1:] {
			a.strictAll(visit)
		}
		return
	}
	for _, a := range n.Args {
		a.strictAll(visit)
	}
}
