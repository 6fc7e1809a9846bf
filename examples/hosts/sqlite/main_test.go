package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// The quarter pays residuals and bonuses, takes bonuses back, and corrects
// what came late; for every payment there is one order to the bank, and for
// every order a payment.
func TestQuarter(t *testing.T) {
	ctx := context.Background()
	file := filepath.Join(t.TempDir(), "books.db")
	var out bytes.Buffer
	if err := quarter(ctx, file, &out); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"residual", "opening-bonus", "went-quiet", "of 2026-01, on", "paid", "closing"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the statements have no %q", part)
		}
	}
	db, err := open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := newHost(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	orders := map[string]string{}
	each(t, db, `SELECT id, amount FROM payment_orders`, func(row []any) { orders[row[0].(string)] = row[1].(string) })
	paid := 0
	for entry, err := range h.ledger.Read(ctx, payout.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		s, ok := entry.(payout.Settlement)
		if !ok || s.Paid.Sign() == 0 {
			continue
		}
		paid++
		if orders[s.ID] != s.Paid.String() {
			t.Errorf("%s pays %s, and the order says %q", s.ID, s.Paid, orders[s.ID])
		}
	}
	if paid != len(orders) || paid == 0 {
		t.Errorf("%d payments and %d orders", paid, len(orders))
	}

	// Another start changes nothing and says the same.
	before := dump(t, file)
	var again bytes.Buffer
	if err := quarter(ctx, file, &again); err != nil {
		t.Fatal(err)
	}
	if again.String() != out.String() || dump(t, file) != before {
		t.Error("a second start changed something")
	}
}
