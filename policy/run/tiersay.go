package run

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/missing"
	"github.com/fenrun/fenrun/tier"
)

// A sayer puts into words why subjects are in their tiers, in English and in
// Chinese.
type sayer struct {
	sorting *engine.Sorting
}

// most bounds the alternatives that one sentence lists.
const most = 4

// both says something in each language.
func both(say func(lang string) string) payout.Why {
	return payout.Why{{Lang: "en", Text: say("en")}, {Lang: "zh", Text: say("zh")}}
}

func of(lang, english, chinese string) string {
	if lang == "zh" {
		return chinese
	}
	return english
}

// change says what one number lacks, or has too much.
func (s sayer) change(day payout.Date, c missing.Change) payout.Why {
	return both(func(lang string) string { return s.sorting.Writer(day.AddDays(-1), lang).Change(c) })
}

// moved says why a tier was won or lost.
func (s sayer) moved(l engine.Look, m engine.Move) payout.Why {
	r := l.Reason(m)
	return both(func(lang string) string {
		w := s.sorting.Writer(m.Review, lang)
		switch {
		case m.Ended:
			return of(lang, "no longer: ", "不再适用：") + sentence(r.Fix, lang)
		case m.By == tier.Overridden:
			return sentence(r.Fix, lang)
		case r.Fault != nil:
			return r.Fault.String()
		case len(r.Lacks) > 0:
			return w.Ways(r.Lacks, 2)
		default:
			return s.condition(w, r.Condition, r.Values)
		}
	})
}

// condition says which condition holds, and with which values.
func (s sayer) condition(w missing.Writer, condition string, values []missing.Value) string {
	if condition == "" {
		return of(w.Lang, "no condition of a better tier holds", "不满足更高等级的条件")
	}
	if text := w.Values(values); text != "" {
		condition += of(w.Lang, " (", "（") + text + of(w.Lang, ")", "）")
	}
	return condition
}

// sentence gives a sentence of the policy in a language, or in the first that
// it has.
func sentence(list []payout.Sentence, lang string) string {
	text := ""
	for i, s := range list {
		if i == 0 || s.Lang == lang {
			text = s.Text
		}
	}
	return text
}
