package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link   = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	anchor = regexp.MustCompile(`\]\(#([^)]+)\)`)
	inCode = regexp.MustCompile("`((?:policy|payout|tier|docs|examples)/[\\w/.*-]+)`")
	head   = regexp.MustCompile(`(?m)^#+ (.+)$`)
)

// TestLinks looks for what the documents point at: files, parts of a page, and
// paths of the source.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"../*.md", "../docs/decisions/*.md", "*.md", "*/README.md"} {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, more...)
	}
	if len(pages) < 20 {
		t.Fatalf("there are %d pages; where are the others?", len(pages))
	}
	for _, page := range pages {
		text := read(t, page)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "://") {
				exists(t, page, m[1], filepath.Join(filepath.Dir(page), m[1]))
			}
		}
		for _, m := range inCode.FindAllStringSubmatch(text, -1) {
			exists(t, page, m[1], filepath.Join("..", m[1]))
		}
		parts := map[string]bool{}
		for _, m := range head.FindAllStringSubmatch(text, -1) {
			parts[strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(m[1]))] = true
		}
		for _, m := range anchor.FindAllStringSubmatch(text, -1) {
			if !parts[m[1]] {
				t.Errorf("%s: there is no part %q", page, m[1])
			}
		}
	}
}

// exists looks for a file, or for any of a pattern.
func exists(t *testing.T, page, written, path string) {
	t.Helper()
	if found, err := filepath.Glob(path); err == nil && len(found) > 0 {
		return
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("%s: %s is not there", page, written)
	}
}
