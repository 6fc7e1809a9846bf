package sqlledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/ledgertest"
	"github.com/fenrun/fenrun/payout/sqlledger"
)

// Nothing has to survive a loss of power here, so nothing waits for a disk.
const settings = "?_pragma=busy_timeout(20000)&_pragma=journal_mode(wal)&_pragma=synchronous(off)&_pragma=foreign_keys(on)"

func openDB(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "ledger.db")+settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func open(t testing.TB, db *sql.DB) *sqlledger.Ledger {
	t.Helper()
	l, err := sqlledger.Open(t.Context(), db, sqlledger.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLedger(t *testing.T) { ledgertest.Test(t, openBreakable) }

func money(t testing.TB, text string) payout.Money {
	t.Helper()
	m, err := payout.ParseMoney(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const today payout.Date = 739_798

// batch returns a batch of n rewards and n charges of as many payees, with
// settlements of all of them if settled is true.
func batch(t testing.TB, id string, after uint64, n int, settled bool) payout.Batch {
	t.Helper()
	b := payout.Batch{ID: id, After: after, Run: payout.Run{Platform: "harbor", First: today, Last: today, AsOf: today}}
	var accounts payout.Accounts
	for i := range n {
		for kind, amount := range map[payout.Kind]string{payout.Reward: "100.00 CNY", payout.Charge: "-30.00 CNY"} {
			l := payout.Line{
				ID: fmt.Sprint(id, "/", kind, "/", i), Rule: kind.String(), Kind: kind, Policy: "harbor-esign", Platform: "harbor",
				Subject: payout.Ref{Type: "device", ID: fmt.Sprint("d", i)}, Payee: payout.Ref{Type: "agent", ID: fmt.Sprint("a", i%1000)},
				Amount: money(t, amount), Decided: today, Booked: today, Due: today,
				Values: payout.Values{{Name: "volume", Text: "1_000_000"}, {Name: "margin", Text: "0.025%"}},
				Why:    payout.Why{{Lang: "zh", Text: "交易额一百万的万分之二点五"}, {Lang: "en", Text: "on 1,000,000 at 0.025%"}},
			}
			b.Lines = append(b.Lines, l)
			if err := accounts.Add(l); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !settled {
		return b
	}
	for p := range accounts.Positions() {
		s, err := payout.Settle(p, payout.Terms{}, today)
		if err != nil {
			t.Fatal(err)
		}
		b.Settlements = append(b.Settlements, s)
	}
	return b
}

// A host's rows and the batch are there together or not at all.
func TestPostTx(t *testing.T) {
	db := openDB(t)
	l := open(t, db)
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE host (id TEXT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	state := func() string {
		t.Helper()
		var rows int
		if err := db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM host`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d rows, head %d", rows, head)
	}
	transact := func(end func(*sql.Tx) error, batches ...payout.Batch) (posted []error) {
		t.Helper()
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range batches {
			posted = append(posted, l.PostTx(t.Context(), tx, b))
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO host VALUES (?)`, fmt.Sprint(b.ID, i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := end(tx); err != nil {
			t.Fatal(err)
		}
		return posted
	}
	first, second := batch(t, "first", 0, 2, true), batch(t, "second", 1, 2, false)

	transact((*sql.Tx).Rollback, first)
	if got := state(); got != "0 rows, head 0" {
		t.Errorf("rolled back: %s", got)
	}
	other := batch(t, "first", 1, 3, false)
	posted := transact((*sql.Tx).Commit, first, second, first, other, batch(t, "late", 0, 1, false))
	if posted[0] != nil || posted[1] != nil || posted[2] != nil ||
		!errors.Is(posted[3], payout.ErrConflict) || !errors.Is(posted[4], payout.ErrMoved) {
		t.Errorf("posted with %v", posted)
	}
	if got := state(); got != "5 rows, head 2" {
		t.Errorf("committed: %s", got)
	}
}

// The host goes on in its transaction even if posting was cancelled.
func TestPostTxCancelled(t *testing.T) {
	db := openDB(t)
	l := open(t, db)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.PostTx(ctx, tx, batch(t, "a", 0, 2, true)); !errors.Is(err, context.Canceled) {
		t.Errorf("posting says %v", err)
	}
	if err := l.PostTx(t.Context(), tx, batch(t, "b", 0, 2, true)); err != nil {
		t.Error(err)
	}
	if err := tx.Commit(); err != nil {
		t.Error(err)
	}
}

func TestOpen(t *testing.T) {
	db := openDB(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if _, err := sqlledger.Open(t.Context(), db, sqlledger.SQLite); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if err := open(t, db).Post(t.Context(), batch(t, "a", 0, 1, false)); err != nil {
		t.Fatal(err)
	}
	if head, err := open(t, db).Head(t.Context()); head != 1 || err != nil {
		t.Errorf("opened again, the head is %d, %v", head, err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO fenrun_schema VALUES (99)`); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlledger.Open(t.Context(), db, sqlledger.SQLite); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a newer schema is opened: %v", err)
	}
}

// The database itself refuses what no batch may do, whoever writes.
func TestConstraints(t *testing.T) {
	db := openDB(t)
	l := open(t, db)
	for i, b := range []payout.Batch{batch(t, "a", 0, 1, false), batch(t, "b", 1, 1, true)} {
		if err := l.Post(t.Context(), b); err != nil {
			t.Fatal(i, err)
		}
	}
	for _, statement := range []string{
		`UPDATE fenrun_line SET open_minor = amount_minor + 1 WHERE amount_minor > 0`,
		`UPDATE fenrun_line SET open_minor = amount_minor - 1 WHERE amount_minor < 0`,
		`UPDATE fenrun_line SET open_minor = -1 WHERE amount_minor > 0`,
		`UPDATE fenrun_line SET open_minor = 1 WHERE amount_minor < 0`,
		`UPDATE fenrun_line SET open_minor = amount_minor, withheld_minor = 1 WHERE amount_minor > 0`,
		`UPDATE fenrun_line SET open_minor = NULL`,
		`INSERT INTO fenrun_batch VALUES (4, 3, 'x', '', '', '')`,
		`INSERT INTO fenrun_batch VALUES (3, NULL, 'x', '', '', '')`,
		`INSERT INTO fenrun_batch VALUES (3, 1, 'x', '', '', '')`,
		`INSERT INTO fenrun_batch VALUES (3, 2, 'a', '', '', '')`,
		`INSERT INTO fenrun_head VALUES (2, 7)`,
		`INSERT INTO fenrun_deposit VALUES ('p', 'a/1', 'CNY', '-1.00', -100)`,
		`INSERT INTO fenrun_release VALUES ('none', 1, 9, '', '')`,
		`INSERT INTO fenrun_settlement SELECT id || 'x', sequence, place + 9, platform, payee, currency, day, NULL, paid, paid_minor, payload FROM fenrun_settlement`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("the database accepts %s", statement)
		}
	}
}

// No column and no value is a floating-point number, and what is stored in
// minor units is what is stored as text.
func TestNothingIsReal(t *testing.T) {
	db := openDB(t)
	if err := open(t, db).Post(t.Context(), batch(t, "a", 0, 3, true)); err != nil {
		t.Fatal(err)
	}
	var schema string
	if err := db.QueryRowContext(t.Context(), `SELECT group_concat(sql) FROM sqlite_master`).Scan(&schema); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"REAL", "FLOAT", "DOUBLE", "NUMERIC"} {
		if strings.Contains(strings.ToUpper(schema), word) {
			t.Errorf("the schema has %s", word)
		}
	}
	var bad int
	err := db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM fenrun_line
		WHERE typeof(amount) <> 'text' OR typeof(amount_minor) <> 'integer' OR typeof(open_minor) <> 'integer'
		OR REPLACE(amount, '.', '') + 0 <> amount_minor OR REPLACE(open, '.', '') + 0 <> open_minor`).Scan(&bad)
	if err != nil || bad != 0 {
		t.Errorf("%d lines have other numbers than text, %v", bad, err)
	}
}

func BenchmarkPost(b *testing.B) {
	for _, c := range []struct {
		name    string
		settled bool
	}{{"100000 lines", false}, {"100000 lines settled", true}} {
		b.Run(c.name, func(b *testing.B) {
			large := batch(b, "large", 0, 50_000, c.settled)
			for b.Loop() {
				b.StopTimer()
				l := open(b, openDB(b))
				b.StartTimer()
				if err := l.Post(b.Context(), large); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	l := open(b, openDB(b))
	if err := l.Post(b.Context(), batch(b, "large", 0, 50_000, true)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n := 0
		for _, err := range l.Read(b.Context(), payout.Query{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 101_001 {
			b.Fatalf("%d entries", n)
		}
	}
}
