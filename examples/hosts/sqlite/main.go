// Command sqlite is a host program: a company that keeps its agents,
// merchants and transactions in SQLite runs their policy every month and keeps
// the ledger beside them, in the same database.
//
//	go run . FILE
//
// It lives through the first quarter of 2026 a day at a time, wherever it was
// stopped before, and prints what each agent gets.
package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"testing/fstest"

	_ "modernc.org/sqlite"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/sqlledger"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/run"
)

//go:embed policy.yaml
var policyText []byte

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sqlite FILE")
		os.Exit(2)
	}
	if err := quarter(context.Background(), os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sqlite:", err)
		os.Exit(1)
	}
}

// quarter takes in the deliveries of each day and runs each month when it is
// over. Everything it does is done once, however often it is started.
func quarter(ctx context.Context, file string, out io.Writer) error {
	db, err := open(ctx, file)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := newHost(ctx, db)
	if err != nil {
		return err
	}
	for day := firstDay; day <= lastDay; day = day.AddDays(1) {
		if err := h.deliver(ctx, day); err != nil {
			return err
		}
		if day == day.MonthEnd() {
			if err := h.runMonth(ctx, day.String()[:7]); err != nil {
				return err
			}
		}
	}
	return h.print(ctx, out)
}

// open opens the database as several processes need it: one that writes waits
// for another, nobody who reads holds up who writes, and what was committed
// outlives a loss of power.
func open(ctx context.Context, file string) (*sql.DB, error) {
	settings := "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate"
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(file)+settings)
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// A host is the company's program.
type host struct {
	db     *sql.DB
	ledger *sqlledger.Ledger
	book   *policy.Book
}

func newHost(ctx context.Context, db *sql.DB) (*host, error) {
	ledger, err := sqlledger.Open(ctx, db, sqlledger.SQLite)
	if err != nil {
		return nil, err
	}
	book, err := policy.LoadBook(fstest.MapFS{"policy.yaml": {Data: policyText}}, ".")
	if err != nil {
		return nil, err // a list of every mistake in the text, with its place
	}
	return &host{db, ledger, book}, nil
}

// runMonth decides a month and posts it, unless that is done. Transactions that
// come late are taken up by the run of the next month.
func (h *host) runMonth(ctx context.Context, month string) error {
	var done bool
	if err := h.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT * FROM months WHERE month = ?)`, month).Scan(&done); err != nil || done {
		return err
	}
	source, err := newSource(ctx, h.db)
	if err != nil {
		return err
	}
	defer source.close()
	report, err := run.Period(ctx, h.book, source, books{h.ledger, h.db, month}, month, run.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w", month, err)
	}
	for _, finding := range report.Diags {
		fmt.Fprintln(os.Stderr, finding.Span, finding.Message)
	}
	return nil
}

// books are the ledger, to which the host adds what a batch means to it: the
// month is done, and the bank has an order for each payment. All of it is
// committed together, so that nothing is ever there without the rest.
type books struct {
	*sqlledger.Ledger
	db    *sql.DB
	month string
}

// Post posts a batch, the payments that it makes, and the end of the month.
func (b books) Post(ctx context.Context, batch payout.Batch) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // without effect once it is committed
	if err := b.PostTx(ctx, tx, batch); err != nil {
		return err
	}
	for _, s := range batch.Settlements {
		if s.Paid.Sign() <= 0 {
			continue
		}
		// The id of the settlement is what the bank knows the order by. Whoever
		// sends it may send it twice.
		_, err := tx.ExecContext(ctx, `INSERT INTO payment_orders (id, agent, amount, day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			s.ID, s.Payee.ID, s.Paid.String(), s.Day.String())
		if err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO months VALUES (?) ON CONFLICT DO NOTHING`, b.month); err != nil {
		return err
	}
	return tx.Commit()
}
