package run_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// A chain is one merchant with the agents above it, by their prices in
// millionths.
type chain struct {
	volume int64 // cents
	rate   int64
	prices []int64
}

// total is what all levels together receive: volume x (the merchant's rate -
// the best price on the path), rounded half up (N22, N23).
func (c *chain) total() string {
	best := c.rate
	for _, p := range c.prices {
		best = min(best, p)
	}
	exact := big.NewRat(c.volume*(c.rate-best), 100*1_000_000)
	cents := new(big.Rat).Mul(exact, big.NewRat(100, 1))
	cents.Add(cents, big.NewRat(1, 2))
	return new(big.Rat).SetFrac(new(big.Int).Quo(cents.Num(), cents.Denom()), big.NewInt(100)).FloatString(2)
}

func percent(millionths int64) string {
	return new(big.Rat).SetFrac64(millionths, 10_000).FloatString(4) + "%"
}

// Over random trees, prices and bypassed payers, nothing is lost and nothing
// is paid twice: the lines of a merchant sum to the total, to the cent.
func TestTreesConserve(t *testing.T) {
	book, err := policy.LoadBook(os.DirFS("../../examples/tree-differential"), ".")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(22, 23))
	w := &world{rows: run.Rows{}}
	var chains []chain
	for i := range worlds(2000) {
		c := chain{volume: r.Int64N(1_000_000_000), rate: 4000 + r.Int64N(4000)}
		levels := r.IntN(13)
		for l := range levels {
			price := 3500 + r.Int64N(3000)
			if l == 0 {
				price = min(price, c.rate) // a rate below the first price leaves that level undecided
			}
			c.prices = append(c.prices, price)
			fields := []string{"id", fmt.Sprintf("a%d-%d", i, l), "buy_rate", percent(price), "withholds", fmt.Sprint(r.IntN(4) == 0)}
			if l+1 < levels {
				fields = append(fields, "up", fmt.Sprintf("a%d-%d", i, l+1))
			}
			w.add("agent", fields...)
		}
		fields := []string{"id", fmt.Sprintf("m%d", i), "rate", percent(c.rate)}
		if levels > 0 {
			fields = append(fields, "agent", fmt.Sprintf("a%d-0", i))
		}
		w.add("merchant", fields...)
		w.add("txn", "id", fmt.Sprintf("t%d", i), "at", "2026-06-10T10:00:00+08:00", "merchant", fmt.Sprintf("m%d", i), "amount", big.NewRat(c.volume, 100).FloatString(2))
		chains = append(chains, c)
	}
	report, err := run.Period(context.Background(), book, w.rows, payout.NewMemory(), "2026-06", run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Decisions.Undecided > 0 {
		t.Fatalf("undecided: %v", report.Problems[0])
	}
	sums := map[string]payout.Money{}
	for _, b := range report.Batches {
		for _, l := range b.Lines {
			if l.Amount.Sign() <= 0 {
				t.Fatalf("line %s of %s", l.ID, l.Amount)
			}
			sum, err := sums[l.Subject.ID].Add(l.Amount)
			if err != nil {
				t.Fatal(err)
			}
			sums[l.Subject.ID] = sum
		}
	}
	for i := range chains {
		got := sums[fmt.Sprintf("m%d", i)]
		want := chains[i].total()
		if got.Decimal().StringFixed(2) != want {
			t.Errorf("merchant m%d: %s, want %s; %+v", i, got, want, chains[i])
		}
	}
}

// A line of a tree says of how much of the margin it is, also where a bypassed
// level's share is in it.
func TestTreeLinesTellTheirSpread(t *testing.T) {
	book, err := policy.LoadBook(os.DirFS("../../examples/tree-differential"), ".")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rows: run.Rows{}}
	w.add("agent", "id", "A", "up", "B", "buy_rate", "0.55%")
	w.add("agent", "id", "B", "up", "C", "buy_rate", "0.53%", "withholds", "true")
	w.add("agent", "id", "C", "buy_rate", "0.50%")
	w.add("merchant", "id", "m", "agent", "A", "rate", "0.60%")
	w.add("txn", "id", "t", "at", "2026-06-10T10:00:00+08:00", "merchant", "m", "amount", "1000000")
	report, err := run.Period(context.Background(), book, w.rows, payout.NewMemory(), "2026-06", run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range report.Batches[0].Lines {
		got = append(got, fmt.Sprint(l.Payee.ID, " ", l.Amount.Amount(), " ", l.Values, " ", l.Why[0].Text))
	}
	want := []string{
		"A 700.00 [{merchant.volume 1000000.00 CNY} {spread 0.07%}] a spread of 0.07% on 1,000,000.00 CNY",
		"C 300.00 [{merchant.volume 1000000.00 CNY} {spread 0.03%}] a spread of 0.03% on 1,000,000.00 CNY",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
