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

// sentence offers names inside the braces of a sentence.
func (c *completer) sentence() {
	open := strings.LastIndex(c.typed, "{")
	if open < 0 || strings.Contains(c.typed[open:], "}") || strings.HasSuffix(c.typed[:open], "{") {
		return
	}
	c.expression(c.typed[open+1:], c.from+open+1)
}

// expression offers what may continue an expression that is typed so far.
func (c *completer) expression(typed string, at int) {
	if quote := strings.IndexAny(typed, "\"'"); quote == 0 && strings.Count(typed, typed[:1])%2 == 1 {
		typed, at = typed[1:], at+1 // the quote is of the whole value
	}
	sc := c.index.scope
	rule := c.ruleAt()
	all := tokens([]rune(typed))
	if n := len(all); n > 0 && all[n-1].kind == textToken && all[n-1].to == len([]rune(typed)) {
		c.quoted(all, rule)
		return
	}
	from := nameStart(typed)
	word := typed[from:]
	before := typed[:from]
	switch {
	case word != "" && (unicode.IsDigit(rune(word[0])) || strings.HasSuffix(before, ".") && endsInDigit(before[:len(before)-1])):
		c.units(at + len(typed) - len(strings.TrimLeft(word, "0123456789_")))
	case strings.HasSuffix(before, ".") && !strings.HasSuffix(before, ".."):
		found := chains(tokens([]rune(before)))
		if len(found) == 0 {
			return
		}
		chain := found[len(found)-1]
		c.members(sc.resolve(chain, rule)[len(chain)-1], at+from)
		if chain[0].text == "period" || chain[0].text == "term" {
			c.offer("from", keywordItem, "", "", at+from)
			c.offer("until", keywordItem, "", "", at+from)
		}
	default:
		c.names(rule, at+from)
	}
}

func endsInDigit(text string) bool { return text != "" && unicode.IsDigit(rune(text[len(text)-1])) }

// quoted offers the rules or symbols that may stand in a quoted text.
func (c *completer) quoted(all []token, rule string) {
	last := len(all) - 1
	from := c.offset - len(all[last].text)
	if last > 0 && (all[last-1].text == "earned" || all[last-1].text == "paid") {
		c.offerAll(c.index.scope.all("", ruleName), from)
		return
	}
	if d := c.index.scope.wordsBefore(all[:last], rule); d != nil {
		c.offerWords(d.words, from)
	}
}

// members offers what may follow a name and a point.
func (c *completer) members(d *definition, from int) {
	sc := c.index.scope
	if d == nil {
		return
	}
	subject := d.name
	switch d.kind {
	case memberName:
		subject = d.leads
	case tierSetName:
		c.offerAll(sc.all(d.name, givenName), from)
		return
	case subjectName:
	default:
		return
	}
	c.offerAll(sc.all(subject, memberName), from)
	for _, set := range sc.all("", tierSetName) {
		if set.leads == subject {
			c.offerAll([]*definition{set}, from)
		}
	}
}

// names offers what an expression may name.
func (c *completer) names(rule string, from int) {
	sc := c.index.scope
	c.offerAll(sc.all("", subjectName, paramName, letName, ladderName, tableName, streamName, tierSetName), from)
	if rule != "" {
		c.offerAll(sc.all(rule, localName), from)
	}
	for _, f := range vocab.Functions {
		c.offer(f.Name, functionItem, f.Form, f.Doc.In(c.lang), from)
	}
}

// units offers what may touch a number.
func (c *completer) units(from int) {
	for _, u := range vocab.Units {
		c.offer(u.Text, unitItem, "", u.Doc.In(c.lang), from)
	}
}

// ruleAt gives the id of the rule that the cursor stands in, as far as the text
// can be read.
func (c *completer) ruleAt() string {
	if c.tree.Root == nil {
		return ""
	}
	if rules := find(c.tree.Root, "rules"); rules != nil {
		for _, item := range rules.Items {
			if id := find(item, "id"); id != nil && item.Span.Start.Offset <= c.offset && c.offset <= item.Span.End.Offset+1 {
				return id.Text.Value
			}
		}
	}
	return ""
}

// caseFacts offers names of the policy where a case gives or wants something.
func (c *completer) caseFacts(p place) {
	sc := c.index.scope
	names := slices.DeleteFunc(slices.Clone(p.names), func(n string) bool { return n == "-" })
	if strings.HasSuffix(p.at, ".want") {
		if c.key && len(names) == 0 {
			c.offerKeys(sc.all("", ruleName, tierSetName))
			c.offerKey("settled", keywordItem, "", "")
		} else if c.value {
			c.offerWords([]string{"none", "pending", "undecided"}, c.from)
		}
		return
	}
	switch {
	case len(names) == 0 && c.key:
		c.offerKeys(sc.all("", subjectName))
		c.offerKey("posted", keywordItem, "", "")
	case len(names) == 1 && names[0] == "posted" && c.key:
		for _, key := range []string{"rule", "manual", "to", "amount", "on", "due", "why", "held", "period"} {
			c.offerKey(key, keywordItem, "", "")
		}
		c.offerKeys(sc.all("", subjectName))
	case len(names) == 2 && names[0] == "posted" && names[1] == "rule":
		c.offerAll(sc.all("", ruleName), c.from)
	case len(names) == 1 && c.key:
		c.offerKey("id", keywordItem, "", "")
		c.offerKeys(sc.all(names[0], memberName))
	case len(names) == 2 && c.value:
		if d := sc.member(names[0], names[1]); d != nil {
			c.offerWords(d.words, c.from)
			if m, _ := sc.lookupMember(names[0], names[1]); isBool(m) {
				c.offerWords([]string{"true", "false"}, c.from)
			}
		}
	}
}
