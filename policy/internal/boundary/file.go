package boundary

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/internal/layout"
	"github.com/fenrun/fenrun/policy/syntax"
)

// File writes candidates as a file of cases, of that name, for the policies as
// it names them. Each is marked for review where review says so. What does not
// pass when the file is run is left out: two subjects of one name, say, that a
// case cannot tell apart.
func (m *Made) File(ctx context.Context, fsys fs.FS, name string, policies []string, list []Candidate, review bool) ([]byte, error) {
	drop := map[string]bool{}
	for {
		text, err := m.text(policies, list, drop, review)
		if err != nil || text == nil {
			return nil, err
		}
		laid, err := layout.Format(path.Base(name), text)
		if err != nil {
			return nil, err
		}
		report, err := cases.Run(ctx, beside{FS: fsys, name: path.Clean(name), text: laid}, name, nil)
		if err != nil {
			return nil, err
		}
		if err := report.Diags.Err(); err != nil {
			return nil, err
		}
		if report.OK() {
			return laid, nil
		}
		for _, r := range report.Results {
			if len(r.Failures) > 0 {
				drop[r.Name] = true
			}
		}
	}
}

func (m *Made) text(policies []string, list []Candidate, drop map[string]bool, review bool) ([]byte, error) {
	var single, steps strings.Builder
	names := map[string]int{}
	for i := range list {
		c := &list[i]
		name := c.Title
		if names[name]++; names[c.Title] > 1 {
			name = fmt.Sprintf("%s (%d)", name, names[c.Title])
		}
		if drop[name] {
			continue
		}
		text, timeline, ok := m.Entry(c, name, review)
		switch {
		case !ok:
		case timeline:
			steps.WriteString("\n" + text)
		default:
			if single.Len() > 0 {
				single.WriteString("\n")
			}
			single.WriteString(text)
		}
	}
	if single.Len()+steps.Len() == 0 {
		return nil, nil
	}
	var b strings.Builder
	b.WriteString("policy: ")
	if len(policies) == 1 {
		b.WriteString(quoted(policies[0], syntax.Plain))
	} else {
		var quotes []string
		for _, p := range policies {
			quotes = append(quotes, quoted(p, syntax.Plain))
		}
		b.WriteString("[" + strings.Join(quotes, ", ") + "]")
	}
	b.WriteString("\n")
	if single.Len() > 0 {
		b.WriteString("cases:\n" + single.String())
	}
	if steps.Len() > 0 {
		if single.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString("timelines:\n" + strings.TrimPrefix(steps.String(), "\n"))
	}
	return []byte(b.String()), nil
}

// A beside is a file system with one more file, or with another text of one.
type beside struct {
	fs.FS
	name string
	text []byte
}

// Open refuses the file, which is read whole.
func (b beside) Open(name string) (fs.File, error) {
	if path.Clean(name) == b.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return b.FS.Open(name)
}

// ReadFile reads a file.
func (b beside) ReadFile(name string) ([]byte, error) {
	if path.Clean(name) == b.name {
		return b.text, nil
	}
	return fs.ReadFile(b.FS, name)
}

// Stat describes a file.
func (b beside) Stat(name string) (fs.FileInfo, error) { return fs.Stat(b.FS, name) }
