package cases

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// wants are what a case wants of a run.
type wants struct {
	stated  bool // there is a `want:`, and so nothing else may be posted
	stopped bool // the run is refused
	place   diag.Span
	rules   []wanted
	tiers   []wantedTiers
	settled []wantedAccount
}

// A wanted is what a case wants of one rule: of all its lines together, or by
// subject, or by payee.
type wanted struct {
	name      string // of the rule, or of all its rows
	rules     []ruleIn
	all       *expected
	by        []byKey
	bySubject bool // the keys of by are subjects, else payees
}

type byKey struct {
	key  syntax.Text
	want expected
}

// is reports whether a rule of a policy is one that is wanted.
func (w *wanted) is(policy, rule string) bool {
	return slices.ContainsFunc(w.rules, func(x ruleIn) bool { return x.policy.Name == policy && x.rule.ID == rule })
}

// benefit reports whether the rules give what is no money.
func (w *wanted) benefit() bool { return w.rules[0].rule.Kind == payout.Benefit }

// An expected is what a case wants of a rule, for one subject or payee: an
// amount, or a state.
type expected struct {
	state  string // "" for an amount; none, pending, undecided, held, met, not met
	amount decimal.Decimal
	fact   string // of undecided; may be empty
	places int    // that an amount is written with
	place  diag.Span
}

// The states that a case may want.
const (
	stateNone      = "none"
	statePending   = "pending"
	stateUndecided = "undecided"
	stateHeld      = "held"
	stateMet       = "met"
	stateNotMet    = "not met"
)

// String writes what is wanted as a case writes it.
func (x expected) String() string {
	switch x.state {
	case "":
		return x.amount.StringFixed(int32(x.places))
	case stateHeld:
		return "{held: " + x.amount.StringFixed(int32(x.places)) + "}"
	case stateUndecided:
		if x.fact != "" {
			return "{undecided: " + x.fact + "}"
		}
	}
	return x.state
}

// wants reads `want:`. Mistakes in it are reported before anything is run.
func (r *runner) wants(world *world, n *syntax.Node, path string) wants {
	if n == nil || n.Kind == syntax.Broken {
		return wants{}
	}
	w := wants{stated: true, place: n.Span}
	switch {
	case n.Kind == syntax.Scalar && n.Text.Value == "stopped":
		w.stopped = true
		return w
	case n.Kind == syntax.Scalar && n.Text.Value == stateNone:
		return w
	case n.Kind != syntax.Map:
		r.broken(n.Span, path, "`want:` is a map by rule, or `none`, or `stopped` of a run that is refused")
		return w
	}
	for _, e := range n.Entries {
		at := diag.Key(path, e.Key.Value)
		if e.Value.Kind == syntax.Map && len(e.Value.Entries) == 0 {
			r.report(diag.Errorf("C903", e.Value.Span, "nothing is wanted of %q", e.Key.Value).WithHint("`%s: none` says that it posts nothing", e.Key.Value), at)
			continue
		}
		rules, set := r.find(e.Key.Value), r.tierSet(e.Key.Value)
		switch {
		case e.Key.Value == "settled" && len(rules) == 0:
			w.settled = r.wantSettled(world, e.Value, at)
		case len(rules) > 0:
			w.rules = append(w.rules, r.wantRule(world, e, rules, at))
		case set != nil:
			w.tiers = append(w.tiers, r.wantTiers(world, set, e.Value, at))
		default:
			known := append(append(r.ruleIDs(), r.tierSetNames()...), "settled")
			r.unknown(e.Key, at, "there is no rule %q", e.Key.Value, known)
		}
	}
	return w
}

// wantRule reads what is wanted of one rule.
func (r *runner) wantRule(world *world, e syntax.Entry, rules []ruleIn, path string) wanted {
	w := wanted{name: e.Key.Value, rules: rules}
	if e.Value.Kind != syntax.Map || stateMap(e.Value) {
		if x, ok := r.expect(&w, e.Value, path); ok {
			w.all = &x
		}
		return w
	}
	subjects := 0
	for _, one := range e.Value.Entries {
		at := diag.Key(path, one.Key.Value)
		subject := isSubject(world, rules, one.Key.Value)
		if subject {
			subjects++
		} else if !r.isPayee(world, one.Key.Value) {
			r.unknown(one.Key, at, "%q is neither a subject nor a payee here", one.Key.Value, world.order[rules[0].rule.Root.Name])
			continue
		}
		if x, ok := r.expect(&w, one.Value, at); ok {
			w.by = append(w.by, byKey{one.Key, x})
		}
	}
	if subjects > 0 && subjects < len(w.by) {
		r.broken(e.Key.Span(), path, "the keys of %q name subjects and payees; write one or the other", w.name)
	}
	w.bySubject = subjects > 0
	return w
}

func isSubject(w *world, rules []ruleIn, key string) bool {
	return slices.ContainsFunc(rules, func(x ruleIn) bool {
		root := x.rule.Root.Name
		return w.has(root, key) || w.has(root, strings.TrimPrefix(key, root+"/"))
	})
}

func (r *runner) isPayee(w *world, key string) bool {
	if slices.Contains(w.payees, key) || len(w.kindsOf(r.book.Schema(), key)) > 0 {
		return true
	}
	ref, err := payout.ParseRef(key)
	return err == nil && r.book.Schema().Type(ref.Type) != nil && r.isPayee(w, ref.ID)
}

// stateMap reports whether a map is {held: ...} or {undecided: ...} rather
// than a map by subject or payee.
func stateMap(n *syntax.Node) bool {
	return len(n.Entries) == 1 && slices.Contains([]string{stateHeld, stateUndecided}, n.Entries[0].Key.Value)
}

// expect reads an amount, none, pending, undecided, {undecided: fact} or
// {held: amount}; of a duty met or not met.
func (r *runner) expect(w *wanted, n *syntax.Node, path string) (expected, bool) {
	x := expected{place: n.Span}
	text := n.Text
	switch {
	case n.Kind == syntax.Map && stateMap(n) && n.Entries[0].Value.Kind == syntax.Scalar:
		x.state, text = n.Entries[0].Key.Value, n.Entries[0].Value.Text
	case n.Kind == syntax.Broken:
		return x, false
	case n.Kind != syntax.Scalar:
		r.broken(n.Span, path, "an amount, none, pending, {undecided: fact} or {held: amount} is expected here")
		return x, false
	}
	if x.state == stateUndecided {
		x.fact = text.Value
		return x, true
	}
	if fact, ok := strings.CutPrefix(text.Value, stateUndecided+":"); ok {
		x.state, x.fact = stateUndecided, strings.TrimSpace(fact)
		return x, true
	}
	states := []string{stateNone, statePending, stateUndecided}
	duty := w != nil && w.rules[0].rule.Kind == payout.Duty
	if duty {
		states = append(states, stateMet, stateNotMet)
	}
	if x.state == "" && slices.Contains(states, text.Value) {
		x.state = text.Value
		return x, true
	}
	if duty {
		r.broken(text.Span(), path, "%q is no state of a duty, which is met, not met, none, pending or undecided", text.Value)
		return x, false
	}
	return r.expectAmount(w, x, text, path)
}

func (r *runner) expectAmount(w *wanted, x expected, text syntax.Text, path string) (expected, bool) {
	amount, ok := amountText(text.Value)
	if !ok {
		r.broken(text.Span(), path, "%q is no amount; write one, or none, pending, {undecided: fact} or {held: amount}", text.Value)
		return x, false
	}
	x.amount = amount
	if w != nil && w.benefit() {
		x.places = max(0, int(-amount.Exponent()))
		return x, true
	}
	x.places = r.book.Currency().Places()
	if !amount.Equal(amount.Truncate(int32(x.places))) {
		r.broken(text.Span(), path, "an amount has at most %d decimal places", x.places)
		return x, false
	}
	return x, true
}

// amountText reads a bare number or an amount of money.
func amountText(text string) (decimal.Decimal, bool) {
	lit, problem := ir.ReadLiteral(text)
	if problem != nil || lit.Num.Int == nil || lit.Kind != ir.LitNumber && lit.Kind != ir.LitMoney {
		return decimal.Decimal{}, false
	}
	return decimal.NewFromBigInt(lit.Num.Int, -int32(lit.Num.Scale)), true
}
