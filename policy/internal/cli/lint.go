package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

func (c *command) lintCommand() *cobra.Command {
	format := choice{words: []string{"text", "json", "github", "sarif"}, value: "text"}
	strict := false
	cmd := &cobra.Command{
		Use:   "lint PATH...",
		Short: "Check policies and their cases, and say what is wrong and where",
		Long: `Check policies and the files that test them. A folder is searched with all
folders below it. Policies of one folder that share a name or a platform are
checked together: their versions may not overlap or leave a hole.

Nothing is printed if nothing is found.`,
		Example: `  fenrun lint policies/
  fenrun lint --format github policies/ contracts/harbor.yaml
  fenrun lint --strict --format sarif . > fenrun.sarif`,
		Args: atLeast(1, "which file or folder to check", "fenrun lint policies/"),
		RunE: func(_ *cobra.Command, paths []string) error { return c.lint(paths, format.value, strict) },
	}
	c.choose(cmd, &format, "format", "form of the findings", false)
	cmd.Flags().BoolVar(&strict, "strict", false, "let warnings fail too")
	return cmd
}

func (c *command) lint(paths []string, format string, strict bool) error {
	found, err := find(paths)
	if err != nil {
		return err
	}
	if len(found.books)+len(found.cases) == 0 {
		return fmt.Errorf("no policy and no case in %s: no .yaml file there says `policy:`", strings.Join(paths, ", "))
	}
	diags, err := check(found)
	if err != nil {
		return err
	}
	diags = diags.Sorted()
	if err := c.printFindings(c.out, diags, format); err != nil {
		return err
	}
	if format == "text" && len(diags) > 0 {
		fmt.Fprintln(c.err, c.summary(diags))
	}
	if diags.Err() != nil || strict && diags.Count(diag.Warning) > 0 {
		return errFindings
	}
	return nil
}

// check gives all that is to be said of what was found.
func check(found finding) (diag.List, error) {
	var diags diag.List
	for _, names := range found.books {
		_, more, err := policy.CheckFiles(disk{}, names...)
		if err != nil {
			return nil, err
		}
		diags = append(diags, more...)
	}
	for _, name := range found.cases {
		more, err := cases.Check(disk{}, name)
		if err != nil {
			return nil, err
		}
		diags = append(diags, more...)
	}
	return diags, nil
}

// printFindings prints diagnostics in one of the forms of lint.
func (c *command) printFindings(w io.Writer, diags diag.List, format string) error {
	switch format {
	case "json":
		return diag.JSON{}.Write(w, diags)
	case "github":
		return diag.GitHub{}.Write(w, diags)
	case "sarif":
		return diag.SARIF{Version: version()}.Write(w, diags)
	default:
		return diag.Text{Sources: excerptOf, Color: c.colored(w)}.Write(w, diags)
	}
}

// maxExcerptFile is the size of the largest file of which lines are shown: a
// file of data may be too large to be read for one line.
const maxExcerptFile = 16 << 20

// excerptOf reads a file for the lines that findings show; nil if it cannot.
func excerptOf(name string) []byte {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || info.Size() > maxExcerptFile {
		return nil
	}
	f, err := newDecoded(disk{}).Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil
	}
	return text
}

// summary counts findings, as in "3 errors, 1 warning in 2 files".
func (c *command) summary(diags diag.List) string {
	files := map[string]bool{}
	for _, d := range diags {
		files[d.Span.File] = true
	}
	var parts []string
	for _, s := range []struct {
		of      diag.Severity
		chinese string
	}{{diag.Error, "个错误"}, {diag.Warning, "个警告"}, {diag.Info, "条提示"}} {
		if n := diags.Count(s.of); n > 0 {
			parts = append(parts, c.lang().Count(n, s.of.String(), s.chinese))
		}
	}
	return c.lang().Join(parts) + c.of(" in ", "，涉及 ") + c.lang().Count(len(files), "file", "个文件")
}
