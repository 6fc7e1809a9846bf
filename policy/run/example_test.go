package run_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

var corner = fstest.MapFS{"corner.yaml": {Data: []byte(`
fenrun: v1
policy: corner
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  merchant: {agent: agent, rate: rate}
  sale: {at: time, merchant: merchant, amount: money}
measures: {merchant.volume: {sum: sale.amount, per: month}}
rules:
  - {id: residual, kind: residual, for: merchant, to: merchant.agent, amount: merchant.volume * (merchant.rate - 0.50%)}
settlement: {due: {month: T+1}}
`)}}

// A shop is a host's own program: its data are where it keeps them.
type shop struct {
	merchants []merchant
	sales     []sale
	through   time.Time // all sales up to the end of this day are there
}

type merchant struct{ id, agent, rate string }

type sale struct {
	id, merchant string
	at           time.Time
	fen          int64
}

var (
	merchantHeader = &run.Header{Names: []string{"id", "agent", "rate"}}
	saleHeader     = &run.Header{Names: []string{"id", "at", "merchant", "amount"}}
)

// Rows gives the rows of a kind that the policy names; none of a kind that the
// shop does not have.
func (s *shop) Rows(_ context.Context, kind string) iter.Seq2[run.Row, error] {
	return func(yield func(run.Row, error) bool) {
		values := make([]string, 4) // the run takes what it needs of a row before it asks for the next
		switch kind {
		case "merchant":
			for _, m := range s.merchants {
				values = append(values[:0], m.id, m.agent, m.rate)
				if !yield(run.Row{Header: merchantHeader, Values: values}, nil) {
					return
				}
			}
		case "sale":
			for _, v := range s.sales {
				values = append(values[:0], v.id, v.at.Format(time.RFC3339), v.merchant, fmt.Sprintf("%d.%02d", v.fen/100, v.fen%100))
				if !yield(run.Row{Header: saleHeader, Values: values}, nil) {
					return
				}
			}
		}
	}
}

// Covers says of which days all sales are there.
func (s *shop) Covers(string) (first, last payout.Date, known bool) {
	last, err := payout.NewDate(s.through.Date())
	return 1, last, err == nil
}

// UniqueIDs says that no sale comes twice, which spares the run from looking.
func (s *shop) UniqueIDs(string) bool { return true }

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func newShop() *shop {
	return &shop{
		merchants: []merchant{{"teahouse", "lin", "0.60%"}, {"bookshop", "lin", "0.58%"}},
		sales: []sale{
			{"s1", "teahouse", at("2026-03-02T10:00:00+08:00"), 900_000},
			{"s2", "bookshop", at("2026-03-09T18:30:00+08:00"), 640_025},
			{"s3", "teahouse", at("2026-03-31T23:59:59+08:00"), 1_100_050},
		},
		through: at("2026-03-31T23:59:59+08:00"),
	}
}

// A host gives its data row by row and keeps the ledger.
func Example() {
	book, err := policy.LoadBook(corner, ".")
	if err != nil {
		log.Fatal(err) // every mistake in the text, each with its place
	}
	report, err := run.Period(context.Background(), book, newShop(), payout.NewMemory(), "2026-03", run.Options{})
	if err != nil {
		log.Fatal(err) // nothing was posted
	}
	for _, batch := range report.Batches {
		for _, line := range batch.Lines {
			fmt.Println(line.Payee, line.Subject, line.Amount)
		}
	}
	for _, rows := range report.Rows {
		fmt.Println(rows.Kind, rows.Read.Rows, "read", rows.Used.Rows, "used", rows.Used.Sum)
	}
	// Output:
	// agent/lin merchant/bookshop 5.12 CNY
	// agent/lin merchant/teahouse 20.00 CNY
	// agent 0 read 0 used 0
	// merchant 2 read 2 used 0
	// sale 3 read 3 used 26400.75 CNY
}

// books are a ledger that does more when it posts: here, an order to the bank
// for each payment.
type books struct {
	payout.Ledger
	orders []string
}

// Post posts a batch and orders its payments. On a database both belong into
// one transaction.
func (b *books) Post(ctx context.Context, batch payout.Batch) error {
	if err := b.Ledger.Post(ctx, batch); err != nil {
		return err
	}
	for _, s := range batch.Settlements {
		if s.Paid.Sign() > 0 {
			b.orders = append(b.orders, fmt.Sprintf("%s: %s", s.ID, s.Paid))
		}
	}
	return nil
}

// runMonth runs a month, again if somebody else has posted meanwhile.
func runMonth(ctx context.Context, book *policy.Book, source run.Source, ledger payout.Ledger, month string, asOf payout.Date) error {
	for {
		_, err := run.Period(ctx, book, source, ledger, month, run.Options{AsOf: asOf})
		if !errors.Is(err, payout.ErrMoved) {
			return err
		}
	}
}

func Example_ledger() {
	ctx := context.Background()
	book, err := policy.LoadBook(corner, ".")
	if err != nil {
		log.Fatal(err)
	}
	ledger := &books{Ledger: payout.NewMemory()}
	asOf, err := payout.ParseDate("2026-04-01")
	if err != nil {
		log.Fatal(err)
	}
	for range 2 { // the second run posts nothing
		if err := runMonth(ctx, book, newShop(), ledger, "2026-03", asOf); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(strings.Join(ledger.orders, "\n"))
	// Output: corner/agent/lin/CNY/2026-04-01: 25.12 CNY
}

// What docs/embedding.md shows in Go is compiled and run here.
func TestEmbedding(t *testing.T) {
	page, err := os.ReadFile("../../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	flat := func(text []byte) string { return strings.Join(strings.Fields(string(text)), " ") }
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(page, -1)
	if len(blocks) == 0 {
		t.Fatal("the page shows no Go")
	}
	for _, block := range blocks {
		for _, part := range strings.Split(string(block[1]), "\n\n") {
			if !strings.Contains(flat(source), flat([]byte(part))) {
				t.Errorf("this is shown and not compiled:\n%s", part)
			}
		}
	}
}
