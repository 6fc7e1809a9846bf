package ir

import (
	"math"
	"math/big"
)

// smalls gives numbers, each multiplied by a factor above 0, as int64; ok is
// false if one does not fit.
func smalls(list []*big.Int, factor int64) (small []int64, ok bool) {
	small = make([]int64, len(list))
	for i, v := range list {
		if v == nil || !v.IsInt64() || v.Int64() > math.MaxInt64/factor || v.Int64() < Smallest/factor {
			return nil, false
		}
		small[i] = v.Int64() * factor
	}
	return small, true
}

// index lowers a look into a map of constants by symbol, each multiplied by a
// factor; nil where one outgrows 64 bits.
func (c *lowering) index(n *Node, factor int64) fast {
	values, ok := smalls(n.Table, factor)
	if !ok || len(n.Args) == 0 {
		return nil
	}
	if n.Remap != nil {
		mapped := make([]int64, len(n.Remap))
		for i, to := range n.Remap {
			if to >= 0 {
				mapped[i] = values[to]
			}
		}
		values = mapped
	}
	if l, ok := c.leaf(n.Args[0]); ok && !l.constant {
		return func(f *Frame) int64 {
			k := l.get(f)
			if uint64(k) >= uint64(len(values)) || f.doubt {
				return f.absentOr(k)
			}
			return values[k]
		}
	}
	key := c.lower(n.Args[0])
	return func(f *Frame) int64 {
		k := key(f)
		if uint64(k) >= uint64(len(values)) || f.doubt {
			return f.absentOr(k)
		}
		return values[k]
	}
}

// steps are the rungs of a ladder as the fast back end needs them: where each
// begins, and its values by symbol, row by row.
type steps struct {
	cuts   []int64
	starts []int64
	values []int64
	width  int
}

// steps gives them with each value multiplied by a factor; ok is false where
// one outgrows 64 bits.
func (n *Node) steps(factor int64) (s *steps, ok bool) {
	l := n.Ladder.Ladder
	s = &steps{width: 1}
	var ok1, ok2 bool
	s.cuts, ok1 = smalls(n.Ladder.Cuts, 1)
	s.starts, ok2 = smalls(n.Ladder.Starts, 1)
	if !ok1 || !ok2 {
		return nil, false
	}
	for _, r := range l.Rungs {
		values, ok := smalls(r.Values, factor)
		if !ok {
			return nil, false
		}
		if n.Remap != nil {
			s.width = len(n.Remap)
			for _, to := range n.Remap {
				if to < 0 {
					s.values = append(s.values, 0)
					continue
				}
				s.values = append(s.values, values[to])
			}
			continue
		}
		s.width = len(values)
		s.values = append(s.values, values...)
	}
	return s, true
}

// find gives the rung that q reaches, or -1. Ladders are short: a walk from
// the first rung is quicker than halving.
func (s *steps) find(q int64) int {
	i := 0
	for i < len(s.cuts) && s.cuts[i] <= q {
		i++
	}
	return i - 1
}

// rung lowers the value of the rung that a quantity reaches, multiplied by a
// factor; nil where one outgrows 64 bits.
func (c *lowering) rung(n *Node, factor int64) fast {
	s, ok := n.steps(factor)
	if !ok {
		return nil
	}
	key, below := c.lower(n.Args[0]), n.Ladder.Ladder.Below
	column := c.column(n)
	if f := c.leafRung(n, s, below); f != nil {
		return f
	}
	return func(f *Frame) int64 {
		q := key(f)
		if q == Absent || f.doubt {
			return f.absentOr(q)
		}
		i := s.find(q)
		if i < 0 {
			if !below {
				return f.unsure()
			}
			i = 0
		}
		if column == nil {
			return s.values[i*s.width]
		}
		k := column(f)
		if k < 0 || f.doubt || int(k) >= s.width {
			return f.absentOr(k)
		}
		return s.values[i*s.width+int(k)]
	}
}

// leafRung is rung for a ladder of rungs by symbol, where quantity and symbol
// are facts; nil where they are not.
func (c *lowering) leafRung(n *Node, s *steps, below bool) fast {
	if len(n.Args) != 2 {
		return nil
	}
	q, ok1 := c.leaf(n.Args[0])
	k, ok2 := c.leaf(n.Args[1])
	if !ok1 || !ok2 || q.constant || k.constant {
		return nil
	}
	return func(f *Frame) int64 {
		i := s.find(q.get(f))
		column := k.get(f)
		if i < 0 && below {
			i = 0
		}
		if i < 0 || uint64(column) >= uint64(s.width) || f.doubt {
			return f.unsure()
		}
		return s.values[i*s.width+int(column)]
	}
}

// column lowers the symbol that a rung's map is asked for, if it is a map.
func (c *lowering) column(n *Node) fast {
	if len(n.Args) < 2 {
		return nil
	}
	return c.lower(n.Args[1])
}

// marginal lowers the sum over the slices of a quantity.
func (c *lowering) marginal(n *Node) fast {
	s, ok := n.steps(1)
	if !ok {
		return doubtful
	}
	key, below := c.lower(n.Args[0]), n.Ladder.Ladder.Below
	column := c.column(n)
	if l, ok := c.leaf(n.Args[0]); ok && !l.constant && column == nil {
		return func(f *Frame) int64 {
			q := l.get(f)
			if f.doubt || q < s.cuts[0] && !below {
				return f.unsure()
			}
			return f.slices(s, q, 0)
		}
	}
	return func(f *Frame) int64 {
		q := key(f)
		if q == Absent || f.doubt {
			return f.absentOr(q)
		}
		k := int64(0)
		if column != nil {
			if k = column(f); k < 0 || f.doubt || int(k) >= s.width {
				return f.absentOr(k)
			}
		}
		if q < s.cuts[0] && !below {
			return f.unsure()
		}
		return f.slices(s, q, k)
	}
}

func (f *Frame) slices(s *steps, q, k int64) int64 {
	total := int64(0)
	for i, start := range s.starts {
		if i > 0 && q <= start {
			break
		}
		end := q
		if i+1 < len(s.starts) {
			end = min(end, s.starts[i+1])
		}
		total = f.plus(total, f.multiply(f.plus(end, start, true), s.values[i*s.width+int(k)]), false)
	}
	return total
}

// row lowers a table: the first row whose cells all match.
func (c *lowering) row(n *Node) fast {
	keys := make([]fast, len(n.Args))
	for i, a := range n.Args {
		keys[i] = c.lower(a)
	}
	type cell struct {
		any    bool
		lo, hi int64 // both included
		mask   []bool
	}
	cells := make([][]cell, len(n.Rows))
	values := make([]fast, len(n.Rows))
	for i, r := range n.Rows {
		values[i] = c.lower(r.Value)
		for _, from := range r.Cells {
			to := cell{any: from.Any, mask: from.Symbols, lo: Smallest, hi: 1<<63 - 1}
			if from.Lo != nil {
				if !from.Lo.IsInt64() {
					return doubtful
				}
				to.lo = from.Lo.Int64()
			}
			if from.Hi != nil {
				if !from.Hi.IsInt64() {
					return doubtful
				}
				to.hi = from.Hi.Int64() - 1
			}
			cells[i] = append(cells[i], to)
		}
	}
	return func(f *Frame) int64 {
		var buffer [8]int64
		got := buffer[:0]
		for _, k := range keys {
			v := k(f)
			if v == Absent || f.doubt {
				return f.absentOr(v)
			}
			got = append(got, v)
		}
		for i := range cells {
			match := true
			for j, want := range cells[i] {
				v := got[j]
				switch {
				case want.any:
				case want.mask != nil:
					match = v >= 0 && int(v) < len(want.mask) && want.mask[v]
				default:
					match = want.lo <= v && v <= want.hi
				}
				if !match {
					break
				}
			}
			if match {
				return values[i](f)
			}
		}
		return f.unsure()
	}
}
