package termsheet

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// often says how many times a rule pays.
func (w *writer) often(r *plan.Rule) Text {
	switch {
	case r.Kind == payout.Clawback:
		return text(w.of("once", "一次"))
	case r.Once != nil:
		return w.once(r)
	case r.Decide != nil:
		return text(w.of("once", "一次"))
	case r.Every.Own():
		length := w.span(plan.Span{Months: r.Every.Months, Days: r.Every.Days})
		at := w.of(", at the end of each", "，每期期末")
		if !r.Every.AtEnd {
			at = w.of(", at the beginning of each", "，每期期初")
		}
		return text(w.of("for every "+length+", counted from ", "每 "+length+"一次，自 "), w.operand(r.Every.Since), w.of("", " 起算"), at)
	}
	t := text(w.of("for every "+r.Every.Unit.String(), "每"+w.unit(r.Every.Unit)+"计算"))
	if r.Post != ir.NoUnit {
		t = text(t, w.of("; what has come together by then is paid every "+r.Post.String(), "，每"+w.unit(r.Post)+"支付截至当"+w.unit(r.Post)+"的部分"))
	}
	return t
}

func (w *writer) once(r *plan.Rule) Text {
	o := r.Once
	var t Text
	if o.Key.Op == ir.OpInput && w.program.Inputs[o.Key.Input].Kind == ir.InRef {
		in := w.program.Inputs[o.Key.Input]
		name := r.Root.Name
		if n := len(in.Path.Hops); n > 0 {
			name = in.Path.Hops[n-1].Name
		}
		t = text(w.of("once for each "+words(name), spaced("每个"+words(name)+"一次")))
	} else {
		t = text(w.of("once for the same value of ", "同一 "), w.operand(o.Key), w.of("", " 只付一次"))
	}
	if o.By != nil {
		t = text(t, w.of("; of several the one with the earliest or smallest ", "；多个时取最早或最小的 "), w.operand(o.By))
	}
	if o.Name != r.ID {
		t = text(t, w.of("; counted together with all that is paid once as ", "；与同名一次性项目合并计算："), code(o.Name))
	}
	return t
}

// decided says on which day a rule is decided, where that is not the end of
// its period.
func (w *writer) decided(r *plan.Rule) Text {
	switch {
	case r.Decide != nil:
		day := w.operand(r.Decide.On)
		if c, ok := constant(r.Decide.On); ok {
			day = w.value(c.Const, c.Type)
		}
		span := plan.Span{Months: r.Decide.Months, Days: r.Decide.Days}
		if span.IsZero() {
			return text(w.of("on ", ""), day)
		}
		if w.chinese() {
			return text(day, "后 ", w.span(span))
		}
		return text(w.span(span), " after ", day)
	case r.Waits && r.Early:
		return text(w.of("as soon as it is reached, and for good when the days are over", "达到即判定，期满为最终结果"))
	case r.Waits:
		return text(w.of("on the day after the last of these days", "期满次日"))
	default:
		return nil
	}
}

// held says when an amount is posted and may not be paid yet.
func (w *writer) held(r *plan.Rule) Text {
	if r.Hold == nil {
		return nil
	}
	t := text(w.of("while ", "下列情形暂不支付："), w.condition(r.Hold.When))
	if why := w.sentence(r.Hold.Why); why != nil {
		t = text(t, w.of(" (", "（"), why, w.of(")", "）"))
	}
	return t
}

// payable says from which day on an amount may be paid.
func (w *writer) payable(r *plan.Rule) Text {
	if r.Kind == payout.Benefit || r.Kind == payout.Duty {
		return nil
	}
	if r.Due != nil {
		return w.due(r.Due)
	}
	return w.due(w.policy.Settle.Due[cadence(r)])
}

// cadence names the default day of payment of a rule.
func cadence(r *plan.Rule) string {
	switch {
	case r.Once != nil || r.Kind == payout.Clawback || r.Decide != nil:
		return "once"
	case r.Every.Own():
		return "year"
	case r.Post != ir.NoUnit:
		return r.Post.String()
	default:
		return r.Every.Unit.String()
	}
}

func (w *writer) due(d *plan.Due) Text {
	if d == nil {
		return nil
	}
	switch d.Kind {
	case plan.DueAfter:
		switch d.Days {
		case 0:
			return text(w.of("on the same day", "当日"))
		case 1:
			return text(w.of("on the next day", "次日"))
		default:
			return text(w.of(plain(d.Days)+" days later", plain(d.Days)+" 天后"))
		}
	case plan.DueDayOfMonth:
		return text(w.of("on the next "+ordinal(d.Day)+" of a month", "下一个 "+plain(d.Day)+" 日"))
	case plan.DueOn:
		return text(w.of("on "+d.On.String(), d.On.String()))
	case plan.DueMonths:
		if w.chinese() {
			return text(w.operand(d.Since), "后第 ", plain(d.Months), " 个月的 ", plain(d.Day), " 日")
		}
		return text("on the ", ordinal(d.Day), " of month ", plain(d.Months), " after ", w.operand(d.Since))
	case plan.DueWith:
		every := map[string]string{"day": "日", "month": "月", "quarter": "季", "year": "年", "once": "单次"}[d.With]
		if w.chinese() {
			return text(w.operand(d.Since), "之后，随首次", every, "结款支付")
		}
		return text("with the first payment of the ", d.With, " after ", w.operand(d.Since))
	}
	return nil
}

func ordinal(n int) string {
	end := "th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		end = "st"
	case n%10 == 2:
		end = "nd"
	case n%10 == 3:
		end = "rd"
	}
	return plain(n) + end
}
