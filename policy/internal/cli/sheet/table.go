package sheet

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
)

// gap is how many cells lie between two columns.
const gap = 2

// A Column says how the cells of a column are set.
type Column struct {
	Right bool // as numbers are
	Most  int  // cells; a longer text goes on below. 0: as wide as the longest
}

// A Table is rows whose columns line up. The last column has what the line
// has left.
type Table struct {
	Columns []Column
	Indent  int
	rows    []row
}

// A row is cells, or a text across the columns.
type row struct {
	cells  []string
	text   string
	indent int
}

// Add adds a row of cells; those that are left out are empty.
func (t *Table) Add(cells ...string) {
	visible := make([]string, len(cells))
	for i, c := range cells {
		visible[i] = diag.Visible(c)
	}
	t.rows = append(t.rows, row{cells: visible})
}

// Text adds a text across the columns, from an indent on.
func (t *Table) Text(indent int, text string) {
	t.rows = append(t.rows, row{text: text, indent: indent})
}

// String gives the lines of the table, each with a line break.
func (t *Table) String() string {
	widths := t.widths()
	var b strings.Builder
	for _, r := range t.rows {
		if r.cells == nil {
			Paragraph(&b, t.Indent+r.indent, r.text)
			continue
		}
		t.row(&b, r.cells, widths)
	}
	return b.String()
}

func (t *Table) widths() []int {
	widths := make([]int, len(t.Columns))
	for _, r := range t.rows {
		for i, cell := range r.cells {
			widths[i] = max(widths[i], diag.Cells(cell))
		}
	}
	left := Width - t.Indent
	for i, c := range t.Columns {
		if c.Most > 0 {
			widths[i] = min(widths[i], c.Most)
		}
		if i == len(t.Columns)-1 {
			widths[i] = min(widths[i], max(left, 12))
		}
		left -= widths[i] + gap
	}
	return widths
}

func (t *Table) row(b *strings.Builder, cells []string, widths []int) {
	parts := make([][]string, len(cells))
	height := 1
	for i, cell := range cells {
		parts[i] = Wrap(cell, widths[i])
		height = max(height, len(parts[i]))
	}
	for n := range height {
		line := strings.Repeat(" ", t.Indent)
		for i, part := range parts {
			text := ""
			if n < len(part) {
				text = part[n]
			}
			if i > 0 {
				line += strings.Repeat(" ", gap)
			}
			line += Pad(text, widths[i], t.Columns[i].Right)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// Paragraph writes text from an indent on, in as many lines as it needs.
func Paragraph(b *strings.Builder, indent int, text string) {
	for _, line := range Wrap(text, Width-indent) {
		b.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+line, " ") + "\n")
	}
}
