package cells

import "math/big"

// A span is the whole numbers from lo to hi, both included; nil is open.
type span struct{ lo, hi *big.Int }

func only(v *big.Int) span { return span{v, v} }

func between(lo, hi int64) span { return span{big.NewInt(lo), big.NewInt(hi)} }

func (s span) empty() bool { return s.lo != nil && s.hi != nil && s.lo.Cmp(s.hi) > 0 }

func (s span) point() bool { return s.lo != nil && s.hi != nil && s.lo.Cmp(s.hi) == 0 }

func (s span) has(v *big.Int) bool {
	return (s.lo == nil || s.lo.Cmp(v) <= 0) && (s.hi == nil || v.Cmp(s.hi) <= 0)
}

// meet gives what both spans hold.
func (s span) meet(t span) span {
	if s.lo == nil || t.lo != nil && t.lo.Cmp(s.lo) > 0 {
		s.lo = t.lo
	}
	if s.hi == nil || t.hi != nil && t.hi.Cmp(s.hi) < 0 {
		s.hi = t.hi
	}
	return s
}

// hull gives the smallest span that holds both.
func (s span) hull(t span) span {
	if s.lo != nil && (t.lo == nil || t.lo.Cmp(s.lo) < 0) {
		s.lo = t.lo
	}
	if s.hi != nil && (t.hi == nil || t.hi.Cmp(s.hi) > 0) {
		s.hi = t.hi
	}
	return s
}

func (s span) add(t span) span {
	var sum span
	if s.lo != nil && t.lo != nil {
		sum.lo = new(big.Int).Add(s.lo, t.lo)
	}
	if s.hi != nil && t.hi != nil {
		sum.hi = new(big.Int).Add(s.hi, t.hi)
	}
	return sum
}

func (s span) neg() span {
	var n span
	if s.hi != nil {
		n.lo = new(big.Int).Neg(s.hi)
	}
	if s.lo != nil {
		n.hi = new(big.Int).Neg(s.lo)
	}
	return n
}

// mul gives the span of all products.
func (s span) mul(t span) span {
	if s.isZero() || t.isZero() {
		return only(bigZero)
	}
	var lo, hi *big.Int
	openLo, openHi := false, false
	for _, a := range s.ends() {
		for _, b := range t.ends() {
			switch sign := a.sign() * b.sign(); {
			case a.open && b.v != nil && b.v.Sign() == 0, b.open && a.v != nil && a.v.Sign() == 0:
				lo, hi = least(lo, bigZero), most(hi, bigZero)
			case a.open || b.open:
				openHi = openHi || sign > 0
				openLo = openLo || sign < 0
			default:
				p := new(big.Int).Mul(a.v, b.v)
				lo, hi = least(lo, p), most(hi, p)
			}
		}
	}
	if openLo {
		lo = nil
	}
	if openHi {
		hi = nil
	}
	return span{lo, hi}
}

// An end is one end of a span: a number, or open upwards or downwards.
type end struct {
	v    *big.Int
	open bool
	up   bool
}

func (e end) sign() int {
	switch {
	case e.open && e.up:
		return 1
	case e.open:
		return -1
	default:
		return e.v.Sign()
	}
}

func (s span) ends() [2]end {
	return [2]end{{v: s.lo, open: s.lo == nil}, {v: s.hi, open: s.hi == nil, up: true}}
}

func (s span) isZero() bool { return s.point() && s.lo.Sign() == 0 }

func least(a, b *big.Int) *big.Int {
	if a == nil || b.Cmp(a) < 0 {
		return b
	}
	return a
}

func most(a, b *big.Int) *big.Int {
	if a == nil || b.Cmp(a) > 0 {
		return b
	}
	return a
}

// A domain is the values that a variable may have: spans in rising order that
// do not touch.
type domain []span

// clip gives the span of what a domain has within s; it is empty if there is
// nothing.
func (d domain) clip(s span) span {
	out := span{bigOne, bigZero}
	first := true
	for _, part := range d {
		m := part.meet(s)
		switch {
		case m.empty():
		case first:
			out, first = m, false
		default:
			out.hi = m.hi
		}
	}
	return out
}

func (d domain) has(v *big.Int) bool {
	for _, part := range d {
		if part.has(v) {
			return true
		}
	}
	return false
}

func (d domain) hull() span { return d.clip(span{}) }
