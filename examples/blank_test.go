package examples_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

// Each fact is taken from one subject in turn. No line may go without a word:
// its decision is undecided, or its figure is said not to count something.
func TestAMissingValueIsSaid(t *testing.T) {
	for folder, period := range map[string]string{
		"effort-score": "2026-03", "helibao-2021": "2021-06", "hello": "2026-03",
		"jindabao-2019": "2019-10", "partner-programme": "2026-05", "rank-ladder": "2026-06",
	} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			files := dataOf(t, folder)
			whole := runData(t, folder, files, period)
			if len(whole.lines) == 0 {
				t.Fatal("no lines")
			}
			for name, rows := range files {
				if slices.Contains(rows[0], "at") || slices.Contains(rows[0], "时间") {
					continue // events, of which what cannot be read is a diagnostic
				}
				for column, fact := range rows[0] {
					row := valued(rows, column)
					if row == 0 || fact == "id" {
						continue
					}
					value := rows[row][column]
					rows[row][column] = ""
					without := runData(t, folder, files, period)
					rows[row][column] = value
					for key := range whole.lines {
						if !without.lines[key] && !without.undecided[key.decision] && !without.uncounted[key.subject] {
							t.Errorf("%s, row %d without %s: nothing is said of %v", name, row, fact, key)
						}
					}
				}
			}
		})
	}
}

func valued(rows [][]string, column int) int {
	for i := len(rows) / 2; i < len(rows); i++ {
		if rows[i][column] != "" {
			return i
		}
	}
	return 0
}

type decision struct {
	rule    string
	subject payout.Ref
}

type lineKey struct {
	decision
	payee  payout.Ref
	period string
}

type outcome struct {
	lines     map[lineKey]bool
	undecided map[decision]bool
	uncounted map[payout.Ref]bool
}

func dataOf(t *testing.T, folder string) map[string][][]string {
	t.Helper()
	files := map[string][][]string{}
	entries, err := os.ReadDir(path.Join(folder, "data"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if path.Ext(e.Name()) != ".csv" {
			continue
		}
		f, err := os.Open(path.Join(folder, "data", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = rows
	}
	return files
}

func runData(t *testing.T, folder string, files map[string][][]string, period string) outcome {
	t.Helper()
	data := fstest.MapFS{}
	for name, rows := range files {
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		data[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	book, err := policy.LoadBook(os.DirFS("."), folder)
	if err != nil {
		t.Fatal(err)
	}
	report, err := run.Period(context.Background(), book, &run.Folder{FS: data, Dir: "."}, payout.NewMemory(), period, run.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := outcome{lines: map[lineKey]bool{}, undecided: map[decision]bool{}, uncounted: map[payout.Ref]bool{}}
	for _, b := range report.Batches {
		for _, l := range b.Lines {
			o.lines[lineKey{decision{l.Rule, l.Subject}, l.Payee, l.Period}] = true
		}
	}
	for _, p := range report.Problems {
		if !p.Pending {
			o.undecided[decision{p.Rule, p.Subject}] = true
		}
	}
	for _, u := range report.Uncounted {
		o.uncounted[u.Subject] = true
	}
	return o
}
