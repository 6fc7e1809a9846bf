package lsp

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/vocab"
	"github.com/fenrun/fenrun/policy/syntax"
)

// of gives one of two texts by the language of the session.
func (s *session) of(english, chinese string) string {
	if s.lang == "zh" {
		return chinese
	}
	return english
}

// open document gives the document of a request, or a refusal.
func (s *session) document(uri string) (*document, error) {
	if d := s.read(nameOf(uri)); d != nil {
		return d, nil
	}
	return nil, refusef("%s cannot be read", uri)
}

// hover says what stands at a position: what a name means and of which type it
// is, what a word of the language means, what a number comes to.
func (s *session) hover(p *positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	offset := d.text.offset(p.Position)
	text, at := s.described(d, offset)
	if text == "" {
		return nil, nil
	}
	return hover{Contents: markup{Kind: "markdown", Value: text}, Range: d.text.span(at)}, nil
}

func (s *session) described(d *document, offset int) (string, diag.Span) {
	if m := d.mentionAt(offset); m != nil {
		if def := d.index.scope.defs[m.target]; def != nil {
			return s.definitionText(d, def), m.at
		}
	}
	if text, at := s.wordAt(d, offset); text != "" {
		return text, at
	}
	sp := d.spotAt(offset)
	switch {
	case sp == nil:
		return "", diag.Span{}
	case sp.word != nil:
		return fmt.Sprintf("**%s** — %s", sp.word.Text, sp.word.Doc.In(s.lang)), sp.at
	case sp.text == nil:
		return s.keyText(sp.key), sp.at
	default:
		if text := s.literalText(d, sp.text.Value); text != "" {
			return text, sp.at
		}
		return s.keyText(sp.key), sp.at
	}
}

// keyText says what a key of the language means.
func (s *session) keyText(k *vocab.Key) string {
	text := fmt.Sprintf("**%s** — %s", k.Name, k.Doc.In(s.lang))
	if sc := k.Shape.Scalar; sc != nil && len(sc.Words) > 0 {
		var words []string
		for _, w := range sc.Words {
			words = append(words, "`"+w.Text+"`")
		}
		text += "\n\n" + strings.Join(words, ", ")
	}
	return text
}

// wordAt says what a word or a number of an expression means.
func (s *session) wordAt(d *document, offset int) (string, diag.Span) {
	for _, e := range d.index.exprs {
		for _, t := range tokens([]rune(e.text.Value)[e.from:e.to]) {
			at := e.text.Range(e.from+t.from, e.from+t.to)
			if offset < at.Start.Offset || offset > at.End.Offset || t.kind == textToken {
				continue
			}
			name := t.text
			if name == "period" {
				name = "period.from"
			}
			if f := vocab.FunctionOf(name); f != nil && t.kind == nameToken && !t.member {
				return fmt.Sprintf("`%s` — %s", f.Form, f.Doc.In(s.lang)), at
			}
			if t.kind == numberToken {
				return s.literalText(d, t.text), at
			}
		}
	}
	return "", diag.Span{}
}

// literalText says what a number with a unit comes to, where that is not
// plain to see.
func (s *session) literalText(d *document, text string) string {
	lit, err := ir.ParseLiteral(text)
	if err != nil || lit.Num.Int == nil {
		return ""
	}
	model := ir.NewModel()
	for _, p := range d.index.scope.plans {
		model = p.Model
	}
	n, err := model.Const(lit)
	if err != nil {
		return ""
	}
	if _, ok := n.Constant(); !ok {
		return ""
	}
	return fmt.Sprintf("`%s` = %s", text, model.Format(n.Const, n.Type, nil, ir.Style{Human: true, Lang: s.lang}))
}

// definitionText says what a name means.
func (s *session) definitionText(d *document, def *definition) string {
	sc := d.index.scope
	title, facts := s.title(sc, def)
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** — %s", def.fullName(), title)
	for _, fact := range facts {
		b.WriteString("  \n" + fact)
	}
	src, remark := s.sourceOf(def)
	if remark != "" {
		b.WriteString("\n\n" + remark)
	}
	if src != "" {
		b.WriteString("\n\n```yaml\n" + src + "\n```")
	}
	return b.String()
}

// fullName writes a name as expressions do.
func (d *definition) fullName() string {
	switch d.kind {
	case memberName, givenName:
		return d.owner + "." + d.name
	default:
		return d.name
	}
}

// maxSource is how many lines of a definition are shown.
const maxSource = 12

// sourceOf gives the text of a definition, and the author's comment on it.
func (s *session) sourceOf(d *definition) (text, remark string) {
	name := d.place().File
	src, err := s.files().ReadFile(name)
	if err != nil || d.value == nil {
		return "", ""
	}
	all := newLineText(string(src), true)
	first := all.position(d.place().Start.Offset).Line
	last := max(first, all.position(d.value.Span.End.Offset).Line)
	tree, _ := syntax.Parse(name, src)
	for _, c := range tree.Comments {
		line := c.Text.Span().Start.Line - 1
		if line == first && !c.Alone || line == first-1 && c.Alone {
			remark = strings.TrimLeft(c.Text.Value, "# ")
		}
	}
	var lines []string
	for line := first; line <= last; line++ {
		if len(lines) == maxSource {
			lines = append(lines, "...")
			break
		}
		lines = append(lines, all.text[all.lines[line]:all.lineEnd(line)])
	}
	return dedented(lines), remark
}

// dedented joins lines without the indentation of the first.
func dedented(lines []string) string {
	indent := len(lines[0]) - len(strings.TrimLeft(lines[0], " "))
	for i, line := range lines {
		lines[i] = strings.TrimRight(line[min(indent, len(line)-len(strings.TrimLeft(line, " "))):], " \t")
	}
	return strings.Join(lines, "\n")
}
