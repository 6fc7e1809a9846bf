// Package policytest runs the cases that test policies under go test, so that
// a host's own build fails when a policy no longer pays what its cases say:
//
//	func TestPolicies(t *testing.T) { policytest.Run(t, os.DirFS("policies")) }
//
// The command fenrun test runs the same files the same way.
package policytest

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cases"
)

// Run runs every file of cases below the root of fsys, those that end in
// .test.yaml or .test.yml, in the order of their names; folders whose names
// begin with a point are passed over. Each file is a subtest named by its path,
// and each case and timeline in it a subtest of that, so that -run picks single
// ones. A case that fails prints what was wanted and what came, with its place.
//
// Nothing tested is never a success: the test fails if there is no file of
// cases, if a file holds no case, and if a case asserts nothing. A file that
// cannot be read, and a policy with mistakes, fail with their diagnostics.
//
// Run does not return before all subtests have ended. It writes nothing and
// reads no clock; cases have no ledger but their own.
func Run(t *testing.T, fsys fs.FS) {
	t.Helper()
	names, err := caseFiles(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("there are no cases: no file ends in .test.yaml")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) { file(t, fsys, name) })
	}
}

func caseFiles(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(e.Name(), ".") && name != ".":
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir() && cases.IsCaseFile(name):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// file runs the cases of one file.
func file(t *testing.T, fsys fs.FS, name string) {
	report, err := cases.Run(t.Context(), fsys, name, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range report.Results {
		t.Run(result.Name, func(t *testing.T) {
			for _, f := range result.Failures {
				t.Errorf("%s: %s", f.Place, f.Diff())
			}
		})
	}
	if report.Diags.Err() != nil {
		t.Errorf("\n%s", text(fsys, report.Diags))
	}
}

// text prints diagnostics with the lines that they speak of.
func text(fsys fs.FS, diags diag.List) string {
	var out strings.Builder
	sources := func(name string) []byte {
		src, _ := fs.ReadFile(fsys, name) // without it there is no excerpt
		return src
	}
	_ = diag.Text{Sources: sources}.Write(&out, diags) // a builder takes all
	return out.String()
}
