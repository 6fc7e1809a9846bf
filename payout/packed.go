package payout

import "iter"

// Packed is a list of lines in little memory: of each line it keeps what is
// not as in the line before. Lines of one decision, which differ in payee and
// amount, take some twenty bytes; others what their own values and sentences
// take. The zero value is an empty list.
//
// Lines are added at the end and read from the beginning. Any number of
// goroutines may read while none adds.
type Packed struct {
	slabs [][]byte
	n     int
	last  Line    // that was added
	next  packing // room for the next
}

// slabSize is how much is allocated at once: a list that grew as one piece
// would at times be there twice.
const slabSize = 1 << 20

// Len is how many lines there are; a nil list has none.
func (p *Packed) Len() int {
	if p == nil {
		return 0
	}
	return p.n
}

// Add adds a line, which must not be written to afterwards. Lists in it that
// are empty come back as nil.
func (p *Packed) Add(l Line) {
	p.next.b = p.next.b[:0]
	pack(&p.next, &l, &p.last)
	p.next.end()
	text := p.next.b
	n := len(p.slabs)
	if n == 0 || cap(p.slabs[n-1])-len(p.slabs[n-1]) < len(text) {
		size := slabSize
		if n == 0 {
			size = 1 << 10 // most lists are short
		} else {
			size = min(2*cap(p.slabs[n-1]), slabSize)
		}
		p.slabs = append(p.slabs, make([]byte, 0, max(size, len(text))))
		n++
	}
	p.slabs[n-1] = append(p.slabs[n-1], text...)
	p.last = l
	p.n++
}

// All yields the lines in the order in which they were added. They share what
// they have in common and must not be written to.
func (p *Packed) All() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		if p == nil {
			return
		}
		var last Line
		for _, slab := range p.slabs {
			for r := (unpacking{b: slab}); len(r.b) > 0; {
				l := last
				r.begin()
				pack(&r, &l, &last)
				if !yield(l) {
					return
				}
				last = l
			}
		}
	}
}
