package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/syntax"
)

// disk is the files of the machine under the names that people type, with
// slashes: also those that fs.FS has no word for, such as ../policies.
type disk struct{}

func (disk) Open(name string) (fs.File, error)          { return os.Open(filepath.FromSlash(name)) }
func (disk) ReadFile(name string) ([]byte, error)       { return os.ReadFile(filepath.FromSlash(name)) }
func (disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(filepath.FromSlash(name)) }
func (disk) Stat(name string) (fs.FileInfo, error)      { return os.Stat(filepath.FromSlash(name)) }

// sourceFile is the name of the file in which a data folder states what its
// data are.
const sourceFile = "source.yaml"

// A finding is what paths hold: policies and deals by the book that they
// belong to, and cases. All are in the order of their names.
type finding struct {
	books [][]string
	cases []string
}

// find looks through files and folders. Of a folder it takes the cases, and
// the YAML files that say that they are policies; a file that is named itself
// is taken for what its name says.
func find(paths []string) (finding, error) {
	var found finding
	var policies []policyFile
	seen := map[string]bool{}
	add := func(name string, named bool) error {
		name = path.Clean(filepath.ToSlash(name))
		if seen[name] || !named && !isYAML(name) {
			return nil
		}
		seen[name] = true
		if cases.IsCaseFile(name) {
			found.cases = append(found.cases, name)
			return nil
		}
		p, err := readPolicyFile(name)
		switch {
		case err != nil:
			return err
		case p.marked || p.deal, named && isYAML(name):
			policies = append(policies, p)
		case named:
			return usagef("policies are .yaml files that say `policy:`", "%s is no policy", name)
		}
		return nil
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return found, err
		}
		if !info.IsDir() {
			if err := add(p, true); err != nil {
				return found, err
			}
			continue
		}
		err = filepath.WalkDir(p, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case strings.HasPrefix(e.Name(), ".") && name != p && e.IsDir():
				return fs.SkipDir
			case e.IsDir() || strings.HasPrefix(e.Name(), "."):
				return nil
			default:
				return add(name, false)
			}
		})
		if err != nil {
			return found, err
		}
	}
	policies, err := withTheirPolicies(policies)
	if err != nil {
		return found, err
	}
	found.books = books(policies)
	slices.Sort(found.cases)
	return found, nil
}

func isYAML(name string) bool {
	ending := path.Ext(name)
	return (ending == ".yaml" || ending == ".yml") && path.Base(name) != sourceFile
}

// A policyFile is a YAML file with what it says of itself.
type policyFile struct {
	name     string
	marked   bool // it says that it is a policy
	deal     bool
	policy   string
	platform string
}

func readPolicyFile(name string) (policyFile, error) {
	src, err := disk{}.ReadFile(name)
	if err != nil {
		return policyFile{}, err
	}
	return policyFileOf(name, src), nil
}

func policyFileOf(name string, src []byte) policyFile {
	p := policyFile{name: name, marked: says(src, "fenrun", "policy"), deal: says(src, "deal") && says(src, "fenrun")}
	if !p.marked && !p.deal {
		return p
	}
	// Its mistakes are reported when it is checked.
	if file, _ := syntax.Load(name, src); file != nil && file.Deal != nil {
		p.policy = file.Deal.Of.Value
	} else if file != nil && file.Policy != nil {
		p.policy, p.platform = file.Policy.Policy.Value, file.Policy.Platform.Value
	}
	if p.platform == "" {
		p.platform = p.policy
	}
	return p
}

// withTheirPolicies adds, to deals that were named alone, the policies beside
// them that they are of: a deal means nothing without them.
func withTheirPolicies(files []policyFile) ([]policyFile, error) {
	for _, deal := range slices.Clone(files) {
		known := slices.ContainsFunc(files, func(p policyFile) bool { return !p.deal && belong(p, deal) })
		if !deal.deal || known {
			continue
		}
		entries, err := disk{}.ReadDir(path.Dir(deal.name))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			name := path.Join(path.Dir(deal.name), e.Name())
			if e.IsDir() || !isYAML(name) || cases.IsCaseFile(name) {
				continue
			}
			if p, err := readPolicyFile(name); err == nil && p.marked && !p.deal && p.policy == deal.policy {
				files = append(files, p)
			}
		}
	}
	return files, nil
}

// says reports whether a line of a text begins with one of the keys. A text
// that YAML cannot read is recognised too.
func says(src []byte, keys ...string) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(src, []byte("\uFEFF"))) {
		name, _, found := bytes.Cut(line, []byte(":"))
		if found && slices.Contains(keys, string(bytes.TrimRight(name, " "))) {
			return true
		}
	}
	return false
}

// books puts the policies together that must fit each other: those of one
// folder that share a name, as the versions of a policy do, or a platform.
func books(policies []policyFile) [][]string {
	slices.SortFunc(policies, func(a, b policyFile) int { return strings.Compare(a.name, b.name) })
	var groups [][]policyFile
	for _, p := range policies {
		var with []policyFile
		kept := groups[:0]
		for _, g := range groups {
			if slices.ContainsFunc(g, func(q policyFile) bool { return belong(p, q) }) {
				with = append(with, g...)
			} else {
				kept = append(kept, g)
			}
		}
		groups = append(kept, append(with, p))
	}
	var names [][]string
	for _, g := range groups {
		var list []string
		for _, p := range g {
			list = append(list, p.name)
		}
		slices.Sort(list)
		names = append(names, list)
	}
	slices.SortFunc(names, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return names
}

func belong(p, q policyFile) bool {
	return path.Dir(p.name) == path.Dir(q.name) && p.policy != "" && (p.policy == q.policy || p.platform == q.platform)
}
