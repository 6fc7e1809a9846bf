package ir

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// Labels give the names of what slots hold only as numbers.
type Labels interface {
	SubjectID(s *Subject, index int64) string
	TextOf(id int64) string
}

// A Style says for whom values are written.
type Style struct {
	Human bool   // grouped digits, for sentences; else as a literal of the language
	Lang  string // en or zh, where Human
}

// Format writes a value as a literal of the language (1000000.00 CNY, 0.55%,
// 2026-01-31, preferred), or for people with grouped digits. The text without
// Human reads back to the same value.
func (m *Model) Format(v *big.Int, t Type, labels Labels, style Style) string {
	switch t.Kind {
	case Bool:
		return yesNo(v.Sign() != 0, style)
	case Bare, Number, Count:
		return group(trimZeros(decimalText(v, t.Scale)), style)
	case Rate:
		if t.Scale < 2 {
			v = new(big.Int).Mul(v, pow10(2-t.Scale))
			return decimalText(v, 0) + "%"
		}
		return trimZeros(decimalText(v, t.Scale-2)) + "%"
	case Money:
		return m.money(v, t.Scale, style)
	case Date:
		return payout.Date(v.Int64()).String()
	case Time:
		text := clockText(v.Int64(), m.Zone)
		if style.Human && len(text) >= 16 { // to the minute, in the policy's zone
			text = text[:10] + " " + text[11:16]
		}
		return text
	case Days:
		return v.String() + "d"
	case Months:
		return v.String() + "mo"
	case Hours:
		return v.String() + "h"
	case Symbol:
		if i := v.Int64(); i >= 0 && i < int64(len(t.Enum.Symbols)) {
			return t.Enum.Symbols[i]
		}
		return ""
	case Text:
		if labels == nil {
			return m.Texts.Text(v.Int64())
		}
		return labels.TextOf(v.Int64())
	case Ref:
		if labels == nil {
			return v.String()
		}
		return labels.SubjectID(t.Subject, v.Int64())
	case Invalid, List, Map, Windowed:
		return v.String()
	}
	return v.String()
}

func yesNo(v bool, style Style) string {
	switch {
	case style.Human && style.Lang == "zh" && v:
		return "是"
	case style.Human && style.Lang == "zh":
		return "否"
	case style.Human && v:
		return "yes"
	case style.Human:
		return "no"
	case v:
		return "true"
	default:
		return "false"
	}
}

// money writes an amount with at least the places of the currency.
func (m *Model) money(v *big.Int, scale int, style Style) string {
	if scale < m.Places {
		v, scale = new(big.Int).Mul(v, pow10(m.Places-scale)), m.Places
	}
	text := decimalText(v, scale)
	for places := scale; places > m.Places && strings.HasSuffix(text, "0"); places-- {
		text = text[:len(text)-1]
	}
	text = group(strings.TrimSuffix(text, "."), style)
	if style.Human && style.Lang == "zh" && m.Currency.String() == "CNY" {
		return text + "元"
	}
	return text + " " + m.Currency.String()
}

// group puts a comma between each three digits before the point.
func group(text string, style Style) string {
	if !style.Human {
		return text
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, pointed := strings.Cut(text, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if pointed {
		b.WriteByte('.')
		b.WriteString(fraction)
	}
	return b.String()
}
