package syntax

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

// mapping fills in a map. Keys are compared in one pass: yaml.v3's own check
// costs quadratic time, and only happens when it decodes into Go values.
func (b *builder) mapping(n *Node, y *yaml.Node, depth int) {
	if n.Style == Flow && b.onlyKeys(y) {
		return
	}
	n.Kind = Map
	n.Entries = make([]Entry, 0, len(y.Content)/2)
	first := make(map[string]Text, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content) && !b.full; i += 2 {
		key, ok := b.key(y.Content[i], depth, n.InFlow || n.Style == Flow)
		entry, pieces := b.entry(n, key, y.Content[i:], depth)
		i += 2 * pieces
		if !ok {
			continue
		}
		key = entry.Key
		if before, twice := first[key.Value]; twice {
			b.report(diag.Errorf("S001", key.Span(), "the key %q stands here a second time", short(key.Value)).
				WithHint("keep one of the two; YAML readers would silently take either").
				WithRelated(before.Span(), "the first %q", short(key.Value)))
			continue
		}
		first[key.Value] = key
		n.Entries = append(n.Entries, entry)
	}
}

// entry builds the entry that content begins with. What is wrong with its key
// has been said; a zero key is one that was.
func (b *builder) entry(n *Node, key Text, content []*yaml.Node, depth int) (Entry, int) {
	if tight, ok := b.tightEntry(key, content); ok {
		return tight, 0
	}
	b.path = append(b.path, diag.Key("", short(key.Value)))
	value, pieces := b.value(n, key, content, depth)
	if v := content[1]; key.src != nil && value.Kind == Broken && v.Kind == yaml.ScalarNode && isNull(v) {
		b.missingValue(key, v, value)
	}
	b.path = b.path[:len(b.path)-1]
	return Entry{Key: key, Value: value}, pieces
}

// value builds the value of the entry that content begins with, and gives the
// number of further entries that are pieces of it.
func (b *builder) value(n *Node, key Text, content []*yaml.Node, depth int) (*Node, int) {
	if n.Style == Flow {
		if cut, pieces := b.cutEntries(key, content); cut != nil {
			return cut, pieces
		}
	}
	return b.node(content[1], depth+1, n.InFlow || n.Style == Flow), 0
}

// key reads the key of an entry. Without ok it has been reported, and the
// entry is no part of the tree.
func (b *builder) key(y *yaml.Node, depth int, inFlow bool) (text Text, ok bool) {
	key := b.node(y, depth+1, inFlow)
	switch {
	case y.Kind == yaml.MappingNode:
		b.report(diag.Errorf("S008", key.Span, "a map stands where a key should be").
			WithHint("a key is a word or a text; quote one that begins with {"))
	case y.Kind == yaml.SequenceNode:
		b.report(diag.Errorf("S008", key.Span, "a list stands where a key should be").
			WithHint("a key is a word or a text; quote one that begins with ["))
	case isNull(y) && key.Kind == Broken && !b.isBroken(b.offsetOf(y)):
		b.report(b.missingKey(y, key))
	case key.Kind != Scalar:
	case key.Style == Plain && key.Text.Value == "<<":
		b.report(diag.Errorf("S001", key.Span, "the merge key << is not allowed: what it brings in can be overridden without anybody noticing").
			WithHint("write the entries out"))
	default:
		return key.Text, true
	}
	return Text{}, false
}

func (b *builder) missingKey(y *yaml.Node, key *Node) diag.Diagnostic {
	if y.Value != "" {
		return diag.Errorf("S002", key.Span, "a key is missing: YAML reads %s as nothing", y.Value).
			WithHint("if %s is the key, quote it: %q", y.Value, y.Value)
	}
	at := key.Span
	if k := b.tokenAt(b.offsetOf(y)); k < len(b.tokens) && (b.tokens[k].kind == colonToken || b.tokens[k].kind == questionToken) {
		at = b.src.span(b.tokens[k].from, b.tokens[k].to)
	}
	return diag.Errorf("S002", at, "a key is missing before the colon").
		WithHint("write the key, as in: amount: 100")
}

// missingValue reports a key without a value, at the null if one is written,
// else at the key.
func (b *builder) missingValue(key Text, y *yaml.Node, value *Node) {
	at := b.offsetOf(y)
	switch {
	case b.isBroken(at):
	case y.Value != "":
		b.report(diag.Errorf("S002", value.Span, "a value is missing: YAML reads %s as nothing", y.Value).
			WithHint("write the value of %s, or leave the entry out; if the word is meant, quote it: %q", short(key.Value), y.Value))
	case b.commentBehind(at) != "":
		text := b.commentBehind(at)
		from := at + strings.Index(b.src.text[at:], text)
		b.report(diag.Errorf("S011", b.src.span(from, from+len(text)), "a # behind a space begins a comment, so %s has no value", short(key.Value)).
			WithHint("if it is the value, quote it: %s; if it is a comment, put a space behind the #", entryLine(key.Value, text)))
	default:
		b.report(diag.Errorf("S002", key.Span(), "a value is missing: nothing stands behind %s", short(key.Value)).
			WithHint("write the value of %s, or leave the entry out", short(key.Value)))
	}
}

// commentBehind gives the comment behind an offset, if it looks like a value,
// as #5 does and "# five" does not.
func (b *builder) commentBehind(at int) string {
	for spaceAt(b.src.text, at) {
		at++
	}
	if at == len(b.src.text) || b.src.text[at] != '#' {
		return ""
	}
	comment := strings.TrimRight(b.src.text[at:at+lineLen(b.src.text, at)], " \t")
	if !isEager(comment) {
		return ""
	}
	return comment
}
