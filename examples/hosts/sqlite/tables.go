package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// The company's own tables. Amounts are in fen. The terms of a merchant have
// a row for each day on which they changed, so that a month that is run again
// is run with what was valid in it.
const schema = `
CREATE TABLE IF NOT EXISTS agents (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS merchants (id TEXT PRIMARY KEY, opened TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS terms (
	merchant TEXT NOT NULL REFERENCES merchants (id), valid_from TEXT NOT NULL,
	agent TEXT NOT NULL REFERENCES agents (id), rate TEXT NOT NULL,
	PRIMARY KEY (merchant, valid_from));
CREATE TABLE IF NOT EXISTS transactions (
	id TEXT PRIMARY KEY, at TEXT NOT NULL, merchant TEXT NOT NULL REFERENCES merchants (id), fen INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (day TEXT PRIMARY KEY, transactions INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS months (month TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS payment_orders (id TEXT PRIMARY KEY, agent TEXT NOT NULL, amount TEXT NOT NULL, day TEXT NOT NULL);
`

var (
	firstDay = date(2026, time.January, 1)
	lastDay  = date(2026, time.March, 31)
)

func date(year int, month time.Month, day int) payout.Date {
	d, err := payout.NewDate(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

const (
	agents    = 6
	merchants = 60
	perDay    = 120
)

// deliver takes in what comes on a day: on the first the agents, every day
// some new merchants and the transactions of the day before, a few of them
// late. A delivery is taken in whole, and once.
func (h *host) deliver(ctx context.Context, day payout.Date) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // without effect once it is committed
	done, err := tx.ExecContext(ctx, `INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO NOTHING`, day.String(), perDay)
	if err != nil {
		return err
	}
	if added, err := done.RowsAffected(); err != nil || added == 0 {
		return err
	}
	write := func(statement string, args ...any) {
		if err == nil {
			_, err = tx.ExecContext(ctx, statement, args...)
		}
	}
	n := int(day - firstDay)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	if n == 0 {
		for i := range agents {
			write(`INSERT INTO agents VALUES (?)`, fmt.Sprintf("a%d", i))
		}
	}
	for i := n * 2; i < min(n*2+2, merchants); i++ {
		id := fmt.Sprintf("m%d", i)
		write(`INSERT INTO merchants VALUES (?, ?)`, id, day.String())
		write(`INSERT INTO terms VALUES (?, ?, ?, ?)`, id, day.String(), fmt.Sprintf("a%d", i%agents), []string{"0.55%", "0.58%", "0.60%"}[i%3])
	}
	if n == 40 { // a merchant moves to another agent
		write(`INSERT INTO terms VALUES ('m1', ?, 'a2', '0.58%')`, day.String())
	}
	for i := range perDay {
		on := day
		if r.IntN(50) == 0 && n > 20 {
			on = day.AddDays(-r.IntN(20))
		}
		merchant := r.IntN(min(2+int(on-firstDay)*2, merchants))
		if merchant%7 == 3 && int(on-firstDay) > merchant/2+25 {
			merchant-- // who has gone quiet
		}
		at := fmt.Sprintf("%s %02d:%02d:00", on, r.IntN(24), r.IntN(60))
		write(`INSERT INTO transactions VALUES (?, ?, ?, ?)`, fmt.Sprintf("%s/%d", day, i), at, fmt.Sprintf("m%d", merchant), 1+r.IntN(40_000))
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}
