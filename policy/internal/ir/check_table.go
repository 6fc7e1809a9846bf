package ir

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// tableCall reads a table by the keys of a call.
func (c *checker) tableCall(at *ast.CallNode, t *Table) *Node {
	if len(at.Arguments) != len(t.By) {
		names := make([]string, len(t.By))
		for i, by := range t.By {
			names[i] = by.Name
		}
		return c.failHint("N109", at, "it is called `"+t.Name+"("+strings.Join(names, ", ")+")`", "the table `%s` has %d keys", t.Name, len(t.By))
	}
	keys := make([]*Node, len(t.By))
	for i, arg := range at.Arguments {
		keys[i] = c.whole(c.check(arg))
	}
	return c.tableAt(at, t, keys)
}

// tableBare reads a table by its own keys.
func (c *checker) tableBare(at ast.Node, t *Table) *Node {
	site, bad := c.nested(at, t)
	if bad != nil {
		return bad
	}
	keys := make([]*Node, len(t.By))
	for i, by := range t.By {
		if by.Expr == nil {
			return c.failHint("N109", at, "write `"+t.Name+"(...)` with its keys", "the table `%s` has no expression for its key %q", t.Name, by.Name)
		}
		inner := &checker{Site: site, src: *by.Expr}
		keys[i] = inner.whole(inner.parse())
	}
	return c.tableAt(at, t, keys)
}

// tableAt types the rows of a table against its keys. A key that is absent
// leaves the table without a value, which needs a test or a default (N35).
func (c *checker) tableAt(at ast.Node, t *Table, keys []*Node) *Node {
	t.Used = true
	site, bad := c.nested(at, t)
	if bad != nil {
		return bad
	}
	n := &Node{Op: OpRow, Shown: true, Args: keys}
	for i, k := range keys {
		if k.Type.Kind == Invalid {
			return c.invalid(at)
		}
		if k.Type.Kind == Bare {
			keys[i] = shift(k, Number, k.Type.Scale)
		}
		if k.absent != never {
			n.absent = optional
		}
	}
	n.widen(t)
	ok := true
	for _, source := range t.Rows {
		row := Row{Label: source.label()}
		for i, cell := range source.Cells {
			inner := &checker{Site: site, src: cell}
			compiled, good := inner.cell(n.Args[i])
			ok = ok && good
			row.Cells = append(row.Cells, compiled)
		}
		row.Value = site.rowValue(source.Value)
		n.Rows = append(n.Rows, row)
	}
	if t.Otherwise != nil {
		row := Row{Label: "otherwise", Value: site.rowValue(*t.Otherwise)}
		for range keys {
			row.Cells = append(row.Cells, Cell{Any: true})
		}
		n.Rows = append(n.Rows, row)
	}
	for _, row := range n.Rows {
		ok = ok && row.Value.Type.Kind != Invalid
	}
	if !ok || len(n.Rows) == 0 {
		return c.invalid(at)
	}
	return c.rowType(at, t, n)
}

// rowValue types what one row is worth.
func (s *Site) rowValue(src Source) *Node {
	c := &checker{Site: s, src: src}
	return c.single(c.whole(c.parse()))
}

func (r RowSource) label() string {
	texts := make([]string, len(r.Cells))
	for i, cell := range r.Cells {
		texts[i] = cell.Value
	}
	return strings.Join(texts, ", ")
}

// widen brings each numeric key to the scale of the cells it is compared
// with.
func (n *Node) widen(t *Table) {
	for i, key := range n.Args {
		if !key.Type.Kind.numeric() {
			continue
		}
		scale := key.Type.Scale
		for _, row := range t.Rows {
			for _, lit := range scanExpression(row.Cells[i].Value).literals {
				if lit.Num.Int != nil {
					scale = max(scale, lit.Num.Scale)
				}
			}
		}
		n.Args[i] = shift(key, key.Type.Kind, scale)
	}
}

// rowType gives the values of all rows one type.
func (c *checker) rowType(at ast.Node, t *Table, n *Node) *Node {
	values := make([]*Node, len(n.Rows))
	for i, row := range n.Rows {
		values[i] = row.Value
	}
	typ, misfit, before := common(values)
	if misfit != nil {
		return c.fail("U503", at, "the rows of `%s` are of two types: %s and %s", t.Name, before.Type, misfit.Type)
	}
	n.Type = typ
	for i := range n.Rows {
		n.Rows[i].Value = scaled(n.Rows[i].Value, n.Type)
		n.absent = max(n.absent, n.Rows[i].Value.absent)
	}
	return n
}
