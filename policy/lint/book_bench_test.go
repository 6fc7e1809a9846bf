package lint_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/lint"
)

// bookOf makes a book of policies of so many rules each, of the kinds that
// policies have.
func bookOf(t testing.TB, policies, rules int) *policy.Book {
	t.Helper()
	files := fstest.MapFS{}
	var names []string
	for i := range policies {
		var b strings.Builder
		fmt.Fprintf(&b, `fenrun: v1
policy: harbor-%d
currency: CNY
timezone: Asia/Shanghai
effective: {from: 2026-01-01, until: 2026-12-31}
rounding: {places: 2, mode: half-up}
facts:
  agent: {opened: date}
  merchant: {agent: agent, kind: [ordinary, preferred, qr], rate: {type: rate, min: 0.55%%, max: 1%%}}
  device: {agent: agent, activated: {type: date, optional: true}, stocked: date}
  txn: {at: time, device: device, merchant: merchant, card: [credit, debit, qr], amount: {type: money, min: 0}}
measures:
  merchant.volume: {sum: txn.amount, via: txn.merchant, per: month}
  merchant.credit: {sum: txn.amount, via: txn.merchant, where: {txn.card: credit}, per: month}
  agent.volume: {sum: txn.amount, via: txn.merchant.agent, per: month}
  spent: {sum: txn.amount, via: txn.device, where: {txn.card: [credit, qr]}}
ladders:
  buy_rate:
    by: agent.volume
    whole:
      0: {ordinary: 0.500%%, preferred: 0.525%%, qr: 0.28%%}
      1亿: {ordinary: 0.495%%, preferred: 0.520%%, qr: 0.28%%}
      5亿: {ordinary: 0.490%%, preferred: 0.515%%, qr: 0.28%%}
    first: {months: 1..4, from: same-month, since: agent.opened, rung: 5亿}
defaults:
  merchant: {to: merchant.agent, every: month}
  device: {to: device.agent, once: device, every: day}
rules:
`, i)
		for n := range rules {
			switch n % 4 {
			case 0:
				fmt.Fprintf(&b, "  - id: r%d\n    kind: residual\n    for: merchant\n    amount: merchant.credit * (merchant.rate - buy_rate[merchant.kind])\n    when: merchant.volume >= %d and merchant.kind != \"qr\"\n", n, 1000*(n+1))
			case 1:
				fmt.Fprintf(&b, "  - id: r%d\n    kind: reward\n    for: device\n    when: spent(1..%d, device.activated) >= %d\n    amount: %d\n", n, 30+n, 1000+n, 50+n)
			case 2:
				fmt.Fprintf(&b, "  - id: r%d\n    kind: clawback\n    takes_back: r%d\n    for: device\n    when: spent(1..90, device.activated) < %d\n    amount: 40\n", n, n-1, 500+n)
			case 3:
				fmt.Fprintf(&b, "  - id: r%d\n    kind: subsidy\n    for: merchant\n    amount:\n      - {when: merchant.volume >= %d, is: merchant.volume * 0.02%%}\n      - {when: merchant.credit >= %d, is: merchant.credit * 0.01%%}\n      - {is: 0}\n", n, 100_000+n, 50_000+n)
			}
		}
		name := fmt.Sprintf("p%04d.yaml", i)
		files[name] = &fstest.MapFile{Data: []byte(b.String())}
		names = append(names, name)
	}
	book, diags, err := policy.CheckFiles(files, names...)
	if err != nil || book == nil {
		t.Fatal(err, diags)
	}
	return book
}

// BenchmarkBook lints books of 20 rules a policy: the time grows with the
// number of policies, and no faster.
func BenchmarkBook(b *testing.B) {
	for _, policies := range []int{25, 50, 100, 200} {
		b.Run(fmt.Sprint(policies), func(b *testing.B) {
			book := bookOf(b, policies, 20)
			for b.Loop() {
				lint.Check(book, lint.Options{})
			}
		})
	}
}

// BenchmarkBookTwice lints a book of 100 policies and one of 200, and reports
// how many times as long the second takes: about two.
func BenchmarkBookTwice(b *testing.B) {
	once, twice := bookOf(b, 100, 20), bookOf(b, 200, 20)
	var first, second time.Duration
	for b.Loop() {
		began := time.Now()
		lint.Check(once, lint.Options{})
		first += time.Since(began)
		began = time.Now()
		lint.Check(twice, lint.Options{})
		second += time.Since(began)
	}
	b.ReportMetric(float64(second)/float64(first), "times")
	b.ReportMetric(second.Seconds()/float64(b.N), "s/200")
}
