package lint

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// maxShown is how many facts of a witness a message names; the case has all.
const maxShown = 6

// witness writes the facts of a point that matter to some nodes, or to all if
// none is named, as an author writes them: merchant.volume = 10_000_000,
// merchant.kind = preferred.
func (d *desk) witness(p *cells.Point, nodes ...*ir.Node) string {
	forced, free := d.split(p, nodes)
	if len(forced) == 0 {
		forced = free
	}
	return upTo(forced, maxShown)
}

// facts is witness with the facts as well that matter to a node and for which
// other values would have done: an amount can be computed again from them.
func (d *desk) facts(p *cells.Point, nodes ...*ir.Node) string {
	forced, free := d.split(p, nodes)
	return upTo(append(forced, free...), maxShown)
}

func (d *desk) split(p *cells.Point, nodes []*ir.Node) (forced, free []string) {
	read := map[*ir.Input]bool{}
	for _, n := range nodes {
		n.Walk(func(m *ir.Node) bool {
			if m.Op == ir.OpInput || m.Op == ir.OpPick {
				read[d.Program().Inputs[m.Input]] = true
			}
			return true
		})
	}
	for _, g := range p.Facts(d.Member) {
		text := d.pass.given(g)
		switch {
		case text == "" || len(nodes) > 0 && !read[g.Input]:
		case g.Free:
			free = append(free, text)
		default:
			forced = append(forced, text)
		}
	}
	return forced, free
}

func upTo(list []string, n int) string { return strings.Join(list[:min(n, len(list))], ", ") }

// given writes one fact, or nothing where a reference has no name to show.
func (p *pass) given(g cells.Given) string {
	name := g.Input.Name
	typ := g.Input.Type
	switch typ.Kind {
	case ir.Map:
		name += "." + typ.Enum.Symbols[g.Offset]
		typ = *typ.Elem
	case ir.List:
		name += number(g.Offset + 1)
		typ = *typ.Elem
	}
	if g.Value == nil {
		if g.Free {
			return ""
		}
		return name + " is not there"
	}
	if typ.Kind == ir.Ref {
		return ""
	}
	return name + " = " + p.write(g.Value, typ)
}

func number(n int) string { return " (number " + big.NewInt(int64(n)).String() + ")" }

// write writes a value as an author does: 10_000_000, 0.55%, 2026-01-31.
func (p *pass) write(v *big.Int, t ir.Type) string {
	switch t.Kind {
	case ir.Money, ir.Count, ir.Number, ir.Bare:
		return grouped(ir.Num{Int: v, Scale: t.Scale}.Plain())
	case ir.Text:
		if v.IsInt64() {
			if text := p.Model.Texts.Text(v.Int64()); text != "" {
				return `"` + text + `"`
			}
		}
		return "another text"
	default:
		return p.Model.Format(v, t, nil, ir.Style{})
	}
}

// grouped puts a _ between each three digits of a number of four or more.
func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, pointed := strings.Cut(text, ".")
	if len(whole) > 3 {
		var b strings.Builder
		for i, digit := range whole {
			if i > 0 && (len(whole)-i)%3 == 0 {
				b.WriteByte('_')
			}
			b.WriteRune(digit)
		}
		whole = b.String()
	}
	if pointed {
		whole += "." + fraction
	}
	return sign + whole
}

// amount writes a number that is not one of the facts, such as what a rule
// pays, to the places of the currency where that loses nothing.
func (p *pass) amount(v *big.Rat) string {
	for places := p.Model.Places; places < 10; places++ {
		text := v.FloatString(places)
		if back, ok := new(big.Rat).SetString(text); ok && back.Cmp(v) == 0 {
			return grouped(text)
		}
	}
	return grouped(v.FloatString(10)) + "..."
}

// paid writes an amount as it is paid: rounded as the policy says.
func (p *pass) paid(v *big.Rat) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(p.Rounding.Places)), nil)
	num := new(big.Int).Mul(v.Num(), scale)
	rounded, err := p.Rounding.Mode.Quo(num, v.Denom())
	if err != nil {
		return p.amount(v)
	}
	return p.amount(new(big.Rat).SetFrac(rounded, scale))
}

// domainText says what values a fact may have, as a hint.
func (p *pass) domainText(in *ir.Input) string {
	switch {
	case in.Field != nil:
		return p.fieldText(in)
	case in.Measure != nil && in.Measure.Rising:
		return "`" + in.Name + "` is a sum of what is not negative, and so at least 0"
	case in.Type.Kind == ir.Count:
		return "`" + in.Name + "` is a count, and so at least 0"
	default:
		return ""
	}
}

func (p *pass) fieldText(in *ir.Input) string {
	f, t := in.Field, in.Type
	if t.Kind == ir.Map {
		t = *t.Elem
	}
	name := "`" + in.Name + "`"
	switch {
	case len(f.OneOf) > 0:
		texts := make([]string, len(f.OneOf))
		for i, v := range f.OneOf {
			texts[i] = p.write(v, t)
		}
		return name + " is one of " + strings.Join(texts, ", ")
	case f.Min != nil && f.Max != nil:
		return name + " lies between " + p.write(f.Min, t) + " and " + p.write(f.Max, t)
	case f.Min != nil:
		return name + " is at least " + p.write(f.Min, t)
	case f.Max != nil:
		return name + " is at most " + p.write(f.Max, t)
	case t.Kind == ir.Symbol:
		return name + " is one of " + strings.Join(t.Enum.Symbols, ", ")
	case t.Kind == ir.Count:
		return name + " is a count, and so at least 0"
	default:
		return ""
	}
}
