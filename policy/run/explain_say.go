package run

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// unpaid says why there is no line.
func (x *Explanation) unpaid(a *engine.Account) {
	switch a.State {
	case engine.None:
		x.State = "none"
		x.Reason = x.nothing(a)
	case engine.Pending:
		x.State = "pending"
		x.Reason = both(func(lang string) string {
			return of(lang, "it is decided on "+a.Day.String(), a.Day.String()+" 判定")
		})
	case engine.Undecided:
		x.State = "undecided"
		x.Reason = faultWhy(a.Fault)
	case engine.Decided:
		x.State = "due"
		x.Reason = both(func(lang string) string {
			return of(lang, "it has not been posted: the next run posts it", "尚未入账，下次运行时入账")
		})
		if a.Nothing == engine.Earlier {
			x.Reason = both(func(lang string) string {
				return of(lang, "it was decided on "+a.Day.String()+", which no run posted", "应于 "+a.Day.String()+" 判定，当日未运行入账")
			})
		}
		if len(a.Targets) > 0 {
			m := a.Targets[0]
			x.Payee = m.Payee
			var now total
			line := payout.Line{Kind: x.Kind, Amount: m.Amount, Quantity: quantityOf(x.Kind, m.Amount)}
			now.add(&line)
			x.AtHand = now.text(&line)
		}
	}
	for _, way := range a.Lacks.Ways {
		x.Missing = append(x.Missing, both(func(lang string) string { return a.Writer(lang).Way(way) }))
	}
}

// nothing says why a rule has nothing for a subject.
func (x *Explanation) nothing(a *engine.Account) payout.Why {
	subject, day := a.Subject.String(), a.Day.String()
	return both(func(lang string) string {
		switch a.Nothing {
		case engine.Unknown:
			return of(lang, "the data have no facts of "+subject+" on "+day, "资料中没有 "+subject+" 在 "+day+" 的信息")
		case engine.Withdrawn:
			return of(lang, "the data have withdrawn "+subject, "资料已撤回 "+subject)
		case engine.OtherText:
			return of(lang, "no version of the policy that has the rule is the one for "+subject+" on "+day, day+" 适用于 "+subject+" 的政策版本没有该规则")
		case engine.NotFor:
			return of(lang, "the policy is not for it: ", "政策不适用：") + unmet(a.Steps, "applies", lang)
		case engine.NotMet:
			return unmet(a.Steps, "when", lang)
		case engine.Nobody:
			return of(lang, "there is no payee", "没有收款人")
		case engine.Taken:
			return of(lang, a.Other.String()+" has been paid under the key that both share", "同一标识已由 "+a.Other.String()+" 领取")
		case engine.NothingToTake:
			list := strings.Join(a.Rule.Takes, of(lang, ", ", "、"))
			return of(lang, "nothing that it takes back is outstanding: "+list, "没有可扣回的款项："+list)
		case engine.NotInDays:
			return of(lang, "nothing of it is decided in these days", "该期间没有需要判定的内容")
		default:
			return of(lang, "the amount is 0", "金额为 0")
		}
	})
}

// unmet names the conditions of a part that do not hold, with the values
// that they compare.
func unmet(steps []engine.Step, part, lang string) string {
	var parts []string
	for _, s := range steps {
		if s.Part != part {
			continue
		}
		for _, c := range notHolding(s) {
			text := "`" + strings.Join(strings.Fields(c.Text), " ") + "`" + of(lang, " does not hold", " 不成立")
			if list := compared(c, lang); list != "" {
				text += of(lang, " ("+list+")", "（"+list+"）")
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, of(lang, "; ", "；"))
}

// notHolding gives the innermost conditions that keep a step from holding.
func notHolding(s engine.Step) []engine.Step {
	var list []engine.Step
	for _, inner := range s.Steps {
		if inner.Unit == condition && inner.Value != "true" && inner.Note != "given" {
			list = append(list, notHolding(inner)...)
		}
	}
	if list == nil {
		return []engine.Step{s}
	}
	return list
}

var condition = ir.Bool.String()

// compared gives what a condition was computed from.
func compared(s engine.Step, lang string) string {
	var parts []string
	seen := map[string]bool{}
	var walk func(s engine.Step)
	walk = func(s engine.Step) {
		for _, inner := range s.Steps {
			if seen[inner.Text] {
				continue
			}
			seen[inner.Text] = true
			switch {
			case inner.Unit == condition && len(inner.Steps) > 0:
				walk(inner)
			case inner.Value != "":
				parts = append(parts, inner.Text+of(lang, " is ", " 为 ")+inner.Value)
			default:
				parts = append(parts, inner.Text+of(lang, " is not given", " 未提供"))
			}
		}
	}
	walk(s)
	if len(parts) == 0 && s.Note != "" && len(s.Steps) == 0 {
		return of(lang, "not given", "未提供")
	}
	return strings.Join(parts, of(lang, ", ", "，"))
}

// faultWhy says why a decision cannot be made.
func faultWhy(f *ir.Fault) payout.Why {
	if f == nil {
		return nil
	}
	return both(func(lang string) string {
		if lang != "zh" {
			return f.String()
		}
		return f.Chinese()
	})
}
