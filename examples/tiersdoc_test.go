package examples_test

import (
	"strings"
	"testing"
)

// TestTiersPage holds the page on tiers against what it shows: parts of the
// examples' policies, and what its commands print.
func TestTiersPage(t *testing.T) {
	binary := build(t)
	policies := read(t, "customer-abc/policy.yaml") + read(t, "effort-score/policy.yaml")
	printed, commands := "", 0
	for _, b := range blocks(t, "../docs/tiers.md") {
		switch b.info {
		case "sh":
			args := strings.Fields(strings.TrimPrefix(strings.TrimSpace(b.text), "fenrun "))
			printed = output(t, binary, args...)
			commands++
		case "text":
			if !strings.Contains(printed, b.text) {
				t.Errorf("tiers.md:%d: the block is not what the command before it prints, which is:\n%s", b.line, printed)
			}
		case "yaml":
			if !strings.Contains(policies, b.text) && !lines(policies, b.text) {
				t.Errorf("tiers.md:%d: no example has this", b.line)
			}
		default:
			t.Errorf("tiers.md:%d: what is a block of %q?", b.line, b.info)
		}
	}
	if commands < 4 {
		t.Errorf("tiers.md has only %d commands", commands)
	}
}

// lines reports whether a text has all lines of another, in their order.
func lines(text, part string) bool {
	for line := range strings.Lines(part) {
		_, rest, found := strings.Cut(text, line)
		if !found {
			return false
		}
		text = rest
	}
	return true
}
