package plan

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *compiler) params() {
	for _, pair := range c.syntax.Params.Pairs {
		path := diag.Key("params", pair.Key.Value)
		p := &ir.Param{Name: pair.Key.Value, Place: pair.Key.Span()}
		var ok bool
		if pair.Value.By.Pairs != nil {
			p.Node, ok = c.paramMap(&pair.Value.By, path)
		} else {
			p.Node, ok = c.constant(pair.Value.Value, path)
			if ok {
				p.Node.Shown = true
			}
		}
		if !ok {
			p.Node = &ir.Node{Op: ir.OpInvalid}
		}
		c.declare(pair.Key, path, p)
	}
}

// constant reads a scalar as a value that expressions use by a name.
func (c *compiler) constant(t syntax.Text, path string) (*ir.Node, bool) {
	if t.Value == "true" || t.Value == "false" {
		return ir.BoolNode(t.Value == "true"), true
	}
	lit, ok := c.literal(t, path)
	if !ok {
		return nil, false
	}
	n, err := c.model.Const(lit)
	if err != nil {
		c.errorf("U503", t.Span(), path, "%s", err)
		return nil, false
	}
	return n, true
}

// paramMap reads a map of constants by symbol. Its values have one unit.
func (c *compiler) paramMap(m *syntax.Keyed[syntax.Text], path string) (*ir.Node, bool) {
	var keys []syntax.Text
	var values []*ir.Node
	for _, pair := range m.Pairs {
		n, ok := c.constant(pair.Value, diag.Key(path, pair.Key.Value))
		if !ok {
			return nil, false
		}
		keys = append(keys, pair.Key)
		values = append(values, n)
	}
	enum, ok := c.symbols(keys, m.Span, path, "")
	if !ok {
		return nil, false
	}
	elem, numbers, ok := c.oneUnit(values, keys, path)
	if !ok {
		return nil, false
	}
	return &ir.Node{Op: ir.OpIndex, Type: ir.Type{Kind: ir.Map, Enum: enum, Elem: &elem}, Table: numbers, Shown: true}, true
}

// oneUnit brings constants to one type and scale.
func (c *compiler) oneUnit(values []*ir.Node, places []syntax.Text, path string) (ir.Type, []*big.Int, bool) {
	typ := values[0].Type
	zero := ir.IsZero(values[0])
	for i, v := range values[1:] {
		if ir.IsZero(v) {
			continue // 0 fits every unit
		}
		if zero {
			typ.Kind, zero = v.Type.Kind, false
		}
		joined, ok := ir.Join(typ, v.Type)
		if !ok {
			c.errorf("U503", places[i+1].Span(), path, "the values have two units: %s here, %s before", v.Type, typ)
			return ir.Type{}, nil, false
		}
		typ = joined
	}
	numbers := make([]*big.Int, len(values))
	for i, v := range values {
		numbers[i] = ir.Rescale(v, typ.Scale)
	}
	return typ, numbers, true
}
