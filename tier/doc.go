// Package tier sorts things and prices them: ladders of rungs over a quantity,
// tables over several keys, customer tiers that are reviewed and kept for a
// tenure, scorecards, and the concentration of a portfolio.
//
// The package is pure. It reads no clock, no environment and no file, and
// holds no state; every function gives the same result for the same arguments
// on every machine. What a constructor returns is never changed afterwards and
// is safe for use by any number of goroutines. Nothing panics on data: what
// cannot be decided is an error or is said by the result, never a zero.
//
// Numbers are whole numbers of a unit that the caller chooses, such as fen, or
// exact decimals. None ever passes through a floating-point number. Rungs, rows
// and tiers are numbered from 0, but the texts of errors, which people read,
// count rungs, rows, cells, indicators and assignments from 1. Sentences N1 to
// N42 that comments refer to are those of the language's semantics.
package tier
