package lsp

import (
	"slices"
	"strings"
	"unicode"

	"github.com/fenrun/fenrun/policy/internal/vocab"
)

// completion gives what may be written at a position.
func (s *session) completion(p *positionParams) (any, error) {
	d, err := s.document(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	form := formOf(d.kind)
	if form == nil {
		return []completionItem{}, nil
	}
	offset := d.text.offset(p.Position)
	c := &completer{session: s, document: d, cursor: cursorAt(d.text, offset), offset: offset, items: []completionItem{}}
	c.complete(&vocab.Shape{Form: form})
	return c.items, nil
}

// A completer collects what may be written at a cursor.
type completer struct {
	*session
	*document
	cursor
	offset int
	items  []completionItem
}

// complete walks to the shape of the place and offers what it allows.
func (c *completer) complete(root *vocab.Shape) {
	shape, p := root, place{}
	for _, step := range c.path {
		switch {
		case shape.Any:
			p.names = append(p.names, step)
		case step == "-":
			if shape = shape.List; shape == nil {
				return
			}
		case shape.Form != nil && shape.Form.Key(step) != nil:
			p = place{at: shape.Form.Name + "." + step, key: shape.Form.Key(step), sentence: p.sentence || step == "why"}
			shape = p.key.Shape
		case shape.Named != nil:
			p.names = append(p.names, step)
			shape = shape.Named
		default:
			return
		}
	}
	if shape.Any {
		c.caseFacts(p)
		return
	}
	if c.key {
		c.keys(shape, p)
	}
	if c.value && shape.Scalar != nil && (!c.item || len(c.path) > 0) {
		c.scalars(shape, p)
	}
}

// keys offers keys of the language, or names where keys are names.
func (c *completer) keys(shape *vocab.Shape, p place) {
	if shape.Form != nil {
		for i := range shape.Form.Keys {
			k := &shape.Form.Keys[i]
			if slices.Contains(c.taken, k.Name) {
				continue
			}
			detail := ""
			if k.Required {
				detail = c.of("required", "必填")
			}
			c.offerKey(k.Name, propertyItem, detail, k.Doc.In(c.lang))
		}
	}
	if shape.Named == nil {
		return
	}
	sc := c.index.scope
	section, _ := strings.CutPrefix(strings.TrimPrefix(p.at, "Deal."), "Policy.")
	switch {
	case len(p.names) == 0 && (section == "defaults" || section == "applies" || p.at == "Effective.cohort"):
		c.offerKeys(sc.all("", subjectName))
	case len(p.names) == 0 && section == "measures":
		if strings.Contains(c.typed, ".") {
			return // the name is new
		}
		for _, d := range sc.all("", subjectName) {
			c.offer(d.name+".", variableItem, "", "", c.from)
		}
	case p.at == "Measure.where" || p.at == "Rule.split":
		c.expression(c.typed, c.from)
	case p.at == "Commitment.advance" || p.at == "Commitment.missed":
		if len(p.names) == 0 {
			c.offerKeys(sc.all("", paramName, ladderName, tableName, letName))
		}
	}
}

func (c *completer) offerKeys(all []*definition) {
	for _, d := range all {
		if !slices.Contains(c.taken, d.name) {
			title, _ := c.title(c.index.scope, d)
			c.offerKey(d.name, fieldItem, title, "")
		}
	}
}

// offerKey offers a key with its colon, unless that stands there already.
func (c *completer) offerKey(name string, kind int, detail, doc string) {
	insert := name + ": "
	if rest := c.text.text[c.offset:]; strings.HasPrefix(strings.TrimLeftFunc(rest, func(r rune) bool { return isLetter(r) || unicode.IsDigit(r) }), ":") {
		insert = name
	}
	c.offer(insert, kind, detail, doc, c.from)
	c.items[len(c.items)-1].Label = name
}

// offer adds an item that replaces the text from an offset to the cursor.
func (c *completer) offer(text string, kind int, detail, doc string, from int) {
	item := completionItem{
		Label: text, Kind: kind, Detail: detail,
		TextEdit: &textEdit{Range: textRange{c.text.position(from), c.text.position(c.offset)}, NewText: text},
	}
	if doc != "" {
		item.Documentation = &markup{Kind: "markdown", Value: doc}
	}
	c.items = append(c.items, item)
}

func (c *completer) offerAll(all []*definition, from int) {
	for _, d := range all {
		title, _ := c.title(c.index.scope, d)
		kind := variableItem
		if d.kind == memberName || d.kind == givenName {
			kind = fieldItem
		}
		c.offer(d.name, kind, title, "", from)
	}
}

func (c *completer) offerWords(all []string, from int) {
	for _, w := range all {
		c.offer(w, memberItem, "", "", from)
	}
}

// scalars offers the single values of a place.
func (c *completer) scalars(shape *vocab.Shape, p place) {
	for _, w := range shape.Scalar.Words {
		c.offer(w.Text, keywordItem, "", w.Doc.In(c.lang), c.from)
	}
	sc := c.index.scope
	switch p.at {
	case "Policy.facts":
		if len(p.names) == 2 && !c.inBrackets() {
			for _, w := range vocab.Types() {
				c.offer(w.Text, keywordItem, "", w.Doc.In(c.lang), c.from)
			}
			c.offerAll(sc.all("", subjectName), c.from)
		}
	case "Rule.for", "TierSet.for", "Fee.for", "Measure.count", "FactType.type":
		c.offerAll(sc.all("", subjectName), c.from)
	case "Rule.takes_back", "Policy.retired", "Rule.from":
		c.offerAll(sc.all("", ruleName), c.from)
	case "Rule.fee":
		c.offerAll(sc.all("", feeName), c.from)
	case "Measure.where":
		if len(p.names) == 1 {
			if d := c.index.lastOf(p.names[0]); d != nil {
				c.offerWords(d.words, c.from)
			}
			return
		}
		c.expression(c.typed, c.from)
	case "Measure.via", "Measure.pool", "Measure.tree", "Table.by":
		c.expression(c.typed, c.from)
	default:
		switch {
		case p.sentence:
			c.sentence()
		case shape.Scalar.Expr:
			c.expression(c.typed, c.from)
		}
	}
}

// inBrackets reports whether the place is an item of a list in brackets: there
// a fact's symbols are made up, not chosen.
func (c *completer) inBrackets() bool { return len(c.path) > 0 && c.path[len(c.path)-1] == "-" }
