package syntax

import (
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// unexplained reports an error of yaml.v3 for which nothing better was found.
func unexplained(s *source, err error) diag.Diagnostic {
	line, problem := yamlError(err.Error())
	from := len(s.text)
	if starts := lineStarts(s.text); line <= len(starts) {
		from = starts[line-1]
	}
	for from < len(s.text) && s.text[from] == ' ' {
		from++
	}
	return diag.Errorf("S010", s.span(from, from+lineLen(s.text, from)), "YAML cannot read on from about here: %s", problem).
		WithHint("look for a missing colon, quote or bracket, here or on the line above")
}

// yamlError takes an error of yaml.v3 apart. It counts the lines of what its
// scanner finds from 1, and the lines of what its parser finds from 0; an
// error on the first line has no number.
func yamlError(message string) (line int, problem string) {
	problem = strings.TrimPrefix(message, "yaml: ")
	number, rest, ok := strings.Cut(strings.TrimPrefix(problem, "line "), ": ")
	line, err := strconv.Atoi(number)
	if !ok || err != nil || line < 1 {
		return 1, problem
	}
	switch rest {
	case "did not find expected key", "did not find expected '-' indicator", "did not find expected node content",
		"did not find expected ',' or ']'", "did not find expected ',' or '}'", "did not find expected <document start>",
		"found undefined tag handle", "found incompatible YAML document":
		line++
	}
	return line, rest
}
