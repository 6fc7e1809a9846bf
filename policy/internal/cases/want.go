package cases

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

var oneInt = big.NewInt(1)

// An expected is what a case wants of a rule, for one subject or payee.
type expected struct {
	amount  payout.Money
	counted bool   // amount is wanted
	state   string // none, pending, undecided, held
	fact    string // of undecided
	place   diag.Span
}

func (x expected) String() string {
	switch x.state {
	case "held":
		return fmt.Sprintf("{held: %s}", x.amount.Amount())
	case "undecided":
		return "undecided: " + x.fact
	case "":
		return x.amount.Amount()
	default:
		return x.state
	}
}

// A wanted is what a case wants of one rule: for all its lines together, or by
// subject or payee.
type wanted struct {
	name  string // of the rule, or of all its rows
	key   syntax.Text
	all   *expected
	by    []byKey
	place diag.Span
}

type byKey struct {
	key  syntax.Text
	want expected
}

// wants reads `want:`.
func (r *runner) wants(n *syntax.Node, path string) (rules []wanted, settled []byAccount) {
	if n == nil || n.Kind == syntax.Broken {
		return nil, nil
	}
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "`want:` is a map by rule")
		return nil, nil
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Key.Value == "settled" {
			settled = r.wantSettled(e.Value, at)
			continue
		}
		p := r.policyOf(e.Key.Value)
		if p == nil {
			r.unknown(e.Key, at, "there is no rule %q", e.Key.Value, append(r.ruleIDs(), "settled"))
			continue
		}
		w := wanted{name: e.Key.Value, key: e.Key, place: e.Key.Span()}
		if e.Value.Kind == syntax.Map && !stateMap(e.Value) {
			for _, one := range e.Value.Entries {
				if x, ok := r.expect(p, one.Value, diag.Key(at, one.Key.Value)); ok {
					w.by = append(w.by, byKey{one.Key, x})
				}
			}
		} else if x, ok := r.expect(p, e.Value, at); ok {
			w.all = &x
		}
		rules = append(rules, w)
	}
	return rules, settled
}

func (r *runner) policyOf(rule string) *plan.Policy {
	for _, p := range r.book.Plans() {
		if p.HasRule(rule) {
			return p
		}
	}
	return nil
}

// stateMap reports whether a map is {held: ...} or {undecided: ...} rather
// than a map by subject or payee.
func stateMap(n *syntax.Node) bool {
	return len(n.Entries) == 1 && slices.Contains([]string{"held", "undecided"}, n.Entries[0].Key.Value)
}

// expect reads an amount, none, pending, {undecided: fact} or {held: amount}.
func (r *runner) expect(p *plan.Policy, n *syntax.Node, path string) (expected, bool) {
	x := expected{place: n.Span}
	text := n.Text
	if n.Kind == syntax.Map && stateMap(n) && n.Entries[0].Value.Kind == syntax.Scalar {
		x.state, text = n.Entries[0].Key.Value, n.Entries[0].Value.Text
		if x.state == "undecided" {
			x.fact = text.Value
			return x, true
		}
	} else if n.Kind != syntax.Scalar {
		if n.Kind != syntax.Broken {
			r.broken(n.Span, path, "an amount, none, pending, {undecided: fact} or {held: amount} is expected here")
		}
		return x, false
	}
	if fact, ok := strings.CutPrefix(text.Value, "undecided:"); ok {
		x.state, x.fact = "undecided", strings.TrimSpace(fact)
		return x, true
	}
	if text.Value == "none" || text.Value == "pending" || text.Value == "undecided" {
		x.state = text.Value
		return x, true
	}
	lit, problem := ir.ReadLiteral(text.Value)
	if problem != nil || lit.Num.Int == nil {
		r.broken(text.Span(), path, "%q is no amount; write one, or none, pending, {undecided: fact} or {held: amount}", text.Value)
		return x, false
	}
	places := payout.Rounding{Places: p.Model.Places, Mode: payout.HalfUp}
	m, err := places.Money(lit.Num.Int, oneInt, lit.Num.Scale, p.Model.Currency)
	if err != nil || lit.Num.Scale > p.Model.Places {
		r.broken(text.Span(), path, "an amount has at most %d decimal places", p.Model.Places)
		return x, false
	}
	x.amount, x.counted = m, true
	return x, true
}

// A byAccount is what a case wants of one payee's settlements.
type byAccount struct {
	payee  syntax.Text
	totals []byKey
}

// settledNames are what `settled:` may ask of a payee.
var settledNames = []string{"paid", "offset", "withheld", "released", "from_deposit", "deposit", "carried", "receivable", "due"}

func (r *runner) wantSettled(n *syntax.Node, path string) []byAccount {
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "`settled:` is a map by payee: `{a1: {paid: 100, carried: 0}}`")
		return nil
	}
	var list []byAccount
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Value.Kind != syntax.Map {
			r.broken(e.Value.Span, at, "what is settled is a map: `{paid: 100, offset: 0, carried: 0}`")
			continue
		}
		a := byAccount{payee: e.Key}
		for _, one := range e.Value.Entries {
			if !slices.Contains(settledNames, one.Key.Value) {
				r.unknown(one.Key, at, "a settlement has no %q", one.Key.Value, settledNames)
				continue
			}
			if x, ok := r.expect(r.book.Plans()[0], one.Value, diag.Key(at, one.Key.Value)); ok {
				a.totals = append(a.totals, byKey{one.Key, x})
			}
		}
		list = append(list, a)
	}
	return list
}
