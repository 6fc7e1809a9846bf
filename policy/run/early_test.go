package run_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// early pays once a device has sold enough, which may be known before its
// window closes.
const early = `fenrun: v1
policy: early
version: "2026"
currency: CNY
timezone: Asia/Shanghai
platform: harbor
effective: {from: 2026-01-01, until: 2026-12-31}
rounding: {places: 2, mode: half-up}
facts:
  agent: {}
  device:
    agent: agent
    activated: date
  txn:
    at: time
    device: device
    amount: {type: money, min: 0}
measures:
  spent: {sum: txn.amount}
rules:
  - id: bonus
    kind: reward
    for: device
    to: device.agent
    once: device
    every: day
    when: spent(1..60, device.activated) >= 1_000
    amount: 100
`

// What is decided early when it is met, and otherwise when its window closes,
// is until then one pending decision, and nothing else.
func TestEarlyIsPendingOnce(t *testing.T) {
	book, err := policy.LoadBook(fstest.MapFS{"early.yaml": {Data: []byte(early)}}, ".")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rows: run.Rows{}}
	w.add("agent", "id", "a")
	for _, id := range []string{"met", "open", "none"} {
		activated := "2026-03-10"
		if id == "none" {
			activated = "2026-01-10"
		}
		w.add("device", "id", id, "agent", "a", "activated", activated)
	}
	w.add("txn", "id", "t1", "at", "2026-03-12T10:00:00+08:00", "device", "met", "amount", "1000")
	report, err := run.Period(context.Background(), book, w.rows, payout.NewMemory(), "2026-03", run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := (run.Decisions{Lines: 1, Pending: 1, None: 1}); report.Decisions != want {
		t.Errorf("decisions %+v, want %+v; %v", report.Decisions, want, report.Problems)
	}
}

// A run decides the periods that it is asked for: what was met in a month that
// was never run is paid in the first that is.
func TestOnceIsPaidInTheFirstMonthThatIsRun(t *testing.T) {
	text := strings.ReplaceAll(early, "spent(1..60, device.activated)", "spent(1.., device.activated)")
	text = strings.ReplaceAll(text, "every: day", "every: month")
	book, err := policy.LoadBook(fstest.MapFS{"early.yaml": {Data: []byte(text)}}, ".")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rows: run.Rows{}}
	w.add("agent", "id", "a")
	w.add("device", "id", "d", "agent", "a", "activated", "2026-07-01")
	w.add("txn", "id", "t1", "at", "2026-07-12T10:00:00+08:00", "device", "d", "amount", "1000")
	for _, months := range [][]string{{"2026-07", "2026-08"}, {"2026-08"}} {
		ledger := payout.NewMemory()
		var paid []string
		for _, month := range months {
			report, err := run.Period(context.Background(), book, w.rows, ledger, month, run.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range report.Batches[0].Lines {
				paid = append(paid, l.Period)
			}
		}
		if diff := cmp.Diff(months[:1], paid); diff != "" {
			t.Errorf("%v: paid for (-want +got):\n%s", months, diff)
		}
	}
}
