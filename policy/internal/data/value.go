package data

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A number too large for a slot is kept beside it.
type number struct {
	small int64
	wide  *big.Int
}

// parse reads a text as a value of the column, other than a reference or a
// free text. An empty text is not given.
func (c *Column) parse(s *Schema, clock *clock, text string) (number, error) {
	switch c.Kind {
	case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Bare:
		return c.parseNumber(s, text)
	case ir.Date:
		d, ok := plainDate(text)
		if !ok {
			return number{}, fmt.Errorf("%q is not a date, which is written 2026-01-31", text)
		}
		return number{small: int64(d)}, nil
	case ir.Time:
		if micros, ok := clock.read(s.Zone, text); ok {
			return number{small: micros}, nil
		}
		return c.parseTime(s, text)
	case ir.Bool:
		switch text {
		case "true", "是", "1":
			return number{small: 1}, nil
		case "false", "否", "0":
			return number{}, nil
		}
		return number{}, fmt.Errorf("%q is neither true nor false", text)
	case ir.Symbol:
		if i := c.Enum.Index(text); i >= 0 {
			return number{small: int64(i)}, nil
		}
		if near := diag.Nearest(text, c.Enum.Symbols); near != "" {
			return number{}, fmt.Errorf("%q is not one of %s; did you mean %q?", text, strings.Join(c.Enum.Symbols, ", "), near)
		}
		return number{}, fmt.Errorf("%q is not one of %s", text, strings.Join(c.Enum.Symbols, ", "))
	default:
		return number{}, fmt.Errorf("a %s cannot be given as text", c.Kind)
	}
}

func (c *Column) parseTime(s *Schema, text string) (number, error) {
	lit, problem := ir.ReadLiteral(strings.Replace(text, " ", "T", 1))
	if problem == nil {
		switch lit.Kind {
		case ir.LitTime:
			return number{small: lit.Clock.In(s.Zone)}, nil
		case ir.LitDate:
			return number{small: ir.Clock{Date: lit.Date}.In(s.Zone)}, nil
		}
	}
	return number{}, fmt.Errorf("%q is not a time, which is written 2026-01-31T10:00 or with an offset, 2026-01-31T10:00:00+08:00", text)
}

// parseNumber reads digits with an optional point, and the units of the
// language. The short way is for what nearly all data are.
func (c *Column) parseNumber(s *Schema, text string) (number, error) {
	if c.Kind != ir.Rate {
		if v, ok := plainNumber(text, c.Scale); ok {
			return number{small: v}, nil
		}
	} else if v, ok := percent(text, c.Scale); ok {
		return number{small: v}, nil
	}
	if len(text) > ir.MaxDigits {
		return number{}, fmt.Errorf("this number has %d characters, more than the limit of %d", len(text), ir.MaxDigits)
	}
	lit, problem := ir.ReadLiteral(text)
	if problem != nil {
		return number{}, fmt.Errorf("%q is not %s%s", text, c.noun(), numberHint(text))
	}
	if lit.Kind == ir.LitNumber && c.Kind == ir.Rate && lit.Num.Sign() != 0 {
		return number{}, fmt.Errorf("the rate %q has no unit: write 0.55%%, 5.5‰ or 55bp", text)
	}
	if lit.Kind == ir.LitMoney && lit.Currency != s.Currency.String() {
		return number{}, fmt.Errorf("%q is not in the policy's currency, %s", text, s.Currency)
	}
	if lit.Kind != ir.LitNumber && (lit.Kind == ir.LitRate) != (c.Kind == ir.Rate) || lit.Kind == ir.LitMoney && c.Kind != ir.Money || lit.Num.Int == nil {
		return number{}, fmt.Errorf("%q is not %s", text, c.noun())
	}
	v, exact := lit.Num.At(c.Scale)
	if !exact {
		return number{}, fmt.Errorf("%q has more than the %d decimal places of %s here", text, placesShown(c), c.noun())
	}
	if v.IsInt64() && v.Int64() >= ir.Smallest {
		return number{small: v.Int64()}, nil
	}
	return number{small: ir.Wide, wide: v}, nil
}

// noun names what the column holds.
func (c *Column) noun() string {
	if c.Kind == ir.Money {
		return "an amount"
	}
	return "a " + c.Kind.String()
}

func placesShown(c *Column) int {
	if c.Kind == ir.Rate {
		return max(0, c.Scale-2) // of a percentage
	}
	return c.Scale
}

func numberHint(text string) string {
	if strings.ContainsAny(text, ",，") {
		return ": digits are not grouped in data"
	}
	if strings.ContainsAny(text, "eE") && strings.ContainsAny(text, "0123456789") {
		return ": there are no exponents"
	}
	switch trimmed := strings.TrimSpace(text); {
	case trimmed != text:
		return ": a space stands before or behind it"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Sc, r) || r == '元' }):
		return ": write it without a sign, as in 1200.50"
	case slices.Contains([]string{"-", "--", "n/a", "na", "null", "none", "无"}, strings.ToLower(text)):
		return ": leave empty what is not given"
	case strings.HasPrefix(text, "(") || strings.HasPrefix(text, "（"):
		return ": an amount below zero is written -1200.50"
	}
	return ""
}

// allowed checks a value against the domain that the policies declare. A
// value is refused only if no policy allows it: each checks its own again.
func (c *Column) allowed(v number) error {
	if len(c.fields) == 0 || v.wide == nil && c.surely(v.small) {
		return nil
	}
	w := v.wide
	if w == nil {
		w = big.NewInt(v.small)
	}
	for _, f := range c.fields {
		if c.Enum != nil || f.Allows(rescale(w, c.Scale, f)) {
			return nil
		}
	}
	return fmt.Errorf("it is outside what the policy allows%s", bounds(c))
}

// surely reports whether a value is allowed as far as a comparison of small
// numbers can tell.
func (c *Column) surely(v int64) bool {
	if c.Enum != nil {
		return true
	}
	for _, f := range c.fields {
		if len(f.OneOf) == 0 && fieldScale(f) == c.Scale &&
			(f.Min == nil || f.Min.IsInt64() && v >= f.Min.Int64()) && (f.Max == nil || f.Max.IsInt64() && v <= f.Max.Int64()) {
			return true
		}
	}
	return false
}

func fieldScale(f *ir.Field) int {
	if f.Type.Kind == ir.Map {
		return f.Type.Elem.Scale
	}
	return f.Type.Scale
}

func rescale(v *big.Int, scale int, f *ir.Field) *big.Int {
	own := fieldScale(f)
	if own >= scale {
		return v
	}
	down := ir.Num{Int: v, Scale: scale}
	if at, ok := down.At(own); ok {
		return at
	}
	return v
}

func bounds(c *Column) string {
	f := c.fields[0]
	show := func(v *big.Int) string {
		return ir.Num{Int: v, Scale: c.Scale}.Plain()
	}
	if c.Kind == ir.Rate {
		show = func(v *big.Int) string {
			return ir.Num{Int: new(big.Int).Mul(v, big.NewInt(100)), Scale: c.Scale}.Plain() + "%"
		}
	}
	if c.Kind == ir.Date || c.Kind == ir.Time {
		return ""
	}
	switch {
	case len(f.OneOf) > 0:
		texts := make([]string, len(f.OneOf))
		for i, v := range f.OneOf {
			texts[i] = show(v)
		}
		return ": one of " + strings.Join(texts, ", ")
	case f.Min != nil && f.Max != nil:
		return ": " + show(f.Min) + " to " + show(f.Max)
	case f.Min != nil:
		return ": at least " + show(f.Min)
	case f.Max != nil:
		return ": at most " + show(f.Max)
	default:
		return ""
	}
}
