package ir

import (
	"math/big"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// index types map[symbol], and map.symbol for a fixed one.
func (c *checker) index(at *ast.MemberNode, base *Node) *Node {
	keys := base.Type.Enum
	if text, ok := at.Property.(*ast.StringNode); ok {
		i := keys.Index(text.Value)
		if i < 0 {
			return c.unknownSymbol(text, text.Value, keys)
		}
		symbol := &Node{Op: OpConst, Type: Type{Kind: Symbol, Enum: keys}, Const: big.NewInt(int64(i)), Text: text.Value}
		return picked(base, symbol, nil)
	}
	by := c.symbolize(at.Property, c.check(at.Property), keys)
	if by.Type.Kind == Invalid {
		return by
	}
	if by.Type.Kind != Symbol {
		return c.failHint("N107", at.Property, "its keys are "+strings.Join(keys.Symbols, ", "), "`%s` is a map by symbol, and the key is %s", base.Text, by.Type)
	}
	remap := make([]int, len(by.Type.Enum.Symbols))
	var missing []string
	for i, symbol := range by.Type.Enum.Symbols {
		remap[i] = keys.Index(symbol)
		if remap[i] < 0 {
			missing = append(missing, symbol)
		}
	}
	if missing != nil {
		return c.failHint("N102", at, "give it a value for each of them", "`%s` has no value for %s, which `%s` may be", base.Text, strings.Join(missing, ", "), by.Text)
	}
	return picked(base, by, remap)
}

// picked gives the value of a map at a symbol; remap, if any, gives the
// symbol's position in the map by its position in its own enumeration. Where
// the symbol may be absent, so may the value, and it needs a test or a default
// (N35).
func picked(base, by *Node, remap []int) *Node {
	inner := unnamed(base)
	n := pickedFrom(inner, by, remap)
	n.absent = max(n.absent, base.absent)
	n.needs = append(slices.Clone(n.needs), base.needs...)
	return n
}

func pickedFrom(from, by *Node, remap []int) *Node {
	n := *from
	n.Type, n.Remap = *from.Type.Elem, remap
	if by.absent != never {
		n.absent = optional
	}
	switch from.Op {
	case OpInput:
		n.Op, n.Args = OpPick, []*Node{by}
		n.needs = append(slices.Clone(from.needs), by.absentFor()...)
	case OpCond: // introductory terms, or else the rung
		n.Remap = nil
		n.Args = []*Node{from.Args[0], pickedFrom(from.Args[1], by, remap), pickedFrom(from.Args[2], by, remap)}
	default: // OpIndex, OpRung, OpMarginal: the symbol is their last argument
		n.Args = append(slices.Clone(from.Args), by)
	}
	return &n
}
