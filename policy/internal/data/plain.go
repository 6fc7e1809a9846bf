package data

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Nearly all data are written plainly: digits with an optional point, a
// percentage, a date. That is read here, without an allocation; what is not
// plain is left to parse, which knows every form that is allowed and says what
// is wrong with the others.

// Plain reads a text that is written plainly, whatever the policies allow. ok
// is false for anything else, which may still be a value.
func (c *Column) Plain(text string) (v int64, ok bool) {
	switch c.Kind {
	case ir.Money, ir.Count, ir.Number, ir.Bare:
		return plainNumber(text, c.Scale)
	case ir.Rate:
		return percent(text, c.Scale)
	case ir.Date:
		d, ok := plainDate(text)
		return int64(d), ok
	case ir.Bool:
		return plainBool(text)
	default:
		return 0, false
	}
}

// plainNumber reads -123.45 at a scale where it is far from outgrowing 64
// bits.
func plainNumber(text string, scale int) (v int64, ok bool) {
	digits := text
	negative := digits != "" && digits[0] == '-'
	if negative {
		digits = digits[1:]
	}
	if n := len(digits); n == 0 || n+scale > 18 || n > 1 && digits[0] == '0' && digits[1] != '.' {
		return 0, false
	}
	i := 0
	for ; i < len(digits) && digits[i]-'0' <= 9; i++ {
		v = v*10 + int64(digits[i]-'0')
	}
	if i == 0 {
		return 0, false
	}
	up := scale
	if i < len(digits) {
		fraction := digits[i+1:]
		up -= len(fraction)
		if digits[i] != '.' || fraction == "" || up < 0 {
			return 0, false
		}
		for k := range len(fraction) {
			d := fraction[k] - '0'
			if d > 9 {
				return 0, false
			}
			v = v*10 + int64(d)
		}
	}
	v *= tens[up]
	if negative {
		v = -v
	}
	return v, true
}

// small powers of ten
var tens = [...]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// percent reads 0.55% at a scale.
func percent(text string, scale int) (int64, bool) {
	body, ok := strings.CutSuffix(text, "%")
	if !ok || scale < 2 {
		return 0, false
	}
	return plainNumber(body, scale-2)
}

func plainBool(text string) (v int64, ok bool) {
	switch text {
	case "true":
		return 1, true
	case "false":
		return 0, true
	default:
		return 0, false
	}
}
