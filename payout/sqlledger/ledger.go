// Package sqlledger is a payout.Ledger over database/sql. It imports no driver:
// the host opens the database, with its own driver and settings, and may post
// in a transaction of its own, so that its rows and the batch are committed
// together.
//
// The tables begin with fenrun_. Other programs may read them; only this
// package writes to them. In SQLite the host sets a busy timeout, without which
// the second of two posters fails instead of waiting, and the write-ahead log,
// without which nobody can post while somebody reads.
package sqlledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/fenrun/fenrun/payout"
)

// Ledger is a payout.Ledger. It is safe for concurrent use, also by several
// processes that opened the same database.
//
// A loop over Read holds a connection until it ends. What is posted meanwhile
// needs another one.
type Ledger struct {
	db      *sql.DB
	dialect Dialect
}

var _ payout.Ledger = (*Ledger)(nil)

// Open returns the ledger of a database. It creates or migrates the tables
// first, each version in one transaction; that of a newer version of this
// package is an error. The ledger does not close the database.
func Open(ctx context.Context, db *sql.DB, dialect Dialect) (*Ledger, error) {
	l := &Ledger{db: db, dialect: dialect}
	if err := l.migrate(ctx); err != nil {
		return nil, fmt.Errorf("sqlledger: schema: %w", err)
	}
	return l, nil
}

func (l *Ledger) migrate(ctx context.Context) error {
	// This fails if another process creates the table at the same time, and is
	// then as good as done.
	_, created := l.db.ExecContext(ctx, createSchema)
	for {
		version, err := l.version(ctx)
		switch {
		case err != nil:
			return cmp.Or(created, err)
		case version > len(migrations):
			return fmt.Errorf("version %d is newer than the version %d of this program", version, len(migrations))
		case version == len(migrations):
			return nil
		}
		if err := l.migrateFrom(ctx, version); err != nil {
			// Another process may have done the same at the same time.
			if now, err2 := l.version(ctx); err2 != nil || now == version {
				return err
			}
		}
	}
}

func (l *Ledger) version(ctx context.Context) (version int, err error) {
	err = l.db.QueryRowContext(ctx, selectVersion).Scan(&version)
	return version, err
}

func (l *Ledger) migrateFrom(ctx context.Context, version int) error {
	return l.transact(ctx, func(tx *sql.Tx) error {
		// The key makes this fail for all but one process.
		if _, err := tx.ExecContext(ctx, l.dialect.sql(insertVersion), version+1); err != nil {
			return err
		}
		for _, statement := range migrations[version] {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *Ledger) transact(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // which can only fail if the connection is gone, and the transaction with it
		return err
	}
	return tx.Commit()
}

// Head returns the sequence of the last batch; see payout.Ledger.
func (l *Ledger) Head(ctx context.Context) (sequence uint64, err error) {
	if err := l.db.QueryRowContext(ctx, selectHead).Scan(&sequence); err != nil {
		return 0, fmt.Errorf("sqlledger: head: %w", err)
	}
	return sequence, nil
}

// Read yields entries; see payout.Ledger. It is one statement, whose rows are
// read as the loop asks for them.
func (l *Ledger) Read(ctx context.Context, q payout.Query) iter.Seq2[payout.Entry, error] {
	return func(yield func(payout.Entry, error) bool) {
		if err := l.read(ctx, q, yield); err != nil {
			yield(nil, fmt.Errorf("sqlledger: reading: %w", err))
		}
	}
}

// read returns an error only if yield has not said to stop.
func (l *Ledger) read(ctx context.Context, q payout.Query, yield func(payout.Entry, error) bool) error {
	text, arguments := selectEntries(q)
	rows, err := l.db.QueryContext(ctx, l.dialect.sql(text), arguments...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var sequence uint64
		var place, kind int
		var payload sql.RawBytes
		if err := rows.Scan(&sequence, &place, &kind, &payload); err != nil {
			return err
		}
		e, err := entry(kind, payload)
		if err != nil {
			return fmt.Errorf("entry %d of batch %d: %w", place, sequence, err)
		}
		if !yield(e, nil) {
			return nil
		}
	}
	return rows.Err()
}

func entry(kind int, payload []byte) (payout.Entry, error) {
	switch kind {
	case isRun:
		var r payout.Run
		err := r.UnmarshalJSON(payload)
		return r, err
	case isLine:
		var l payout.Line
		err := l.UnmarshalJSON(payload)
		return l, err
	case isRelease:
		var r payout.Release
		err := r.UnmarshalJSON(payload)
		return r, err
	case isAssignment:
		var a payout.Assignment
		err := a.UnmarshalJSON(payload)
		return a, err
	case isSettlement:
		var s payout.Settlement
		err := s.UnmarshalJSON(payload)
		return s, err
	default:
		return nil, fmt.Errorf("kind %d", kind)
	}
}

// Post posts a batch in a transaction; see payout.Ledger.
func (l *Ledger) Post(ctx context.Context, b payout.Batch) error {
	p, err := newPosting(l.dialect, b)
	if err != nil {
		return err
	}
	return l.transact(ctx, func(tx *sql.Tx) error { return p.post(ctx, tx) })
}

// PostTx posts a batch in a transaction of the host, who commits it. Its errors
// are those of Post; after one, the batch has left nothing in the transaction,
// which can go on. Other posters wait from here until the transaction ends. In
// SQLite the transaction should begin with a write, or with PostTx: a
// transaction that has read may not be able to write any more.
func (l *Ledger) PostTx(ctx context.Context, tx *sql.Tx, b payout.Batch) error {
	p, err := newPosting(l.dialect, b)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, savepoint); err != nil {
		return err
	}
	posted := p.post(ctx, tx)
	// Even if the context has ended, the host must find a transaction that it
	// can use.
	ctx = context.WithoutCancel(ctx)
	if posted != nil {
		if _, err := tx.ExecContext(ctx, rollbackTo); err != nil {
			return fmt.Errorf("%w; and the transaction cannot go on: %w", posted, err)
		}
	}
	if _, err := tx.ExecContext(ctx, release); err != nil {
		return err
	}
	return posted
}
