package policy

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A tag is what a field's tag says of it.
type tag struct {
	name    string
	scaled  bool
	scale   int
	symbols []string
}

func readTag(text string) (tag, error) {
	parts := strings.Split(text, ",")
	t := tag{name: parts[0]}
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "scale":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > ir.MaxScale {
				return t, fmt.Errorf("a scale is 0 to %d, not %q", ir.MaxScale, value)
			}
			t.scaled, t.scale = true, n
		case "symbols":
			t.symbols = strings.Split(value, "|")
		default:
			return t, fmt.Errorf("the tag says %q; after the name it may say scale=6 or symbols=a|b", part)
		}
	}
	return t, nil
}

// value gives the value of a field as a Case has it: an integer with a scale is
// a decimal, one with symbols is the symbol.
func (t tag) value(v reflect.Value) reflect.Value {
	if !t.scaled && t.symbols == nil {
		return v
	}
	v = plain(v)
	var n decimal.Decimal
	switch {
	case !v.IsValid():
		return v
	case v.CanInt():
		n = decimal.NewFromInt(v.Int())
	case v.CanUint():
		n = decimal.NewFromUint64(v.Uint())
	default:
		return v
	}
	if t.scaled {
		return reflect.ValueOf(n.Shift(-int32(t.scale)))
	}
	if i := n.IntPart(); n.IsInteger() && i >= 0 && i < int64(len(t.symbols)) {
		return reflect.ValueOf(t.symbols[i])
	}
	return reflect.ValueOf(n)
}
