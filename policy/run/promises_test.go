package run_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// full asks for as many random worlds as the promises are stated for; a
// shorter run looks at fewer.
var full = flag.Bool("full", false, "run every property over 10,000 random worlds")

func worlds(short int) int {
	switch {
	case *full:
		return 10_000
	case testing.Short():
		return short / 10
	default:
		return short
	}
}

// TestPromises runs random worlds month by month, with late events and voids
// between the runs, and checks after each run what must hold at every moment.
func TestPromises(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	for seed := range worlds(1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		w := newWorld(r)
		ledger := payout.NewMemory()
		for _, month := range []string{"2026-02", "2026-03", "2026-04", "2026-05", "2026-06"} {
			runPeriods(t, book, w.rows, ledger, 1, month)
			checkLedger(t, seed, book, ledger)
			w.late(r)
		}
	}
}

// late adds transactions of months that were run, and withdraws others.
func (w *world) late(r *rand.Rand) {
	txns := w.rows["txn"]
	if len(txns) == 0 {
		return
	}
	switch r.IntN(3) {
	case 0: // a transaction as large as another, on another day
		row := txns[r.IntN(len(txns))]
		row.Values = slices.Clone(row.Values)
		row.Values[0] += "x"
		row.Values[1] = day(r, "2026-01-15", 120).String() + "T12:00:00+08:00"
		if !slices.ContainsFunc(txns, func(o run.Row) bool { return o.Values[0] == row.Values[0] }) {
			w.rows["txn"] = append(txns, row)
		}
	case 1: // one is withdrawn
		i := r.IntN(len(txns))
		row := txns[i]
		if row.Header.Names[len(row.Header.Names)-1] != "void" {
			names := append(slices.Clone(row.Header.Names), "void")
			row.Header, row.Values = &run.Header{Names: names}, append(slices.Clone(row.Values), "charged back")
			txns[i] = row
		}
	}
}

// checkLedger checks conservation for every account, and that no clawback
// ever exceeds what was paid.
func checkLedger(t *testing.T, seed int, book *policy.Book, ledger payout.Ledger) {
	t.Helper()
	ctx := context.Background()
	all := payout.Query{}
	accounts := map[payout.Account]bool{}
	paid, taken := map[string]payout.Money{}, map[string]payout.Money{}
	add := func(m map[string]payout.Money, key string, v payout.Money) { m[key], _ = m[key].Add(v) }
	for e, err := range ledger.Read(ctx, all) {
		if err != nil {
			t.Fatal(err)
		}
		l, ok := e.(payout.Line)
		if !ok {
			continue
		}
		accounts[payout.Account{Platform: l.Platform, Payee: l.Payee, Currency: book.Currency()}] = true
		switch l.Rule {
		case "activation-bonus":
			add(paid, l.Subject.String(), l.Amount)
		case "pseudo-activation":
			add(taken, l.Subject.String(), l.Amount.Neg())
		}
	}
	for subject, m := range taken {
		over, err := m.Cmp(paid[subject])
		if err != nil || over > 0 || m.Sign() < 0 {
			t.Fatalf("seed %d: %s was taken back from %s, which was paid %s", seed, m, subject, paid[subject])
		}
	}
	first, _ := payout.ParseDate("2026-01-01")
	last, _ := payout.ParseDate("2026-06-30")
	for account := range accounts {
		if _, err := payout.NewStatement(account, first, last, ledger.Read(ctx, all)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
