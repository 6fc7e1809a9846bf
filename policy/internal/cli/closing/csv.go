package closing

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
)

// CSV prints the lines of books for spreadsheets: one row a line, in the order
// of the books, under the names of lineColumns. Amounts have no separators,
// and a list within a cell has spaces between its parts.
type CSV struct {
	Lang  words.Lang // of the sentences
	Payee payout.Ref // only lines of this payee; nobody: all
}

// Write prints the lines. The error is the writer's.
func (c CSV) Write(w io.Writer, b *Books) error {
	return writeTable(w, c.lines(b))
}

// A table is named columns and rows of texts.
type table struct {
	columns []string
	rows    [][]string
}

func writeTable(w io.Writer, t table) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.columns); err != nil {
		return err
	}
	return out.WriteAll(t.rows)
}

var lineColumns = []string{
	"id", "platform", "policy", "version", "rule", "kind", "subject", "payee", "period", "amount", "currency", "quantity", "unit",
	"decided", "booked", "due", "held", "why", "values", "from", "cause", "corrects", "once", "deal", "digest",
}

func (c CSV) lines(b *Books) table {
	t := table{columns: lineColumns}
	for i := range b.Lines {
		if l := &b.Lines[i]; c.Payee.IsZero() || c.Payee == l.Payee {
			t.rows = append(t.rows, c.line(l))
		}
	}
	return t
}

func (c CSV) line(l *payout.Line) []string {
	quantity := ""
	if !l.Quantity.IsZero() {
		quantity = l.Quantity.String()
	}
	return []string{
		l.ID, l.Platform, l.Policy, l.Version, l.Rule, l.Kind.String(), l.Subject.String(), l.Payee.String(), l.Period,
		l.Amount.Amount(), l.Amount.Currency().String(), quantity, l.Unit,
		day(l.Decided), day(l.Booked), day(l.Due), l.Held, c.Lang.Sentence(l.Why), values(l.Values),
		strings.Join(l.From, " "), l.Cause, strings.Join(l.Corrects, " "), l.Once, l.Deal, l.Digest,
	}
}

// day writes a day, and no day as nothing.
func day(d payout.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// values writes what an amount was computed from, as name=value.
func values(list payout.Values) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = v.Name + "=" + v.Text
	}
	return strings.Join(parts, "; ")
}

// statementColumns are the columns of statements.csv, one row for each line
// of each statement.
var statementColumns = []string{
	"platform", "payee", "currency", "first", "last", "line", "booked", "kind", "rule", "subject", "period", "amount", "due", "state", "open",
	"withheld", "paid", "paid_on", "held", "why",
}

func (c CSV) statements(b *Books) table {
	t := table{columns: statementColumns}
	for i := range b.Statements {
		s := &b.Statements[i]
		for j := range s.Lines {
			l := &s.Lines[j]
			paid, on := paidOf(l)
			held := ""
			if l.State == payout.HeldBack {
				held = l.Line.Held
			}
			t.rows = append(t.rows, []string{
				s.Platform, s.Payee.String(), s.Currency.String(), day(s.First), day(s.Last),
				l.Line.ID, day(l.Line.Booked), l.Line.Kind.String(), l.Line.Rule, l.Line.Subject.String(), l.Line.Period,
				l.Line.Amount.Amount(), day(l.Due), l.State.String(), l.Open.Amount(), l.Withheld.Amount(),
				paid.Amount(), strings.Join(on, " "), held, c.Lang.Sentence(l.Line.Why),
			})
		}
	}
	return t
}

// paidOf sums what was paid of a line, and gives the days.
func paidOf(l *payout.StatementLine) (sum payout.Money, on []string) {
	sum, _ = payout.NewMoney(0, l.Line.Amount.Currency())
	for _, m := range l.Moves {
		if m.Kind != payout.Paid && m.Kind != payout.Returned {
			continue
		}
		sum, _ = sum.Add(m.Amount) // never more than the line
		if text := m.Day.String(); !slices.Contains(on, text) {
			on = append(on, text)
		}
	}
	return sum, on
}

var balanceColumns = []string{
	"platform", "payee", "currency", "first", "last", "opening", "credits", "debits", "paid", "held", "closing", "withheld", "not_due", "carried",
	"deposit_opening", "deposit_in", "deposit_drawn", "deposit_returned", "deposit_closing",
}

func balances(b *Books) table {
	t := table{columns: balanceColumns}
	for i := range b.Statements {
		s := &b.Statements[i]
		row := []string{s.Platform, s.Payee.String(), s.Currency.String(), day(s.First), day(s.Last)}
		for _, m := range []payout.Money{
			s.Opening, s.Credits, s.Debits, s.Paid, s.Held, s.Closing, s.Withheld, s.NotDue, s.Carried,
			s.Deposit.Opening, s.Deposit.In, s.Deposit.Drawn, s.Deposit.Returned, s.Deposit.Closing,
		} {
			row = append(row, m.Amount())
		}
		t.rows = append(t.rows, row)
	}
	return t
}
