package lint_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenrun/fenrun/policy/lint"
)

// TestPublished puts errors that were published in real policies into texts
// that have such clauses: a range from 150 to 150, a hole from 500 to 1,999,
// nine days where ninety were meant.
func TestPublished(t *testing.T) {
	read := func(name string) string {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	good := func(page string) string {
		_, text, _ := strings.Cut(read(pages+"/"+page), "## Good\n\n```yaml\n")
		text, _, _ = strings.Cut(text, "```")
		return text
	}
	tests := []struct{ name, text, was, now, code string }{
		{"a range from 150 to 150", good("L204.md"), "500..,", "150..150,", "T304"},
		{"a hole from 500 to 1,999", strings.Replace(good("L204.md"), "    otherwise: 0 CNY\n", "", 1), "[ordinary, 500.., 30 CNY]", "[ordinary, ..500, 0 CNY]\n      - [ordinary, 2_000.., 30 CNY]", "L204"},
		{"nine days for ninety", read(examples + "/dianyintong-pro/policy.yaml"), "credit(1..90, device.activated) < 1万", "credit(1..9, device.activated) < 1万", "U502"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(tt.text, tt.was) {
				t.Fatalf("the text has no %q", tt.was)
			}
			broken := strings.Replace(tt.text, tt.was, tt.now, 1)
			line := 1 + strings.Count(broken[:strings.Index(broken, tt.now)], "\n")
			report, err := lint.Files(fstest.MapFS{"p.yaml": {Data: []byte(broken)}}, lint.Options{}, "p.yaml")
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, d := range report.List() {
				if d.Code == tt.code && (d.Span.Start.Line == line || tt.code == "L204") {
					return
				}
				all = append(all, fmt.Sprintf("%s@%d %s", d.Code, d.Span.Start.Line, d.Message))
			}
			t.Errorf("%s is not found on line %d, but %s", tt.code, line, strings.Join(all, "; "))
		})
	}
}
