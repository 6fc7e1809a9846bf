package lsp

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A cursor is where somebody types, found by indentation and brackets alone:
// the text there is mostly not yet one that can be read.
type cursor struct {
	path  []string // keys from the top of the file on; "-" for an item of a list
	key   bool     // a key may stand here
	value bool     // a value may stand here
	item  bool     // it is the first thing behind a dash or bracket: either
	typed string   // of a value, or of a key, so far
	from  int      // the offset where it begins
	taken []string // keys that stand beside
	flow  bool     // inside brackets
}

// A yamlLine is what a line of YAML in block style begins with.
type yamlLine struct {
	dashes []int // the columns of its dashes
	column int   // of what follows them
	key    string
	rest   string // behind the colon, or all that follows the dashes
	at     int    // the column of rest
}

func readLine(line string) yamlLine {
	var l yamlLine
	i := 0
	for {
		for i < len(line) && line[i] == ' ' {
			i++
		}
		if i < len(line) && line[i] == '-' && (i+1 == len(line) || line[i+1] == ' ') {
			l.dashes = append(l.dashes, i)
			i++
			continue
		}
		break
	}
	l.column, l.at, l.rest = i, i, line[i:]
	if end := keyEnd(line[i:]); end > 0 {
		l.key = strings.Trim(line[i:i+end], "\"' ")
		l.at = i + end + 1
		for l.at < len(line) && line[l.at] == ' ' {
			l.at++
		}
		l.rest = line[l.at:]
	}
	return l
}

// keyEnd gives the place of the colon behind a key that a text begins with, or
// -1.
func keyEnd(text string) int {
	if text == "" || strings.ContainsAny(text[:1], "#{[&*!|>%@`") {
		return -1
	}
	quote := byte(0)
	for i := range len(text) {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i == 0:
			quote = c
		case c == '#' && i > 0 && text[i-1] == ' ':
			return -1
		case c == ':' && (i+1 == len(text) || text[i+1] == ' '):
			return i
		}
	}
	return -1
}

// opensBelow reports whether the value of a line stands on the lines below.
func (l yamlLine) opensBelow() bool { return l.rest == "" || l.rest[0] == '#' }

// cursorAt finds where an offset stands.
func cursorAt(t *lineText, offset int) cursor {
	line := t.position(offset).Line
	from := t.lines[line]
	l := readLine(t.text[from:offset])
	var c cursor
	column, inList := l.column, false
	inner := []string{}
	if l.key != "" {
		c.value, c.typed, c.from = true, l.rest, from+l.at
		if l.at > offset-from || l.at == offset-from && !strings.HasSuffix(t.text[from:offset], " ") {
			c.value = false // right behind the colon
		}
		inner = append(inner, l.key)
	} else {
		c.key, c.typed, c.from = true, l.rest, from+l.column
		c.item, c.value = len(l.dashes) > 0, len(l.dashes) > 0
	}
	if strings.HasPrefix(l.rest, "#") || strings.Contains(l.rest, " #") {
		return cursor{}
	}
	outer := []string{} // from the inside out
	dashes := func(all []int) {
		for _, dash := range slices.Backward(all) {
			if dash < column {
				outer = append(outer, "-")
				column, inList = dash, true
			}
		}
	}
	dashes(l.dashes)
	for i := line - 1; i >= 0; i-- {
		above := readLine(t.text[t.lines[i]:t.lineEnd(i)])
		if above.rest == "" && above.key == "" && len(above.dashes) == 0 || above.key == "" && strings.HasPrefix(above.rest, "#") {
			continue
		}
		switch {
		case inList && slices.Contains(above.dashes, column): // another item
		case above.key != "" && above.opensBelow() && (above.column < column || inList && above.column == column):
			outer = append(outer, above.key)
			column, inList = above.column, false
			dashes(above.dashes)
		case !inList && above.key != "" && above.column == column && len(above.dashes) > 0:
			c.beside(outer, above.key)
			dashes(above.dashes)
		case !inList && above.key != "" && above.column == column:
			c.beside(outer, above.key)
		}
	}
	slices.Reverse(outer)
	c.path = append(outer, inner...)
	if l.key == "" && len(l.dashes) == 0 || l.key != "" {
		c.below(t, line, l.column)
	}
	c.brackets()
	return c
}

// beside notes a key that stands beside the one that is being typed.
func (c *cursor) beside(outer []string, key string) {
	if len(outer) == 0 {
		c.taken = append(c.taken, key)
	}
}

// below notes the keys on the lines below, in the same map.
func (c *cursor) below(t *lineText, line, column int) {
	for i := line + 1; i < len(t.lines); i++ {
		l := readLine(t.text[t.lines[i]:t.lineEnd(i)])
		if l.rest == "" && l.key == "" && len(l.dashes) == 0 {
			continue
		}
		if l.column < column || len(l.dashes) > 0 && l.dashes[0] < column {
			return
		}
		if l.column == column && l.key != "" && len(l.dashes) == 0 {
			c.taken = append(c.taken, l.key)
		}
	}
}

// brackets goes into the braces and brackets that the value on the line opens.
func (c *cursor) brackets() {
	type level struct {
		list  bool
		key   string
		taken []string
	}
	var levels []level
	start := 0 // of the part that is being typed
	text := c.typed
	if text == "" || text[0] != '{' && text[0] != '[' {
		return
	}
	quote := rune(0)
	for i, r := range text {
		top := len(levels) - 1
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			continue
		case (r == '"' || r == '\'') && strings.TrimSpace(text[start:i]) == "":
			quote = r // of the whole value; others are of an expression
		case r == '{' || r == '[':
			if strings.TrimSpace(text[start:i]) == "" {
				levels = append(levels, level{list: r == '['})
				start = i + 1
			}
		case (r == '}' || r == ']') && top >= 0:
			levels = levels[:top]
			start = i + 1
		case r == ',' && top >= 0:
			if levels[top].key != "" {
				levels[top].taken = append(levels[top].taken, levels[top].key)
			}
			levels[top].key, start = "", i+1
		case r == ':' && top >= 0 && !levels[top].list && levels[top].key == "" && (i+1 == len(text) || text[i+1] == ' '):
			levels[top].key, start = strings.Trim(text[start:i], " \"'"), i+1
		}
	}
	if len(levels) == 0 {
		*c = cursor{} // behind all brackets
		return
	}
	c.flow, c.taken = true, nil
	for _, l := range levels {
		switch {
		case l.list:
			c.path = append(c.path, "-")
			c.key, c.value, c.item = false, true, true
		case l.key != "":
			c.path = append(c.path, l.key)
			c.key, c.value, c.item = false, true, false
		default:
			c.key, c.value, c.item, c.taken = true, false, false, l.taken
		}
	}
	for start < len(text) && text[start] == ' ' {
		start++
	}
	c.typed, c.from = text[start:], c.from+start
}

// nameStart gives the offset at which the name begins that a text ends with.
func nameStart(text string) int {
	at := len(text)
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if !isLetter(r) && !unicode.IsDigit(r) {
			break
		}
		at -= size
	}
	return at
}
