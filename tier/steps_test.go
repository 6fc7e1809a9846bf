package tier_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/tier"
)

// steps reads starts as "0", ">5" and so on.
func steps(t testing.TB, starts ...string) *tier.Steps {
	t.Helper()
	s, err := tier.NewSteps(readStarts(t, starts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readStarts(t testing.TB, texts ...string) []tier.Start {
	t.Helper()
	starts := make([]tier.Start, len(texts))
	for i, text := range texts {
		if text[0] == '>' {
			starts[i].Above, text = true, text[1:]
		}
		starts[i].At = number(t, text)
	}
	return starts
}

const (
	least = "-9223372036854775808"
	most  = "9223372036854775807"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		starts []string
		want   map[int64]int
	}{
		{[]string{"0", "1000000", ">5000000"}, map[int64]int{-1: -1, 0: 0, 999_999: 0, 1_000_000: 1, 5_000_000: 1, 5_000_001: 2}},
		{[]string{">0"}, map[int64]int{-5: -1, 0: -1, 1: 0}},
		{[]string{"5", ">5"}, map[int64]int{4: -1, 5: 0, 6: 1}},
		{[]string{"-10", "-5"}, map[int64]int{-11: -1, -10: 0, -6: 0, -5: 1, 0: 1}},
		// A rung beyond the int64 is never reached by one, or always.
		{[]string{least + "0", least, "0", ">" + most, most + "0"},
			map[int64]int{math.MinInt64: 1, -1: 1, 0: 2, math.MaxInt64: 2}},
		{[]string{">" + most}, map[int64]int{math.MaxInt64: -1}},
		{[]string{most}, map[int64]int{math.MaxInt64 - 1: -1, math.MaxInt64: 0}},
	} {
		s := steps(t, c.starts...)
		for q, want := range c.want {
			if got := s.Find(q); got != want {
				t.Errorf("%v: %d is in rung %d, want %d", c.starts, q, got, want)
			}
			if got := s.FindBig(big.NewInt(q)); got != want {
				t.Errorf("%v: big %d is in rung %d, want %d", c.starts, q, got, want)
			}
			if got := s.BelowFirst().Find(q); got != max(want, 0) {
				t.Errorf("%v: %d is in rung %d with what is below, want %d", c.starts, q, got, max(want, 0))
			}
		}
	}
	if got := steps(t, "0", most+"0").FindBig(number(t, most+"00")); got != 1 {
		t.Errorf("a large quantity is in rung %d, want 1", got)
	}
}

func TestStepsWithoutRungs(t *testing.T) {
	for _, s := range []*tier.Steps{{}, (&tier.Steps{}).BelowFirst()} {
		parts, ok := s.AppendSlices(nil, 5)
		if s.Find(5) != -1 || s.FindBig(big.NewInt(5)) != -1 || parts != nil || !ok || s.Slices(big.NewInt(5)) != nil {
			t.Errorf("steps without rungs find a rung or slices: %v", parts)
		}
	}
	s := steps(t, "0").BelowFirst()
	if s.FindBig(nil) != -1 || s.Slices(nil) != nil {
		t.Error("no quantity reaches a rung")
	}
}

func TestNewStepsRefuses(t *testing.T) {
	_, err := tier.NewSteps()
	wantError(t, err, "no rungs")
	_, err = tier.NewSteps(tier.Start{At: big.NewInt(1)}, tier.Start{})
	wantError(t, err, "rung 2 has no start")
	for _, c := range []struct{ starts, words []string }{
		{[]string{"0", "5", "5"}, []string{"rung 3, from 5", "rung 2, from 5"}},
		{[]string{"7", "5"}, []string{"rung 2, from 5", "rung 1, from 7"}},
		{[]string{">5", "5"}, []string{"from 5", "above 5"}},
		{[]string{">5", ">5"}, []string{"above 5"}},
		// Nothing lies between 5 and 6, so these two are the same.
		{[]string{">5", "6"}, []string{"from 6", "above 5"}},
	} {
		_, err := tier.NewSteps(readStarts(t, c.starts...)...)
		wantError(t, err, c.words...)
	}
}

func TestNewStepsCopies(t *testing.T) {
	at := big.NewInt(5)
	s, err := tier.NewSteps(tier.Start{At: at})
	if err != nil {
		t.Fatal(err)
	}
	at.SetInt64(100)
	s.Slices(big.NewInt(7))[0].SetInt64(100)
	if s.FindBig(big.NewInt(5)) != 0 || s.Slices(big.NewInt(7))[0].Int64() != 2 {
		t.Error("steps change with numbers that the caller has")
	}
}

func TestSlices(t *testing.T) {
	for _, c := range []struct {
		starts []string
		q      int64
		want   []int64
	}{
		{[]string{"0", "1000", "10000"}, 15_000, []int64{1000, 9000, 5000}},
		{[]string{"0", "1000", "10000"}, 1000, []int64{1000, 0}},
		{[]string{"0", "1000", "10000"}, 999, []int64{999}},
		{[]string{"0", "1000", "10000"}, -1, nil},
		// Whether 1000 itself is taken makes no difference to the slices.
		{[]string{"0", ">1000"}, 1000, []int64{1000}},
		{[]string{"0", ">1000"}, 1001, []int64{1000, 1}},
		{[]string{"100", "200"}, 250, []int64{100, 50}},
		{[]string{"5", ">5"}, 7, []int64{0, 2}},
		{[]string{"-10", "0"}, 3, []int64{10, 3}},
	} {
		got, ok := steps(t, c.starts...).AppendSlices(nil, c.q)
		if !ok || !cmp.Equal(got, c.want) {
			t.Errorf("%v: slices of %d are %v, %t; want %v", c.starts, c.q, got, ok, c.want)
		}
	}
}

func TestSlicesBelowFirst(t *testing.T) {
	s := steps(t, "0", "100").BelowFirst()
	parts, ok := s.AppendSlices([]int64{7}, -50)
	if !ok || !cmp.Equal(parts, []int64{7, -50}) {
		t.Errorf("slices of -50 are %v, %t", parts, ok)
	}
	if big := s.Slices(big.NewInt(-50)); len(big) != 1 || big[0].Int64() != -50 {
		t.Errorf("big slices of -50 are %v", big)
	}
}

func TestSlicesBeyondInt64(t *testing.T) {
	for _, c := range []struct {
		starts []string
		q      int64
		ok     bool
	}{
		{[]string{least, most}, math.MaxInt64, false},
		{[]string{least, "0"}, 0, false}, // the first slice has 2^63
		{[]string{"-9223372036854775807", "0"}, 0, true},
		{[]string{"-9223372036854775800", "7"}, 10, true},
		{[]string{"-9223372036854775800", "10"}, 10, false},
		{[]string{"-1"}, math.MaxInt64, false}, // the last slice has
		{[]string{"0"}, math.MaxInt64, true},
		{[]string{"0"}, math.MinInt64, true},
		{[]string{"2"}, math.MinInt64, false},
		{[]string{least, "5", "6"}, 7, false},
		// A start that is no int64 matters if it is reached.
		{[]string{least + "0"}, 0, false},
		{[]string{most + "0", most + "1"}, 0, false},
		{[]string{"0", most + "0"}, math.MaxInt64, true},
		{[]string{"0", ">" + most}, math.MaxInt64, true},
	} {
		kept := []int64{1}
		s := steps(t, c.starts...).BelowFirst()
		got, ok := s.AppendSlices(kept, c.q)
		if ok != c.ok || !ok && !cmp.Equal(got, kept) {
			t.Errorf("%v: slices of %d are %v, %t; want %t", c.starts, c.q, got, ok, c.ok)
		}
		sum := number(t, c.starts[0])
		for _, part := range s.Slices(big.NewInt(c.q)) {
			sum.Add(sum, part)
		}
		if sum.Cmp(big.NewInt(c.q)) != 0 {
			t.Errorf("%v: big slices of %d sum to %s", c.starts, c.q, sum)
		}
	}
}

// randomStarts has up to 60 rungs, close together or far apart, of which some
// do not fit an int64.
func randomStarts(r *rand.Rand) []tier.Start {
	at := big.NewInt(r.Int64N(2000) - 1000)
	shift := uint(0)
	if r.IntN(3) == 0 {
		shift = uint(r.IntN(66))
	}
	var starts []tier.Start
	above := false
	for range 1 + r.IntN(60) {
		starts = append(starts, tier.Start{At: new(big.Int).Lsh(at, shift), Above: above})
		step := 2 + r.Int64N(100)
		wasAbove := above
		above = r.IntN(3) == 0
		if above && !wasAbove && r.IntN(4) == 0 {
			step = 0
		}
		at.Add(at, big.NewInt(step))
	}
	return starts
}

// TestStepsAgainstDefinition holds Find and the slices, in both forms, against
// what they mean, around every start and at random.
func TestStepsAgainstDefinition(t *testing.T) {
	r := random()
	for range cases {
		starts := randomStarts(r)
		s, err := tier.NewSteps(starts...)
		if err != nil {
			t.Fatal(err)
		}
		at := starts[r.IntN(len(starts))].At
		q := new(big.Int).Add(at, big.NewInt(r.Int64N(5)-2))
		if r.IntN(4) == 0 {
			q.SetInt64(int64(r.Uint64()))
		}
		want := -1
		for i, start := range starts {
			if c := q.Cmp(start.At); c > 0 || c == 0 && !start.Above {
				want = i
			}
		}
		if got := s.FindBig(q); got != want {
			t.Fatalf("%v: %s is in rung %d, want %d", starts, q, got, want)
		}
		if q.IsInt64() && s.Find(q.Int64()) != want {
			t.Fatalf("%v: int64 %s is in rung %d, want %d", starts, q, s.Find(q.Int64()), want)
		}
		checkSlices(t, s, starts, q, want)
		checkSlices(t, s.BelowFirst(), starts, q, max(want, 0))
	}
}

func checkSlices(t *testing.T, s *tier.Steps, starts []tier.Start, q *big.Int, rung int) {
	t.Helper()
	parts := s.Slices(q)
	if len(parts) != rung+1 {
		t.Fatalf("%v: %s has %d slices, want %d", starts, q, len(parts), rung+1)
	}
	sum := new(big.Int).Set(starts[0].At)
	for i, part := range parts {
		sum.Add(sum, part)
		if i < rung && sum.Cmp(starts[i+1].At) != 0 {
			t.Fatalf("%v: slice %d of %s ends at %s", starts, i, q, sum)
		}
	}
	if rung >= 0 && sum.Cmp(q) != 0 {
		t.Fatalf("%v: slices of %s sum to %s", starts, q, sum)
	}
	if !q.IsInt64() {
		return
	}
	small, ok := s.AppendSlices(nil, q.Int64())
	fits := true
	for i, part := range parts {
		fits = fits && part.IsInt64() && starts[i].At.IsInt64()
		if ok && (i >= len(small) || part.Cmp(big.NewInt(small[i])) != 0) {
			t.Fatalf("%v: slices of %s are %v and %v", starts, q, small, parts)
		}
	}
	if ok != fits || ok && len(small) != len(parts) {
		t.Fatalf("%v: int64 slices of %s are %v, %t; big ones %v", starts, q, small, ok, parts)
	}
}

func TestStepsAllocateNothing(t *testing.T) {
	s := steps(t, "0", "1000", ">10000")
	parts := make([]int64, 0, 3)
	large := number(t, most+"0")
	if n := testing.AllocsPerRun(100, func() {
		_ = s.Find(5000)
		_ = s.FindBig(large)
		parts, _ = s.AppendSlices(parts[:0], 50_000)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
