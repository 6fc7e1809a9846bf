package diag

import (
	"regexp"
	"strings"
	"testing"
)

func TestCatalogueIsInOrder(t *testing.T) {
	const families = "SNRLTMUVDXFCB"
	idForm := regexp.MustCompile(`^[A-Z][0-9]{3}$`)
	ids, names := map[string]bool{}, map[string]bool{}
	var last Code
	for _, c := range Catalogue() {
		if !idForm.MatchString(c.ID) || !strings.Contains(families, c.ID[:1]) {
			t.Fatalf("%s: not a family's letter and three digits", c.ID)
		}
		if ids[c.ID] || names[c.Name] {
			t.Errorf("%s %s: the ID or the name stands twice", c.ID, c.Name)
		}
		ids[c.ID], names[c.Name] = true, true
		if last.ID != "" {
			before, now := strings.Index(families, last.ID[:1]), strings.Index(families, c.ID[:1])
			if before > now || before == now && last.ID >= c.ID {
				t.Errorf("%s comes after %s", c.ID, last.ID)
			}
		}
		last = c
	}
}

func TestCatalogueWording(t *testing.T) {
	nameForm := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	for _, c := range Catalogue() {
		if !nameForm.MatchString(c.Name) {
			t.Errorf("%s: name %q", c.ID, c.Name)
		}
		if c.Title == "" || strings.HasSuffix(c.Title, ".") || strings.TrimSpace(c.Title) != c.Title {
			t.Errorf("%s: title %q is not part of a sentence", c.ID, c.Title)
		}
		if c.Severity > Info || c.Basis > Heuristic {
			t.Errorf("%s: %s, %s", c.ID, c.Severity, c.Basis)
		}
		if c.Severity == Error && c.Basis == Heuristic {
			t.Errorf("%s: a guess fails no build", c.ID)
		}
	}
}

// TestCatalogueIsComplete counts each family, so that a code is neither lost
// nor added unnoticed.
func TestCatalogueIsComplete(t *testing.T) {
	want := map[string]int{
		"S": 12, "N": 12, "R": 6, "L": 8, "T": 5, "M": 10, "U": 4,
		"V": 6, "D": 3, "X": 2, "F": 12, "C": 4, "B": 8,
	}
	got := map[string]int{}
	for _, c := range Catalogue() {
		got[c.ID[:1]]++
	}
	for family, n := range want {
		if got[family] != n {
			t.Errorf("family %s has %d codes, want %d", family, got[family], n)
		}
	}
}

func TestLookup(t *testing.T) {
	for _, want := range Catalogue() {
		if got, ok := Lookup(want.ID); !ok || got != want {
			t.Errorf("Lookup(%q) = %v, %t", want.ID, got, ok)
		}
	}
	for _, id := range []string{"", "N", "n102", "N999", "unknown-field"} {
		if got, ok := Lookup(id); ok || got != (Code{}) {
			t.Errorf("Lookup(%q) = %v, %t, want none", id, got, ok)
		}
	}
}

func TestCatalogueIsACopy(t *testing.T) {
	Catalogue()[0].ID = "changed"
	if Catalogue()[0].ID != "S001" {
		t.Error("a caller could change the catalogue")
	}
}
