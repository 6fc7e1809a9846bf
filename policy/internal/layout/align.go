package layout

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// runs gives the units of v on one line that are alike and stand directly below
// each other.
func (v *value) runs(alike func(*unit) bool) [][]*unit {
	var runs [][]*unit
	open := false
	for _, u := range v.units {
		if u.shape != oneLine || !alike(u) {
			open = false
			continue
		}
		if !open || u.blank || u.apart || len(u.lead) > 0 {
			runs = append(runs, nil)
			open = true
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], u)
	}
	return runs
}

func isRow(u *unit) bool { return u.value.node.Kind == syntax.List && len(u.value.units) > 0 }

func isMap(u *unit) bool { return u.value.node.Kind == syntax.Map }

// isAbove reports whether a rung begins above its key, and not at it.
func isAbove(u *unit) bool { return strings.HasPrefix(u.key.name, "above ") }

// align writes the rows of a table with their columns below each other. The
// last cell of a row takes no part in it: nothing follows it.
func (t *tree) align(run []*unit) {
	var widths []int
	cells := make([][]string, len(run))
	for i, u := range run {
		for k, cell := range u.value.units {
			text, _ := t.flow(cell.value) // the row is on one line
			cells[i] = append(cells[i], text)
			if k == len(u.value.units)-1 {
				break
			}
			if k == len(widths) {
				widths = append(widths, 0)
			}
			widths[k] = max(widths[k], diag.Cells(text))
		}
	}
	for i, u := range run {
		var b strings.Builder
		for k, text := range cells[i] {
			b.WriteString(text)
			if k < len(cells[i])-1 {
				b.WriteString("," + blanks(widths[k]-diag.Cells(text)+1))
			}
		}
		u.text = "[" + b.String() + "]"
	}
}

// pads gives the blanks behind the keys of v, one more than none where values
// align: maps in braces below a name, and whatever a rung is worth. A rung that
// begins above its key stands out, and aligns with others like it.
func (v *value) pads() map[*unit]int {
	var all [][]*unit
	switch v.role {
	case named:
		all = v.runs(isMap)
	case rungs:
		all = append(v.runs(func(u *unit) bool { return !isAbove(u) }), v.runs(isAbove)...)
	default:
		return nil
	}
	pads := map[*unit]int{}
	for _, run := range all {
		widest := 0
		for _, u := range run {
			widest = max(widest, diag.Cells(u.key.written))
		}
		for _, u := range run {
			pads[u] = widest - diag.Cells(u.key.written)
		}
	}
	return pads
}

func blanks(n int) string { return strings.Repeat(" ", n) }
