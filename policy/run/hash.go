package run

import "math/bits"

// hashText gives 64 bits that tell texts apart. They are kept in ledgers, and
// so must never change.
func hashText(text string) uint64 {
	const a, b = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := uint64(len(text)) ^ b
	for len(text) > 8 {
		h = fold(h^eight(text), a)
		text = text[8:]
	}
	var last uint64
	for i := len(text) - 1; i >= 0; i-- {
		last = last<<8 | uint64(text[i])
	}
	return fold(fold(h^last, a), b)
}

// fold multiplies and puts the halves of the product together.
func fold(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}

func eight(text string) uint64 {
	_ = text[7]
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
}

// mix makes one number of two, so that equal sums of them mean equal rows.
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 ^ b
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}
