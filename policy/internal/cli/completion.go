package cli

import (
	"slices"

	"github.com/spf13/cobra"
)

// completion words cobra's verb for shells as the others are, with an example,
// and adds it to those of root.
func completion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	at := slices.IndexFunc(root.Commands(), func(v *cobra.Command) bool { return v.Name() == "completion" })
	verb := root.Commands()[at]
	verb.Short = "Write the script by which a shell completes calls of fenrun"
	verb.Long = `Write the script by which a shell completes verbs, flags and their words. It goes
where the shell looks for such scripts; docs/shells.md has a line for each shell.`
	verb.Example = `  source <(fenrun completion bash)
  fenrun completion zsh > "${fpath[1]}/_fenrun"
  fenrun completion fish > ~/.config/fish/completions/fenrun.fish`
	for _, shell := range verb.Commands() {
		shell.Example = "  fenrun completion " + shell.Name()
	}
}
