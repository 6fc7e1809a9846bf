package ir

import (
	"math"
	"math/big"
)

// Slots hold whole numbers at the static scale of what is read: fen for money
// at two places, days for dates, a position for a symbol, 0 and 1 for no and
// yes. The smallest numbers are set aside for what is no number.
const (
	Absent   int64 = math.MinInt64     // optional, and not given
	Missing  int64 = math.MinInt64 + 1 // required, and not given
	Wide     int64 = math.MinInt64 + 2 // too large for the slot: in Frame.Wide
	Faulty   int64 = math.MinInt64 + 3 // has a reason in Frame.Faults
	Unloaded int64 = math.MinInt64 + 4 // not asked for yet: Frame.Load fetches it

	// Smallest is the smallest number that stands for itself.
	Smallest int64 = math.MinInt64 + 16
)

// A Frame holds what a program reads for one decision. It is used by one
// goroutine at a time and may be filled again for the next decision.
type Frame struct {
	Program *Program
	Slots   []int64
	Wide    map[int]*big.Int // by slot
	Faults  map[int]*Fault   // by slot
	Load    func(f *Frame, input int)

	Rows [][]int64 // by hop: where the fast back end reads facts; see Place

	doubt   bool   // the fast back end could not tell
	den     int64  // of an amount that ends in a division
	it, was int64  // the element of a list in hand, and the one before it
	parts   []part // that are computed once a decision, by their memo
	turn    uint64 // which decision it is: parts of earlier ones are worth nothing
	clock   ZoneClock

	memos   []memo // of the exact back end
	element *big.Int
	prev    *big.Int
	trace   *tracer
}

// A part is the value of something that is computed once a decision.
type part struct {
	turn  uint64
	value int64
}

// NewFrame makes a frame in which nothing is loaded.
func NewFrame(p *Program) *Frame {
	f := &Frame{Program: p, Slots: make([]int64, p.Slots()), parts: make([]part, p.Memos)}
	f.Reset()
	return f
}

// Reset forgets all values.
func (f *Frame) Reset() {
	for i := range f.Slots {
		f.Slots[i] = Unloaded
	}
	clear(f.Wide)
	clear(f.Faults)
	f.forget()
}

// forget drops the named parts that were computed.
func (f *Frame) forget() {
	clear(f.memos)
	f.turn++
}

// Set stores a number of any size.
func (f *Frame) Set(slot int, v *big.Int) {
	if v.IsInt64() && v.Int64() >= Smallest {
		f.Slots[slot] = v.Int64()
		return
	}
	if f.Wide == nil {
		f.Wide = map[int]*big.Int{}
	}
	f.Wide[slot] = v
	f.Slots[slot] = Wide
}

// Fail stores why a value cannot be had.
func (f *Frame) Fail(slot int, fault *Fault) {
	if f.Faults == nil {
		f.Faults = map[int]*Fault{}
	}
	f.Faults[slot] = fault
	f.Slots[slot] = Faulty
}

// ClearFaults drops the large numbers and the reasons why values cannot be had.
// Their slots must be filled again.
func (f *Frame) ClearFaults() {
	clear(f.Wide)
	clear(f.Faults)
}

// ClearMemos drops the named parts that were computed, so that they are
// computed again after an input was set to another value.
func (f *Frame) ClearMemos() { f.forget() }
