package diag

import (
	"encoding/json"
	"io"
)

// JSON prints diagnostics for programs: one array with an object for each
// diagnostic, in the order of the list, indented by two spaces. An object has
// the keys code, severity, message, file, line, column, end_line, end_column,
// path, hint and related, always all of them and in this order; those of an
// object in related are message, file, line, column, end_line and end_column.
// Where it is known how to mend it, fix has the keys title, safe and edits, and
// each edit a text and the place whose text it replaces.
//
// Lines and columns count from 1, columns in characters, and the end is the
// place just behind the last one. A line of 0 speaks of the file as a whole. An
// empty list is []. The characters <, > and & are not escaped.
type JSON struct{}

// Write prints list. The error is the writer's.
func (JSON) Write(w io.Writer, list List) error {
	found := make([]jsonDiagnostic, 0, len(list))
	for _, d := range list {
		found = append(found, newJSONDiagnostic(d))
	}
	return writeJSON(w, found)
}

type jsonDiagnostic struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	jsonSpan
	Path    string        `json:"path"`
	Hint    string        `json:"hint"`
	Related []jsonRelated `json:"related"`
	Fix     *jsonFix      `json:"fix,omitempty"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Text string `json:"text"`
	jsonSpan
}

type jsonRelated struct {
	Message string `json:"message"`
	jsonSpan
}

type jsonSpan struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

func newJSONDiagnostic(d Diagnostic) jsonDiagnostic {
	related := make([]jsonRelated, 0, len(d.Related))
	for _, r := range d.Related {
		related = append(related, jsonRelated{Message: r.Message, jsonSpan: newJSONSpan(r.Span)})
	}
	return jsonDiagnostic{
		Code:     d.Code,
		Severity: d.Severity.String(),
		Message:  d.Message,
		jsonSpan: newJSONSpan(d.Span),
		Path:     d.Path,
		Hint:     d.Hint,
		Related:  related,
		Fix:      newJSONFix(d.Fix),
	}
}

func newJSONFix(f *Fix) *jsonFix {
	if f == nil {
		return nil
	}
	fix := &jsonFix{Title: f.Title(), Safe: f.Safe}
	for _, e := range f.Edits {
		fix.Edits = append(fix.Edits, jsonEdit{Text: e.Text, jsonSpan: newJSONSpan(e.Span)})
	}
	return fix
}

func newJSONSpan(s Span) jsonSpan {
	s = s.normal()
	return jsonSpan{
		File:      s.File,
		Line:      s.Start.Line,
		Column:    s.Start.Column,
		EndLine:   s.End.Line,
		EndColumn: s.End.Column,
	}
}

// writeJSON prints v in the form that the JSON and SARIF printers share. The
// texts speak of conditions such as "x < 5", and are not for a web page as
// they are, so that escaping <, > and & would only make them hard to read.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
