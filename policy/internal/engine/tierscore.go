package engine

import (
	"math/big"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/missing"
)

// A Score is the total of a scorecard and what it is made of, as a review sees
// it.
type Score struct {
	Text       string // the name of the total
	Type       ir.Type
	Total      *big.Int // nil: not known
	Indicators []Indicator
}

// An Indicator is one part of a total. Its points are of its own type.
type Indicator struct {
	Text   string // the name of the part, or as it is written
	Type   ir.Type
	Points *big.Int // nil: not known
	From   []missing.Value
}

// scorecard finds a scorecard in the conditions of a set: a named sum that some
// condition compares. It gives the sum and its parts, or nil.
func scorecard(when []*ir.Node) (total *ir.Node, parts []*ir.Node) {
	for _, n := range when {
		n.Walk(func(m *ir.Node) bool {
			if total != nil {
				return false
			}
			if m.Op == ir.OpNamed {
				if list := addends(m.Args[0], nil); len(list) > 1 {
					total, parts = m, list
				}
			}
			return true
		})
	}
	return total, parts
}

// addends gives the parts of a sum as they are written.
func addends(n *ir.Node, list []*ir.Node) []*ir.Node {
	switch n.Op {
	case ir.OpShift:
		return addends(n.Args[0], list)
	case ir.OpAdd:
		return addends(n.Args[1], addends(n.Args[0], list))
	default:
		return append(list, n)
	}
}

// Score gives the scorecard of the subject at the last look before a day; it
// is false if the set's conditions compare no named sum.
func (l Look) Score(day payout.Date) (Score, bool) {
	text, review := l.looked(day)
	if text == nil || text.total == nil {
		return Score{}, false
	}
	f := l.frame(text, review)
	s := Score{Text: text.total.Text, Type: text.total.Type, Total: f.Exact(text.total).Num}
	for _, part := range text.parts {
		i := Indicator{Text: part.Text, Type: part.Type, Points: f.Exact(part).Num}
		i.From = facts(f, part)
		s.Indicators = append(s.Indicators, i)
	}
	return s, true
}

// facts gives the facts and measures that a part is made of.
func facts(f *frame, n *ir.Node) []missing.Value {
	var values []missing.Value
	n.Walk(func(m *ir.Node) bool {
		if m.Op != ir.OpInput && m.Op != ir.OpPick {
			return true
		}
		if v := f.Exact(m); v.Fault == nil && m.Type.Kind != ir.List && m.Type.Kind != ir.Map {
			values = append(values, missing.Value{Text: m.Text, Type: m.Type, Num: v.Num})
		}
		return false
	})
	return values
}

// Indicators gives the names of the parts of the scorecard of a day's version;
// nil if it has none.
func (s *Sorting) Indicators(day payout.Date) []string {
	text := s.set.on(day)
	if text == nil {
		return nil
	}
	var names []string
	for _, part := range text.parts {
		names = append(names, part.Text)
	}
	return names
}
