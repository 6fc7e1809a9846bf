package layout

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A printer writes a tree that is planned, line by line.
type printer struct {
	tree  *tree
	lines []line
	full  bool // the last value ends with line breaks of its own, and a free line would be one more
}

// A line is a line to be written, with the comment behind it.
type line struct{ text, note string }

func (p *printer) document() {
	root := p.tree.root
	if len(root.units) > 0 {
		p.units(root, 0, "")
		return
	}
	p.remarks(root.foot, 0, true)
	if p.tree.isLong(root.node) {
		p.scalar("", root, 2, "")
		return
	}
	text, _ := p.tree.flow(root)
	p.line(text, "")
}

// units writes the entries of a map or the items of a list, each on lines of
// its own. What is begun stands on the first line already: the dashes of lists
// around it.
func (p *printer) units(v *value, indent int, begun string) {
	pads := v.pads()
	for i, u := range v.units {
		if i > 0 && (u.blank || u.apart && !u.close || v.role == clauses && v.units[i-1].apart) {
			p.free()
		}
		p.remarks(u.lead, indent, true)
		if len(u.lead) > 0 && u.split {
			p.free()
		}
		before := blanks(indent)
		if begun != "" {
			before, begun = begun, ""
		}
		if u.key != nil {
			p.unit(u, before+u.key.written+":", blanks(pads[u]+1), indent)
		} else {
			p.unit(u, before+"-", " ", indent)
		}
	}
	p.remarks(v.foot, indent, false)
}

// unit writes a unit behind its key or dash, from which a gap divides it.
func (p *printer) unit(u *unit, before, gap string, indent int) {
	switch {
	case u.shape == oneLine:
		p.line(before+gap+u.text, u.note)
	case u.shape == long:
		p.scalar(before, u.value, indent+2, u.note)
	case u.key == nil:
		p.units(u.value, indent+2, before+gap)
	default:
		p.line(before, u.note)
		p.units(u.value, indent+2, "")
	}
}

// scalar writes a scalar on several lines.
func (p *printer) scalar(before string, v *value, indent int, note string) {
	if before != "" {
		before += " "
	}
	if v.node.Style == syntax.Literal || v.node.Style == syntax.Folded {
		b := p.tree.block(v)
		p.line(before+b.header(), note)
		for _, line := range b.lines {
			if line != "" {
				line = blanks(indent) + line
			}
			p.line(line, "")
		}
		p.full = b.chomp == "+"
		return
	}
	lines := folded(p.tree.written(v.node))
	if v.of != nil && p.tree.line(v.of.start) < p.tree.line(v.node.Span.Start.Offset) {
		p.line(strings.TrimRight(before, " "), "") // it begins on a line of its own
		before = blanks(indent)
	}
	for i, line := range lines {
		if i > 0 && line != "" {
			before = blanks(indent)
		} else if i > 0 {
			before = ""
		}
		if i < len(lines)-1 {
			p.line(before+line, "")
		} else {
			p.line(before+line, note)
		}
	}
}

// remarks writes comments on lines of their own.
func (p *printer) remarks(all []remark, indent int, first bool) {
	for i, r := range all {
		if r.blank && (i > 0 || !first) {
			p.free()
		}
		p.line(blanks(indent)+r.text, "")
	}
}

// line adds a line with the comment behind it, if there is one.
func (p *printer) line(text, note string) {
	p.lines = append(p.lines, line{text, note})
	p.full = false
}

// free leaves a line free, if there is none and there may be one.
func (p *printer) free() {
	if n := len(p.lines); !p.full && n > 0 && p.lines[n-1] != (line{}) {
		p.line("", "")
	}
}

// spread is the widest that lines may differ for their comments to align.
const spread = 24

// text gives all lines. Comments behind short lines stand in one column; those
// behind longer lines that follow each other stand below each other.
func (p *printer) text() []byte {
	var out []byte
	for i := 0; i < len(p.lines); i++ {
		run := p.run(i)
		cell := CommentCell
		for _, l := range p.lines[i : i+run] {
			cell = max(cell, diag.Cells(l.text)+2)
		}
		for _, l := range p.lines[i : i+run] {
			out = append(out, l.text...)
			if l.note != "" {
				out = append(out, blanks(cell-diag.Cells(l.text))+l.note...)
			}
			out = append(out, '\n')
		}
		i += run - 1
	}
	return out
}

// run gives the number of lines, from line i on, whose comments align.
func (p *printer) run(i int) int {
	narrow, wide := 0, 0
	for n, l := range p.lines[i:] {
		cells := diag.Cells(l.text)
		if n == 0 {
			narrow, wide = cells, cells
		}
		narrow, wide = min(narrow, cells), max(wide, cells)
		if l.note == "" || cells+2 <= CommentCell || wide-narrow > spread {
			return max(n, 1)
		}
	}
	return len(p.lines) - i
}
