package examples_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// One merchant, whose measures the host has summed itself.
func Example_evaluate() {
	p, err := policy.Load(os.DirFS("hello"), "policy.yaml")
	if err != nil {
		log.Fatal(err) // every mistake in the text, each with its place
	}
	decisions, err := p.Evaluate(policy.Case{
		Period: "2026-03",
		Facts: map[string]any{
			"merchant": map[string]any{
				"id": "teahouse", "rate": "0.60%", "volume": "2000.50",
				"agent": map[string]any{"id": "lin"},
			},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range decisions {
		for _, line := range d.Lines {
			fmt.Println(line.Payee, line.Amount, line.Why[0].Text)
		}
	}
	// Output: agent/lin 2.00 CNY on 2,000.50 CNY: 0.6% less 0.50%
}

// A month of a channel: events become measures, targets become lines, lines
// stand in a ledger.
func Example_period() {
	ctx := context.Background()
	book, err := policy.LoadBook(os.DirFS("hello"), ".")
	if err != nil {
		log.Fatal(err)
	}
	source := &run.Folder{FS: os.DirFS("hello"), Dir: "data"}
	ledger := payout.NewMemory() // or sqlledger.Open on the host's own database
	for range 2 {
		report, err := run.Period(ctx, book, source, ledger, "2026-03", run.Options{})
		if err != nil {
			log.Fatal(err)
		}
		for _, batch := range report.Batches {
			for _, line := range batch.Lines {
				fmt.Println(line.Payee, line.Subject, line.Amount)
			}
			fmt.Println(len(batch.Lines), "lines posted")
		}
	}
	// Output:
	// agent/lin merchant/bookshop 0.51 CNY
	// agent/lin merchant/teahouse 2.00 CNY
	// 2 lines posted
	// 0 lines posted
}
