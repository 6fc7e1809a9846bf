package termsheet_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/termsheet"
	"github.com/fenrun/fenrun/policy/run"
)

// The deals whose sheets are looked at, with the day.
var deals = []struct{ folder, agent, name string }{
	{"../../../examples/deal-zhang", "zhang", "zhang"},
	{"../../../examples/deal-li", "li", "li"},
	{"../../../examples/deal-chen", "chen", "chen"},
	{"testdata/premium", "meyer", "premium"},
}

// dealSheet writes the sheet of an agent on a day in March 2026.
func dealSheet(t *testing.T, folder, agent, lang string) *termsheet.Sheet {
	t.Helper()
	book, err := policy.LoadBook(os.DirFS(folder), ".")
	if err != nil {
		t.Fatal(err)
	}
	p := book.Plans()[0]
	s, err := termsheet.New(p, termsheet.Options{Lang: lang, Term: termOn(t, book, p, agent, "2026-03-01")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What is signed: the deal beside the standard terms, what is promised by
// when, what is granted meanwhile, and what goes back.
func TestDeals(t *testing.T) {
	for _, d := range deals {
		for _, lang := range []string{"en", "zh"} {
			t.Run(d.name+"."+lang, func(t *testing.T) {
				var md bytes.Buffer
				if err := dealSheet(t, d.folder, d.agent, lang).Markdown(&md); err != nil {
					t.Fatal(err)
				}
				golden(t, d.name+"."+lang+".md", md.Bytes())
			})
		}
	}
}

// What a sheet says that goes back is what runs over the whole term take back.
func TestWhatHangsOnAPromise(t *testing.T) {
	texts := fstest.MapFS{}
	for _, name := range []string{"policy.yaml", "zhang.yaml"} {
		src, err := os.ReadFile("../../../examples/deal-zhang/" + name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = &fstest.MapFile{Data: src}
	}
	texts["data/agent.csv"] = &fstest.MapFile{Data: []byte("id,activated_in_term\nzhang,199\n")}
	texts["data/merchant.csv"] = &fstest.MapFile{Data: []byte("id,agent,kind,rate\nm1,zhang,ordinary,0.6%\n")}
	rows := "id,at,merchant,amount\n"
	months := []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}
	for _, month := range months {
		rows += "t" + month + "," + month + "-10T10:00,m1,100000\n"
	}
	texts["data/txn.csv"] = &fstest.MapFile{Data: []byte(rows)}
	texts["data/source.yaml"] = &fstest.MapFile{Data: []byte("period: 2026-06\n")}
	book, err := policy.LoadBook(texts, ".")
	if err != nil {
		t.Fatal(err)
	}
	ledger := payout.NewMemory()
	var meanwhile, back payout.Money
	for _, month := range months {
		report, err := run.Period(t.Context(), book, &run.Folder{FS: texts, Dir: "data"}, ledger, month, run.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range report.Batches {
			for _, l := range b.Lines {
				switch {
				case l.Payee.ID != "zhang":
				case strings.HasSuffix(l.Cause, "missed"):
					if back, err = back.Sub(l.Amount); err != nil {
						t.Fatal(err)
					}
				case meanwhile.IsZero():
					meanwhile = l.Amount
				}
			}
		}
	}
	var md bytes.Buffer
	if err := dealSheet(t, "../../../examples/deal-zhang", "zhang", "en").Markdown(&md); err != nil {
		t.Fatal(err)
	}
	// June itself is posted at the lower price: five months go back.
	if meanwhile.Amount() != "115.00" || back.Amount() != "25.00" {
		t.Errorf("the runs pay %s a month and take back %s", meanwhile, back)
	}
	if want := "| 199 | 115 | 110 | 5 | 30 |"; !strings.Contains(md.String(), want) {
		t.Errorf("the sheet has no row %s", want)
	}
}
