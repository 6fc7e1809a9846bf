package tier_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/tier"
)

func from(lo int64) tier.Cell        { return tier.Range(big.NewInt(lo), nil) }
func upTo(hi int64) tier.Cell        { return tier.Range(nil, big.NewInt(hi)) }
func between(lo, hi int64) tier.Cell { return tier.Range(big.NewInt(lo), big.NewInt(hi)) }

func table(t testing.TB, rows ...[]tier.Cell) *tier.Table {
	t.Helper()
	tab, err := tier.NewTable(rows...)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// award is the table of section 3 of the language: fee is free, fee99 or
// fee299, and volume is in whole yuan.
func award(t testing.TB) *tier.Table {
	t.Helper()
	return table(t,
		[]tier.Cell{tier.Symbols(0, 2), from(680_000)},
		[]tier.Cell{tier.Symbols(1), from(480_000)},
	)
}

func TestMatch(t *testing.T) {
	tab := award(t)
	for _, c := range []struct {
		keys []int64
		want int
	}{
		{[]int64{0, 680_000}, 0}, {[]int64{2, math.MaxInt64}, 0}, {[]int64{0, 679_999}, -1},
		{[]int64{1, 480_000}, 1}, {[]int64{1, 479_999}, -1}, {[]int64{3, 680_000}, -1}, {[]int64{-1, 680_000}, -1},
		{[]int64{0}, -1}, {[]int64{0, 680_000, 0}, -1}, {nil, -1},
	} {
		if got := tab.Match(c.keys); got != c.want {
			t.Errorf("%v match row %d, want %d", c.keys, got, c.want)
		}
		if got := tab.MatchBig(bigs(c.keys)); got != c.want {
			t.Errorf("big %v match row %d, want %d", c.keys, got, c.want)
		}
	}
	if got := tab.MatchBig([]*big.Int{big.NewInt(0), number(t, most+"0")}); got != 0 {
		t.Errorf("a large volume matches row %d, want 0", got)
	}
	if got := tab.MatchBig([]*big.Int{big.NewInt(0), nil}); got != -1 {
		t.Errorf("an absent key matches row %d", got)
	}
	if got := table(t, []tier.Cell{tier.Any()}).MatchBig([]*big.Int{nil}); got != -1 {
		t.Errorf("an absent key matches any: row %d", got)
	}
	zero := &tier.Table{}
	if zero.Match([]int64{1}) != -1 || zero.MatchBig(nil) != -1 || len(slices.Collect(zero.Overlaps(nil))) != 0 {
		t.Error("a table without rows matches")
	}
	if _, found, err := zero.Gap(nil, 1); found || err != nil {
		t.Errorf("a table without rows has a gap: %v", err)
	}
}

func bigs(keys []int64) []*big.Int {
	var all []*big.Int
	for _, k := range keys {
		all = append(all, big.NewInt(k))
	}
	return all
}

func TestMatchAtTheEndsOfInt64(t *testing.T) {
	beyond := number(t, most+"0")
	tab := table(t,
		[]tier.Cell{tier.Range(nil, big.NewInt(math.MinInt64+1))},
		[]tier.Cell{tier.Range(big.NewInt(math.MaxInt64), beyond)},
		[]tier.Cell{tier.Range(beyond, nil)},
		[]tier.Cell{tier.Any()},
	)
	for key, want := range map[int64]int{math.MinInt64: 0, math.MinInt64 + 1: 3, math.MaxInt64 - 1: 3, math.MaxInt64: 1} {
		if got := tab.Match([]int64{key}); got != want {
			t.Errorf("%d matches row %d, want %d", key, got, want)
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	tab, keys := award(t), []int64{1, 500_000}
	if n := testing.AllocsPerRun(100, func() { _ = tab.Match(keys) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNewTableRefuses(t *testing.T) {
	for _, c := range []struct {
		rows  [][]tier.Cell
		words []string
	}{
		{nil, []string{"no rows"}},
		{[][]tier.Cell{{}}, []string{"no keys"}},
		{[][]tier.Cell{{tier.Any()}, {tier.Any(), tier.Any()}}, []string{"row 2", "2 cells", "1"}},
		{[][]tier.Cell{{tier.Any(), tier.Cell{}}}, []string{"row 1", "cell 2"}},
		{[][]tier.Cell{{between(5, 5)}}, []string{"row 1", "cell 1"}},
		{[][]tier.Cell{{between(5, 4)}}, []string{"cell 1"}},
		{[][]tier.Cell{{tier.Symbols()}}, []string{"cell 1"}},
	} {
		_, err := tier.NewTable(c.rows...)
		wantError(t, err, c.words...)
	}
}

func TestOverlapsAndGapOfAward(t *testing.T) {
	tab := award(t)
	domain := []tier.Cell{tier.Symbols(0, 1, 2), from(0)}
	if found := slices.Collect(tab.Overlaps(domain)); len(found) != 0 {
		t.Errorf("overlaps %v", found)
	}
	gap, found, err := tab.Gap(domain, 100)
	if err != nil || !found || !cmp.Equal(gap.Witness, bigs([]int64{1, 0}), byValue()) {
		t.Errorf("gap %v, %t, %v", gap, found, err)
	}
	// The fee can be anything where only the volume has a domain, and so on.
	for _, c := range []struct {
		domain []tier.Cell
		want   []int64
	}{{nil, []int64{-1, 0}}, {domain[:1], []int64{1, 479_999}}} {
		gap, found, err := tab.Gap(c.domain, 100)
		if err != nil || !found || !cmp.Equal(gap.Witness, bigs(c.want), byValue()) {
			t.Errorf("gap %v, %t, %v; want %v", gap, found, err, c.want)
		}
	}
	_, _, err = tab.Gap(domain, 1)
	if !errors.Is(err, tier.ErrBudget) {
		t.Errorf("error %v, want ErrBudget", err)
	}
}

// TestOverlapsInTheDomain: rows that only meet where no key can be do not
// overlap, and a witness is a key that can be.
func TestOverlapsInTheDomain(t *testing.T) {
	tab := table(t, []tier.Cell{upTo(10)}, []tier.Cell{upTo(0)}, []tier.Cell{between(9, 20)})
	want := []tier.Overlap{{First: 0, Second: 2, Witness: bigs([]int64{9})}}
	if got := slices.Collect(tab.Overlaps([]tier.Cell{from(0)})); !cmp.Equal(got, want, byValue()) {
		t.Errorf("overlaps %v, want %v", got, want)
	}
	want = append([]tier.Overlap{{First: 0, Second: 1, Witness: bigs([]int64{-1})}}, want...)
	if got := slices.Collect(tab.Overlaps(nil)); !cmp.Equal(got, want, byValue()) {
		t.Errorf("overlaps %v, want %v", got, want)
	}
	open := table(t, []tier.Cell{tier.Any(), upTo(5)}, []tier.Cell{tier.Any(), tier.Any()})
	want = []tier.Overlap{{First: 0, Second: 1, Witness: bigs([]int64{0, 4})}}
	if got := slices.Collect(open.Overlaps(nil)); !cmp.Equal(got, want, byValue()) {
		t.Errorf("overlaps %v, want %v", got, want)
	}
	for first := range tab.Overlaps(nil) {
		if first.Second != 1 {
			t.Errorf("first overlap %v", first)
		}
		break
	}
	if _, found, err := tab.Gap([]tier.Cell{{}}, 100); found || err != nil {
		t.Errorf("a domain without keys has a gap: %v", err)
	}
}

func TestCellRanges(t *testing.T) {
	for _, c := range []struct {
		cell tier.Cell
		want [][2]*big.Int
	}{
		{tier.Cell{}, nil},
		{tier.Any(), [][2]*big.Int{{nil, nil}}},
		{from(3), [][2]*big.Int{{big.NewInt(3), nil}}},
		{tier.Symbols(4, 0, 1, 0), [][2]*big.Int{{big.NewInt(0), big.NewInt(2)}, {big.NewInt(4), big.NewInt(5)}}},
	} {
		var got [][2]*big.Int
		for lo, hi := range c.cell.Ranges() {
			got = append(got, [2]*big.Int{lo, hi})
		}
		if !cmp.Equal(got, c.want, byValue()) {
			t.Errorf("ranges %v, want %v", got, c.want)
		}
	}
	for range tier.Symbols(0, 2).Ranges() {
		break
	}
}

// randomCell is made so that brute force over 0 to 7 sees all of its edges.
func randomCell(r *rand.Rand) tier.Cell {
	for {
		lo := r.Int64N(8)
		c := []tier.Cell{
			tier.Any(), from(lo), upTo(lo), between(lo, lo+1+r.Int64N(4)),
			tier.Symbols(r.IntN(8), r.IntN(8), r.IntN(8)),
		}[r.IntN(5)]
		for key := range int64(8) {
			if c.Met(big.NewInt(key)) {
				return c
			}
		}
	}
}

// TestTableAgainstBruteForce asks every tuple of a small domain.
func TestTableAgainstBruteForce(t *testing.T) {
	r := random()
	for range cases / 10 {
		keys := 1 + r.IntN(3)
		rows := make([][]tier.Cell, 1+r.IntN(6))
		for i := range rows {
			for range keys {
				rows[i] = append(rows[i], randomCell(r))
			}
		}
		tab := table(t, rows...)
		domain := make([]tier.Cell, keys)
		for k := range domain {
			domain[k] = between(0, 8)
		}
		overlapping := map[[2]int]bool{}
		gap := false
		for _, tuple := range tuples(keys) {
			matched := matches(rows, tuple)
			want := -1
			if len(matched) > 0 {
				want = matched[0]
			}
			if got := tab.Match(tuple); got != want || tab.MatchBig(bigs(tuple)) != want {
				t.Fatalf("%v matches row %d, want %d", tuple, got, want)
			}
			gap = gap || len(matched) == 0
			for i, first := range matched {
				for _, second := range matched[i+1:] {
					overlapping[[2]int{first, second}] = true
				}
			}
		}
		checkOverlaps(t, tab, rows, domain, overlapping)
		checkGaps(t, tab, rows, domain, gap)
	}
}

func tuples(keys int) [][]int64 {
	all := [][]int64{{}}
	for range keys {
		var longer [][]int64
		for _, tuple := range all {
			for key := range int64(8) {
				longer = append(longer, append(slices.Clone(tuple), key))
			}
		}
		all = longer
	}
	return all
}

func matches(rows [][]tier.Cell, tuple []int64) []int {
	var matched []int
	for i, row := range rows {
		all := true
		for k, c := range row {
			all = all && c.Met(big.NewInt(tuple[k]))
		}
		if all {
			matched = append(matched, i)
		}
	}
	return matched
}

func checkOverlaps(t *testing.T, tab *tier.Table, rows [][]tier.Cell, domain []tier.Cell, want map[[2]int]bool) {
	t.Helper()
	last := [2]int{-1, -1}
	found := 0
	for o := range tab.Overlaps(domain) {
		found++
		pair := [2]int{o.First, o.Second}
		if !want[pair] || slices.Compare(last[:], pair[:]) >= 0 {
			t.Fatalf("rows %v after %v are said to overlap", pair, last)
		}
		matched := matches(rows, smalls(o.Witness))
		if !slices.Contains(matched, o.First) || !slices.Contains(matched, o.Second) || len(matches([][]tier.Cell{domain}, smalls(o.Witness))) == 0 {
			t.Fatalf("%v is no witness of %v", o.Witness, pair)
		}
		last = pair
	}
	if found != len(want) {
		t.Fatalf("%d overlaps, want %v", found, want)
	}
}

func smalls(keys []*big.Int) []int64 {
	var all []int64
	for _, k := range keys {
		all = append(all, k.Int64())
	}
	return all
}

// checkGaps adds the row of each gap until there are none: together they match
// the whole domain, and nothing that was matched before.
func checkGaps(t *testing.T, tab *tier.Table, rows [][]tier.Cell, domain []tier.Cell, want bool) {
	t.Helper()
	for added := 0; ; added++ {
		gap, found, err := tab.Gap(domain, 200_000)
		if err != nil {
			t.Fatal(err)
		}
		if added == 0 && found != want {
			t.Fatalf("gap %v, %t; want %t", gap, found, want)
		}
		if !found {
			break
		}
		if tab.MatchBig(gap.Witness) >= 0 || len(matches([][]tier.Cell{gap.Row}, smalls(gap.Witness))) == 0 {
			t.Fatalf("%v is no witness of a gap", gap.Witness)
		}
		rows = append(slices.Clone(rows), gap.Row)
		tab = table(t, rows...)
		for o := range tab.Overlaps(domain) {
			if o.Second == len(rows)-1 {
				t.Fatalf("the row of a gap overlaps row %d", o.First)
			}
		}
	}
	for _, tuple := range tuples(len(domain)) {
		if tab.Match(tuple) < 0 {
			t.Fatalf("%v is matched by no row, and there is no gap", tuple)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	var rows [][]tier.Cell
	for i := range 20 {
		lo := int64(i/4) * 1000
		rows = append(rows, []tier.Cell{tier.Symbols(i % 4), between(lo, lo+1000)})
	}
	tab := table(b, rows...)
	r := random()
	var keys [1024][]int64
	for i := range keys {
		keys[i] = []int64{r.Int64N(4), r.Int64N(6000)}
	}
	b.ReportAllocs()
	sum := 0
	for i := 0; b.Loop(); i++ {
		sum += tab.Match(keys[i%len(keys)])
	}
	_ = sum
}
