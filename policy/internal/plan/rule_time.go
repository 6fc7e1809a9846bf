package plan

import (
	"strconv"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// timing reads when the rule is computed, decided, posted and due.
func (b *ruleBuilder) timing() {
	s, r := b.syntax, b.rule
	every, once, post, due := s.Every, s.Once, s.Post, s.Due
	if d := b.defaults; d != nil {
		// `once` and an `every` that the rule states itself exclude a default
		// of the other.
		if once == nil && (every == nil || d.Every != nil) && r.Kind != payout.Clawback && s.Every == nil {
			once = d.Once
		}
		if every == nil {
			every = d.Every
		}
		if post.Value == "" {
			post = d.Post
		}
		if due == nil {
			due = d.Due
		}
	}
	r.Every = b.every(every)
	if post.Value != "" {
		if unit, ok := b.oneOf(post, b.at("post"), "day", "month", "quarter"); ok {
			r.Post, _ = ir.ParseUnit(unit)
		}
		if r.Post >= r.Every.Unit && !r.Every.Own() {
			r.Post = ir.NoUnit // posted when the period ends, as it would be anyway
		}
	}
	if once != nil {
		r.Once = b.once(once)
	}
	if s.Decide != nil {
		r.Decide = b.decide(s.Decide)
	}
	if due != nil {
		r.Due = b.due(due, b.site, b.at("due"))
	}
}

// every reads the period of a rule: a month if nothing is said.
func (b *ruleBuilder) every(s *syntax.Every) Every {
	e := Every{Unit: ir.Month}
	switch {
	case s == nil:
	case s.Unit.Value != "":
		if unit, ok := b.oneOf(s.Unit, b.at("every"), "day", "month", "quarter", "year"); ok {
			e.Unit, _ = ir.ParseUnit(unit)
		} else if isWeek(s.Unit.Value) {
			b.lastHint(weekHint)
		}
	case s.Length.Value != "":
		length := b.span(s.Length, b.at("every.length"))
		e = Every{Months: length.Months, Days: length.Days, Since: b.site.Date(s.Since), AtEnd: true}
		if length.IsZero() {
			e.Days = 1 // reported
		}
		if s.At.Value != "" {
			at, _ := b.oneOf(s.At, b.at("every.at"), "start", "end")
			e.AtEnd = at == "end"
		}
	}
	return e
}

func (b *ruleBuilder) once(s *syntax.Once) *Once {
	o := &Once{Name: b.rule.ID, Key: b.site.One(s.Per)}
	if o.Key.Op == ir.OpConst && o.Key.Type.Kind != ir.Invalid {
		b.errorf("N107", s.Per.Span(), s.Per.Path, "%s is the same for all, and would be paid to one of them alone", s.Per.Value).Hint = "name what it is paid once for: `once: " + b.rule.Root.Name + "`"
		return o
	}
	if k := o.Key.Type.Kind; k == ir.List || k == ir.Map || k == ir.Rate || k == ir.Windowed {
		b.errorf("N107", s.Per.Span(), s.Per.Path, "a %s is no key to pay once by", o.Key.Type).Hint = "a subject or a fact of it, as in `once: device` or `once: {per: device.identity}`"
	}
	if s.By.Value != "" {
		o.By = b.site.One(s.By)
	}
	if s.As.Value != "" && b.name(s.As, b.at("once.as")) {
		o.Name = s.As.Value
	}
	return o
}

func (b *ruleBuilder) decide(s *syntax.Decide) *Decide {
	if s.On.Value != "" {
		return &Decide{On: b.site.Date(s.On)}
	}
	length := b.span(s.After, b.at("decide.after"))
	return &Decide{On: b.site.Date(s.Since), Days: length.Days, Months: length.Months}
}

// due reads a day on which lines may be paid.
func (c *compiler) due(s *syntax.Due, site *ir.Site, path string) *Due {
	switch {
	case s.On.Value != "":
		return c.dueText(s.On.Text, path)
	case s.With.Value != "":
		d := &Due{Kind: DueWith}
		d.With, _ = c.oneOf(s.With, diag.Key(path, "with"), "day", "month", "quarter", "year", "once")
		if s.After.Value == "" {
			c.errorf("S007", s.Span, path, "`after:` is missing here: after which date?")
			return d
		}
		d.Since = site.Date(s.After)
		return d
	case s.Since.Value != "":
		d := &Due{Kind: DueMonths, Day: 1}
		if s.Months.Value != "" {
			d.Months, _ = c.whole(s.Months, diag.Key(path, "months"))
		}
		if s.Day.Value != "" {
			d.Day, _ = c.whole(s.Day, diag.Key(path, "day"))
			c.dayOfMonth(d.Day, s.Day, diag.Key(path, "day"))
		}
		d.Since = site.Date(s.Since)
		return d
	default:
		c.errorf("S007", s.Span, path, "`since:` is missing here").Hint = "`due: T+1`, `due: day 15`, `due: 2026-03-31`, `due: {months: 7, day: 1, since: device.activated}` or `due: {with: month, after: agent.invoiced_on}`"
		return nil
	}
}

func (c *compiler) dayOfMonth(day int, t syntax.Text, path string) {
	if day < 1 || day > 31 {
		c.errorf("S008", t.Span(), path, "a month has the days 1 to 31")
	}
}

// dueText reads T+1, day 15 and 2026-03-31.
func (c *compiler) dueText(t syntax.Text, path string) *Due {
	if rest, ok := strings.CutPrefix(t.Value, "T"); ok {
		days, err := strconv.Atoi(strings.TrimPrefix(rest, "+"))
		if rest == "" {
			days, err = 0, nil
		}
		if err == nil && days >= 0 && days <= 1000 && !strings.HasPrefix(rest, "++") && (rest == "" || rest[0] == '+') {
			return &Due{Kind: DueAfter, Days: days}
		}
	}
	if rest, ok := strings.CutPrefix(t.Value, "day "); ok {
		day, err := strconv.Atoi(strings.TrimSpace(rest))
		if err == nil && day >= 1 && day <= 31 {
			return &Due{Kind: DueDayOfMonth, Day: day}
		}
	}
	if lit, problem := ir.ReadLiteral(t.Value); problem == nil && lit.Kind == ir.LitDate {
		return &Due{Kind: DueOn, On: lit.Date}
	}
	c.errorf("S008", t.Span(), path, "%q is no day to pay on", t.Value).Hint = "`T+1` is the day after, `day 15` the next 15th, `2026-03-31` a date"
	return nil
}
