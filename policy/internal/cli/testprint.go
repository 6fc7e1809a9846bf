package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

// testText prints a line for each file, each failure with what was wanted and
// what came, and how many cases there were.
func (c *command) testText(reports []*cases.Report) error {
	var out bytes.Buffer
	color := c.colored(c.out)
	for _, r := range reports {
		if r.OK() {
			fmt.Fprintf(&out, "%s %s  %s\n", painted("ok  ", green, color), r.File, c.cases(len(r.Results)))
		} else {
			fmt.Fprintf(&out, "%s %s  %s\n", painted("FAIL", red, color), r.File, c.failed(r))
		}
		for _, result := range r.Results {
			for _, f := range result.Failures {
				c.failure(&out, result.Name, f, color)
			}
		}
		if len(r.Diags) == 0 {
			continue
		}
		if err := (diag.Text{Sources: excerptOf, Color: color}).Write(&out, r.Diags); err != nil {
			return err
		}
	}
	passed, failed, broken := count(reports)
	if passed+failed > 0 {
		text := c.of(fmt.Sprintf("%d passed", passed), fmt.Sprintf("通过 %d 个", passed))
		if failed > 0 {
			text += c.of(fmt.Sprintf(", %d failed", failed), fmt.Sprintf("，失败 %d 个", failed))
		}
		if broken > 0 {
			text += c.of(", ", "，") + c.lang().Count(broken, "broken file", "个文件有误")
		}
		fmt.Fprintln(&out, text)
	}
	_, err := c.out.Write(out.Bytes())
	return err
}

func (c *command) cases(n int) string { return c.lang().Count(n, "case", "个用例") }

// failed says how many cases of a file failed, or were not run because the
// file or its policies have mistakes.
func (c *command) failed(r *cases.Report) string {
	n := len(r.Results)
	switch {
	case r.Failed() > 0:
		return c.of(fmt.Sprintf("%d of %s", r.Failed(), c.cases(n)), fmt.Sprintf("%s，失败 %d 个", c.cases(n), r.Failed()))
	case n > 0:
		return c.of(c.cases(n)+", and others that cannot be run", c.cases(n)+"，其余无法运行")
	default:
		return c.of("cannot be run", "无法运行")
	}
}

// failure prints what was wanted and what came.
func (c *command) failure(out *bytes.Buffer, name string, f cases.Failure, color bool) {
	title := name
	if f.Step != "" {
		title += ", " + f.Step
	}
	fmt.Fprintf(out, "  %s: %s\n    %s\n", f.Place, diag.Visible(title), diag.Visible(f.What))
	fmt.Fprintf(out, "    %s\n", painted("- "+c.of("want ", "应为 ")+diag.Visible(f.Want), red, color))
	fmt.Fprintf(out, "    %s\n", painted("+ "+c.of("got  ", "实为 ")+diag.Visible(f.Got), green, color))
	why := f.Why
	if why == "" {
		why = c.lang().Sentence(f.Because)
	}
	if why != "" {
		fmt.Fprintf(out, "      %s%s\n", c.of("why: ", "原因："), diag.Visible(why))
	}
}

// The results of cases as programs see them.
type (
	jsonSuite struct {
		Passed int            `json:"passed"`
		Failed int            `json:"failed"`
		Files  []jsonCaseFile `json:"files"`
	}
	jsonCaseFile struct {
		File        string          `json:"file"`
		Cases       []jsonCase      `json:"cases"`
		Diagnostics json.RawMessage `json:"diagnostics"`
	}
	jsonCase struct {
		Name     string        `json:"name"`
		Line     int           `json:"line"`
		Column   int           `json:"column"`
		Passed   bool          `json:"passed"`
		Failures []jsonFailure `json:"failures"`
	}
	jsonFailure struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
		Step   string `json:"step"`
		What   string `json:"what"`
		Want   string `json:"want"`
		Got    string `json:"got"`
		Why    string `json:"why"`
	}
)

// testJSON prints one object with the keys passed, failed and files.
func (c *command) testJSON(reports []*cases.Report) error {
	suite := jsonSuite{Files: []jsonCaseFile{}}
	suite.Passed, suite.Failed, _ = count(reports)
	for _, r := range reports {
		file := jsonCaseFile{File: r.File, Cases: []jsonCase{}}
		for _, result := range r.Results {
			one := jsonCase{
				Name: result.Name, Line: result.Place.Start.Line, Column: result.Place.Start.Column,
				Passed: len(result.Failures) == 0, Failures: []jsonFailure{},
			}
			for _, f := range result.Failures {
				one.Failures = append(one.Failures, jsonFailure{
					File: f.Place.File, Line: f.Place.Start.Line, Column: f.Place.Start.Column,
					Step: f.Step, What: f.What, Want: f.Want, Got: f.Got, Why: cmp.Or(f.Why, c.lang().Sentence(f.Because)),
				})
			}
			file.Cases = append(file.Cases, one)
		}
		var diags bytes.Buffer
		if err := (diag.JSON{}).Write(&diags, r.Diags); err != nil {
			return err
		}
		file.Diagnostics = diags.Bytes()
		suite.Files = append(suite.Files, file)
	}
	return printJSON(c.out, suite)
}
