package engine

import (
	"cmp"
	"math/big"
	"slices"
	"sort"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A series holds what the events of one subject add up to, day by day. Its
// memory grows with the days on which something happened, not with events;
// the order in which events come does not matter.
type series struct {
	days []int32
	sums []int64          // by day, once sealed the running sums
	wide map[int]*big.Int // sums that outgrew their slot, by position
	rise int              // how long the lists may become before they are packed
	seal bool
}

// add counts a value on a day.
func (s *series) add(day payout.Date, v int64, wide *big.Int) {
	if n := len(s.days); n > 0 && s.days[n-1] == int32(day) && wide == nil && s.sums[n-1] != ir.Wide {
		if sum, ok := addInt(s.sums[n-1], v); ok {
			s.sums[n-1] = sum
			return
		}
	}
	if len(s.days) >= max(s.rise, 16) {
		s.pack()
		s.rise = 2 * len(s.days)
	}
	s.days = append(s.days, int32(day))
	s.sums = append(s.sums, v)
	if wide != nil {
		s.setWide(len(s.sums)-1, wide)
	}
}

func (s *series) setWide(i int, v *big.Int) {
	if s.wide == nil {
		s.wide = map[int]*big.Int{}
	}
	s.wide[i] = v
	s.sums[i] = ir.Wide
}

// addInt adds two numbers that stand for themselves; ok is false when the sum
// does not.
func addInt(a, b int64) (int64, bool) {
	sum := a + b
	if (a > 0 && b > 0 && sum < 0) || (a < 0 && b < 0 && sum >= 0) || sum < ir.Smallest {
		return 0, false
	}
	return sum, true
}

func (s *series) Len() int           { return len(s.days) }
func (s *series) Less(i, j int) bool { return s.days[i] < s.days[j] }
func (s *series) Swap(i, j int) {
	s.days[i], s.days[j] = s.days[j], s.days[i]
	s.sums[i], s.sums[j] = s.sums[j], s.sums[i]
	if s.wide != nil {
		a, b := s.wide[i], s.wide[j]
		delete(s.wide, i)
		delete(s.wide, j)
		if a != nil {
			s.wide[j] = a
		}
		if b != nil {
			s.wide[i] = b
		}
	}
}

// pack sorts the days and puts the sums of a day together.
func (s *series) pack() {
	if !sort.IsSorted(s) {
		sort.Sort(s)
	}
	kept := -1
	for i := range s.days {
		if kept < 0 || s.days[kept] != s.days[i] {
			kept++
			s.move(kept, i)
			continue
		}
		s.merge(kept, i)
	}
	s.days, s.sums = s.days[:kept+1], s.sums[:kept+1]
}

func (s *series) move(to, from int) {
	if to == from {
		return
	}
	s.days[to], s.sums[to] = s.days[from], s.sums[from]
	if w := s.wide[from]; w != nil {
		delete(s.wide, from)
		s.wide[to] = w
	}
}

func (s *series) merge(to, from int) {
	if s.sums[to] != ir.Wide && s.sums[from] != ir.Wide {
		if sum, ok := addInt(s.sums[to], s.sums[from]); ok {
			s.sums[to] = sum
			return
		}
	}
	total := new(big.Int).Add(s.number(to), s.number(from))
	delete(s.wide, from)
	s.setWide(to, total)
}

func (s *series) number(i int) *big.Int {
	if s.sums[i] == ir.Wide {
		return s.wide[i]
	}
	return big.NewInt(s.sums[i])
}

// finish packs the series and turns its sums into running sums, so that the
// sum of any stretch of days is one subtraction.
func (s *series) finish() {
	s.pack()
	s.days, s.sums = slices.Clip(s.days), slices.Clip(s.sums)
	s.seal = true
	running := new(big.Int)
	small := true
	for i := range s.sums {
		if small && s.sums[i] != ir.Wide {
			before := int64(0)
			if i > 0 {
				before = s.sums[i-1]
			}
			if sum, ok := addInt(before, s.sums[i]); ok {
				s.sums[i] = sum
				continue
			}
		}
		if small && i > 0 {
			running.SetInt64(s.sums[i-1])
		}
		small = false
		running = new(big.Int).Add(running, s.number(i))
		s.setWide(i, running)
	}
}

// upTo gives how many of the days are not after a day.
func (s *series) upTo(day payout.Date) int {
	i, found := slices.BinarySearch(s.days, int32(day))
	if found {
		i++
	}
	return i
}

// sum gives the sum from first to last, both included.
func (s *series) sum(first, last payout.Date) total {
	if len(s.days) == 0 || last < first {
		return total{}
	}
	lo, hi := s.upTo(first-1), s.upTo(last)
	if hi <= lo {
		return total{}
	}
	upper, lower := s.sums[hi-1], int64(0)
	if lo > 0 {
		lower = s.sums[lo-1]
	}
	if upper != ir.Wide && lower != ir.Wide {
		if d := upper - lower; (upper >= lower) == (d >= 0) && d >= ir.Smallest {
			return total{small: d}
		}
	}
	d := new(big.Int).Set(s.number(hi - 1))
	if lo > 0 {
		d.Sub(d, s.number(lo-1))
	}
	return total{wide: d}
}

// reach gives the first day of a stretch by whose end the sum from its first
// day on is at least the goal; zero if it never is.
func (s *series) reach(first, last payout.Date, goal *big.Int) payout.Date {
	lo, hi := s.upTo(first-1), s.upTo(last)
	for i := lo; i < hi; i++ {
		if s.sum(first, payout.Date(s.days[i])).cmp(goal) >= 0 {
			return payout.Date(s.days[i])
		}
	}
	return 0
}

// A total is a sum of any size.
type total struct {
	small int64
	wide  *big.Int
}

func (t total) big() *big.Int {
	if t.wide != nil {
		return t.wide
	}
	return big.NewInt(t.small)
}

func (t total) cmp(v *big.Int) int { return t.big().Cmp(v) }

func (t total) add(u total) total {
	if t.wide == nil && u.wide == nil {
		if sum, ok := addInt(t.small, u.small); ok {
			return total{small: sum}
		}
	}
	return total{wide: new(big.Int).Add(t.big(), u.big())}
}

// A picked is what first, last, min and max keep of a day.
type picked struct {
	day   int32
	at    int64  // microseconds, for first and last
	tie   uint64 // decides between events of one instant
	value int64
	wide  *big.Int
}

// picks holds one picked event a day.
type picks struct {
	list []picked
	rise int
}

// add keeps an event if it is the one to keep of its day.
func (s *picks) add(op ir.MeasureOp, p picked) {
	if n := len(s.list); n > 0 && s.list[n-1].day == p.day {
		if better(op, p, s.list[n-1]) {
			s.list[n-1] = p
		}
		return
	}
	if len(s.list) >= max(s.rise, 16) {
		s.pack(op)
		s.rise = 2 * len(s.list)
	}
	s.list = append(s.list, p)
}

// better reports whether a is to be kept rather than b.
func better(op ir.MeasureOp, a, b picked) bool {
	order := 0
	switch op {
	case ir.MinOf:
		order = total{a.value, a.wide}.cmp(total{b.value, b.wide}.big())
	case ir.MaxOf:
		order = -total{a.value, a.wide}.cmp(total{b.value, b.wide}.big())
	case ir.LastOf:
		order = -cmp.Compare(a.at, b.at)
	default:
		order = cmp.Compare(a.at, b.at)
	}
	if order == 0 {
		order = cmp.Compare(a.tie, b.tie)
	}
	return order < 0
}

func (s *picks) pack(op ir.MeasureOp) {
	slices.SortStableFunc(s.list, func(a, b picked) int { return cmp.Compare(a.day, b.day) })
	kept := s.list[:0]
	for _, p := range s.list {
		if n := len(kept); n > 0 && kept[n-1].day == p.day {
			if better(op, p, kept[n-1]) {
				kept[n-1] = p
			}
			continue
		}
		kept = append(kept, p)
	}
	s.list = kept
}

// pick gives the event to keep of a stretch of days.
func (s *picks) pick(op ir.MeasureOp, first, last payout.Date) (picked, bool) {
	lo, _ := slices.BinarySearchFunc(s.list, int32(first), func(p picked, day int32) int { return cmp.Compare(p.day, day) })
	best, found := picked{}, false
	for _, p := range s.list[lo:] {
		if p.day > int32(last) {
			break
		}
		if !found || better(op, p, best) {
			best, found = p, true
		}
	}
	return best, found
}
