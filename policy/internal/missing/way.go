package missing

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Step says what a change does to a fact.
type Step uint8

const (
	More  Step = iota // it rises By to To
	Less              // it falls By to To
	Is                // it becomes one of Symbols: of an enumeration, or no (0) and yes (1)
	Given             // it is given, with any value
	Gone              // it is not there any more
)

// A Change is what one fact, measure or tier lacks.
type Change struct {
	Step     Step
	Name     string // as the policy writes it
	Type     ir.Type
	Slot     int      // of the program's frames
	From     *big.Int // nil: absent
	To, By   *big.Int // More, Less; By is nil where From is. Given: To is a value that it may have
	Next     *big.Int // More, Less: the value one grain short of To; nil where that is to be absent
	Symbols  []int    // Is
	original int      // the coordinate
}

// A reading is the present value of a coordinate.
type reading struct {
	done  bool
	value ir.Value
}

// A question is a goal that is asked of one subject.
type question struct {
	goal    *Goal
	frame   *ir.Frame
	values  []reading
	failing []*Fail // by node and whether it should hold
}

func (q *question) read(coord int) ir.Value {
	r := &q.values[coord]
	if !r.done {
		*r = reading{true, q.frame.Exact(q.goal.coords[coord].node)}
	}
	return r.value
}

// mostWays bounds how many ways are looked at.
const mostWays = 512

// ways gives the ways to the goal that no other way does with less.
func (q *question) ways() []Way {
	ways, all := q.through(q.goal.boxes)
	if !all && q.goal.whole != nil {
		ways, _ = q.through(q.goal.whole)
	}
	ways = merged(ways)
	slices.SortStableFunc(ways, func(a, b Way) int {
		return len(a.Changes) + 2*len(a.Fails) - len(b.Changes) - 2*len(b.Fails)
	})
	return ways
}

// through gives the smallest ways into some boxes that lead to the goal; all
// is that every one of them does.
func (q *question) through(boxes []box) (ways []Way, all bool) {
	for _, b := range boxes {
		if ways = append(ways, q.into(b)...); len(ways) > mostWays {
			return nil, false
		}
	}
	ways = smallest(ways)
	n := len(ways)
	ways = slices.DeleteFunc(ways, func(w Way) bool { return len(w.Fails) == 0 && !q.exact(w) })
	return ways, len(ways) == n
}

// into gives the ways into a box: to the nearest values of the facts that lie
// outside.
func (q *question) into(b box) []Way {
	way := Way{}
	for _, l := range b.lits {
		if fail := q.fail(l); fail != nil {
			way.Fails = append(way.Fails, *fail)
		}
	}
	ways := []Way{way}
	for _, d := range b.dims {
		steps, inside := q.steps(d)
		if inside {
			continue
		}
		var more []Way
		for _, w := range ways {
			for _, s := range steps {
				more = append(more, Way{append(slices.Clip(w.Changes), s), w.Fails})
			}
		}
		if ways = more; len(ways) > mostWays {
			return ways
		}
	}
	return ways
}

// fail says how an undivided condition fails; nil if it does not.
func (q *question) fail(l lit) *Fail {
	v := q.frame.Exact(q.goal.opaque[l.node])
	is := isFalse
	switch {
	case v.Holds():
		is = isTrue
	case v.Num == nil:
		is = isAbsent
	}
	if v.Fault == nil && is == l.want {
		return nil
	}
	at := 2 * l.node
	if l.want == isTrue {
		at++
	}
	if q.failing[at] == nil {
		fail := failOf(q.frame, q.goal.opaque[l.node], l.want == isTrue)
		q.failing[at] = &fail
	}
	return q.failing[at]
}

// steps gives the changes that bring a fact into a region; inside is that none
// is needed.
func (q *question) steps(d dim) (steps []Change, inside bool) {
	co := q.goal.coords[d.coord]
	v := q.read(d.coord)
	if v.Fault != nil {
		return nil, false
	}
	change := Change{Name: co.name, Type: co.typ, Slot: co.slot, From: v.Num, original: d.coord}
	switch {
	case d.region.absent && v.Num == nil:
		return nil, true
	case d.region.absent:
		change.Step = Gone
		return settable(co, change), false
	case v.Num == nil && !co.settable:
		return nil, false
	case v.Num != nil && d.region.has(v.Num):
		return nil, true
	case co.symbols > 0:
		for i, in := range d.region.set {
			if in && co.allows(big.NewInt(int64(i))) {
				one := change
				one.Step, one.Symbols = Is, []int{i}
				steps = append(steps, one)
			}
		}
		return steps, false
	}
	return co.nearest(change, d.region), false
}

func settable(co *coord, change Change) []Change {
	if !co.settable {
		return nil
	}
	return []Change{change}
}

// allows reports whether a symbol is in the declared domain.
func (c *coord) allows(v *big.Int) bool {
	return len(c.oneOf) == 0 || slices.ContainsFunc(c.oneOf, func(o *big.Int) bool { return o.Cmp(v) == 0 })
}

// nearest completes the change of a number to the nearest value of a region
// that the fact can have; none if it can have none.
func (c *coord) nearest(change Change, r region) []Change {
	possible, some := r.meet(region{lo: c.min, hi: c.max})
	if !some {
		return nil
	}
	above := r.lo != nil && (c.min == nil || r.lo.Cmp(c.min) > 0)
	below := r.hi != nil && (c.max == nil || r.hi.Cmp(c.max) < 0)
	r = possible
	one := big.NewInt(1)
	switch {
	case above && (change.From == nil || change.From.Cmp(r.lo) < 0):
		change.Step, change.To, change.Next = More, r.lo, new(big.Int).Sub(r.lo, one)
	case below:
		change.Step, change.To, change.Next = Less, r.hi, new(big.Int).Add(r.hi, one)
	default:
		change.Step, change.To = Given, new(big.Int)
		if r.lo != nil {
			change.To = r.lo
		} else if r.hi != nil {
			change.To = r.hi
		}
	}
	if len(c.oneOf) > 0 && !c.nearestOf(&change, r) {
		return nil
	}
	if change.From != nil {
		change.By = new(big.Int).Sub(change.To, change.From)
		change.By.Abs(change.By)
	}
	return []Change{change}
}

// nearestOf is nearest among a closed list of values; the grain is then a step
// of the list.
func (c *coord) nearestOf(change *Change, r region) bool {
	sign := 1
	if change.Step == Less {
		sign = -1
	}
	list := slices.Clone(c.oneOf)
	slices.SortFunc(list, func(a, b *big.Int) int { return sign * a.Cmp(b) })
	at := slices.IndexFunc(list, func(v *big.Int) bool { return r.has(v) })
	if at < 0 {
		return false
	}
	change.To, change.Next = list[at], nil
	if at > 0 {
		change.Next = list[at-1]
	}
	return true
}
