package plan

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// reliefs gives the waivers that fees ask for with `relief:`. What is waived
// is the charge that collects the fee, or else the raise itself, on what the
// fee is a share of.
func (c *compiler) reliefs() []syntax.Rule {
	var rules []syntax.Rule
	for i := range c.syntax.Fees {
		f := &c.syntax.Fees[i]
		if f.Relief == nil {
			continue
		}
		path := diag.Key(diag.Index("fees", i), "relief")
		rule := syntax.Rule{
			ID:   syntax.Derived(f.ID.Value+"-relief", f.ID),
			Kind: syntax.Derived("waiver", f.Relief.Waive.Text),
			Fee:  f.ID, When: f.Relief.When, Why: f.Relief.Why, Span: f.Relief.Span,
		}
		if c.reliefAmount(&rule, f, path) && c.reliefMonths(&rule, f, path) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// reliefAmount finds what is waived, of whom, and how often.
func (c *compiler) reliefAmount(rule *syntax.Rule, f *syntax.Fee, path string) bool {
	of, waive := "", f.Relief.Waive
	for i := range c.syntax.Rules {
		charge := &c.syntax.Rules[i]
		if charge.Fee.Value != f.ID.Value || charge.Kind.Value != "charge" {
			continue
		}
		if charge.Amount.Expr == nil {
			c.errorf("R605", waive.Span(), path, "the charge %q has an amount by cases; write its waiver as a rule of its own", charge.ID.Value)
			return false
		}
		of, rule.For, rule.Every = charge.Amount.Expr.Value, charge.For, charge.Every
	}
	switch {
	case of != "":
	case f.On.Value == "":
		d := diag.Warningf("S007", waive.Span(), "nobody can compute this relief: no charge collects the fee %q, and it is not said what the fee is a share of", f.ID.Value)
		d.Path, d.Hint = path, "write `on:` beside the fee, such as `on: merchant.volume`"
		c.report(d)
		return false
	case f.Was.Value == "" || f.Now.Value == "":
		c.errorf("S007", waive.Span(), path, "`was:` or `now:` is missing in the fee %q: the relief waives the raise", f.ID.Value)
		return false
	default:
		of, rule.For = "("+f.On.Value+") * ("+f.Now.Value+" - "+f.Was.Value+")", f.For
		if rule.For.Value == "" {
			subject, _, _ := strings.Cut(f.On.Value, ".")
			rule.For = syntax.Derived(subject, f.On.Text)
		}
		rule.Every = &syntax.Every{Unit: syntax.Derived("month", f.Relief.For), Span: f.Relief.Span}
	}
	amount := syntax.Expr{Text: syntax.Derived("("+of+") * ("+waive.Value+")", waive.Text), Path: diag.Key(path, "waive")}
	rule.Amount = syntax.Value{Expr: &amount, Span: waive.Span()}
	return true
}

// reliefMonths limits a waiver to the months from the day on which the fee
// takes effect, or from the first whole one after it.
func (c *compiler) reliefMonths(rule *syntax.Rule, f *syntax.Fee, path string) bool {
	length := f.Relief.For
	lit, err := ir.ParseLiteral(length.Value)
	if err != nil || lit.Kind != ir.LitMonths {
		c.errorf("S008", length.Span(), diag.Key(path, "for"), "a number of months is expected here, and this is %q", length.Value).Hint = "write it 1mo or 1y"
		return false
	}
	day := c.date(f.Effective, diag.Key(path, "effective"))
	if day.IsZero() {
		c.errorf("S007", f.Relief.Span, path, "`effective:` is missing in the fee %q: from when is it relieved?", f.ID.Value)
		return false
	}
	rule.During = &syntax.During{
		Months: syntax.Derived("1.."+ir.NewNum(int64(lit.N)).String(), length),
		Since:  syntax.Expr{Text: syntax.Derived(day.AddDays(-1).String(), f.Effective), Path: diag.Key(path, "for")},
		Span:   f.Relief.Span,
	}
	return true
}
