package sqlledger

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/payout"
)

// All SQL of the package is in this file. It is what SQLite and PostgreSQL
// have in common, with ? for parameters; a Dialect is what is left. Amounts
// are text, exact at any size, and where they fit also whole minor units, for
// the constraints and for whoever looks; nothing is ever a REAL. Days are text,
// yyyy-mm-dd, which sorts as days do. Payloads are the JSON of entries.

// Dialect is a kind of database.
type Dialect struct {
	numbered   bool // parameters are $1, $2 and so on
	parameters int  // of one statement, at most, if there are many rows
}

var (
	// SQLite is SQLite from 3.33 on. Its drivers search the parameters of a
	// statement for each of them, so that many would take quadratic time.
	SQLite = Dialect{parameters: 360}
	// PostgreSQL is PostgreSQL from 12 on.
	PostgreSQL = Dialect{numbered: true, parameters: 8192}
)

// sql returns a statement as the dialect has it.
func (d Dialect) sql(text string) string {
	if !d.numbered {
		return text
	}
	var b strings.Builder
	n := 0
	for piece := range strings.SplitSeq(text, "?") {
		if n > 0 {
			fmt.Fprintf(&b, "$%d", n)
		}
		b.WriteString(piece)
		n++
	}
	return b.String()
}

// migrations bring the schema from one version to the next, from 0. One that
// was released never changes.
var migrations = [][]string{{
	// The one row is what posters wait for each other on.
	`CREATE TABLE fenrun_head (
		one SMALLINT PRIMARY KEY CHECK (one = 1),
		sequence BIGINT NOT NULL CHECK (sequence >= 0)
	)`,
	`INSERT INTO fenrun_head (one, sequence) VALUES (1, 0)`,

	// Each batch but the first stands on the one before it.
	`CREATE TABLE fenrun_batch (
		sequence BIGINT PRIMARY KEY,
		previous BIGINT UNIQUE REFERENCES fenrun_batch (sequence),
		id TEXT NOT NULL UNIQUE,
		digest TEXT NOT NULL,
		platform TEXT NOT NULL,
		payload TEXT NOT NULL,
		CHECK (sequence = 1 AND previous IS NULL OR sequence > 1 AND previous IS NOT NULL AND previous = sequence - 1)
	)`,

	// Within a batch, place counts its entries of all kinds from 1.
	`CREATE TABLE fenrun_line (
		id TEXT PRIMARY KEY,
		sequence BIGINT NOT NULL REFERENCES fenrun_batch (sequence),
		place INTEGER NOT NULL,
		platform TEXT NOT NULL,
		payee TEXT NOT NULL,
		currency TEXT NOT NULL,
		rule TEXT NOT NULL,
		base TEXT,
		decided TEXT NOT NULL,
		held SMALLINT NOT NULL CHECK (held IN (0, 1)),
		unsettled SMALLINT NOT NULL CHECK (unsettled IN (0, 1)),
		amount TEXT NOT NULL,
		open TEXT NOT NULL,
		withheld TEXT NOT NULL,
		amount_minor BIGINT,
		open_minor BIGINT,
		withheld_minor BIGINT,
		payload TEXT NOT NULL,
		UNIQUE (sequence, place),
		CHECK (amount_minor IS NULL OR open_minor IS NOT NULL AND withheld_minor IS NOT NULL),
		CHECK (amount_minor IS NULL
			OR amount_minor >= 0 AND open_minor >= 0 AND withheld_minor >= 0 AND open_minor <= amount_minor - withheld_minor
			OR amount_minor < 0 AND open_minor <= 0 AND open_minor >= amount_minor AND withheld_minor = 0)
	)`,
	`CREATE INDEX fenrun_line_payee ON fenrun_line (payee)`,
	`CREATE INDEX fenrun_line_decided ON fenrun_line (decided)`,
	`CREATE INDEX fenrun_line_rule ON fenrun_line (rule)`,
	`CREATE INDEX fenrun_line_base ON fenrun_line (base) WHERE base IS NOT NULL`,
	`CREATE INDEX fenrun_line_unsettled ON fenrun_line (unsettled) WHERE unsettled = 1`,

	`CREATE TABLE fenrun_release (
		line TEXT PRIMARY KEY REFERENCES fenrun_line (id),
		sequence BIGINT NOT NULL REFERENCES fenrun_batch (sequence),
		place INTEGER NOT NULL,
		platform TEXT NOT NULL,
		payload TEXT NOT NULL,
		UNIQUE (sequence, place)
	)`,
	`CREATE TABLE fenrun_assignment (
		sequence BIGINT NOT NULL REFERENCES fenrun_batch (sequence),
		place INTEGER NOT NULL,
		platform TEXT NOT NULL,
		tier_set TEXT NOT NULL,
		subject TEXT NOT NULL,
		review TEXT NOT NULL,
		tier TEXT NOT NULL,
		payload TEXT NOT NULL,
		PRIMARY KEY (sequence, place)
	)`,
	`CREATE TABLE fenrun_settlement (
		id TEXT PRIMARY KEY,
		sequence BIGINT NOT NULL REFERENCES fenrun_batch (sequence),
		place INTEGER NOT NULL,
		platform TEXT NOT NULL,
		payee TEXT NOT NULL,
		currency TEXT NOT NULL,
		day TEXT NOT NULL,
		reverses TEXT UNIQUE REFERENCES fenrun_settlement (id),
		paid TEXT NOT NULL,
		paid_minor BIGINT,
		payload TEXT NOT NULL,
		UNIQUE (sequence, place)
	)`,
	`CREATE UNIQUE INDEX fenrun_settlement_day ON fenrun_settlement (platform, payee, currency, day)
		WHERE reverses IS NULL`,
	`CREATE INDEX fenrun_settlement_payee ON fenrun_settlement (payee)`,
	`CREATE TABLE fenrun_deposit (
		platform TEXT NOT NULL,
		payee TEXT NOT NULL,
		currency TEXT NOT NULL,
		balance TEXT NOT NULL CHECK (balance NOT LIKE '-%'),
		balance_minor BIGINT CHECK (balance_minor >= 0),
		PRIMARY KEY (platform, payee, currency)
	)`,
}}

const (
	createSchema  = `CREATE TABLE IF NOT EXISTS fenrun_schema (version BIGINT PRIMARY KEY)`
	selectVersion = `SELECT COALESCE(MAX(version), 0) FROM fenrun_schema`
	insertVersion = `INSERT INTO fenrun_schema (version) VALUES (?)`

	selectHead = `SELECT sequence FROM fenrun_head`
	// lockHead makes posters wait for each other. It comes first in a
	// transaction, so that SQLite need not turn a read lock into a write lock.
	lockHead   = `UPDATE fenrun_head SET sequence = sequence`
	updateHead = `UPDATE fenrun_head SET sequence = ? WHERE sequence = ?`

	savepoint  = `SAVEPOINT fenrun`
	rollbackTo = `ROLLBACK TO SAVEPOINT fenrun`
	release    = `RELEASE SAVEPOINT fenrun`

	selectDigest = `SELECT digest FROM fenrun_batch WHERE id = ?`
	insertBatch  = `INSERT INTO fenrun_batch (sequence, previous, id, digest, platform, payload) VALUES (?, ?, ?, ?, ?, ?)`

	selectDeposit = `SELECT balance FROM fenrun_deposit WHERE platform = ? AND payee = ? AND currency = ?`
)

// bulk is a statement over many rows: head, one row for each, and tail.
type bulk struct {
	head, row, tail string
}

var (
	selectLines = bulk{
		`SELECT id, platform, payee, currency, amount, open, withheld, held FROM fenrun_line WHERE id IN (`, `?`, `)`,
	}
	selectSettlements = bulk{`SELECT payload FROM fenrun_settlement WHERE id IN (`, `?`, `)`}

	insertLines = bulk{
		`INSERT INTO fenrun_line (id, sequence, place, platform, payee, currency, rule, base, decided, held, unsettled,
			amount, open, withheld, amount_minor, open_minor, withheld_minor, payload) VALUES `,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ``,
	}
	updateLines = bulk{
		`WITH after (id, held, unsettled, open, withheld, open_minor, withheld_minor) AS (VALUES `,
		`(?, CAST(? AS SMALLINT), CAST(? AS SMALLINT), ?, ?, CAST(? AS BIGINT), CAST(? AS BIGINT))`,
		`) UPDATE fenrun_line SET held = after.held, unsettled = after.unsettled, open = after.open,
			withheld = after.withheld, open_minor = after.open_minor, withheld_minor = after.withheld_minor
			FROM after WHERE fenrun_line.id = after.id`,
	}
	insertReleases = bulk{
		`INSERT INTO fenrun_release (line, sequence, place, platform, payload) VALUES `, `(?, ?, ?, ?, ?)`, ``,
	}
	insertAssignments = bulk{
		`INSERT INTO fenrun_assignment (sequence, place, platform, tier_set, subject, review, tier, payload) VALUES `,
		`(?, ?, ?, ?, ?, ?, ?, ?)`, ``,
	}
	insertSettlements = bulk{
		`INSERT INTO fenrun_settlement (id, sequence, place, platform, payee, currency, day, reverses, paid, paid_minor, payload) VALUES `,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ``,
	}
	upsertDeposits = bulk{
		`INSERT INTO fenrun_deposit (platform, payee, currency, balance, balance_minor) VALUES `, `(?, ?, ?, ?, ?)`,
		` ON CONFLICT (platform, payee, currency)
			DO UPDATE SET balance = excluded.balance, balance_minor = excluded.balance_minor`,
	}
)

// columns is how many parameters a row has.
func (b bulk) columns() int { return strings.Count(b.row, "?") }

// sql returns the statement over n rows.
func (b bulk) sql(n int) string {
	return b.head + strings.Repeat(b.row+", ", n-1) + b.row + b.tail
}

// The kinds of entries that selectEntries tells.
const (
	isRun = iota
	isLine
	isRelease
	isAssignment
	isSettlement
)

// selectEntries returns the statement that reads what q asks for, and its
// arguments. Each of its parts can follow an index that has the order.
func selectEntries(q payout.Query) (text string, arguments []any) {
	var parts []string
	part := func(kind int, table, place string, where ...condition) {
		if q.Platform != "" {
			where = append(where, condition{`platform = ?`, []any{q.Platform}})
		}
		sql := fmt.Sprintf(`SELECT sequence, %s AS place, %d AS kind, payload FROM %s`, place, kind, table)
		for i, c := range where {
			sql += []string{` WHERE `, ` AND `}[min(i, 1)] + c.sql
			arguments = append(arguments, c.arguments...)
		}
		parts = append(parts, sql)
	}
	var payee, line []condition
	if !q.Payee.IsZero() {
		payee = []condition{{`payee = ?`, []any{q.Payee.String()}}}
	}
	if wanted := wantedLines(q); wanted.sql != "" {
		line = []condition{wanted}
	}
	part(isRun, "fenrun_batch", "0")
	part(isLine, "fenrun_line", "place", append(line, payee...)...)
	part(isRelease, "fenrun_release", "place")
	part(isAssignment, "fenrun_assignment", "place")
	part(isSettlement, "fenrun_settlement", "place", payee...)
	return strings.Join(parts, ` UNION ALL `) + ` ORDER BY sequence, place`, arguments
}

// condition is a part of a WHERE.
type condition struct {
	sql       string
	arguments []any
}

// wantedLines is the condition for which lines q wants, without text if it is
// all of them.
func wantedLines(q payout.Query) condition {
	var reasons []string
	var c condition
	if !q.Since.IsZero() {
		reasons = append(reasons, `decided >= ?`)
		c.arguments = append(c.arguments, q.Since.String())
	}
	for _, column := range []string{`rule`, `base`} {
		if len(q.Rules) == 0 {
			break
		}
		reasons = append(reasons, bulk{column + ` IN (`, `?`, `)`}.sql(len(q.Rules)))
		for _, rule := range q.Rules {
			c.arguments = append(c.arguments, rule)
		}
	}
	if q.Open {
		reasons = append(reasons, `unsettled = 1`)
	}
	if len(reasons) > 0 {
		c.sql = `(` + strings.Join(reasons, ` OR `) + `)`
	}
	return c
}
