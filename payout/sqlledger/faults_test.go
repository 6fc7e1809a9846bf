package sqlledger_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/ledgertest"
	"github.com/fenrun/fenrun/payout/sqlledger"
)

// breakable is a ledger whose connection can be cut in the middle of Post. It
// counts two steps a statement, so that one is cut off before it has its effect
// and another after, as a commit can be.
type breakable struct {
	*sqlledger.Ledger
	faults *faults
}

var _ ledgertest.Breaker = breakable{}

func openBreakable(t *testing.T) payout.Ledger {
	t.Helper()
	f := &faults{dsn: "file:" + filepath.Join(t.TempDir(), "ledger.db") + settings, left: -1}
	db := sql.OpenDB(f)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return breakable{Ledger: open(t, db), faults: f}
}

func (b breakable) BreakAfter(n int) { b.faults.arm(n) }

func (b breakable) Post(ctx context.Context, batch payout.Batch) error {
	defer b.faults.arm(-1)
	return b.Ledger.Post(ctx, batch)
}

var errCut = errors.New("the connection was cut")

// faults opens connections of SQLite that are cut when no steps are left.
type faults struct {
	dsn  string
	mu   sync.Mutex
	left int // negative for ever
}

func (f *faults) arm(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = n
}

func (f *faults) Connect(context.Context) (driver.Conn, error) {
	conn, err := f.Driver().Open(f.dsn)
	if err != nil {
		return nil, err
	}
	return &cuttable{all: conn.(connection), faults: f}, nil
}

func (f *faults) Driver() driver.Driver { return &sqlite.Driver{} }

// connection is what the connections of the driver can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
}

type cuttable struct {
	all    connection
	faults *faults
	cut    bool
}

// step is one step; the last one closes the connection, without which the
// database would not know that a transaction is over.
func (c *cuttable) step() error {
	c.faults.mu.Lock()
	defer c.faults.mu.Unlock()
	if c.cut {
		return errCut
	}
	if c.faults.left == 0 {
		c.cut = true
		return errors.Join(errCut, c.all.Close())
	}
	if c.faults.left > 0 {
		c.faults.left--
	}
	return nil
}

// do counts a step before what it does and one after.
func do[T any](c *cuttable, what func() (T, error)) (T, error) {
	if err := c.step(); err != nil {
		return *new(T), err
	}
	result, err := what()
	if err != nil {
		return result, err
	}
	return result, c.step()
}

func (c *cuttable) IsValid() bool { return !c.cut }

func (c *cuttable) Close() error {
	if c.cut {
		return nil
	}
	return c.all.Close()
}

func (c *cuttable) Begin() (driver.Tx, error) { return nil, errors.New("want BeginTx") }

func (c *cuttable) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("want PrepareContext")
}

func (c *cuttable) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	return do(c, func() (driver.Tx, error) {
		tx, err := c.all.BeginTx(ctx, options)
		return cuttableTx{tx, c}, err
	})
}

func (c *cuttable) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.all.PrepareContext(ctx, query)
	return cuttableStmt{stmt, c}, err
}

func (c *cuttable) ExecContext(ctx context.Context, query string, values []driver.NamedValue) (driver.Result, error) {
	return do(c, func() (driver.Result, error) { return c.all.ExecContext(ctx, query, values) })
}

func (c *cuttable) QueryContext(ctx context.Context, query string, values []driver.NamedValue) (driver.Rows, error) {
	if err := c.step(); err != nil {
		return nil, err
	}
	return c.all.QueryContext(ctx, query, values)
}

type cuttableTx struct {
	driver.Tx
	on *cuttable
}

func (tx cuttableTx) Commit() error {
	_, err := do(tx.on, func() (struct{}, error) { return struct{}{}, tx.Tx.Commit() })
	return err
}

func (tx cuttableTx) Rollback() error {
	if tx.on.cut {
		return errCut
	}
	return tx.Tx.Rollback()
}

type cuttableStmt struct {
	driver.Stmt
	on *cuttable
}

func (s cuttableStmt) ExecContext(ctx context.Context, values []driver.NamedValue) (driver.Result, error) {
	return do(s.on, func() (driver.Result, error) { return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, values) })
}

func (s cuttableStmt) Close() error {
	if s.on.cut {
		return nil // closing the connection closed it
	}
	return s.Stmt.Close()
}
