package termsheet

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// explain notes what a name of the policy means.
func (w *writer) explain(name string, means func() Text) {
	if _, known := w.terms.rows[name]; known {
		return
	}
	w.terms.rows[name] = Row{Label: name} // it may lead back here
	w.terms.order = append(w.terms.order, name)
	w.terms.rows[name] = Row{Label: name, Text: w.begin(means())}
}

// explainFact notes what values a fact may have, where the policy says so.
func (w *writer) explainFact(base *ir.Subject, hops []*ir.Field, f *ir.Field) {
	owner := base
	if n := len(hops); n > 0 {
		owner = hops[n-1].Type.Subject
	}
	if owner == nil || f.Min == nil && f.Max == nil && f.Default == nil && len(f.OneOf) == 0 && f.Type.Kind != ir.Symbol {
		return
	}
	t := f.Type
	if t.Kind == ir.Map {
		t = *t.Elem
	}
	var parts []Text
	switch {
	case t.Kind == ir.Symbol:
		var list []Text
		for _, s := range t.Enum.Symbols {
			list = append(list, text(Run{s, Exact}))
		}
		parts = append(parts, text(w.of("one of ", ""), join(list, w.of(", ", "、"), w.of(" or ", " 或 "))))
	case len(f.OneOf) > 0:
		var list []Text
		for _, v := range f.OneOf {
			list = append(list, w.value(v, t))
		}
		parts = append(parts, text(w.of("one of ", ""), join(list, w.of(", ", "、"), w.of(" or ", " 或 "))))
	case f.Min != nil && f.Max != nil:
		parts = append(parts, text(w.of("from ", ""), w.value(f.Min, t), w.of(" to ", " 至 "), w.value(f.Max, t)))
	case f.Min != nil && f.Min.Sign() != 0:
		parts = append(parts, text(w.of("at least ", "不低于 "), w.value(f.Min, t)))
	case f.Max != nil:
		parts = append(parts, text(w.of("at most ", "不超过 "), w.value(f.Max, t)))
	}
	if f.Default != nil {
		parts = append(parts, text(w.value(f.Default, t), w.of(" where nothing is given", "（未提供时）")))
	}
	if len(parts) > 0 {
		w.explain(owner.Name+"."+f.Name, func() Text { return join(parts, w.of(", ", "，"), w.of(", ", "，")) })
	}
}

func (w *writer) explainLet(n *ir.Node) {
	inner := n.Args[0]
	w.explain(n.Name, func() Text {
		if inner.Type.Kind == ir.Bool {
			return w.condition(inner)
		}
		return w.operand(inner)
	})
}

func (w *writer) explainTier(t *ir.TierSet) {
	w.explain(t.Name, func() Text {
		return text(w.of("the tier in force on the day of decision; see the table of tiers", "判定日的等级，见等级表"))
	})
}

// explainMeasure notes what a measure adds up.
func (w *writer) explainMeasure(m *ir.Measure) {
	w.explain(m.FullName(), func() Text {
		if m.Op == ir.Supplied {
			return text(w.of("supplied by the platform", "由平台提供"))
		}
		inner := w.in(m.Program)
		inner.bare = m.Source.Event
		if w.chinese() {
			return inner.measureChinese(m)
		}
		return inner.measureEnglish(m)
	})
}

func (w *writer) measureEnglish(m *ir.Measure) Text {
	source := words(m.Source.Name)
	where := Text(nil)
	if m.Where != nil {
		where = text(" where ", w.condition(m.Where))
	}
	var t Text
	switch m.Op {
	case ir.SumOf:
		t = text("the sum of ", w.operand(m.Term), " over every ", source, where)
	case ir.CountOf:
		t = text("the number of each ", source, where)
	case ir.MinOf:
		t = text("the smallest of ", w.operand(m.Term), " over every ", source, where)
	case ir.MaxOf:
		t = text("the largest of ", w.operand(m.Term), " over every ", source, where)
	case ir.FirstOf, ir.LastOf:
		which := map[ir.MeasureOp]string{ir.FirstOf: "first ", ir.LastOf: "last "}[m.Op]
		what := w.operand(m.Term)
		if m.Type.Kind == ir.Time || m.Type.Kind == ir.Date {
			what = text("the time")
		}
		t = text(what, " of the ", which, source, where)
	case ir.ReachOf:
		t = text("the day on which the sum of ", w.operand(m.Term), " over every ", source, where, " reaches ", w.reach(m))
	}
	switch {
	case m.Window != nil && m.Since != nil:
		t = text(t, ", ", w.in(m.Anchor).windowOf(m))
	case m.Per != ir.NoUnit:
		t = text(t, ", in the "+m.Per.String())
	case m.Subject != nil && (m.Op == ir.SumOf || m.Op == ir.CountOf):
		t = text(t, ", up to the day of decision")
	}
	if m.Pool != nil {
		t = text(t, "; all with the same ", Run{words(m.Pool.Name), Term}, " count together")
	}
	if m.Tree != nil {
		t = text(t, "; with those of everybody below")
	}
	return t
}

func (w *writer) measureChinese(m *ir.Measure) Text {
	source := "每笔" + words(m.Source.Name)
	where := Text(nil)
	if m.Where != nil {
		where = text("（", w.condition(m.Where), "）")
	}
	var t Text
	switch m.Op {
	case ir.SumOf:
		t = text(source, where, "的", w.operand(m.Term), "合计")
	case ir.CountOf:
		t = text(words(m.Source.Name), where, "的数量")
	case ir.MinOf:
		t = text(source, where, "的", w.operand(m.Term), "最小值")
	case ir.MaxOf:
		t = text(source, where, "的", w.operand(m.Term), "最大值")
	case ir.FirstOf, ir.LastOf:
		what := w.operand(m.Term)
		if m.Type.Kind == ir.Time || m.Type.Kind == ir.Date {
			what = text("时间")
		}
		t = text(map[ir.MeasureOp]string{ir.FirstOf: "首笔", ir.LastOf: "末笔"}[m.Op], words(m.Source.Name), where, "的", what)
	case ir.ReachOf:
		t = text(source, where, "的", w.operand(m.Term), "累计达到 ", w.reach(m), " 之日")
	}
	switch {
	case m.Window != nil && m.Since != nil:
		t = text(w.in(m.Anchor).windowOf(m), "，", t)
	case m.Per != ir.NoUnit:
		t = text("当", w.unit(m.Per), t)
	case m.Subject != nil && (m.Op == ir.SumOf || m.Op == ir.CountOf):
		t = text("截至判定日，", t)
	}
	if m.Pool != nil {
		t = text(t, "；", Run{words(m.Pool.Name), Term}, " 相同者合并计算")
	}
	if m.Tree != nil {
		t = text(t, "；含其所有下级")
	}
	return t
}

// windowOf says over which days a measure of a subject runs.
func (w *writer) windowOf(m *ir.Measure) Text {
	w.bare = false
	return w.window(*m.Window, w.operand(m.Since))
}

func (w *writer) reach(m *ir.Measure) Text {
	t := m.Term.Type
	t.Scale = m.Reach.Scale
	return w.value(m.Reach.Int, t)
}

// glossary explains the words that the sheet has used, as the policy has them.
func (w *writer) glossary() Part {
	p := Part{ID: "words", Title: w.of("Words used here", "名词说明")}
	t := Table{Head: []string{w.of("In the policy", "政策中的名称"), w.of("Means", "含义")}}
	for i := 0; i < len(w.terms.order); i++ {
		row := w.terms.rows[w.terms.order[i]]
		if len(row.Text) > 0 {
			t.Rows = append(t.Rows, []Text{text(Run{row.Label, Code}), row.Text})
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b []Text) int {
		switch x, y := a[0].String(), b[0].String(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	if len(t.Rows) > 0 {
		p.Tables = append(p.Tables, t)
	}
	return p
}
