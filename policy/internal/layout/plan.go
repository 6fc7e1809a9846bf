package layout

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// plan gives each unit of v, which stand at the indentation, its shape, and
// moves the comments that find no place there.
func (t *tree) plan(v *value, indent int) {
	for _, u := range v.units {
		before := indent + len("- ")
		if u.key != nil {
			before = indent + diag.Cells(u.key.written) + len(": ")
		}
		u.text, u.shape = t.shape(u.value, before)
		if u.shape == below {
			t.plan(u.value, indent+2)
		}
		t.settle(u)
		u.apart = u.apart || v.role == clauses && u.shape == below
	}
	if v.role == rows {
		for _, run := range v.runs(isRow) {
			t.align(run)
		}
	}
}

// shape gives how a value is written that begins at a cell of its line.
func (t *tree) shape(v *value, cell int) (string, shape) {
	text, ok := t.flow(v)
	switch {
	case v.node.Kind == syntax.Scalar && (!ok || t.isLong(v.node) && !v.node.InFlow):
		return "", long
	case v.node.Kind == syntax.Scalar, len(v.units) == 0, ok && cell+diag.Cells(text) <= Width:
		return text, oneLine
	default:
		return "", below
	}
}

// settle finds a line for the comments behind a unit. There is one place on
// the line of a key and one behind a value; what is left goes above.
func (t *tree) settle(u *unit) {
	notes := append(u.head, u.tail...)
	room := t.room(u, notes)
	if room {
		last := len(notes) - 1
		u.note, notes = notes[last], notes[:last]
	}
	u.head, u.tail = nil, nil
	for _, text := range notes {
		u.lead = append(u.lead, remark{text: text})
	}
	if u.shape != below || u.key != nil {
		return
	}
	// The first line of what an item holds is the line of its dash.
	first := u.value.units[0]
	u.lead, first.lead = append(u.lead, first.lead...), nil
	u.split = u.split || first.split
}

// room reports whether the last of the comments behind a unit can stay behind
// it.
func (t *tree) room(u *unit, notes []string) bool {
	n := u.value.node
	switch {
	case len(notes) == 0:
		return false
	case u.shape == below:
		return u.key != nil
	case n.Style == syntax.Literal || n.Style == syntax.Folded:
		return true
	case u.shape == long && len(u.tail) == 0:
		return false
	case n.Style != syntax.Plain || n.Kind != syntax.Scalar || len(u.tail) > 0 && u.near:
		return true
	default:
		// Where it did not stand behind the value itself, the parser may take
		// a comment like #5, or one behind half an expression, for a mistake.
		return strings.HasPrefix(notes[len(notes)-1], "# ") && !strings.ContainsAny(n.Text.Value, `([{'"`)
	}
}

// flow writes a value on one line, if it is one of those that may stand on one:
// a scalar without line breaks of its own, or a map or list in brackets without
// comments inside. A map or list by indentation stays what it is.
func (t *tree) flow(v *value) (string, bool) {
	switch {
	case v.node.Kind == syntax.Scalar:
		return t.onOneLine(v.node)
	case v.isBlock() || v.remarked():
		return "", false
	}
	parts := make([]string, len(v.units))
	for i, u := range v.units {
		text, ok := t.flow(u.value)
		if !ok {
			return "", false
		}
		if u.key != nil {
			text = u.key.written + ": " + text
		}
		parts[i] = text
	}
	if v.node.Kind == syntax.Map {
		return "{" + strings.Join(parts, ", ") + "}", true
	}
	return "[" + strings.Join(parts, ", ") + "]", true
}
