package ir

import (
	"errors"
	"unicode"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// A stretch is a part of an expression's text, in characters.
type stretch struct{ from, to int }

// An extent is the stretch of a node.
type extent struct {
	node ast.Node
	stretch
}

// extent gives the whole stretch of a node in characters; expr's own location
// of a node is the place of one of its tokens. Each is computed once, for a
// node asks for those below it more than once.
func (c *checker) extent(at ast.Node) (from, to int) {
	for i := len(c.extents) - 1; i >= 0; i-- { // mostly one of the last
		if e := &c.extents[i]; e.node == at {
			return e.from, e.to
		}
	}
	from, to = c.measured(at)
	c.extents = append(c.extents, extent{at, stretch{from, to}})
	return from, to
}

func (c *checker) measured(at ast.Node) (from, to int) {
	loc := at.Location()
	from, to = loc.From, loc.To
	include := func(nodes ...ast.Node) {
		for _, n := range nodes {
			f, t := c.bracketed(n)
			from, to = min(from, f), max(to, t)
		}
	}
	switch at := at.(type) {
	case *ast.UnaryNode:
		if f, t := c.extent(at.Node); f < loc.From { // a not in b: the sign stands inside
			return f, t
		}
		include(at.Node)
	case *ast.BinaryNode:
		include(at.Left, at.Right)
	case *ast.ConditionalNode:
		from, to = c.bracketed(at.Cond) // its own location is the token behind it
		include(at.Exp1, at.Exp2)
	case *ast.MemberNode:
		include(at.Node)
		if c.dotted(at) {
			include(at.Property)
		} else {
			_, end := c.bracketed(at.Node)
			to = c.matching(end, '[', ']')
		}
	case *ast.ChainNode:
		from, to = c.extent(at.Node)
	case *ast.CallNode:
		include(at.Callee)
		_, end := c.extent(at.Callee)
		to = c.matching(end, '(', ')')
	case *ast.ArrayNode:
		to = c.matching(from, '[', ']')
	case *ast.SliceNode:
		include(at.Node)
		_, end := c.bracketed(at.Node)
		to = c.matching(end, '[', ']')
	}
	return from, to
}

// bracketed gives the stretch of an operand with the brackets around it, so
// that the stretch of an operation has both of each pair.
func (c *checker) bracketed(at ast.Node) (from, to int) {
	from, to = c.extent(at)
	text := c.scan.text
	for {
		before, after := from-1, to
		for before >= 0 && unicode.IsSpace(text[before]) {
			before--
		}
		for after < len(text) && unicode.IsSpace(text[after]) {
			after++
		}
		if before < 0 || after >= len(text) || text[before] != '(' || text[after] != ')' {
			return from, to
		}
		from, to = before, after+1
	}
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
			i = quoteEnd(text, i)
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

// depthAt gives how many round brackets are open at a place.
func (c *checker) depthAt(at int) int {
	depth := 0
	for i := 0; i < at; i++ {
		switch c.scan.text[i] {
		case '"', '\'':
			i = quoteEnd(c.scan.text, i)
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	return depth
}

// quoteEnd gives the place of the quote that ends the one at a place, or of
// the text's end.
func quoteEnd(text []rune, at int) int {
	quote := text[at]
	for at++; at < len(text) && text[at] != quote; at++ {
		if text[at] == '\\' {
			at++
		}
	}
	return min(at, len(text))
}

func parseError(err error) (from, to int, message string) {
	var e *file.Error
	if errors.As(err, &e) {
		return e.From, e.To, e.Message
	}
	return 0, 0, err.Error()
}
