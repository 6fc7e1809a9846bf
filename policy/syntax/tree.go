package syntax

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

// A builder makes our tree of yaml.v3's. yaml.v3 says what belongs to what;
// the tokens say where it stands and how it is written.
type builder struct {
	src    *source
	tokens []token
	broken []stretch // of the file, in order, none touching another
	lines  []int     // where the lines of the text begin
	places []place   // of the tokens, as yaml.v3 counts
	found  diag.List
	path   []string // the steps to the node being built, as diag.Key and diag.Index write them
	nodes  int
	full   bool // the limit on nodes has been reported
	deep   bool // the limit on depth has been reported
	last   int  // the end of the last token that was put into the tree
}

// A place is a line and column as yaml.v3 counts them: from 1, columns in
// characters.
type place struct{ line, column int }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.column < q.column
}

func newBuilder(r *reader) *builder {
	b := &builder{src: r.src, tokens: r.scan.tokens, broken: merged(r.broken), lines: lineStarts(r.src.text)}
	b.places = make([]place, len(b.tokens))
	last, from := place{line: 1, column: 1}, 0
	for i, t := range b.tokens {
		for last.line < len(b.lines) && b.lines[last.line] <= t.from {
			last, from = place{line: last.line + 1, column: 1}, b.lines[last.line]
		}
		last.column += utf8.RuneCountInString(b.src.text[from:t.from])
		from = t.from
		b.places[i] = last
	}
	return b
}

func (b *builder) root(y *yaml.Node) *Node {
	n := b.node(y, 1, false)
	if n.Kind == Broken && y.Kind == yaml.ScalarNode && isNull(y) {
		b.report(emptyFile(b.src.file))
	}
	return n
}

// node builds the node for y. A missing value gives a Broken node without a
// diagnostic, because the caller knows better what is missing.
func (b *builder) node(y *yaml.Node, depth int, inFlow bool) *Node {
	n := &Node{InFlow: inFlow, src: b.src}
	at := b.offsetOf(y)
	if b.nodes++; b.nodes > maxNodes {
		if !b.full {
			b.full = true
			b.report(excess{}.found(b.src.span(at, at)))
		}
		return n
	}
	if y.Kind == yaml.AliasNode {
		return n // reported, if not taken out
	}
	k := b.tokenAt(at)
	if y.Kind == yaml.ScalarNode {
		b.scalar(n, y, at, k)
		return n
	}
	if k = b.content(y, k); k < len(b.tokens) {
		at = b.tokens[k].from
	}
	n.Style = Block
	end := -1
	if y.Style&yaml.FlowStyle != 0 {
		n.Style = Flow
		if k < len(b.tokens) && b.tokens[k].kind == openToken && b.tokens[k].match >= 0 {
			end = b.tokens[b.tokens[k].match].to
		}
	}
	b.last = at
	if depth > maxDepth {
		if !b.deep {
			b.deep = true
			b.report(excess{depth: true}.found(b.src.span(at, at+1)))
		}
		n.Span = b.src.span(at, at+1)
		return n
	}
	if y.Kind == yaml.MappingNode {
		b.mapping(n, y, depth)
	} else {
		b.sequence(n, y, depth)
	}
	b.last = max(b.last, end)
	n.Span = b.src.span(at, b.last)
	if b.isBroken(at) {
		*n = Node{InFlow: inFlow, Span: n.Span, src: b.src}
	}
	return n
}

// scalar fills in a scalar from the token k, which stands at the offset at or
// behind it.
func (b *builder) scalar(n *Node, y *yaml.Node, at, k int) {
	if y.Value == "" && y.Style&^yaml.TaggedStyle == 0 {
		n.Span = b.src.span(at, at)
		b.last = max(b.last, at)
		return
	}
	for k < len(b.tokens) && (b.tokens[k].kind == anchorToken || b.tokens[k].kind == tagToken) {
		k++
	}
	if k == len(b.tokens) || b.tokens[k].kind != scalarToken || b.tokens[k].value != y.Value {
		// The scanner took the text for something else than yaml.v3. The value
		// is yaml.v3's, and the best place is where it begins.
		n.Kind = Scalar
		n.Text = Text{Value: y.Value, src: b.src, from: at, to: at, runs: []run{{from: at, to: at}}}
		n.Span = n.Text.Span()
		return
	}
	t := b.tokens[k]
	b.last = max(b.last, t.to)
	n.Span = b.src.span(t.from, t.to)
	if b.isBroken(at) || b.isBroken(t.from) || isNull(y) {
		return
	}
	n.Kind, n.Style = Scalar, t.style
	n.Text = t.text(b.src)
}

// text gives the content of a scalar token.
func (t token) text(src *source) Text {
	return Text{Value: t.value, src: src, from: t.body.from, to: t.body.to, runs: t.runs}
}

// isNull reports whether YAML takes a scalar for no value.
func isNull(y *yaml.Node) bool {
	if y.Style&^yaml.TaggedStyle != 0 {
		return false
	}
	switch y.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	default:
		return false
	}
}

// content gives the token with which the map or list y begins, behind anchors
// and tags of its own. Those before its first key, on the same line, are the
// key's.
func (b *builder) content(y *yaml.Node, k int) int {
	if len(y.Content) > 0 && y.Content[0].Line == y.Line && y.Content[0].Column == y.Column {
		return k
	}
	for k < len(b.tokens) && (b.tokens[k].kind == anchorToken || b.tokens[k].kind == tagToken) {
		k++
	}
	return k
}

// offsetOf gives where yaml.v3 says that a node begins. It counts characters
// from the token before, because a line may be as long as the file.
func (b *builder) offsetOf(y *yaml.Node) int {
	want := place{line: y.Line, column: y.Column}
	if want.line < 1 || want.line > len(b.lines) {
		return len(b.src.text)
	}
	at, offset := place{line: want.line, column: 1}, b.lines[want.line-1]
	if i := sort.Search(len(b.places), func(i int) bool { return want.before(b.places[i]) }); i > 0 && b.places[i-1].line == want.line {
		at, offset = b.places[i-1], b.tokens[i-1].from
	}
	for ; at.column < want.column && offset < len(b.src.text); at.column++ {
		offset += runeLen(b.src.text, offset)
	}
	return offset
}

// tokenAt gives the index of the first token at or behind an offset.
func (b *builder) tokenAt(offset int) int {
	return sort.Search(len(b.tokens), func(i int) bool { return b.tokens[i].from >= offset })
}

// isBroken reports whether what stands at an offset has been reported.
func (b *builder) isBroken(offset int) bool {
	raw := b.src.rawStart(offset)
	i := sort.Search(len(b.broken), func(i int) bool { return b.broken[i].from > raw })
	return i > 0 && raw < b.broken[i-1].to
}

// merged sorts stretches and joins those that overlap.
func merged(all []stretch) []stretch {
	slices.SortFunc(all, func(x, y stretch) int { return x.from - y.from })
	var kept []stretch
	for _, s := range all {
		if last := len(kept) - 1; last >= 0 && s.from <= kept[last].to {
			kept[last].to = max(kept[last].to, s.to)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// report adds a diagnostic that knows its path.
func (b *builder) report(d diag.Diagnostic) {
	var path strings.Builder
	for i, step := range b.path {
		if i > 0 && !strings.HasPrefix(step, "[") {
			path.WriteByte('.')
		}
		path.WriteString(step)
	}
	d.Path = path.String()
	b.found = append(b.found, d)
}
