package plan

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// settlement reads when and how balances are paid (N40).
func (c *compiler) settlement() {
	p := &c.policy.Settle
	p.Due = map[string]*Due{
		"day": {Kind: DueAfter, Days: 1}, "month": {Kind: DueDayOfMonth, Day: 15}, "quarter": {Kind: DueDayOfMonth, Day: 15},
		"year": {Kind: DueDayOfMonth, Day: 15}, "once": {Kind: DueAfter, Days: 1},
	}
	p.Order = []payout.Kind{payout.Clawback, payout.Charge, payout.Deposit}
	s := c.syntax.Settlement
	if s == nil {
		return
	}
	if s.Due != nil {
		for name, due := range map[string]*syntax.Due{"day": s.Due.Day, "month": s.Due.Month, "quarter": s.Due.Quarter, "year": s.Due.Year, "once": s.Due.Once} {
			if due == nil {
				continue
			}
			path := "settlement.due." + name
			if due.On.Value == "" {
				c.errorf("S008", due.Span, path, "a default due day is `T+1`, `day 15` or a date").Hint = "what depends on facts stands in the rule"
				continue
			}
			if d := c.dueText(due.On.Text, path); d != nil {
				p.Due[name] = d
			}
		}
	}
	p.Payee = c.settledPayee(s)
	site := c.site(p.Payee)
	p.Program = site.Program
	if o := s.Offset; o != nil {
		c.offset(p, o, site)
	}
	if w := s.Withhold; w != nil {
		p.Withhold = &Withhold{
			Rate: site.Value(ir.ValueSource{Expr: &w.Rate}, ir.ARate),
			When: site.Condition(w.When),
		}
	}
	if s.Minimum.Value != "" {
		p.Minimum = site.Value(ir.ValueSource{Expr: &s.Minimum}, ir.AnAmount)
	}
}

// settledPayee finds the subject that the settlement's expressions speak of.
func (c *compiler) settledPayee(s *syntax.Settlement) *ir.Subject {
	texts := []syntax.Expr{s.Minimum}
	if s.Offset != nil {
		texts = append(texts, s.Offset.AtMost, s.Offset.Leave)
	}
	if s.Withhold != nil {
		texts = append(texts, s.Withhold.Rate, s.Withhold.When)
	}
	for _, e := range texts {
		if mentioned := c.model.Mentioned(e.Value); len(mentioned) > 0 {
			return mentioned[0]
		}
	}
	return nil
}

func (c *compiler) offset(p *Settlement, o *syntax.Offset, site *ir.Site) {
	if len(o.Order.List) > 0 {
		p.Order = nil
	}
	for i, t := range o.Order.List {
		at := diag.Index("settlement.offset.order", i)
		word, ok := c.oneOf(t, at, "clawback", "charge", "deposit")
		if !ok {
			continue
		}
		kind, _ := payout.ParseKind(word)
		for _, was := range p.Order {
			if was == kind {
				c.errorf("N110", t.Span(), at, "%q stands here twice", word)
			}
		}
		p.Order = append(p.Order, kind)
	}
	for _, kind := range []payout.Kind{payout.Clawback, payout.Charge, payout.Deposit} {
		if !contains(p.Order, kind) {
			p.Order = append(p.Order, kind)
		}
	}
	if o.AtMost.Value != "" {
		p.AtMost = site.Value(ir.ValueSource{Expr: &o.AtMost}, ir.ARate)
	}
	if o.Leave.Value != "" {
		p.Leave = site.Value(ir.ValueSource{Expr: &o.Leave}, ir.AnAmount)
		if p.AtMost != nil {
			c.errorf("S003", o.Leave.Span(), o.Leave.Path, "debts are limited by a share, `at_most`, or by what is left, `leave`, not both")
		}
	}
}

func contains(kinds []payout.Kind, k payout.Kind) bool {
	for _, one := range kinds {
		if one == k {
			return true
		}
	}
	return false
}
