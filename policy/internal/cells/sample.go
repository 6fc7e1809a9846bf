package cells

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

const (
	maxSamples   = 400
	sampledFacts = 4
)

// sample tries points of a cell whose goals no cut settles: corners for
// products, days that lie apart by common windows for dates. A point is taken
// wherever the goals are met, in the cell or out of it.
func (f *search) sample(c *cell, next *split) bool {
	base, ok := c.point()
	if !ok {
		return false
	}
	if f.take(base) {
		return true
	}
	vars := next.vars
	if vars == nil {
		vars = next.p.variables()
	}
	if len(vars) > sampledFacts {
		vars = vars[:sampledFacts]
	}
	choices := make([][]*big.Int, len(vars))
	for i, x := range vars {
		choices[i] = f.space.samples(x, c.span(x))
		if len(choices[i]) == 0 {
			choices[i] = []*big.Int{base.value(x)}
		}
	}
	tried := 0
	at := make([]int, len(vars))
	for tried < maxSamples {
		p := base.moved()
		for i, x := range vars {
			p.at[x] = choices[i][at[i]]
		}
		p.forced = append(p.forced, vars...)
		tried++
		f.space.budget.Cells--
		if f.space.lawful(p.at) && f.take(p) {
			return true
		}
		i := 0
		for ; i < len(at); i++ {
			if at[i]++; at[i] < len(choices[i]) {
				break
			}
			at[i] = 0
		}
		if i == len(at) {
			break
		}
	}
	return false
}

// moved copies a point, to give some variables other values.
func (p *Point) moved() *Point {
	q := *p
	q.at, q.forced = slices.Clone(p.at), slices.Clone(p.forced)
	q.frames = map[*Member]*ir.Frame{}
	return &q
}

// samples gives values of a variable that are worth trying.
func (s *Space) samples(x int, in span) []*big.Int {
	f := s.vars[x]
	in = f.domain.clip(in)
	var list []*big.Int
	add := func(v *big.Int) {
		if v != nil && in.has(v) && f.domain.has(v) && (f.attains == nil || f.attains(v)) &&
			!slices.ContainsFunc(list, func(w *big.Int) bool { return w.Cmp(v) == 0 }) {
			list = append(list, v)
		}
	}
	add(s.choose(x, in))
	add(in.lo)
	add(in.hi)
	if f.date {
		for _, m := range s.members {
			for _, d := range around(m.usualDay()) {
				add(big.NewInt(int64(d)))
			}
		}
		return list
	}
	if in.hi == nil || in.lo == nil {
		for places := 2; places <= 14; places += 2 {
			add(pow10(places))
			add(new(big.Int).Neg(pow10(places)))
			if in.lo != nil {
				add(new(big.Int).Add(in.lo, pow10(places)))
			}
		}
	}
	return list
}

// around gives days that lie before and after one by the lengths that windows
// commonly have.
func around(d payout.Date) []payout.Date {
	days := []payout.Date{d.MonthStart(), d}
	for _, months := range []int{1, 2, 3, 4, 5, 6, 7, 12, 13, 24, 36} {
		days = append(days, d.MonthStart().AddMonths(-months), d.MonthStart().AddMonths(months))
	}
	for _, n := range []int{1, 29, 30, 31, 60, 90, 180} {
		days = append(days, d.AddDays(-n), d.AddDays(n))
	}
	return days
}
