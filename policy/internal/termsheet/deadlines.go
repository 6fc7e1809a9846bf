package termsheet

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// deadlines gives the windows and days of the rules, by the date that they are
// counted from.
func (w *writer) deadlines() Part {
	p := Part{ID: "deadlines", Title: w.of("Deadlines", "期限")}
	byAnchor := map[string]int{}
	add := func(anchor Text, b Bar) {
		key := anchor.String()
		i, known := byAnchor[key]
		if !known {
			i = len(p.Lanes)
			byAnchor[key] = i
			p.Lanes = append(p.Lanes, Lane{Title: text(w.of("Counted from ", "自 "), anchor, w.of("", " 起算"))})
		}
		lane := &p.Lanes[i]
		lane.Bars = append(lane.Bars, b)
		lane.Length = max(lane.Length, b.Last, b.First)
	}
	for _, r := range w.policy.Rules {
		w.in(r.Program).ruleDeadlines(r, add)
	}
	for i := range p.Lanes {
		lane := &p.Lanes[i]
		for j := range lane.Bars {
			if b := &lane.Bars[j]; b.Open {
				b.Last = max(lane.Length, b.First+30)
				lane.Length = max(lane.Length, b.Last)
			}
		}
		lane.End = w.of("day "+plain(lane.Length), "第 "+plain(lane.Length)+" 天")
	}
	if len(p.Lanes) > 0 {
		p.Intro = []Text{text(w.of("Day 1 is the day itself. A bar ends with the last day that counts.", "第 1 天即起算当天，条形末端为计入的最后一天。"))}
	}
	return p
}

func (w *writer) ruleDeadlines(r *plan.Rule, add func(Text, Bar)) {
	label := text(Run{r.ID, Strong})
	if much := w.howMuch(r); r.Kind != payout.Clawback && len([]rune(much.String())) <= 32 && len(much) > 0 {
		label = text(label, w.of(": ", "："), much)
	}
	seen := map[string]bool{}
	window := func(win ir.Window, anchor Text) {
		key := win.String() + anchor.String()
		lo, hi := win.Lo, win.Hi
		if win.Times > 0 {
			lo, hi = 1, win.Times*win.Each
		}
		if seen[key] || win.Period || hi < 0 || lo < 0 {
			return
		}
		seen[key] = true
		b := Bar{Label: label, First: lo, Last: hi, Open: win.Open, Side: side(r.Kind), Span: w.spanOf(win, lo, hi)}
		if win.Months {
			b.First, b.Last = (lo-1)*30+1, hi*30
			if !win.Same { // the months after that of the day
				b.First, b.Last = b.First+30, b.Last+30
			}
		}
		if win.Open {
			b.Last = 0
		}
		add(anchor, b)
	}
	for _, in := range r.Program.Inputs {
		switch {
		case in.Kind == ir.InWindow && in.Anchor != nil && !in.Window.Period:
			window(in.Window, w.operand(in.Anchor))
		case in.Kind == ir.InMeasure && in.Measure.Window != nil && in.Measure.Since != nil:
			window(*in.Measure.Window, w.in(in.Measure.Anchor).operand(in.Measure.Since))
		}
	}
	for _, n := range []*ir.Node{r.When} {
		n.Walk(func(m *ir.Node) bool {
			if m.Op != ir.OpWithin {
				return true
			}
			if _, ok := constant(m.Args[1]); !ok {
				window(m.Window, w.operand(m.Args[1]))
			}
			return true
		})
	}
	if d := r.Decide; d != nil && (d.Days > 0 || d.Months > 0) {
		days := d.Days + 30*d.Months
		add(w.operand(d.On), Bar{
			Label: label, First: 1, Last: days, Side: side(r.Kind),
			Span: w.of("decided after "+w.span(plan.Span{Days: d.Days, Months: d.Months}), w.span(plan.Span{Days: d.Days, Months: d.Months})+"后判定"),
		})
	}
}

// spanOf says in a few words how long a window is.
func (w *writer) spanOf(win ir.Window, lo, hi int) string {
	unit := w.of("days", "天")
	if win.Months {
		unit = w.of("months", "个月")
	}
	switch {
	case win.Open:
		return w.of("from "+unit[:len(unit)-1]+" "+plain(lo)+" on", "第 "+plain(lo)+" "+unit+"起")
	case win.Times > 0 && win.Months:
		return w.of(plain(win.Times)+" x "+w.months(win.Each), plain(win.Times)+" × "+w.months(win.Each))
	case win.Times > 0:
		return w.of(plain(win.Times)+" x "+w.days(win.Each), plain(win.Times)+" × "+w.days(win.Each))
	case lo == hi:
		return w.of(unit[:len(unit)-1]+" "+plain(lo), "第 "+plain(lo)+" "+unit)
	default:
		return w.of(unit+" "+plain(lo)+" to "+plain(hi), "第 "+plain(lo)+" 至 "+plain(hi)+" "+unit)
	}
}
