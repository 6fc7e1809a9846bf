package layout

import (
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A plain value is what a node says, without place and layout.
type plain struct {
	kind   syntax.Kind
	quoted bool // a scalar: whether it stands in quotes or behind a | or >
	text   string
	keys   []string
	items  []plain
}

// plain gives what a value of the tree says, in the order in which it is about
// to be written.
func (v *value) plain() plain {
	p := ofNode(v.node)
	for _, u := range v.units {
		if u.key != nil {
			p.keys = append(p.keys, u.key.name)
		}
		p.items = append(p.items, u.value.plain())
	}
	return p
}

func plainOf(n *syntax.Node) plain {
	p := ofNode(n)
	for _, e := range n.Entries {
		p.keys = append(p.keys, e.Key.Value)
		p.items = append(p.items, plainOf(e.Value))
	}
	for _, item := range n.Items {
		p.items = append(p.items, plainOf(item))
	}
	return p
}

func ofNode(n *syntax.Node) plain {
	if n.Kind != syntax.Scalar {
		return plain{kind: n.Kind}
	}
	return plain{kind: n.Kind, quoted: n.Style != syntax.Plain, text: n.Text.Value}
}

// difference gives the path to the first difference of two values, or nothing.
func difference(a, b plain, path string) string {
	if a.kind != b.kind || a.quoted != b.quoted || a.text != b.text || !slices.Equal(a.keys, b.keys) || len(a.items) != len(b.items) {
		if path == "" {
			return "the whole"
		}
		return path
	}
	for i := range a.items {
		at := diag.Index(path, i)
		if len(a.keys) > 0 {
			at = diag.Key(path, a.keys[i])
		}
		if found := difference(a.items[i], b.items[i], at); found != "" {
			return found
		}
	}
	return ""
}

// sameComments reports whether two documents have the same comments. Their
// order may differ: a key that moves takes its comments along.
func sameComments(a, b []syntax.Comment) bool {
	return slices.Equal(texts(a), texts(b))
}

func texts(all []syntax.Comment) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.Text.Value
	}
	slices.Sort(out)
	return out
}
