package termsheet_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/internal/termsheet"
)

var update = flag.Bool("update", false, "write what came into the golden files")

// sheetOf writes the sheet of an example; with an agent, his on a day.
func sheetOf(t *testing.T, lang, example, agent, day string) []*termsheet.Sheet {
	t.Helper()
	book, err := policy.LoadBook(os.DirFS("../../../examples/"+example), ".")
	if err != nil {
		t.Fatal(err)
	}
	var sheets []*termsheet.Sheet
	for _, p := range book.Plans() {
		o := termsheet.Options{Lang: lang, Term: termOn(t, book, p, agent, day)}
		s, err := termsheet.New(p, o)
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, s)
	}
	return sheets
}

func termOn(t *testing.T, book *policy.Book, p *plan.Policy, agent, day string) *plan.Term {
	t.Helper()
	if agent == "" {
		return nil
	}
	on, err := payout.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range book.Terms() {
		if term.Base == p && term.Agent.ID == agent && term.Holds(on) {
			return term
		}
	}
	t.Fatalf("%s has no deal on %s", agent, day)
	return nil
}

// golden holds a text against a file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// The sheets of four examples, to be read by whoever changes a word.
func TestGolden(t *testing.T) {
	for _, test := range []struct{ lang, example, agent, day, name string }{
		{"en", "jindabao-2019", "", "", "jindabao.en"},
		{"zh", "helibao-2021", "", "", "helibao.zh"},
		{"en", "partner-programme", "", "", "partner.en"},
		{"zh", "deal-zhang", "zhang", "2026-03-01", "zhang.zh"},
	} {
		t.Run(test.name, func(t *testing.T) {
			sheets := sheetOf(t, test.lang, test.example, test.agent, test.day)
			var md, page bytes.Buffer
			if err := sheets[0].Markdown(&md); err != nil {
				t.Fatal(err)
			}
			golden(t, test.name+".md", md.Bytes())
			if test.lang == "zh" {
				return
			}
			if err := termsheet.HTML(&page, sheets); err != nil {
				t.Fatal(err)
			}
			golden(t, test.name+".html", page.Bytes())
		})
	}
}

// policies gives every policy of the examples, by its file.
func policies(t *testing.T) map[string]*plan.Policy {
	t.Helper()
	root := os.DirFS("../../../examples")
	files, err := fs.Glob(root, "*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*plan.Policy{}
	for _, name := range files {
		if strings.HasSuffix(name, ".test.yaml") {
			continue
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := policy.Check(name, src); p != nil {
			found[name] = p.Plan()
		}
	}
	if len(found) < 30 {
		t.Fatalf("%d policies among the examples", len(found))
	}
	return found
}

// Every example has a sheet in both languages: one page that asks for nothing,
// that names every rule, and says nothing twice.
func TestEveryExampleHasASheet(t *testing.T) {
	asks := regexp.MustCompile(`(?i)https?:|src=|@import|url\(`)
	figures := 0
	for name, p := range policies(t) {
		for _, lang := range []string{"en", "zh"} {
			s, err := termsheet.New(p, termsheet.Options{Lang: lang})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var page, md bytes.Buffer
			if err := termsheet.HTML(&page, []*termsheet.Sheet{s}); err != nil {
				t.Fatal(err)
			}
			if err := s.Markdown(&md); err != nil {
				t.Fatal(err)
			}
			if m := asks.FindString(page.String()); m != "" {
				t.Errorf("%s in %s: the page has %q", name, lang, m)
			}
			for _, r := range p.Rules {
				if !strings.Contains(page.String(), "<h3>"+r.Base+" <") {
					t.Errorf("%s in %s: the rule %s is left out", name, lang, r.ID)
				}
			}
			if !strings.Contains(md.String(), p.Digest) {
				t.Errorf("%s in %s: no digest", name, lang)
			}
			figures += points(s)
		}
	}
	if figures < 600 {
		t.Errorf("%d worked figures in all", figures)
	}
}

func points(s *termsheet.Sheet) int {
	n := 0
	for _, p := range s.Parts {
		for _, c := range p.Clauses {
			for _, f := range c.Figures {
				n += len(f.Points)
			}
		}
	}
	return n
}

// A policy with all that a sheet speaks of, in words that a reader would use.
func TestWords(t *testing.T) {
	src, err := os.ReadFile("testdata/words.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse("words.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh"} {
		s, err := termsheet.New(p.Plan(), termsheet.Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		var md bytes.Buffer
		if err := s.Markdown(&md); err != nil {
			t.Fatal(err)
		}
		golden(t, "words."+lang+".md", md.Bytes())
	}
}
