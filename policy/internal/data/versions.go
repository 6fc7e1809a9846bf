package data

import (
	"math/big"
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// Add gives a subject a row of values valid from a day on. Whatever the order
// of rows, each is a copy of the one that is valid before it with its own
// values in it. Rows of one day complete each other. Where they contradict,
// nobody can say which is right: the value is wrong, and its slot is among
// those returned.
func (t *Table) Add(subject int32, from payout.Date, values []int64, wide map[int]*big.Int) (contradicted []int) {
	before, after := int32(-1), t.first[subject]
	for after >= 0 && t.from[after] <= from {
		before, after = after, t.next[after]
	}
	row := before
	if before < 0 || t.from[before] != from {
		row = t.insert(subject, from, before, after)
	}
	for slot, v := range values {
		if v == ir.Unloaded {
			continue // not mentioned
		}
		number, w := v, wide[slot]
		if t.mentions(row, slot) && !t.is(row, slot, v, w) {
			number, w = ir.Faulty, nil
			contradicted = append(contradicted, slot)
		}
		t.mention(row, slot)
		t.set(row, slot, number, w)
		for later := after; later >= 0 && !t.mentions(later, slot); later = t.next[later] {
			t.set(later, slot, number, w)
		}
	}
	return contradicted
}

// insert makes a row between two others, of which there may be none, with the
// values of the one before.
func (t *Table) insert(subject int32, from payout.Date, before, after int32) int32 {
	row := int32(len(t.from))
	t.from = append(t.from, from)
	t.next = append(t.next, after)
	t.slots = slices.Grow(t.slots, t.Type.Width)
	if before < 0 {
		t.first[subject] = row
		for range t.Type.Width {
			t.slots = append(t.slots, ir.Missing)
		}
	} else {
		t.next[before] = row
		base := int(before) * t.Type.Width
		t.slots = append(t.slots, t.slots[base:base+t.Type.Width]...)
		for slot := range t.Type.Width {
			if w := t.wide[base+slot]; w != nil {
				t.wide[int(row)*t.Type.Width+slot] = w
			}
		}
		t.inherits(row, make([]bool, t.Type.Width))
	}
	if after >= 0 && t.own[after] == nil { // it was the first
		own := make([]bool, t.Type.Width)
		for slot := range own {
			own[slot] = t.slots[int(after)*t.Type.Width+slot] != ir.Missing
		}
		t.inherits(after, own)
	}
	return row
}

// inherits notes which values of a row are its own. Of a subject's first row
// all are that it has.
func (t *Table) inherits(row int32, own []bool) {
	if t.own == nil {
		t.own = map[int32][]bool{}
	}
	t.own[row] = own
}

func (t *Table) mentions(row int32, slot int) bool {
	if own := t.own[row]; own != nil {
		return own[slot]
	}
	return t.slots[int(row)*t.Type.Width+slot] != ir.Missing
}

func (t *Table) mention(row int32, slot int) {
	if own := t.own[row]; own != nil {
		own[slot] = true
	}
}

// is reports whether a value stands in a row.
func (t *Table) is(row int32, slot int, v int64, wide *big.Int) bool {
	at := int(row)*t.Type.Width + slot
	if t.slots[at] != v {
		return false
	}
	return v != ir.Wide || t.wide[at].Cmp(wide) == 0
}

func (t *Table) set(row int32, slot int, v int64, wide *big.Int) {
	at := int(row)*t.Type.Width + slot
	t.slots[at] = v
	switch {
	case wide != nil:
		if t.wide == nil {
			t.wide = map[int]*big.Int{}
		}
		t.wide[at] = wide
	default:
		delete(t.wide, at)
	}
}
