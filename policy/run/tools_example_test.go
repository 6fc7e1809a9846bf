package run_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// quay has a set of tiers beside its rule.
var quay = fstest.MapFS{
	"quay.yaml": {Data: []byte(`
fenrun: v1
policy: quay
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent}
  sale: {at: time, merchant: merchant, amount: money}
measures: {merchant.volume: {sum: sale.amount, per: month}}
tiers:
  size:
    for: merchant
    review: month
    ladder:
      - {tier: large, when: merchant.volume >= 10_000}
      - {tier: small}
rules:
  - {id: share, kind: residual, for: merchant, to: merchant.agent, amount: merchant.volume * 0.1%}
`)},
	"agents.csv":    {Data: []byte("id\nlin\n")},
	"merchants.csv": {Data: []byte("id,agent\nteahouse,lin\nbookshop,lin\n")},
	"sales.csv": {Data: []byte("id,at,merchant,amount\n" +
		"s1,2026-03-02T10:00,teahouse,12000\ns2,2026-03-09T18:30,bookshop,9000\n")},
}

// A folder of files is a source; gzip and JSON Lines are read too.
func ExampleFolder() {
	book, err := policy.LoadBook(quay, ".")
	if err != nil {
		log.Fatal(err)
	}
	source := &run.Folder{FS: quay, Dir: "."}
	report, err := run.Period(context.Background(), book, source, payout.NewMemory(), "2026-03", run.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range report.Batches[0].Lines {
		fmt.Println(line.Payee, line.Subject, line.Amount)
	}
	// Output:
	// agent/lin merchant/bookshop 9.00 CNY
	// agent/lin merchant/teahouse 12.00 CNY
}

// Rows in memory are a source, as tests want one.
func ExampleRows() {
	book, err := policy.LoadBook(quay, ".")
	if err != nil {
		log.Fatal(err)
	}
	merchants := &run.Header{Names: []string{"id", "agent"}}
	sales := &run.Header{Names: []string{"id", "at", "merchant", "amount"}}
	source := run.Rows{
		"merchant": {{Header: merchants, Values: []string{"teahouse", "lin"}}},
		"sale":     {{Header: sales, Values: []string{"s1", "2026-03-02T10:00", "teahouse", "12000"}}},
	}
	ledger := payout.NewMemory()
	for range 2 { // the second run has nothing to post
		report, err := run.Period(context.Background(), book, source, ledger, "2026-03", run.Options{})
		if err != nil {
			log.Fatal(err)
		}
		lines := 0
		for _, batch := range report.Batches {
			lines += len(batch.Lines)
		}
		fmt.Println(lines)
	}
	// Output:
	// 1
	// 0
}

// An explainer tells how a line came about.
func ExampleExplainer() {
	ctx := context.Background()
	book, err := policy.LoadBook(quay, ".")
	if err != nil {
		log.Fatal(err)
	}
	source, ledger := &run.Folder{FS: quay, Dir: "."}, payout.NewMemory()
	if _, err := run.Period(ctx, book, source, ledger, "2026-03", run.Options{}); err != nil {
		log.Fatal(err)
	}
	told, err := run.NewExplainer(ctx, book, source, ledger).Ask(run.Question{
		Subject: payout.Ref{Type: "merchant", ID: "teahouse"}, Rule: "share",
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range told {
		fmt.Println(e.State, e.Rule, e.Line.Amount)
		for _, step := range e.Steps {
			fmt.Println(step.Part, step.Text, "=", step.Value)
		}
	}
	// Output:
	// line share 12.00 CNY
	// amount merchant.volume * 0.1% = 12.00 CNY
	// to merchant.agent = agent/lin
	// rounded half-up, 2 places = 12.00 CNY
}

// Tiers reports on a set: who is where after the review of the period.
func ExampleTiers() {
	book, err := policy.LoadBook(quay, ".")
	if err != nil {
		log.Fatal(err)
	}
	portfolio, err := run.Tiers(context.Background(), book, &run.Folder{FS: quay, Dir: "."}, payout.NewMemory(), "2026-03", run.TierOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, tier := range portfolio.Tiers {
		fmt.Println(tier.Tier, tier.Customers)
	}
	// Output:
	// large 1
	// small 1
}

// WhyTier tells what a customer lacks for a better tier.
func ExampleWhyTier() {
	book, err := policy.LoadBook(quay, ".")
	if err != nil {
		log.Fatal(err)
	}
	why, err := run.WhyTier(context.Background(), book, &run.Folder{FS: quay, Dir: "."}, payout.NewMemory(), "2026-03", "bookshop", run.TierOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why.Tier)
	for _, lacks := range why.Missing {
		fmt.Println(lacks.Tier, lacks.What[0].Text)
	}
	// Output:
	// small
	// large merchant.volume 1,000.00 CNY short of 10,000.00 CNY
}
