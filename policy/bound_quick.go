package policy

import (
	"unsafe"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// prepare finds out whether a rule can be decided quickly: a condition and an
// amount on one day, for one payee.
func (r *boundRule) prepare(event bool) {
	r.simple = r.total != nil && !r.total.Divides() && r.payee >= 0 && r.decide == nil && r.cohort == nil && r.key == nil &&
		len(r.shares) == 0 && r.rest == nil && (!event || r.rule.Once != nil)
	r.least = 0
	if r.rule.NetLoss {
		r.least = ir.Smallest
	}
	if r.simple {
		r.cut, r.simple = newCut(r.rounding, r.total.Node.Type.Scale)
	}
}

// quick decides a rule in the way that nearly all decisions go. Whatever is
// out of the ordinary is left to rule, from the beginning.
func (e *evaluator) quick(r *boundRule, row unsafe.Pointer, targets []Target) []Target {
	f := e.frame
	if r.met != nil {
		met, ok := f.Met(r.met)
		if !ok {
			return e.rule(r, row, targets)
		}
		if !met {
			return targets
		}
	}
	n, ok := f.Int(r.total)
	if !ok || n < r.least || e.there[r.payee] != present {
		return e.rule(r, row, targets)
	}
	minor, ok := r.cut.round(n)
	if !ok {
		return e.rule(r, row, targets)
	}
	if minor == 0 {
		return targets
	}
	held := false
	if r.hold != nil {
		if held, ok = f.Met(r.hold); !ok {
			return e.rule(r, row, targets)
		}
	}
	if r.debit {
		minor = -minor
	}
	if n := len(targets); n < cap(targets) { // as append does, without a copy
		targets = targets[:n+1]
		t := &targets[n]
		t.rule, t.payee, t.minor, t.more, t.state, t.held = r, e.ids[r.payee], minor, nil, pays, held
		return targets
	}
	return append(targets, Target{rule: r, payee: e.ids[r.payee], minor: minor, held: held})
}
