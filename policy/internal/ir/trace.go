package ir

import (
	"math/big"
	"time"
)

// A Step is one step of an evaluation, with those it was computed from. Steps
// are what `explain` prints; nothing is computed a second time for it.
type Step struct {
	Node  *Node
	Value Value
	Rung  int // OpRung, OpRow: which one was taken, from 0; else -1
	Steps []*Step

	Slices []Slice // OpMarginal: what was summed
}

// A Slice is the part of a quantity that lies on one rung of a marginal
// ladder, with the value of that rung.
type Slice struct {
	Rung            int
	Quantity, Value *big.Int // at the scales of the quantity and of the ladder
}

type tracer struct {
	at *Step
}

// slice notes a slice that the step in hand sums.
func (t *tracer) slice(rung int, quantity, value *big.Int) {
	t.at.Slices = append(t.at.Slices, Slice{rung, new(big.Int).Set(quantity), value})
}

// Trace evaluates a node and tells how.
func (f *Frame) Trace(n *Node) *Step {
	f.forget() // a named part shows its steps at its first use in each trace
	root := &Step{}
	outer := f.trace // an input that is loaded on the way may be traced itself
	f.trace = &tracer{at: root}
	f.traced(n)
	f.trace = outer
	return root.Steps[0]
}

func (f *Frame) traced(n *Node) Value {
	step := &Step{Node: n, Rung: -1}
	parent := f.trace.at
	parent.Steps = append(parent.Steps, step)
	f.trace.at = step
	step.Value = f.exact(n)
	f.trace.at = parent
	step.Rung = f.taken(n, step)
	return step.Value
}

// taken gives the rung or row that a step took, read off its arguments.
func (f *Frame) taken(n *Node, step *Step) int {
	switch n.Op {
	case OpRung:
		if key := step.Steps[0].Value; key.Num != nil {
			return max(n.Ladder.Rung(key.Num), 0)
		}
	case OpRow:
		keys := make([]*big.Int, 0, len(n.Args))
		for _, s := range step.Steps[:min(len(step.Steps), len(n.Args))] {
			if s.Value.Num == nil {
				return -1
			}
			keys = append(keys, s.Value.Num)
		}
		for i, row := range n.Rows {
			if len(keys) == len(n.Args) && row.matches(keys) {
				return i
			}
		}
	}
	return -1
}

func clockText(micros int64, zone *time.Location) string {
	return time.UnixMicro(micros).In(zone).Format("2006-01-02T15:04:05.999999Z07:00")
}
