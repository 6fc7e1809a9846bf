package run_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
)

// A deal with an agent whom nobody knows is not passed over in silence.
func TestADealWithNobody(t *testing.T) {
	deal := func(agent string) *policy.Book {
		book, err := policy.LoadBook(fstest.MapFS{
			"corner.yaml": corner["corner.yaml"],
			"deal.yaml": {Data: []byte("fenrun: v1\ndeal: better\nof: corner\nagent: " + agent + "\neffective: {from: 2026-01-01, until: 2026-06-30}\n" +
				"rules:\n  - {id: extra, kind: reward, for: agent, to: agent, every: month, amount: 5}\n")},
		}, ".")
		if err != nil {
			t.Fatal(err)
		}
		return book
	}
	source := cornerData("id,agent,rate\nm,meyer,0.60%\n")
	report := runPeriods(t, deal("meier"), source, payout.NewMemory(), 1, "2026-03")
	if len(report.Diags) != 1 || report.Diags[0].Code != "B103" || report.Diags[0].Span.File != "deal.yaml" || !strings.Contains(report.Diags[0].Hint, "meyer") {
		t.Errorf("findings: %v", report.Diags)
	}
	if report := runPeriods(t, deal("meyer"), source, payout.NewMemory(), 1, "2026-03"); len(report.Diags) != 0 {
		t.Errorf("of somebody: %v", report.Diags)
	}
	if report := runPeriods(t, deal("meier"), source, payout.NewMemory(), 1, "2026-07"); len(report.Diags) != 0 {
		t.Errorf("when it is over: %v", report.Diags)
	}
}
