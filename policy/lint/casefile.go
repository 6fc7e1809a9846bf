package lint

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/syntax"
)

// AddCases adds cases to a file of cases, behind those that it has, and gives
// the text and the names of those that were added. What the file says stays as
// it is; a case whose facts and wants it has already is not added again. An
// empty src begins a file for the policy of that name.
func AddCases(name string, src []byte, policyName string, list []*Case) (text []byte, added []string, err error) {
	if len(src) == 0 {
		src = []byte("policy: " + quoteText(policyName) + "\ncases:\n")
	}
	at, dash, err := endOfCases(name, src)
	if err != nil {
		return nil, nil, err
	}
	var b strings.Builder
	has := string(src)
	names := caseNames(name, src)
	for _, c := range list {
		head, body, _ := strings.Cut(indented(c.Text, dash), "\n")
		if strings.Contains(has+b.String(), "\n"+body) {
			continue
		}
		called := c.Name
		for n := 2; slices.Contains(names, called); n++ {
			called = fmt.Sprintf("%s (%d)", c.Name, n)
		}
		names = append(names, called)
		added = append(added, called)
		head = strings.Replace(head, quoteText(c.Name), quoteText(called), 1)
		b.WriteString(head + "\n" + body)
	}
	if len(added) == 0 {
		return src, nil, nil
	}
	before, after := string(src[:at]), string(src[at:])
	if !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	return []byte(before + b.String() + after), added, nil
}

// endOfCases finds where a further case may stand, and how far its dash is
// indented.
func endOfCases(name string, src []byte) (at, dash int, err error) {
	doc, diags := syntax.Parse(name, src)
	if diags.Err() != nil && len(src) > 0 && doc.Root == nil || doc.Root == nil {
		return 0, 0, fmt.Errorf("%s cannot be read", path.Base(name))
	}
	for _, e := range doc.Root.Entries {
		if e.Key.Value != "cases" {
			continue
		}
		switch {
		case e.Value.Kind == syntax.Broken: // nothing stands below it
			return lineEnd(src, e.Key.Span().End.Offset), 2, nil
		case e.Value.Kind != syntax.List || e.Value.Style != syntax.Block || len(e.Value.Items) == 0:
			return 0, 0, fmt.Errorf("the cases of %s do not stand below each other, so that none can be added", path.Base(name))
		}
		last := e.Value.Items[len(e.Value.Items)-1].Span.End.Offset
		return lineEnd(src, last), e.Value.Span.Start.Column - 1, nil
	}
	return 0, 0, fmt.Errorf("%s has no `cases:`", path.Base(name))
}

func lineEnd(src []byte, at int) int {
	if at > 0 && src[at-1] == '\n' {
		return at
	}
	if n := strings.IndexByte(string(src[at:]), '\n'); n >= 0 {
		return at + n + 1
	}
	return len(src)
}

// indented moves a case, whose dash stands behind two blanks, to another
// column.
func indented(text string, dash int) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = strings.Repeat(" ", dash) + strings.TrimPrefix(line, "  ")
		}
	}
	return strings.Join(lines, "")
}

func caseNames(name string, src []byte) []string {
	var names []string
	if file, _ := syntax.LoadCases(name, src); file != nil {
		for _, c := range file.Cases {
			names = append(names, c.Name.Value)
		}
	}
	return names
}
