package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/fenrun/fenrun/policy/diag"
)

// sequence fills in a list.
func (b *builder) sequence(n *Node, y *yaml.Node, depth int) {
	n.Kind = List
	n.Items = make([]*Node, 0, len(y.Content))
	for i := 0; i < len(y.Content) && !b.full; i++ {
		b.path = append(b.path, diag.Index("", i))
		item, pieces := b.item(n, y.Content[i:], depth)
		if v := y.Content[i]; item.Kind == Broken && v.Kind == yaml.ScalarNode && isNull(v) {
			b.missingItem(v, item)
		}
		b.path = b.path[:len(b.path)-1]
		n.Items = append(n.Items, item)
		i += pieces - 1
	}
}

// item builds the item that content begins with, and gives the number of items
// that yaml.v3 made of it.
func (b *builder) item(n *Node, content []*yaml.Node, depth int) (*Node, int) {
	if n.Style == Flow {
		if cut, pieces := b.cutItems(content); cut != nil {
			return cut, pieces
		}
	}
	return b.node(content[0], depth+1, n.InFlow || n.Style == Flow), 1
}

// missingItem reports an item without a value.
func (b *builder) missingItem(y *yaml.Node, item *Node) {
	at := b.offsetOf(y)
	if b.isBroken(at) {
		return
	}
	if y.Value != "" {
		b.report(diag.Errorf("S002", item.Span, "a value is missing: YAML reads %s as nothing", y.Value).
			WithHint("write the item, or leave it out; if the word is meant, quote it: %q", y.Value))
		return
	}
	where := item.Span
	if k := b.tokenAt(at) - 1; k >= 0 && b.tokens[k].to == at {
		where = b.src.span(b.tokens[k].from, at)
	}
	b.report(diag.Errorf("S002", where, "a value is missing: nothing stands behind the dash").
		WithHint("write the item behind its dash, or leave the dash out"))
}
