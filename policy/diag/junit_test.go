package diag

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

func TestJUnitGolden(t *testing.T) {
	j := JUnit{Files: []string{goldFile, "policies/clean.yaml"}}
	checkGolden(t, "sample.junit.xml", printed(t, j, sample(t)))
}

// TestJUnitCounts reads reports back: a server believes the attributes, and
// they must be what the suites hold.
func TestJUnitCounts(t *testing.T) {
	for _, tt := range []struct {
		j               JUnit
		list            List
		tests, failures int
	}{
		{JUnit{}, nil, 0, 0},
		{JUnit{Files: []string{"a", "b", "a"}}, nil, 2, 0},
		{JUnit{Files: []string{goldFile}}, sample(t), 7, 4},
		{JUnit{FailOn: Warning}, sample(t), 7, 6},
		{JUnit{FailOn: Info}, sample(t), 7, 7},
	} {
		var report junitReport
		if err := xml.Unmarshal([]byte(printed(t, tt.j, tt.list)), &report); err != nil {
			t.Fatal(err)
		}
		tests, failures := 0, 0
		for _, suite := range report.Suites {
			names := map[string]bool{}
			failed := 0
			for _, c := range suite.Cases {
				if names[c.Name] {
					t.Errorf("%s has two tests %q", suite.Name, c.Name)
				}
				names[c.Name] = true
				if c.Failure != nil {
					failed++
				}
			}
			if suite.Tests != len(suite.Cases) || suite.Failures != failed {
				t.Errorf("%s says %d tests, %d failures; it holds %d, %d", suite.Name, suite.Tests, suite.Failures, len(suite.Cases), failed)
			}
			tests += len(suite.Cases)
			failures += failed
		}
		if got, want := fmt.Sprint(tests, failures, report.Tests, report.Failures), fmt.Sprint(tt.tests, tt.failures, tt.tests, tt.failures); got != want {
			t.Errorf("%+v: tests and failures %s, want %s", tt.j, got, want)
		}
	}
}

// TestJUnitUntrustedWords has what XML has no place for.
func TestJUnitUntrustedWords(t *testing.T) {
	out := printed(t, JUnit{}, List{Errorf("N102", Span{File: "x\x1b\"<>.yaml"}, "a\x00b ]]> \uFFFE").WithHint("c\n\td")})
	if err := xml.Unmarshal([]byte(out), new(junitReport)); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if strings.ContainsAny(out, "\x00\x1b") {
		t.Errorf("a control character in %q", out)
	}
}
