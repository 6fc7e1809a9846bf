package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// helpCommand replaces that of cobra, which takes no offence at a verb that is
// not there.
func (c *command) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [VERB]",
		Short:   "Explain a verb",
		Example: "  fenrun help lint",
		RunE: func(_ *cobra.Command, args []string) error {
			verb, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return fmt.Errorf("unknown command %q", args[len(args)-1])
			}
			verb.InitDefaultHelpFlag()
			return verb.Help()
		},
	}
}
