package ir

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// prepared types a measure's own expressions before it is read. It is false
// where they lead back to the measure.
func (c *checker) prepared(m *Measure) bool { return m.Prepare == nil || m.Prepare() }

// measure types the reading of a measure.
func (c *checker) measure(at ast.Node, p place, m *Measure, kind InputKind) *Node {
	if !c.prepared(m) {
		return c.fail("N104", at, "the measure %s leads back to itself", m.FullName())
	}
	if m.Type.Kind == Invalid {
		return c.invalid(at)
	}
	name := p.text + "." + m.Name
	key := p.path.key(c.base(p.path)) + "." + m.Name
	in := &Input{Kind: kind, Name: name, Path: p.path, Subject: p.subject, Measure: m, Type: m.Type, Needs: p.needs}
	if kind == InLast {
		in.Name, key = "last("+name+")", "last:"+key
	}
	if m.Absent {
		in.absent = window
		in.Needs = append(slices.Clone(p.needs), c.anchorKeys(p, m)...)
		if len(p.needs) > 0 {
			in.absent = optional
		}
	}
	return c.input(key, in)
}

// anchorKeys gives what must be there for a measure to be: what its window
// is counted from, or else itself.
func (c *checker) anchorKeys(p place, m *Measure) []string {
	base := p.path.key(c.base(p.path))
	if m.Since == nil || !(m.Op == SumOf || m.Op == CountOf) {
		return []string{base + "." + m.Name}
	}
	var keys []string
	for key := range reads(m.Since) {
		keys = append(keys, base+strings.TrimPrefix(key, m.Subject.Name))
	}
	slices.Sort(keys)
	return keys
}
