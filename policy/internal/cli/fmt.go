package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/layout"
)

type fmtOptions struct {
	check, diff, write bool
}

func (c *command) fmtCommand() *cobra.Command {
	o := fmtOptions{}
	cmd := &cobra.Command{
		Use:   "fmt PATH...",
		Short: "Write policies and their cases in their one layout",
		Long: `Write policies, deals and files of cases in the layout that all of them share.
Comments stay with what they speak of; values, quotes and the order of clauses
are not touched. A folder is searched with all folders below it, and - stands
for what comes on standard input.

Without a flag the text of a single file is printed. --check and --diff exit
with 1 if a file is not in its layout.`,
		Example: `  fenrun fmt -w policies/             write the files anew
  fenrun fmt --check policies/        name those that are not in their layout
  fenrun fmt --diff policies/harbor.yaml
  fenrun fmt - < harbor.yaml`,
		Args: atLeast(1, "which file or folder to lay out", "fenrun fmt -w policies/"),
		RunE: func(_ *cobra.Command, paths []string) error { return c.fmt(paths, o) },
	}
	cmd.Flags().BoolVar(&o.check, "check", false, "name the files that are not in their layout")
	cmd.Flags().BoolVar(&o.diff, "diff", false, "show what would change")
	cmd.Flags().BoolVarP(&o.write, "write", "w", false, "write the files, and name those that changed")
	return cmd
}

func (c *command) fmt(paths []string, o fmtOptions) error {
	if o.write && (o.check || o.diff) {
		return usagef("", "--write changes files, --check and --diff do not; say one of them")
	}
	if slices.Equal(paths, []string{"-"}) {
		return c.fmtInput(o)
	}
	found, err := find(paths)
	if err != nil {
		return err
	}
	names := slices.Concat(slices.Concat(found.books...), found.cases)
	names = slices.DeleteFunc(names, func(name string) bool { return !isNamed(name, paths) })
	slices.Sort(names)
	switch {
	case len(names) == 0:
		return fmt.Errorf("no policy and no case in %s: no .yaml file there says `policy:`", strings.Join(paths, ", "))
	case len(names) > 1 && o == fmtOptions{}:
		return usagef("for example: fenrun fmt -w "+paths[0], "%d files are named; say what to do with them: --write, --check or --diff", len(names))
	}
	other := 0
	var diags diag.List
	for _, name := range names {
		src, err := disk{}.ReadFile(name)
		if err != nil {
			return err
		}
		same, err := c.fmtFile(name, src, o)
		var found diag.List
		switch {
		case errors.As(err, &found):
			diags = append(diags, found...)
		case err != nil:
			return err
		case !same:
			other++
		}
	}
	return c.fmtResult(diags, other, o)
}

// isNamed reports whether one of the paths is a file or holds it. A policy that
// was only found because a deal is of it is not.
func isNamed(name string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool {
		p = path.Clean(filepath.ToSlash(p))
		return p == name || p == "." && !path.IsAbs(name) || strings.HasPrefix(name, strings.TrimSuffix(p, "/")+"/")
	})
}

// fmtInput lays out what comes on standard input.
func (c *command) fmtInput(o fmtOptions) error {
	if o.write {
		return usagef("", "what comes on standard input cannot be written back")
	}
	src, err := io.ReadAll(c.in)
	if err != nil {
		return err
	}
	same, err := c.fmtFile("-", src, o)
	var found diag.List
	if err != nil && !errors.As(err, &found) {
		return err
	}
	other := 0
	if found == nil && !same {
		other = 1
	}
	return c.fmtResult(found, other, o)
}

// fmtFile lays out one file and reports whether it was in its layout before.
func (c *command) fmtFile(name string, src []byte, o fmtOptions) (same bool, err error) {
	text, err := layout.Format(name, src)
	if err != nil {
		return false, err
	}
	same = bytes.Equal(src, text)
	switch {
	case o == fmtOptions{}:
		_, err = c.out.Write(text)
	case same:
	case o.diff:
		_, err = c.out.Write(diff.Diff(name, src, name+" (in its layout)", text))
	case o.write:
		if err = rewrite(name, text); err == nil {
			_, err = fmt.Fprintln(c.out, diag.Visible(name))
		}
	default:
		_, err = fmt.Fprintln(c.out, diag.Visible(name))
	}
	return same, err
}

// fmtResult prints what is wrong with files that cannot be read, and says
// whether the verb fails.
func (c *command) fmtResult(diags diag.List, other int, o fmtOptions) error {
	if len(diags) > 0 {
		if err := c.printFindings(c.err, diags.Sorted(), "text"); err != nil {
			return err
		}
		fmt.Fprintln(c.err, c.summary(diags))
		return errFindings
	}
	if other > 0 && (o.check || o.diff) {
		return errFindings
	}
	return nil
}

// rewrite puts a text in the place of a file, whole or not at all.
func rewrite(name string, text []byte) error {
	target, err := filepath.EvalSymlinks(filepath.FromSlash(name))
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(target), ".fenrun-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // once it has its new name there is nothing to remove
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}
