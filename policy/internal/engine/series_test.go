package engine

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A series adds up to what a list of all values does, whatever their order and
// size.
func TestSeries(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		type event struct {
			day payout.Date
			v   *big.Int
		}
		var events []event
		s := &series{}
		large := r.IntN(3) == 0
		for range r.IntN(60) {
			e := event{payout.Date(100 + r.IntN(40)), big.NewInt(r.Int64N(2_000) - 500)}
			if large && r.IntN(4) == 0 {
				e.v = big.NewInt(math.MaxInt64 - r.Int64N(1000))
				if r.IntN(2) == 0 {
					e.v.Neg(e.v)
				}
			}
			if large && r.IntN(10) == 0 {
				e.v.Lsh(e.v, 3)
			}
			events = append(events, e)
			if e.v.IsInt64() && e.v.Int64() >= ir.Smallest {
				s.add(e.day, e.v.Int64(), nil)
			} else {
				s.add(e.day, 0, e.v)
			}
		}
		s.finish()
		if !slices.IsSortedFunc(s.list, func(a, b bucket) int { return int(a.day - b.day) }) {
			t.Fatalf("the days are not in order: %v", s.list)
		}
		naive := func(first, last payout.Date) *big.Int {
			sum := new(big.Int)
			for _, e := range events {
				if e.day >= first && e.day <= last {
					sum.Add(sum, e.v)
				}
			}
			return sum
		}
		for range 20 {
			first := payout.Date(95 + r.IntN(50))
			last := first.AddDays(r.IntN(50) - 2)
			if got, want := s.sum(first, last), naive(first, last); got.cmp(want) != 0 {
				t.Fatalf("%d to %d is %s, want %s", first, last, got.big(), want)
			}
			goal := big.NewInt(r.Int64N(3_000))
			want := payout.Date(0)
			for day := first; day <= last && want == 0; day++ {
				if slices.ContainsFunc(events, func(e event) bool { return e.day == day }) && naive(first, day).Cmp(goal) >= 0 {
					want = day
				}
			}
			if got := s.reach(first, last, goal); got != want {
				t.Fatalf("%d to %d gets to %s on day %d, want %d", first, last, goal, got, want)
			}
		}
	}
}

// Of the events of a stretch the one to keep is found whatever their order.
func TestPicks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, op := range []ir.MeasureOp{ir.MinOf, ir.MaxOf, ir.FirstOf, ir.LastOf} {
		for range 500 {
			var all []picked
			s := &picks{}
			for range r.IntN(40) {
				day := int32(10 + r.IntN(15))
				p := picked{day: day, at: int64(day)*100 + r.Int64N(5), tie: r.Uint64N(3), value: r.Int64N(9)}
				all = append(all, p)
				s.add(op, p)
			}
			first := payout.Date(8 + r.IntN(15))
			last := first.AddDays(r.IntN(10))
			var want picked
			some := false
			for _, p := range all {
				if p.day >= int32(first) && p.day <= int32(last) && (!some || better(op, p, want)) {
					want, some = p, true
				}
			}
			got, found := s.pick(op, first, last)
			if found != some || got.value != want.value { // the value is what a measure is
				t.Fatalf("%v of %d to %d is %v, %t; want %v, %t", op, first, last, got, found, want, some)
			}
		}
	}
}

func TestAnyDay(t *testing.T) {
	days := []payout.Date{3, 5, 9}
	for _, test := range []struct {
		days        []payout.Date
		first, last payout.Date
		want        bool
	}{
		{days, 1, 2, false}, {days, 1, 3, true}, {days, 4, 4, false}, {days, 4, 6, true}, {days, 9, 12, true}, {days, 10, 12, false},
		{nil, 1, 100, false}, {[]payout.Date{0, 50}, 1, 2, true},
	} {
		if got := anyDay(test.days, test.first, test.last); got != test.want {
			t.Errorf("one of %v is in %d to %d: %t", test.days, test.first, test.last, got)
		}
	}
}
