package plan

import (
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *compiler) tables() {
	for i := range c.syntax.Tables.Pairs {
		pair := &c.syntax.Tables.Pairs[i]
		path := diag.Key("tables", pair.Key.Value)
		t := &ir.Table{Name: pair.Key.Value, Place: pair.Key.Span()}
		if c.declare(pair.Key, path, t) {
			c.table(t, &pair.Value, path)
		}
	}
}

func (c *compiler) table(t *ir.Table, s *syntax.Table, path string) {
	for i := range s.By.Keys {
		k := &s.By.Keys[i]
		key := ir.TableKey{Name: k.Key.Value}
		if k.Value.Value != "" {
			key.Expr = &k.Value
		}
		t.By = append(t.By, key)
	}
	if s.Otherwise.Value != "" {
		t.Otherwise = &s.Otherwise
	}
	for i, row := range s.Rows {
		at := diag.Index(diag.Key(path, "rows"), i)
		if len(row.Cells) != len(t.By)+1 {
			d := c.errorf("S008", row.Span, at, "this row has %d cells, and the table %d columns and a value", len(row.Cells), len(t.By))
			d.Hint = "a cell with a comma is put in quotes"
			continue
		}
		last := len(row.Cells) - 1
		t.Rows = append(t.Rows, ir.RowSource{Cells: row.Cells[:last], Value: row.Cells[last], Place: row.Span})
	}
}

func (c *compiler) lets() {
	for i := range c.syntax.Let.Pairs {
		pair := &c.syntax.Let.Pairs[i]
		l := &ir.Let{Name: pair.Key.Value, Value: valueSource(&pair.Value), Place: pair.Key.Span()}
		c.declare(pair.Key, diag.Key("let", pair.Key.Value), l)
	}
}

// valueSource turns the written form of a value into that of package ir.
func valueSource(v *syntax.Value) ir.ValueSource {
	source := ir.ValueSource{Expr: v.Expr, Span: v.Span}
	for i := range v.Cases {
		one := ir.CaseSource{Is: v.Cases[i].Is}
		if v.Cases[i].When.Value != "" {
			one.When = &v.Cases[i].When
		}
		source.Cases = append(source.Cases, one)
	}
	return source
}
