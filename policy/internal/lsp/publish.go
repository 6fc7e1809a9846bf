package lsp

import (
	"maps"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
)

// publish checks all open texts: a change of one may matter to others.
func (s *session) publish() error {
	for _, name := range slices.Sorted(maps.Keys(s.open)) {
		o := s.open[name]
		found := s.check(name)
		list := []diagnostic{}
		for _, d := range found {
			list = append(list, s.diagnostic(o, d))
		}
		o.published = len(list) > 0
		if err := s.notify("textDocument/publishDiagnostics", publishParams{URI: o.uri, Version: o.version, Diagnostics: list}); err != nil {
			return err
		}
	}
	return nil
}

// check gives what is to be said of one open text.
func (s *session) check(name string) (found diag.List) {
	defer func() {
		if p := recover(); p != nil {
			found = diag.List{diag.Errorf("S008", diag.Span{File: name}, "the check of this file failed: %v", p)}
		}
	}()
	if kindOf(name, []byte(s.open[name].text)) == otherFile {
		return nil
	}
	all, err := s.server.Check(s.files(), name)
	if err != nil {
		return diag.List{diag.Errorf("S008", diag.Span{File: name}, "%s", err)}
	}
	for _, d := range all {
		if d.Span.File == name {
			found = append(found, d)
		}
	}
	return found
}

// diagnostic gives a finding as editors show it.
func (s *session) diagnostic(o *openText, d diag.Diagnostic) diagnostic {
	text := newLineText(o.text, s.bytes)
	at := text.span(d.Span)
	message := d.Message
	if d.Hint != "" {
		message += "\n" + d.Hint
	}
	severity := int(d.Severity) + 1
	if d.Severity == diag.Info {
		severity = 4 // a hint: it asks for nothing
	}
	out := diagnostic{Range: at, Severity: severity, Code: d.Code, Source: "fenrun", Message: message}
	for _, r := range d.Related {
		other := text
		if src, err := s.files().ReadFile(r.Span.File); err == nil {
			other = newLineText(string(src), s.bytes)
		}
		out.Related = append(out.Related, related{Location: location{s.uri(r.Span.File), other.span(r.Span)}, Message: r.Message})
	}
	return out
}

// uri gives the URI of a file: the editor's own, if it has the file open.
func (s *session) uri(name string) string {
	if o := s.open[name]; o != nil {
		return o.uri
	}
	return uriOf(name)
}
