package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli"
	"github.com/fenrun/fenrun/policy/internal/termsheet"
)

// Every figure of a sheet is what `fenrun eval` gives for the same facts.
func TestFiguresAreThoseOfEval(t *testing.T) {
	files, err := filepath.Glob("../../../examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	checked, paying := 0, 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".test.yaml") {
			continue
		}
		p, _ := policy.Check(name, src)
		if p == nil {
			continue // a deal
		}
		s, err := termsheet.New(p.Plan(), termsheet.Options{Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range s.Parts {
			for _, clause := range part.Clauses {
				for _, figures := range clause.Figures {
					for _, point := range figures.Points {
						checked++
						if !point.Amount.IsZero() || !point.Units.IsZero() {
							paying++
						}
						evaluated(t, name, point)
					}
				}
			}
		}
	}
	if checked < 300 || paying < 150 {
		t.Errorf("%d figures, %d of which are not nothing, prove little", checked, paying)
	}
}

// evaluated calls eval on the facts of a figure.
func evaluated(t *testing.T, policyFile string, point termsheet.Point) {
	t.Helper()
	facts, err := json.Marshal(point.Facts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "facts.json")
	if err := os.WriteFile(file, facts, 0o666); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	args := []string{"eval", policyFile, "--facts", file, "--as-of", point.AsOf.String(), "--rule", point.Rule, "--format", "json"}
	if code := cli.Run(args, strings.NewReader(""), &out, &complaints); code != cli.Clean {
		t.Fatalf("%q ends with %d: %s", args, code, complaints.String())
	}
	var got struct {
		Decisions []policy.Decision `json:"decisions"`
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	var sum payout.Money
	var units payout.Quantity
	for _, d := range got.Decisions {
		for _, l := range d.Lines {
			if sum, err = sum.Add(l.Amount); err != nil {
				t.Fatal(err)
			}
			if units, err = units.Add(l.Quantity); err != nil {
				t.Fatal(err)
			}
		}
	}
	if sum != point.Amount || units != point.Units {
		t.Errorf("%s of %s: the sheet says %s and %s, eval %s and %s, for %s", point.Rule, policyFile, point.Amount, point.Units, sum, units, facts)
	}
}
