package sqlledger_test

import (
	"context"
	"database/sql"
	"fmt"

	_ "modernc.org/sqlite" // any driver of SQLite or PostgreSQL

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/sqlledger"
)

// A host marks its own month as paid in the transaction that posts the batch.
func ExampleLedger_PostTx() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:/example?vfs=memdb&_pragma=busy_timeout(5000)")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	ledger, err := sqlledger.Open(ctx, db, sqlledger.SQLite)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := db.ExecContext(ctx, `CREATE TABLE months (month TEXT PRIMARY KEY)`); err != nil {
		fmt.Println(err)
		return
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer tx.Rollback() // without effect once it is committed
	if err := ledger.PostTx(ctx, tx, payout.Batch{ID: "2026-06", Run: payout.Run{Platform: "harbor"}}); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO months VALUES ('2026-06')`); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tx.Commit())
	fmt.Println(ledger.Head(ctx))
	// Output:
	// <nil>
	// 1 <nil>
}

// The tables are made when a ledger is opened for the first time; opened again
// it has what was posted.
func ExampleOpen() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:/open?vfs=memdb&_pragma=busy_timeout(5000)")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	for month := range 2 {
		ledger, err := sqlledger.Open(ctx, db, sqlledger.SQLite) // or sqlledger.PostgreSQL
		if err != nil {
			fmt.Println(err)
			return
		}
		batch := payout.Batch{ID: fmt.Sprint("2026-0", month+1), After: uint64(month), Run: payout.Run{Platform: "harbor"}}
		fmt.Println(ledger.Post(ctx, batch))
		fmt.Println(ledger.Head(ctx))
	}
	// Output:
	// <nil>
	// 1 <nil>
	// <nil>
	// 2 <nil>
}
