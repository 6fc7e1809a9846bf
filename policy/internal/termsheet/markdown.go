package termsheet

import (
	"fmt"
	"io"
	"strings"
)

// Markdown writes the sheet as Markdown with tables.
func (s *Sheet) Markdown(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", escape(s.Title))
	writeRows(&b, s.Head)
	for _, p := range s.Parts {
		fmt.Fprintf(&b, "\n## %s\n", escape(p.Title))
		for _, t := range p.Intro {
			fmt.Fprintf(&b, "\n%s\n", markdown(t))
		}
		for i := range p.Clauses {
			p.Clauses[i].markdown(&b)
		}
		for i := range p.Tables {
			p.Tables[i].markdown(&b)
		}
		for _, lane := range p.Lanes {
			fmt.Fprintf(&b, "\n**%s**\n\n", strings.TrimSpace(markdown(lane.Title)))
			for _, bar := range lane.Bars {
				fmt.Fprintf(&b, "- %s: %s\n", escape(bar.Span), markdown(bar.Label))
			}
		}
		if len(p.Rows) > 0 {
			b.WriteString("\n")
			writeRows(&b, p.Rows)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func writeRows(b *strings.Builder, rows []Row) {
	for _, r := range rows {
		if r.Label == "" {
			fmt.Fprintf(b, "- %s\n", markdown(r.Text))
			continue
		}
		fmt.Fprintf(b, "- **%s**: %s\n", escape(r.Label), markdown(r.Text))
	}
}

func (c *Clause) markdown(b *strings.Builder) {
	title := escape(c.ID)
	if c.Kind != "" {
		title += " (" + c.Kind + ")"
	}
	fmt.Fprintf(b, "\n### %s\n", title)
	b.WriteString("\n")
	writeRows(b, c.Rows)
	for i := range c.Tables {
		c.Tables[i].markdown(b)
	}
	for _, f := range c.Figures {
		f.Table.markdown(b)
	}
}

func (t *Table) markdown(b *strings.Builder) {
	if len(t.Title) > 0 {
		fmt.Fprintf(b, "\n%s\n", markdown(t.Title))
	}
	b.WriteString("\n|")
	for _, h := range t.Head {
		fmt.Fprintf(b, " %s |", cell(h))
	}
	b.WriteString("\n|")
	for i := range t.Head {
		if i < len(t.Right) && t.Right[i] {
			b.WriteString(" ---: |")
		} else {
			b.WriteString(" --- |")
		}
	}
	b.WriteString("\n")
	for _, row := range t.Rows {
		b.WriteString("|")
		for _, c := range row {
			fmt.Fprintf(b, " %s |", strings.ReplaceAll(markdown(c), "|", "\\|"))
		}
		b.WriteString("\n")
	}
	if len(t.Note) > 0 {
		fmt.Fprintf(b, "\n%s\n", markdown(t.Note))
	}
}

func cell(s string) string { return strings.ReplaceAll(escape(s), "|", "\\|") }

// markdown writes a text; words of the policy stand in italics.
func markdown(t Text) string {
	var b strings.Builder
	for _, r := range t {
		switch r.Style {
		case Term:
			b.WriteString("*" + escape(r.Text) + "*")
		case Strong:
			b.WriteString("**" + escape(r.Text) + "**")
		case Code:
			b.WriteString("`" + strings.ReplaceAll(r.Text, "`", "'") + "`")
		default:
			b.WriteString(escape(r.Text))
		}
	}
	return b.String()
}

var escaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, "`", "\\`", `<`, `\<`, `[`, `\[`, `]`, `\]`, "\n", " ")

func escape(s string) string { return escaper.Replace(s) }
