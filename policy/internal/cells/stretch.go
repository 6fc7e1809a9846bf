package cells

import (
	"slices"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A stretch is days, or months, that no window of a family divides; to is 0
// where it has no end.
type stretch struct{ from, to int }

func (s stretch) within(w ir.Window) bool {
	lo, hi, open := ends(w)
	return lo <= s.from && (open || s.to != 0 && s.to <= hi)
}

// ends gives the first and last day of a window, without a day 0.
func ends(w ir.Window) (lo, hi int, open bool) {
	skip := func(n int) int { // there is no day 0
		if n < 0 {
			return n + 1
		}
		return n
	}
	return skip(w.Lo), skip(w.Hi), w.Open
}

func (m *Member) stretches(f *family) []stretch {
	var cuts []int
	open := false
	for _, i := range f.inputs {
		w, all := windowOf(m.program.Inputs[i])
		if all {
			return []stretch{{}}
		}
		lo, hi, endless := ends(w)
		cuts = append(cuts, lo)
		if endless {
			open = true
		} else {
			cuts = append(cuts, hi+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var list []stretch
	for i := range cuts {
		switch {
		case i+1 < len(cuts):
			list = append(list, stretch{cuts[i], cuts[i+1] - 1})
		case open:
			list = append(list, stretch{from: cuts[i]})
		}
	}
	return list
}
