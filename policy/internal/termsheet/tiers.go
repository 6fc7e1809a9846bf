package termsheet

import (
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// tiers says who is in which tier, what it gives, and how it is kept.
func (w *writer) tiers() Part {
	p := Part{ID: "tiers", Title: w.of("Tiers", "等级")}
	for _, t := range w.policy.Tiers {
		p.Tables = append(p.Tables, w.tierTable(t))
		p.Intro = append(p.Intro, w.tierTerms(t))
	}
	return p
}

func (w *writer) tierTable(t *plan.TierSet) Table {
	in := w.in(t.Program)
	out := Table{
		Title: text(Run{words(t.Name), Term}, w.of(" of each ", "，对象："), words(t.Subject.Name)),
		Head:  []string{w.of("Tier", "等级"), w.of("When (the first that holds)", "条件（取首个满足者）")},
		Right: []bool{false, false},
	}
	for _, name := range t.Order {
		out.Head = append(out.Head, words(name))
		out.Right = append(out.Right, t.Gives[name].Type.Kind != ir.Symbol && t.Gives[name].Type.Kind != ir.Text)
	}
	for i, symbol := range t.Tiers.Symbols {
		name := text(Run{symbol, Strong})
		if i < len(t.Titles) {
			if title := w.title(t.Titles[i]); title != "" {
				name = text(name, " ", title)
			}
		}
		when := text(w.of("all others", "其余"))
		if t.When[i] != nil {
			when = w.begin(in.condition(t.When[i]))
		}
		row := []Text{name, when}
		for _, given := range t.Order {
			g := t.Gives[given]
			if i < len(g.Texts) && g.Texts[i] != "" && g.Type.Kind != ir.Money && g.Type.Kind != ir.Rate {
				row = append(row, text(w.literal(g.Texts[i])))
				continue
			}
			row = append(row, w.value(g.Values[i], g.Type))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// literal writes a value as the policy has it, lengths of time in words.
func (w *writer) literal(s string) string {
	lit, err := ir.ParseLiteral(s)
	if err != nil {
		return s
	}
	switch lit.Kind {
	case ir.LitDays:
		return w.days(lit.N)
	case ir.LitMonths:
		return w.months(lit.N)
	case ir.LitHours:
		if lit.N == 1 {
			return w.of("1 hour", "1 小时")
		}
		return w.of(plain(lit.N)+" hours", plain(lit.N)+" 小时")
	default:
		return s
	}
}

// tierTerms says when tiers are reviewed, and how long they are kept.
func (w *writer) tierTerms(t *plan.TierSet) Text {
	var list []Text
	add := func(english, chinese string) { list = append(list, text(w.of(english, chinese))) }
	review := w.unit(t.Review)
	add("Reviewed at the end of every "+t.Review.String()+"; what is decided is in force from the day after",
		"每"+review+"末评定，次日起生效")
	add("before the first review everybody is in "+t.Tiers.Symbols[t.Start], "首次评定前为 "+t.Tiers.Symbols[t.Start])
	if !t.Keep.IsZero() {
		add("a tier is kept for at least "+w.span(t.Keep)+" before a demotion", "获得等级后至少保留 "+w.span(t.Keep)+"才可降级")
	}
	if t.Promote == plan.AtOnce {
		add("a promotion takes force on the day after it is reached", "升级于达到条件的次日生效")
	}
	switch t.Demote {
	case plan.AtOnce:
		add("a demotion takes force on the day after it is due", "降级于次日生效")
	case plan.AfterReviews:
		add("a demotion takes "+plain(t.Patience)+" reviews in a row", "连续 "+plain(t.Patience)+" 次评定偏低才降级")
	case plan.AtReview:
	}
	if t.Never >= 0 {
		add("nobody falls below "+t.Tiers.Symbols[t.Never], "不低于 "+t.Tiers.Symbols[t.Never])
	}
	if f := t.Fix; f != nil {
		in := w.in(t.Program)
		fix := text(Run{t.Tiers.Symbols[f.Tier], Strong}, w.of(" whatever the figures when ", "（不论数据）："), in.condition(f.When))
		if f.Until != nil {
			fix = text(fix, w.of(", up to ", "，至 "), in.operand(f.Until))
		}
		if why := in.sentence(f.Why); why != nil {
			fix = text(fix, w.of(" (", "（"), why, w.of(")", "）"))
		}
		list = append(list, fix)
	}
	return text(join(list, w.of("; ", "；"), w.of("; ", "；")), w.of(".", "。"))
}
