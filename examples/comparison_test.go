package examples_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestComparisonPage looks that what the page shows of each language is what
// its file says, which the module there runs.
func TestComparisonPage(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range blocks(t, "../docs/comparison.md") {
		_, name, ok := strings.Cut(b.info, " ")
		if !ok {
			t.Errorf("comparison.md:%d: a block of no file", b.line)
			continue
		}
		if !strings.Contains(read(t, filepath.Join("comparison", name)), b.text) {
			t.Errorf("comparison.md:%d: %s does not say this", b.line, name)
		}
		seen[strings.Split(name, "/")[0]] = true
	}
	if len(seen) != 7 {
		t.Errorf("%d languages are shown, and there are seven", len(seen))
	}
}
