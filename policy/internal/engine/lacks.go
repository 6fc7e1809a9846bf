package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Lack is what a measure does not count, because a fact is missing or wrong
// (N39): what is due is paid without it, and what takes money waits.
type Lack struct {
	Measure string
	Subject payout.Ref // whose fact it is, or else whose figure lacks it
	Fault   *ir.Fault
	Events  int // 0: it is the subject that is not counted, by its own measures
}

type lackKey struct {
	typ     payeeType
	subject int32
	fault   ir.Fault
}

type lack struct {
	fault  *ir.Fault
	events int
}

// lacking notes an event that is not counted.
func (m *measure) lacking(f *frame, fault *ir.Fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.note(f, fault).events++
}

// lackingMember notes a subject that is not counted; its measure is locked.
func (m *measure) lackingMember(f *frame, fault *ir.Fault) {
	if fault != nil && fault.Kind != ir.NotCovered {
		m.note(f, fault)
	}
}

func (m *measure) note(f *frame, fault *ir.Fault) *lack {
	key := lackKey{fault: *fault, subject: -1} // with the detail: several workers note it, in no order
	at := f.culprit(m.target, fault.Name)
	if at == rootHop && m.source.Type.Event {
		at = m.target // the event is in no table
	}
	if f.subjects[at] >= 0 {
		key.typ, key.subject = f.binding.hops[at].table.Type.Index, f.subjects[at]
	}
	l := m.lacks[key]
	if l == nil {
		if m.lacks == nil {
			m.lacks = map[lackKey]*lack{}
		}
		l = &lack{fault: fault}
		m.lacks[key] = l
	}
	return l
}

// culprit gives the hop to the subject that has a fact, or else the one that
// is asked for.
func (f *frame) culprit(asked int, fact string) int {
	if dot := strings.LastIndexByte(fact, '.'); dot > 0 {
		for at, h := range f.binding.hops {
			if h.table != nil && f.hopName(at) == fact[:dot] {
				return at
			}
		}
	}
	return asked
}

// end gives the fault of a way that ends before its hop.
func (f *frame) end(at int) *ir.Fault {
	for f.subjects[f.binding.hops[at].parent] < 0 && f.binding.hops[at].parent > levelHop {
		at = f.binding.hops[at].parent
	}
	return &ir.Fault{Kind: ir.MissingFact, Name: f.hopName(at)}
}

// undescribed is the fault of a subject of which no facts are given.
func (f *frame) undescribed(at int) *ir.Fault {
	t := f.binding.hops[at].table
	return &ir.Fault{Kind: ir.MissingFact, Name: f.hopName(at), Detail: "no facts are given of " + t.Type.Name + " " + t.ID(f.subjects[at])}
}

// Lacks gives what measures do not count, in order: by measure, subject and
// fact.
func (e *Engine) Lacks() []Lack {
	var list []Lack
	for _, m := range e.order {
		for key, l := range m.lacks {
			one := Lack{Measure: m.def.FullName(), Fault: l.fault, Events: l.events}
			if key.subject >= 0 {
				one.Subject = e.ref(key.typ, key.subject)
			}
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b Lack) int {
		return cmp.Or(a.compare(b), -cmp.Compare(a.Events, b.Events))
	})
	// Versions of a policy that count the same have a measure each.
	return slices.CompactFunc(list, func(a, b Lack) bool { return a.compare(b) == 0 })
}

func (l Lack) compare(other Lack) int {
	return cmp.Or(cmp.Compare(l.Measure, other.Measure), l.Subject.Compare(other.Subject), cmp.Compare(l.Fault.String(), other.Fault.String()))
}
