package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/internal/cases"
)

func (c *command) testCommand() *cobra.Command {
	format := choice{words: []string{"text", "json"}, value: "text"}
	only, cover := pattern{}, coverOptions{}
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run the cases that test policies",
		Long: `Run the cases of *.test.yaml files. A folder is searched with all folders below
it. For a case that fails, what was wanted and what came stand one below the
other. A suite without a case fails. A policy that is named itself stands for
the cases beside it.`,
		Example: `  fenrun test policies/
  fenrun test --run "ninety days" policies/harbor.test.yaml
  fenrun test --coverage --threshold 90 policies/
  fenrun test --coverage-html coverage.html policies/
  fenrun test --mutate policies/harbor.test.yaml
  fenrun test --format json policies/ > cases.json`,
		Args: atLeast(1, "which file or folder to test", "fenrun test policies/"),
		RunE: func(_ *cobra.Command, paths []string) error { return c.test(paths, only.Regexp, format.value, cover) },
	}
	c.choose(cmd, &format, "format", "form of the results", false)
	cmd.Flags().Var(&only, "run", "run only cases whose names match")
	cmd.Flags().BoolVar(&cover.list, "coverage", false, "list what no case reaches: rules, sides of comparisons, cases, rungs, rows")
	cmd.Flags().IntVar(&cover.threshold, "threshold", 0, "fail if the cases reach less of a policy, in percent")
	cmd.Flags().BoolVar(&cover.mutate, "mutate", false, "change each constant, comparison and window in turn, and list the changes that no case notices")
	cmd.Flags().StringVar(&cover.page, "coverage-html", "", "write a page that shows the policies with what was reached")
	return cmd
}

// A pattern is a flag that takes a regular expression. It implements
// pflag.Value.
type pattern struct{ *regexp.Regexp }

func (p *pattern) String() string {
	if p.Regexp == nil {
		return ""
	}
	return p.Regexp.String()
}

// Type stands for the value in the help of the verb.
func (p *pattern) Type() string { return "regexp" }

// Set reads a regular expression.
func (p *pattern) Set(text string) (err error) {
	if p.Regexp, err = regexp.Compile(text); err != nil {
		return errors.New("it is no regular expression: " + strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return nil
}

func (c *command) test(paths []string, only *regexp.Regexp, format string, cover coverOptions) error {
	if cover.threshold < 0 || cover.threshold > 100 {
		return usagef("", "--threshold is a share in percent, 0 to 100")
	}
	ctx, reached := cover.watch(context.Background())
	found, err := find(paths)
	if err != nil {
		return err
	}
	found.cases = append(found.cases, besides(paths, found.cases)...)
	slices.Sort(found.cases)
	var reports []*cases.Report
	for _, name := range found.cases {
		report, err := cases.Run(ctx, disk{}, name, only)
		if err != nil {
			return err
		}
		if only == nil || len(report.Results) > 0 || len(report.Diags) > 0 {
			reports = append(reports, report)
		}
	}
	if format == "json" {
		err = c.testJSON(reports)
	} else {
		err = c.testText(reports)
	}
	if err != nil {
		return err
	}
	passed, failed, broken := count(reports)
	if passed+failed == 0 && broken == 0 {
		c.complain(c.of("no case was run", "没有运行任何用例"), c.noCase(found, only))
		return errFindings
	}
	covered, err := c.coverage(cover, reached, format)
	if err != nil {
		return err
	}
	if failed > 0 || broken > 0 || !covered {
		return errFindings
	}
	if cover.mutate {
		return c.mutate(context.Background(), found.cases, cover.threshold, format)
	}
	return nil
}

// besides gives the cases beside policies that are named themselves.
func besides(paths, known []string) []string {
	var list []string
	for _, name := range paths {
		name = path.Clean(filepath.ToSlash(name))
		ending := path.Ext(name)
		name = strings.TrimSuffix(name, ending) + ".test" + ending
		if info, err := os.Stat(name); err == nil && !info.IsDir() && !slices.Contains(known, name) && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// noCase says why nothing was tested.
func (c *command) noCase(found finding, only *regexp.Regexp) string {
	if only != nil && len(found.cases) > 0 {
		return fmt.Sprintf(c.of("no case has a name that matches %q", "没有名称符合 %q 的用例"), only)
	}
	return c.of("cases stand beside a policy, in a file that ends in .test.yaml", "用例写在政策旁边以 .test.yaml 结尾的文件里")
}

// count counts cases, and the files that are broken themselves.
func count(reports []*cases.Report) (passed, failed, broken int) {
	for _, r := range reports {
		failed += r.Failed()
		passed += len(r.Results) - r.Failed()
		if r.Diags.Err() != nil {
			broken++
		}
	}
	return passed, failed, broken
}
