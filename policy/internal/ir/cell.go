package ir

import (
	"math/big"
	"strings"
)

// cell types one cell of a table against the key of its column: a symbol,
// a | b, any, lo..hi (from lo up to but not including hi), lo.., ..hi,
// above 10..50, or a literal.
func (c *checker) cell(key *Node) (Cell, bool) {
	text := strings.TrimSpace(c.src.Value)
	if text == "any" {
		return Cell{Any: true}, true
	}
	switch key.Type.Kind {
	case Symbol, Bool:
		return c.symbolCell(key, text)
	case Text, Ref, Time, List, Map, Windowed, Hours, Invalid:
		c.wholeCell("N107", "", "a column cannot be %s", key.Type)
		return Cell{}, false
	case Bare, Number, Count, Rate, Money, Date, Days, Months:
	}
	low, high, isRange := c.cutRange(text)
	if !isRange {
		v, ok := c.cellNumber(text, key)
		if !ok {
			return Cell{}, false
		}
		return Cell{Lo: v, Hi: new(big.Int).Add(v, big.NewInt(1))}, true
	}
	if low == "" && high == "" {
		c.wholeCell("S008", "write `any`", "%q has no end at all", text)
		return Cell{}, false
	}
	cell, ok := Cell{}, true
	if low != "" {
		bound, above := strings.CutPrefix(low, "above ")
		if cell.Lo, ok = c.cellNumber(strings.TrimSpace(bound), key); !ok {
			return Cell{}, false
		}
		if above {
			cell.Lo = new(big.Int).Add(cell.Lo, big.NewInt(1))
		}
	}
	if high != "" {
		if cell.Hi, ok = c.cellNumber(high, key); !ok {
			return Cell{}, false
		}
	}
	if cell.Lo != nil && cell.Hi != nil && cell.Lo.Cmp(cell.Hi) >= 0 {
		c.wholeCell("T304", "a range goes from its first value up to but not including its second", "nothing lies in %s", text)
		return Cell{}, false
	}
	return cell, true
}

func (c *checker) cutRange(text string) (low, high string, ok bool) {
	if _, above := strings.CutPrefix(text, "above "); above && !strings.Contains(text, "..") {
		return text, "", true
	}
	low, high, ok = strings.Cut(text, "..")
	return strings.TrimSpace(low), strings.TrimSpace(high), ok
}

func (c *checker) wholeCell(code, hint, format string, args ...any) {
	c.scan = scanExpression(c.src.Value)
	c.failAt(code, 0, len([]rune(c.src.Value)), hint, format, args...)
}

func (c *checker) symbolCell(key *Node, text string) (Cell, bool) {
	e := boolEnum
	if key.Type.Kind == Symbol {
		e = key.Type.Enum
	}
	cell := Cell{Symbols: make([]bool, len(e.Symbols))}
	ok := true
	for part := range strings.SplitSeq(text, "|") {
		symbol := strings.Trim(strings.TrimSpace(part), `"'`)
		i := e.Index(symbol)
		if i < 0 {
			ok = false
			c.wholeCell("N102", "it is "+e.describe()+", joined with |", "there is no symbol %q%s", symbol, ofOwner(e))
			continue
		}
		cell.Symbols[i] = true
	}
	return cell, ok
}

var boolEnum = NewEnum("", []string{"false", "true"})

// cellNumber reads a literal at the scale of the key.
func (c *checker) cellNumber(text string, key *Node) (*big.Int, bool) {
	lit, err := ParseLiteral(text)
	if err != nil {
		c.wholeCell("S008", "a cell is a symbol, a | b, any, lo..hi, lo.., ..hi, above lo..hi or a value", "%q is no cell for %s", text, key.Type)
		return nil, false
	}
	v, problem := lit.As(key.Type, c.Model)
	if problem != "" {
		c.wholeCell(lit.misfitCode(key.Type), "", "%s", problem)
		return nil, false
	}
	return v, true
}
