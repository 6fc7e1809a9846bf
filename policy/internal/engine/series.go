package engine

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A series holds what the events of one subject add up to, day by day. Its
// memory grows with the days on which something happened, not with events;
// the order in which events come does not matter.
type series struct {
	list []bucket           // by day
	wide map[int32]*big.Int // sums that outgrew their bucket, by day
}

// A bucket is the sum of a day, and once the series is finished that of all
// days up to it.
type bucket struct {
	day int32
	sum int64
}

// add counts a value on a day.
func (s *series) add(day payout.Date, v int64, wide *big.Int) {
	i := len(s.list) - 1
	if i < 0 || s.list[i].day != int32(day) { // mostly they come in order
		var found bool
		if i, found = s.find(int32(day)); !found {
			s.list = slices.Insert(s.list, i, bucket{day: int32(day)})
		}
	}
	b := &s.list[i]
	if wide == nil && b.sum != ir.Wide {
		if sum, ok := addInt(b.sum, v); ok {
			b.sum = sum
			return
		}
	}
	if wide == nil {
		wide = big.NewInt(v)
	}
	s.setWide(b, new(big.Int).Add(s.number(b), wide))
}

// addBucket counts the sum of a day of another series.
func (s *series) addBucket(b bucket, wide *big.Int) {
	if b.sum != ir.Wide {
		wide = nil
	}
	s.add(payout.Date(b.day), b.sum, wide)
}

func (s *series) find(day int32) (i int, found bool) {
	if n := len(s.list); n == 0 || s.list[n-1].day < day {
		return n, false
	}
	return slices.BinarySearchFunc(s.list, day, func(b bucket, day int32) int { return cmp.Compare(b.day, day) })
}

func (s *series) setWide(b *bucket, v *big.Int) {
	if s.wide == nil {
		s.wide = map[int32]*big.Int{}
	}
	s.wide[b.day] = v
	b.sum = ir.Wide
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

func (s *series) number(b *bucket) *big.Int {
	if b.sum == ir.Wide {
		return s.wide[b.day]
	}
	return big.NewInt(b.sum)
}

// finish turns the sums into running sums, so that the sum of any stretch of
// days is one subtraction.
func (s *series) finish() {
	if spare := cap(s.list) - len(s.list); spare > len(s.list)/4 {
		s.list = slices.Clone(s.list)
	}
	for i := 1; i < len(s.list); i++ {
		before, b := &s.list[i-1], &s.list[i]
		if before.sum != ir.Wide && b.sum != ir.Wide {
			if sum, ok := addInt(before.sum, b.sum); ok {
				b.sum = sum
				continue
			}
		}
		s.setWide(b, new(big.Int).Add(s.number(before), s.number(b)))
	}
}

// upTo gives how many of the days are not after a day.
func (s *series) upTo(day payout.Date) int {
	i, found := s.find(int32(day))
	if found {
		i++
	}
	return i
}

// sum gives the sum from first to last, both included.
func (s *series) sum(first, last payout.Date) total {
	if len(s.list) == 0 || last < first {
		return total{}
	}
	lo, hi := s.upTo(first-1), s.upTo(last)
	if hi <= lo {
		return total{}
	}
	upper, lower := &s.list[hi-1], &bucket{}
	if lo > 0 {
		lower = &s.list[lo-1]
	}
	if upper.sum != ir.Wide && lower.sum != ir.Wide {
		if d := upper.sum - lower.sum; (upper.sum >= lower.sum) == (d >= 0) && d >= ir.Smallest {
			return total{small: d}
		}
	}
	return total{wide: new(big.Int).Sub(s.number(upper), s.number(lower))}
}

// reach gives the first day of a stretch by whose end the sum from its first
// day on is at least the goal; zero if it never is.
func (s *series) reach(first, last payout.Date, goal *big.Int) payout.Date {
	lo, hi := s.upTo(first-1), s.upTo(last)
	for i := lo; i < hi; i++ { // a window that has not begun has no days
		if day := payout.Date(s.list[i].day); s.sum(first, day).cmp(goal) >= 0 {
			return day
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

func (t total) cmp(v *big.Int) int {
	if t.wide == nil && v.IsInt64() {
		return cmp.Compare(t.small, v.Int64())
	}
	return t.big().Cmp(v)
}

func (t total) compare(u total) int {
	if t.wide == nil && u.wide == nil {
		return cmp.Compare(t.small, u.small)
	}
	return t.big().Cmp(u.big())
}

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

// picks holds one picked event a day, by day.
type picks struct {
	list []picked
}

// add keeps an event if it is the one to keep of its day.
func (s *picks) add(op ir.MeasureOp, p picked) {
	i := len(s.list) - 1
	if i < 0 || s.list[i].day != p.day {
		var found bool
		if i, found = s.find(p.day); !found {
			s.list = slices.Insert(s.list, i, p)
			return
		}
	}
	if better(op, p, s.list[i]) {
		s.list[i] = p
	}
}

func (s *picks) find(day int32) (i int, found bool) {
	return slices.BinarySearchFunc(s.list, day, func(p picked, day int32) int { return cmp.Compare(p.day, day) })
}

// better reports whether a is to be kept rather than b.
func better(op ir.MeasureOp, a, b picked) bool {
	order := 0
	switch op {
	case ir.MinOf:
		order = total{a.value, a.wide}.compare(total{b.value, b.wide})
	case ir.MaxOf:
		order = -total{a.value, a.wide}.compare(total{b.value, b.wide})
	case ir.LastOf:
		order = -cmp.Compare(a.at, b.at)
	default:
		order = cmp.Compare(a.at, b.at)
	}
	if order == 0 {
		order = cmp.Compare(a.tie, b.tie)
	}
	if order == 0 { // ids that hash alike
		order = total{a.value, a.wide}.compare(total{b.value, b.wide})
	}
	return order < 0
}

// pick gives the event to keep of a stretch of days.
func (s *picks) pick(op ir.MeasureOp, first, last payout.Date) (picked, bool) {
	lo, _ := s.find(int32(first))
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
