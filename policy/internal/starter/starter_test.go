package starter

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/layout"
)

// Every policy that can be begun with is sound and in its layout, and its cases
// pass, in each language and with currencies of none to three places.
func TestStarts(t *testing.T) {
	for _, p := range Programmes {
		for _, lang := range []string{"en", "zh"} {
			for currency, zone := range map[string]string{"CNY": "Asia/Shanghai", "USD": "America/New_York", "JPY": "Asia/Tokyo", "KWD": "UTC"} {
				start := Start{Name: "harbor", Title: "Harbor, 海港", Currency: currency, Zone: zone, Programme: p.Name, Lang: lang}
				at := p.Name + " " + lang + " " + currency
				files, err := start.Files()
				if err != nil {
					t.Fatal(at, err)
				}
				fsys := fstest.MapFS{}
				for _, f := range files {
					fsys[f.Name] = &fstest.MapFile{Data: []byte(f.Text)}
					if laid, err := layout.Format(f.Name, []byte(f.Text)); err != nil || string(laid) != f.Text {
						t.Errorf("%s: %s is not in its layout, %v", at, f.Name, err)
					}
				}
				compiled, diags := policy.Check("policy.yaml", fsys["policy.yaml"].Data)
				if len(diags) > 0 {
					t.Errorf("%s: %v", at, diags)
					continue
				}
				if compiled.Name() != "harbor" || compiled.Currency().String() != currency {
					t.Errorf("%s: it is %s in %s", at, compiled.Name(), compiled.Currency())
				}
				report, err := cases.Run(context.Background(), fsys, "policy.test.yaml", nil)
				if err != nil {
					t.Fatal(at, err)
				}
				if !report.OK() || len(report.Results) < 3 {
					t.Errorf("%s: %d of %d cases fail: %+v", at, report.Failed(), len(report.Results), report)
				}
			}
		}
	}
}

func TestTitles(t *testing.T) {
	for _, title := range []string{"", "null", "a: b", `say "hi" \ there`, "# 1", "- x", "金大宝 2019", " "} {
		start := Start{Name: "p", Title: title, Currency: "CNY", Zone: "UTC", Programme: "residual"}
		files, err := start.Files()
		if err != nil {
			t.Errorf("%q: %v", title, err)
			continue
		}
		if _, diags := policy.Check("p.yaml", []byte(files[0].Text)); diags.Err() != nil {
			t.Errorf("%q: %v", title, diags)
		}
	}
	for _, name := range []string{"null", "2026", "yes", "合利宝"} {
		files, err := Start{Name: name, Currency: "CNY", Zone: "UTC", Programme: "residual"}.Files()
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if p, diags := policy.Check("p.yaml", []byte(files[0].Text)); diags.Err() != nil || p.Name() != name {
			t.Errorf("%q: %v", name, diags)
		}
	}
}

func TestRefused(t *testing.T) {
	good := Start{Name: "p", Currency: "CNY", Zone: "UTC", Programme: "residual"}
	for says, change := range map[string]func(*Start){
		"is no name":          func(s *Start) { s.Name = "a b" },
		"is no currency":      func(s *Start) { s.Currency = "RMB" },
		"is no time zone":     func(s *Start) { s.Zone = "Asia/Peking" },
		"there are residual,": func(s *Start) { s.Programme = "bonus" },
		"stands on one line":  func(s *Start) { s.Title = "a\nb" },
		"zero width space":    func(s *Start) { s.Title = "a\u200bb" },
	} {
		s := good
		change(&s)
		files, err := s.Files()
		if err == nil || files != nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, %v", says, files, err)
		}
	}
}
