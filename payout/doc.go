// Package payout is the money side of fenrun: exact amounts, days, rounding,
// kinds of amounts, divisions that lose nothing, and what becomes of amounts
// once they are computed.
//
// A run computes lines. It posts them, in a Batch, to a Ledger. Accounts folds
// what a ledger yields into the Position of every payee, which Settle settles
// on a day: what is netted, kept apart, taken by debts, and paid. The
// Settlement is posted in turn, and NewStatement tells a payee what happened in
// a stretch of days. Every step works line by line, so that each amount can be
// followed from its rule to the payment, and every step proves that nothing was
// lost or made.
//
// The package reads no clock, no environment and no file. But for the ledger of
// NewMemory it holds no state, and every function gives the same result for
// the same arguments on every machine. All its types are plain values, safe
// for use by any number of goroutines as long as nobody writes to a value that
// others read. Nothing panics on data: what cannot be computed is an error,
// never a zero.
//
// No amount ever passes through a floating-point number. Sentences N1 to N42
// that comments refer to are those of the language's semantics.
package payout
