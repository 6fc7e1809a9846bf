package run_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

const classes = `fenrun: v1
policy: classes
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  customer:
    volume: {type: money, min: 0}
    minutes: {type: count, min: 0}
    kind: [shop, chain, company]
    rate: {type: rate, min: 0.5%, max: 1%}
let:
  margin: customer.volume * (customer.rate - 0.5%)
  cost: customer.minutes * 2 CNY
tiers:
  class:
    for: customer
    review: month
    keep: 3mo
    ladder:
      - {tier: A, when: 'customer.volume >= 30万 or customer.volume >= 10万 and customer.kind == "chain"'}
      - {tier: B, when: customer.volume >= 3万}
      - {tier: C}
rules: []
`

// customers writes a file of customers, whose volumes differ as those of a
// real portfolio do: the largest fifth has four fifths.
func customers(tb testing.TB, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	r := rand.New(rand.NewPCG(1, 1))
	f, err := os.Create(filepath.Join(dir, "customers.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "id,volume,minutes,kind,rate")
	for i := range n {
		volume := 2_000 / (1 - r.Float64()) // of the data, not of an amount on its way
		fmt.Fprintf(w, "c%07d,%d.%02d,%d,%s,%s\n", i, min(int(volume), 99_999_999), r.IntN(100), r.IntN(60), pick(r, "shop", "shop", "chain", "company"), pick(r, "0.53%", "0.55%", "0.6%"))
	}
	if err := cmp.Or(w.Flush(), f.Close()); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// sorted makes the report as a host does.
func sorted(tb testing.TB, dir string) *run.Portfolio {
	tb.Helper()
	p, err := policy.Parse("classes.yaml", []byte(classes))
	if err != nil {
		tb.Fatal(err)
	}
	book, err := policy.BookOf(p)
	if err != nil {
		tb.Fatal(err)
	}
	report, err := run.Tiers(context.Background(), book, &run.Folder{FS: os.DirFS(dir), Dir: "."}, payout.NewMemory(), "2026-03", run.TierOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

// A hand is the same report by hand: what somebody writes for these three
// classes alone.
type hand struct {
	customers, near      [3]int
	volume, margin, cost [3]int64
	moves                []string
	volumes              []int64
	byVolume             []int32
	ids                  []string
	share20, allVolume   int64
}

func byHand(tb testing.TB, dir string) *hand {
	tb.Helper()
	f, err := os.Open(filepath.Join(dir, "customers.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	h := &hand{}
	lines := bufio.NewScanner(f)
	lines.Scan()
	for lines.Scan() {
		fields := bytes.Split(lines.Bytes(), []byte(","))
		volume := fen(fields[1])
		minutes, _ := strconv.ParseInt(string(fields[2]), 10, 64)
		rate, _, _ := bytes.Cut(fields[4], []byte("%"))
		at := 2
		switch {
		case volume >= 30_000_000, volume >= 10_000_000 && string(fields[3]) == "chain":
			at = 0
		case volume >= 3_000_000:
			at = 1
		}
		margin := volume * (fen(rate) - 50) // of 10^-4
		h.customers[at]++
		h.volume[at] += volume
		h.margin[at] += (margin + 5_000) / 10_000
		h.cost[at] += minutes * 200
		id := string(fields[0])
		h.ids, h.volumes = append(h.ids, id), append(h.volumes, volume)
		if at < 2 {
			h.moves = append(h.moves, id+" C "+"AB"[at:at+1]+" "+strconv.FormatInt(volume, 10))
		}
		for _, border := range []int64{30_000_000, 10_000_000, 3_000_000} {
			if d := max(volume-border, border-volume); d*20 <= border {
				h.near[at]++
				break
			}
		}
	}
	order := make([]int32, len(h.ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(h.volumes[b], h.volumes[a]), strings.Compare(h.ids[a], h.ids[b]))
	})
	h.byVolume = order
	for i, at := range order {
		h.allVolume += h.volumes[at]
		if i < (len(order)+4)/5 {
			h.share20 += h.volumes[at]
		}
	}
	return h
}

// fen reads a number with at most two decimal places, in hundredths.
func fen(text []byte) int64 {
	whole, fraction, _ := bytes.Cut(text, []byte("."))
	n, _ := strconv.ParseInt(string(whole), 10, 64)
	for len(fraction) < 2 {
		fraction = append(slices.Clip(fraction), '0')
	}
	m, _ := strconv.ParseInt(string(fraction), 10, 64)
	return 100*n + m
}

// TestMillionCustomers: the report agrees with the one by hand; with -full over
// a million customers, in less than a gibibyte.
func TestMillionCustomers(t *testing.T) {
	n := 20_000
	if *full {
		n = 1_000_000
	}
	dir := customers(t, n)
	p := sorted(t, dir)
	if peak := peakMemory(t); *full && peak > 1<<20 {
		t.Errorf("the run took %d MiB", peak>>10)
	} else {
		t.Logf("%d customers, at most %d MiB", n, peak>>10)
	}
	h := byHand(t, dir)
	for i := range 3 {
		got := p.Tiers[i]
		if got.Customers != h.customers[i] {
			t.Errorf("%s has %d customers, want %d", got.Tier, got.Customers, h.customers[i])
		}
		for n, want := range []int64{h.volume[i], h.margin[i], h.cost[i]} {
			if cents := got.Sums[n].Total.Shift(2).IntPart(); cents != want {
				t.Errorf("%s: %s %d, want %d", got.Tier, p.Figures[n].Role, cents, want)
			}
		}
	}
	if len(p.Moves) != len(h.moves) {
		t.Errorf("%d moved, want %d", len(p.Moves), len(h.moves))
	}
	for _, at := range p.Curves[0].Points {
		if at.Percent == 20 && at.Total.Shift(2).IntPart() != h.share20 {
			t.Errorf("the largest fifth has %s, want %d fen", at.Total, h.share20)
		}
	}
}

// peakMemory gives the most memory that the process has taken, in KiB; 0 where
// the system does not say.
func peakMemory(t *testing.T) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.Fields(text)[0])
			return n
		}
	}
	return 0
}

// BenchmarkTiers sets the report against the one by hand, over the same file.
func BenchmarkTiers(b *testing.B) {
	dir := customers(b, 200_000)
	b.Run("fenrun", func(b *testing.B) {
		for b.Loop() {
			sorted(b, dir)
		}
	})
	b.Run("by hand", func(b *testing.B) {
		for b.Loop() {
			byHand(b, dir)
		}
	})
}
