package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// An ignore is a comment that answers findings:
//
//	# fenrun:ignore F810 -- as published: machines are not taken back
//
// Behind a line it speaks of that line. On a line of its own it speaks of what
// begins below it: of a rule, with all that the rule says.
type ignore struct {
	comment  syntax.Comment
	codes    []string
	reason   string
	from, to int // lines, both included
	used     map[string]bool
}

const ignoreMark = "fenrun:ignore"

// ignores reads the comments of a file.
func ignores(name string, src []byte) []*ignore {
	doc, _ := syntax.Parse(name, src)
	lines := strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
	var list []*ignore
	for _, c := range doc.Comments {
		text := strings.TrimSpace(strings.TrimLeft(c.Text.Value, "#"))
		rest, ok := strings.CutPrefix(text, ignoreMark)
		if !ok || rest != "" && rest[0] != ' ' && rest[0] != ':' {
			continue
		}
		codes, reason, _ := strings.Cut(rest, "--")
		one := &ignore{comment: c, reason: strings.TrimSpace(reason), used: map[string]bool{}}
		one.codes = strings.FieldsFunc(codes, func(r rune) bool { return r == ',' || r == ' ' || r == ':' || r == '，' || r == '、' })
		line := c.Text.Span().Start.Line
		one.from, one.to = line, line
		if c.Alone {
			one.from, one.to = block(lines, line)
		}
		list = append(list, one)
	}
	return list
}

// block gives the lines of what begins below a line: up to the next one that
// is not indented further.
func block(lines []string, above int) (from, to int) {
	from = above + 1
	for from <= len(lines) && isBlank(lines[from-1]) {
		from++
	}
	if from > len(lines) {
		return above, above
	}
	depth := indent(lines[from-1])
	to = from
	for n := from + 1; n <= len(lines); n++ {
		if isBlank(lines[n-1]) {
			continue
		}
		if indent(lines[n-1]) <= depth {
			break
		}
		to = n
	}
	return from, to
}

func isBlank(line string) bool {
	text := strings.TrimSpace(line)
	return text == "" || strings.HasPrefix(text, "#")
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// inPolicy are the findings that are not answered by a comment but by the
// policy itself, where the other party can read it.
var inPolicy = map[string]string{
	"T302": "say in the ladder that it is meant: `cliff: intended`",
	"L204": "say what applies: `otherwise: 0`, `below: first`, or a last case without `when`",
}

// answer leaves out the findings that comments answer, and adds what is wrong
// with the comments themselves (X002).
func answer(found []Finding, by []*ignore) []Finding {
	var kept []Finding
	for _, f := range found {
		answered := false
		for _, one := range by {
			if one.comment.Text.Span().File != f.Span.File || f.Span.Start.Line < one.from || f.Span.Start.Line > one.to {
				continue
			}
			if slices.Contains(one.codes, f.Code) && inPolicy[f.Code] == "" {
				one.used[f.Code] = true
				answered = true
			}
		}
		if !answered {
			kept = append(kept, f)
		}
	}
	for _, one := range by {
		kept = append(kept, one.wrong()...)
	}
	return kept
}

// wrong says what is wrong with an ignore.
func (one *ignore) wrong() []Finding {
	at := one.comment.Text.Span()
	var list []Finding
	add := func(hint, format string, args ...any) {
		f := finding("X002", at, "", format, args...)
		f.Hint = hint
		list = append(list, f)
	}
	if len(one.codes) == 0 {
		add("write `# fenrun:ignore U502 -- why it is meant so`", "this comment says not which findings it answers")
		return list
	}
	if one.reason == "" {
		add("write it behind two dashes: `# fenrun:ignore "+strings.Join(one.codes, ", ")+" -- ...`", "this comment gives no reason")
	}
	for _, code := range one.codes {
		switch _, known := diag.Lookup(code); {
		case !known:
			add(nearestCode(code), "there is no code %q", code)
		case inPolicy[code] != "":
			add(inPolicy[code], "%s is answered in the policy, where the other party can read it", code)
		case !one.used[code]:
			add("leave it out", "%s", fmt.Sprintf("nothing here is found of %s, so this comment has no effect", code))
		}
	}
	return list
}
