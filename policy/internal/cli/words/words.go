// Package words holds what the command says to people, in English and in
// Chinese: the terms of the field, amounts and counts.
package words

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Lang is a language that the command speaks.
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// Of gives one of two texts that say the same.
func (l Lang) Of(english, chinese string) string {
	if l == Chinese {
		return chinese
	}
	return english
}

// Sentence gives a reason in the language, or in the first that it has.
func (l Lang) Sentence(w payout.Why) string {
	for _, s := range w {
		if s.Lang == string(l) {
			return s.Text
		}
	}
	if len(w) > 0 {
		return w[0].Text
	}
	return ""
}

// Reason gives why a decision was not made.
func (l Lang) Reason(reason string) string {
	if l == Chinese {
		return ir.ChineseFault(reason)
	}
	return reason
}

// Also says which days a run has decided beside its own, and why.
func (l Lang) Also(text string) string {
	if l != Chinese {
		return text
	}
	if days, ok := strings.CutSuffix(text, ", which had not been run"); ok {
		return strings.Replace(days, " to ", " 至 ", 1) + " 此前未运行"
	}
	if months, ok := strings.CutSuffix(text, " and later, whose events have changed since"); ok {
		return months + " 及以后，其事件已有变动"
	}
	if days, ok := strings.CutSuffix(text, " and later, because a promise is missed, by another figure than before, or is kept after all"); ok {
		return days + " 及以后，因承诺未达成、差额有变或终于达成"
	}
	return text
}

// Kind names the kind of a line.
func (l Lang) Kind(k payout.Kind) string {
	if l != Chinese {
		return k.String()
	}
	switch k {
	case payout.Residual:
		return "分润"
	case payout.PassThrough:
		return "代收"
	case payout.Reward:
		return "奖励"
	case payout.Subsidy:
		return "补贴"
	case payout.Clawback:
		return "扣回"
	case payout.Charge:
		return "扣款"
	case payout.Deposit:
		return "押金"
	case payout.Waiver:
		return "费率减免"
	case payout.Benefit:
		return "权益"
	case payout.Duty:
		return "义务"
	case payout.Manual:
		return "手工调整"
	default:
		return k.String()
	}
}

// Amount writes an amount without its currency, with a comma between each
// three digits before the point.
func (l Lang) Amount(m payout.Money) string { return Grouped(m.Amount()) }

// Count writes how many there are of something, as in "1 case" and "2 cases".
// The noun takes an s; a Chinese one stands with its measure word.
func (l Lang) Count(n int, english, chinese string) string {
	number := Number(n)
	if l == Chinese {
		return number + " " + chinese
	}
	if n != 1 {
		english += "s"
	}
	return number + " " + english
}

// Join puts parts of a sentence together.
func (l Lang) Join(parts []string) string {
	return strings.Join(parts, l.Of(", ", "，"))
}
