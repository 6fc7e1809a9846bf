package plan

import (
	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// A Settlement says when and how balances are paid (N40). Its expressions are
// read from the payee, one program for each type of payee.
type Settlement struct {
	Due      map[string]*Due // by day, month, quarter, year, once
	Order    []payout.Kind   // of debts
	AtMost   *ir.Node        // a rate; nil: 100%
	Leave    *ir.Node        // an amount; nil: 0
	Minimum  *ir.Node        // an amount; nil: 0
	Withhold *Withhold
	Program  *ir.Program
	Payee    *ir.Subject // nil where no expression reads a payee
}

// A Withhold keeps a share of the credits apart while When holds.
type Withhold struct {
	Rate *ir.Node
	When *ir.Node
}

// A Due gives the day on which a line may be paid.
type Due struct {
	Kind   DueKind
	Days   int // DueAfter
	Day    int // DueDayOfMonth, DueMonths
	Months int // DueMonths
	On     payout.Date
	Since  *ir.Node // DueMonths, DueWith: a date in the rule's program
	With   string   // DueWith: the cadence whose payment it goes with
}

// A DueKind is a form of due day.
type DueKind uint8

const (
	DueAfter      DueKind = iota // so many days after the booking day
	DueDayOfMonth                // the next such day of a month after the booking day
	DueOn                        // a date
	DueMonths                    // a day of the nth month after a date
	DueWith                      // the first payment of a cadence after a date
)

// A Fee is what merchants pay.
type Fee struct {
	ID        string
	Title     []Sentence
	Was, Now  *ir.Node
	Amount    *ir.Node
	Announced payout.Date
	Effective payout.Date
	Reason    []Sentence
	Others    []Other
	Relief    *Relief
}

// An Other is what somebody else charges for the same.
type Other struct {
	Name string
	Rate *ir.Node
}

// A Relief softens a raise for a time.
type Relief struct {
	Waive *ir.Node
	For   Span
	Rule  string // the waiver rule that was made of it
}
