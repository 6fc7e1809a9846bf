package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/fenrun/fenrun/payout"
)

// print prints the statement of each agent: what was earned, taken back and
// paid in the quarter, line by line, and what is open.
func (h *host) print(ctx context.Context, w io.Writer) error {
	accounts := map[payout.Account]bool{}
	for entry, err := range h.ledger.Read(ctx, payout.Query{}) {
		if err != nil {
			return err
		}
		if l, ok := entry.(payout.Line); ok {
			accounts[payout.Account{Platform: l.Platform, Payee: l.Payee, Currency: h.book.Currency()}] = true
		}
	}
	var order []payout.Account
	for a := range accounts {
		order = append(order, a)
	}
	slices.SortFunc(order, payout.Account.Compare)
	for _, account := range order {
		s, err := payout.NewStatement(account, firstDay, lastDay, h.ledger.Read(ctx, payout.Query{}))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s, %s to %s\n", account.Payee, s.First, s.Last)
		for _, l := range s.Lines {
			fmt.Fprintf(w, "  %s  %-13s  %-12s %11s  of %s, %s\n",
				l.Line.Booked, l.Line.Rule, l.Line.Subject, l.Line.Amount, l.Line.Period, l.Line.Why[0].Text)
		}
		for _, p := range s.Payments {
			fmt.Fprintf(w, "  %s  paid %s\n", p.Day, p.Amount)
		}
		fmt.Fprintf(w, "  %s opening + %s credits - %s debits = %s paid + %s held + %s closing\n\n",
			s.Opening, s.Credits, s.Debits, s.Paid, s.Held, s.Closing)
	}
	return nil
}
