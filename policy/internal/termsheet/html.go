package termsheet

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed sheet.html
var pageText string

var pageTemplate = template.Must(template.New("sheet").Parse(pageText))

// HTML writes sheets as one page that asks for nothing else.
func HTML(out io.Writer, sheets []*Sheet) error {
	lang, title := "en", ""
	if len(sheets) > 0 {
		lang, title = sheets[0].Lang, sheets[0].Title
	}
	return pageTemplate.Execute(out, struct {
		Lang, Title string
		Sheets      []*Sheet
	}{lang, title, sheets})
}

// HTML writes a text with its styles.
func (t Text) HTML() template.HTML {
	var b strings.Builder
	for _, r := range t {
		escaped := template.HTMLEscapeString(r.Text)
		switch r.Style {
		case Term:
			b.WriteString(`<i>` + escaped + `</i>`)
		case Strong:
			b.WriteString(`<b>` + escaped + `</b>`)
		case Code:
			b.WriteString(`<code>` + escaped + `</code>`)
		default:
			b.WriteString(escaped)
		}
	}
	return template.HTML(b.String())
}

// Drawn gives the chart to the page; its texts are escaped where it is drawn.
func (c *Chart) Drawn() template.HTML { return template.HTML(c.SVG()) }

// Numeric says how a cell of a column is set.
func (t *Table) Numeric(column int) bool { return column < len(t.Right) && t.Right[column] }

// Name gives the heading of a column, which a phone shows beside each cell.
func (t *Table) Name(column int) string {
	if column < len(t.Head) {
		return t.Head[column]
	}
	return ""
}

// Narrow reports whether a table fits on a phone as it is.
func (t *Table) Narrow() bool {
	width := 0
	for column := range t.Head {
		most := len([]rune(t.Head[column]))
		for _, row := range t.Rows {
			if column < len(row) {
				most = max(most, len([]rune(row[column].String())))
			}
		}
		if len(t.Rows) > 0 && column == 0 && t.Numeric(0) {
			most = min(most, 22) // a long heading of the quantity wraps
		}
		width += most + 2
	}
	return width <= 46
}

// Left and Width place a bar on its lane, in hundredths.
func (l *Lane) Left(b Bar) int { return (b.First - 1) * 100 / max(l.Length, 1) }

// Width is how long a bar is, in hundredths of its lane.
func (l *Lane) Width(b Bar) int { return max((b.Last-b.First+1)*100/max(l.Length, 1), 1) }
