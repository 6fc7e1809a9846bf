package cases

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fenrun/fenrun/policy/diag"
)

var update = flag.Bool("update", false, "write what came into testdata")

// Each archive of testdata holds policies and cases, and under `want` what
// their reports say.
func TestReports(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(err, "no archive")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files, want := fstest.MapFS{}, -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			got := reports(t, files)
			switch {
			case *update && want < 0:
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
			case *update:
				archive.Files[want].Data = []byte(got)
			case want < 0:
				t.Fatal("the archive does not say what it wants")
			default:
				if diff := cmp.Diff(string(archive.Files[want].Data), got); diff != "" {
					t.Errorf("the reports differ (-want +got):\n%s", diff)
				}
				return
			}
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// reports runs every file of cases and writes down what became of it.
func reports(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	var out strings.Builder
	names, err := fs.Glob(files, "*.test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		report, err := Run(t.Context(), files, name, nil)
		if err != nil {
			t.Fatal(err)
		}
		write(t, &out, files, report)
		checked, err := Check(files, name)
		if diff := cmp.Diff(report.Diags, checked); diff != "" || err != nil {
			t.Errorf("%s checked and not run: %v (-run +checked):\n%s", name, err, diff)
		}
	}
	return out.String()
}

func write(t *testing.T, out *strings.Builder, files fs.FS, report *Report) {
	t.Helper()
	for _, result := range report.Results {
		word := "ok  "
		if len(result.Failures) > 0 {
			word = "FAIL"
		}
		fmt.Fprintf(out, "%s %s: %s\n", word, result.Place, result.Name)
		for _, f := range result.Failures {
			fmt.Fprintf(out, "     %s: %s\n", f.Place, strings.ReplaceAll(f.Diff(), "\n", "\n       "))
		}
	}
	sources := func(name string) []byte {
		text, _ := fs.ReadFile(files, name)
		return text
	}
	if err := (diag.Text{Sources: sources}).Write(out, report.Diags); err != nil {
		t.Fatal(err)
	}
}

const twoCases = `policy: p.yaml
cases:
  - {name: one, period: 2026-03, given: {agent: {id: a1, sold: 10}}, want: {share: 1}}
  - {name: two, period: 2026-03, given: {agent: {id: a1, sold: 10}}, want: {share: 2}}
timelines:
  - {name: two in a row, given: {agent: {id: a1, sold: 10}}, steps: [{run: 2026-03, want: {share: 1}}]}
`

const shares = `fenrun: v1
policy: p
currency: CNY
timezone: Asia/Shanghai
rounding: {places: 2, mode: half-up}
facts: {agent: {sold: money}}
rules:
  - {id: share, kind: residual, for: agent, to: agent, every: month, amount: agent.sold * 10%}
`

func TestRunOnly(t *testing.T) {
	files := fstest.MapFS{"p.yaml": {Data: []byte(shares)}, "p.test.yaml": {Data: []byte(twoCases)}}
	for _, test := range []struct {
		only   string
		ran    []string
		failed int
	}{
		{"", []string{"one", "two", "two in a row"}, 1},
		{"^two", []string{"two", "two in a row"}, 1},
		{"row$", []string{"two in a row"}, 0},
		{"three", nil, 0},
	} {
		report, err := Run(t.Context(), files, "p.test.yaml", regexp.MustCompile(test.only))
		if err != nil {
			t.Fatal(err)
		}
		var ran []string
		for _, result := range report.Results {
			ran = append(ran, result.Name)
		}
		if diff := cmp.Diff(test.ran, ran); diff != "" || report.Failed() != test.failed {
			t.Errorf("only %q: %d failed, want %d; ran (-want +got):\n%s", test.only, report.Failed(), test.failed, diff)
		}
	}
}

func TestRunUnreadable(t *testing.T) {
	if _, err := Run(t.Context(), fstest.MapFS{}, "gone.test.yaml", nil); err == nil {
		t.Error("a file that is not there has a report")
	}
}
