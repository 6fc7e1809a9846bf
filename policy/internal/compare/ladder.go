package compare

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A cut is where a rung begins: at a quantity, or just above it.
type cut struct {
	at    ir.Num
	above bool
	label string
}

func (a cut) cmp(b cut) int {
	if c := a.at.Cmp(b.at); c != 0 {
		return c
	}
	switch {
	case a.above == b.above:
		return 0
	case a.above:
		return 1
	default:
		return -1
	}
}

func cuts(l *ir.Ladder) []cut {
	var list []cut
	for _, r := range l.Rungs {
		list = append(list, cut{r.At, r.Above, r.Label})
	}
	return list
}

// rungAt gives the rung that a cut reaches, or -1.
func rungAt(l *ir.Ladder, at cut) int {
	found := -1
	for i, c := range cuts(l) {
		if c.cmp(at) <= 0 {
			found = i
		}
	}
	return found
}

// ladder notes for which quantities two ladders have another value.
func (c *comparison) ladder(was, now *ir.Ladder) {
	if was.Marginal != now.Marginal {
		c.note("ladder", now.Name, "", ladderKind(was), ladderKind(now))
		return
	}
	if a, b := sourceText(was.By), sourceText(now.By); a != b {
		c.note("ladder", now.Name, "by", a, b)
	}
	if a, b := sourceText(was.Of), sourceText(now.Of); a != b {
		c.note("ladder", now.Name, "of", a, b)
	}
	all := append(cuts(was), cuts(now)...)
	slices.SortStableFunc(all, cut.cmp)
	all = slices.CompactFunc(all, func(a, b cut) bool { return a.cmp(b) == 0 })
	for _, symbol := range symbolsOf(now, was) {
		from := 0
		for i := range all {
			if i+1 < len(all) && c.rungText(was, all[i], symbol, c.was.Model) == c.rungText(was, all[i+1], symbol, c.was.Model) &&
				c.rungText(now, all[i], symbol, c.now.Model) == c.rungText(now, all[i+1], symbol, c.now.Model) {
				continue
			}
			a, b := c.rungText(was, all[from], symbol, c.was.Model), c.rungText(now, all[from], symbol, c.now.Model)
			c.note("ladder", now.Name, rangeText(all, from, i, symbol), a, b)
			from = i + 1
		}
	}
}

func ladderKind(l *ir.Ladder) string {
	if l.Marginal {
		return "marginal"
	}
	return "whole"
}

func sourceText(s *ir.Source) string {
	if s == nil {
		return ""
	}
	return s.Value
}

// symbolsOf gives the symbols of a ladder of maps, or one empty one.
func symbolsOf(now, was *ir.Ladder) []string {
	var list []string
	for _, l := range []*ir.Ladder{now, was} {
		if l.Keys == nil {
			list = append(list, "")
			continue
		}
		list = append(list, l.Keys.Symbols...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (c *comparison) rungText(l *ir.Ladder, at cut, symbol string, m *ir.Model) string {
	i := rungAt(l, at)
	if i < 0 {
		if !l.Below {
			return ""
		}
		i = 0
	}
	value := func() *big.Int {
		if l.Keys == nil {
			if symbol != "" {
				return nil
			}
			return l.Rungs[i].Values[0]
		}
		k := l.Keys.Index(symbol)
		if k < 0 {
			return nil
		}
		return l.Rungs[i].Values[k]
	}()
	if value == nil {
		return ""
	}
	return m.Format(value, l.Type, nil, ir.Style{})
}

// rangeText writes the quantities from one cut to before another.
func rangeText(all []cut, from, to int, symbol string) string {
	text := "from " + all[from].label
	if all[from].above {
		text = all[from].label
	}
	if to+1 < len(all) {
		next := all[to+1]
		if next.above {
			text += " to " + next.at.Plain()
		} else {
			text += " to below " + next.label
		}
	}
	if symbol != "" {
		text += ", " + symbol
	}
	return text
}
