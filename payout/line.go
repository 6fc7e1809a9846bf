package payout

import "fmt"

// Line is one amount for one payee, posted or to be posted, with all that is
// needed to explain it and to compute it again. Platform, policy, rule,
// subject, period and payee are the key of the amount, or platform, once and
// payee where once is set (N6); version, digest and deal are recorded and
// never part of it (N1).
//
// A benefit has a quantity and a unit in place of an amount, a duty has
// neither; the Amount of both is zero without a currency.
//
// In JSON a line is an object with the keys id, rule, kind, subject, payee,
// period, amount, currency, values and why, always and in this order, followed
// by those of base, once, class, quantity, unit, from, policy, version,
// digest, deal, platform, decided, booked, due, held, cause and corrects that
// are not empty. Amount is a string without the currency, subject and payee
// are type/id, days are yyyy-mm-dd.
type Line struct {
	ID      string // empty until it is posted
	Rule    string // the id of the rule, or of the hand entry
	Base    string // the id of the rule without its row of `each`; empty if Rule is that
	Once    string // the once-name and once-key of what is paid a single time
	Kind    Kind
	Class   Kind   // the class in which it is settled (N19, N40); no kind if that is Kind
	Subject Ref    // what the rule was applied to; zero if nothing in particular
	Payee   Ref    // whose amount it is
	Period  string // the period in which it was earned, such as 2026-06; empty if it is earned once

	Amount   Money    // credits positive, debits negative
	Quantity Quantity // of a benefit
	Unit     string   // what a benefit is counted in, such as "points"
	Values   Values   // what the amount was computed from, in the order of the rule
	Why      Why      // the reason as the statement gives it

	// From is what a debit draws on, in this order: "deposit", "residual",
	// "reward", "subsidy", "pass-through", "rule:" and the id of a rule, and
	// "cash", by which what remains is receivable. Without it a debit draws on
	// reward, subsidy and residual.
	From []string

	Policy   string   // the name, without a year
	Version  string   // the version of the policy whose terms applied
	Digest   string   // the digest of that version's text
	Deal     string   // the deal whose terms applied, if one did
	Platform string   // whose books it is in; debts of other platforms never touch it
	Decided  Date     // the deciding day (N5), for a correction that of what it corrects
	Booked   Date     // the day it was posted; no day before that
	Due      Date     // the first day it may be paid; no day if none is set
	Held     string   // why it may not be paid yet; empty if it may
	Cause    string   // what made a correction necessary, such as a commitment
	Corrects []string // the ids of the lines it corrects
}

// MarshalJSON writes l as described at Line; the same line gives the same
// bytes. A line without a kind is an error, as is text that is not UTF-8,
// because JSON could not give it back.
func (l Line) MarshalJSON() ([]byte, error) {
	o := object{b: make([]byte, 0, 512)}
	o.text("id", l.ID)
	o.text("rule", l.Rule)
	o.value("kind", l.Kind)
	o.value("subject", l.Subject)
	o.value("payee", l.Payee)
	o.text("period", l.Period)
	o.text("amount", l.Amount.Amount())
	o.text("currency", l.Amount.Currency().String())
	o.json("values", l.Values)
	o.json("why", l.Why)
	o.some("base", l.Base)
	o.some("once", l.Once)
	if l.Class != 0 {
		o.value("class", l.Class)
	}
	if !l.Quantity.IsZero() {
		o.value("quantity", l.Quantity)
	}
	o.some("unit", l.Unit)
	o.strings("from", l.From)
	o.some("policy", l.Policy)
	o.some("version", l.Version)
	o.some("digest", l.Digest)
	o.some("deal", l.Deal)
	o.some("platform", l.Platform)
	o.day("decided", l.Decided)
	o.day("booked", l.Booked)
	o.day("due", l.Due)
	o.some("held", l.Held)
	o.some("cause", l.Cause)
	o.strings("corrects", l.Corrects)
	text, err := o.end()
	if err != nil {
		return nil, fmt.Errorf("line %s: %w", quoted(l.ID), err)
	}
	return text, nil
}

// UnmarshalJSON reads what MarshalJSON writes, with the keys in any order. It
// is strict, because a ledger must not be misread: an unknown key, a key that
// stands twice or in other letters, null, and the lack of one of the keys that
// are always written are errors. On an error l is unchanged.
func (l *Line) UnmarshalJSON(data []byte) error {
	parsed, err := readLine(data)
	if err != nil {
		return fmt.Errorf("line: %w", err)
	}
	*l = parsed
	return nil
}

func readLine(data []byte) (l Line, err error) {
	var amount string
	var currency Currency
	err = readWhole(data, []field{
		{key: "id", required: true, text: &l.ID},
		{key: "rule", required: true, text: &l.Rule},
		{key: "kind", required: true, value: &l.Kind},
		{key: "subject", required: true, value: &l.Subject},
		{key: "payee", required: true, value: &l.Payee},
		{key: "period", required: true, text: &l.Period},
		{key: "amount", required: true, text: &amount},
		{key: "currency", required: true, value: &currency},
		{key: "values", required: true, read: l.Values.read},
		{key: "why", required: true, read: l.Why.read},
		{key: "base", text: &l.Base},
		{key: "once", text: &l.Once},
		{key: "class", value: &l.Class},
		{key: "quantity", value: &l.Quantity},
		{key: "unit", text: &l.Unit},
		{key: "from", read: texts(&l.From)},
		{key: "policy", text: &l.Policy},
		{key: "version", text: &l.Version},
		{key: "digest", text: &l.Digest},
		{key: "deal", text: &l.Deal},
		{key: "platform", text: &l.Platform},
		{key: "decided", value: &l.Decided},
		{key: "booked", value: &l.Booked},
		{key: "due", value: &l.Due},
		{key: "held", text: &l.Held},
		{key: "cause", text: &l.Cause},
		{key: "corrects", read: texts(&l.Corrects)},
	})
	if err != nil {
		return Line{}, err
	}
	l.Amount, err = ParseAmount(amount, currency)
	return l, err
}
