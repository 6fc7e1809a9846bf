package closing

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/run"
)

// A Proof is an equation that must hold if nothing was lost: what its In parts
// come to is what its Out parts come to, in rows and in sums.
type Proof struct {
	Of      string // rows, decisions, lines, balance
	Kind    string // of rows: of which subject or event
	In, Out []Part
}

// A Part is one side's share of a Proof. A debit is a negative sum.
type Part struct {
	Name string
	Rows int
	Sum  payout.Money
}

// Proofs gives the equations of the books: of the rows of each kind, of the
// decisions, of the lines, and of the money of all payees.
func (b *Books) Proofs() []Proof {
	var list []Proof
	for _, c := range b.Rows {
		if c.Read.Rows == 0 {
			continue
		}
		list = append(list, Proof{
			Of: "rows", Kind: c.Kind,
			In: []Part{{"read", c.Read.Rows, c.Read.Sum}},
			Out: []Part{
				{"used", c.Used.Rows, c.Used.Sum}, {"rejected", c.Rejected.Rows, c.Rejected.Sum},
				{"repeated", c.Repeated.Rows, c.Repeated.Sum}, {"future", c.Future.Rows, c.Future.Sum},
				{"voided", c.Voided.Rows, c.Voided.Sum},
			},
		})
	}
	return append(list, b.decided(), b.posted(), b.money())
}

func (b *Books) decided() Proof {
	d := b.Decisions
	return Proof{
		Of: "decisions",
		In: []Part{{Name: "decisions", Rows: d.All()}},
		Out: []Part{
			{Name: "none", Rows: d.None}, {Name: "lines", Rows: d.Lines},
			{Name: "pending", Rows: d.Pending}, {Name: "undecided", Rows: d.Undecided},
		},
	}
}

// posted sets the lines of the ledger against those of the statements.
func (b *Books) posted() Proof {
	without := 0
	for i := range b.Lines {
		if b.Lines[i].Amount.IsZero() {
			without++
		}
	}
	return Proof{
		Of: "lines",
		In: []Part{{Name: "lines", Rows: len(b.Lines)}},
		Out: []Part{
			{Name: "payable", Rows: b.Balance.payable}, {Name: "held", Rows: b.Balance.held}, {Name: "without money", Rows: without},
		},
	}
}

func (b *Books) money() Proof {
	return Proof{
		Of: "balance",
		In: []Part{
			{Name: "opening", Sum: b.Balance.Opening}, {Name: "credits", Sum: b.Balance.Credits}, {Name: "debits", Sum: b.Balance.Debits.Neg()},
		},
		Out: []Part{
			{Name: "paid", Sum: b.Balance.Paid}, {Name: "held", Sum: b.Balance.Held}, {Name: "closing", Sum: b.Balance.Closing},
		},
	}
}

// Check reports the first equation that does not hold. It is a fault of the
// program, never of the data.
func (b *Books) Check() error {
	for _, p := range b.Proofs() {
		if !p.Holds() {
			return fmt.Errorf("the books do not balance: %s", p)
		}
	}
	undecided, pending := b.open()
	if len(pending) != b.Decisions.Pending || len(undecided) < b.Decisions.Undecided {
		return fmt.Errorf("the books do not balance: of %d pending and %d undecided decisions, %d and %d are listed",
			b.Decisions.Pending, b.Decisions.Undecided, len(pending), len(undecided))
	}
	return nil
}

// open gives the decisions that are undecided, and those whose day has not
// come. A decision of several payees may be undecided for some of them only,
// and is listed then without being counted as undecided.
func (b *Books) open() (undecided, pending []run.Problem) {
	for _, p := range b.Problems {
		if p.Pending {
			pending = append(pending, p)
		} else {
			undecided = append(undecided, p)
		}
	}
	return undecided, pending
}

// Holds reports whether both sides come to the same.
func (p Proof) Holds() bool {
	rowsIn, sumIn, err := total(p.In)
	if err != nil {
		return false
	}
	rowsOut, sumOut, err := total(p.Out)
	if err != nil {
		return false
	}
	order, err := sumIn.Cmp(sumOut)
	return err == nil && order == 0 && rowsIn == rowsOut
}

func total(parts []Part) (rows int, sum payout.Money, err error) {
	for _, p := range parts {
		rows += p.Rows
		if sum, err = sum.Add(p.Sum); err != nil {
			return 0, sum, err
		}
	}
	return rows, sum, nil
}

// String writes the equation in English, for an error.
func (p Proof) String() string {
	side := func(parts []Part) string {
		texts := make([]string, len(parts))
		for i, part := range parts {
			texts[i] = fmt.Sprintf("%s %d (%s)", part.Name, part.Rows, part.Sum)
		}
		return strings.Join(texts, " + ")
	}
	name := p.Of
	if p.Kind != "" {
		name += " of " + p.Kind
	}
	return name + ": " + side(p.In) + " = " + side(p.Out)
}
