package cells

import (
	"math/big"
	"slices"
)

// Outcomes is the set of what may become of a node: of a condition true or
// false, of a number its signs, of both that there is no value, or that a
// fault leaves the decision undecided.
type Outcomes uint8

const (
	True Outcomes = 1 << iota
	False
	Absent
	Fault
	Negative
	Zero
	Positive

	// NotTrue is all but True: a condition that is not met, or not to be had.
	NotTrue = False | Absent | Fault
)

func (o Outcomes) single() bool { return o&(o-1) == 0 }

// A value is what is known of a node in a cell: for a condition its outcomes,
// for anything else the pieces of which its value is one.
type value struct {
	out    Outcomes // of a condition; of a number Absent and Fault alone
	pieces []piece
	next   *split // how to cut the cell so that more is known; nil if all is
}

// A piece is one form that a number takes in a part of a cell: a polynomial, a
// quotient of two, or only a span.
type piece struct {
	p, den poly
	fuzzy  *fuzzy
}

// A fuzzy says of a number that it lies in a span and what it depends on.
type fuzzy struct {
	span
	vars []int
}

func exactly(p poly) value { return value{pieces: []piece{{p: p}}} }

func number(v *big.Int) value { return exactly(constant(v)) }

func known(o Outcomes) value { return value{out: o} }

// definite reports whether a condition has one outcome.
func (v value) definite() bool { return v.out.single() }

// maxPieces bounds the forms of one number; beyond it only their span is kept.
const maxPieces = 48

// join is a value that is one of two, by a choice that is not settled.
func join(a, b value, choice *split) value {
	v := value{out: a.out | b.out, next: better(choice, better(a.next, b.next))}
	v.pieces = append(slices.Clone(a.pieces), b.pieces...)
	return v
}

// tidy drops repeated pieces, and keeps the hull of too many.
func (e *evaluation) tidy(v value) value {
	if len(v.pieces) < 2 {
		return v
	}
	seen := map[string]bool{}
	kept := v.pieces[:0:0]
	for _, p := range v.pieces {
		key := p.key()
		if key == "" || !seen[key] {
			kept = append(kept, p)
			seen[key] = true
		}
	}
	v.pieces = kept
	if len(kept) > maxPieces {
		hull, vars := e.span(kept[0]), kept[0].depends()
		for _, p := range kept[1:] {
			hull = hull.hull(e.span(p))
			vars = append(vars, p.depends()...)
		}
		slices.Sort(vars)
		v.pieces = []piece{{fuzzy: &fuzzy{hull, slices.Compact(vars)}}}
	}
	return v
}

func (p piece) key() string {
	if p.fuzzy != nil {
		return ""
	}
	return p.p.key() + "/" + p.den.key()
}

// depends gives the variables that the piece depends on.
func (p piece) depends() []int {
	if p.fuzzy != nil {
		return p.fuzzy.vars
	}
	return append(p.p.variables(), p.den.variables()...)
}

// span gives the span of a piece in the cell.
func (e *evaluation) span(p piece) span {
	switch {
	case p.fuzzy != nil:
		return p.fuzzy.span
	case p.den != nil:
		return span{}
	default:
		return e.cell.bounds(p.p)
	}
}

// blurred keeps only the span of a piece.
func (e *evaluation) blurred(p piece, s span) piece {
	return piece{fuzzy: &fuzzy{s, e.real(p.depends())}}
}

// strict applies an operation that needs both its arguments, in their order:
// the first that is absent or has a fault decides.
func (e *evaluation) strict(a, b value, op func(p, q piece) piece) value {
	v := value{out: a.out, next: better(a.next, b.next)}
	if len(a.pieces) == 0 {
		return v
	}
	v.out |= b.out
	for _, p := range a.pieces {
		for _, q := range b.pieces {
			v.pieces = append(v.pieces, op(p, q))
		}
	}
	return e.tidy(v)
}

func (e *evaluation) each(a value, op func(p piece) piece) value {
	v := value{out: a.out, next: a.next}
	for _, p := range a.pieces {
		v.pieces = append(v.pieces, op(p))
	}
	return e.tidy(v)
}

func both(p, q piece) []int {
	vars := append(p.depends(), q.depends()...)
	slices.Sort(vars)
	return slices.Compact(vars)
}

func (e *evaluation) plus(p, q piece) piece {
	if p.fuzzy == nil && q.fuzzy == nil && p.den == nil && q.den == nil {
		return piece{p: p.p.add(q.p)}
	}
	return piece{fuzzy: &fuzzy{e.span(p).add(e.span(q)), both(p, q)}}
}

func (e *evaluation) minus(p, q piece) piece {
	if p.fuzzy == nil && q.fuzzy == nil && p.den == nil && q.den == nil {
		return piece{p: p.p.sub(q.p)}
	}
	return piece{fuzzy: &fuzzy{e.span(p).add(e.span(q).neg()), both(p, q)}}
}

// maxTerms bounds the terms of a polynomial.
const maxTerms = 64

func (e *evaluation) times(p, q piece) piece {
	if p.fuzzy == nil && q.fuzzy == nil && p.den == nil && q.den == nil && len(p.p)*len(q.p) <= maxTerms {
		return piece{p: p.p.mul(q.p)}
	}
	return piece{fuzzy: &fuzzy{e.span(p).mul(e.span(q)), both(p, q)}}
}

// compared gives the signs that a piece can have, and how to settle which.
func (e *evaluation) signs(p piece) (signs, *split) {
	switch {
	case p.fuzzy != nil:
		return signsOf(p.fuzzy.span), halve(e.real(p.fuzzy.vars))
	case p.den != nil:
		num, n1 := e.signs(piece{p: p.p})
		den, n2 := e.signs(piece{p: p.den})
		var all signs
		for _, s := range []signs{negative, naught, positive} {
			if num&s == 0 {
				continue
			}
			if den&positive != 0 {
				all |= s
			}
			if den&negative != 0 {
				all |= s.flipped()
			}
		}
		return all, better(n1, n2)
	}
	s := e.cell.can(p.p)
	switch {
	case s.single():
		return s, nil
	case s&negative == 0: // naught or positive
		return s, e.cutAt(p.p.plus(-1))
	default:
		return s, e.cutAt(p.p)
	}
}

func (s signs) single() bool { return s&(s-1) == 0 }

func (s signs) flipped() signs {
	f := s & naught
	if s&negative != 0 {
		f |= positive
	}
	if s&positive != 0 {
		f |= negative
	}
	return f
}
