package lint_test

import (
	"fmt"
	"os"
	"path/filepath"
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
