package payout

import "fmt"

// MarshalJSON writes s as an object with the keys id, platform, payee,
// currency, day, reverses if it is a reversal, the totals net, withheld,
// released, offset, from_deposit, to_deposit, returned, paid, carried_credits,
// carried_debts and receivable, and moves, an array of objects with the keys
// move, amount, line and with, of which a move has those that its kind has.
// Amounts are strings without the currency. An amount of another currency and
// text that is not UTF-8 are errors.
func (s Settlement) MarshalJSON() ([]byte, error) {
	o := object{b: make([]byte, 0, 512+96*len(s.Moves))}
	amount := func(key string, m Money) {
		if m.currency != s.Currency {
			o.fail(fmt.Errorf("%s of %s in %s", key, m, s.Currency))
		}
		o.text(key, m.Amount())
	}
	o.text("id", s.ID)
	o.text("platform", s.Platform)
	o.value("payee", s.Payee)
	o.value("currency", s.Currency)
	o.value("day", s.Day)
	o.some("reverses", s.Reverses)
	for _, t := range s.Totals.named() {
		amount(t.key, *t.amount)
	}
	o.array("moves", len(s.Moves), func(i int) {
		m := s.Moves[i]
		o.b = append(o.b, '{')
		o.value("move", m.Kind)
		amount("amount", m.Amount)
		o.some("line", m.Line)
		o.some("with", m.With)
		o.b = append(o.b, '}')
	})
	text, err := o.end()
	if err != nil {
		return nil, fmt.Errorf("settlement %s: %w", quoted(s.ID), err)
	}
	return text, nil
}

type namedTotal struct {
	key    string
	amount *Money
}

// named returns the totals of t in the order of JSON.
func (t *Totals) named() []namedTotal {
	return []namedTotal{
		{"net", &t.Net}, {"withheld", &t.Withheld}, {"released", &t.Released}, {"offset", &t.Offset},
		{"from_deposit", &t.FromDeposit}, {"to_deposit", &t.ToDeposit}, {"returned", &t.Returned},
		{"paid", &t.Paid}, {"carried_credits", &t.CarriedCredits}, {"carried_debts", &t.CarriedDebts},
		{"receivable", &t.Receivable},
	}
}

// UnmarshalJSON reads what MarshalJSON writes, as strictly as that of Line. On
// an error s is unchanged. Whether amounts fit each other is for Check to say.
func (s *Settlement) UnmarshalJSON(data []byte) error {
	parsed, err := readSettlement(data)
	if err != nil {
		return fmt.Errorf("settlement: %w", err)
	}
	*s = parsed
	return nil
}

func readSettlement(data []byte) (s Settlement, err error) {
	fields := []field{
		{key: "id", required: true, text: &s.ID},
		{key: "platform", required: true, text: &s.Platform},
		{key: "payee", required: true, value: &s.Payee},
		{key: "currency", required: true, value: &s.Currency},
		{key: "day", required: true, value: &s.Day},
		{key: "reverses", text: &s.Reverses},
	}
	totals := s.Totals.named()
	amounts := make([]string, len(totals))
	for i, t := range totals {
		fields = append(fields, field{key: t.key, required: true, text: &amounts[i]})
	}
	var moves []byte
	fields = append(fields, field{key: "moves", required: true, read: func(data []byte) error {
		moves = data
		return nil
	}})
	if err := readWhole(data, fields); err != nil {
		return Settlement{}, err
	}
	// Amounts wait for the currency, which may stand anywhere.
	for i, t := range totals {
		if *t.amount, err = ParseAmount(amounts[i], s.Currency); err != nil {
			return Settlement{}, err
		}
	}
	err = readArray(moves, func(data []byte) error {
		m, err := readMove(data, s.Currency)
		s.Moves = append(s.Moves, m)
		return err
	})
	return s, err
}

func readMove(data []byte, c Currency) (m Move, err error) {
	var amount string
	err = readFields(data, []field{
		{key: "move", required: true, value: &m.Kind},
		{key: "amount", required: true, text: &amount},
		{key: "line", text: &m.Line},
		{key: "with", text: &m.With},
	})
	if err != nil {
		return Move{}, err
	}
	m.Amount, err = ParseAmount(amount, c)
	return m, err
}
