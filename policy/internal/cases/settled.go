package cases

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A wantedAccount is what a case wants of one payee's settlements.
type wantedAccount struct {
	payee  payout.Ref
	place  diag.Span
	totals []byKey
}

// settledNames are what `settled:` may ask of a payee.
var settledNames = []string{"paid", "offset", "withheld", "released", "from_deposit", "deposit", "carried", "receivable", "due"}

func (r *runner) wantSettled(w *world, n *syntax.Node, path string) []wantedAccount {
	const form = "`settled:` is a map by payee: `{a1: {paid: 100, carried: 0}}`"
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, form)
		return nil
	}
	var list []wantedAccount
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Value.Kind != syntax.Map || len(e.Value.Entries) == 0 {
			r.broken(e.Value.Span, at, form)
			continue
		}
		payee, err := r.account(w, e.Key.Value)
		if err != nil {
			r.broken(e.Key.Span(), at, "%s", err)
			continue
		}
		a := wantedAccount{payee: payee, place: e.Key.Span()}
		for _, one := range e.Value.Entries {
			if !slices.Contains(settledNames, one.Key.Value) {
				r.unknown(one.Key, at, "a settlement has no %q", one.Key.Value, settledNames)
				continue
			}
			x, ok := r.expect(nil, one.Value, diag.Key(at, one.Key.Value))
			if ok && x.state != "" {
				r.broken(one.Value.Span, at, "an amount is expected here")
			} else if ok {
				a.totals = append(a.totals, byKey{one.Key, x})
			}
		}
		list = append(list, a)
	}
	return list
}

// account gives the payee of that name. Where subjects of several kinds share
// an id it is the one that rules pay.
func (r *runner) account(w *world, text string) (payout.Ref, error) {
	ref, err := r.payee(w, text, ruleIn{})
	if err == nil {
		return ref, nil
	}
	var paid []string
	for _, kind := range w.kindsOf(r.book.Schema(), text) {
		if r.pays(kind) {
			paid = append(paid, kind)
		}
	}
	if len(paid) == 1 {
		return payout.Ref{Type: paid[0], ID: text}, nil
	}
	return ref, err
}

func (r *runner) pays(kind string) bool {
	for _, p := range r.texts() {
		for _, rule := range p.Rules {
			if slices.Contains(paidKinds(p, rule), kind) {
				return true
			}
		}
	}
	return false
}

// settled compares what was paid, set off and carried, by payee.
func (c *comparison) settled() {
	for _, a := range c.step.want.settled {
		totals, err := c.totals(a.payee)
		if err != nil {
			c.fail(a.place, "the statement of "+a.payee.String(), "one that balances", err.Error(), "")
			continue
		}
		for _, one := range a.totals {
			got := totals[one.key.Value].Decimal()
			if !got.Equal(one.want.amount) {
				c.fail(one.want.place, one.key.Value+" of "+a.payee.String(), one.want.String(), got.StringFixed(int32(one.want.places)), "")
			}
		}
	}
}

// totals gives what the settlements of this step come to, and what is left.
func (c *comparison) totals(payee payout.Ref) (map[string]payout.Money, error) {
	totals := map[string]payout.Money{}
	add := func(name string, m payout.Money) { totals[name], _ = totals[name].Add(m) }
	for _, s := range c.got.settled {
		if s.Payee != payee {
			continue
		}
		add("paid", s.Paid)
		add("offset", s.Offset)
		add("withheld", s.Withheld)
		add("released", s.Released)
		add("from_deposit", s.FromDeposit)
	}
	for _, platform := range c.book.Platforms() {
		account := payout.Account{Platform: platform, Payee: payee, Currency: c.book.Currency()}
		s, err := payout.NewStatement(account, c.got.first, c.got.asOf, c.step.ledger.Read(c.ctx, payout.Query{Platform: platform}))
		if err != nil {
			return nil, err
		}
		add("carried", s.Carried)
		add("deposit", s.Deposit.Closing)
		add("due", s.NotDue)
		for _, l := range s.Lines {
			if l.Open.Sign() < 0 && slices.Contains(l.Line.From, "cash") && l.Due <= c.got.asOf {
				add("receivable", l.Open.Neg())
			}
		}
	}
	return totals, nil
}
