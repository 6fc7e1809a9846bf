package ir

import (
	"errors"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// extent gives the whole stretch of a node in characters; expr's own location
// of a node is the place of one of its tokens.
func (c *checker) extent(at ast.Node) (from, to int) {
	loc := at.Location()
	from, to = loc.From, loc.To
	include := func(nodes ...ast.Node) {
		for _, n := range nodes {
			if n == nil {
				continue
			}
			f, t := c.extent(n)
			from, to = min(from, f), max(to, t)
		}
	}
	switch at := at.(type) {
	case *ast.UnaryNode:
		include(at.Node)
	case *ast.BinaryNode:
		include(at.Left, at.Right)
	case *ast.ConditionalNode:
		from, to = c.extent(at.Cond) // its own location is the token behind it
		include(at.Exp1, at.Exp2)
	case *ast.MemberNode:
		include(at.Node)
		if c.dotted(at) {
			include(at.Property)
		} else {
			_, end := c.extent(at.Node)
			to = c.matching(end, '[', ']')
		}
	case *ast.CallNode:
		include(at.Callee)
		_, end := c.extent(at.Callee)
		to = c.matching(end, '(', ')')
	case *ast.BuiltinNode:
		to = c.matching(to, '(', ')')
	case *ast.ArrayNode:
		to = c.matching(from, '[', ']')
	case *ast.SliceNode:
		include(at.Node)
		_, end := c.extent(at.Node)
		to = c.matching(end, '[', ']')
	}
	return from, to
}

// dotted reports whether a member is written a.b rather than a[b].
func (c *checker) dotted(at *ast.MemberNode) bool {
	name, ok := at.Property.(*ast.StringNode)
	if !ok {
		return false
	}
	from := name.Location().From
	return from < len(c.scan.text) && c.scan.text[from] != '"' && c.scan.text[from] != '\''
}

// matching gives the place behind the bracket that closes the first one open
// from a place on. Quoted text is passed over.
func (c *checker) matching(at int, open, shut rune) int {
	text := c.scan.text
	depth := 0
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '"', '\'':
			quote := text[i]
			for i++; i < len(text) && text[i] != quote; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case open:
			depth++
		case shut:
			depth--
			if depth == 0 {
				return i + 1
			}
		}
	}
	return at
}

func parseError(err error) (from, to int, message string) {
	var e *file.Error
	if errors.As(err, &e) {
		return e.From, e.To, e.Message
	}
	return 0, 0, err.Error()
}
