package policy_test

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// declare adds a column for each fact of a subject, for its measures, and for
// the facts of those it refers to.
func (w *boundWorld) declare(prefix string, s *ir.Subject, depth int) {
	add := func(name string, t ir.Type, f *ir.Field) {
		c := policy.Column{Name: prefix + name}
		value := w.valuesOf(t, f, &c)
		if value == nil {
			return
		}
		typ := reflect.TypeOf(value())
		if name != "id" && name != "at" && w.random.IntN(6) == 0 {
			typ = reflect.PointerTo(typ)
		}
		w.columns = append(w.columns, c)
		w.values = append(w.values, value)
		w.cells = append(w.cells, reflect.MakeSlice(reflect.SliceOf(typ), 0, 0))
	}
	add("id", ir.Type{Kind: ir.Text}, nil)
	for _, f := range s.Fields {
		switch f.Type.Kind {
		case ir.Ref:
			if depth < 3 {
				w.declare(prefix+f.Name+".", f.Type.Subject, depth+1)
			}
		case ir.Map:
			for _, key := range f.Type.Enum.Symbols {
				add(f.Name+"."+key, *f.Type.Elem, f)
			}
		default:
			add(f.Name, f.Type, f)
		}
	}
	for _, m := range w.policy.Plan().Measures {
		if m.Subject == s && m.Type.Kind != ir.List {
			add(m.Name, m.Type, nil)
		}
	}
	for _, t := range w.policy.Plan().Tiers {
		if t.Subject == s {
			add(t.Name, ir.Type{Kind: ir.Symbol, Enum: t.Tiers}, nil)
		}
	}
}

// valuesOf makes up values of a fact, all of one Go type.
func (w *boundWorld) valuesOf(t ir.Type, f *ir.Field, c *policy.Column) func() any {
	r := w.random
	number := func() int64 {
		v := r.Int64N([]int64{3, 1000, 1_000_000, 100_000_000_00}[r.IntN(4)])
		if f == nil {
			return v
		}
		if len(f.OneOf) > 0 {
			return f.OneOf[r.IntN(len(f.OneOf))].Int64()
		}
		if f.Max != nil && f.Max.IsInt64() {
			v = min(v, f.Max.Int64())
		}
		if f.Min != nil && f.Min.IsInt64() {
			v = max(v, f.Min.Int64())
			if f.Max == nil && r.IntN(2) == 0 {
				v = f.Min.Int64() + v%1000
			}
		}
		return v
	}
	if w.extreme && (t.Kind == ir.Money || t.Kind == ir.Count) {
		return w.edges(t, c)
	}
	switch t.Kind {
	case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Bare:
		switch kind := r.IntN(4); {
		case kind == 0:
			c.Scale = t.Scale
			if t.Scale == 0 && t.Kind == ir.Rate {
				return nil
			}
			return func() any { return number() }
		case kind == 1 && t.Kind == ir.Money && t.Scale == 2:
			return func() any {
				m, err := payout.NewMoney(number(), w.policy.Currency())
				if err != nil {
					panic(err)
				}
				return m
			}
		case kind == 2 && t.Kind != ir.Rate:
			return func() any { return ir.Num{Int: big.NewInt(number()), Scale: t.Scale}.Plain() }
		default:
			return func() any { return decimal.New(number(), -int32(t.Scale)) }
		}
	case ir.Date:
		return func() any { return w.day() }
	case ir.Time:
		return func() any { return time.Date(2019+r.IntN(5), 6, 1, 0, r.IntN(600_000), 0, 0, time.UTC) }
	case ir.Bool:
		return func() any { return r.IntN(2) == 0 }
	case ir.Symbol:
		if r.IntN(2) == 0 {
			return func() any { return t.Enum.Symbols[r.IntN(len(t.Enum.Symbols))] }
		}
		c.Symbols = slices.Clone(t.Enum.Symbols)
		r.Shuffle(len(c.Symbols), func(i, j int) { c.Symbols[i], c.Symbols[j] = c.Symbols[j], c.Symbols[i] })
		return func() any { return uint8(r.IntN(len(c.Symbols))) }
	case ir.Text:
		return func() any {
			if f == nil && strings.Contains(c.Name, ".") && r.IntN(12) == 0 {
				return "" // a reference that leads nowhere
			}
			return fmt.Sprintf("%s-%d", c.Name, r.IntN(50))
		}
	default:
		return nil
	}
}

// edges makes up amounts and counts at the edges of what integers hold.
func (w *boundWorld) edges(t ir.Type, c *policy.Column) func() any {
	r := w.random
	number := func(bits ...uint) *big.Int {
		v := new(big.Int).Lsh(big.NewInt(1), bits[r.IntN(len(bits))])
		v.Add(v, big.NewInt(r.Int64N(5)-2))
		if r.IntN(3) == 0 {
			v.Neg(v)
		}
		return v
	}
	switch kind := r.IntN(4); {
	case kind == 0:
		c.Scale = t.Scale
		return func() any { return int64(number(3, 31, 40, 55, 62, 63).Uint64()) } // of 63 the smallest ones too
	case kind == 1 && t.Kind == ir.Money:
		return func() any {
			m, err := payout.MoneyFromBig(number(3, 31, 55, 62, 63, 64, 100, 112), w.policy.Currency())
			if err != nil {
				panic(err)
			}
			return m
		}
	case kind == 2:
		return func() any { return ir.Num{Int: number(3, 31, 55, 62, 63, 64, 100, 112), Scale: t.Scale}.Plain() }
	default:
		return func() any {
			return decimal.NewFromBigInt(number(3, 31, 55, 62, 63, 64, 100, 112), -int32(t.Scale))
		}
	}
}

// fill makes up rows. Some values are not given, as a nil pointer of a column
// of pointers would say; and some references lead nowhere.
func (w *boundWorld) fill(rows int) {
	w.facts = make([]map[string]any, rows)
	for i := range rows {
		w.facts[i] = map[string]any{}
	}
	for k, c := range w.columns {
		column := w.cells[k]
		for i := range rows {
			v := w.values[k]()
			cell := reflect.ValueOf(v)
			if element := column.Type().Elem(); element.Kind() == reflect.Pointer {
				cell = reflect.Zero(element)
				if w.random.IntN(3) > 0 {
					cell = reflect.New(element.Elem())
					cell.Elem().Set(reflect.ValueOf(v))
				} else {
					v = nil
				}
			}
			column = reflect.Append(column, cell)
			w.give(w.facts[i], c, v)
		}
		w.cells[k] = column
	}
}

// give puts a value into the facts of a Case.
func (w *boundWorld) give(facts map[string]any, c policy.Column, v any) {
	s, name := w.subject, c.Name
	for {
		first, rest, dotted := strings.Cut(name, ".")
		f := s.Field(first)
		if !dotted || f == nil || f.Type.Kind != ir.Ref {
			break
		}
		if facts[first] == nil {
			facts[first] = map[string]any{}
		}
		facts, s, name = facts[first].(map[string]any), f.Type.Subject, rest
	}
	switch n := v.(type) {
	case int64:
		v = decimal.New(n, -int32(c.Scale))
	case uint8:
		v = c.Symbols[n]
	}
	if v != nil {
		facts[name] = v
	}
}
