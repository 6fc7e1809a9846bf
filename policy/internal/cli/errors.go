package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fenrun/fenrun/policy/diag"
)

// errFindings ends a verb whose findings have been printed.
var errFindings = errors.New("there are findings")

// A usageError says how the command was called wrongly.
type usageError struct {
	message string
	hint    string // may be empty
}

func (e *usageError) Error() string { return e.message }

func usagef(hint, format string, args ...any) error {
	return &usageError{message: fmt.Sprintf(format, args...), hint: hint}
}

// A failure is what kept the command from doing its work, and what to do about
// it.
type failure struct {
	message, hint string
}

func (e *failure) Error() string { return e.message }

// exitCode prints an error and gives the exit code that it means.
func (c *command) exitCode(root *cobra.Command, err error) int {
	var usage *usageError
	var failed *failure
	var verb string
	switch {
	case err == nil:
		return Clean
	case errors.Is(err, errFindings):
		return Findings
	case errors.As(err, &usage):
		c.complain(usage.message, usage.hint)
		return WrongUsage
	case scanned(err, "unknown command %q", &verb):
		c.complain(fmt.Sprintf("there is no verb %q", verb), nearestVerb(root, verb))
		return WrongUsage
	case errors.As(err, &failed):
		c.complain(failed.message, failed.hint)
		return CouldNotRun
	default:
		c.complain(explained(err), "")
		return CouldNotRun
	}
}

// scanned reads the error of cobra for a verb that it does not know, which has
// no type of its own.
func scanned(err error, format string, into *string) bool {
	n, _ := fmt.Sscanf(err.Error(), format, into)
	return n == 1
}

func nearestVerb(root *cobra.Command, verb string) string {
	var verbs []string
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			verbs = append(verbs, cmd.Name())
		}
	}
	if near := diag.Nearest(verb, verbs); near != "" {
		return "did you mean `fenrun " + near + "`?"
	}
	return "there are " + strings.Join(verbs, ", ")
}

func (c *command) complain(message, hint string) {
	for i, line := range strings.Split(message, "\n") {
		if i == 0 {
			line = "fenrun: " + line
		} else {
			line = "  " + line
		}
		fmt.Fprintln(c.err, diag.Visible(line))
	}
	if hint != "" {
		fmt.Fprintln(c.err, "  hint: "+diag.Visible(hint))
	}
}

// flagError words the errors of flags, with the nearest right one.
func flagError(cmd *cobra.Command, err error) error {
	help := "`" + cmd.CommandPath() + " --help` shows what there is"
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var lacking *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return usagef(help, "there is no flag -%s", unknown.GetSpecifiedName())
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := diag.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			help = "did you mean --" + near + "?"
		}
		return usagef(help, "there is no flag --%s", unknown.GetSpecifiedName())
	case errors.As(err, &invalid):
		return usagef("", "--%s cannot be %q: %s", invalid.GetFlag().Name, invalid.GetValue(), because(errors.Unwrap(invalid)))
	case errors.As(err, &lacking):
		return usagef(help, "--%s needs a value", lacking.GetSpecifiedName())
	default:
		return usagef(help, "%s", err)
	}
}

// because words why a value of a flag is refused.
func because(err error) string {
	var number *strconv.NumError
	if errors.As(err, &number) {
		return "a whole number is expected"
	}
	return err.Error()
}

// explained words the failures that people meet, which are mostly files that
// are not there.
func explained(err error) string {
	var broken *fs.PathError
	if !errors.As(err, &broken) {
		return err.Error()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text := "there is no file " + broken.Path
		if near := nearestFile(broken.Path); near != "" {
			text += "; did you mean " + near + "?"
		}
		return text
	case errors.Is(err, fs.ErrPermission):
		return "the file " + broken.Path + " may not be read or written"
	default:
		return err.Error()
	}
}

// nearestFile looks for the file that a name was likely meant to be, in the
// folder that it names.
func nearestFile(name string) string {
	dir, base := path.Split(name)
	entries, err := os.ReadDir(path.Clean("./" + dir))
	if path.IsAbs(name) {
		entries, err = os.ReadDir(path.Clean(dir))
	}
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := diag.Nearest(base, names); near != "" {
		return dir + near
	}
	return ""
}

// atLeast makes the check of a verb's arguments: some of what it names.
func atLeast(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usagef("for example: "+example, "say %s", what)
		}
		return nil
	}
}

// exactly is atLeast for a verb that takes no more.
func exactly(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("for example: "+example, "there is more on the line than `%s` takes: %s", cmd.CommandPath(), strings.Join(args[n:], " "))
		}
		return atLeast(n, what, example)(cmd, args)
	}
}
