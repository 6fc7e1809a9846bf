package notice

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed notice.html
var page string

var pageTemplate = template.Must(template.New("notice").Parse(page))

// HTML writes the notice as one page that asks for nothing else.
func (n *Notice) HTML(w io.Writer) error { return pageTemplate.Execute(w, n) }

// Markdown writes the notice as a table.
func (n *Notice) Markdown(w io.Writer) error {
	head := n.heads()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", n.Title)
	line := func(cells []string) {
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(c, "|", "\\|")
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	line(head)
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	line(rule)
	for _, r := range n.Rows {
		line(n.cells(r))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// heads gives the headings of the columns that some row fills.
func (n *Notice) heads() []string {
	w := n.Words
	heads := []string{w.Fee, w.Was, w.Now, w.Change, w.Effective, w.Announced, w.Reason}
	heads = append(heads, n.Others...)
	if n.Base != "" {
		heads = append(heads, w.Costs+" ("+w.Of+" "+n.Base+")")
	}
	return append(heads, w.Relief)
}

func (n *Notice) cells(r Row) []string {
	cells := []string{r.Title, r.Was, r.Now, r.Change, r.Effective, r.Announced, r.Reason}
	cells = append(cells, r.Others...)
	if n.Base != "" {
		cost := ""
		if r.CostNow != "" {
			cost = r.CostWas + " → " + r.CostNow + " (" + r.CostChange + ")"
		}
		cells = append(cells, cost)
	}
	return append(cells, r.Relief)
}

// Heads and Cells give the table to the page.
func (n *Notice) Heads() []string { return n.heads() }

// Cells gives the cells of a row.
func (n *Notice) Cells(r Row) []string { return n.cells(r) }
