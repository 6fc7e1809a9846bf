package payout_test

import (
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/ledgertest"
)

func TestMemory(t *testing.T) {
	ledgertest.Test(t, func(*testing.T) payout.Ledger { return payout.NewMemory() })
}
