package ir

import "math/bits"

// Arithmetic over int64. What outgrows 64 bits, or comes near the numbers that
// are set aside, is in doubt.

// add gives x + y, and doubts what outgrows 64 bits.
func (f *Frame) add(x, y int64) int64 {
	v := x + y
	if (x^v)&(y^v) < 0 || v < Smallest {
		return f.unsure()
	}
	return v
}

func (f *Frame) subtract(x, y int64) int64 {
	v := x - y
	if (x^y)&(x^v) < 0 || v < Smallest {
		return f.unsure()
	}
	return v
}

func (f *Frame) plus(x, y int64, sub bool) int64 {
	if sub {
		y = -y
	}
	v := x + y
	if (x^v)&(y^v) < 0 || v < Smallest {
		return f.unsure()
	}
	return v
}

// multiply gives a * b, and doubts what outgrows 64 bits.
func (f *Frame) multiply(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	high := int64(hi) - (a>>63)&b - (b>>63)&a
	v := int64(lo)
	if high != v>>63 || v < Smallest {
		return f.unsure()
	}
	return v
}

// compareWide compares a with b x c.
func compareWide(a, b, c int64) int {
	hi, lo := bits.Mul64(uint64(b), uint64(c))
	high := int64(hi) - (b>>63)&c - (c>>63)&b
	top := a >> 63
	switch {
	case top < high:
		return -1
	case top > high:
		return 1
	case uint64(a) < lo:
		return -1
	case uint64(a) > lo:
		return 1
	default:
		return 0
	}
}

func floorCeil(a, b int64, mode Rounding) int64 {
	q, r := a/b, a%b
	if r == 0 {
		return q
	}
	up := (r > 0) == (b > 0)
	if up && mode == RoundCeil {
		q++
	}
	if !up && mode == RoundFloor {
		q--
	}
	return q
}
