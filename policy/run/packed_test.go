package run_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// A run whose lines stay packed posts the same batches, to the byte.
func TestPackedPostsTheSame(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	count := 0
	for seed := range worlds(20) {
		w := newWorld(rand.New(rand.NewPCG(uint64(seed), 9)))
		post := func(packed bool) (digests []string) {
			ledger := payout.NewMemory()
			for _, month := range []string{"2026-02", "2026-03", "2026-06"} {
				report, err := run.Period(context.Background(), book, w.rows, ledger, month, run.Options{Packed: packed})
				if err != nil {
					t.Fatal(err)
				}
				for _, b := range report.Batches {
					if packed && len(b.Lines) > 0 || !packed && b.Packed.Len() > 0 {
						t.Fatalf("seed %d, %s: %d lines, of which %d are packed", seed, month, b.CountLines(), b.Packed.Len())
					}
					count += b.CountLines()
					digest, err := b.Digest()
					if err != nil {
						t.Fatal(err)
					}
					digests = append(digests, digest)
				}
			}
			return digests
		}
		want, got := post(false), post(true)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("seed %d: batch %d is another when its lines are packed", seed, i)
			}
		}
	}
	if count == 0 {
		t.Error("no lines were posted")
	}
}
