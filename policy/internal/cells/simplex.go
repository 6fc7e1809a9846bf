package cells

import (
	"math/big"
	"slices"
)

// A tableau looks for a point in a box that satisfies linear conditions, over
// rational numbers, by the simplex method with bounds on all variables and
// Bland's rule, which always ends. See Dutertre and de Moura, A Fast
// Linear-Arithmetic Solver for DPLL(T), 2006.
type tableau struct {
	vars  []int        // of the space, by column
	lo    []*big.Rat   // by variable of the tableau: first the columns' own, then one a condition
	hi    []*big.Rat   //
	value []*big.Rat   //
	basic []int        // by row: the variable that the row defines
	rows  [][]*big.Rat // by row and variable: basic = sum of coefficient x nonbasic
}

// newTableau takes conditions that are affine and hold where they are not
// negative.
func newTableau(conditions []poly, box func(int) span) *tableau {
	t := &tableau{}
	for _, p := range conditions {
		t.vars = append(t.vars, p.variables()...)
	}
	slices.Sort(t.vars)
	t.vars = slices.Compact(t.vars)
	n := len(t.vars) + len(conditions)
	for _, x := range t.vars {
		s := box(x)
		t.bound(rat(s.lo), rat(s.hi))
	}
	for i, p := range conditions {
		row := make([]*big.Rat, n)
		for j := range row {
			row[j] = new(big.Rat)
		}
		least := new(big.Rat)
		for _, term := range p {
			if len(term.vars) == 0 {
				least.SetInt(term.coef).Neg(least)
				continue
			}
			row[slices.Index(t.vars, term.vars[0])].SetInt(term.coef)
		}
		t.bound(least, nil)
		t.basic = append(t.basic, len(t.vars)+i)
		t.rows = append(t.rows, row)
	}
	for i := range t.rows {
		t.value[t.basic[i]] = t.rowValue(i)
	}
	return t
}

func rat(v *big.Int) *big.Rat {
	if v == nil {
		return nil
	}
	return new(big.Rat).SetInt(v)
}

// bound adds a variable; it begins at the bound that is nearest to zero.
func (t *tableau) bound(lo, hi *big.Rat) {
	v := new(big.Rat)
	if lo != nil && lo.Sign() > 0 {
		v.Set(lo)
	} else if hi != nil && hi.Sign() < 0 {
		v.Set(hi)
	}
	t.lo, t.hi, t.value = append(t.lo, lo), append(t.hi, hi), append(t.value, v)
}

func (t *tableau) rowValue(i int) *big.Rat {
	sum, part := new(big.Rat), new(big.Rat)
	for j, c := range t.rows[i] {
		if c.Sign() != 0 {
			sum.Add(sum, part.Mul(c, t.value[j]))
		}
	}
	return sum
}

// feasible reports whether there is such a point; t.value then holds one.
func (t *tableau) feasible() bool {
	for {
		row, low := t.violated()
		if row < 0 {
			return true
		}
		column := t.entering(row, low)
		if column < 0 {
			return false
		}
		b := t.basic[row]
		target := t.hi[b]
		if low {
			target = t.lo[b]
		}
		t.pivot(row, column, target)
	}
}

// violated gives the row of the smallest basic variable that is out of its
// bounds, and whether it is too low.
func (t *tableau) violated() (row int, low bool) {
	row = -1
	for i, b := range t.basic {
		tooLow := t.lo[b] != nil && t.value[b].Cmp(t.lo[b]) < 0
		tooHigh := t.hi[b] != nil && t.value[b].Cmp(t.hi[b]) > 0
		if (tooLow || tooHigh) && (row < 0 || b < t.basic[row]) {
			row, low = i, tooLow
		}
	}
	return row, low
}

// entering gives the smallest nonbasic variable whose change can mend a row.
func (t *tableau) entering(row int, low bool) int {
	for j, c := range t.rows[row] {
		if c.Sign() == 0 || slices.Contains(t.basic, j) {
			continue
		}
		up := (c.Sign() > 0) == low
		if up && (t.hi[j] == nil || t.value[j].Cmp(t.hi[j]) < 0) || !up && (t.lo[j] == nil || t.value[j].Cmp(t.lo[j]) > 0) {
			return j
		}
	}
	return -1
}

// pivot exchanges the basic variable of a row for column, and moves it to
// target.
func (t *tableau) pivot(row, column int, target *big.Rat) {
	leaving := t.basic[row]
	r := t.rows[row]
	inverse := new(big.Rat).Inv(r[column])
	step := new(big.Rat).Sub(target, t.value[leaving])
	step.Mul(step, inverse)
	t.value[leaving] = new(big.Rat).Set(target)
	t.value[column] = new(big.Rat).Add(t.value[column], step)

	// leaving = ... + c column becomes column = (leaving - ...) / c.
	solved := make([]*big.Rat, len(r))
	for j, c := range r {
		solved[j] = new(big.Rat).Mul(c, inverse)
		solved[j].Neg(solved[j])
	}
	solved[column] = new(big.Rat)
	solved[leaving] = inverse
	t.rows[row], t.basic[row] = solved, column
	part := new(big.Rat)
	for i, other := range t.rows {
		if i == row || other[column].Sign() == 0 {
			continue
		}
		factor := other[column]
		next := make([]*big.Rat, len(other))
		for j := range other {
			next[j] = new(big.Rat).Add(other[j], part.Mul(factor, solved[j]))
		}
		next[column] = new(big.Rat)
		t.rows[i] = next
		t.value[t.basic[i]] = t.rowValue(i)
	}
}

// maxBranches bounds the search for whole numbers.
const maxBranches = 64

// whole looks for a point of whole numbers that satisfies the conditions, by
// branching on what is not whole. It may miss one; found is then false.
func whole(conditions []poly, box func(int) span) (at map[int]*big.Int, found bool) {
	branches := 0
	var search func(narrowed map[int]span) bool
	search = func(narrowed map[int]span) bool {
		if branches++; branches > maxBranches {
			return false
		}
		limits := func(x int) span {
			if s, ok := narrowed[x]; ok {
				return s
			}
			return box(x)
		}
		t := newTableau(conditions, limits)
		if !t.feasible() {
			return false
		}
		for j, x := range t.vars {
			v := t.value[j]
			if v.IsInt() {
				continue
			}
			down := floorDiv(v.Num(), v.Denom())
			for _, side := range []span{{hi: down}, {lo: new(big.Int).Add(down, bigOne)}} {
				narrower := map[int]span{x: limits(x).meet(side)}
				for y, s := range narrowed {
					if y != x {
						narrower[y] = s
					}
				}
				if search(narrower) {
					return true
				}
			}
			return false
		}
		at = map[int]*big.Int{}
		for j, x := range t.vars {
			at[x] = new(big.Int).Set(t.value[j].Num())
		}
		return true
	}
	found = search(nil)
	return at, found
}
