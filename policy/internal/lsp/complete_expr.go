package lsp

import (
	"strings"
	"unicode"

	"github.com/fenrun/fenrun/policy/internal/vocab"
)

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
