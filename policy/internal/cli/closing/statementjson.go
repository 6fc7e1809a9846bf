package closing

import "github.com/fenrun/fenrun/payout"

// jsonStatement is one account as programs see it. The sums satisfy opening +
// credits - debits = paid + held + closing.
type jsonStatement struct {
	Platform string              `json:"platform"`
	Payee    payout.Ref          `json:"payee"`
	Currency payout.Currency     `json:"currency"`
	First    payout.Date         `json:"first"`
	Last     payout.Date         `json:"last"`
	Opening  string              `json:"opening"`
	Credits  string              `json:"credits"`
	Debits   string              `json:"debits"`
	Paid     string              `json:"paid"`
	Held     string              `json:"held"`
	Closing  string              `json:"closing"`
	Withheld string              `json:"withheld"` // of closing, as are not_due and carried
	NotDue   string              `json:"not_due"`
	Carried  string              `json:"carried"`
	Deposit  jsonDeposit         `json:"deposit"`
	Payments []jsonPayment       `json:"payments"`
	Lines    []jsonStatementLine `json:"lines"`
	Duties   []payout.Line       `json:"duties"`
	Benefits []jsonBenefit       `json:"benefits"`
}

type jsonDeposit struct {
	Opening  string `json:"opening"`
	In       string `json:"in"`
	Drawn    string `json:"drawn"`
	Returned string `json:"returned"`
	Closing  string `json:"closing"`
}

type jsonPayment struct {
	Settlement string      `json:"settlement"`
	Day        payout.Date `json:"day"`
	Amount     string      `json:"amount"`
	Reverses   string      `json:"reverses"`
}

type jsonStatementLine struct {
	Line     payout.Line `json:"line"`
	Due      payout.Date `json:"due"`
	State    string      `json:"state"` // settled, held, not due, carried
	Open     string      `json:"open"`
	Withheld string      `json:"withheld"`
	Moves    []jsonMove  `json:"moves"`
}

type jsonMove struct {
	Move       payout.MoveKind `json:"move"`
	Settlement string          `json:"settlement"`
	Day        payout.Date     `json:"day"`
	With       string          `json:"with"`
	Amount     string          `json:"amount"`
}

type jsonBenefit struct {
	Unit    string          `json:"unit"`
	Opening payout.Quantity `json:"opening"`
	Closing payout.Quantity `json:"closing"`
	Lines   []payout.Line   `json:"lines"`
}

func newJSONStatement(s *payout.Statement) jsonStatement {
	o := jsonStatement{
		Platform: s.Platform, Payee: s.Payee, Currency: s.Currency, First: s.First, Last: s.Last,
		Opening: s.Opening.Amount(), Credits: s.Credits.Amount(), Debits: s.Debits.Amount(),
		Paid: s.Paid.Amount(), Held: s.Held.Amount(), Closing: s.Closing.Amount(),
		Withheld: s.Withheld.Amount(), NotDue: s.NotDue.Amount(), Carried: s.Carried.Amount(),
		Deposit: jsonDeposit{
			Opening: s.Deposit.Opening.Amount(), In: s.Deposit.In.Amount(), Drawn: s.Deposit.Drawn.Amount(),
			Returned: s.Deposit.Returned.Amount(), Closing: s.Deposit.Closing.Amount(),
		},
		Payments: []jsonPayment{}, Lines: []jsonStatementLine{}, Duties: list(s.Duties), Benefits: []jsonBenefit{},
	}
	for _, p := range s.Payments {
		o.Payments = append(o.Payments, jsonPayment{p.Settlement, p.Day, p.Amount.Amount(), p.Reverses})
	}
	for i := range s.Lines {
		o.Lines = append(o.Lines, newJSONStatementLine(&s.Lines[i]))
	}
	for _, b := range s.Benefits {
		o.Benefits = append(o.Benefits, jsonBenefit{b.Unit, b.Opening, b.Closing, list(b.Lines)})
	}
	return o
}

func newJSONStatementLine(l *payout.StatementLine) jsonStatementLine {
	o := jsonStatementLine{
		Line: l.Line, Due: l.Due, State: l.State.String(), Open: l.Open.Amount(), Withheld: l.Withheld.Amount(), Moves: []jsonMove{},
	}
	for _, m := range l.Moves {
		o.Moves = append(o.Moves, jsonMove{m.Kind, m.Settlement, m.Day, m.With, m.Amount.Amount()})
	}
	return o
}
