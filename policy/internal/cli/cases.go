package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/boundary"
	"github.com/fenrun/fenrun/policy/lint"
	"github.com/fenrun/fenrun/policy/syntax"
)

func (c *command) casesCommand() *cobra.Command {
	out, beside := "", false
	cmd := &cobra.Command{
		Use:   "cases POLICY",
		Short: "Write cases at every threshold of a policy, to be reviewed",
		Long: `Write cases at, just below and just above every threshold of a policy: the rungs of
its ladders, the rows of its tables, its comparisons, the last days of its windows, its
caps, floors and tiers. The answers are the engine's. Each case is marked for review:
whether the answer is what the clause says is for somebody to decide who knows the clause;
then the mark is taken away.

Facts are taken from the cases beside the policy, and where there are none from facts for
which the linter found that a rule pays. One fact at a time is moved, so that the case
stands at the threshold that its name speaks of.

The cases are printed, or written to the file of -o, or with --write beside the policy as
NAME.boundaries.test.yaml. A file that is there already is never written over.`,
		Example: `  fenrun cases harbor.yaml
  fenrun cases harbor.yaml -o harbor.boundaries.test.yaml
  fenrun cases harbor.yaml --write && fenrun test .
  fenrun cases 政策.yaml --lang zh`,
		Args: exactly(1, "of which policy", "fenrun cases harbor.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out != "" && beside {
				return usagef("", "-o and --write each say where the cases go; give one of them")
			}
			return c.writeCases(cmd.Context(), cmd.Flags().Changed("lang"), args[0], out, beside)
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write, which must not be there yet")
	cmd.Flags().BoolVar(&beside, "write", false, "write beside the policy, as NAME.boundaries.test.yaml")
	return cmd
}

func (c *command) writeCases(ctx context.Context, asked bool, name, out string, beside bool) error {
	name = path.Clean(filepath.ToSlash(name))
	if info, err := os.Stat(name); err != nil {
		return err
	} else if info.IsDir() {
		return usagef("name one of its policies", "%s is a folder", name)
	}
	if beside {
		out = strings.TrimSuffix(name, path.Ext(name)) + ".boundaries.test" + path.Ext(name)
	}
	if out != "" {
		if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
			return usagef("name another file, or take what is worth keeping from it first", "%s is there already, and is not written over", out)
		}
	}
	book, suites, err := c.casesOf(name)
	if err != nil {
		return err
	}
	made, diags, err := c.makeCases(ctx, asked, name, book, suites)
	if err != nil {
		return err
	}
	if diags.Err() != nil {
		return c.orFail(diags.Err())
	}
	target := out
	if target == "" {
		target = path.Join(path.Dir(name), "cases.test.yaml")
	}
	var policies []string
	for _, p := range book {
		rel, err := filepath.Rel(filepath.FromSlash(path.Dir(target)), filepath.FromSlash(p))
		if err != nil {
			return err
		}
		policies = append(policies, filepath.ToSlash(rel))
	}
	text, err := made.File(ctx, disk{}, filepath.ToSlash(target), policies, made.Cases, true)
	if err != nil {
		return err
	}
	if text == nil {
		c.complain(c.of("no case was found", "没有找到用例"), c.of("write one by hand in which a rule pays; its facts are begun with", "先手写一个有支付的用例，再从它出发"))
		return errFindings
	}
	for _, u := range made.Unmet {
		fmt.Fprintln(c.err, diag.Visible(c.of("no facts were found at which this matters: ", "没有找到使其起作用的事实：")+u))
	}
	if out == "" {
		_, err = c.out.Write(text)
		return err
	}
	if err := create(out, string(text)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, diag.Visible(out))
	return err
}

// makeCases makes the cases of one policy of a book.
func (c *command) makeCases(ctx context.Context, asked bool, name string, book, suites []string) (*boundary.Made, diag.List, error) {
	loaded, diags, err := policy.CheckFiles(disk{}, book...)
	if err != nil || diags.Err() != nil {
		return nil, diags, err
	}
	o := boundary.Options{Book: book, Suites: suites, Skip: func(file string) bool { return path.Clean(file) != name }}
	o.Chinese = c.langFlag.value == "zh"
	if !asked {
		src, err := disk{}.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		o.Chinese = boundary.Chinese(name, src)
	}
	for _, one := range lint.Paying(loaded) {
		o.Facts = append(o.Facts, one.Text)
	}
	return boundary.Make(ctx, disk{}, o)
}

// casesOf gives the files that a policy is read together with, and the files of
// cases beside it that name it.
func (c *command) casesOf(name string) (book, suites []string, err error) {
	found, err := find([]string{path.Dir(name)})
	if err != nil {
		return nil, nil, err
	}
	for _, suite := range found.cases {
		if path.Dir(suite) != path.Dir(name) {
			continue
		}
		src, err := disk{}.ReadFile(suite)
		if err != nil {
			return nil, nil, err
		}
		file, _ := syntax.LoadCases(suite, src)
		if file == nil {
			continue
		}
		var names []string
		for _, p := range file.Policy.List {
			names = append(names, path.Join(path.Dir(suite), p.Value))
		}
		if !slices.Contains(names, name) || book != nil && !slices.Equal(book, names) {
			continue
		}
		book, suites = names, append(suites, suite)
	}
	if book != nil {
		return book, suites, nil
	}
	p, err := readPolicyFile(name)
	if err != nil || !p.deal {
		return []string{name}, nil, err
	}
	together, err := withTheirPolicies([]policyFile{p})
	for _, one := range together {
		book = append(book, one.name)
	}
	return book, nil, err
}
