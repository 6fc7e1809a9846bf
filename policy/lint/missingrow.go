package lint

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

type ruleOf = *plan.Rule

// missingRow writes the row that is missing from a table around the facts that
// none matches, as wide as it can be without touching another row. slip tells
// that it is one value wide between two rows that stop short of it.
func (s *lookup) missingRow(point *cells.Point) (row string, slip bool) {
	box := make([]ir.Cell, len(s.node.Args))
	for i, key := range s.node.Args {
		v := point.Value(s.Member, key)
		if v.Num == nil {
			return "...", false
		}
		box[i] = single(key, v.Num)
	}
	for i, key := range s.node.Args {
		s.widen(box, i, key)
	}
	texts := make([]string, len(box))
	for i, c := range box {
		texts[i] = s.cellText(c, s.node.Args[i])
		if c.Symbols == nil && !c.Any && c.Lo != nil && c.Hi != nil && isUnit(c.Lo, c.Hi) && s.between(c, i) {
			slip = true
		}
	}
	return "[" + strings.Join(texts, ", ") + ", ...]", slip
}

// between reports whether rows end at the cell and begin behind it.
func (s *lookup) between(c ir.Cell, column int) bool {
	ends := slices.ContainsFunc(s.node.Rows, func(r ir.Row) bool {
		hi := r.Cells[column].Hi
		return hi != nil && hi.Cmp(c.Lo) == 0
	})
	begins := slices.ContainsFunc(s.node.Rows, func(r ir.Row) bool {
		lo := r.Cells[column].Lo
		return lo != nil && lo.Cmp(c.Hi) == 0
	})
	return ends && begins
}

func single(key *ir.Node, v *big.Int) ir.Cell {
	switch key.Type.Kind {
	case ir.Symbol, ir.Bool:
		size := 2
		if key.Type.Kind == ir.Symbol {
			size = len(key.Type.Enum.Symbols)
		}
		c := ir.Cell{Symbols: make([]bool, size)}
		c.Symbols[v.Int64()] = true
		return c
	default:
		return ir.Cell{Lo: v, Hi: new(big.Int).Add(v, big.NewInt(1))}
	}
}

// widen makes one column of the box as wide as the other rows leave it.
func (s *lookup) widen(box []ir.Cell, column int, key *ir.Node) {
	if box[column].Symbols != nil {
		for i := range box[column].Symbols {
			wider := slices.Clone(box)
			wider[column] = ir.Cell{Symbols: slices.Clone(box[column].Symbols)}
			wider[column].Symbols[i] = true
			if !s.touches(wider) {
				box[column] = wider[column]
			}
		}
		return
	}
	for _, low := range append([]*big.Int{nil}, s.bounds(column)...) {
		if low != nil && low.Cmp(box[column].Lo) > 0 {
			break
		}
		wider := slices.Clone(box)
		wider[column] = ir.Cell{Lo: low, Hi: box[column].Hi}
		if !s.touches(wider) {
			box[column] = wider[column]
			break
		}
	}
	bounds := s.bounds(column)
	slices.Reverse(bounds)
	for _, high := range append([]*big.Int{nil}, bounds...) {
		if high != nil && high.Cmp(box[column].Hi) < 0 {
			break
		}
		wider := slices.Clone(box)
		wider[column] = ir.Cell{Lo: box[column].Lo, Hi: high}
		if !s.touches(wider) {
			box[column] = wider[column]
			break
		}
	}
}

// bounds gives where the cells of a column begin and end, in rising order.
func (s *lookup) bounds(column int) []*big.Int {
	var list []*big.Int
	for _, r := range s.node.Rows {
		for _, v := range []*big.Int{r.Cells[column].Lo, r.Cells[column].Hi} {
			if v != nil {
				list = append(list, v)
			}
		}
	}
	slices.SortFunc(list, (*big.Int).Cmp)
	return slices.CompactFunc(list, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
}

// touches reports whether a row of the table shares anything with a box.
func (s *lookup) touches(box []ir.Cell) bool {
	return slices.ContainsFunc(s.node.Rows[:len(s.table.Rows)], func(r ir.Row) bool {
		for i, c := range r.Cells {
			if !meet(c, box[i]) {
				return false
			}
		}
		return true
	})
}

func meet(a, b ir.Cell) bool {
	switch {
	case a.Any || b.Any:
		return true
	case a.Symbols != nil:
		for i := range a.Symbols {
			if a.Symbols[i] && b.Symbols[i] {
				return true
			}
		}
		return false
	default:
		return (a.Lo == nil || b.Hi == nil || a.Lo.Cmp(b.Hi) < 0) && (b.Lo == nil || a.Hi == nil || b.Lo.Cmp(a.Hi) < 0)
	}
}

func isUnit(lo, hi *big.Int) bool {
	return new(big.Int).Sub(hi, lo).Cmp(big.NewInt(1)) == 0
}

func sameCell(a, b ir.Cell) bool {
	same := func(x, y *big.Int) bool { return x == nil && y == nil || x != nil && y != nil && x.Cmp(y) == 0 }
	return same(a.Lo, b.Lo) && same(a.Hi, b.Hi)
}

// cellText writes a cell as an author does.
func (s *lookup) cellText(c ir.Cell, key *ir.Node) string {
	write := func(v *big.Int) string { return s.pass.write(v, key.Type) }
	switch {
	case c.Symbols != nil:
		names := []string{"false", "true"}
		if key.Type.Kind == ir.Symbol {
			names = key.Type.Enum.Symbols
		}
		var list []string
		for i, in := range c.Symbols {
			if in {
				list = append(list, names[i])
			}
		}
		if len(list) == len(names) {
			return "any"
		}
		return strings.Join(list, " | ")
	case c.Lo == nil && c.Hi == nil:
		return "any"
	case c.Lo == nil:
		return ".." + write(c.Hi)
	case c.Hi == nil:
		return write(c.Lo) + ".."
	case isUnit(c.Lo, c.Hi):
		return write(c.Lo)
	default:
		return write(c.Lo) + ".." + write(c.Hi)
	}
}
