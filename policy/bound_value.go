package policy

import (
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// The conversions of a field give a whole number at the scale of the fact,
// before its factor, or ir.Missing, ir.Wide or ir.Faulty.

func (e *evaluator) money(f *field, m *payout.Money) int64 {
	if c := m.Currency(); c != f.schema.Currency && !c.IsZero() {
		return e.wrong(f, "it is not in the policy's currency")
	}
	if v, ok := m.Minor(); ok && v >= ir.Smallest {
		return v
	}
	return e.wide(f, m.BigMinor())
}

func (e *evaluator) decimal(f *field, d *decimal.Decimal) int64 {
	digits, exponent := d.NumDigits(), d.Exponent()
	if digits > ir.MaxDigits || exponent > ir.MaxDigits || exponent < -ir.MaxDigits {
		return e.wrong(f, "a decimal of too many digits")
	}
	up := f.scale + int(exponent)
	if digits <= 18 && up >= -18 && digits+up <= 18 {
		v := d.CoefficientInt64()
		if up >= 0 {
			return v * tens[up]
		}
		if v%tens[-up] != 0 {
			return e.wrong(f, "it has more decimal places than the policy reads")
		}
		return v / tens[-up]
	}
	v := d.Coefficient()
	if up >= 0 {
		return e.wide(f, v.Mul(v, tenTo(up)))
	}
	rest := new(big.Int)
	if v.QuoRem(v, tenTo(-up), rest); rest.Sign() != 0 {
		return e.wrong(f, "it has more decimal places than the policy reads")
	}
	return e.wide(f, v)
}

func (e *evaluator) time(f *field, t time.Time) int64 {
	day, err := payout.NewDate(t.Date())
	switch {
	case err != nil:
		return e.wrong(f, "it is outside the years 1 to 9999")
	case f.kind == ir.Date:
		return int64(day)
	default:
		return t.UnixMicro()
	}
}

func (e *evaluator) symbol(f *field, text string) int64 {
	if text == "" {
		return ir.Missing
	}
	for i, s := range f.enum.Symbols {
		if s == text {
			return int64(i)
		}
	}
	return e.wrong(f, "it is none of the symbols")
}

// word gives the number of a text: that of the policy if it mentions the
// text, else one that only the same text of this row has.
func (e *evaluator) word(text string) int64 {
	if text == "" {
		return ir.Missing
	}
	if id, ok := e.texts[text]; ok {
		return id
	}
	for i, known := range e.words {
		if known == text {
			return foreign + int64(i)
		}
	}
	e.words = append(e.words, text)
	return foreign + int64(len(e.words)-1)
}

// foreign is beyond the numbers of all texts that a policy mentions.
const foreign = 1 << 40

// parsed reads a text as data are read.
func (e *evaluator) parsed(f *field, text string) int64 {
	if text == "" {
		return ir.Missing
	}
	if v, ok := f.column.Plain(text); ok {
		return v
	}
	r := e.records[f.subject]
	r.Bad = r.Bad[:0]
	r.SetColumn(e.store, f.column, f.key, text)
	at := f.column.Slot + f.key
	switch v := r.Values[at]; {
	case len(r.Bad) > 0:
		return e.wrong(f, r.Bad[0].Err.Error())
	case v == ir.Wide:
		return e.wide(f, r.Wide[at])
	default:
		return v
	}
}

// outside looks at a value that is not plainly allowed.
func (e *evaluator) outside(f *field, v int64) int64 {
	switch {
	case f.kind == ir.Symbol:
		return e.wrong(f, "it is none of the symbols")
	case f.kind == ir.Date && v == 0:
		return f.missing
	case f.kind == ir.Date && (v < 1 || v > int64(lastDay)):
		return e.wrong(f, "it is no day")
	case f.domain != nil && !f.domain.Allows(big.NewInt(v)):
		return e.wrong(f, "it is outside what the policy allows")
	}
	return v
}

// wide stores a number that may be too large for a slot.
func (e *evaluator) wide(f *field, v *big.Int) int64 {
	if f.factor != 0 {
		v = new(big.Int).Mul(v, big.NewInt(f.factor))
	}
	if f.domain != nil && !f.domain.Allows(v) {
		return e.wrong(f, "it is outside what the policy allows")
	}
	e.stained = true
	e.frame.Set(f.slot, v)
	if v := e.frame.Slots[f.slot]; v != ir.Wide {
		return v / max(f.factor, 1) // it is small after all, and the factor comes later
	}
	return ir.Wide
}

// wrong stores why a value is no fact.
func (e *evaluator) wrong(f *field, why string) int64 {
	e.stained = true
	e.frame.Fail(f.slot, &ir.Fault{Kind: ir.BadFact, Name: f.name, Detail: why})
	return ir.Faulty
}

func numeric(k ir.Kind) bool {
	switch k {
	case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Bare:
		return true
	default:
		return false
	}
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

var tens = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}
