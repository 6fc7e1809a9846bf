package ir_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// fill gives a frame what is known, as a host's facts would.
func fill(t *testing.T, f *ir.Frame, k *known) {
	t.Helper()
	for _, in := range f.Program.Inputs {
		switch in.Type.Kind {
		case ir.List:
			for i := range in.Type.Len {
				set(t, f, in.Slot+i, k, fmt.Sprintf("%s#%d", in.Name, i), in.Type.Elem.Scale)
			}
		case ir.Map:
			for i, symbol := range in.Type.Enum.Symbols {
				set(t, f, in.Slot+i, k, in.Name+"."+symbol, in.Type.Elem.Scale)
			}
		default:
			set(t, f, in.Slot, k, in.Name, in.Type.Scale)
		}
	}
}

func set(t *testing.T, f *ir.Frame, slot int, k *known, name string, scale int) {
	t.Helper()
	a, ok := k.facts[name]
	switch {
	case !ok:
		t.Fatalf("nothing is known of %s", name)
	case a.fault != 0:
		f.Slots[slot] = ir.Missing
	case a.num == nil:
		f.Slots[slot] = ir.Absent
	default:
		v := new(big.Rat).Mul(a.num, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
		if !v.IsInt() {
			t.Fatalf("%s has more than %d places: %s", name, scale, a.num)
		}
		f.Set(slot, v.Num())
	}
}

// String writes what is known for a test that fails.
func (k *known) String() string {
	var b strings.Builder
	for _, name := range sorted(k.facts) {
		fmt.Fprintf(&b, "%s %s, ", name, k.facts[name].show())
	}
	return b.String()
}
