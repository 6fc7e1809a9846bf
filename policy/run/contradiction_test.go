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

// Two rows of one merchant and day name two agents: neither is paid, whichever
// comes first.
func TestRowsThatContradict(t *testing.T) {
	book, err := policy.LoadBook(corner, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range []string{
		"id,agent,rate\nm,rossi,0.60%\nm,meyer,0.60%\n",
		"id,agent,rate\nm,meyer,0.60%\nm,rossi,0.60%\n",
		"id,valid_from,agent,rate\nm,2026-01-01,rossi,0.60%\nm,2026-01-01,meyer,0.60%\nm,2026-01-01,rossi,0.60%\n",
	} {
		report := runPeriods(t, book, cornerData(rows), payout.NewMemory(), 1, "2026-03")
		if n := len(report.Batches[0].Lines); n != 0 {
			t.Errorf("%d lines", n)
		}
		if len(report.Problems) != 1 || report.Problems[0].Missing != "merchant.agent" {
			t.Errorf("problems: %v", report.Problems)
		}
		if len(report.Diags) == 0 || report.Diags[0].Code != "B104" || !strings.HasPrefix(report.Diags[0].Message, "merchant m has another agent") {
			t.Errorf("findings: %v", report.Diags)
		}
		checkCounts(t, report)
	}
}

// A row holds from its day on, and what it leaves out is as in the row before:
// by days, not by the order in which rows come.
func TestRowsOfASubjectComeInAnyOrder(t *testing.T) {
	book, err := policy.LoadBook(corner, ".")
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{"m,,rossi,0.60%", "m,2026-02-01,meyer,", "m,2026-03-01,,0.70%"}
	want := ""
	for i := range 6 {
		a, b := i%3, (i%3+1+i/3)%3
		report := runPeriods(t, book, cornerData("id,valid_from,agent,rate\n"+rows[a]+"\n"+rows[b]+"\n"+rows[3-a-b]+"\n"), payout.NewMemory(), 1, "2026-03")
		got := fmt.Sprint(report.Batches[0].Lines, report.Diags)
		if want == "" {
			want = got
			if l := report.Batches[0].Lines; len(l) != 1 || l[0].Payee.ID != "meyer" || l[0].Amount.Amount() != "2.00" {
				t.Fatalf("lines: %v, %v", l, report.Diags)
			}
		}
		if got != want {
			t.Errorf("rows %d, %d, %d: %s, want %s", a, b, 3-a-b, got, want)
		}
	}
}

func cornerData(merchants string) run.Source {
	return &run.Folder{Dir: ".", FS: fstest.MapFS{
		"agents.csv":    {Data: []byte("id\nrossi\nmeyer\n")},
		"merchants.csv": {Data: []byte(merchants)},
		"sales.csv":     {Data: []byte("id,at,merchant,amount\ns,2026-03-02T10:00,m,1000.00\n")},
	}}
}

// A file without a column that is needed says so once.
func TestAMissingColumn(t *testing.T) {
	book, err := policy.LoadBook(corner, ".")
	if err != nil {
		t.Fatal(err)
	}
	source := cornerData("id,agent\nm,rossi\nn,rossi\n")
	report := runPeriods(t, book, source, payout.NewMemory(), 1, "2026-03")
	if len(report.Diags) != 1 || report.Diags[0].Code != "B106" || !strings.Contains(report.Diags[0].Message, `no column "rate"`) {
		t.Errorf("findings: %v", report.Diags)
	}
}
