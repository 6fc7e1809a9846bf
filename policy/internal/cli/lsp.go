package cli

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/lsp"
	"github.com/fenrun/fenrun/policy/lint"
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
			server := lsp.Server{Version: version(), Check: c.checkOpen}
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

// checkOpen gives what lint says of a file as it stands in an editor, with the
// files that it belongs to.
func (c *command) checkOpen(files fs.FS, name string) (diag.List, error) {
	if cases.IsCaseFile(name) {
		return cases.Check(files, name)
	}
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	switch path.Base(name) {
	case sourceFile:
		return nil, nil // it is read with the data
	case lint.ConfigFile:
		_, diags := lint.ReadConfig(name, src)
		return diags, nil
	}
	book, err := bookOf(files, name)
	if err != nil {
		return nil, err
	}
	options, err := c.lintOptionsOf(path.Dir(name), &lintOptions{})
	if err != nil { // what is wrong with the config is shown where it stands
		options = lint.Options{}
	}
	report, err := lint.Files(files, options, book...)
	if err != nil {
		return nil, err
	}
	return report.List(), nil
}

// bookOf gives the files of the folder that a policy or deal must fit, with
// itself.
func bookOf(files fs.FS, name string) ([]string, error) {
	entries, err := fs.ReadDir(files, path.Dir(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	names := []string{name}
	for _, e := range entries {
		other := path.Join(path.Dir(name), e.Name())
		if !e.IsDir() && isYAML(other) && !strings.HasPrefix(e.Name(), ".") && !cases.IsCaseFile(other) && other != name {
			names = append(names, other)
		}
	}
	var policies []policyFile
	for _, other := range names {
		src, err := fs.ReadFile(files, other)
		if err != nil {
			return nil, err
		}
		if p := policyFileOf(other, src); p.marked || p.deal || other == name {
			policies = append(policies, p)
		}
	}
	for _, book := range books(policies) {
		if slices.Contains(book, name) {
			return book, nil
		}
	}
	return []string{name}, nil
}
