package main

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// queries give the rows of each kind under the names that the policy has for
// them. id, valid_from and void are known to every policy.
var queries = map[string]string{
	"agent":    `SELECT id FROM agents`,
	"merchant": `SELECT merchants.id, valid_from, agent, rate, opened FROM merchants JOIN terms ON terms.merchant = merchants.id`,
	"txn":      `SELECT id, at, merchant, fen AS amount FROM transactions`,
}

// A source gives the rows of the database to a run, as they were when it was
// made: a run may read a kind more than once, and others write meanwhile.
type source struct {
	tx          *sql.Tx
	first, last payout.Date // of the deliveries
}

func newSource(ctx context.Context, db *sql.DB) (_ *source, err error) {
	s := &source{}
	if s.tx, err = db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
		return nil, err
	}
	var first, last string
	if err = s.tx.QueryRowContext(ctx, `SELECT min(day), max(day) FROM deliveries`).Scan(&first, &last); err == nil {
		s.first, err = payout.ParseDate(first)
	}
	if err == nil {
		s.last, err = payout.ParseDate(last)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *source) close() { s.tx.Rollback() } // it has only read

// Covers says of which days all transactions have come.
func (s *source) Covers(string) (first, last payout.Date, known bool) { return s.first, s.last, true }

// UniqueIDs says that the primary key of the transactions is their id.
func (s *source) UniqueIDs(string) bool { return true }

// Rows gives the rows of a kind as texts. What is NULL is not given.
func (s *source) Rows(ctx context.Context, kind string) iter.Seq2[run.Row, error] {
	return func(yield func(run.Row, error) bool) {
		query, known := queries[kind]
		if !known {
			return
		}
		rows, err := s.tx.QueryContext(ctx, query)
		if err != nil {
			yield(run.Row{}, err)
			return
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			yield(run.Row{}, err)
			return
		}
		header := &run.Header{Names: names} // one for all rows
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range into {
			into[i] = &values[i]
		}
		texts := make([]string, len(names))
		for line := 1; rows.Next(); line++ {
			if err := rows.Scan(into...); err != nil {
				yield(run.Row{}, err)
				return
			}
			for i, v := range values {
				texts[i] = text(v)
			}
			if !yield(run.Row{Header: header, Values: texts, File: kind, Line: line}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(run.Row{}, err)
		}
	}
}

// text writes a value as a policy reads it. The only whole numbers here are
// amounts in fen.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int64:
		sign := ""
		if v < 0 {
			sign, v = "-", -v
		}
		return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
	default:
		return fmt.Sprint(v)
	}
}
