package boundary

import (
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A leaf is one value among the facts of a scene.
type leaf struct {
	turn, row, entry, inner int // inner: of a map by symbol, else -1
	name                    string
	column                  *data.Column
	text                    string
}

// leaves gives the values of a scene that can be changed.
func (g *maker) leaves(s *scene) []leaf {
	var list []leaf
	for i := range s.turns {
		for j, r := range s.turns[i].rows {
			typ := g.schema.Type(r.kind)
			for k, e := range r.facts.Entries {
				c := typ.Column(e.Key.Value)
				if c == nil {
					continue
				}
				at := leaf{turn: i, row: j, entry: k, inner: -1, name: r.kind + "." + e.Key.Value, column: c}
				switch e.Value.Kind {
				case syntax.Scalar:
					at.text = e.Value.Text.Value
					list = append(list, at)
				case syntax.Map:
					for m, inner := range e.Value.Entries {
						one := at
						one.inner, one.name, one.text = m, at.name+"."+inner.Key.Value, inner.Value.Text.Value
						list = append(list, one)
					}
				case syntax.List, syntax.Broken:
				}
			}
		}
	}
	return list
}

// with puts another text in the place of a value.
func (s *scene) with(l leaf, text string) *scene {
	c := &scene{turns: slices.Clone(s.turns)}
	rows := slices.Clone(c.turns[l.turn].rows)
	facts := *rows[l.row].facts
	facts.Entries = slices.Clone(facts.Entries)
	value := *facts.Entries[l.entry].Value
	if l.inner < 0 {
		value.Text = syntax.Text{Value: text}
	} else {
		value.Entries = slices.Clone(value.Entries)
		one := *value.Entries[l.inner].Value
		one.Text = syntax.Text{Value: text}
		value.Entries[l.inner].Value = &one
	}
	facts.Entries[l.entry].Value = &value
	rows[l.row].facts = &facts
	c.turns[l.turn].rows = rows
	return c
}

// ordered reports whether the values of a leaf have an order: numbers and days.
func (l leaf) ordered() bool {
	switch l.column.Kind {
	case ir.Money, ir.Count, ir.Number, ir.Rate, ir.Date, ir.Time:
		return true
	default:
		return false
	}
}

func (l leaf) day() bool { return l.column.Kind == ir.Date || l.column.Kind == ir.Time }

// value reads a leaf: units of its last place, or days.
func (l leaf) value() (*big.Int, bool) {
	if l.day() {
		if len(l.text) < 10 {
			return nil, false
		}
		d, err := payout.ParseDate(l.text[:10])
		return big.NewInt(int64(d)), err == nil
	}
	lit, problem := ir.ReadLiteral(l.text)
	if problem != nil || lit.Num.Int == nil {
		return nil, false
	}
	return lit.Num.At(l.column.Scale)
}

// write writes a value of a leaf as an author does. A time keeps its clock.
func (l leaf) write(v *big.Int) (string, bool) {
	switch l.column.Kind {
	case ir.Date, ir.Time:
		if !v.IsInt64() {
			return "", false
		}
		d := payout.Date(v.Int64())
		if d.Year() < 1900 || d.Year() > 2200 {
			return "", false
		}
		return d.String() + l.text[10:], true
	case ir.Count:
		return digits(ir.Num{Int: v, Scale: l.column.Scale}.Plain()), v.Sign() >= 0
	case ir.Rate:
		return ir.Num{Int: new(big.Int).Mul(v, big.NewInt(100)), Scale: l.column.Scale}.Plain() + "%", true
	default:
		return digits(ir.Num{Int: v, Scale: l.column.Scale}.Plain()), true
	}
}

// digits puts a _ between each three digits of a number of four or more.
func digits(text string) string {
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

// others gives the other values of a leaf that has no order.
func (l leaf) others() []string {
	var list []string
	switch l.column.Kind {
	case ir.Bool:
		switch l.text {
		case "true", "是", "1":
			return []string{"false"}
		}
		return []string{"true"}
	case ir.Symbol:
		for _, s := range l.column.Enum.Symbols {
			if s != l.text {
				list = append(list, s)
			}
		}
	}
	return list
}
