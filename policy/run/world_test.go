package run_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// A world is a small random channel: agents in a tree, merchants, devices and
// the transactions of some months.
type world struct {
	rows run.Rows
}

func (w *world) add(kind string, fields ...string) {
	row := run.Row{Header: &run.Header{}}
	for i := 0; i < len(fields); i += 2 {
		row.Header.Names = append(row.Header.Names, fields[i])
		row.Values = append(row.Values, fields[i+1])
	}
	w.rows[kind] = append(w.rows[kind], row)
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func day(r *rand.Rand, first string, span int) payout.Date {
	d, err := payout.ParseDate(first)
	if err != nil {
		panic(err)
	}
	return d.AddDays(r.IntN(span))
}

// newWorld makes a world for the harbor policy. Amounts crowd around its
// thresholds, and days around the ends of its windows.
func newWorld(r *rand.Rand) *world {
	w := &world{rows: run.Rows{}}
	agents := 1 + r.IntN(4)
	for i := range agents {
		fields := []string{
			"id", fmt.Sprintf("a%d", i), "opened", day(r, "2025-06-01", 400).String(), "first_order", pick(r, "0", "199", "200", "500"),
			"trainings", "0", "invoiced", pick(r, "true", "true", "false"),
		}
		if i > 0 && r.IntN(2) == 0 {
			fields = append(fields, "up", fmt.Sprintf("a%d", r.IntN(i)))
		}
		w.add("agent", fields...)
	}
	merchants := 1 + r.IntN(4)
	for i := range merchants {
		fields := []string{"id", fmt.Sprintf("m%d", i), "agent", fmt.Sprintf("a%d", r.IntN(agents)), "kind", pick(r, "ordinary", "preferred", "qr")}
		if r.IntN(2) == 0 {
			fields = append(fields, "rate", pick(r, "0.55%", "0.6%", "0.53%", "0.7%"))
		}
		w.add("merchant", fields...)
	}
	devices := 1 + r.IntN(5)
	for i := range devices {
		stocked := day(r, "2026-01-01", 60)
		fields := []string{"id", fmt.Sprintf("d%d", i), "agent", fmt.Sprintf("a%d", r.IntN(agents)), "model", pick(r, "esign", "big"), "stocked", stocked.String()}
		if r.IntN(4) > 0 {
			fields = append(fields, "activated", stocked.AddDays(r.IntN(50)).String())
		}
		w.add("device", fields...)
	}
	for i := range r.IntN(25) {
		amount := pick(r, "1000", "999.99", "0.01", "5000", "9999.99", "20000", "33.33", fmt.Sprintf("%d.%02d", r.IntN(40000), r.IntN(100)))
		at := fmt.Sprintf("%sT%02d:%02d:00+08:00", day(r, "2026-01-01", 200), r.IntN(24), r.IntN(60))
		w.add("txn", "id", fmt.Sprintf("t%d", i), "at", at, "device", fmt.Sprintf("d%d", r.IntN(devices)), "merchant", fmt.Sprintf("m%d", r.IntN(merchants)),
			"card", pick(r, "credit", "credit", "qr", "debit"), "amount", amount, "risky", pick(r, "false", "false", "false", "true"))
	}
	return w
}

// shuffled gives the same rows in another order, some events twice.
func (w *world) shuffled(r *rand.Rand) run.Rows {
	rows := run.Rows{}
	for _, kind := range []string{"agent", "merchant", "device", "txn"} {
		list := slices.Clone(w.rows[kind])
		if kind == "txn" {
			list = append(list, list...)
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		rows[kind] = list
	}
	return rows
}

func loadBook(t testing.TB, name string) *policy.Book {
	t.Helper()
	p, err := policy.Load(os.DirFS("testdata"), name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := policy.BookOf(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// entries writes all that a ledger holds but for the heads of runs, which
// tell how often it was run, one entry a line in the order of the texts.
func entries(t testing.TB, ledger payout.Ledger) string {
	t.Helper()
	var list []string
	for e, err := range ledger.Read(context.Background(), payout.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, head := e.(payout.Run); head {
			continue
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(text))
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

func runPeriods(t testing.TB, book *policy.Book, source run.Source, ledger payout.Ledger, jobs int, periods ...string) *run.Report {
	t.Helper()
	var last *run.Report
	for _, p := range periods {
		r, err := run.Period(context.Background(), book, source, ledger, p, run.Options{Jobs: jobs})
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		last = r
	}
	return last
}

func daysOf(months ...string) []string {
	var list []string
	for _, m := range months {
		d, err := payout.ParseDate(m + "-01")
		if err != nil {
			panic(err)
		}
		for end := d.MonthEnd(); d <= end; d = d.AddDays(1) {
			list = append(list, d.String())
		}
	}
	return list
}
