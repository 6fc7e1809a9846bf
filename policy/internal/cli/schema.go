package cli

import (
	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/internal/schema"
)

func (c *command) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema KIND",
		Short: "Print the JSON Schema of policies and of the files beside them",
		Long: `Print the JSON Schema (2020-12) of a kind of file: policy, deal, cases, source for
the source.yaml of a data folder, or config for .fenrun.yaml. An editor that has it completes
keys, shows what they mean and marks what cannot stand. --lang zh gives the
descriptions in Chinese.`,
		Example: `  fenrun schema policy > policy.schema.json
  fenrun schema cases --lang zh > cases.schema.json`,
		ValidArgs: schema.Kinds,
		Args:      exactly(1, "of which kind of file", "fenrun schema policy"),
		RunE: func(_ *cobra.Command, args []string) error {
			kind := choice{words: schema.Kinds}
			if err := kind.Set(args[0]); err != nil {
				return usagef("", "there is no schema of %q: %s", args[0], err)
			}
			text, err := schema.For(kind.value, string(c.lang()))
			if err != nil {
				return err
			}
			_, err = c.out.Write(text)
			return err
		},
	}
}
