package sqlledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/fenrun/fenrun/payout"
)

// posting is a batch on its way into the database. What can be computed before
// the others have to wait is computed by newPosting.
type posting struct {
	dialect Dialect
	batch   payout.Batch
	rest    payout.Batch // the batch without its lines, which may be too many to hold what is known of each
	digest  string
	needs   payout.Needs // of the rest

	ctx           context.Context
	tx            *sql.Tx
	sequence      uint64 // of the batch
	place         int    // of the last entry
	before, after payout.Standings
}

func newPosting(dialect Dialect, b payout.Batch) (*posting, error) {
	p := &posting{dialect: dialect, batch: b}
	err := b.Check()
	if err != nil {
		return nil, err
	}
	if p.digest, err = b.Digest(); err != nil {
		return nil, err
	}
	p.rest = b
	p.rest.Lines, p.rest.Packed = nil, nil
	if p.needs, err = p.rest.Needs(); err != nil {
		return nil, fmt.Errorf("batch %q: %w", b.ID, err)
	}
	return p, nil
}

// post does the statements of a posting. It is called once.
func (p *posting) post(ctx context.Context, tx *sql.Tx) error {
	p.ctx, p.tx = ctx, tx
	posted, err := p.lock()
	if err == nil && !posted {
		err = p.write()
	}
	if err != nil {
		return fmt.Errorf("batch %q: %w", p.batch.ID, err)
	}
	return nil
}

// lock makes other posters wait, and finds out whether the batch is posted
// already or may be posted.
func (p *posting) lock() (posted bool, err error) {
	if _, err := p.tx.ExecContext(p.ctx, lockHead); err != nil {
		return false, err
	}
	var digest string
	switch err := p.row(selectDigest, p.batch.ID).Scan(&digest); {
	case err == nil && digest == p.digest:
		return true, nil
	case err == nil:
		return false, fmt.Errorf("%w: it exists with other content", payout.ErrConflict)
	case !errors.Is(err, sql.ErrNoRows):
		return false, err
	}
	var head uint64
	if err := p.row(selectHead).Scan(&head); err != nil {
		return false, err
	}
	if head != p.batch.After {
		return false, fmt.Errorf("%w: it was computed after %d, the head is %d", payout.ErrMoved, p.batch.After, head)
	}
	p.sequence = head + 1
	return false, nil
}

func (p *posting) row(text string, arguments ...any) *sql.Row {
	return p.tx.QueryRowContext(p.ctx, p.dialect.sql(text), arguments...)
}

func (p *posting) write() error {
	if err := p.load(); err != nil {
		return err
	}
	p.after = payout.Standings{
		Lines: maps.Clone(p.before.Lines), Deposits: maps.Clone(p.before.Deposits),
		Settlements: maps.Clone(p.before.Settlements),
	}
	if err := p.takeLines(); err != nil {
		return err
	}
	if err := p.rest.Apply(&p.after); err != nil {
		return err
	}
	for _, step := range []func() error{
		p.insertBatch, p.insertLines, p.insertReleases, p.insertAssignments, p.insertSettlements,
		p.updateLines, p.upsertDeposits, p.updateHead,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// takeLines takes in the lines that the batch posts, as far as the rest of it
// speaks of them. None of them may be in the ledger.
func (p *posting) takeLines() error {
	spoken := make(map[string]bool, len(p.needs.Lines))
	for _, id := range p.needs.Lines {
		spoken[id] = true
	}
	var ids []string
	look := func() error {
		defer func() { ids = ids[:0] }()
		return p.selectByID(selectLines, ids, func(rows *sql.Rows) error {
			id, _, err := scanLine(rows)
			if err != nil {
				return err
			}
			return fmt.Errorf("%w: line %q exists", payout.ErrConflict, id)
		})
	}
	for l := range p.batch.AllLines() {
		if spoken[l.ID] {
			p.after.Lines[l.ID] = l.Standing()
		}
		if ids = append(ids, l.ID); len(ids) == p.dialect.parameters {
			if err := look(); err != nil {
				return err
			}
		}
	}
	return look()
}

// next gives the place and the payload of the next entry.
func (p *posting) next(e payout.Entry) (place int, payload string, err error) {
	text, err := e.MarshalJSON()
	p.place++
	return p.place, string(text), err
}

// insertBatch inserts the first entry, whose place is 0 and whose payload has
// the sequence, which was not known before.
func (p *posting) insertBatch() error {
	run := p.batch.Run
	run.Batch, run.Sequence = p.batch.ID, p.sequence
	payload, err := run.MarshalJSON()
	if err != nil {
		return err
	}
	previous := sql.Null[uint64]{V: p.sequence - 1, Valid: p.sequence > 1}
	_, err = p.tx.ExecContext(p.ctx, p.dialect.sql(insertBatch),
		p.sequence, previous, p.batch.ID, p.digest, run.Platform, string(payload))
	return err
}

func (p *posting) insertLines() error {
	next, stop := iter.Pull(p.batch.AllLines())
	defer stop()
	return p.bulk(insertLines, p.batch.CountLines(), func(int) ([]any, error) {
		l, _ := next()
		place, payload, err := p.next(l)
		s, moved := p.after.Lines[l.ID]
		if !moved {
			s = l.Standing()
		}
		decided := l.Decided
		if decided.IsZero() {
			decided = l.Booked
		}
		return []any{
			l.ID, p.sequence, place, l.Platform, l.Payee.String(), s.Account.Currency.String(),
			l.Rule, sql.NullString{String: l.Base, Valid: l.Base != ""}, decided.String(),
			bit(s.Held), bit(!s.Settled() || !l.Quantity.IsZero()),
			s.Amount.Amount(), s.Open.Amount(), s.Withheld.Amount(), minor(s.Amount), minor(s.Open), minor(s.Withheld),
			payload,
		}, err
	})
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// minor is an amount in minor units, or NULL if it does not fit.
func minor(m payout.Money) sql.Null[int64] {
	units, ok := m.Minor()
	return sql.Null[int64]{V: units, Valid: ok}
}

func (p *posting) insertReleases() error {
	releases := p.batch.Releases
	return p.bulk(insertReleases, len(releases), func(i int) ([]any, error) {
		place, payload, err := p.next(releases[i])
		return []any{releases[i].Line, p.sequence, place, p.batch.Run.Platform, payload}, err
	})
}

func (p *posting) insertAssignments() error {
	assignments := p.batch.Assignments
	return p.bulk(insertAssignments, len(assignments), func(i int) ([]any, error) {
		a := assignments[i]
		place, payload, err := p.next(a)
		return []any{
			p.sequence, place, p.batch.Run.Platform, a.Set, a.Subject.String(), a.Review.String(), a.Tier, payload,
		}, err
	})
}

func (p *posting) insertSettlements() error {
	settlements := p.batch.Settlements
	return p.bulk(insertSettlements, len(settlements), func(i int) ([]any, error) {
		s := settlements[i]
		place, payload, err := p.next(s)
		return []any{
			s.ID, p.sequence, place, s.Platform, s.Payee.String(), s.Currency.String(), s.Day.String(),
			sql.NullString{String: s.Reverses, Valid: s.Reverses != ""}, s.Paid.Amount(), minor(s.Paid), payload,
		}, err
	})
}

// updateLines changes what stands open of lines of earlier batches. Those of
// this one are inserted as they are after it.
func (p *posting) updateLines() error {
	var changed []string
	for id, s := range p.before.Lines {
		if p.after.Lines[id] != s {
			changed = append(changed, id)
		}
	}
	slices.Sort(changed)
	return p.bulk(updateLines, len(changed), func(i int) ([]any, error) {
		s := p.after.Lines[changed[i]]
		return []any{
			changed[i], bit(s.Held), bit(!s.Settled()),
			s.Open.Amount(), s.Withheld.Amount(), minor(s.Open), minor(s.Withheld),
		}, nil
	})
}

func (p *posting) upsertDeposits() error {
	var changed []payout.Account
	for _, a := range p.needs.Deposits {
		if p.after.Deposits[a] != p.before.Deposits[a] {
			changed = append(changed, a)
		}
	}
	return p.bulk(upsertDeposits, len(changed), func(i int) ([]any, error) {
		a := changed[i]
		balance := p.after.Deposits[a]
		return []any{a.Platform, a.Payee.String(), a.Currency.String(), balance.Amount(), minor(balance)}, nil
	})
}

func (p *posting) updateHead() error {
	result, err := p.tx.ExecContext(p.ctx, p.dialect.sql(updateHead), p.sequence, p.sequence-1)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("head was not moved: %d rows, %w", n, err)
	}
	return nil
}
