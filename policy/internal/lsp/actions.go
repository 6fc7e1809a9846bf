package lsp

import (
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

// codeActions gives the fixes of the findings in a stretch of a text.
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
		if d.Fix == nil || !d.Fix.Fits(name, []byte(o.text)) {
			continue
		}
		var changes []textEdit
		for _, e := range d.Fix.Edits {
			changes = append(changes, textEdit{Range: text.span(e.Span), NewText: e.Text})
		}
		actions = append(actions, codeAction{
			Title: s.fixTitle(d.Fix), Kind: "quickfix", IsPreferred: d.Fix.Verb == diag.Change,
			Diagnostics: []diagnostic{s.diagnostic(o, d)},
			Edit:        workspaceEdit{Changes: map[string][]textEdit{o.uri: changes}},
		})
	}
	return actions, nil
}

// fixTitle says what a fix does.
func (s *session) fixTitle(f *diag.Fix) string {
	switch f.Verb {
	case diag.LeaveOut:
		return s.of("Leave it out", "去掉")
	case diag.AddRow:
		return s.of("Add the row that is missing", "补上缺少的一行")
	case diag.Change:
	}
	return s.of("Change to ", "改为 ") + f.Edits[0].Text
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
