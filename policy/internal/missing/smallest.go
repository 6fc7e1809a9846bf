package missing

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// smallest leaves out each way of which another does the same with less: with
// a part of its changes, or with smaller ones.
func smallest(ways []Way) []Way {
	var kept []Way
next:
	for i, w := range ways {
		for j, v := range ways {
			if i != j && v.isPartOf(w) && (j < i || !w.isPartOf(v)) {
				continue next
			}
		}
		kept = append(kept, w)
	}
	return kept
}

// isPartOf reports whether w does no more than v.
func (w Way) isPartOf(v Way) bool {
	for _, c := range w.Changes {
		if !slices.ContainsFunc(v.Changes, c.isPartOf) {
			return false
		}
	}
	for _, f := range w.Fails {
		if !slices.ContainsFunc(v.Fails, func(g Fail) bool { return g.Text == f.Text && g.Must == f.Must }) {
			return false
		}
	}
	return true
}

func (c Change) isPartOf(d Change) bool {
	switch {
	case c.original != d.original:
		return false
	case c.Step == Given:
		return d.Step != Gone
	case c.Step != d.Step:
		return false
	case c.Step == Is:
		return slices.Equal(c.Symbols, d.Symbols)
	case c.Step == More:
		return c.To.Cmp(d.To) <= 0
	case c.Step == Less:
		return c.To.Cmp(d.To) >= 0
	default:
		return true
	}
}

// merged joins ways that differ in the symbol of one fact alone.
func merged(ways []Way) []Way {
	for i := 0; i < len(ways); i++ {
		for j := i + 1; j < len(ways); j++ {
			if at := ways[i].differs(ways[j]); at >= 0 {
				changes := slices.Clone(ways[i].Changes)
				changes[at].Symbols = append(slices.Clip(changes[at].Symbols), ways[j].Changes[at].Symbols...)
				slices.Sort(changes[at].Symbols)
				ways[i].Changes = changes
				ways = slices.Delete(ways, j, j+1)
				i = -1 // what was different before may be alike now
				break
			}
		}
	}
	return ways
}

// differs gives the one change in whose symbols two ways differ, or -1.
func (w Way) differs(v Way) int {
	if len(w.Changes) != len(v.Changes) || len(w.Fails) > 0 || len(v.Fails) > 0 {
		return -1
	}
	at := -1
	for i, c := range w.Changes {
		d := v.Changes[i]
		switch {
		case c.isPartOf(d) && d.isPartOf(c):
		case at < 0 && c.original == d.original && c.Step == Is && d.Step == Is:
			at = i
		default:
			return -1
		}
	}
	return at
}

// exact reports whether a way leads to the goal, and no part of it less by one
// grain does. It may not, where it makes a condition hold that should not, or
// where the facts that change are read by one that is not taken apart.
func (q *question) exact(w Way) bool {
	if !q.with(w, -1) {
		return false
	}
	for i := range w.Changes {
		if q.with(w, i) {
			return false
		}
	}
	return true
}

// with reports whether the goal is reached with the changes of a way, one of
// them less by one grain; -1 leaves them all as they are.
func (q *question) with(w Way, less int) bool {
	restore := apply(q.frame, w, less)
	defer restore()
	return q.goal.Holds(q.frame)
}

// apply makes the changes of a way in a frame, one of them less by one grain,
// until restore is called.
func apply(f *ir.Frame, w Way, less int) (restore func()) {
	f.ClearMemos()
	slots, wide := make([]int64, len(w.Changes)), make([]*big.Int, len(w.Changes))
	for i, c := range w.Changes {
		slots[i], wide[i] = f.Slots[c.Slot], f.Wide[c.Slot]
		to := c.Target()
		if i == less {
			to = c.Short()
		}
		if to == nil {
			f.Slots[c.Slot] = ir.Absent
		} else {
			f.Set(c.Slot, to)
		}
	}
	return func() {
		f.ClearMemos()
		for i, c := range w.Changes {
			if f.Slots[c.Slot] = slots[i]; wide[i] != nil {
				f.Wide[c.Slot] = wide[i]
			}
		}
	}
}

// Target gives a value that a change brings a fact to; nil is absent.
func (c *Change) Target() *big.Int {
	if c.Step == Is {
		return big.NewInt(int64(c.Symbols[0]))
	}
	return c.To
}

// Short gives the value of a fact one grain short of a change; nil is absent.
func (c *Change) Short() *big.Int {
	if c.Step == More || c.Step == Less {
		return c.Next
	}
	return c.From
}
