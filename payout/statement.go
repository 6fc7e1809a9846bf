package payout

import "fmt"

// Statement is what happened on one account in a stretch of days and how it
// stands at the end, as data for somebody to print. It satisfies
//
//	Opening + Credits - Debits = Paid + Held + Closing
//
// and the Opening of the next stretch is Held + Closing of this one.
type Statement struct {
	Account
	First, Last Date // both included

	Opening Money           // what stood open at the start, held and withheld amounts included
	Lines   []StatementLine // by booking day, then line id
	Credits Money           // of the lines booked in the stretch, and what the deposit account paid
	Debits  Money           // of the lines booked in the stretch, as a positive amount

	Payments []Payment // by day, then settlement id
	Paid     Money     // their sum
	Held     Money     // open at the end on lines that are held
	Closing  Money     // all else that is open at the end: Withheld, NotDue and Carried
	Withheld Money     // kept apart
	NotDue   Money     // credits less debits that are not due by Last
	Carried  Money     // credits less debits that are due

	Deposit  DepositAccount
	Duties   []Line        // booked in the stretch, by booking day, then id
	Benefits []BenefitLine // likewise by unit, of all that the payee has on the platform
}

// DepositAccount is the account of what is held for the payee in a stretch of
// days: Opening + In = Drawn + Returned + Closing, none negative.
type DepositAccount struct {
	Opening  Money
	In       Money // put in
	Drawn    Money // taken by debts
	Returned Money // paid to the payee, less what came back
	Closing  Money
}

// BenefitLine is what a payee has of a benefit: Opening and the quantities of
// Lines sum to Closing.
type BenefitLine struct {
	Unit             string
	Opening, Closing Quantity
	Lines            []Line // booked in the stretch, by booking day, then id
}

// StatementLine is a line and what became of it. Lines are on a statement if
// they are booked in its stretch, moved in it, or not settled at its end.
type StatementLine struct {
	Line     Line
	Due      Date            // the first day it may be paid, by a release if there was one
	Moves    []StatementMove // in the stretch, in the order of their posting
	State    State           // at the end of the stretch
	Open     Money           // at the end
	Withheld Money           // at the end
}

// StatementMove is a move of a line in a settlement.
type StatementMove struct {
	Kind       MoveKind
	Settlement string
	Day        Date
	With       string // the other line, if there is one
	Amount     Money  // positive; of a payment that came back negative
}

// Payment is a payment, or one that came back.
type Payment struct {
	Settlement string
	Day        Date
	Amount     Money  // negative if it came back
	Reverses   string // the settlement whose payment came back
}

// State is how a line stands.
type State uint8

const (
	// Settled lines have nothing left that is open. What is withheld may be.
	Settled State = iota + 1
	// HeldBack lines may not be paid, for the reason that the line states.
	HeldBack
	// NotDue lines wait for their day.
	NotDue
	// Carried lines are due and open: below the minimum, not taken in full, or
	// booked after the last settlement.
	Carried
)

// String returns "settled", "held", "not due", "carried", or "state(n)".
func (s State) String() string {
	switch s {
	case Settled:
		return "settled"
	case HeldBack:
		return "held"
	case NotDue:
		return "not due"
	case Carried:
		return "carried"
	default:
		return fmt.Sprintf("state(%d)", uint8(s))
	}
}
