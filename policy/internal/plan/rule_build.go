package plan

import (
	"slices"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A ruleBuilder compiles one rule. Its site grows: what `when` tests is there
// in what follows.
type ruleBuilder struct {
	*compiler
	rule     *Rule
	syntax   *syntax.Rule
	defaults *syntax.Defaults
	path     string
	site     *ir.Site
}

func (b *ruleBuilder) at(key string) string { return diag.Key(b.path, key) }

func (b *ruleBuilder) build() {
	b.defaults = b.compiler.defaults[b.rule.Root]
	b.forms()
	b.guard()
	b.timing()
	b.when()
	b.payee()
	b.amount()
	b.sentences()
	b.reads()
}

// locals binds the columns of a row of `each`.
func (b *ruleBuilder) locals(row *syntax.Keyed[syntax.Text]) map[string]*ir.Node {
	locals := map[string]*ir.Node{}
	for _, pair := range row.Pairs {
		path := diag.Key(b.at("each"), pair.Key.Value)
		if pair.Key.Value == "id" {
			b.name(pair.Value, path)
			continue
		}
		if !b.word(pair.Key, path) {
			continue
		}
		if was := b.model.Lookup(pair.Key.Value); was != nil {
			b.errorf("N103", pair.Key.Span(), path, "%q has a meaning already: it is %s", pair.Key.Value, ir.Describe(was))
			continue
		}
		locals[pair.Key.Value] = b.column(pair.Value, path)
	}
	return locals
}

// column reads a cell of a row: a window, a value, a word, or an expression.
func (b *ruleBuilder) column(t syntax.Text, path string) *ir.Node {
	if w, err := ir.ParseWindow(t.Value); err == nil {
		return ir.WindowNode(w, t.Value)
	}
	if t.Value == "true" || t.Value == "false" {
		return ir.BoolNode(t.Value == "true")
	}
	if isWord(t.Value) && b.model.Lookup(t.Value) == nil {
		return b.model.WordNode(t.Value)
	}
	if _, problem := ir.ReadLiteral(t.Value); problem == nil {
		if n, ok := b.constant(t, path); ok {
			return n
		}
		return &ir.Node{Op: ir.OpInvalid}
	}
	return b.site.Any(syntax.Expr{Text: t, Path: path})
}

// forms refuses keys that do not go with the kind of rule.
func (b *ruleBuilder) forms() {
	s, k := b.syntax, b.rule.Kind
	only := func(written bool, at diag.Span, key, hint string, kinds ...payout.Kind) {
		if written && !slices.Contains(kinds, k) {
			b.errorf("R605", at, b.at(key), "`%s:` does not go with a %s", key, k).Hint = hint
		}
	}
	credits := []payout.Kind{payout.Residual, payout.PassThrough, payout.Reward, payout.Subsidy}
	only(len(s.TakesBack.List) > 0, s.TakesBack.Span, "takes_back", "only a clawback takes back", payout.Clawback)
	only(s.Must.Value != "", s.Must.Span(), "must", "an obligation is a rule of kind duty", payout.Duty)
	only(s.Unit.Value != "", s.Unit.Span(), "unit", "what is not money is a rule of kind benefit", payout.Benefit)
	only(s.Back != nil, spanOf(s.Back), "back", "only a deposit is given back", payout.Deposit)
	only(s.Negative.Value != "", s.Negative.Span(), "negative", "a negative amount is netted only within a residual", payout.Residual)
	only(s.Cascade != nil, spanOf(s.Cascade), "cascade", "each level of a tree earns a credit", credits...)
	only(s.Split.Pairs != nil, s.Split.Span, "split", "a credit is split between payees", append(credits, payout.Waiver)...)
	only(len(s.From.List) > 0, s.From.Span, "from", "only debits draw on accounts", payout.Clawback, payout.Charge, payout.Deposit)
	only(s.Fee.Value != "", s.Fee.Span(), "fee", "a charge collects a fee, and a waiver forgives one", payout.Charge, payout.Waiver)
	switch k {
	case payout.Duty:
		if s.Must.Value == "" {
			b.errorf("S007", s.ID.Span(), b.path, "`must:` is missing here: what is the obligation?")
		}
		if !s.Amount.IsZero() {
			b.errorf("R605", s.Amount.Span, b.at("amount"), "a duty has no amount").Hint = "what its breach costs is a charge"
		}
	case payout.Clawback:
	default:
		if s.Amount.IsZero() && s.Amount.Span.Start.IsZero() { // what could not be read has a place
			b.errorf("S007", s.ID.Span(), b.path, "`amount:` is missing here")
		}
	}
	if s.Split.Pairs != nil && s.Cascade != nil {
		b.errorf("R605", s.Cascade.Span, b.at("cascade"), "an amount is split or goes up a tree, not both")
	}
}

func spanOf(form any) diag.Span {
	switch f := form.(type) {
	case *syntax.Back:
		if f != nil {
			return f.Span
		}
	case *syntax.Cascade:
		if f != nil {
			return f.Span
		}
	}
	return diag.Span{}
}

// guard compiles who the policy is for at all.
func (b *ruleBuilder) guard() {
	for _, pair := range b.compiler.syntax.Applies.Pairs {
		subject := b.subject(pair.Key, "applies")
		if subject == nil {
			continue
		}
		if b.rule.Root != subject && len(ir.Ways(b.rule.Root, subject)) == 0 {
			continue // the rule's subject has nothing to do with it
		}
		b.rule.Guard = ir.And(b.rule.Guard, b.site.Condition(pair.Value))
	}
	if b.rule.Guard != nil {
		b.site = b.site.With(b.rule.Guard)
	}
}

func (b *ruleBuilder) when() {
	s, r := b.syntax, b.rule
	if d := s.During; d != nil {
		if w, ok := b.monthWindow(d.Months, d.From, b.at("during")); ok {
			r.When = b.site.Within(w, b.site.Date(d.Since))
			b.site = b.site.With(r.When)
		}
	}
	if s.When.Value != "" {
		when := b.site.Condition(s.When)
		b.site = b.site.With(when)
		r.When = ir.And(r.When, when)
	}
	if h := s.Hold; h != nil {
		r.Hold = &Hold{When: b.site.Condition(h.When)}
		r.Hold.Why = b.sentence(b.site.With(r.Hold.When), h.Why)
	}
	if s.Must.Value != "" {
		r.Must = b.site.Condition(s.Must)
	}
	if s.Back != nil {
		r.Back = b.site.Condition(s.Back.When)
	}
}

// payee finds to whom the rule pays: what it says, or the default of its
// subject; never a guess.
func (b *ruleBuilder) payee() {
	s, r := b.syntax, b.rule
	to := s.To
	if to.IsZero() && b.defaults != nil {
		to = b.defaults.To
	}
	switch {
	case r.Kind == payout.Clawback:
		if !s.To.IsZero() {
			b.errorf("R605", s.To.Span, b.at("to"), "a clawback debits whoever was paid, and has no `to`")
		}
	case s.Cascade != nil:
		b.cascade()
		if b.site.Locals["spread"] == nil { // reported; the amount is not to be blamed too
			b.site = b.site.WithLocals(map[string]*ir.Node{"spread": {}})
		}
	case s.Split.Pairs != nil:
		b.split()
	case !to.IsZero():
		r.To = b.site.Value(valueSource(&to), ir.ASubject)
	case r.Kind == payout.Duty || r.Kind == payout.Waiver:
		// shown to the subject itself, or a fee that it does not pay
	case b.lostDefaults && b.defaults == nil:
		// the default of a mistyped subject, which has been reported
	default:
		b.errorf("R601", s.ID.Span(), b.path, "it is not said who is paid").Hint = "write `to: " + b.rule.Root.Name + ".agent`, or a default for all rules: `defaults: {" + b.rule.Root.Name + ": {to: ...}}`"
	}
}

func (b *ruleBuilder) amount() {
	s, r := b.syntax, b.rule
	want := ir.AnAmount
	if r.Kind == payout.Benefit {
		want, r.Unit = ir.AQuantity, s.Unit.Value
		if s.Unit.Value == "" {
			b.errorf("S007", s.ID.Span(), b.path, "`unit:` is missing here: points, machines, hours?")
		}
	}
	if !s.Amount.IsZero() {
		r.Amount = b.site.Value(valueSource(&s.Amount), want)
	}
	if s.Cap != nil {
		if s.Cap.Of.IsZero() {
			r.Cap = b.site.Value(valueSource(&s.Cap.Value), want)
		} else {
			b.oneOf(s.Cap.Per, b.at("cap.per"), "payee")
			r.CapPayee = b.site.Value(valueSource(&s.Cap.Of), want)
		}
	}
	if s.Floor != nil {
		if !s.Floor.Of.IsZero() {
			b.errorf("S003", s.Floor.Span, b.at("floor"), "a floor is of one amount, not of a payee's sum")
		} else {
			r.Floor = b.site.Value(valueSource(&s.Floor.Value), want)
		}
	}
	r.NetLoss = b.word1(s.Negative, b.at("negative"), "net")
	r.Fee = s.Fee.Value
	b.accounts()
}

// accounts reads what a debit draws on, in order.
func (b *ruleBuilder) accounts() {
	s, r := b.syntax, b.rule
	from := s.From
	if len(from.List) == 0 && b.defaults != nil && (r.Kind == payout.Clawback || r.Kind == payout.Charge || r.Kind == payout.Deposit) {
		from = b.defaults.From
	}
	for i, t := range from.List {
		at := diag.Index(b.at("from"), i)
		switch t.Value {
		case "cash":
			r.From = append(r.From, Account{Cash: true})
		case "deposit", "residual", "reward", "subsidy", "pass-through", "waiver":
			kind, _ := payout.ParseKind(t.Value)
			r.From = append(r.From, Account{Kind: kind})
		default:
			if b.HasRule(t.Value) {
				r.From = append(r.From, Account{Rule: t.Value})
				continue
			}
			d := b.errorf("N102", t.Span(), at, "there is no account %q", t.Value)
			d.Hint = "deposit, residual, reward, subsidy, pass-through, cash or the id of a rule"
			d.Suggest(d.Span, t.Value, append([]string{"deposit", "residual", "reward", "subsidy", "pass-through", "cash"}, b.ruleIDs...))
		}
	}
}

func (b *ruleBuilder) sentences() {
	b.rule.Why = b.sentence(b.site, b.syntax.Why)
}

// longest gives the longest period of a measure and of those that it counts or
// sums by.
func longest(m *ir.Measure, depth int) ir.Unit {
	per := m.Per
	if m.Program == nil || depth > 32 { // a circle has been reported
		return per
	}
	for _, in := range m.Program.Inputs {
		if in.Kind == ir.InMeasure && in.Measure != m {
			per = max(per, longest(in.Measure, depth+1))
		}
	}
	return per
}

// reads notes what the rule reads: windows that must close, other rules, and
// the period of its measures.
func (b *ruleBuilder) reads() {
	r := b.rule
	for _, in := range r.Program.Inputs {
		switch in.Kind {
		case ir.InEarned:
			r.Earned = append(r.Earned, in.Rule)
		case ir.InPaid:
			r.Paid = append(r.Paid, in.Rule)
		case ir.InMeasure:
			r.Per = max(r.Per, longest(in.Measure, 0))
		}
	}
	waits := func(n *ir.Node) bool { return n != nil && r.Program.Waits(n) }
	value := waits(r.Amount) || waits(r.To) || waits(r.Cap) || waits(r.Floor)
	r.Waits = value || waits(r.When) || waits(r.Guard)
	r.Early = r.Waits && !value && (r.Guard == nil || r.Program.Early(r.Guard)) && (r.When == nil || r.Program.Early(r.When))
	if r.Once == nil && !r.Every.Own() && r.Kind != payout.Clawback && r.Decide == nil && r.Every.Unit < r.Per {
		d := b.errorf("R602", b.rule.Place, b.path, "the rule is computed every %s and reads a measure of a whole %s", r.Every.Unit, r.Per)
		d.Hint = "compute it `every: " + r.Per.String() + "` and post it `post: " + r.Every.Unit.String() + "`, or read the period before: `last(...)`"
	}
}
