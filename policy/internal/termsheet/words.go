package termsheet

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A writer puts one policy into words.
type writer struct {
	policy  *plan.Policy
	lang    string
	program *ir.Program // of the expression in hand
	it      Text        // what `it` stands for
	bare    bool        // facts of the event in hand stand without it
	terms   *terms      // to be explained

	evaluated *evaluated
}

// evaluated is the policy as a host evaluates it, once somebody needs it.
type evaluated struct {
	policy *policy.Policy
	err    error
}

// terms are the words of the policy that a sheet uses.
type terms struct {
	rows  map[string]Row // by their names in the policy
	order []string
}

func (w *writer) chinese() bool { return w.lang == "zh" }

// of gives one of two texts that say the same.
func (w *writer) of(english, chinese string) string {
	if w.chinese() {
		return chinese
	}
	return english
}

// in gives a writer for the expressions of a program.
func (w *writer) in(p *ir.Program) *writer {
	inner := *w
	inner.program = p
	return &inner
}

// title gives a sentence in the language, or in the first that there is.
func (w *writer) title(list []payout.Sentence) string {
	text := ""
	for i, s := range list {
		if i == 0 || s.Lang == w.lang {
			text = s.Text
		}
	}
	return text
}

// sentence gives a sentence of the policy in the language: its values stand as the
// words for them. There is none if the policy has it in other languages alone.
func (w *writer) sentence(list []plan.Sentence) Text {
	for _, s := range list {
		if s.Lang != w.lang && s.Lang != "" {
			continue
		}
		var t Text
		for _, p := range s.Pieces {
			if p.Node == nil {
				t = text(t, p.Text)
				continue
			}
			t = text(t, w.placeholder(p.Node))
		}
		return t
	}
	return nil
}

// placeholder stands for a value in a sentence of the policy: it is filled in
// when there is one.
func (w *writer) placeholder(n *ir.Node) Text {
	if c, ok := constant(n); ok {
		return w.value(c.Const, c.Type)
	}
	return text("[", w.short(n), "]")
}

// short names a value without whose it is.
func (w *writer) short(n *ir.Node) Text {
	for n.Op == ir.OpShift || n.Op == ir.OpDateOf {
		n = n.Args[0]
	}
	switch n.Op {
	case ir.OpInput, ir.OpPick:
		in := w.program.Inputs[n.Input]
		switch in.Kind {
		case ir.InFact:
			return text(Run{words(in.Field.Name), Term})
		case ir.InMeasure, ir.InLast, ir.InWindow:
			return text(Run{words(in.Measure.Name), Term})
		case ir.InTier:
			return text(Run{words(in.Tiers.Name), Term})
		}
	case ir.OpNamed:
		return text(Run{words(n.Name), Term})
	case ir.OpRung, ir.OpMarginal:
		return text(Run{words(n.Ladder.Ladder.Name), Term})
	case ir.OpCond:
		if n.Share != nil {
			return text(Run{words(n.Share.Name), Term})
		}
		if n.Args[0].Op == ir.OpWithin && n.Shown && len(n.Args) == 3 {
			return w.short(n.Args[2])
		}
	case ir.OpIndex:
		if name, _, found := strings.Cut(n.Text, "["); found {
			return text(Run{words(name), Term})
		}
	}
	return w.operand(n)
}

// constant looks through names and scales for a constant. It has its own scale.
func constant(n *ir.Node) (*ir.Node, bool) {
	for n.Op == ir.OpShift || n.Op == ir.OpNamed {
		n = n.Args[0]
	}
	return n, n.Op == ir.OpConst && n.Const != nil
}

// value writes a value for people.
func (w *writer) value(v *big.Int, t ir.Type) Text {
	switch t.Kind {
	case ir.Money:
		return text(w.money(v, t.Scale))
	case ir.Bare, ir.Number, ir.Count:
		return text(w.number(v, t.Scale))
	case ir.Bool:
		if v.Sign() != 0 {
			return text(w.of("yes", "是"))
		}
		return text(w.of("no", "否"))
	case ir.Symbol, ir.Text:
		return text(Run{w.policy.Model.Format(v, t, nil, ir.Style{}), Exact})
	case ir.Days:
		return text(w.days(int(v.Int64())))
	case ir.Months:
		return text(w.months(int(v.Int64())))
	default:
		return text(w.policy.Model.Format(v, t, nil, ir.Style{Human: true, Lang: w.lang}))
	}
}

// money writes an amount without cents that are zero; in Chinese, of 元, whole
// 万 and 亿 as such.
func (w *writer) money(v *big.Int, scale int) string {
	currency := w.policy.Model.Currency.String()
	if !w.chinese() || currency != "CNY" {
		return w.cents(v, scale) + " " + currency
	}
	for _, big1 := range []struct {
		places int
		name   string
	}{{8, "亿"}, {4, "万"}} {
		step := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale+big1.places)), nil)
		if q, r := new(big.Int).QuoRem(v, step, new(big.Int)); q.Sign() != 0 && r.Sign() == 0 {
			return grouped(q.String()) + " " + big1.name + "元"
		}
	}
	return w.cents(v, scale) + " 元"
}

// cents writes an amount: whole, or with all places of its currency.
func (w *writer) cents(v *big.Int, scale int) string {
	digits := w.number(v, scale)
	if _, fraction, ok := strings.Cut(digits, "."); ok && len(fraction) < w.policy.Model.Places {
		digits += strings.Repeat("0", w.policy.Model.Places-len(fraction))
	}
	return digits
}

// number writes a decimal with its digits grouped, without zeros at its end.
func (w *writer) number(v *big.Int, scale int) string {
	digits := w.policy.Model.Format(v, ir.Type{Kind: ir.Number, Scale: scale}, nil, ir.Style{Human: true, Lang: w.lang})
	return digits
}

func grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

func (w *writer) days(n int) string {
	if w.chinese() {
		return plain(n) + " 天"
	}
	if n == 1 {
		return "1 day"
	}
	return plain(n) + " days"
}

func (w *writer) months(n int) string {
	switch {
	case w.chinese() && n%12 == 0 && n > 0:
		return plain(n/12) + " 年"
	case w.chinese():
		return plain(n) + " 个月"
	case n == 1:
		return "1 month"
	case n == 12:
		return "1 year"
	default:
		return plain(n) + " months"
	}
}

func plain(n int) string { return big.NewInt(int64(n)).String() }

// span writes a length of time.
func (w *writer) span(s plan.Span) string {
	var parts []string
	if s.Months != 0 {
		parts = append(parts, w.months(s.Months))
	}
	if s.Days != 0 {
		parts = append(parts, w.days(s.Days))
	}
	return strings.Join(parts, w.of(" and ", "零"))
}

// kind names the kind of a rule.
func (w *writer) kind(k payout.Kind) string {
	if !w.chinese() {
		return map[payout.Kind]string{
			payout.Residual: "share of margin", payout.PassThrough: "passed through", payout.Reward: "reward", payout.Subsidy: "subsidy",
			payout.Clawback: "taken back", payout.Charge: "charge", payout.Deposit: "deposit", payout.Waiver: "fee waived",
			payout.Benefit: "benefit", payout.Duty: "duty",
		}[k]
	}
	return map[payout.Kind]string{
		payout.Residual: "分润", payout.PassThrough: "代收", payout.Reward: "奖励", payout.Subsidy: "补贴", payout.Clawback: "扣回",
		payout.Charge: "扣款", payout.Deposit: "押金", payout.Waiver: "费率减免", payout.Benefit: "权益", payout.Duty: "义务",
	}[k]
}

// side is on whose side an amount of a kind is.
func side(k payout.Kind) string {
	switch k.Side() {
	case payout.Credit:
		return "credit"
	case payout.Debit:
		return "debit"
	default:
		return "none"
	}
}

// unit names the unit of a period: month, or 月.
func (w *writer) unit(u ir.Unit) string {
	if !w.chinese() {
		return u.String()
	}
	return map[ir.Unit]string{ir.Day: "日", ir.Month: "月", ir.Quarter: "季度", ir.Year: "年"}[u]
}
