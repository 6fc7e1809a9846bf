package termsheet

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/notice"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// settlement says when balances are paid and what is set off.
func (w *writer) settlement() Part {
	p := Part{ID: "settlement", Title: w.of("Settlement", "结算")}
	s := &w.policy.Settle
	in := w
	if s.Program != nil {
		in = w.in(s.Program)
	}
	add := func(english, chinese string, t Text) {
		if len(t) > 0 {
			p.Rows = append(p.Rows, Row{w.of(english, chinese), w.begin(t)})
		}
	}
	for _, c := range []struct{ key, english, chinese string }{
		{"day", "Daily amounts", "按日计算的金额"}, {"month", "Monthly amounts", "按月计算的金额"}, {"quarter", "Quarterly amounts", "按季计算的金额"},
		{"year", "Yearly amounts", "按年计算的金额"}, {"once", "Amounts that are paid once", "一次性金额"},
	} {
		if w.uses(c.key) {
			add(c.english, c.chinese, w.due(s.Due[c.key]))
		}
	}
	add("Debts", "债务抵扣", w.offset(in, s, false))
	if s.Withhold != nil {
		add("Withheld", "暂扣", text(in.operand(s.Withhold.Rate), w.of(" of what is credited, while ", " 的应付金额，下列情形暂扣："), in.condition(s.Withhold.When),
			w.of("; it is paid when that is over", "；解除后支付")))
	}
	if s.Minimum != nil {
		add("Minimum", "起付金额", text(in.worth(s.Minimum, ""), w.of("; what is less is carried forward and never lost", "；不足的结转下期，不会丢失")))
	}
	add("Platform", "平台", text(code(w.policy.Platform), w.of("; debts of one platform never reduce what another one pays", "；一个平台的债务不会抵扣另一个平台的款项")))
	return p
}

// uses reports whether some rule is paid by a default of the settlement.
func (w *writer) uses(key string) bool {
	for _, r := range w.policy.Rules {
		if r.Due == nil && r.Kind != payout.Benefit && r.Kind != payout.Duty && cadence(r) == key {
			return true
		}
	}
	return false
}

// offset says in which order debts are taken, and how much of a settlement.
// Where no rule makes a debt, there is nothing to say, unless asked.
func (w *writer) offset(in *writer, s *plan.Settlement, debts bool) Text {
	for _, r := range w.policy.Rules {
		debts = debts || side(r.Kind) == "debit"
	}
	if !debts && s.AtMost == nil && s.Leave == nil {
		return nil
	}
	names := map[payout.Kind]string{
		payout.Clawback: w.of("what is taken back", "扣回"), payout.Charge: w.of("charges", "扣款"), payout.Deposit: w.of("deposits", "押金"),
	}
	var list []Text
	for _, k := range s.Order {
		list = append(list, text(names[k]))
	}
	t := text(w.of("taken from credits that are due: corrections first, then ", "从到期应付款中抵扣：先更正，再 "), join(list, w.of(", then ", "，再 "), w.of(", then ", "，再 ")))
	switch {
	case s.AtMost != nil:
		t = text(t, w.of("; of one settlement at most ", "；每次结算最多抵扣 "), in.operand(s.AtMost))
	case s.Leave != nil:
		t = text(t, w.of("; of one settlement only what exceeds ", "；每次结算只抵扣超过 "), in.worth(s.Leave, ""), w.of("", " 的部分"))
	}
	return text(t, w.of("; what cannot be taken is carried forward", "；不足部分结转"))
}

// fees gives what merchants pay, as the notice of fees has it.
func (w *writer) fees() (Part, error) {
	p := Part{ID: "fees", Title: w.of("What merchants pay", "商户费用")}
	if len(w.policy.Fees) == 0 {
		return p, nil
	}
	n, err := notice.New(w.policy, w.lang, nil)
	if err != nil {
		return p, err
	}
	heads := n.Heads()
	for _, r := range n.Rows {
		c := Clause{ID: r.Title, Side: "none"}
		for i, cell := range n.Cells(r) {
			if i > 0 && cell != "" {
				c.Rows = append(c.Rows, Row{heads[i], text(cell)})
			}
		}
		p.Clauses = append(p.Clauses, c)
	}
	p.Intro = []Text{text(w.of("A raise takes force no earlier than "+w.days(w.policy.Notice)+" after it was announced.", "涨价自公告之日起至少 "+w.days(w.policy.Notice)+"后生效。"))}
	return p, nil
}

// stated gives the figures that nothing computes with.
func (w *writer) stated() Part {
	p := Part{ID: "stated", Title: w.of("Stated besides", "其他说明")}
	for _, pair := range w.policy.Syntax.Stated.Pairs {
		p.Rows = append(p.Rows, Row{words(pair.Key.Value), text(pair.Value.Value)})
	}
	return p
}
