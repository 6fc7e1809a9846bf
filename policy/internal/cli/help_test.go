package cli_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/cli"
)

// Each verb explains itself and has an example of how it is called.
func TestEveryVerbHasAnExample(t *testing.T) {
	help := func(args ...string) string {
		var out, errs bytes.Buffer
		if code := cli.Run(args, strings.NewReader(""), &out, &errs); code != 0 || errs.Len() > 0 {
			t.Errorf("%v exits with %d: %s", args, code, &errs)
		}
		return out.String()
	}
	_, list, _ := strings.Cut(help("help"), "Available Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	verbs := 0
	for line := range strings.Lines(list) {
		verb := strings.Fields(line)[0]
		verbs++
		for _, args := range [][]string{{verb, "--help"}, {"help", verb}} {
			text := help(args...)
			_, examples, ok := strings.Cut(text, "Examples:\n")
			examples, _, _ = strings.Cut(examples, "\n\n")
			if !ok || !regexp.MustCompile(`(?m)^  .*\bfenrun `+verb+`\b`).MatchString(examples) {
				t.Errorf("%v shows no example of fenrun %s:\n%s", args, verb, text)
			}
		}
		if strings.HasSuffix(strings.TrimSpace(line), ".") {
			t.Errorf("the short text of %s ends like a sentence, unlike the others", verb)
		}
	}
	if verbs < 15 {
		t.Errorf("only %d verbs are listed", verbs)
	}
}
