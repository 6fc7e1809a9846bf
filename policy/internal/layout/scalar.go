package layout

import (
	"encoding/json"
	"strings"

	"github.com/fenrun/fenrun/policy/syntax"
)

// written gives the text of the file that a scalar was read from.
func (t *tree) written(n *syntax.Node) string {
	return t.src[n.Span.Start.Offset:n.Span.End.Offset]
}

// isLong reports whether a scalar is written on several lines, and must stay so
// unless it stands in { } or [ ].
func (t *tree) isLong(n *syntax.Node) bool {
	return n.Style == syntax.Literal || n.Style == syntax.Folded || strings.Contains(t.written(n), "\n")
}

// onOneLine writes a scalar on one line, if that can be done without a change
// of its quotes.
func (t *tree) onOneLine(n *syntax.Node) (string, bool) {
	if n.Style == syntax.Literal || n.Style == syntax.Folded {
		return "", false
	}
	lines := folded(t.written(n))
	var b strings.Builder
	for i, line := range lines {
		if line == "" && i > 0 {
			return "", false // a line break that belongs to the value
		}
		if i == len(lines)-1 {
			b.WriteString(line)
			break
		}
		if n.Style == syntax.DoubleQuoted && escapesBreak(line) {
			b.WriteString(line[:len(line)-1])
			continue
		}
		b.WriteString(line + " ")
	}
	return b.String(), true
}

// folded gives the lines of a scalar without the blanks that YAML leaves out
// where it joins them.
func folded(written string) []string {
	lines := strings.Split(written, "\n")
	for i, line := range lines {
		if i > 0 {
			line = strings.TrimLeft(line, " \t")
		}
		if i < len(lines)-1 {
			bare := strings.TrimRight(line, " \t")
			if strings.HasPrefix(written, `"`) && len(bare) < len(line) && escapesBreak(bare) {
				bare = line[:len(bare)+1] // an escaped blank
			}
			line = bare
		}
		lines[i] = line
	}
	return lines
}

// escapesBreak reports whether a line in double quotes ends with a backslash
// that is not escaped itself.
func escapesBreak(line string) bool {
	bare := strings.TrimRight(line, `\`)
	return (len(line)-len(bare))%2 == 1
}

// inQuotes writes a text in double quotes.
func inQuotes(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b) // what JSON writes, YAML reads
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // a string has a form in JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// A block is a scalar behind | or >.
type block struct {
	sign  string // | or >
	chomp string // -, + or nothing
	lines []string
}

// block takes a block scalar apart. Its lines are without their indentation.
func (t *tree) block(v *value) block {
	n := v.node
	lines := strings.Split(t.written(n), "\n")
	b := block{sign: lines[0][:1]}
	header, _, _ := strings.Cut(lines[0], "#")
	if strings.Contains(header, "-") {
		b.chomp = "-"
	} else if strings.Contains(header, "+") {
		b.chomp = "+"
	}
	b.lines = lines[1:]
	indent := t.indentOf(v, header, b.lines)
	for i, line := range b.lines {
		b.lines[i] = line[min(indent, len(line)):]
	}
	for len(b.lines) > 0 && b.lines[len(b.lines)-1] == "" {
		b.lines = b.lines[:len(b.lines)-1]
	}
	text := strings.TrimRight(n.Text.Value, "\n")
	breaks := len(n.Text.Value) - len(text)
	switch {
	case breaks == 0 && text != "":
		b.chomp = "-" // the file ends with the text
	case b.chomp == "+":
		if text != "" {
			breaks--
		}
		b.lines = append(b.lines, make([]string, breaks)...)
	}
	return b
}

// indentOf gives the indentation of a block scalar: what its header states
// beyond what it stands in, or that of its first line with text.
func (t *tree) indentOf(v *value, header string, lines []string) int {
	if i := strings.IndexAny(header, "123456789"); i >= 0 {
		outer := 0
		if v.of != nil {
			outer = t.column(v.of.in.node.Span.Start.Offset)
		}
		return outer + int(header[i]-'0')
	}
	for _, line := range lines {
		if text := strings.TrimLeft(line, " "); text != "" {
			return len(line) - len(text)
		}
	}
	return 0
}

// header writes the first line of a block scalar. An indentation must be stated
// where the first line of the text begins with a blank.
func (b block) header() string {
	for _, line := range b.lines {
		if strings.TrimLeft(line, " ") == "" && line != "" || strings.HasPrefix(line, " ") {
			return b.sign + "2" + b.chomp
		}
		if line != "" {
			break
		}
	}
	return b.sign + b.chomp
}
