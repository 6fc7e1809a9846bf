package diag

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// JUnit prints diagnostics as a report in the form of JUnit, which build
// servers read beside the results of tests. Each file is a suite, and each
// diagnostic a test in it:
//
//	<testsuite name="gold.yaml" tests="1" failures="1" errors="0">
//	  <testcase name="14:11: N102 unknown-name-or-value" classname="gold.yaml">
//	    <failure type="error" message="unknown name &#34;volum&#34;">...</failure>
//
// A diagnostic that fails no build is a test that passed, with its text as
// output. The hint and the related places stand in the text.
type JUnit struct {
	// Files are the files that were looked at. One without a diagnostic is a
	// suite with one test that passed: many servers take a report without
	// tests for a broken one.
	Files []string

	// FailOn is the lightest severity that fails a build; the zero value fails
	// it for errors alone.
	FailOn Severity
}

// Write prints list by files, in the order of their names, and the diagnostics
// of a file in the order of list. The error is the writer's.
func (j JUnit) Write(w io.Writer, list List) error {
	files := slices.Clone(j.Files)
	for _, d := range list {
		files = append(files, d.Span.File)
	}
	slices.Sort(files)
	report := junitReport{Name: "fenrun"}
	for _, file := range slices.Compact(files) {
		suite := j.suite(file, list)
		report.Tests += suite.Tests
		report.Failures += suite.Failures
		report.Suites = append(report.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (j JUnit) suite(file string, list List) junitSuite {
	name := Visible(file)
	if name == "" {
		name = "fenrun" // a diagnostic of no file
	}
	suite := junitSuite{Name: name}
	for _, d := range list {
		if d.Span.File != file {
			continue
		}
		test := junitTest{Name: junitName(d), Class: name}
		if d.Severity <= j.FailOn {
			test.Failure = &junitFailure{Type: d.Severity.String(), Message: junitText(d.Message), Text: junitDetails(d)}
			suite.Failures++
		} else {
			test.Output = d.Severity.String() + ": " + junitDetails(d)
		}
		suite.Cases = append(suite.Cases, test)
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitTest{{Name: "lint", Class: name}}
	}
	suite.Tests = len(suite.Cases)
	return suite
}

// junitName tells the tests of a file apart: a code may be found at several
// places.
func junitName(d Diagnostic) string {
	title := githubTitle(d.Code)
	if at := d.Span.normal().Start; !at.IsZero() {
		return strings.TrimSpace(fmt.Sprintf("%d:%d: %s", at.Line, at.Column, title))
	}
	return title
}

// junitDetails gives the diagnostic as text, place first.
func junitDetails(d Diagnostic) string {
	text := githubMessage(d)
	if place := d.Span.normal().String(); place != "" {
		text = place + ": " + text
	}
	return junitText(text)
}

// junitText makes text fit for XML, which has no place for most control
// characters even in escapes.
func junitText(text string) string {
	parts := strings.Split(text, "\n")
	for i, part := range parts {
		parts[i] = Visible(part)
	}
	return strings.Join(parts, "\n")
}

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitTest `xml:"testcase"`
}

type junitTest struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}
