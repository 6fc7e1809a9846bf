package compare

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// facts compares the facts of all subjects: their types, defaults and bounds.
func (c *comparison) facts() {
	for _, s := range c.now.Model.Subjects {
		old := c.was.Model.Subject(s.Name)
		for _, f := range s.Fields {
			was := ""
			if old != nil && old.Field(f.Name) != nil {
				was = factText(c.was.Model, old.Field(f.Name))
			}
			c.note("fact", s.Name+"."+f.Name, "", was, factText(c.now.Model, f))
		}
	}
	for _, s := range c.was.Model.Subjects {
		for _, f := range s.Fields {
			if now := c.now.Model.Subject(s.Name); now == nil || now.Field(f.Name) == nil {
				c.note("fact", s.Name+"."+f.Name, "", factText(c.was.Model, f), "")
			}
		}
	}
}

func factText(m *ir.Model, f *ir.Field) string {
	text := f.Type.String()
	if e := f.Type.Enum; e != nil {
		text += " [" + strings.Join(e.Symbols, ", ") + "]"
	}
	value := func(word string, v *big.Int) {
		if v != nil {
			text += ", " + word + " " + m.Format(v, f.Type, nil, ir.Style{})
		}
	}
	if f.Optional {
		text += ", optional"
	}
	value("default", f.Default)
	value("min", f.Min)
	value("max", f.Max)
	for _, one := range f.OneOf {
		value("or", one)
	}
	return text
}

// named compares params, ladders, lets and tables.
func (c *comparison) named() {
	a, b := c.was.Syntax, c.now.Syntax
	compareKeyed(c, "param", a.Params, b.Params, func(x, y string) {
		was, _ := c.was.Model.Lookup(x).(*ir.Param)
		now, _ := c.now.Model.Lookup(y).(*ir.Param)
		if was != nil && now != nil && was.Node.Meaning(nil) != now.Node.Meaning(nil) {
			c.changed("param", y, "", c.was.ParamText(was), c.now.ParamText(now))
		}
	})
	compareKeyed(c, "ladder", a.Ladders, b.Ladders, func(x, y string) {
		was, _ := c.was.Model.Lookup(x).(*ir.Ladder)
		now, _ := c.now.Model.Lookup(y).(*ir.Ladder)
		if was != nil && now != nil {
			c.ladder(was, now)
		}
	})
	compareKeyed(c, "let", a.Let, b.Let, func(x, y string) {
		c.note("let", y, "", valueText(a.Let.Find(x)), valueText(b.Let.Find(y)))
	})
	compareKeyed(c, "table", a.Tables, b.Tables, func(x, y string) {
		was, _ := c.was.Model.Lookup(x).(*ir.Table)
		now, _ := c.now.Model.Lookup(y).(*ir.Table)
		if was != nil && now != nil {
			c.note("table", y, "", tableText(was), tableText(now))
		}
	})
}

// compareKeyed notes what is new or gone, and calls both for what both have.
func compareKeyed[T any](c *comparison, of string, was, now syntax.Keyed[T], both func(was, now string)) {
	for _, p := range now.Pairs {
		if was.Find(p.Key.Value) == nil {
			c.note(of, p.Key.Value, "", "", "new")
			continue
		}
		both(p.Key.Value, p.Key.Value)
	}
	for _, p := range was.Pairs {
		if now.Find(p.Key.Value) == nil {
			c.note(of, p.Key.Value, "", "there", "")
		}
	}
}

// valueText writes a value or its cases as in the policy, with single spaces.
func valueText(v *syntax.Value) string {
	if v == nil {
		return ""
	}
	if v.Expr != nil {
		return strings.Join(strings.Fields(v.Expr.Value), " ")
	}
	var parts []string
	for _, k := range v.Cases {
		text := strings.Join(strings.Fields(k.Is.Value), " ")
		if k.When.Value != "" {
			text += " when " + strings.Join(strings.Fields(k.When.Value), " ")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func tableText(t *ir.Table) string {
	var b strings.Builder
	for _, k := range t.By {
		b.WriteString(k.Name + " ")
	}
	for _, r := range t.Rows {
		b.WriteByte('[')
		for _, cell := range r.Cells {
			b.WriteString(cell.Value + ", ")
		}
		b.WriteString(r.Value.Value + "]")
	}
	if t.Otherwise != nil {
		b.WriteString(" otherwise " + t.Otherwise.Value)
	}
	return b.String()
}

// measures compares what is summed and counted.
func (c *comparison) measures() {
	find := func(list []*ir.Measure, name string) *ir.Measure {
		i := slices.IndexFunc(list, func(m *ir.Measure) bool { return m.FullName() == name })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, now := range c.now.Measures {
		was := find(c.was.Measures, now.FullName())
		switch {
		case was == nil:
			c.note("measure", now.FullName(), "", "", "new")
		case was.Meaning() != now.Meaning():
			c.changed("measure", now.FullName(), "", "", "")
		}
	}
	for _, was := range c.was.Measures {
		if find(c.now.Measures, was.FullName()) == nil {
			c.note("measure", was.FullName(), "", "there", "")
		}
	}
}
