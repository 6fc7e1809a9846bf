package ir

import (
	"maps"
	"slices"
	"strings"
)

// presence is the set of optional facts, by their keys, that are known to be
// there.
type presence map[string]bool

// with gives what either set holds.
func (p presence) with(q presence) presence {
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

// common gives what both sets hold.
func (p presence) common(q presence) presence {
	either := presence{}
	for key := range p {
		if q[key] {
			either[key] = true
		}
	}
	return either
}

func (p presence) add(keys []string) {
	for _, key := range keys {
		p[key] = true
	}
}

func (p presence) sorted() []string { return slices.Sorted(maps.Keys(p)) }

// A summary says of a named part what would else be found by walking through
// it. It is made once, where the part is typed: parts that use each other
// twice are as many steps to walk as two to the power of their number.
type summary struct {
	reads         presence
	whenTrue      presence
	whenFalse     presence
	notTrue       presence
	notFalse      presence
	absentFor     []string
	quotient      bool
	averageFactor bool
	zero          bool
}

func summarize(body *Node) *summary {
	return &summary{
		reads:         reads(body),
		whenTrue:      whenTrue(body),
		whenFalse:     whenFalse(body),
		notTrue:       notTrue(body),
		notFalse:      notFalse(body),
		absentFor:     body.absentFor(),
		quotient:      quotient(body),
		averageFactor: averageFactor(body),
		zero:          isZero(body),
	}
}

// A condition is true, false or absent (N34). The four functions below give
// what is there when it is known to be true, to be false, not to be true, and
// not to be false. A comparison has a value only if all that it reads is
// there, so that both its truth and its falsehood tell; its absence does not.

func whenTrue(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return reads(cond.Args[0])
	case OpAnd:
		return whenTrue(cond.Args[0]).with(whenTrue(cond.Args[1]))
	case OpOr:
		return whenTrue(cond.Args[0]).common(whenTrue(cond.Args[1]))
	case OpNot:
		return whenFalse(cond.Args[0])
	case OpNamed:
		return cond.summary.whenTrue
	default:
		return reads(cond)
	}
}

func whenFalse(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return presence{}
	case OpAnd:
		return whenFalse(cond.Args[0]).common(whenFalse(cond.Args[1]))
	case OpOr:
		return whenFalse(cond.Args[0]).with(whenFalse(cond.Args[1]))
	case OpNot:
		return whenTrue(cond.Args[0])
	case OpNamed:
		return cond.summary.whenFalse
	default:
		return reads(cond)
	}
}

// notTrue is for what is read where a condition is not met: the right of
// `or`, the other branch, the next case.
func notTrue(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return presence{}
	case OpAnd:
		return notTrue(cond.Args[0]).common(notTrue(cond.Args[1]))
	case OpOr:
		return notTrue(cond.Args[0]).with(notTrue(cond.Args[1]))
	case OpNot:
		return notFalse(cond.Args[0])
	case OpNamed:
		return cond.summary.notTrue
	default:
		return unlessAbsent(cond)
	}
}

func notFalse(cond *Node) presence {
	switch cond.Op {
	case OpPresent:
		return reads(cond.Args[0])
	case OpAnd:
		return notFalse(cond.Args[0]).with(notFalse(cond.Args[1]))
	case OpOr:
		return notFalse(cond.Args[0]).common(notFalse(cond.Args[1]))
	case OpNot:
		return notTrue(cond.Args[0])
	case OpNamed:
		return cond.summary.notFalse
	default:
		return unlessAbsent(cond)
	}
}

func unlessAbsent(cond *Node) presence {
	if cond.absent != never {
		return presence{}
	}
	return reads(cond)
}

// reads gives the keys of what n cannot have a value without.
func reads(n *Node) presence {
	switch n.Op {
	case OpConst, OpPresent:
		return presence{}
	case OpNamed:
		return n.summary.reads
	case OpInput:
		p := presence{}
		p.add(n.needs)
		return p
	case OpCond:
		p := reads(n.Args[1])
		for _, other := range n.Args[2:] {
			p = p.common(reads(other))
		}
		return p
	case OpAnd, OpOr, OpCoalesce: // one side alone may settle it
		return reads(n.Args[0]).common(reads(n.Args[1]))
	case OpAll, OpAny, OpCount, OpSum:
		return reads(n.Args[0])
	default:
		p := presence{}
		p.add(n.needs)
		for _, a := range n.Args {
			maps.Copy(p, reads(a))
		}
		return p
	}
}

// under returns a checker of the same expression for a part that is read
// only where cond is met.
func (c *checker) under(cond *Node) *checker {
	inner := *c
	inner.Site = c.With(cond)
	return &inner
}

// unless returns a checker for a part that is read only where cond is not
// met.
func (c *checker) unless(cond *Node) *checker {
	inner := *c
	inner.Site = c.without(cond)
	return &inner
}

// beside returns a checker for the right of `and`. It is asked where the left
// is true, and also where the left is absent; then what the left would have
// tested may be absent too, and with it the right.
func (c *checker) beside(left *Node) *checker {
	inner := *c
	site := *c.With(left)
	if left.Type.Kind != Invalid {
		site.present = c.present.with(notFalse(left))
		site.assumed = c.assumed.with(whenTrue(left))
	}
	inner.Site = &site
	return &inner
}

// With returns a site for further expressions of the same program that are
// read only where cond holds, so that what it tests is there. What a broken
// condition would have tested is not known, and then nothing is asked to be
// tested.
func (s *Site) With(cond *Node) *Site {
	inner := *s
	if cond.Type.Kind == Invalid {
		inner.Lenient = true
		return &inner
	}
	inner.present = s.present.with(whenTrue(cond))
	return &inner
}

// without returns a site for what is read where cond is not met.
func (s *Site) without(cond *Node) *Site {
	inner := *s
	if cond.Type.Kind == Invalid {
		inner.Lenient = true
		return &inner
	}
	inner.present = s.present.with(notTrue(cond))
	return &inner
}

// required checks that a value is there wherever it is computed with: an
// optional fact must have been tested, or have a default. Inside a let it
// notes what the let needs, and its uses are checked.
func (c *checker) required(n *Node, what string) *Node {
	if n.absent == never || n.Type.Kind == Invalid {
		return n
	}
	if len(c.untested(n)) == 0 || c.Lenient {
		return settled(n)
	}
	missing := c.unknown(n)
	if len(missing) == 0 {
		return n.windowed()
	}
	if c.letNeeds != nil {
		for _, key := range missing {
			c.letNeeds[key] = true
		}
		return n.windowed()
	}
	name, text := c.display(missing[0]), n.Text
	if strings.ContainsAny(text, "+-*/?<>=") {
		text = "(" + text + ")"
	}
	return c.failAt("N105", n.From, n.To, "test it first, in `when:` or with `"+name+" and ...`, or give a default: `"+text+" ?? ...`",
		"%s may have no value: `%s` is optional and is not tested", quoteOr(n.Text, what), name)
}

// display gives the name of what has a key, as an author writes it.
func (c *checker) display(key string) string {
	if i, ok := c.Program.index[key]; ok {
		return c.Program.Inputs[i].Name
	}
	return displayKey(key)
}

// tested is required for what conditions compare: an absent window is
// allowed, for then the comparison is absent and the condition not met. Of
// what a window is counted from, all may be absent.
func (c *checker) tested(n *Node) *Node {
	if n.absent == window {
		return n
	}
	if c.anchor && n.absent != never && len(c.untested(n)) > 0 {
		return n.windowed()
	}
	return c.required(n, "this")
}

// known is n, known to be there if all that it might be absent for was tested.
func (c *checker) known(n *Node) *Node {
	if n.absent != never && len(c.untested(n)) == 0 {
		return settled(n)
	}
	return n
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

// windowed is n, which may be absent and then leaves what it stands in absent.
func (n *Node) windowed() *Node {
	absent := *n
	absent.absent = window
	return &absent
}

// untested gives the keys of what n may be absent for and that is neither
// tested nor has a default, in order.
func (c *checker) untested(n *Node) []string {
	return slices.DeleteFunc(n.absentFor(), func(key string) bool { return c.present[key] })
}

// unknown gives those of them that are not assumed to be there either.
func (c *checker) unknown(n *Node) []string {
	return slices.DeleteFunc(c.untested(n), func(key string) bool { return c.assumed[key] })
}

// absentFor gives the keys of what a value can be absent for, in the order in
// which it is read: of all inputs but those that have a default or that only a
// condition reads.
func (n *Node) absentFor() []string {
	var keys []string
	n.eachAbsent(func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	})
	return keys
}

func (n *Node) eachAbsent(visit func(key string)) {
	if n.absent == never {
		return
	}
	each := func(nodes []*Node) {
		for _, a := range nodes {
			a.eachAbsent(visit)
		}
	}
	for _, key := range n.needs {
		visit(key)
	}
	switch n.Op {
	case OpNamed:
		for _, key := range n.summary.absentFor {
			visit(key)
		}
	case OpInput, OpPick, OpPresent, OpAll, OpAny:
	case OpCoalesce:
		each(n.Args[1:])
	case OpCond:
		each(n.Args[1:])
	case OpRow:
		each(n.Args)
		for _, row := range n.Rows {
			row.Value.eachAbsent(visit)
		}
	default:
		each(n.Args)
	}
}
