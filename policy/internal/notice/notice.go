// Package notice writes what merchants are told when fees change: what was
// paid and what will be, from when and why, what others take, what it costs
// one customer, and what softens it. In English or Chinese.
package notice

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A Notice is the fees of one policy, in one language.
type Notice struct {
	Lang   string
	Title  string
	Others []string // the brands that some fee is compared with
	Rows   []Row
	Base   string // the amount that costs are computed on; empty: none
	Words  Words
}

// A Row is one fee.
type Row struct {
	ID, Title            string
	Was, Now, Change     string
	Announced, Effective string
	Reason               string
	Others               []string // by Notice.Others; empty where it is not known
	CostWas, CostNow     string   // on Base
	CostChange           string
	Relief               string
}

// Words are the headings.
type Words struct {
	Heading, Fee, Was, Now, Change, Effective, Announced, Reason, Relief, Costs, Of string
}

var english = Words{
	Heading: "What changes", Fee: "Fee", Was: "Before", Now: "After", Change: "Change", Effective: "From",
	Announced: "Announced", Reason: "Why", Relief: "Relief", Costs: "What it costs you", Of: "on",
}

var chinese = Words{
	Heading: "费用调整", Fee: "费用", Was: "原来", Now: "现在", Change: "变化", Effective: "生效日期",
	Announced: "公告日期", Reason: "原因", Relief: "减免", Costs: "对您的影响", Of: "按交易额",
}

// New makes the notice of a policy. base, if it is not nil, is the amount on
// which a customer's costs are computed, such as the volume of last month; a
// cost is rounded as the policy rounds.
func New(p *plan.Policy, lang string, base *big.Rat) (*Notice, error) {
	n := &Notice{Lang: lang, Title: pick(p.Title, lang), Words: english}
	if lang == "zh" {
		n.Words = chinese
	}
	if n.Title == "" {
		n.Title = p.Name
	}
	for _, f := range p.Fees {
		for _, o := range f.Others {
			n.addOther(o.Name)
		}
	}
	if base != nil {
		m, err := money(p, base)
		if err != nil {
			return nil, err
		}
		n.Base = m.String()
	}
	for i, f := range p.Fees {
		row := Row{ID: f.ID, Title: sentence(p, f.Title, lang), Reason: sentence(p, f.Reason, lang), Others: make([]string, len(n.Others))}
		if row.Title == "" {
			row.Title = f.ID
		}
		row.Was, row.Now = text(p, f.Was), text(p, f.Now)
		if f.Amount != nil {
			row.Now = text(p, f.Amount)
			if v, ok := f.Amount.Constant(); ok && f.Amount.Type.Kind == ir.Bare {
				m, err := money(p, v.Rat())
				if err != nil {
					return nil, err
				}
				row.Now = m.String()
			}
		}
		if !f.Announced.IsZero() {
			row.Announced = f.Announced.String()
		}
		if !f.Effective.IsZero() {
			row.Effective = f.Effective.String()
		}
		for _, o := range f.Others {
			row.Others[n.other(o.Name)] = text(p, o.Rate)
		}
		row.Relief = relief(p, i, lang)
		if err := row.change(p, f, base); err != nil {
			return nil, err
		}
		n.Rows = append(n.Rows, row)
	}
	return n, nil
}

func (n *Notice) addOther(name string) {
	if n.other(name) < 0 {
		n.Others = append(n.Others, name)
	}
}

func (n *Notice) other(name string) int {
	for i, o := range n.Others {
		if o == name {
			return i
		}
	}
	return -1
}

// change computes the difference, and what it costs on the base.
func (r *Row) change(p *plan.Policy, f *plan.Fee, base *big.Rat) error {
	if f.Was == nil || f.Now == nil {
		return nil
	}
	was, ok1 := f.Was.Constant()
	now, ok2 := f.Now.Constant()
	if !ok1 || !ok2 {
		return nil
	}
	scale := max(was.Scale, now.Scale)
	a, _ := was.At(scale)
	b, _ := now.At(scale)
	diff := new(big.Int).Sub(b, a)
	t := f.Now.Type
	t.Scale = scale
	r.Change = p.Model.Format(diff, t, nil, ir.Style{})
	flat := f.Now.Type.Kind == ir.Bare || f.Now.Type.Kind == ir.Money
	if m, ok := whole(p, ir.Num{Int: diff, Scale: scale}); ok && flat {
		r.Change = m
	}
	if diff.Sign() > 0 {
		r.Change = "+" + r.Change
	}
	switch {
	case base == nil:
		return nil
	case flat: // it costs what it is, whatever the volume
		r.CostWas, r.CostNow, r.CostChange = r.Was, r.Now, r.Change
		return nil
	case f.Now.Type.Kind != ir.Rate:
		return nil
	}
	for _, cost := range []struct {
		rate *big.Rat
		to   *string
	}{{was.Rat(), &r.CostWas}, {now.Rat(), &r.CostNow}, {new(big.Rat).Sub(now.Rat(), was.Rat()), &r.CostChange}} {
		m, err := money(p, new(big.Rat).Mul(base, cost.rate))
		if err != nil {
			return err
		}
		*cost.to = m.String()
	}
	return nil
}

// money rounds an amount as the policy does.
func money(p *plan.Policy, v *big.Rat) (payout.Money, error) {
	return p.Rounding.Money(v.Num(), v.Denom(), 0, p.Model.Currency)
}

func text(p *plan.Policy, n *ir.Node) string {
	if n == nil {
		return ""
	}
	v, ok := n.Constant()
	if !ok {
		return n.Text
	}
	t := n.Type
	t.Scale = v.Scale
	if t.Kind == ir.Bare || t.Kind == ir.Money {
		if m, ok := whole(p, v); ok {
			return m
		}
	}
	return p.Model.Format(v.Int, t, nil, ir.Style{})
}

// whole writes an amount with its currency and all places of it; ok is false
// where it has more places than these.
func whole(p *plan.Policy, v ir.Num) (text string, ok bool) {
	m, err := money(p, v.Rat())
	if err != nil || m.Decimal().Rat().Cmp(v.Rat()) != 0 {
		return "", false
	}
	return m.String(), true
}

// relief says what softens a raise, for how long and for whom.
func relief(p *plan.Policy, fee int, lang string) string {
	s := p.Syntax.Fees[fee].Relief
	if s == nil {
		return ""
	}
	when := strings.Join(strings.Fields(s.When.Value), " ")
	if lang == "zh" {
		text := "减免 " + s.Waive.Value + "，" + s.For.Value
		if when != "" {
			text += "，条件：" + when
		}
		return text
	}
	text := s.Waive.Value + " waived for " + s.For.Value
	if when != "" {
		text += ", where " + when
	}
	return text
}

// sentence writes a sentence in a language, or in the first that there is.
func sentence(p *plan.Policy, list []plan.Sentence, lang string) string {
	var found *plan.Sentence
	for i := range list {
		if found == nil || list[i].Lang == lang {
			found = &list[i]
		}
	}
	if found == nil {
		return ""
	}
	var b strings.Builder
	for _, piece := range found.Pieces {
		b.WriteString(piece.Text)
		if piece.Node != nil {
			b.WriteString(text(p, piece.Node))
		}
	}
	return b.String()
}

func pick(list []payout.Sentence, lang string) string {
	found := ""
	for i, s := range list {
		if i == 0 || s.Lang == lang {
			found = s.Text
		}
	}
	return found
}
