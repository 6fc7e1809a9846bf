package plan

import (
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// fees reads what merchants pay, and when a raise was announced: at once, with
// the notice that the law wants.
func (c *compiler) fees() {
	for i := range c.syntax.Fees {
		s := &c.syntax.Fees[i]
		path := diag.Index("fees", i)
		site := c.site(nil)
		f := &Fee{ID: s.ID.Value, Title: c.sentence(site, s.Title), Reason: c.sentence(site, s.Reason)}
		c.name(s.ID, diag.Key(path, "id"))
		f.Was, f.Now, f.Amount = c.feeValue(site, s.Was), c.feeValue(site, s.Now), c.feeValue(site, s.Amount)
		if f.Now == nil && f.Amount == nil {
			c.errorf("S007", s.Span, path, "`now:` or `amount:` is missing here: what is the fee?")
		}
		f.Announced = c.date(s.Announced, diag.Key(path, "announced"))
		f.Effective = c.date(s.Effective, diag.Key(path, "effective"))
		for _, pair := range s.Others.Pairs {
			f.Others = append(f.Others, Other{Name: pair.Key.Value, Rate: c.feeValue(site, pair.Value)})
		}
		c.notice(f, s, path)
		c.policy.Fees = append(c.policy.Fees, f)
	}
	for _, r := range c.policy.Rules {
		if r.Fee != "" && c.fee(r.Fee) == nil {
			names := make([]string, len(c.policy.Fees))
			for i, f := range c.policy.Fees {
				names[i] = f.ID
			}
			d := c.errorf("N102", r.Syntax.Fee.Span(), diag.Key(r.Path, "fee"), "there is no fee %q", r.Fee)
			d.Suggest(d.Span, r.Fee, names)
		}
	}
}

func (c *compiler) fee(id string) *Fee {
	for _, f := range c.policy.Fees {
		if f.ID == id {
			return f
		}
	}
	return nil
}

func (c *compiler) feeValue(site *ir.Site, e syntax.Expr) *ir.Node {
	if e.Value == "" {
		return nil
	}
	n := site.Value(ir.ValueSource{Expr: &e}, ir.AnyValue)
	if n.Op != ir.OpInvalid {
		if _, ok := n.Constant(); !ok {
			c.errorf("N107", e.Span(), e.Path, "a fee is stated as a rate or an amount")
			return nil
		}
	}
	return n
}

// notice checks that a raise is announced early enough, and says when it
// could take effect.
func (c *compiler) notice(f *Fee, s *syntax.Fee, path string) {
	if f.Was == nil || f.Now == nil || f.Effective.IsZero() {
		return
	}
	was, ok1 := f.Was.Constant()
	now, ok2 := f.Now.Constant()
	if !ok1 || !ok2 || now.Cmp(was) <= 0 {
		return
	}
	if f.Announced.IsZero() {
		d := c.errorf("F806", s.Effective.Span(), diag.Key(path, "effective"), "the fee %q is raised, and it is not said when that was announced", f.ID)
		d.Hint = "write `announced:`, at least " + plural(c.policy.Notice, "day") + " before"
		return
	}
	if first := f.Announced.AddDays(c.policy.Notice); f.Effective < first {
		days := int(f.Effective - f.Announced)
		d := c.errorf("F806", s.Effective.Span(), diag.Key(path, "effective"),
			"the fee %q is raised on %s, %s after it was announced on %s, and the notice is %s", f.ID, f.Effective, plural(days, "day"), f.Announced, plural(c.policy.Notice, "day"))
		d.Hint = "the first day on which it could take effect is " + first.String()
		*d = d.WithRelated(s.Announced.Span(), "announced here")
	}
}
