package layout

import (
	"strings"

	"github.com/fenrun/fenrun/policy/syntax"
)

// hang puts every comment where it belongs. A comment behind something speaks
// of that. A comment on a line of its own speaks of what comes next, unless it
// is indented as deep as what came before: then it ends that.
func (t *tree) hang() {
	before := 0 // units that begin before the comment
	outer := -1 // the column of the last comment since then; none deeper follows
	for _, c := range t.comments {
		at := c.Text.Span().Start.Offset
		for before < len(t.units) && t.units[before].start < at {
			before++
			outer = -1
		}
		if !c.Alone && t.behind(c, t.units[:before]) {
			continue
		}
		r := remark{text: c.Text.Value, blank: t.freeAbove(at)}
		if u := t.within(at, before); u != nil {
			u.lead = append(u.lead, r)
			continue
		}
		column := t.column(at)
		if outer >= 0 {
			column = min(column, outer)
		}
		outer = column
		t.stand(r, at, column, before)
	}
	for _, u := range t.units {
		if len(u.lead) > 0 {
			u.split, u.blank = u.blank, u.lead[0].blank
		}
	}
}

// behind gives a comment to what ends or begins before it on its line: to what
// has just ended there, and of things that end together to the innermost, else
// to what has begun there.
func (t *tree) behind(c syntax.Comment, units []*unit) bool {
	if len(units) == 0 {
		return false
	}
	at := c.Text.Span().Start.Offset
	line := t.line(at)
	var ended *unit
	for u := units[len(units)-1]; u != nil; u = u.in.of {
		switch {
		case u.end <= at && t.line(u.end) == line:
			if ended == nil || u.end > ended.end {
				ended = u
			}
		case u.end > at && ended == nil && t.line(u.start) == line:
			u.head = append(u.head, c.Text.Value)
			return true
		}
	}
	if ended == nil {
		return false
	}
	ended.tail = append(ended.tail, c.Text.Value)
	ended.near = strings.Trim(t.src[ended.end:at], " \t") == ""
	return true
}

// within gives the unit in whose middle a comment stands: behind its key, and
// before a value that is no block of its own.
func (t *tree) within(at, before int) *unit {
	if before == 0 {
		return nil
	}
	u := t.units[before-1]
	if u.value.node.Span.Start.Offset > at && !u.value.isBlock() {
		return u
	}
	return nil
}

// stand puts a comment on a line of its own behind the first units of the
// document.
func (t *tree) stand(r remark, at, column, before int) {
	var next *unit
	if before < len(t.units) {
		next = t.units[before]
	}
	var last *value // the innermost map or list that may end with the comment
	if before > 0 {
		last = t.units[before-1].in
		if v := t.units[before-1].value; v.isFlow() && v.node.Span.End.Offset > at {
			last = v
		}
	}
	for v := last; v != nil; {
		if next != nil && v.holds(next) {
			break
		}
		if v.isFlow() && v.node.Span.End.Offset > at || v.isBlock() && v.endsWith(t, column) {
			v.foot = append(v.foot, r)
			return
		}
		if v.of == nil {
			break
		}
		v = v.of.in
	}
	if next != nil {
		next.lead = append(next.lead, r)
		return
	}
	t.root.foot = append(t.root.foot, r)
}

// holds reports whether a unit stands in v, at whatever depth.
func (v *value) holds(u *unit) bool {
	for in := u.in; ; in = in.of.in {
		if in == v {
			return true
		}
		if in.of == nil {
			return false
		}
	}
}

// endsWith reports whether a comment in that column can be the end of v. A list
// may stand as deep as the key that it belongs to; then a comment as deep as
// both speaks of the next key.
func (v *value) endsWith(t *tree, column int) bool {
	own := t.column(v.node.Span.Start.Offset)
	if v.of != nil && v.of.key != nil && own == t.column(v.of.start) {
		return column > own
	}
	return column >= own
}
