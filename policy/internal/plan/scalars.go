package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// literal reads a scalar that is one value of the language.
func (c *compiler) literal(t syntax.Text, path string) (ir.Literal, bool) {
	if t.Value == "" {
		return ir.Literal{}, false
	}
	lit, problem := ir.ReadLiteral(t.Value)
	if problem != nil {
		d := c.errorf(problem.Code, t.Range(problem.From, problem.To), path, "%s", problem.Message)
		d.Hint = problem.Hint
		return ir.Literal{}, false
	}
	return lit, true
}

func (c *compiler) date(t syntax.Text, path string) payout.Date {
	if t.Value == "" {
		return 0
	}
	lit, ok := c.literal(t, path)
	if ok && lit.Kind != ir.LitDate {
		c.errorf("S008", t.Span(), path, "a date is expected here, and this is %q", t.Value).Hint = "write it 2026-01-31"
		return 0
	}
	return lit.Date
}

func (c *compiler) days(t syntax.Text, path string) int {
	lit, ok := c.literal(t, path)
	if ok && lit.Kind != ir.LitDays {
		c.errorf("S008", t.Span(), path, "a number of days is expected here, and this is %q", t.Value).Hint = "write it 30d"
	}
	return lit.N
}

// span reads a length in days or months.
func (c *compiler) span(t syntax.Text, path string) Span {
	lit, ok := c.literal(t, path)
	switch {
	case !ok:
	case lit.Kind == ir.LitDays:
		return Span{Days: lit.N}
	case lit.Kind == ir.LitMonths:
		return Span{Months: lit.N}
	default:
		c.errorf("S008", t.Span(), path, "a number of days, months or years is expected here, and this is %q", t.Value).Hint = "write it 180d, 6mo or 1y"
	}
	return Span{}
}

// whole reads a whole number from 0.
func (c *compiler) whole(t syntax.Text, path string) (int, bool) {
	lit, ok := c.literal(t, path)
	if !ok {
		return 0, false
	}
	if lit.Kind != ir.LitNumber || lit.Num.Scale > 0 || !lit.Num.Int.IsInt64() || lit.Num.Sign() < 0 || lit.Num.Int.Int64() > 1_000_000 {
		c.errorf("S008", t.Span(), path, "a whole number is expected here, and this is %q", t.Value)
		return 0, false
	}
	return int(lit.Num.Int.Int64()), true
}

// flag reads true or false; what is not written is false.
func (c *compiler) flag(t syntax.Text, path string) bool {
	switch t.Value {
	case "", "false":
		return false
	case "true":
		return true
	default:
		d := c.errorf("S002", t.Span(), path, "true or false is expected here, and this is %q", t.Value)
		if slices.Contains([]string{"yes", "no", "on", "off"}, strings.ToLower(t.Value)) {
			d.Hint = "some readers of YAML take it for a truth value, some do not"
		} else if lower := strings.ToLower(t.Value); lower == "true" || lower == "false" {
			c.lastMeant(t.Value, lower)
		}
		return false
	}
}

// oneOf reads a word of a closed list.
func (c *compiler) oneOf(t syntax.Text, path string, words ...string) (string, bool) {
	if slices.Contains(words, t.Value) {
		return t.Value, true
	}
	d := c.errorf("N102", t.Span(), path, "%q has no meaning here", t.Value)
	d.Hint = "it is " + strings.Join(words, ", ")
	d.Suggest(d.Span, t.Value, words)
	return "", false
}

var (
	nameShape = regexp.MustCompile(`^[\p{L}_][\p{L}\p{Nd}_]*$`)
	idShape   = regexp.MustCompile(`^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*$`)
)

// reserved are words of expressions, which cannot be names.
var reserved = []string{
	"and", "or", "not", "in", "true", "false", "nil", "let", "if", "else", "matches", "contains", "startsWith", "endsWith",
	"it", "prev", "as_of", "period", "term", "spread", "any",
	"min", "max", "abs", "clamp", "round", "floor", "ceil", "days", "months", "month", "year",
	"all", "count", "sum", "avg", "earned", "paid", "last",
}

// name checks an id: of a policy, a rule, a deal.
func (c *compiler) name(t syntax.Text, path string) bool {
	if t.Value == "" {
		return false
	}
	if idShape.MatchString(t.Value) {
		return true
	}
	c.errorf("S008", t.Span(), path, "%q is no name", t.Value).Hint = "letters, digits, - _ and . make a name; it begins with a letter or digit"
	return false
}

// word checks a name that expressions use.
func (c *compiler) word(t syntax.Text, path string) bool {
	switch {
	case !nameShape.MatchString(t.Value):
		c.errorf("S008", t.Span(), path, "%q cannot be used as a name in expressions", t.Value).Hint = "a name is letters, digits and _, and begins with a letter"
		return false
	case slices.Contains(reserved, t.Value):
		c.errorf("N103", t.Span(), path, "%q is a word of the language, and cannot be a name", t.Value)
		return false
	case strings.HasPrefix(t.Value, "万") && strings.Trim(t.Value, "万0123456789") == "" && t.Value != "万":
		c.errorf("N103", t.Span(), path, "%q is a rate, and cannot be a name", t.Value)
		return false
	}
	return true
}

// declare gives a name its meaning in expressions.
func (c *compiler) declare(t syntax.Text, path string, e ir.Entity) bool {
	if !c.word(t, path) {
		return false
	}
	if was := c.model.Declare(t.Value, e); was != nil {
		d := c.errorf("N103", t.Span(), path, "%q has a meaning already: it is %s", t.Value, ir.Describe(was))
		if at := ir.PlaceOf(was); !at.Start.IsZero() {
			*d = d.WithRelated(at, "it stands here")
		}
		return false
	}
	return true
}
