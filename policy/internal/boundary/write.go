package boundary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cases"
	"github.com/fenrun/fenrun/policy/syntax"
)

// write writes facts in flow style, on one line.
func write(b *strings.Builder, n *syntax.Node) {
	switch n.Kind {
	case syntax.Scalar:
		b.WriteString(quoted(n.Text.Value, n.Style))
	case syntax.Map:
		b.WriteByte('{')
		for i, e := range n.Entries {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quoted(e.Key.Value, syntax.Plain) + ": ")
			write(b, e.Value)
		}
		b.WriteByte('}')
	case syntax.List:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			write(b, item)
		}
		b.WriteByte(']')
	case syntax.Broken:
	}
}

// quoted writes a scalar, in quotes where it had some or needs them.
func quoted(text string, style syntax.Style) string {
	if style != syntax.Plain && style != syntax.Block && style != syntax.Flow || text == "" || strings.ContainsAny(text, "#\"'{}[],&*!|>%@`") && !percent(text) || strings.Contains(text, ": ") || strings.HasSuffix(text, ":") {
		return `"` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`) + `"`
	}
	return text
}

// named writes a name behind its key, where commas and brackets need no quotes
// but at the beginning.
func named(text string) string {
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasSuffix(text, ":") || strings.ContainsAny(text[:1], "#\"'{}[],&*!|>%@`-?:") {
		return quoted(text, syntax.DoubleQuoted)
	}
	return text
}

// percent reports whether a text has no sign that needs quotes but %, at its
// end.
func percent(text string) bool {
	rest, ok := strings.CutSuffix(text, "%")
	return ok && !strings.ContainsAny(rest, "#\"'{}[],&*!|>%@`")
}

// Entry writes a candidate as an entry of `cases:` or `timelines:`; name tells
// it from the others. It is false where what came cannot be wanted.
func (m *Made) Entry(c *Candidate, name string, review bool) (text string, timeline, ok bool) {
	var b strings.Builder
	if review {
		note := "review: "
		if m.Chinese {
			note = "review: 待核对，"
		}
		about := c.About
		if c.Text != "" && c.Text != about {
			about += " (" + c.Text + ")"
		}
		fmt.Fprintf(&b, "  # %s%s\n", note, about)
	}
	turns := c.scene.turns
	wants := make([]string, len(turns))
	for i := range c.came {
		settled := c.settled || len(turns) > 1
		var about, tiers []string
		if i == len(c.came)-1 {
			about, tiers = c.rules, c.tiers
		}
		if wants[i], ok = c.came[i].Want(m.places, m.wanted(about), settled, tiers); !ok {
			return "", false, false
		}
	}
	fmt.Fprintf(&b, "  - name: %s\n", named(name))
	if len(turns) == 1 && turns[0].without == nil {
		t := &turns[0]
		head(&b, t, "period", "    ")
		given(&b, t, "    ")
		fmt.Fprintf(&b, "    want: %s\n", wants[0])
		return b.String(), false, true
	}
	b.WriteString("    steps:\n")
	for i := range turns {
		t := &turns[i]
		fmt.Fprintf(&b, "      - run: %s\n", t.run)
		if t.asOf != "" {
			fmt.Fprintf(&b, "        as_of: %s\n", t.asOf)
		}
		given(&b, t, "        ")
		if t.without != nil {
			b.WriteString("        without: ")
			write(&b, t.without)
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "        want: %s\n", wants[i])
	}
	return b.String(), true, true
}

// wanted leaves out of the rules that a case asks about those whose nothing
// says too much: the other rows of an `each`.
func (m *Made) wanted(rules []string) []string {
	if len(rules) > 3 {
		return nil
	}
	return rules
}

func head(b *strings.Builder, t *turn, key, indent string) {
	if t.run == t.asOf {
		fmt.Fprintf(b, "%sas_of: %s\n", indent, t.asOf)
		return
	}
	fmt.Fprintf(b, "%s%s: %s\n", indent, key, t.run)
	if t.asOf != "" {
		fmt.Fprintf(b, "%sas_of: %s\n", indent, t.asOf)
	}
}

func given(b *strings.Builder, t *turn, indent string) {
	n := t.given()
	if len(n.Entries) == 0 {
		return
	}
	b.WriteString(indent + "given:\n")
	for _, e := range n.Entries {
		if e.Value.Kind == syntax.List && len(e.Value.Items) > 1 && e.Value.Style != syntax.Flow {
			fmt.Fprintf(b, "%s  %s:\n", indent, e.Key.Value)
			for _, item := range e.Value.Items {
				b.WriteString(indent + "    - ")
				write(b, item)
				b.WriteByte('\n')
			}
			continue
		}
		fmt.Fprintf(b, "%s  %s: ", indent, e.Key.Value)
		value := e.Value
		if value.Kind == syntax.List && len(value.Items) == 1 {
			value = value.Items[0]
		}
		write(b, value)
		b.WriteByte('\n')
	}
}

// Same reports whether a candidate comes to the same by another book.
func (c *Candidate) Same(played []cases.Played) bool {
	if len(played) != len(c.came) {
		return false
	}
	for i := range played {
		if !played[i].Same(&c.came[i]) {
			return false
		}
	}
	return true
}

// Turns gives what a candidate runs.
func (c *Candidate) Turns() []cases.Turn { return c.scene.played(nil) }

// Settling is the candidate as a case that asks for the tiers and for what was
// settled as well.
func (c *Candidate) Settling() Candidate {
	all := *c
	all.settled = true
	for name := range c.came[len(c.came)-1].Tiers {
		if set, _, _ := strings.Cut(name, "/"); !slices.Contains(all.tiers, set) {
			all.tiers = append(slices.Clone(all.tiers), set)
		}
	}
	slices.Sort(all.tiers)
	return all
}
