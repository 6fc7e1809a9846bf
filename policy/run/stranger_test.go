package run_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

var machines = fstest.MapFS{"policy.yaml": {Data: []byte(`
fenrun: v1
policy: machines
currency: EUR
timezone: Europe/Rome
rounding: {places: 2, mode: half-up}
facts:
  dealer: {}
  machine: {dealer: dealer, installed: date}
  brew: {at: time, machine: machine, cups: count}
measures: {made: {sum: brew.cups}}
rules:
  - {id: bonus, kind: reward, for: machine, to: machine.dealer, once: machine, every: day, when: machine.installed in period, amount: 50}
  - {id: idle, kind: clawback, takes_back: bonus, for: machine, when: "made(1..60, machine.installed) < 200"}
`)}}

// An event that names a subject which no row describes may be anybody's. What
// would take money for want of it waits, until the row is there or the name is
// put right.
func TestAnEventOfNobodyMakesClawbacksWait(t *testing.T) {
	book, err := policy.LoadBook(machines, ".")
	if err != nil {
		t.Fatal(err)
	}
	source := func(machine string) run.Source {
		return &run.Folder{Dir: ".", FS: fstest.MapFS{
			"machines.csv": {Data: []byte("id,dealer,installed\nm1,rossi,2026-01-10\n")},
			"brews.csv":    {Data: []byte("id,at,machine,cups\nb1,2026-01-12T08:00,m1,150\nb2,2026-01-16T08:00," + machine + ",150\n")},
		}}
	}
	report := runPeriods(t, book, source("M1"), payout.NewMemory(), 1, "2026-01", "2026-02", "2026-03")
	if n := len(report.Batches[0].Lines); n != 0 {
		t.Errorf("%d lines in March", n)
	}
	if len(report.Problems) != 1 || report.Problems[0].Rule != "idle" || report.Problems[0].Pending {
		t.Errorf("problems: %v", report.Problems)
	}
	if len(report.Diags) != 1 || report.Diags[0].Code != "B103" {
		t.Errorf("findings: %v", report.Diags)
	}
	if len(report.Uncounted) != 1 || !strings.Contains(report.Uncounted[0].Reason, "machine M1") {
		t.Errorf("not counted: %v", report.Uncounted)
	}
	if report := runPeriods(t, book, source("m1"), payout.NewMemory(), 1, "2026-01", "2026-02", "2026-03"); len(report.Problems)+len(report.Uncounted)+len(report.Batches[0].Lines) != 0 {
		t.Errorf("put right: %v, %v, %v", report.Problems, report.Uncounted, report.Batches)
	}
}

// Which machines are unknown, and how many events each lacks, does not hang on
// how many goroutines count.
func TestEventsOfSeveralStrangers(t *testing.T) {
	book, err := policy.LoadBook(machines, ".")
	if err != nil {
		t.Fatal(err)
	}
	var brews strings.Builder
	brews.WriteString("id,at,machine,cups\n")
	for i := range 30_000 {
		fmt.Fprintf(&brews, "b%d,2026-01-12T08:00,x%d,1\n", i, i%3)
	}
	for _, jobs := range []int{1, 2, 8} {
		source := &run.Folder{Dir: ".", FS: fstest.MapFS{
			"machines.csv": {Data: []byte("id,dealer,installed\nm1,rossi,2026-01-10\n")},
			"brews.csv":    {Data: []byte(brews.String())},
		}}
		report := runPeriods(t, book, source, payout.NewMemory(), jobs, "2026-01")
		got := fmt.Sprint(report.Uncounted)
		want := "[{made machine/x0 10000 brew.machine brew.machine is missing: no facts are given of machine x0}" +
			" {made machine/x1 10000 brew.machine brew.machine is missing: no facts are given of machine x1}" +
			" {made machine/x2 10000 brew.machine brew.machine is missing: no facts are given of machine x2}]"
		if got != want {
			t.Errorf("%d goroutines: %s", jobs, got)
		}
	}
}
