package lint_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/lint"
	"github.com/fenrun/fenrun/policy/syntax"
)

const examples = "../../examples"

// books gives the policies and deals of the examples that belong together:
// those of one folder that share a platform.
func books(t testing.TB) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(examples, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// The figures of bench come ready-made from the host, which declares no
		// bounds of them; it is there to be measured.
		if e.IsDir() && (e.Name() == "internal" || e.Name() == "bench") {
			return filepath.SkipDir
		}
		if e.IsDir() || filepath.Ext(path) != ".yaml" || strings.HasSuffix(path, ".test.yaml") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(examples, path)
		file, _ := syntax.Load(name, src)
		if file == nil || file.Deal == nil && (file.Policy == nil || file.Policy.Fenrun.Value == "") {
			return nil
		}
		key := filepath.Dir(name)
		if p := file.Policy; p != nil && strings.Contains("timelines worked tier-reviews", key) {
			key += "/" + p.Policy.Value
		}
		found[key] = append(found[key], filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestExamples lints the examples: nothing is wrong with them.
func TestExamples(t *testing.T) {
	found := books(t)
	for _, key := range slices.Sorted(maps.Keys(found)) {
		report, err := lint.Files(os.DirFS(examples), lint.Options{}, found[key]...)
		if err != nil {
			t.Fatal(err)
		}
		var bad diag.List
		for _, d := range report.List() {
			if d.Severity <= diag.Warning {
				bad = append(bad, d)
			} else {
				t.Logf("%s: %s [%s]", d.Span, d.Message, d.Code)
			}
		}
		if len(bad) > 0 {
			var out strings.Builder
			diag.Text{}.Write(&out, bad)
			t.Errorf("%s\n%s", key, out.String())
		}
	}
}
