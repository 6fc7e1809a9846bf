package ir

import (
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// nested gives a site for what a let, ladder or table is made of, or reports
// that it is made of itself.
func (c *checker) nested(at ast.Node, e Entity) (*Site, *Node) {
	if i := slices.Index(c.stack, e); i >= 0 {
		names := make([]string, 0, len(c.stack)-i+1)
		for _, on := range c.stack[i:] {
			names = append(names, nameOf(on))
		}
		names = append(names, nameOf(e))
		return nil, c.fail("N104", at, "`%s` needs itself: %s", nameOf(e), strings.Join(names, " needs "))
	}
	inner := *c.Site
	inner.stack = append(slices.Clone(c.stack), e)
	return &inner, nil
}

func nameOf(e Entity) string {
	switch e := e.(type) {
	case *Let:
		return e.Name
	case *Ladder:
		return e.Name
	case *Table:
		return e.Name
	default:
		return e.entity()
	}
}

// let types a named part where it is used. Its names are read from the rule's
// subject, so it is typed once a program; what it reads and does not test
// itself, its user must test.
func (c *checker) let(at ast.Node, l *Let) *Node {
	l.Used = true
	if n, ok := c.lets[l]; ok {
		used := *n
		return &used
	}
	inner, bad := c.nested(at, l)
	if bad != nil {
		return bad
	}
	inner.present, inner.assumed = presence{}, presence{}
	inner.letNeeds = map[string]bool{}
	inner.Locals = nil
	body := inner.Value(l.Value, AnyValue)
	if body.Type.Kind == Invalid {
		c.lets[l] = body
		return c.invalid(at)
	}
	n := &Node{
		Op: OpNamed, Type: body.Type, Name: l.Name, Args: []*Node{body}, Memo: c.Program.Memos,
		absent: body.absent, needs: slices.Sorted(maps.Keys(inner.letNeeds)), summary: summarize(body),
	}
	c.Program.Memos++
	if len(n.needs) > 0 {
		n.absent = optional
	}
	c.lets[l] = n
	used := *n
	return &used
}
