package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// GitHub prints diagnostics as workflow commands, one line each, which a job on
// GitHub Actions turns into annotations on the changed files:
//
//	::error file=gold.yaml,line=14,col=11,endLine=14,endColumn=16,title=N102 unknown-name-or-value::unknown name "volum"
//
// The hint and the related places follow the message on lines of their own.
// File names must be relative to the root of the repository.
type GitHub struct{}

// Write prints list in its own order, and nothing for an empty one. The error
// is the writer's.
func (GitHub) Write(w io.Writer, list List) error {
	var out bytes.Buffer
	for _, d := range list {
		fmt.Fprintf(&out, "::%s %s::%s\n", githubCommand(d.Severity), githubProperties(d), escapeData(githubMessage(d)))
	}
	_, err := w.Write(out.Bytes())
	return err
}

func githubCommand(s Severity) string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Info:
		return "notice"
	default:
		return "error" // A severity that is not known must not pass unseen.
	}
}

// githubProperties gives the place and the title. The runner drops a column
// without a line, and all columns of an annotation over several lines, so none
// is given then.
func githubProperties(d Diagnostic) string {
	var properties []string
	add := func(key string, value any) {
		properties = append(properties, key+"="+escapeProperty(fmt.Sprint(value)))
	}
	span := d.Span.normal()
	oneLine := span.Start.Line == span.End.Line
	if span.File != "" {
		add("file", span.File)
	}
	if !span.Start.IsZero() {
		add("line", span.Start.Line)
		if oneLine {
			add("col", span.Start.Column)
		}
		add("endLine", span.End.Line)
		if oneLine {
			add("endColumn", span.End.Column)
		}
	}
	add("title", githubTitle(d.Code))
	return strings.Join(properties, ",")
}

func githubTitle(code string) string {
	if known, ok := Lookup(code); ok {
		return known.ID + " " + known.Name
	}
	return code
}

func githubMessage(d Diagnostic) string {
	message := d.messageAndHint()
	for _, r := range d.Related {
		message += "\nnote: "
		if place := r.Span.normal().String(); place != "" {
			message += place + ": "
		}
		message += r.Message
	}
	return message
}

// escapeData escapes the part of a workflow command after the second "::".
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty escapes the value of a property of a workflow command, which
// a comma or a colon would end.
func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
