package lsp

import (
	"regexp"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/layout"
	"github.com/fenrun/fenrun/policy/syntax"
)

func isBool(m ir.Member) bool {
	f, ok := m.(*ir.Field)
	return ok && f.Type.Kind == ir.Bool
}

// formatting gives the edit that brings a text into its layout: one that
// replaces it, or none if it is in it already.
func (s *session) formatting(p *positionParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	src, err := s.files().ReadFile(name)
	if err != nil {
		return nil, refusef("%s", err)
	}
	text, err := layout.Format(name, src)
	if err != nil {
		return nil, refusef("%s", err)
	}
	if string(text) == string(src) {
		return []textEdit{}, nil
	}
	return []textEdit{{Range: newLineText(string(src), s.bytes).whole(), NewText: string(text)}}, nil
}

// suggestion finds the name in a hint that says what was likely meant.
var suggestion = regexp.MustCompile("did you mean (\"([^\"]+)\"|`([^`]+)`)\\?$")

// codeActions gives the mendings of the findings in a stretch of a text.
func (s *session) codeActions(p *codeActionParams) (any, error) {
	name := nameOf(p.TextDocument.URI)
	o := s.open[name]
	actions := []codeAction{}
	if o == nil {
		return actions, nil
	}
	text := newLineText(o.text, s.bytes)
	from, to := text.offset(p.Range.Start), text.offset(p.Range.End)
	for _, d := range s.check(name) {
		if d.Span.Start.IsZero() || d.Span.End.Offset < from || d.Span.Start.Offset > to {
			continue
		}
		if edit, ok := s.missingRow(name, text, d); ok {
			actions = append(actions, codeAction{
				Title: s.of("Add the row that is missing", "补上缺少的一行"), Kind: "quickfix",
				Diagnostics: []diagnostic{s.diagnostic(o, d)},
				Edit:        workspaceEdit{Changes: map[string][]textEdit{o.uri: {edit}}},
			})
		}
		if edit, title, ok := s.mending(o.text, d); ok {
			edit.Range = text.span(d.Span)
			actions = append(actions, codeAction{
				Title: title, Kind: "quickfix", IsPreferred: true,
				Diagnostics: []diagnostic{s.diagnostic(o, d)},
				Edit:        workspaceEdit{Changes: map[string][]textEdit{o.uri: {edit}}},
			})
		}
	}
	return actions, nil
}

// missing finds the row in a hint that says which one a table lacks.
var missing = regexp.MustCompile("^add the row that is missing, `(\\[.*\\])`")

// missingRow gives the edit that adds the row that a table lacks behind its
// last one. Its value is the author's to write.
func (s *session) missingRow(name string, text *lineText, d diag.Diagnostic) (textEdit, bool) {
	row := missing.FindStringSubmatch(d.Hint)
	table, ok := strings.CutPrefix(d.Path, "tables.")
	doc := s.read(name)
	if row == nil || !ok || doc == nil {
		return textEdit{}, false
	}
	def := doc.index.scope.defs[target{tableName, "", table}]
	if def == nil || def.place().File != name {
		return textEdit{}, false
	}
	rows := find(def.value, "rows")
	if rows == nil || rows.Style != syntax.Block || len(rows.Items) == 0 {
		return textEdit{}, false
	}
	column := rows.Span.Start.Column - 1
	line := text.position(rows.Items[len(rows.Items)-1].Span.End.Offset).Line
	at := text.position(text.lineEnd(line))
	return textEdit{Range: textRange{at, at}, NewText: "\n" + strings.Repeat(" ", column) + "- " + row[1]}, true
}

// mending gives the text that stands in place of a finding once it is mended.
func (s *session) mending(text string, d diag.Diagnostic) (edit textEdit, title string, ok bool) {
	found := suggestion.FindStringSubmatch(d.Hint)
	if found == nil {
		return textEdit{}, "", false
	}
	meant := found[2] + found[3]
	old := text[d.Span.Start.Offset:d.Span.End.Offset]
	if len(old) > 1 && (old[0] == '"' || old[0] == '\'') && old[len(old)-1] == old[0] {
		meant = old[:1] + meant + old[:1]
	}
	if strings.ContainsAny(old, "\n") || old == meant {
		return textEdit{}, "", false
	}
	return textEdit{NewText: meant}, s.of("Change to ", "改为 ") + meant, true
}

// symbols gives the outline of a text: its sections, and what they declare.
func (s *session) symbols(p *positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	all := []documentSymbol{}
	if d.tree.Root == nil {
		return all, nil
	}
	for _, e := range d.tree.Root.Entries {
		if e.Value.Kind != syntax.Map && e.Value.Kind != syntax.List {
			continue
		}
		section := d.symbol(e.Key, e.Value, namespaceSymbol, "")
		for _, inner := range e.Value.Entries {
			section.Children = append(section.Children, d.symbol(inner.Key, inner.Value, keySymbol, ""))
		}
		for _, item := range e.Value.Items {
			id := find(item, "id")
			if id == nil {
				id = find(item, "name")
			}
			if id == nil || id.Kind != syntax.Scalar {
				continue
			}
			detail := ""
			if k := find(item, "kind"); k != nil {
				detail = k.Text.Value
			}
			section.Children = append(section.Children, d.symbol(id.Text, item, functionSymbol, detail))
		}
		all = append(all, section)
	}
	return all, nil
}

func (d *document) symbol(name syntax.Text, value *syntax.Node, kind int, detail string) documentSymbol {
	at := name.Span()
	whole := diag.Span{File: at.File, Start: at.Start, End: at.End}
	if value.Span.Start.Offset < at.Start.Offset {
		whole.Start = value.Span.Start
	}
	if value.Span.End.Offset > at.End.Offset {
		whole.End = value.Span.End
	}
	label := name.Value
	if label == "" {
		label = "-"
	}
	return documentSymbol{Name: label, Detail: detail, Kind: kind, Range: d.text.span(whole), SelectionRange: d.text.span(at)}
}
