package payout

import "encoding/binary"

// A packer goes through the fields of a line beside those of the line before.
// One writes what differs, the other reads it back.
type packer interface {
	// text and number are one field each.
	text(now, was string) string
	number(now, was int64) int64

	// same is a field that says whether a list is as it was. If it is not, its
	// elements follow as fields of their own.
	same(equal func() bool) bool
}

// pack takes a packer through all fields of a line.
func pack(p packer, l, was *Line) {
	l.ID = p.text(l.ID, was.ID)
	packRef(p, &l.Subject, was.Subject)
	packRef(p, &l.Payee, was.Payee)
	packMoney(p, &l.Amount, was.Amount)
	packPairs(p, &l.Values, was.Values, func(v *Value) (*string, *string) { return &v.Name, &v.Text })
	packPairs(p, &l.Why, was.Why, func(s *Sentence) (*string, *string) { return &s.Lang, &s.Text })
	packTexts(p, &l.Corrects, was.Corrects)
	l.Once = p.text(l.Once, was.Once)
	packNumber(p, &l.Due, was.Due)
	l.Held = p.text(l.Held, was.Held)
	l.Rule = p.text(l.Rule, was.Rule)
	l.Base = p.text(l.Base, was.Base)
	packNumber(p, &l.Kind, was.Kind)
	packNumber(p, &l.Class, was.Class)
	l.Period = p.text(l.Period, was.Period)
	packNumber(p, &l.Quantity.digits.hi, was.Quantity.digits.hi)
	packNumber(p, &l.Quantity.digits.lo, was.Quantity.digits.lo)
	packNumber(p, &l.Quantity.places, was.Quantity.places)
	l.Unit = p.text(l.Unit, was.Unit)
	packTexts(p, &l.From, was.From)
	l.Policy = p.text(l.Policy, was.Policy)
	l.Version = p.text(l.Version, was.Version)
	l.Digest = p.text(l.Digest, was.Digest)
	l.Deal = p.text(l.Deal, was.Deal)
	l.Platform = p.text(l.Platform, was.Platform)
	packNumber(p, &l.Decided, was.Decided)
	packNumber(p, &l.Booked, was.Booked)
	l.Cause = p.text(l.Cause, was.Cause)
}

// packNumber converts numbers of any kind; what does not fit comes back by the
// same way.
func packNumber[N ~int32 | ~int64 | ~uint8 | ~uint64](p packer, now *N, was N) {
	*now = N(p.number(int64(*now), int64(was)))
}

func packRef(p packer, now *Ref, was Ref) {
	now.Type = p.text(now.Type, was.Type)
	now.ID = p.text(now.ID, was.ID)
}

func packMoney(p packer, now *Money, was Money) {
	packNumber(p, &now.units.hi, was.units.hi)
	packNumber(p, &now.units.lo, was.units.lo)
	for i := range now.currency.code {
		packNumber(p, &now.currency.code[i], was.currency.code[i])
	}
	packNumber(p, &now.currency.places, was.currency.places)
}

// packList goes through a list of which each element is some fields.
func packList[S ~[]E, E comparable](p packer, now *S, was S, element func(now *E, was E)) {
	equal := func() bool {
		if len(*now) != len(was) {
			return false
		}
		for i := range was {
			if (*now)[i] != was[i] {
				return false
			}
		}
		return true
	}
	if p.same(equal) {
		return
	}
	n := p.number(int64(len(*now)), int64(len(was)))
	if n == 0 {
		*now = nil
		return
	}
	list := make(S, n)
	copy(list, *now)
	for i := range list {
		var before E
		if i < len(was) {
			before = was[i]
		}
		element(&list[i], before)
	}
	*now = list
}

func packPairs[S ~[]E, E comparable](p packer, now *S, was S, parts func(*E) (a, b *string)) {
	packList(p, now, was, func(e *E, before E) {
		a, b := parts(e)
		wasA, wasB := parts(&before)
		*a = p.text(*a, *wasA)
		*b = p.text(*b, *wasB)
	})
}

func packTexts(p packer, now *[]string, was []string) {
	packList(p, now, was, func(e *string, before string) { *e = p.text(*e, before) })
}

// packing writes fields: how many are as they were, then one that is not.
type packing struct {
	b       []byte
	skipped uint64
}

func (w *packing) change() {
	w.b = binary.AppendUvarint(w.b, w.skipped)
	w.skipped = 0
}

func (w *packing) end() { w.change() }

func (w *packing) same(equal func() bool) bool {
	if equal() {
		w.skipped++
		return true
	}
	w.change()
	return false
}

func (w *packing) number(now, was int64) int64 {
	if now == was {
		w.skipped++
		return now
	}
	w.change()
	w.b = binary.AppendVarint(w.b, now)
	return now
}

// text writes what stands between the beginning and the end that a text has in
// common with the one before.
func (w *packing) text(now, was string) string {
	if now == was {
		w.skipped++
		return now
	}
	w.change()
	most := min(len(now), len(was))
	head := 0
	for head < most && now[head] == was[head] {
		head++
	}
	tail := 0
	for tail < most-head && now[len(now)-1-tail] == was[len(was)-1-tail] {
		tail++
	}
	w.b = binary.AppendUvarint(w.b, uint64(head))
	w.b = binary.AppendUvarint(w.b, uint64(tail))
	w.b = binary.AppendUvarint(w.b, uint64(len(now)-head-tail))
	w.b = append(w.b, now[head:len(now)-tail]...)
	return now
}

// unpacking reads what packing wrote.
type unpacking struct {
	b    []byte
	skip uint64
}

func (r *unpacking) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return v
}

func (r *unpacking) begin() { r.skip = r.uvarint() }

// same reports whether the next field is as it was.
func (r *unpacking) same(func() bool) bool {
	if r.skip > 0 {
		r.skip--
		return true
	}
	r.begin()
	return false
}

func (r *unpacking) number(_, was int64) int64 {
	if r.skip > 0 {
		r.skip--
		return was
	}
	v, n := binary.Varint(r.b)
	r.b = r.b[n:]
	r.begin()
	return v
}

func (r *unpacking) text(_, was string) string {
	if r.skip > 0 {
		r.skip--
		return was
	}
	head, tail, n := r.uvarint(), r.uvarint(), r.uvarint()
	text := was[:head] + string(r.b[:n]) + was[uint64(len(was))-tail:]
	r.b = r.b[n:]
	r.begin()
	return text
}
