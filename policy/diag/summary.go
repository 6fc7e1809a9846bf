package diag

import (
	"fmt"
	"strings"
)

// Summary counts what l holds, in words, as in "3 errors, 1 warning in 2
// files". Severities and files without a diagnostic are not mentioned; an
// empty list is "no findings". It has no line break.
func (l List) Summary() string {
	var parts []string
	for _, s := range [...]Severity{Error, Warning, Info} {
		if n := l.Count(s); n > 0 {
			parts = append(parts, counted(n, s.String()))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	text := strings.Join(parts, ", ")
	if n := l.files(); n > 0 {
		text += " in " + counted(n, "file")
	}
	return text
}

// files returns the number of different files that l speaks of.
func (l List) files() int {
	names := map[string]bool{}
	for _, d := range l {
		if d.Span.File != "" {
			names[d.Span.File] = true
		}
	}
	return len(names)
}

func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
