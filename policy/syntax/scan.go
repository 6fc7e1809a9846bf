package syntax

import "strings"

// tokenKind says what a token is.
type tokenKind uint8

const (
	scalarToken    tokenKind = iota
	aliasToken               // *name
	anchorToken              // &name
	tagToken                 // !name
	openToken                // { or [
	closeToken               // } or ]
	commaToken               // ,
	colonToken               // : behind a key
	dashToken                // - before an item
	questionToken            // ? before a key
	directiveToken           // %YAML ...
	startToken               // ---
	nextToken                // --- behind content: a second document begins
	endToken                 // ...
	strayToken               // text that cannot stand where it stands
)

// isMarker reports whether a token stands between documents.
func (k tokenKind) isMarker() bool {
	return k == startToken || k == nextToken || k == endToken
}

// isValue reports whether a token is a value or begins one.
func (k tokenKind) isValue() bool {
	return k == scalarToken || k == aliasToken || k == openToken || k == strayToken
}

// A token is a piece of a document. Offsets count bytes of the source's text.
type token struct {
	kind     tokenKind
	style    Style  // of a scalar
	from, to int    // with quotes and indicators
	line     int    // the offset where its line begins
	endLine  int    // the offset where the line of its end begins
	fresh    bool   // it is the first token of its line
	inFlow   bool   // it stands inside { } or [ ]
	flawed   bool   // there is a flaw for it
	key      bool   // a colon follows: the token, or what it opens or closes, is a key
	match    int    // of a bracket the index of its counterpart, -1 without
	indent   int    // the column of the map or list around it, -1 outside
	value    string // of a scalar, decoded; runs as in a Text
	runs     []run
	body     stretch // of a scalar, without quotes and indicators
}

// A flaw is something that the scanner itself cannot read.
type flaw struct {
	kind     flawKind
	from, to int
	open     int // where the scalar around it begins
}

type flawKind uint8

const (
	openQuote   flawKind = iota // a quote that is never closed
	badEscape                   // a backslash in double quotes before something unknown
	tabIndent                   // a tab where only spaces indent
	badHeader                   // text behind | or >
	zeroHeader                  // an indentation of 0 behind | or >
	badAnchor                   // & or * without a name
	strayLetter                 // a character that begins nothing
)

// A scanner cuts a text into tokens exactly where yaml.v3 does, as long as
// yaml.v3 accepts the text, and sensibly where it does not. yaml.v3 remains
// the judge of what a document means; tokens give the places, the comments,
// and an explanation where yaml.v3 only gives up.
type scanner struct {
	text     string
	i        int
	line     int // the offset where the current line begins
	fresh    bool
	after    bool // behind a dash or question mark, where only spaces may follow
	tabbed   bool // a tab that is a flaw stands before the next token
	indent   int  // the column of the innermost block map or list, -1 outside
	indents  []int
	flow     []int // the indices of open tokens
	keyFrom  int   // where a key may have begun on this line, -1 for nowhere
	keyToken int   // and the token there

	tokens   []token
	comments []Comment // without a source yet
	flaws    []flaw
	escapes  []stretch // that stand for a hidden character
	over     *excess   // the limit that ended the scan, if one did
	nodes    int
}

// scan cuts the first document of a text into tokens. It ends with the --- of
// a second document, or with the ... of the first and the line behind that.
func scan(text string) *scanner {
	s := &scanner{text: text, indent: -1, keyFrom: -1, fresh: true, tokens: make([]token, 0, min(len(text)/6, 4096))}
	for s.blanks(); s.i < len(s.text) && s.over == nil; s.blanks() {
		s.next()
		s.measure()
		if s.documentOver() {
			break
		}
	}
	return s
}

// documentOver reports whether the rest of the text belongs to no document.
func (s *scanner) documentOver() bool {
	last := s.tokens[len(s.tokens)-1]
	if last.kind != endToken {
		return last.kind == nextToken
	}
	flaws := len(s.flaws)
	s.blanks()
	s.flaws = s.flaws[:flaws]
	if s.i < len(s.text) {
		s.add(token{kind: strayToken, from: s.i, to: s.i + lineLen(s.text, s.i)})
	}
	return true
}

// blanks moves to the next token, over spaces, line breaks and comments.
func (s *scanner) blanks() {
	between := -1 // the flaws before the last comment; yaml.v3 forgives tabs between comments
	for s.i < len(s.text) {
		switch c := s.text[s.i]; c {
		case ' ':
			s.i++
		case '\t':
			from := s.i
			for spaceAt(s.text, s.i) {
				s.i++
			}
			if len(s.flow) == 0 && (s.fresh || s.after) && (s.i == len(s.text) || s.text[s.i] != '#') {
				s.flaws = append(s.flaws, flaw{kind: tabIndent, from: from, to: from + 1, open: from})
				s.tabbed = true
			}
		case '#':
			if between >= 0 {
				s.flaws = s.flaws[:between]
			}
			if s.fresh {
				between = len(s.flaws)
			}
			s.i = s.commentAt(s.i, s.fresh)
		case '\n', '\r':
			s.lineBreak()
		default:
			return
		}
	}
}

func (s *scanner) lineBreak() {
	s.i += breakAt(s.text, s.i)
	s.line = s.i
	s.fresh, s.after, s.tabbed = true, false, false
	if len(s.flow) == 0 {
		s.keyFrom = -1
	}
}

// commentAt keeps the comment at an offset and gives its end.
func (s *scanner) commentAt(i int, alone bool) int {
	end := i + lineLen(s.text, i)
	kept := strings.TrimRight(s.text[i:end], " \t")
	s.comments = append(s.comments, Comment{Text: Text{Value: kept, from: i, to: i + len(kept)}, Alone: alone})
	return end
}

// next reads the token that begins here.
func (s *scanner) next() {
	column := s.i - s.line
	block := len(s.flow) == 0
	if block {
		s.unroll(column)
	}
	c := s.text[s.i]
	spaced := blankAt(s.text, s.i+1)
	switch {
	case column == 0 && c == '%' && block:
		line, _, _ := strings.Cut(s.text[s.i:s.i+lineLen(s.text, s.i)], "#")
		s.add(token{kind: directiveToken, from: s.i, to: s.i + len(strings.TrimRight(line, " \t"))})
	case column == 0 && markerAt(s.text, s.i):
		s.marker()
	case c == '[' || c == '{':
		s.begin()
		s.add(token{kind: openToken, from: s.i, to: s.i + 1})
		s.flow = append(s.flow, len(s.tokens)-1)
	case c == ']' || c == '}':
		s.closeFlow()
	case c == ',':
		s.add(token{kind: commaToken, from: s.i, to: s.i + 1})
	case c == '-' && spaced:
		s.indicator(dashToken, column)
	case c == '?' && (!block || spaced):
		s.indicator(questionToken, column)
	case c == ':' && (!block || spaced):
		s.colon(column)
	case c == '*' || c == '&':
		s.anchor()
	case c == '!':
		s.begin()
		s.add(token{kind: tagToken, from: s.i, to: blankEnd(s.text, s.i)})
	case (c == '|' || c == '>') && block:
		s.block()
	case c == '\'' || c == '"':
		s.quoted()
	case strings.IndexByte("@`%|>", c) >= 0:
		s.stray(strayLetter)
	default:
		s.plain()
	}
}

// add appends a token and moves behind it. It fills in what every token has.
func (s *scanner) add(t token) {
	t.line, t.fresh, t.inFlow, t.indent = s.line, s.fresh, len(s.flow) > 0, s.indent
	t.flawed = t.flawed || s.tabbed
	s.tabbed = false
	if t.endLine == 0 {
		t.endLine = t.line
	}
	if t.kind != closeToken {
		t.match = -1
	}
	s.tokens = append(s.tokens, t)
	s.i, s.line = t.to, t.endLine
	s.fresh, s.after = false, t.kind == dashToken || t.kind == questionToken
}

// begin notes that a key may begin here.
func (s *scanner) begin() {
	if len(s.flow) == 0 && s.keyFrom < 0 {
		s.keyFrom, s.keyToken = s.i, len(s.tokens)
	}
}

// unroll closes the maps and lists that stand deeper than a column.
func (s *scanner) unroll(column int) {
	for s.indent > column {
		s.indent = s.indents[len(s.indents)-1]
		s.indents = s.indents[:len(s.indents)-1]
	}
}

// roll opens a map or list at a column, unless one is open there.
func (s *scanner) roll(column int) {
	if s.indent < column {
		s.indents = append(s.indents, s.indent)
		s.indent = column
	}
}

// indicator reads a dash or question mark.
func (s *scanner) indicator(kind tokenKind, column int) {
	if len(s.flow) == 0 {
		s.roll(column)
		s.keyFrom = -1
	}
	s.add(token{kind: kind, from: s.i, to: s.i + 1})
}

// colon reads a colon and marks the key before it.
func (s *scanner) colon(column int) {
	last := len(s.tokens) - 1
	if len(s.flow) == 0 {
		if s.keyFrom >= s.line {
			s.roll(s.keyFrom - s.line)
			s.tokens[s.keyToken].key = true
		} else {
			s.roll(column)
		}
		s.keyFrom = -1
	}
	if last >= 0 && !s.fresh {
		s.tokens[last].key = true
		if m := s.tokens[last].match; s.tokens[last].kind == closeToken && m >= 0 {
			s.tokens[m].key = true
		}
	}
	s.add(token{kind: colonToken, from: s.i, to: s.i + 1})
}

// closeFlow reads a closing bracket and ties it to the one it closes. The
// wrong bracket closes too, as in yaml.v3, which complains later.
func (s *scanner) closeFlow() {
	match := -1
	if last := len(s.flow) - 1; last >= 0 {
		match = s.flow[last]
		s.flow = s.flow[:last]
		s.tokens[match].match = len(s.tokens)
	}
	s.add(token{kind: closeToken, from: s.i, to: s.i + 1, match: match})
}

// marker reads --- or ... at the beginning of a line.
func (s *scanner) marker() {
	s.unroll(-1)
	kind := startToken
	if s.text[s.i] == '.' {
		kind = endToken
	} else if len(s.tokens) > 0 && s.tokens[len(s.tokens)-1].kind != directiveToken {
		kind = nextToken
	}
	s.add(token{kind: kind, from: s.i, to: s.i + 3})
}

// anchor reads &name or *name.
func (s *scanner) anchor() {
	end := s.i + 1
	for end < len(s.text) && anchorLetter(s.text[end]) {
		end++
	}
	if end == s.i+1 || !blankAt(s.text, end) && strings.IndexByte("?:,]}%@`", s.text[end]) < 0 {
		s.stray(badAnchor)
		return
	}
	s.begin()
	kind := aliasToken
	if s.text[s.i] == '&' {
		kind = anchorToken
	}
	s.add(token{kind: kind, from: s.i, to: end})
}

// stray reads text that cannot stand here, up to where a plain scalar would
// end, so that one diagnostic speaks of all of it.
func (s *scanner) stray(kind flawKind) {
	s.begin()
	end := s.plainEnd()
	s.flaws = append(s.flaws, flaw{kind: kind, from: s.i, to: s.i + 1, open: s.i})
	s.add(token{kind: strayToken, from: s.i, to: end, flawed: true})
}
