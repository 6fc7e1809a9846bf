package cli

import (
	"errors"
	"io/fs"
	"path"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/lsp"
	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *command) lspCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor: findings as one types, completion, renaming",
		Long: `Serve an editor over standard input and output in the language server protocol:
findings as one types, hover, completion, definitions, references, renaming,
layout, and mendings of mistyped names. It is started by the editor;
docs/editors.md says how for VS Code, Neovim and JetBrains.

It reads the files beside those that are open, and writes none.`,
		Example: `  fenrun lsp
  fenrun lsp --lang zh                hover and completion in Chinese`,
		Args: exactly(0, "", "fenrun lsp"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			server := lsp.Server{Version: version(), Check: checkOpen}
			if cmd.Flags().Changed("lang") {
				server.Lang = string(c.lang())
			}
			err := server.Serve(c.in, c.out)
			if errors.Is(err, lsp.ErrNoShutdown) {
				return nil // the editor is gone; there is nobody to tell
			}
			return err
		},
	}
}

// checkOpen gives what lint says of a file as it stands in an editor: of a
// policy alone, of a deal with its policies, of cases with what they test.
func checkOpen(files fs.FS, name string) (diag.List, error) {
	if cases.IsCaseFile(name) {
		return cases.Check(files, name)
	}
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	if path.Base(name) == sourceFile {
		return nil, nil // it is read with the data
	}
	if says(src, "deal") {
		return checkDeal(files, name, src)
	}
	_, diags := policy.Check(name, src)
	return diags, nil
}

// checkDeal checks a deal with the versions of its policy that stand beside it.
func checkDeal(files fs.FS, name string, src []byte) (diag.List, error) {
	file, diags := syntax.Load(name, src)
	if file == nil || file.Deal == nil {
		return diags, nil
	}
	entries, err := fs.ReadDir(files, path.Dir(name))
	if err != nil {
		return nil, err
	}
	names := []string{name}
	for _, e := range entries {
		other := path.Join(path.Dir(name), e.Name())
		if e.IsDir() || !isYAML(e.Name()) || cases.IsCaseFile(other) || other == name {
			continue
		}
		src, err := fs.ReadFile(files, other)
		if err != nil {
			return nil, err
		}
		if p, _ := syntax.Load(other, src); p != nil && p.Policy != nil && p.Policy.Policy.Value == file.Deal.Of.Value {
			names = append(names, other)
		}
	}
	_, diags, err = policy.CheckFiles(files, names...)
	return diags, err
}
