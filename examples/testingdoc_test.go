package examples_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTestingPage holds the page on cases to what its commands print.
func TestTestingPage(t *testing.T) {
	binary, dir := build(t), t.TempDir()
	printed, commands := "", 0
	for _, b := range blocks(t, "../docs/testing.md") {
		kind, name, _ := strings.Cut(b.info, " ")
		switch {
		case kind == "yaml":
			if err := os.WriteFile(filepath.Join(dir, name), []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
		case kind == "sh" && strings.HasPrefix(b.text, "go test "): // of the package that makes the table
		case kind == "sh":
			printed = call(t, dir, binary, b.text)
			commands++
		case kind == "text":
			if b.text != printed {
				t.Errorf("testing.md:%d: shown is\n%s\nprinted was\n%s", b.line, b.text, printed)
			}
		default:
			t.Errorf("testing.md:%d: what is a block of %q?", b.line, b.info)
		}
	}
	if commands < 6 {
		t.Errorf("testing.md has only %d commands", commands)
	}
}
