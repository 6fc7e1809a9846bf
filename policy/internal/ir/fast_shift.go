package ir

import (
	"math"
	"math/big"
)

// shift lowers a change of scale. That of a constant, of a map of constants or
// of a ladder is done once, to what it holds.
func (c *lowering) shift(n *Node) fast {
	factor := int64(1)
	for range n.Places {
		if factor > math.MaxInt64/10 {
			return doubtful
		}
		factor *= 10
	}
	if f := c.scaled(n.Args[0], factor); f != nil {
		return f
	}
	limit := math.MaxInt64 / factor
	if l, ok := c.leaf(n.Args[0]); ok && !l.constant {
		return func(f *Frame) int64 {
			a := l.get(f)
			if a > limit || a < -limit {
				return f.unsure()
			}
			return a * factor
		}
	}
	return c.unary(n, func(f *Frame, a int64) int64 {
		if a > limit || a < -limit {
			return f.unsure()
		}
		return a * factor
	})
}

// scaled lowers a node whose values are known, with all of them multiplied;
// nil where there are none, or they are computed for others too.
func (c *lowering) scaled(n *Node, factor int64) fast {
	if _, ok := c.shared[n]; ok {
		return nil
	}
	switch n.Op {
	case OpConst:
		v, ok := smalls([]*big.Int{n.Const}, factor)
		if !ok {
			return nil
		}
		return func(*Frame) int64 { return v[0] }
	case OpIndex:
		return c.index(n, factor)
	case OpRung:
		return c.rung(n, factor)
	default:
		return nil
	}
}
