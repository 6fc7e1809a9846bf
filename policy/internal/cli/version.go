package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *command) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of fenrun and of the language it reads",
		Example: "  fenrun version",
		Args:    exactly(0, "", "fenrun version"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(c.out, "fenrun %s, language %s\n", version(), syntax.Language)
			return err
		},
	}
}

// version gives the version of the module that the command was built from, or
// "(devel)" for one that was built in its own folder.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
