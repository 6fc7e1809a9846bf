package sqlledger

import (
	"database/sql"
	"fmt"

	"github.com/fenrun/fenrun/payout"
)

// chunks calls do with the bounds of stretches of n rows, each as long as one
// statement may be.
func (p *posting) chunks(n, columns int, do func(from, until int) error) error {
	most := p.dialect.parameters / columns
	for from := 0; from < n; from += most {
		if err := do(from, min(from+most, n)); err != nil {
			return err
		}
	}
	return nil
}

// bulk does a statement for n rows, each of which row returns once, in order.
// All chunks but the last have the same length, so the statement is prepared
// for it once.
func (p *posting) bulk(b bulk, n int, row func(i int) ([]any, error)) error {
	columns := b.columns()
	var prepared *sql.Stmt
	length := 0
	defer func() {
		if prepared != nil {
			_ = prepared.Close()
		}
	}()
	return p.chunks(n, columns, func(from, until int) error {
		if until-from != length {
			if prepared != nil {
				_ = prepared.Close()
			}
			var err error
			if prepared, err = p.tx.PrepareContext(p.ctx, p.dialect.sql(b.sql(until-from))); err != nil {
				return err
			}
			length = until - from
		}
		arguments := make([]any, 0, columns*length)
		for i := from; i < until; i++ {
			values, err := row(i)
			if err != nil {
				return err
			}
			arguments = append(arguments, values...)
		}
		_, err := prepared.ExecContext(p.ctx, arguments...)
		return err
	})
}

// load reads what the ledger holds of what the batch needs.
func (p *posting) load() error {
	p.before = payout.Standings{
		Lines: map[string]payout.Standing{}, Deposits: map[payout.Account]payout.Money{},
		Settlements: map[string]payout.Settlement{},
	}
	keep := func(rows *sql.Rows) error {
		id, s, err := scanLine(rows)
		p.before.Lines[id] = s
		return err
	}
	if err := p.selectByID(selectLines, p.needs.Lines, keep); err != nil {
		return err
	}
	if err := p.selectByID(selectSettlements, p.needs.Settlements, p.scanSettlement); err != nil {
		return err
	}
	for _, a := range p.needs.Deposits {
		var balance string
		switch err := p.row(selectDeposit, a.Platform, a.Payee.String(), a.Currency.String()).Scan(&balance); err {
		case nil:
			if p.before.Deposits[a], err = payout.ParseAmount(balance, a.Currency); err != nil {
				return err
			}
		case sql.ErrNoRows:
		default:
			return err
		}
	}
	return nil
}

func (p *posting) selectByID(b bulk, ids []string, scan func(*sql.Rows) error) error {
	return p.chunks(len(ids), 1, func(from, until int) error {
		arguments := make([]any, until-from)
		for i, id := range ids[from:until] {
			arguments[i] = id
		}
		rows, err := p.tx.QueryContext(p.ctx, p.dialect.sql(b.sql(until-from)), arguments...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

func scanLine(rows *sql.Rows) (id string, s payout.Standing, err error) {
	var payee, currency, amount, open, withheld string
	if err := rows.Scan(&id, &s.Account.Platform, &payee, &currency, &amount, &open, &withheld, &s.Held); err != nil {
		return id, s, err
	}
	a := &s.Account
	if err := a.Currency.UnmarshalText([]byte(currency)); err != nil {
		return id, s, fmt.Errorf("line %q: %w", id, err)
	}
	if err := a.Payee.UnmarshalText([]byte(payee)); err != nil {
		return id, s, fmt.Errorf("line %q: %w", id, err)
	}
	for _, column := range []struct {
		into *payout.Money
		text string
	}{{&s.Amount, amount}, {&s.Open, open}, {&s.Withheld, withheld}} {
		var err error
		if *column.into, err = payout.ParseAmount(column.text, a.Currency); err != nil {
			return id, s, fmt.Errorf("line %q: %w", id, err)
		}
	}
	return id, s, nil
}

func (p *posting) scanSettlement(rows *sql.Rows) error {
	var payload sql.RawBytes
	var s payout.Settlement
	if err := rows.Scan(&payload); err != nil {
		return err
	}
	if err := s.UnmarshalJSON(payload); err != nil {
		return err
	}
	p.before.Settlements[s.ID] = s
	return nil
}
