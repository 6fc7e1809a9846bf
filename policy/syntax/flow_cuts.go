package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

// maxPieces is how many pieces of a value are put together again. A longer
// list of unbalanced pieces is no expression.
const maxPieces = 50

// onlyKeys reports a { } in which nothing has a value, such as the
// {merchant.volume} of a sentence that nobody quoted.
func (b *builder) onlyKeys(y *yaml.Node) bool {
	for i := 0; i+1 < len(y.Content); i += 2 {
		if _, _, _, tight := tightColon(y.Content[i].Value); tight || !b.isBare(y.Content[i], y.Content[i+1]) {
			return false
		}
	}
	if len(y.Content) == 0 {
		return false
	}
	at := b.offsetOf(y)
	k := b.content(y, b.tokenAt(at))
	if k == len(b.tokens) || b.tokens[k].match < 0 {
		return false
	}
	from, to := b.tokens[k].from, b.tokens[b.tokens[k].match].to
	b.report(diag.Errorf("S011", b.src.span(from, to), "braces make a map, and no key in this one has a value").
		WithHint("if it is a text, quote the whole: %s; a list stands in [ ]", label(b.src, b.tokens, k)+quote(b.src.text[from:to])))
	return true
}

// isBare reports whether an entry of a { } is a key and nothing else.
func (b *builder) isBare(key, value *yaml.Node) bool {
	if key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode || value.Value != "" || value.Style != 0 || key.Style != 0 {
		return false
	}
	k := b.tokenAt(b.offsetOf(key))
	return k+1 < len(b.tokens) && b.tokens[k].kind == scalarToken && b.tokens[k+1].kind != colonToken
}

// tightEntry looks for a key and a value in braces that lack the space between
// them, which YAML takes for a key alone. It reports such an entry, takes it
// apart and gives true.
func (b *builder) tightEntry(key Text, content []*yaml.Node) (Entry, bool) {
	name, colon, rest, ok := tightColon(key.Value)
	if !ok || key.runs != nil || !b.isBare(content[0], content[1]) {
		return Entry{}, false
	}
	b.report(colonFound(key.Span(), name, colon, rest))
	value := &Node{Kind: Scalar, InFlow: true, src: b.src}
	value.Text = Text{Value: rest, src: b.src, from: key.to - len(rest), to: key.to}
	value.Span = value.Text.Span()
	return Entry{Key: Text{Value: name, src: b.src, from: key.from, to: key.from + len(name)}, Value: value}, true
}

// cutEntries looks for a value that a comma has cut to pieces: content begins
// with its entry, and each further piece has become a key without a value. It
// reports such a value and gives it as a Broken node with the number of those
// pieces; for a value that is whole it gives nil.
func (b *builder) cutEntries(key Text, content []*yaml.Node) (*Node, int) {
	value, ok := b.plainToken(content[1])
	if !ok {
		return nil, 0
	}
	open := unclosed(value.value)
	whole := open <= 0
	pieces, to := 0, value.to
	for i := 2; i+1 < min(len(content), 2*maxPieces) && b.isBare(content[i], content[i+1]); i += 2 {
		piece := content[i].Value
		if whole && pieces == 0 && isWord(piece) || !whole && open <= 0 {
			break
		}
		open += balance(piece)
		to = b.tokens[b.tokenAt(b.offsetOf(content[i]))].to
		pieces++
	}
	if pieces == 0 {
		return nil, 0
	}
	return b.comma(stretch{value.from, to}, value.value, key.Value), pieces
}

// cutItems looks for an item of a [ ] that a comma has cut to pieces. If
// content begins with one, it reports it and gives it as a Broken node with
// the number of its pieces.
func (b *builder) cutItems(content []*yaml.Node) (*Node, int) {
	first, ok := b.plainToken(content[0])
	if !ok {
		return nil, 0
	}
	open := unclosed(first.value)
	for i := 1; open > 0 && i < min(len(content), maxPieces); i++ {
		t, ok := b.plainToken(content[i])
		if !ok {
			break
		}
		if open += balance(t.value); open <= 0 {
			return b.comma(stretch{first.from, t.to}, first.value, ""), i + 1
		}
	}
	return nil, 0
}

// comma reports a value that stands at s and was cut behind the piece first.
func (b *builder) comma(s stretch, first, key string) *Node {
	b.last = s.to
	at := b.src.span(s.from, s.to)
	b.report(diag.Errorf("S011", at, "inside { } and [ ] a comma ends a value, so YAML reads only %q here", short(first)).
		WithHint("quote the whole: %s", entryLine(key, b.src.text[s.from:s.to])))
	return &Node{InFlow: true, Span: at, src: b.src}
}

// plainToken gives the token of a plain scalar.
func (b *builder) plainToken(y *yaml.Node) (token, bool) {
	if y.Kind != yaml.ScalarNode || y.Style != 0 || y.Value == "" {
		return token{}, false
	}
	k := b.tokenAt(b.offsetOf(y))
	if k == len(b.tokens) || b.tokens[k].kind != scalarToken || b.tokens[k].style != Plain {
		return token{}, false
	}
	return b.tokens[k], true
}
