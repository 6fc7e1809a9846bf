package policy

import (
	"unsafe"

	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A hop is a subject on the way to a fact.
type hop struct {
	parent   int
	subject  *ir.Subject
	name     string
	must     bool // the reference is required
	given    bool // there is something in the row for it
	always   bool // it is there in every row
	base     int  // the pointer to it, which may be nil; or -1
	id       string
	idGiven  bool // the row has it, and without one there is no subject
	idBase   int
	idOffset uintptr
	fields   []field      // that are of it
	longs    []plainField // integers of 64 bits
	plain    []plainField // others
	texts    []plainField // strings that are read as data are
	others   []int32      // of fields
	paid     bool         // its id is asked for: it may be a payee
	fault    *ir.Fault
}

// A plainField is what is needed of a field that is an integer, or a string,
// and nothing else.
type plainField struct {
	offset     uintptr
	min, max   int64
	slot, base int32
	read       reader
	index      int32        // among the hop's fields
	column     *data.Column // of a string
}

// A refField is a slot that holds a subject, as the number of a hop that leads
// to it.
type refField struct{ slot, hop int }

// A momentSlot is a slot that holds the day or the period.
type momentSlot struct {
	slot   int
	kind   ir.InputKind
	moment string
}

// presence says whether a hop leads to a subject in this row.
type presence uint8

const (
	present  presence = iota
	absent            // the reference is optional, and not given
	required          // it is not optional, and not given
)

// base gives a pointer of the row.
func (e *evaluator) base(row unsafe.Pointer, i int) unsafe.Pointer {
	if i == 0 {
		return row
	}
	return e.bases[i]
}

// read loads all fields of a row.
func (e *evaluator) read(row unsafe.Pointer) {
	f := e.frame
	if e.stained {
		f.ClearFaults()
		e.stained = false
	}
	f.ClearMemos()
	e.words = e.words[:0]
	for i := 1; i < len(e.pointers); i++ {
		p := &e.pointers[i]
		if p.base < 0 {
			break // columns, which are set already
		}
		e.bases[i] = nil
		if base := e.base(row, p.base); base != nil {
			e.bases[i] = *(*unsafe.Pointer)(unsafe.Add(base, p.offset))
		}
	}
	for i := range e.hops {
		h := &e.hops[i]
		if !h.always && !e.present(h, i, row) {
			e.fail(h, i)
			continue
		}
		if h.paid {
			e.ids[i] = e.id(h, row)
		}
		e.fields(h, row)
	}
	for i := range e.refs {
		e.reference(i, row)
	}
}

// fields loads the fields of a subject.
func (e *evaluator) fields(h *hop, row unsafe.Pointer) {
	slots := e.frame.Slots
	for i := range h.longs {
		f := &h.longs[i]
		p := row
		if f.base != 0 {
			p = e.bases[f.base]
		}
		v := *(*int64)(unsafe.Add(p, f.offset))
		if v < f.min || v > f.max {
			v = e.load(&h.fields[f.index], row)
		}
		slots[f.slot] = v
	}
	for i := range h.plain {
		f := &h.plain[i]
		p := row
		if f.base != 0 {
			p = e.bases[f.base]
		}
		p = unsafe.Add(p, f.offset)
		var v int64
		switch f.read {
		case readInt32:
			v = int64(*(*int32)(p))
		case readUint8:
			v = int64(*(*uint8)(p))
		default:
			v = e.raw(&h.fields[f.index], p)
		}
		if v < f.min || v > f.max {
			v = e.load(&h.fields[f.index], row)
		}
		slots[f.slot] = v
	}
	for i := range h.texts {
		f := &h.texts[i]
		p := row
		if f.base != 0 {
			p = e.bases[f.base]
		}
		v, ok := f.column.Plain(*(*string)(unsafe.Add(p, f.offset)))
		if !ok || v < f.min || v > f.max {
			v = e.load(&h.fields[f.index], row)
		}
		slots[f.slot] = v
	}
	for _, i := range h.others {
		f := &h.fields[i]
		slots[f.slot] = e.load(f, row)
	}
}

// present tells whether a hop leads to a subject, and notes what is missing if
// it should and does not.
func (e *evaluator) present(h *hop, i int, row unsafe.Pointer) bool {
	up := e.there[h.parent]
	switch {
	case up != present:
		e.there[i], e.missing[i] = up, e.missing[h.parent]
	case h.given && (h.base <= 0 || e.bases[h.base] != nil) && (!h.idGiven || *e.idOf(h, row) != ""):
		e.there[i] = present
		return true
	case h.must:
		e.there[i], e.missing[i] = required, h.fault
	default:
		e.there[i] = absent
	}
	return false
}

// fail fills in the fields of a subject that is not there.
func (e *evaluator) fail(h *hop, i int) {
	for k := range h.fields {
		slot := h.fields[k].slot
		if e.there[i] == absent {
			e.frame.Slots[slot] = ir.Absent
			continue
		}
		e.stained = true
		e.frame.Fail(slot, e.missing[i])
	}
}

// idOf gives where the id of a hop stands, which must be given.
func (e *evaluator) idOf(h *hop, row unsafe.Pointer) *string {
	return (*string)(unsafe.Add(e.base(row, h.idBase), h.idOffset))
}

// id gives the id of a subject that is there.
func (e *evaluator) id(h *hop, row unsafe.Pointer) string {
	if h.idGiven {
		if id := *e.idOf(h, row); id != "" {
			return id
		}
	}
	return h.id
}

// reference loads a slot that holds a subject: the number of the first hop
// that leads to it.
func (e *evaluator) reference(i int, row unsafe.Pointer) {
	r := e.refs[i]
	h := &e.hops[r.hop]
	switch e.there[r.hop] {
	case absent:
		e.frame.Slots[r.slot] = ir.Absent
		return
	case required:
		e.stained = true
		e.frame.Fail(r.slot, e.missing[r.hop])
		return
	}
	v := int64(r.hop)
	for _, o := range e.refs[:i] {
		other := &e.hops[o.hop]
		if other.subject == h.subject && e.there[o.hop] == present && e.id(other, row) == e.id(h, row) {
			v = e.frame.Slots[o.slot]
			break
		}
	}
	e.frame.Slots[r.slot] = v
}
