package tier

import (
	"errors"
	"fmt"
	"math"
	"math/big"
)

// A Start is where a rung of a ladder begins, in whole numbers of the unit in
// which the quantity is counted. The rung takes At itself, or, with Above,
// begins just above it.
type Start struct {
	At    *big.Int
	Above bool
}

func (s Start) text() string {
	if s.Above {
		return "above " + s.At.String()
	}
	return "from " + s.At.String()
}

// Steps are the starts of a ladder's rungs over whole numbers. Rungs are
// numbered from 0, the lowest.
//
// As nothing lies between two whole numbers, the rung above c is reached at c
// plus one. Its slice of a marginal ladder begins at c all the same: where one
// price ends the next begins, whether or not c itself is taken, and so the
// slices do not depend on how fine the unit is.
//
// The zero value has no rungs.
type Steps struct {
	starts []*big.Int // where the slice of each rung begins
	reach  []*big.Int // the least quantity that reaches each rung
	below  bool       // there are rungs, and what is below them is in the first

	// reach64 leaves out the rungs that no int64 reaches. A rung that every
	// int64 reaches has the smallest int64 here.
	reach64 []int64
	// start64 and width64 are where slices begin and how wide those with an
	// upper end are, up to the first that is not an int64.
	start64, width64 []int64
}

// NewSteps returns the steps with the given starts, lowest first. It is an
// error if there are none, if one is nil, or if a rung is not reached by more
// than the one before it; the error names both. The numbers are copied.
func NewSteps(starts ...Start) (*Steps, error) {
	if len(starts) == 0 {
		return nil, errNoRungs
	}
	s := &Steps{}
	for i, start := range starts {
		if start.At == nil {
			return nil, fmt.Errorf("rung %d has no start", i+1)
		}
		at := new(big.Int).Set(start.At)
		reach := at
		if start.Above {
			reach = new(big.Int).Add(at, big.NewInt(1))
		}
		if i > 0 && reach.Cmp(s.reach[i-1]) <= 0 {
			return nil, notAscending(i, starts[i-1].text(), start.text())
		}
		s.starts = append(s.starts, at)
		s.reach = append(s.reach, reach)
	}
	s.narrow()
	return s, nil
}

var errNoRungs = errors.New("a ladder has no rungs")

// notAscending is the error of rung i, counted from 0, and the one before it.
func notAscending(i int, before, rung string) error {
	return fmt.Errorf("rung %d, %s, does not begin above rung %d, %s", i+1, rung, i, before)
}

// narrow fills in the forms for int64.
func (s *Steps) narrow() {
	for _, reach := range s.reach {
		switch {
		case reach.IsInt64():
			s.reach64 = append(s.reach64, reach.Int64())
		case reach.Sign() < 0:
			s.reach64 = append(s.reach64, math.MinInt64)
		}
	}
	for i, start := range s.starts {
		if !start.IsInt64() {
			return
		}
		if i > 0 {
			width := new(big.Int).Sub(start, s.starts[i-1])
			if !width.IsInt64() {
				return
			}
			s.width64 = append(s.width64, width.Int64())
		}
		s.start64 = append(s.start64, start.Int64())
	}
}

// BelowFirst returns the same steps, but a quantity below the first rung is in
// the first rung (N37), with a slice that is negative by what it lacks. It
// stays as it is if there are no rungs.
func (s *Steps) BelowFirst() *Steps {
	with := *s
	with.below = len(s.starts) > 0
	return &with
}

// fewRungs is up to how many rungs looking at one after the other is faster
// than halving, as measured. Most ladders are that short, and the last halves
// of a longer one are.
const fewRungs = 24

// Find returns the number of the highest rung that q reaches, or -1 if q is
// below the first. It allocates nothing.
func (s *Steps) Find(q int64) int {
	rungs, reached := s.reach64, 0
	for len(rungs) > fewRungs {
		middle := len(rungs) / 2
		if rungs[middle] <= q {
			reached += middle + 1
			rungs = rungs[middle+1:]
		} else {
			rungs = rungs[:middle]
		}
	}
	for _, reach := range rungs {
		if q < reach {
			break
		}
		reached++
	}
	if reached == 0 && s.below {
		return 0
	}
	return reached - 1
}

// FindBig is Find for numbers of any size. It allocates nothing. A nil q
// reaches no rung.
func (s *Steps) FindBig(q *big.Int) int {
	if q == nil {
		return -1
	}
	from, to := 0, len(s.reach)
	for from < to {
		middle := int(uint(from+to) / 2)
		if s.reach[middle].Cmp(q) <= 0 {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from == 0 && s.below {
		return 0
	}
	return from - 1
}

// AppendSlices appends to slices how much of q lies in each rung up to the one
// that Find gives, lowest first, and returns the longer slice. The parts sum to
// q less the first start; below the first rung there are none. It allocates
// only what append does.
//
// It is false, and nothing is appended, if a start or a part that it takes is
// not an int64; Slices then gives the answer.
func (s *Steps) AppendSlices(slices []int64, q int64) ([]int64, bool) {
	rung := s.Find(q)
	if rung < 0 {
		return slices, true
	}
	if rung >= len(s.start64) {
		return slices, false
	}
	start := s.start64[rung]
	last := q - start
	if (last < 0) != (q < start) {
		return slices, false
	}
	slices = append(slices, s.width64[:rung]...)
	return append(slices, last), true
}

// Slices is AppendSlices for numbers of any size, as new numbers. There are
// none for a nil q.
func (s *Steps) Slices(q *big.Int) []*big.Int {
	rung := s.FindBig(q)
	if rung < 0 {
		return nil
	}
	parts := make([]*big.Int, rung+1)
	for i := range rung {
		parts[i] = new(big.Int).Sub(s.starts[i+1], s.starts[i])
	}
	parts[rung] = new(big.Int).Sub(q, s.starts[rung])
	return parts
}
