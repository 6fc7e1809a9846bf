// Package ledgertest holds a ledger to the contract of payout.Ledger. A host
// that implements a ledger runs it as one test:
//
//	func TestLedger(t *testing.T) {
//		ledgertest.Test(t, func(t *testing.T) payout.Ledger { return open(t) })
//	}
package ledgertest

import (
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// Breaker is what a ledger may offer beside payout.Ledger so that Test can
// break it in the middle of posting, as a crash would. Without it those tests
// are skipped.
type Breaker interface {
	// BreakAfter makes the next Post fail once it has done n statements, or
	// whatever steps it takes towards the ledger's store, each of which may
	// have had its effect; n is at least 0. A Post that takes no more than n
	// steps is not affected. After that Post the ledger works again, like one
	// that was opened anew.
	BreakAfter(n int)
}

// Test runs the suite. open returns an empty ledger of its own at every call;
// what it opens it closes by t.Cleanup. Several goroutines use a ledger at once,
// so a database must wait for a lock that another has and not fail.
func Test(t *testing.T, open func(t *testing.T) payout.Ledger) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *ledger)
	}{
		{"empty", empty},
		{"order", order},
		{"content", content},
		{"queries", queries},
		{"open lines", openLines},
		{"reading in part", readingInPart},
		{"replay", replay},
		{"moved", moved},
		{"conflicts", conflicts},
		{"packed lines", packedLines},
		{"malformed batches", malformed},
		{"settlements", settlements},
		{"releases", releases},
		{"returned payments", returnedPayments},
		{"deposits", deposits},
		{"accounts", accounts},
		{"assignments", assignments},
		{"cancelled", cancelled},
		{"two posters", twoPosters},
		{"many posters", manyPosters},
		{"crashes", crashes},
		{"deliveries", deliveries},
		{"random histories", randomHistories},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, &ledger{Ledger: open(t), t: t, open: open}) })
	}
}
