package layout

import (
	"strings"

	"github.com/fenrun/fenrun/policy/syntax"
)

// A tree is a document with its comments hung where they belong.
type tree struct {
	src      string
	lines    []int // where the lines begin
	root     *value
	comments []syntax.Comment
	units    []*unit // in the order of the text
}

// A unit is an entry of a map or an item of a list, with the comments that
// speak of it.
type unit struct {
	key   *key // nil of an item
	value *value
	in    *value   // the map or list that it stands in
	lead  []remark // on lines of their own above it
	head  []string // behind its key, before its value is over
	tail  []string // behind its value
	near  bool     // with nothing but blanks between
	blank bool     // the author left a line free above it, and above its lead
	split bool     // and between its lead and itself
	apart bool     // the layout asks for a free line above it, and below it
	close bool     // but not above it
	start int
	end   int

	shape shape
	text  string // on one line, the value
	note  string // behind its line, or behind the last one of a long scalar
}

// A shape is how a unit is going to be written.
type shape uint8

const (
	oneLine shape = iota
	long          // a scalar on several lines
	below         // a map or list by indentation, below the key or behind the dash
)

// A key is the key of an entry.
type key struct {
	name    string // what it says
	written string // how it is written, quotes included
}

// A remark is a comment on a line of its own.
type remark struct {
	text  string
	blank bool // a line is free above it
}

// A value is a scalar, a map or a list.
type value struct {
	node  *syntax.Node
	of    *unit    // nil of the root
	units []*unit  // of a map or list
	foot  []remark // at its end, on lines of their own
	role  role
}

// A role says what a map or list is for, if that matters to its layout.
type role uint8

const (
	noRole  role = iota
	named        // maps by a name of the author's: braces below each other align
	rungs        // a ladder: whatever stands behind its keys aligns
	rows         // a table: its columns align
	clauses      // a free line stands around each that takes several lines
)

func newTree(src []byte, doc syntax.Document) *tree {
	t := &tree{src: string(src), comments: doc.Comments}
	t.lines = append(t.lines, 0)
	for i, c := range src {
		if c == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	t.root = t.value(doc.Root, nil)
	t.hang()
	return t
}

func (t *tree) value(n *syntax.Node, of *unit) *value {
	v := &value{node: n, of: of}
	for _, e := range n.Entries {
		u := &unit{key: t.key(e.Key), in: v, start: e.Key.Span().Start.Offset}
		if len(u.key.written) > e.Key.Span().End.Offset-u.start {
			u.start-- // the quote
		}
		t.add(u, e.Value)
	}
	for _, item := range n.Items {
		t.add(&unit{in: v, start: item.Span.Start.Offset}, item)
	}
	return v
}

// add puts a unit into the map or list that it stands in.
func (t *tree) add(u *unit, n *syntax.Node) {
	t.units = append(t.units, u)
	u.end = n.Span.End.Offset
	u.in.units = append(u.in.units, u)
	u.blank = t.isFirst(u.start) && t.freeAbove(u.start)
	u.value = t.value(n, u)
}

// key takes a key as it is written, if it is written on one line.
func (t *tree) key(text syntax.Text) *key {
	from, to := text.Span().Start.Offset, text.Span().End.Offset
	k := &key{name: text.Value, written: t.src[from:to]}
	if from > 0 && to < len(t.src) && (t.src[from-1] == '"' || t.src[from-1] == '\'') && t.src[to] == t.src[from-1] {
		k.written = t.src[from-1 : to+1]
	} else if k.written != k.name {
		k.written = inQuotes(k.name)
	}
	if strings.Contains(k.written, "\n") {
		k.written = inQuotes(k.name)
	}
	return k
}

// line gives the index of the line of an offset.
func (t *tree) line(offset int) int {
	low, high := 0, len(t.lines)
	for high-low > 1 {
		if mid := (low + high) / 2; t.lines[mid] <= offset {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// column gives the bytes before an offset on its line.
func (t *tree) column(offset int) int { return offset - t.lines[t.line(offset)] }

// freeAbove reports whether the line above that of an offset is empty.
func (t *tree) freeAbove(offset int) bool {
	line := t.line(offset)
	return line > 0 && strings.TrimSpace(t.src[t.lines[line-1]:t.lines[line]]) == ""
}

// isFirst reports whether nothing but the dashes of lists and a quote stands
// before an offset on its line.
func (t *tree) isFirst(offset int) bool {
	return strings.Trim(t.src[t.lines[t.line(offset)]:offset], " -?\t\"'") == ""
}

// isBlock reports whether a value is a map or list by indentation.
func (v *value) isBlock() bool {
	return v.node.Kind != syntax.Scalar && v.node.Style == syntax.Block
}

// isFlow reports whether a value is a map in { } or a list in [ ].
func (v *value) isFlow() bool {
	return v.node.Kind != syntax.Scalar && v.node.Style == syntax.Flow
}

// remarked reports whether a comment stands inside a value.
func (v *value) remarked() bool {
	if len(v.foot) > 0 {
		return true
	}
	for _, u := range v.units {
		if len(u.lead)+len(u.head)+len(u.tail) > 0 || u.value.remarked() {
			return true
		}
	}
	return false
}
