package closing

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
)

// statement prints what happened on one account, and how it stands.
func (p *page) statement(s *payout.Statement) {
	p.heading(p.of(
		s.Payee.String()+" on "+s.Platform+", "+s.First.String()+" to "+s.Last.String()+", in "+s.Currency.String(),
		s.Payee.String()+"，平台 "+s.Platform+"，"+s.First.String()+" 至 "+s.Last.String()+"，币种 "+s.Currency.String()))
	t := sheet.Table{Indent: 2, Columns: []sheet.Column{{}, {Most: 24}, {Most: 24}, {Right: true}, {}}}
	if !s.Opening.IsZero() {
		t.Add("", p.of("opening", "期初余额"), "", p.Lang.Amount(s.Opening))
	}
	for _, f := range p.folds(s.Lines) {
		p.statementRow(&t, s, f)
	}
	for _, pay := range p.payments(s.Payments) {
		day, what := pay.day.String(), p.of("payment", "付款")
		switch {
		case pay.back:
			what = p.of("payment came back", "付款退回")
		case pay.count > 1:
			day, what = monthOf(pay.day), p.Lang.Count(pay.count, "payment", "次付款")
		}
		t.Add(day, what, "", p.Lang.Amount(pay.amount.Neg()))
	}
	p.out.WriteString(t.String())
	p.deposit(&s.Deposit)
	p.duties(s.Duties)
	p.benefits(s.Benefits)
	p.balance(2, s.Opening, s.Credits, s.Debits, s.Paid, s.Held, s.Closing)
	p.closing(s)
}

// statementRow prints a line, or several that are one row, what happened to
// them, and their sentence.
func (p *page) statementRow(t *sheet.Table, s *payout.Statement, f fold) {
	last := &f.lines[len(f.lines)-1].Line
	day, text := last.Booked.String(), p.sentence(last)
	if len(f.lines) > 1 {
		day, text = f.when(), p.foldSentence(f)
	}
	t.Add(day, last.Rule, p.foldSubject(f), p.Lang.Amount(f.amount()), p.foldFate(s, f))
	if text != "" {
		t.Text(sentenceIndent, text)
	}
}

// sentenceIndent puts a sentence under the rule, beside the day.
const sentenceIndent = len("2006-01-02") + 2

// sentence gives a line's reason, with the period that it is of and what it
// corrects.
func (p *page) sentence(l *payout.Line) string {
	text := l.Period
	if text == l.Booked.String() {
		text = "" // it stands there already
	}
	if len(l.Corrects) > 0 && l.Kind != payout.Clawback { // a clawback takes back, and corrects nothing
		text += p.of(" corrected", " 更正")
	}
	if l.Cause != "" {
		text += p.of(" (", "（") + l.Cause + p.of(")", "）")
	}
	text, why := strings.TrimSpace(text), p.Lang.Sentence(l.Why)
	switch {
	case why == "":
		return text
	case text == "":
		return why
	default:
		return text + p.of(": ", "：") + why
	}
}

// deposit prints the account of what is held for the payee, if there is one.
func (p *page) deposit(d *payout.DepositAccount) {
	if d.Opening.IsZero() && d.In.IsZero() && d.Closing.IsZero() {
		return
	}
	amount := p.Lang.Amount
	p.line(2, p.of(
		"deposit: "+amount(d.Opening)+" opening + "+amount(d.In)+" put in - "+amount(d.Drawn)+" drawn - "+amount(d.Returned)+" returned = "+amount(d.Closing)+" closing",
		"押金：期初 "+amount(d.Opening)+" + 存入 "+amount(d.In)+" - 抵扣 "+amount(d.Drawn)+" - 退还 "+amount(d.Returned)+" = 期末 "+amount(d.Closing)))
}

// duties prints obligations, which move no money.
func (p *page) duties(lines []payout.Line) {
	if len(lines) == 0 {
		return
	}
	p.line(2, p.of("duties", "义务"))
	t := sheet.Table{Indent: 4, Columns: []sheet.Column{{}, {Most: 24}, {Most: 24}, {}}}
	for i := range lines {
		l := &lines[i]
		t.Add(l.Booked.String(), l.Rule, l.Subject.String(), p.met(l.Held))
		if text := p.sentence(l); text != "" {
			t.Text(sentenceIndent, text)
		}
	}
	p.out.WriteString(t.String())
}

// met gives how a duty stands, which its line states in place of a hold.
func (p *page) met(state string) string {
	switch state {
	case "met":
		return p.of("met", "已履行")
	case "not met":
		return p.of("not met", "未履行")
	default:
		return state
	}
}

// benefits prints what is no money, by unit.
func (p *page) benefits(list []payout.BenefitLine) {
	for _, b := range list {
		p.line(2, p.of(
			b.Unit+": "+b.Opening.String()+" opening, "+b.Closing.String()+" closing",
			b.Unit+"：期初 "+b.Opening.String()+"，期末 "+b.Closing.String()))
		t := sheet.Table{Indent: 4, Columns: []sheet.Column{{}, {Most: 24}, {Most: 24}, {Right: true}, {}}}
		for i := range b.Lines {
			l := &b.Lines[i]
			t.Add(l.Booked.String(), l.Rule, l.Subject.String(), l.Quantity.String())
			if text := p.sentence(l); text != "" {
				t.Text(sentenceIndent, text)
			}
		}
		p.out.WriteString(t.String())
	}
}

// balance prints the equation that every statement satisfies, on two lines
// where one is too short.
func (p *page) balance(indent int, opening, credits, debits, paid, held, closing payout.Money) {
	amount := p.Lang.Amount
	in := p.of(
		amount(opening)+" opening + "+amount(credits)+" credits - "+amount(debits)+" debits",
		"期初 "+amount(opening)+" + 应付 "+amount(credits)+" - 应扣 "+amount(debits))
	out := p.of(
		"= "+amount(paid)+" paid + "+amount(held)+" held + "+amount(closing)+" closing",
		"= 已付 "+amount(paid)+" + 冻结 "+amount(held)+" + 期末 "+amount(closing))
	if indent+diag.Cells(in)+1+diag.Cells(out) <= sheet.Width {
		p.line(indent, in+" "+out)
		return
	}
	p.line(indent, in)
	p.line(indent+2, out)
}

// closing says what the closing balance is made of.
func (p *page) closing(s *payout.Statement) {
	var parts []string
	for _, part := range []struct {
		m    payout.Money
		text string
	}{
		{s.Withheld, p.of("withheld", "暂扣")},
		{s.NotDue, p.of("not due yet", "未到期")},
		{s.Carried, p.of("carried", "结转")},
	} {
		if part.m.IsZero() {
			continue
		}
		if p.Lang == "zh" {
			parts = append(parts, part.text+" "+p.Lang.Amount(part.m))
		} else {
			parts = append(parts, p.Lang.Amount(part.m)+" "+part.text)
		}
	}
	if len(parts) > 0 {
		p.line(2, p.of("closing: ", "期末：")+p.Lang.Join(parts))
	}
}
