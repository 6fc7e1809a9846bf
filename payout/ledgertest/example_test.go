package ledgertest_test

import (
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/ledgertest"
)

// A ledger over a store of its own is held to the contract by one test. Each
// call of the function gives an empty ledger.
func ExampleTest() {
	var t *testing.T // of a function TestLedger(t *testing.T)
	ledgertest.Test(t, func(*testing.T) payout.Ledger { return payout.NewMemory() })
}
