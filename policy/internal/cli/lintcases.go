package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/lint"
	"github.com/fenrun/fenrun/policy/syntax"
)

// addWitnesses adds the cases that show findings to the files of cases beside
// the policies, or prints them.
func (c *command) addWitnesses(paths []string, findings []lint.Finding, o *lintOptions) error {
	byPolicy := map[string][]*lint.Case{}
	var policies []string
	for _, f := range findings {
		name := f.Span.File
		if f.Case == nil || !isNamed(name, paths) {
			continue
		}
		if o.dryRun {
			fmt.Fprintf(c.out, "\n# %s: %s\n%s", f.Span, f.Code, f.Case.Text)
			continue
		}
		if byPolicy[name] == nil {
			policies = append(policies, name)
		}
		byPolicy[name] = append(byPolicy[name], f.Case)
	}
	for _, name := range policies {
		if err := c.addCases(name, byPolicy[name]); err != nil {
			return err
		}
	}
	return nil
}

// addCases adds cases to the file that tests a policy. A file that they would
// break is left as it is.
func (c *command) addCases(policy string, list []*lint.Case) error {
	file, err := casesOf(policy)
	if err != nil {
		return err
	}
	src, err := disk{}.ReadFile(file)
	isNew := errors.Is(err, fs.ErrNotExist)
	if err != nil && !isNew {
		return err
	}
	text, added, err := lint.AddCases(file, src, path.Base(policy), list)
	if err != nil {
		return err
	}
	if len(added) == 0 {
		return nil
	}
	diags, err := cases.Check(edited{texts: map[string][]byte{path.Clean(file): text}}, file)
	if err != nil {
		return err
	}
	if diags.Err() != nil {
		return fmt.Errorf("the cases cannot be added to %s: %w", file, diags.Err())
	}
	if isNew {
		err = os.WriteFile(filepath.FromSlash(file), text, 0o644)
	} else {
		err = rewrite(file, text)
	}
	if err != nil {
		return err
	}
	for _, name := range added {
		fmt.Fprintln(c.err, diag.Visible(file)+c.of(": added: ", "：已加入：")+diag.Visible(name))
	}
	return nil
}

// casesOf gives the file of cases beside a policy that tests it and no other:
// the one that is named after it, or another; or the name of one that is not
// there yet.
func casesOf(policy string) (string, error) {
	own := strings.TrimSuffix(policy, path.Ext(policy)) + ".test.yaml"
	entries, err := disk{}.ReadDir(path.Dir(policy))
	if err != nil {
		return "", err
	}
	names := []string{own}
	for _, e := range entries {
		if name := path.Join(path.Dir(policy), e.Name()); cases.IsCaseFile(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		src, err := disk{}.ReadFile(name)
		if err != nil {
			continue // there is none
		}
		file, _ := syntax.LoadCases(name, src)
		if file != nil && len(file.Policy.List) == 1 && path.Join(path.Dir(name), file.Policy.List[0].Value) == path.Clean(policy) {
			return name, nil
		}
		if name == own {
			return "", fmt.Errorf("%s does not test %s alone, so that no cases are added to it", own, path.Base(policy))
		}
	}
	return own, nil
}
