package run_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// TestSameLedger: months run in one piece, day by day, in shuffled order with
// every event delivered twice, and on eight goroutines post the same ledger,
// byte for byte; running again posts nothing.
func TestSameLedger(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	for seed := range worlds(100) {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		w := newWorld(r)
		months := []string{"2026-02", "2026-03", "2026-04", "2026-05"}

		whole := payout.NewMemory()
		runPeriods(t, book, w.rows, whole, 1, months...)
		want := entries(t, whole)

		daily := payout.NewMemory()
		runPeriods(t, book, w.rows, daily, 1, daysOf(months...)...)
		if got := entries(t, daily); got != want {
			t.Fatalf("seed %d: day by day differs (-months +days):\n%s", seed, cmp.Diff(lines(want), lines(got)))
		}

		shuffled := payout.NewMemory()
		runPeriods(t, book, w.shuffled(r), shuffled, 8, months...)
		if got := entries(t, shuffled); got != want {
			t.Fatalf("seed %d: shuffled and doubled differs:\n%s", seed, cmp.Diff(lines(want), lines(got)))
		}

		runPeriods(t, book, w.rows, whole, 1, months...)
		if got := entries(t, whole); got != want {
			t.Fatalf("seed %d: running again posts something:\n%s", seed, cmp.Diff(lines(want), lines(got)))
		}
	}
}

// TestSameOrder: a ledger has its entries in one order, whatever that of the
// rows and however many goroutines there are.
func TestSameOrder(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	for seed := range worlds(100) {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		w := newWorld(r)
		months := []string{"2026-02", "2026-03", "2026-06"}
		post := func(rows run.Rows, jobs int) string {
			ledger := payout.NewMemory()
			runPeriods(t, book, rows, ledger, jobs, months...)
			var list []string
			for e, err := range ledger.Read(context.Background(), payout.Query{}) {
				if err != nil {
					t.Fatal(err)
				}
				text, err := e.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, string(text))
			}
			return strings.Join(list, "\n")
		}
		want := post(w.rows, 1)
		if got := post(w.shuffled(r), 8); got != want {
			t.Fatalf("seed %d: shuffled and doubled differs:\n%s", seed, cmp.Diff(lines(want), lines(got)))
		}
	}
}

func lines(text string) []string {
	var list []string
	start := 0
	for i := range len(text) {
		if text[i] == '\n' {
			list = append(list, text[start:i])
			start = i + 1
		}
	}
	return append(list, text[start:])
}
