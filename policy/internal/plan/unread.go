package plan

import (
	"fmt"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

func plural(n int, word string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// unread types the lets, ladders and tables that no rule reads, so that their
// mistakes are found too. They are read from the first subject that they
// mention.
func (c *compiler) unread() {
	for _, pair := range c.syntax.Let.Pairs {
		if l, ok := c.model.Lookup(pair.Key.Value).(*ir.Let); ok && !l.Used {
			c.alone(l.Value, l)
		}
	}
	for _, pair := range c.syntax.Ladders.Pairs {
		if l, ok := c.model.Lookup(pair.Key.Value).(*ir.Ladder); ok && !l.Used && l.By != nil {
			c.alone(ir.ValueSource{Expr: l.By}, nil)
		}
	}
	for _, pair := range c.syntax.Tables.Pairs {
		if t, ok := c.model.Lookup(pair.Key.Value).(*ir.Table); ok && !t.Used {
			for _, by := range t.By {
				if by.Expr != nil {
					c.alone(ir.ValueSource{Expr: by.Expr}, nil)
				}
			}
		}
	}
}

// alone types a value that stands by itself.
func (c *compiler) alone(v ir.ValueSource, l *ir.Let) {
	text := ""
	if v.Expr != nil {
		text = v.Expr.Value
	}
	for _, one := range v.Cases {
		if one.When != nil {
			text += " " + one.When.Value
		}
		text += " " + one.Is.Value
	}
	var root *ir.Subject
	for _, s := range c.model.Mentioned(text) {
		if root == nil || len(ir.Ways(s, root)) > 0 {
			root = s
		}
	}
	site := c.site(root)
	site.Rules = c
	site.Lenient = true
	if l != nil {
		site.Let(l)
		return
	}
	site.Value(v, ir.AnyValue)
}
