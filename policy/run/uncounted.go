package run

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/engine"
)

// Uncounted is what a measure leaves out for want of a fact (N39). What is due
// is paid without it, and the difference when the fact is there; what takes
// money waits. Rows that cannot be read are diagnostics instead.
type Uncounted struct {
	Measure string     `json:"measure"`
	Subject payout.Ref `json:"subject"` // whose fact it is
	Events  int        `json:"events"`  // 0: the subject itself is left out
	Missing string     `json:"missing"` // the fact
	Reason  string     `json:"reason"`
}

// uncounted adds what the measures of an engine leave out; several engines may
// count the same events.
func (r *Report) uncounted(lacks []engine.Lack) {
	for _, l := range lacks {
		r.Uncounted = append(r.Uncounted, uncountedOf(l))
	}
	slices.SortFunc(r.Uncounted, func(a, b Uncounted) int { return cmp.Or(a.compare(b), -cmp.Compare(a.Events, b.Events)) })
	r.Uncounted = slices.CompactFunc(r.Uncounted, func(a, b Uncounted) bool { return a.compare(b) == 0 })
}

func uncountedOf(l engine.Lack) Uncounted {
	return Uncounted{l.Measure, l.Subject, l.Events, l.Fault.Name, l.Fault.String()}
}

// leavesOut notes what the measures that were read leave out.
func (x *Explanation) leavesOut(e *engine.Engine) {
	for _, l := range e.Lacks() {
		read := slices.ContainsFunc(x.Facts, func(f ReadFact) bool {
			name, _, _ := strings.Cut(f.Name, "(") // of a stream, with its days
			return name == l.Measure
		})
		if read {
			x.Uncounted = append(x.Uncounted, uncountedOf(l))
		}
	}
}

func (u Uncounted) compare(other Uncounted) int {
	return cmp.Or(cmp.Compare(u.Measure, other.Measure), u.Subject.Compare(other.Subject), cmp.Compare(u.Reason, other.Reason))
}
