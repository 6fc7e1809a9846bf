package tier

import (
	"iter"
	"math"
	"math/big"
	"slices"
)

// A Cell is what a row of a table asks of one key: a set of whole numbers. A
// key that is a symbol is the symbol's number, counted from 0.
//
// The zero value is met by no key; a Table refuses it. A Cell is not changed
// once it is made.
type Cell struct {
	spans []span // ascending, none empty, no two that touch
}

// A span is the whole numbers from lo up to but not including hi; nil is open.
type span struct{ lo, hi *big.Int }

// Any returns the cell that every key meets.
func Any() Cell { return Cell{spans: []span{{}}} }

// Range returns the cell of the keys from lo up to but not including hi, in
// the unit of the key. A bound that is nil is open. If nothing lies between,
// no key meets it. The bounds are copied.
func Range(lo, hi *big.Int) Cell {
	if lo != nil && hi != nil && lo.Cmp(hi) >= 0 {
		return Cell{}
	}
	return Cell{spans: []span{{lo: clone(lo), hi: clone(hi)}}}
}

// Symbols returns the cell of the keys with these numbers, in any order.
func Symbols(numbers ...int) Cell {
	sorted := slices.Clone(numbers)
	slices.Sort(sorted)
	var c Cell
	for _, n := range sorted {
		lo := big.NewInt(int64(n))
		hi := new(big.Int).Add(lo, big.NewInt(1))
		last := len(c.spans) - 1
		switch {
		case last >= 0 && c.spans[last].hi.Cmp(hi) == 0:
		case last >= 0 && c.spans[last].hi.Cmp(lo) == 0:
			c.spans[last].hi = hi
		default:
			c.spans = append(c.spans, span{lo: lo, hi: hi})
		}
	}
	return c
}

func clone(n *big.Int) *big.Int {
	if n == nil {
		return nil
	}
	return new(big.Int).Set(n)
}

// Met reports whether key meets the cell. A nil key meets none.
func (c Cell) Met(key *big.Int) bool {
	if key == nil {
		return false
	}
	for _, s := range c.spans {
		if (s.lo == nil || s.lo.Cmp(key) <= 0) && (s.hi == nil || key.Cmp(s.hi) < 0) {
			return true
		}
	}
	return false
}

// Ranges gives the parts of the cell, lowest first, as Range takes them: for
// printing it. There are as few as can be, and the numbers are copies.
func (c Cell) Ranges() iter.Seq2[*big.Int, *big.Int] {
	return func(yield func(lo, hi *big.Int) bool) {
		for _, s := range c.spans {
			if !yield(clone(s.lo), clone(s.hi)) {
				return
			}
		}
	}
}

func (c Cell) isEmpty() bool { return len(c.spans) == 0 }

// and returns what meets both cells.
func (c Cell) and(d Cell) Cell {
	var both Cell
	for i, j := 0, 0; i < len(c.spans) && j < len(d.spans); {
		a, b := c.spans[i], d.spans[j]
		lo := a.lo
		if lo == nil || b.lo != nil && b.lo.Cmp(lo) > 0 {
			lo = b.lo
		}
		hi := a.hi
		if cmpEnd(b.hi, hi) < 0 {
			hi = b.hi
		}
		if lo == nil || hi == nil || lo.Cmp(hi) < 0 {
			both.spans = append(both.spans, span{lo: lo, hi: hi})
		}
		if cmpEnd(a.hi, b.hi) <= 0 {
			i++
		} else {
			j++
		}
	}
	return both
}

// cmpEnd compares upper ends, of which nil is the highest.
func cmpEnd(a, b *big.Int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	default:
		return a.Cmp(b)
	}
}

// not returns what does not meet the cell.
func (c Cell) not() Cell {
	var rest Cell
	var lo *big.Int
	for i, s := range c.spans {
		if i > 0 || s.lo != nil {
			rest.spans = append(rest.spans, span{lo: lo, hi: s.lo})
		}
		if s.hi == nil {
			return rest
		}
		lo = s.hi
	}
	rest.spans = append(rest.spans, span{lo: lo})
	return rest
}

// witness returns a copy of one key that meets the cell, which must not be
// empty: the least, or if there is none the greatest below the first hole, or
// 0 if every key meets it.
func (c Cell) witness() *big.Int {
	first := c.spans[0]
	switch {
	case first.lo != nil:
		return clone(first.lo)
	case first.hi != nil:
		return new(big.Int).Sub(first.hi, big.NewInt(1))
	default:
		return new(big.Int)
	}
}

// A span64 is a span of int64 with both ends in it, so that it can end at the
// largest.
type span64 struct{ lo, last int64 }

// narrow returns the int64 that meet the cell.
func (c Cell) narrow() []span64 {
	all := Range(big.NewInt(math.MinInt64), new(big.Int).Add(big.NewInt(math.MaxInt64), big.NewInt(1)))
	var spans []span64
	for _, s := range c.and(all).spans {
		last := new(big.Int).Sub(s.hi, big.NewInt(1))
		spans = append(spans, span64{lo: s.lo.Int64(), last: last.Int64()})
	}
	return spans
}
