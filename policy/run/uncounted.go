package run

import (
	"cmp"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// Uncounted is what a measure leaves out for want of a fact (N39). What is due
// is paid without it, and the difference when the fact is there; what takes
// money waits. Rows that cannot be read are diagnostics instead.
type Uncounted struct {
	Measure string
	Subject payout.Ref // whose fact it is
	Missing string     // the fact
	Reason  string
	Events  int // 0: the subject itself is left out
}

// uncounted adds what the measures of an engine leave out; several engines may
// count the same events.
func (r *Report) uncounted(lacks []engine.Lack) {
	for _, l := range lacks {
		r.Uncounted = append(r.Uncounted, Uncounted{l.Measure, l.Subject, l.Fault.Name, l.Fault.String(), l.Events})
	}
	slices.SortFunc(r.Uncounted, func(a, b Uncounted) int { return cmp.Or(a.compare(b), -cmp.Compare(a.Events, b.Events)) })
	r.Uncounted = slices.CompactFunc(r.Uncounted, func(a, b Uncounted) bool { return a.compare(b) == 0 })
}

func (u Uncounted) compare(other Uncounted) int {
	return cmp.Or(cmp.Compare(u.Measure, other.Measure), u.Subject.Compare(other.Subject), cmp.Compare(u.Reason, other.Reason))
}
