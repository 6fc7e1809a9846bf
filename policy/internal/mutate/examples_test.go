package mutate_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/mutate"
	"github.com/fenrun/fenrun/policy/syntax"
)

var full = flag.Bool("full", false, "change every policy of the examples, which takes some minutes")

// Of the changes of the examples that change some payment, this share is
// noticed by their cases, in percent.
const wantNoticed = 90

// maxQuick is how many changes a policy has at most that is looked at without
// -full.
const maxQuick = 12

const examples = "../../../examples"

// TestExamples changes the policies of the examples, each thing in turn, and
// holds what their cases notice to the table of the page on tests: all with
// -full, otherwise those that take no time.
func TestExamples(t *testing.T) {
	tests := tested(t)
	table := mutantTable(t)
	killed, left := 0, 0
	for _, name := range slices.Sorted(keysOf(tests)) {
		row, known := table[name]
		if !known && !*full {
			continue // it is younger than the table
		}
		killed, left = killed+row.killed, left+row.left
		if !*full && row.killed+row.left+row.same > maxQuick {
			continue
		}
		t.Run(name, func(t *testing.T) {
			tally, err := mutate.Run(t.Context(), os.DirFS(examples), name, tests[name].book, tests[name].suites, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := mutantRow{tally.Killed, len(tally.Survivors), len(tally.Same)}
			t.Log(got.line(name))
			for _, m := range tally.Survivors {
				t.Logf("  no case notices %s", m.Mutant)
			}
			if got != row {
				t.Errorf("docs/testing.md has another row for %s; it is\n%s", name, got.line(name))
			}
		})
	}
	if share := killed * 100 / max(killed+left, 1); share < wantNoticed {
		t.Errorf("the cases of the examples notice %d%% of the changes, and that is less than %d%%", share, wantNoticed)
	}
	for name := range table {
		if tests[name] == nil {
			t.Errorf("docs/testing.md has a row for %s, which no case tests", name)
		}
	}
}

// A tester is what a policy is tested with.
type tester struct{ book, suites []string }

// tested gives the policies that cases of the examples name.
func tested(t *testing.T) map[string]*tester {
	t.Helper()
	tests := map[string]*tester{}
	fsys := os.DirFS(examples)
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".test.yaml") {
			return err
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		file, diags := syntax.LoadCases(name, src)
		if diags.Err() != nil {
			return diags.Err()
		}
		var book []string
		for _, p := range file.Policy.List {
			book = append(book, path.Join(path.Dir(name), p.Value))
		}
		for _, p := range book {
			if tests[p] == nil {
				tests[p] = &tester{book: book}
			}
			tests[p].suites = append(tests[p].suites, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

func keysOf(tests map[string]*tester) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range tests {
			if !yield(name) {
				return
			}
		}
	}
}

// A mutantRow is a row of the table: changes that are noticed, that are not,
// and that pay the same.
type mutantRow struct{ killed, left, same int }

func (r mutantRow) line(name string) string {
	score := 100
	if r.killed+r.left > 0 {
		score = r.killed * 100 / (r.killed + r.left)
	}
	return fmt.Sprintf("| %s | %d | %d | %d | %d%% |", name, r.killed+r.left+r.same, r.killed, r.same, score)
}

var rowForm = regexp.MustCompile(`(?m)^\| (\S+\.yaml) \| (\d+) \| (\d+) \| (\d+) \| (\d+)% \|$`)

// mutantTable reads the table of the page.
func mutantTable(t *testing.T) map[string]mutantRow {
	t.Helper()
	text, err := os.ReadFile("../../../docs/testing.md")
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]mutantRow{}
	for _, m := range rowForm.FindAllStringSubmatch(string(text), -1) {
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(m[i+2])
		}
		row := mutantRow{killed: n[1], left: n[0] - n[1] - n[2], same: n[2]}
		if row.line(m[1]) != m[0] {
			t.Errorf("the row of %s does not add up: %s", m[1], row.line(m[1]))
		}
		table[m[1]] = row
	}
	return table
}
