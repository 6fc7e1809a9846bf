package run_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// No figure of the examples outgrows 64 bits.
func TestExamplesNeedNoFallback(t *testing.T) {
	ran := 0
	for name, period := range map[string]string{"hello": "2026-03", "jindabao-2019": "2019-09", "partner-programme": "2026-03", "helibao-2021": "2021-06"} {
		dir := filepath.Join("../../examples", name)
		book, err := policy.LoadBook(os.DirFS(dir), ".")
		if err != nil {
			t.Fatal(err)
		}
		report, err := run.Period(t.Context(), book, &run.Folder{FS: os.DirFS(dir), Dir: "data"}, payout.NewMemory(), period, run.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if report.Fallbacks != 0 {
			t.Errorf("%s: %d values outgrew 64 bits", name, report.Fallbacks)
		}
		ran += report.Decisions.All()
	}
	if ran < 100 {
		t.Errorf("only %d decisions", ran)
	}
}

// Figures that outgrow 64 bits are exact, and counted.
func TestFallbacksAreExactAndCounted(t *testing.T) {
	book := loadBook(t, "harbor.yaml")
	w := &world{rows: run.Rows{}}
	w.add("agent", "id", "a", "opened", "2025-06-01", "first_order", "500", "trainings", "0", "invoiced", "true")
	w.add("merchant", "id", "m", "agent", "a", "kind", "ordinary", "rate", "0.6%")
	w.add("device", "id", "d", "agent", "a", "model", "esign", "stocked", "2026-01-01", "activated", "2026-02-01")
	for _, amount := range []string{"40000000000000000.07", "60000000000000000"} {
		w.add("txn", "id", amount, "at", "2026-02-05T12:00:00+08:00", "device", "d", "merchant", "m", "card", "credit", "amount", amount, "risky", "false")
	}
	ledger := payout.NewMemory()
	report := runPeriods(t, book, w.rows, ledger, 1, "2026-02")
	if report.Fallbacks == 0 {
		t.Error("no value outgrew 64 bits")
	}
	found := false
	for e, err := range ledger.Read(t.Context(), payout.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if l, ok := e.(payout.Line); ok && l.Rule == "residual" {
			found = true
			if want := "110000000000000.00 CNY"; l.Amount.String() != want { // 0.6% less 0.490% of 10^17
				t.Errorf("the residual is %s, want %s", l.Amount, want)
			}
		}
	}
	if !found {
		t.Error("no residual")
	}
}
