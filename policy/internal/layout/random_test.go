package layout

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/policy/syntax"
)

// comments gives the comments of a file, sorted.
func comments(t testing.TB, name string, src []byte) []string {
	t.Helper()
	doc, _ := syntax.Parse(name, src)
	return texts(doc.Comments)
}

func sortStrings(all []string) { slices.Sort(all) }

// Whatever the layout of a text, its canonical layout says the same with the
// same comments, and is its own canonical layout.
func TestRandomLayouts(t *testing.T) {
	names := examples(t)
	rounds := 80
	if *full {
		rounds = 10_000
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 8))
		name := names[r.IntN(len(names))]
		doc, _ := syntax.Parse(name, read(t, name))
		w := writer{Rand: r, src: read(t, name), wild: true}
		w.document(doc)
		src := w.text()
		again, diags := syntax.Parse(name, src)
		if diags.Err() != nil || !sameInAnyOrder(doc.Root, again.Root) {
			t.Fatalf("seed %d, %s: the text made for the test says something else: %v\n%s", seed, name, diags, src)
		}
		got := format(t, name, src)
		if second := format(t, name, got); string(second) != string(got) {
			t.Fatalf("seed %d, %s: a second time it is laid out otherwise: %s", seed, name, cmp.Diff(string(got), string(second)))
		}
		if before, after := meaning(name, src), meaning(name, got); !cmp.Equal(before, after, forms) {
			t.Fatalf("seed %d, %s: %s", seed, name, cmp.Diff(before, after, forms))
		}
		if before, after := comments(t, name, src), comments(t, name, got); !cmp.Equal(before, after) {
			t.Fatalf("seed %d, %s: %s", seed, name, cmp.Diff(before, after))
		}
	}
}

// White space alone does not matter: whatever an author does with it, the
// layout is the same to the last byte.
func TestRandomSpace(t *testing.T) {
	names := examples(t)
	rounds := 40
	if *full {
		rounds = 10_000
	}
	for seed := range rounds {
		r := rand.New(rand.NewPCG(uint64(seed), 9))
		name := names[r.IntN(len(names))]
		want := format(t, name, read(t, name))
		doc, _ := syntax.Parse(name, want)
		w := writer{Rand: r, src: want}
		w.document(doc)
		src := w.text()
		// Comments are left out: the writer puts none where the file had them.
		bare := writer{Rand: r, src: want, tidy: true}
		bare.document(doc)
		if got, want := format(t, name, src), format(t, name, bare.text()); string(got) != string(want) {
			t.Fatalf("seed %d, %s: %s", seed, name, cmp.Diff(string(want), string(got)))
		}
	}
}

func sameInAnyOrder(a, b *syntax.Node) bool {
	x, y := plainOf(a), plainOf(b)
	for _, p := range []*plain{&x, &y} {
		order := make([]int, len(p.keys))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(i, k int) int { return strings.Compare(p.keys[i], p.keys[k]) })
		sorted := plain{kind: p.kind, quoted: p.quoted, text: p.text}
		for _, i := range order {
			sorted.keys = append(sorted.keys, p.keys[i])
			sorted.items = append(sorted.items, p.items[i])
		}
		*p = sorted
	}
	return difference(x, y, "") == ""
}

// A writer writes a tree in some layout: wild with other brackets, comments
// and another order of the top level, tidy without any freedom.
type writer struct {
	*rand.Rand
	src        []byte
	wild, tidy bool
	out        strings.Builder
	remarks    int
	open       bool // a comment here would be text of the value before
}

func (w *writer) text() []byte { return []byte(w.out.String()) }

func (w *writer) chance(n int) bool { return !w.tidy && w.IntN(n) == 0 }

func (w *writer) document(doc syntax.Document) {
	root := *doc.Root
	if w.wild && root.Kind == syntax.Map {
		root.Entries = slices.Clone(root.Entries)
		w.Shuffle(len(root.Entries), func(i, k int) { root.Entries[i], root.Entries[k] = root.Entries[k], root.Entries[i] })
	}
	w.block(&root, 0, 0)
	w.above(w.IntN(3))
}

// above writes what may stand between two lines.
func (w *writer) above(column int) {
	for w.wild && w.chance(8) {
		w.out.WriteString(strings.Repeat(" ", w.IntN(3)) + "\n")
	}
	open := w.open
	w.open = false
	if w.wild && !open && w.chance(12) {
		w.out.WriteString(strings.Repeat(" ", w.IntN(column+3)) + w.remark() + "\n")
		w.above(column)
	}
}

func (w *writer) remark() string {
	w.remarks++
	return fmt.Sprintf("# 注 %d", w.remarks)
}

// end ends a line.
func (w *writer) end() {
	switch {
	case w.wild && w.chance(10):
		w.out.WriteString(strings.Repeat(" ", 1+w.IntN(9)) + w.remark())
	case w.chance(10):
		w.out.WriteString("  ")
	}
	w.out.WriteString("\n")
}

// block writes a map or list by indentation. The first line of it may have
// begun, up to column.
func (w *writer) block(n *syntax.Node, indent, column int) {
	for _, e := range n.Entries {
		if column >= indent && column > 0 {
			column = 0
		} else {
			w.above(indent)
			w.out.WriteString(strings.Repeat(" ", indent))
		}
		w.out.WriteString(keyText(w.src, e.Key) + ":")
		w.value(e.Value, indent, true)
	}
	for _, item := range n.Items {
		if column >= indent && column > 0 {
			column = 0
		} else {
			w.above(indent)
			w.out.WriteString(strings.Repeat(" ", indent))
		}
		w.out.WriteString("-")
		w.value(item, indent, false)
	}
}

// value writes a value behind a key or dash.
func (w *writer) value(n *syntax.Node, indent int, entry bool) {
	if n.Kind == syntax.Scalar {
		w.scalar(n, indent)
		return
	}
	block := len(n.Entries)+len(n.Items) > 0 && (n.Style == syntax.Block || w.wild && w.chance(4))
	if !block {
		w.out.WriteString(strings.Repeat(" ", w.some(3)))
		w.flow(n, indent+1)
		w.end()
		return
	}
	if !entry && w.chance(2) || !entry && w.tidy {
		gap := w.some(3)
		w.out.WriteString(strings.Repeat(" ", gap))
		w.block(n, indent+1+gap, indent+1+gap)
		return
	}
	w.end()
	deeper := 1 + w.IntN(4)
	if n.Kind == syntax.List && entry && w.chance(2) {
		deeper = 0
	}
	if w.tidy {
		deeper = 2
	}
	w.block(n, indent+deeper, 0)
}

// some gives a number of blanks, at least one.
func (w *writer) some(most int) int {
	if w.tidy {
		return 1
	}
	return 1 + w.IntN(most)
}

// flow writes a map or list in brackets, in which lines are at least as deep as
// the indentation.
func (w *writer) flow(n *syntax.Node, indent int) {
	open, close := "{", "}"
	if n.Kind == syntax.List {
		open, close = "[", "]"
	}
	w.out.WriteString(open)
	for i := range max(len(n.Entries), len(n.Items)) {
		if i > 0 {
			w.out.WriteString(",")
		}
		w.gap(indent, i > 0)
		value := n
		if n.Kind == syntax.Map {
			w.out.WriteString(keyText(w.src, n.Entries[i].Key) + ": ")
			value = n.Entries[i].Value
		} else {
			value = n.Items[i]
		}
		if value.Kind == syntax.Scalar {
			text, _ := (&tree{src: string(w.src)}).onOneLine(value)
			w.out.WriteString(text)
		} else {
			w.flow(value, indent)
		}
	}
	w.gap(indent, false)
	w.out.WriteString(close)
}

// gap writes what may stand between two parts in brackets.
func (w *writer) gap(indent int, needed bool) {
	switch {
	case w.chance(12):
		if w.wild && w.chance(4) {
			w.out.WriteString(" " + w.remark())
		}
		w.out.WriteString("\n" + strings.Repeat(" ", indent+w.IntN(4)))
	case w.chance(6), needed:
		w.out.WriteString(strings.Repeat(" ", w.some(3)))
	}
}

func keyText(src []byte, key syntax.Text) string {
	return (&tree{src: string(src)}).key(key).written
}

// scalar writes a scalar as it is written in the file, its lines deeper than
// the indentation.
func (w *writer) scalar(n *syntax.Node, indent int) {
	t := &tree{src: string(w.src)}
	if text, ok := t.onOneLine(n); ok && !strings.Contains(t.written(n), "\n") {
		if w.chance(15) && w.wild {
			w.out.WriteString("\n" + strings.Repeat(" ", indent+1+w.IntN(3)))
		} else {
			w.out.WriteString(strings.Repeat(" ", w.some(3)))
		}
		w.out.WriteString(text)
		w.end()
		return
	}
	deep := strings.Repeat(" ", indent+w.some(3))
	w.out.WriteString(" ")
	if n.Style == syntax.Literal || n.Style == syntax.Folded {
		b := t.block(&value{node: n})
		w.out.WriteString(b.sign + b.chomp)
		w.end()
		for _, line := range b.lines {
			w.out.WriteString(strings.TrimRight(deep+line, " ") + "\n")
		}
		w.open = true
		return
	}
	for i, line := range folded(t.written(n)) {
		if i > 0 {
			w.out.WriteString("\n" + deep)
		}
		w.out.WriteString(line)
	}
	w.end()
}
