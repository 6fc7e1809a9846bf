// Package payout is the money side of fenrun: exact amounts, days, rounding,
// kinds of amounts, divisions that lose nothing, and the line, the one posted
// amount that statements are made of.
//
// The package is pure. It reads no clock, no environment and no file, and
// holds no state; every function gives the same result for the same arguments
// on every machine. All its types are plain values, safe for use by any number
// of goroutines as long as nobody writes to a value that others read. Nothing
// panics on data: what cannot be computed is an error, never a zero.
//
// No amount ever passes through a floating-point number. Sentences N1 to N42
// that comments refer to are those of the language's semantics.
package payout
