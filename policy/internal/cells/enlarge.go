package cells

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Enlarged gives a point at which the goals are met as well, with sums that
// could be of any size at a size that people think of: a million rather than a
// cent.
func (p *Point) Enlarged(goals ...Goal) *Point {
	best := p
	for _, x := range p.forced {
		s := p.cell.span(x)
		f := p.space.vars[x]
		if s.hi != nil || s.lo == nil || f.kind != ir.Money || best.at[x].CmpAbs(big.NewInt(1_000)) > 0 || f.attains != nil {
			continue
		}
		for _, places := range []int{8, 6, 4} {
			q := best.moved()
			q.at[x] = pow10(places)
			if s.has(q.at[x]) && p.space.lawful(q.at) && q.meets(goals) {
				best = q
				break
			}
		}
	}
	return best
}

func (p *Point) meets(goals []Goal) bool {
	for _, g := range goals {
		if p.outcome(g)&g.Want == 0 {
			return false
		}
	}
	return p.occurs()
}

// simplified gives a point at which the goals are met as well, and in which as
// many variables as can be have the value that is chosen where any will do:
// what is left is what matters.
func (p *Point) simplified(goals []Goal) *Point {
	best := p
	for _, x := range p.forced {
		q := best.moved()
		q.at[x] = p.space.choose(x, p.space.vars[x].hull)
		if q.at[x].Cmp(best.at[x]) != 0 && (!p.space.lawful(q.at) || !q.meets(goals)) {
			continue
		}
		q.forced = slices.DeleteFunc(q.forced, func(y int) bool { return y == x })
		best = q
	}
	return best
}
