package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/lint"
)

// lintOptions are the flags of lint.
type lintOptions struct {
	format        choice
	strict        bool
	charter       bool
	proof         bool
	all           bool
	baseline      string
	writeBaseline string
	writeCases    bool
	fix           bool
	dryRun        bool
	list          bool
	explain       string
}

func (c *command) lintCommand() *cobra.Command {
	o := &lintOptions{format: choice{words: []string{"text", "json", "github", "sarif", "junit"}, value: "text"}}
	cmd := &cobra.Command{
		Use:   "lint PATH...",
		Short: "Check policies and their cases, and say what is wrong and where",
		Long: `Check policies and the files that test them. A folder is searched with all
folders below it. Policies and deals of one folder that share a name or a platform
are checked together: their versions may not overlap or leave a hole.

Beyond what does not load, lint proves or refutes what a policy ought to keep over
all facts that it declares: that no condition is always or never met, that a table
leaves no gap, that more volume does not pay less, that what is promised is funded.
What it refutes comes with facts that show it. --list gives all checks.

A finding is answered by the policy itself (cliff: intended, otherwise: 0), or by a
comment with a reason: # fenrun:ignore U502 -- agreed on 3 March. The file
.fenrun.yaml, beside the policies or above them, says how much codes weigh.

--fix mends mistakes of the hand: a name with one wrong letter where no other name
is near, .5 for 0.5, a full-width digit, a part of a condition that the rest
already implies. None of it changes what a policy that loads pays, and comments and
layout stay. --write-cases adds facts that show a finding to the file of cases
beside the policy, as they are paid today: change what they want to what is meant.

Nothing is printed if nothing is found.`,
		Example: `  fenrun lint policies/
  fenrun lint --charter --strict policies/
  fenrun lint --format github policies/ contracts/harbor.yaml
  fenrun lint --write-baseline known.yaml policies/
  fenrun lint --fix --dry-run policies/
  fenrun lint --explain L204`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			switch {
			case o.explain != "":
				return c.explainCheck(o.explain)
			case o.list:
				return c.listChecks()
			}
			if err := atLeast(1, "which file or folder to check", "fenrun lint policies/")(cmd, paths); err != nil {
				return err
			}
			return c.lint(paths, o)
		},
	}
	c.choose(cmd, &o.format, "format", "form of the findings", false)
	flags := cmd.Flags()
	flags.BoolVar(&o.strict, "strict", false, "let warnings fail too")
	flags.BoolVar(&o.charter, "charter", false, "check as an honest payer's policy: what the charter forbids is an error")
	flags.BoolVar(&o.proof, "require-proof", false, "make an error of what can be neither proved nor refuted")
	flags.BoolVar(&o.all, "all", false, "print hints too, which ask for nothing")
	flags.StringVar(&o.baseline, "baseline", "", "leave out the findings that this file knows")
	flags.StringVar(&o.writeBaseline, "write-baseline", "", "write the findings into a file, to be known from now on")
	flags.BoolVar(&o.fix, "fix", false, "mend what can be mended without a doubt, in the files")
	flags.BoolVar(&o.writeCases, "write-cases", false, "add the cases that show findings to the file of cases beside the policy")
	flags.BoolVar(&o.dryRun, "dry-run", false, "print what --fix and --write-cases would write, and write nothing")
	flags.BoolVar(&o.list, "list", false, "list all checks by their codes")
	flags.StringVar(&o.explain, "explain", "", "print the page on this code: what it finds, an example, why it matters")
	return cmd
}

// printLint prints what was found in the form that is asked for.
func (c *command) printLint(found finding, diags diag.List, o *lintOptions) error {
	if o.format.value != "junit" {
		return c.printFindings(c.out, diags, o.format.value)
	}
	files := append(slices.Concat(found.books...), found.cases...)
	report := diag.JUnit{Files: files}
	if o.strict {
		report.FailOn = diag.Warning
	}
	return report.Write(c.out, diags)
}

func (c *command) lint(paths []string, o *lintOptions) error {
	found, err := find(paths)
	if err != nil {
		return err
	}
	if len(found.books)+len(found.cases) == 0 {
		return fmt.Errorf("no policy and no case in %s: no .yaml file there says `policy:`", strings.Join(paths, ", "))
	}
	var findings []lint.Finding
	var fails bool
	if o.fix {
		findings, fails, err = c.fix(paths, found, o)
	} else {
		findings, fails, err = c.check(disk{}, found, o)
	}
	if err != nil {
		return c.orFail(err)
	}
	if o.writeBaseline != "" {
		return os.WriteFile(o.writeBaseline, []byte(lint.NewBaseline(findings).Text()), 0o644)
	}
	diags := lint.List(findings).Sorted()
	if !o.all { // hints ask for nothing
		diags = slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
	}
	if err := c.printLint(found, diags, o); err != nil {
		return err
	}
	if o.format.value == "text" && len(diags) > 0 {
		fmt.Fprintln(c.err, c.summary(diags))
	}
	if o.writeCases {
		if err := c.addWitnesses(paths, findings, o); err != nil {
			return err
		}
	}
	if fails || diags.Err() != nil || o.strict && diags.Count(diag.Warning) > 0 {
		return errFindings
	}
	return nil
}

// check gives all that is to be said of what was found, and whether it fails.
func (c *command) check(files fs.FS, found finding, o *lintOptions) (findings []lint.Finding, fails bool, err error) {
	for _, names := range found.books {
		options, err := c.lintOptionsOf(path.Dir(names[0]), o)
		if err != nil {
			return nil, false, err
		}
		report, err := lint.Files(files, options, names...)
		if err != nil {
			return nil, false, err
		}
		findings = append(findings, report.Findings...)
		fails = fails || report.Fails()
	}
	for _, name := range found.cases {
		more, err := cases.Check(files, name)
		if err != nil {
			return nil, false, err
		}
		for _, d := range more {
			findings = append(findings, lint.Finding{Diagnostic: d})
		}
	}
	return findings, fails, nil
}

// lintOptionsOf gives how the policies of a folder are checked, by the flags
// and by the nearest .fenrun.yaml.
func (c *command) lintOptionsOf(dir string, o *lintOptions) (lint.Options, error) {
	options := lint.Options{Charter: o.charter, RequireProof: o.proof}
	name, src, err := lint.FindConfig(disk{}, dir)
	if err != nil {
		return options, err
	}
	baseline := o.baseline
	if src != nil {
		config, diags := lint.ReadConfig(name, src)
		if err := diags.Err(); err != nil {
			return options, err
		}
		options.Config = config
		if baseline == "" && config.Baseline != "" {
			baseline = path.Join(path.Dir(name), config.Baseline)
		}
	}
	if baseline == "" {
		return options, nil
	}
	known, err := disk{}.ReadFile(baseline)
	if err != nil {
		return options, err
	}
	list, diags := lint.ReadBaseline(baseline, known)
	if err := diags.Err(); err != nil {
		return options, err
	}
	options.Baseline = list
	return options, nil
}
