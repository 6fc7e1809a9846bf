package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"; without cgo, so that the command builds anywhere

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/payout/sqlledger"
)

// openLedger opens the ledger in an SQLite file, which is made if it is not
// there; without a name it is in memory. close is to be called in the end.
func openLedger(ctx context.Context, name string) (ledger payout.Ledger, close func() error, err error) {
	if name == "" {
		return payout.NewMemory(), func() error { return nil }, nil
	}
	if _, err := os.Stat(filepath.Dir(name)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &failure{"there is no folder " + filepath.Dir(name) + " for the ledger " + name, "make it first, or name another place"}
	}
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(name)+ledgerSettings)
	if err != nil {
		return nil, nil, err
	}
	opened, err := sqlledger.Open(ctx, db, sqlledger.SQLite)
	if err != nil {
		db.Close()
		return nil, nil, &failure{fmt.Sprintf("the ledger %s cannot be opened: %s", name, err), "a ledger is an SQLite file that fenrun has made; one that is not there yet is made"}
	}
	return opened, db.Close, nil
}

// ledgerSettings let a second poster wait for the first instead of failing,
// let others read while somebody posts, and make a posting that was confirmed
// outlive a loss of power.
const ledgerSettings = "?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"

// existing reports whether a ledger file is there.
func existing(name string) (bool, error) {
	_, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
