package lint_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/docs/checks"
	"github.com/fenrun/fenrun/policy/diag"
)

// families are the families of codes, as the index heads them.
var families = map[byte]string{
	'S': "Syntax: what the YAML of a policy must not hold",
	'N': "Names and types",
	'R': "Rules",
	'L': "Logic: conditions, cases and tables",
	'T': "Tiers and ladders",
	'M': "Money",
	'U': "Units and figures",
	'V': "Versions in time",
	'D': "Determinism and budgets",
	'X': "The analysis itself",
	'F': "The charter: what an honest payer promises its agents",
	'C': "Cases that test a policy",
	'B': "Batches of data",
}

// TestIndex compares docs/checks/README.md with the catalogue.
func TestIndex(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What fenrun finds\n\nOne page a code. `fenrun lint --explain L204` prints it, `fenrun lint --list`\nthis list. An error fails a build; a warning means something, but likely not\nwhat was meant; an info is worth knowing.\n\nExact: what is found is so, and what is not found is not so. Sound: what is not\nfound is not so, and a finding without facts that show it says so. Heuristic: a\nguess, to be looked at; it is never an error by itself.\n")
	last := byte(0)
	for _, c := range diag.Catalogue() {
		if c.ID[0] != last {
			last = c.ID[0]
			fmt.Fprintf(&b, "\n## %s\n\n", families[last])
		}
		fmt.Fprintf(&b, "- [%s](%s.md) %s, %s, %s: %s\n", c.ID, c.ID, c.Name, c.Severity, c.Basis, c.Title)
	}
	name := filepath.Join(pages, "README.md")
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(src), b.String()); diff != "" {
		t.Errorf("docs/checks/README.md (-file +catalogue); run with -update:\n%s", diff)
	}
}

// TestPagesAreEmbedded finds a page that the command could not print.
func TestPagesAreEmbedded(t *testing.T) {
	for _, c := range diag.Catalogue() {
		if text, ok := checks.Page(c.ID); !ok || !strings.HasPrefix(text, "# "+c.ID) {
			t.Errorf("there is no page on %s", c.ID)
		}
	}
	if _, ok := checks.Page("L999"); ok {
		t.Error("there is a page on L999")
	}
}

// silent are codes that no finding has, with the reason; docs/decisions/0018
// says more.
var silent = map[string]string{
	"D703": "the language has no order without a rule for ties",
	"R604": "a state of a decision, NeedsOthers",
	"B107": "such events are counted apart",
	"B108": "such a run stops: run.ErrShort",
}

// TestEveryCodeIsFound finds codes of the catalogue that nothing reports, and
// codes that are reported and not in it.
func TestEveryCodeIsFound(t *testing.T) {
	reported := map[string]bool{}
	quotedCode := regexp.MustCompile(`"([A-Z][0-9]{3})"`)
	err := filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && strings.HasPrefix(e.Name(), ".") && e.Name() != "..":
			return fs.SkipDir
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || e.Name() == "catalogue.go":
			return nil
		}
		src, err := os.ReadFile(name)
		for _, m := range quotedCode.FindAllSubmatch(src, -1) {
			reported[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range diag.Catalogue() {
		if why := silent[c.ID]; reported[c.ID] == (why != "") {
			t.Errorf("%s: reported is %t, and the reason why not is %q", c.ID, reported[c.ID], why)
		}
	}
}
