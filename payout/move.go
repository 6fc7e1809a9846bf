package payout

import "fmt"

// MoveKind is what a move does.
type MoveKind uint8

const (
	// Netted sets a credit, Line, against a line of opposite sign, With.
	Netted MoveKind = iota + 1
	// Withheld keeps a part of a credit, Line, apart. It can be zero: then a
	// share of the line was due that came to less than a minor unit.
	Withheld
	// Taken is what a debt, With, gets of a credit, Line.
	Taken
	// Deposited is what a debt, With, gets of a credit, Line, and puts into the
	// deposit account.
	Deposited
	// Drawn is what a debt, With, gets of the deposit account.
	Drawn
	// Returned pays a line, Line, out of the deposit account, or without a line
	// what is left in it (N41).
	Returned
	// Released gives back to a credit, Line, what was withheld of it.
	Released
	// Paid pays a credit, Line.
	Paid
)

// moveKinds are the texts of the kinds of moves.
var moveKinds = [...]string{
	Netted: "netted", Withheld: "withheld", Taken: "taken", Deposited: "deposited",
	Drawn: "drawn", Returned: "returned", Released: "released", Paid: "paid",
}

func (k MoveKind) valid() bool { return Netted <= k && k <= Paid }

// String returns the kind in lower case, or "move(n)" if k is none.
func (k MoveKind) String() string {
	if !k.valid() {
		return fmt.Sprintf("move(%d)", uint8(k))
	}
	return moveKinds[k]
}

// MarshalText returns the text of String. No kind is an error.
func (k MoveKind) MarshalText() ([]byte, error) {
	if !k.valid() {
		return nil, fmt.Errorf("%s is not a move", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads what MarshalText writes. On an error k is unchanged.
func (k *MoveKind) UnmarshalText(text []byte) error {
	for i := Netted; i.valid(); i++ {
		if string(text) == moveKinds[i] {
			*k = i
			return nil
		}
	}
	return fmt.Errorf("unknown move %s", quoted(string(text)))
}

// Move is one step of a settlement. Line and With are ids of lines; which of
// them a move has is said at its kind.
// Amount is positive, and for what a
// reversal takes back negative.
type Move struct {
	Kind       MoveKind
	Line, With string
	Amount     Money
}

// check reports what is wrong with m. sign is that of its amount.
func (m Move) check(sign int, c Currency) error {
	line, with := true, false
	switch m.Kind {
	case Netted, Taken, Deposited:
		with = true
	case Drawn:
		line, with = false, true
	case Withheld, Released, Paid:
	case Returned:
		line = m.Line != "" // either
	default:
		return fmt.Errorf("%s is not a move", m.Kind)
	}
	switch {
	case (m.Line != "") != line || (m.With != "") != with:
		return fmt.Errorf("move %s between lines %s and %s", m.Kind, quoted(m.Line), quoted(m.With))
	case sign < 0 && m.Kind != Paid && m.Kind != Returned:
		return fmt.Errorf("move %s in a reversal", m.Kind)
	case m.Amount.Sign() != sign && (m.Kind != Withheld || m.Amount.Sign() != 0):
		return fmt.Errorf("move %s of %s", m.Kind, m.Amount)
	case m.Amount.Currency() != c:
		return fmt.Errorf("move %s of %s in a settlement in %s", m.Kind, m.Amount, c)
	default:
		return nil
	}
}

// effects returns what m does to the lines it names, of which there is one at
// least; a change without a line is none.
func (m Move) effects() [2]Change {
	less := m.Amount.Neg()
	switch m.Kind {
	case Netted, Taken, Deposited:
		return [2]Change{{Line: m.Line, Open: less}, {Line: m.With, Open: m.Amount}}
	case Drawn:
		return [2]Change{{Line: m.With, Open: m.Amount}}
	case Withheld:
		return [2]Change{{Line: m.Line, Open: less, Withheld: m.Amount, Assessed: true}}
	case Released:
		return [2]Change{{Line: m.Line, Open: m.Amount, Withheld: less}}
	case Returned, Paid:
		return [2]Change{{Line: m.Line, Open: less}}
	default:
		return [2]Change{}
	}
}
