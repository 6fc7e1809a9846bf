package plan

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// ParamText writes a param's value as a policy does: 0.5%, or a value by
// symbol.
func (p *Policy) ParamText(param *ir.Param) string {
	n := param.Node
	if n.Op == ir.OpConst {
		return p.Model.Format(n.Const, n.Type, nil, ir.Style{})
	}
	t := n.Type
	if t.Elem != nil {
		t = *t.Elem
	}
	return p.bySymbol(n.Table, n.Type.Enum, t)
}

// RungText writes what a ladder's rung is worth.
func (p *Policy) RungText(l *ir.Ladder, rung int) string {
	return p.bySymbol(l.Rungs[rung].Values, l.Keys, l.Type)
}

// bySymbol writes one value, or one a symbol.
func (p *Policy) bySymbol(values []*big.Int, keys *ir.Enum, t ir.Type) string {
	if keys == nil && len(values) == 1 {
		return p.Model.Format(values[0], t, nil, ir.Style{})
	}
	var parts []string
	for i, v := range values {
		text := p.Model.Format(v, t, nil, ir.Style{})
		if keys != nil && i < len(keys.Symbols) {
			text = keys.Symbols[i] + ": " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
