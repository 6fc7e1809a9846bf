package payout

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// int128 is a whole number in two's complement. The values that the package
// keeps have at most maxDigits decimal digits, well inside 128 bits; fits
// tells whether one does.
type int128 struct {
	hi int64
	lo uint64
}

// maxDigits is the number of decimal digits of the largest amount.
const maxDigits = 38

// ten19 is the largest power of ten in 64 bits; an int128 that fits is two
// digits in this base.
const ten19 = 10_000_000_000_000_000_000

// The largest magnitude is 10^38 - 1. 10^38 is a multiple of 2^38, so the low
// word here ends in ones.
const (
	largestHi = 0x4b3b4ca85a86c47a
	largestLo = 0x098a223fffffffff
)

func int128Of(n int64) int128 { return int128{hi: n >> 63, lo: uint64(n)} }

// int128OfBig is false if x does not fit.
func int128OfBig(x *big.Int) (n int128, ok bool) {
	if x.BitLen() > 127 {
		return int128{}, false
	}
	var b [16]byte
	x.FillBytes(b[:])
	n = int128{hi: int64(binary.BigEndian.Uint64(b[:8])), lo: binary.BigEndian.Uint64(b[8:])}
	if x.Sign() < 0 {
		n = n.neg()
	}
	return n, n.fits()
}

// int128OfDigits reads at most maxDigits decimal digits, without a sign. The
// caller has checked both.
func int128OfDigits(digits []byte) int128 {
	cut := max(len(digits)-19, 0)
	hi, lo := bits.Mul64(word(digits[:cut]), ten19)
	lo, carry := bits.Add64(lo, word(digits[cut:]), 0)
	return int128{hi: int64(hi + carry), lo: lo}
}

// word reads at most 19 decimal digits.
func word(digits []byte) uint64 {
	var n uint64
	for _, d := range digits {
		n = n*10 + uint64(d-'0')
	}
	return n
}

func (n int128) fits() bool {
	hi, lo := n.abs()
	return hi < largestHi || hi == largestHi && lo <= largestLo
}

func (n int128) sign() int {
	switch {
	case n.hi < 0:
		return -1
	case n.hi == 0 && n.lo == 0:
		return 0
	default:
		return 1
	}
}

func (n int128) neg() int128 {
	lo, borrow := bits.Sub64(0, n.lo, 0)
	hi, _ := bits.Sub64(0, uint64(n.hi), borrow)
	return int128{hi: int64(hi), lo: lo}
}

// abs returns the magnitude as two unsigned words.
func (n int128) abs() (hi, lo uint64) {
	if n.hi < 0 {
		n = n.neg()
	}
	return uint64(n.hi), n.lo
}

// add is false if the sum does not fit. Both n and m fit, so the magnitude of
// the sum is less than 2^128 and a wrap shows in the sign.
func (n int128) add(m int128) (sum int128, ok bool) {
	lo, carry := bits.Add64(n.lo, m.lo, 0)
	hi, _ := bits.Add64(uint64(n.hi), uint64(m.hi), carry)
	sum = int128{hi: int64(hi), lo: lo}
	wrapped := (n.hi < 0) == (m.hi < 0) && (sum.hi < 0) != (n.hi < 0)
	return sum, !wrapped && sum.fits()
}

func (n int128) cmp(m int128) int {
	switch {
	case n.hi < m.hi || n.hi == m.hi && n.lo < m.lo:
		return -1
	case n == m:
		return 0
	default:
		return 1
	}
}

// int64 is false if n is outside the range of an int64.
func (n int128) int64() (v int64, ok bool) {
	v = int64(n.lo)
	return v, n.hi == v>>63
}

func (n int128) big() *big.Int {
	var b [16]byte
	hi, lo := n.abs()
	binary.BigEndian.PutUint64(b[:8], hi)
	binary.BigEndian.PutUint64(b[8:], lo)
	x := new(big.Int).SetBytes(b[:])
	if n.hi < 0 {
		x.Neg(x)
	}
	return x
}

// digits writes the decimal digits of the magnitude of n, which fits, to the
// end of buf and returns that end: at least atLeast digits, with zeros in
// front.
func (n int128) digits(buf *[maxDigits]byte, atLeast int) []byte {
	hi, lo := n.abs()
	// hi < ten19 because n fits, so the division cannot overflow.
	upper, lower := bits.Div64(hi, lo, ten19)
	at := len(buf)
	for i := 0; i < atLeast || upper != 0 || lower != 0; i++ {
		if i == 19 {
			lower, upper = upper, 0
		}
		at--
		buf[at] = '0' + byte(lower%10)
		lower /= 10
	}
	return buf[at:]
}

// wide adds any number of amounts without ever overflowing, so that the order
// in which they come cannot decide whether their sum fits. It is a two's
// complement number of 192 bits.
type wide struct {
	top, hi, lo uint64
}

func (w *wide) add(n int128) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, n.lo, 0)
	w.hi, carry = bits.Add64(w.hi, uint64(n.hi), carry)
	w.top += uint64(n.hi>>63) + carry
}

func (w *wide) addWide(v wide) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, v.lo, 0)
	w.hi, carry = bits.Add64(w.hi, v.hi, carry)
	w.top += v.top + carry
}

func (w wide) neg() wide {
	var borrow uint64
	w.lo, borrow = bits.Sub64(0, w.lo, 0)
	w.hi, borrow = bits.Sub64(0, w.hi, borrow)
	w.top, _ = bits.Sub64(0, w.top, borrow)
	return w
}

// int128 is false if the sum does not fit.
func (w wide) int128() (n int128, ok bool) {
	n = int128{hi: int64(w.hi), lo: w.lo}
	return n, w.top == uint64(n.hi>>63) && n.fits()
}
