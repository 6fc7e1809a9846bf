// Package cli is the command fenrun: it checks policies, tests them, evaluates
// them on facts and runs whole periods.
package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/internal/cli/words"
)

// What Run returns.
const (
	Clean       = 0 // all is well
	Findings    = 1 // the policies, cases or data have mistakes
	WrongUsage  = 2 // the command was not called as it can be
	CouldNotRun = 3 // a file, a ledger or the machine failed
)

// Run runs the command with the arguments behind its name, and returns its
// exit code. It writes to nothing but stdout, stderr and the files that the
// arguments name.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{in: stdin, out: stdout, err: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return c.exitCode(root, root.Execute())
}

// A command is one call of fenrun.
type command struct {
	in       io.Reader
	out, err io.Writer
	langFlag choice
	colors   choice
}

func (c *command) lang() words.Lang { return words.Lang(c.langFlag.value) }

// of gives one of two texts by the language of the call.
func (c *command) of(english, chinese string) string { return c.lang().Of(english, chinese) }

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "fenrun",
		Short: "Check, test and run agent policies",
		Long: `fenrun (分润) turns agent policies, written in YAML, into payouts, subsidies and
clawbacks that explain themselves.

It exits with 0 if all is well, 1 if policies, cases or data have mistakes,
2 if it was called wrongly, and 3 if it could not run.`,
		Example: `  fenrun lint policies/               check all policies of a folder
  fenrun test policies/               run their cases
  fenrun run policies/ --period 2026-03 --data data/ --ledger march.db`,
		SilenceErrors:      true,
		SilenceUsage:       true,
		DisableSuggestions: true, // exitCode makes its own
		CompletionOptions:  cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	c.langFlag = choice{words: []string{string(words.English), string(words.Chinese)}, value: string(words.English)}
	c.colors = choice{words: []string{"auto", "always", "never"}, value: "auto"}
	c.choose(root, &c.langFlag, "lang", "language of statements and summaries", true)
	c.choose(root, &c.colors, "color", "colour the output; auto does so on a terminal", true)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd, err) })
	root.SetHelpCommand(c.helpCommand(root))
	root.AddCommand(c.lintCommand(), c.testCommand(), c.evalCommand(), c.runCommand(), c.diffCommand(), c.showCommand(), c.feesCommand(), c.versionCommand())
	root.AddCommand(c.fmtCommand(), c.schemaCommand(), c.lspCommand(), c.initCommand(), c.tiersCommand(), c.explainCommand(), c.docCommand(), c.casesCommand())
	completion(root)
	return root
}

// colored reports whether what is written to w is to have colours.
func (c *command) colored(w io.Writer) bool {
	switch c.colors.value {
	case "always":
		return true
	case "never":
		return false
	default:
		return onTerminal(w)
	}
}
