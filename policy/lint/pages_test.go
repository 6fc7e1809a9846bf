package lint_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/lint"
)

var update = flag.Bool("update", false, "write what is found into docs/checks")

const pages = "../../docs/checks"

// A page is docs/checks/L204.md: its policies under Bad and Good, and what is
// found of the bad one.
type page struct {
	name, text string
	code       diag.Code
	bad, good  fstest.MapFS
	want       string // the text block under Bad
	sections   map[string]string
}

var (
	fence   = regexp.MustCompile("(?ms)^```(yaml|text)( [^\n]*)?\n(.*?)^```$")
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
)

// readPages reads every page, by code.
func readPages(t *testing.T) map[string]*page {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(pages, "[A-Z][0-9]*.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*page{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p := &page{name: name, text: string(src), sections: map[string]string{}}
		id := strings.TrimSuffix(filepath.Base(name), ".md")
		code, known := diag.Lookup(id)
		if !known {
			t.Errorf("%s: there is no code %s", name, id)
			continue
		}
		p.code = code
		at := heading.FindAllStringSubmatchIndex(p.text, -1)
		for i, h := range at {
			end := len(p.text)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			p.sections[p.text[h[2]:h[3]]] = p.text[h[1]:end]
		}
		p.bad, p.want = blocks(p.sections["Bad"])
		p.good, _ = blocks(p.sections["Good"])
		all[id] = p
	}
	return all
}

// blocks gives the files of a section, and its text block. A file is called
// policy.yaml unless its fence names it.
func blocks(section string) (fstest.MapFS, string) {
	files, text := fstest.MapFS{}, ""
	for _, m := range fence.FindAllStringSubmatch(section, -1) {
		if m[1] == "text" {
			text = m[3]
			continue
		}
		name := strings.TrimSpace(m[2])
		if name == "" {
			name = "policy.yaml"
		}
		files[name] = &fstest.MapFile{Data: []byte(m[3])}
	}
	return files, text
}

// lintFiles lints the files of a section as the command does.
func lintFiles(t *testing.T, files fstest.MapFS) *lint.Report {
	t.Helper()
	var o lint.Options
	var names []string
	var found []lint.Finding
	for name := range files {
		switch {
		case name == lint.ConfigFile:
			config, diags := lint.ReadConfig(name, files[name].Data)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			o.Config = config
		case cases.IsCaseFile(name):
			diags, err := cases.Check(files, name)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range diags {
				found = append(found, lint.Finding{Diagnostic: d})
			}
		default:
			names = append(names, name)
		}
	}
	report, err := lint.Files(files, o, sortedNames(names)...)
	if err != nil {
		t.Fatal(err)
	}
	report.Findings = append(report.Findings, found...)
	return report
}

func sortedNames(names []string) []string {
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			if names[j] < names[i] {
				names[i], names[j] = names[j], names[i]
			}
		}
	}
	return names
}

// printed writes what weighs at least a warning, and every finding of a code,
// as the command prints it.
func printed(report *lint.Report, files fstest.MapFS, code string) string {
	var shown diag.List
	for _, d := range report.List() {
		if d.Severity <= diag.Warning || d.Code == code {
			shown = append(shown, d)
		}
	}
	var out strings.Builder
	sources := func(name string) []byte {
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return nil
		}
		return src
	}
	diag.Text{Sources: sources}.Write(&out, shown)
	return out.String()
}

// TestPages runs the policies of every page: the bad one shows what the page
// says, and nothing is wrong with the good one.
func TestPages(t *testing.T) {
	all := readPages(t)
	for _, code := range diag.Catalogue() {
		t.Run(code.ID, func(t *testing.T) {
			p := all[code.ID]
			if p == nil {
				t.Fatalf("there is no page docs/checks/%s.md", code.ID)
			}
			p.check(t)
		})
	}
}

// unshown are codes that no policy shows by itself: R604 is of an evaluation,
// and of D703 the language has no way to fail.
var unshown = map[string]bool{"R604": true, "D703": true}

func (p *page) check(t *testing.T) {
	title := fmt.Sprintf("# %s %s\n\n", p.code.ID, p.code.Name)
	if !strings.HasPrefix(p.text, title) {
		t.Errorf("the page does not begin with %q", strings.TrimSpace(title))
	}
	if weight := fmt.Sprintf("\nSeverity: %s, %s.\n", p.code.Severity, p.code.Basis); !strings.Contains(p.text, weight) {
		t.Errorf("the page does not say %q", weight)
	}
	for _, name := range []string{"Why it matters", "How it is decided"} {
		if len(strings.TrimSpace(p.sections[name])) < 40 {
			t.Errorf("the page says nothing under %q", name)
		}
	}
	if p.code.ID[0] == 'B' || unshown[p.code.ID] {
		return // of data, which a page cannot hold
	}
	if len(p.bad) == 0 || len(p.good) == 0 {
		t.Fatal("the page has no bad and good example")
	}
	report := lintFiles(t, p.bad)
	got := printed(report, p.bad, p.code.ID)
	if !strings.Contains(got, "["+p.code.ID+"]") {
		t.Errorf("%s is not found in the bad example:\n%s", p.code.ID, got)
	}
	if *update {
		p.rewrite(t, got)
	} else if diff := cmp.Diff(p.want, got); diff != "" {
		t.Errorf("what is found of the bad example (-page +now):\n%s", diff)
	}
	good := lintFiles(t, p.good)
	if text := printed(good, p.good, p.code.ID); text != "" {
		t.Errorf("something is found in the good example:\n%s", text)
	}
	p.replay(t, report)
}

// rewrite puts what is found into the page.
func (p *page) rewrite(t *testing.T, got string) {
	bad := p.sections["Bad"]
	at := fence.FindAllStringSubmatchIndex(bad, -1)
	for _, m := range at {
		if bad[m[2]:m[3]] == "text" {
			now := strings.Replace(p.text, bad, bad[:m[6]]+got+bad[m[7]:], 1)
			if err := os.WriteFile(p.name, []byte(now), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Error("there is no text block under Bad")
}

// withCase are the codes whose findings come with a case, where it can be
// written.
var withCase = map[string]bool{"L204": true, "L205": true, "L206": true, "T302": true, "M402": true, "M403": true, "M409": true}

// replay runs the cases that come with findings: facts that show a fault are
// facts that the whole engine can be given.
func (p *page) replay(t *testing.T, report *lint.Report) {
	if len(p.bad) != 1 {
		return
	}
	var text strings.Builder
	text.WriteString("policy: policy.yaml\ncases:\n")
	n := 0
	for _, f := range report.Findings {
		if f.Case != nil {
			text.WriteString(f.Case.Text)
			n++
		}
	}
	if n == 0 {
		if withCase[p.code.ID] {
			t.Error("no finding comes with a case")
		}
		return
	}
	files := fstest.MapFS{"policy.yaml": p.bad["policy.yaml"], "policy.test.yaml": {Data: []byte(text.String())}}
	result, err := cases.Run(t.Context(), files, "policy.test.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if !result.OK() {
		t.Errorf("the cases of the findings do not pass: %v\n%s", result.Diags, text.String())
		for _, r := range result.Results {
			for _, f := range r.Failures {
				t.Log(f.Diff())
			}
		}
	}
}

// TestEveryPageHasACode finds pages of codes that there are not.
func TestEveryPageHasACode(t *testing.T) {
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		id, isPage := strings.CutSuffix(e.Name(), ".md")
		if !isPage || id == "README" { // the index
			continue
		}
		if _, ok := diag.Lookup(id); !ok {
			t.Errorf("%s is of no code", path.Join("docs/checks", e.Name()))
		}
	}
}
