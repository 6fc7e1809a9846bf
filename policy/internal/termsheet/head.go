package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// head says which text the sheet is of, when it applies, and to whom.
func (w *writer) head(term *plan.Term) []Row {
	p := w.policy
	var rows []Row
	add := func(english, chinese string, t Text) {
		if len(t) > 0 {
			rows = append(rows, Row{w.of(english, chinese), t})
		}
	}
	add("Policy", "政策", text(named(p.Name, p.Version)))
	if term != nil {
		add("For", "适用对象", text(term.Agent.String()))
		for _, d := range term.Deals {
			t := text(Run{d.Name, Strong})
			if title := w.title(d.Title); title != "" {
				t = text(t, w.of(": ", "："), title)
			}
			add("Deal", "协议", text(t, w.of(", ", "，"), w.dates(d.From, d.Until)))
		}
	} else {
		add("For", "适用对象", w.begin(w.forWhom()))
	}
	add("In force", "有效期", text(w.dates(p.From, p.Until)))
	for _, c := range p.Cohorts {
		in := w.in(c.Program)
		add("", "", text(w.of(strings.ToUpper(indefinite(c.Subject.Name)[:1])+indefinite(c.Subject.Name)[1:]+" stays under the terms of ", "每个"+words(c.Subject.Name)+"适用"), in.operand(c.Day), w.of("", "当日的条款")))
	}
	if !p.Announced.IsZero() {
		add("Announced", "公布日期", text(p.Announced.String()))
	}
	add("Amounts", "金额", text(w.of("in "+p.Model.Currency.String()+", "+w.rounding(), "币种 "+p.Model.Currency.String()+"，"+w.rounding())))
	add("Days", "日期", text(w.of("by the calendar of "+p.Syntax.Timezone.Value+"; of a window the day that it is counted from is day 1", "按 "+p.Syntax.Timezone.Value+" 的日历；期间从起算日当天算作第 1 天")))
	add("Text", "文本摘要", text(Run{p.Digest, Code}))
	return rows
}

// rounding says how amounts end.
func (w *writer) rounding() string {
	r := w.policy.Rounding
	english := map[payout.Mode]string{payout.HalfUp: "rounded half up", payout.HalfEven: "rounded half to even", payout.Up: "rounded up", payout.Down: "rounded down"}
	chinese := map[payout.Mode]string{payout.HalfUp: "四舍五入", payout.HalfEven: "四舍六入五取偶", payout.Up: "向上进位", payout.Down: "舍去尾数"}
	places := map[int]string{0: " to whole units", 1: " to one place"}[r.Places]
	if places == "" {
		places = " to " + plain(r.Places) + " places"
	}
	return w.of(english[r.Mode]+places+", once", chinese[r.Mode]+"到 "+plain(r.Places)+" 位小数，每笔只取整一次")
}

func (w *writer) dates(from, until payout.Date) string {
	switch {
	case from.IsZero() && until.IsZero():
		return w.of("without a limit in time", "长期有效")
	case until.IsZero():
		return w.of("from "+from.String(), from.String()+" 起")
	case from.IsZero():
		return w.of("until "+until.String(), "至 "+until.String())
	default:
		return w.of(from.String()+" to "+until.String()+", both days included", from.String()+" 至 "+until.String()+"（含首尾两日）")
	}
}

// forWhom says for whom the policy is at all.
func (w *writer) forWhom() Text {
	pairs := w.policy.Syntax.Applies.Pairs
	if len(pairs) == 0 {
		return text(w.of("everybody in the programme", "全部参与者"))
	}
	for _, r := range w.policy.Rules {
		if r.Guard != nil {
			return text(w.of("where ", ""), w.in(r.Program).condition(r.Guard))
		}
	}
	var list []string
	for _, pair := range pairs {
		list = append(list, pair.Value.Value)
	}
	return text(code(strings.Join(list, " and ")))
}
