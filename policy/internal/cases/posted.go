package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/syntax"
)

// posted reads what a case says was posted before, and puts it into the
// ledger. A posted line counts as settled unless it says `due:`.
func (r *runner) posted(st *stage, items []*syntax.Node, path string) {
	batches := map[string]*payout.Batch{}
	var order []string
	settled := map[string]bool{}
	for i, n := range items {
		g := &givenLine{node: n, path: diag.Index(path, i), world: st.world}
		if !r.postedLine(g) {
			continue
		}
		l := g.line
		b := batches[l.Platform]
		if b == nil {
			b = &payout.Batch{ID: "given/" + l.Platform + "/" + path, Run: payout.Run{Platform: l.Platform}}
			batches[l.Platform] = b
			order = append(order, l.Platform)
		}
		l.ID = fmt.Sprintf("%s#%d", l.ID, 1+r.lines(st.ledger, b, l.ID))
		settled[l.ID] = g.texts["due"].Value == "" && !l.Amount.IsZero()
		if settled[l.ID] && l.Amount.Sign() < 0 {
			l.From = []string{payout.Reward.String()}
			paidIn := l // so that a debit that was paid has something it was paid from
			paidIn.ID, paidIn.Kind, paidIn.Rule, paidIn.Once, paidIn.Amount = "paid/"+l.ID, payout.Manual, "paid", "", l.Amount.Neg()
			settled[paidIn.ID] = true
			b.Lines = append(b.Lines, paidIn)
		}
		b.Lines = append(b.Lines, l)
		st.world.payees = append(st.world.payees, l.Payee.ID)
	}
	for _, platform := range order {
		b := batches[platform]
		err := settleGiven(b, settled)
		if err == nil {
			b.After, _ = st.ledger.Head(r.ctx)
			err = st.ledger.Post(r.ctx, *b)
		}
		if err != nil {
			r.broken(items[0].Span, path, "what was posted is refused: %s", err)
		}
	}
}

// lines counts the lines under a key, in the ledger and in a batch.
func (r *runner) lines(ledger payout.Ledger, b *payout.Batch, key string) int {
	n := 0
	count := func(l payout.Line) {
		if base, _, _ := strings.Cut(l.ID, "#"); base == key {
			n++
		}
	}
	for entry := range ledger.Read(r.ctx, payout.Query{}) { // one in memory does not fail
		if l, ok := entry.(payout.Line); ok {
			count(l)
		}
	}
	for _, l := range b.Lines {
		count(l)
	}
	return n
}

// settleGiven settles the given lines of each account on the day of the last
// of them, without limits.
func settleGiven(b *payout.Batch, settled map[string]bool) error {
	var accounts payout.Accounts
	for _, l := range b.Lines {
		b.Run.AsOf = max(b.Run.AsOf, l.Booked)
		if !settled[l.ID] {
			continue
		}
		if err := accounts.Add(l); err != nil {
			return err
		}
	}
	for p := range accounts.Positions() {
		var day payout.Date
		for _, item := range p.Items {
			day = max(day, item.Due)
		}
		s, err := payout.Settle(p, payout.Terms{}, day)
		if err != nil {
			return err
		}
		b.Settlements = append(b.Settlements, s)
	}
	return nil
}

// A givenLine is one line that a case says was posted.
type givenLine struct {
	node  *syntax.Node
	path  string
	world *world
	texts map[string]syntax.Text // what is written, by name
	of    ruleIn                 // no rule for what people posted by hand
	line  payout.Line
}

// fail reports what is wrong with a given line, at one of its texts or, where
// that is not there, at the whole.
func (r *runner) fail(g *givenLine, name, format string, args ...any) bool {
	at := g.node.Span
	if t, ok := g.texts[name]; ok {
		at = t.Span()
	}
	r.broken(at, g.path, format, args...)
	return false
}

// postedLine reads one line: its rule, subject, payee, amount and day.
func (r *runner) postedLine(g *givenLine) bool {
	if g.node.Kind == syntax.Broken {
		return false
	}
	if g.node.Kind != syntax.Map {
		return r.fail(g, "", "a posted line is a map: `{rule: ..., device: d1, to: a1, amount: 100, on: 2026-02-05}`")
	}
	g.texts = map[string]syntax.Text{}
	for _, e := range g.node.Entries {
		if e.Value.Kind != syntax.Scalar {
			r.broken(e.Value.Span, g.path, "a single value is expected here, and this is %s", e.Value.Kind)
			return false
		}
		g.texts[e.Key.Value] = e.Value.Text
	}
	return r.postedSubject(g) && r.postedDays(g) && r.postedRule(g) && r.postedAmount(g) && r.postedKey(g)
}

// postedNames are what a posted line may say beside its subject.
var postedNames = []string{"rule", "manual", "to", "amount", "on", "due", "why", "held", "period", "platform", "version"}

func (r *runner) postedSubject(g *givenLine) bool {
	for _, e := range g.node.Entries {
		name := e.Key.Value
		if slices.Contains(postedNames, name) {
			continue
		}
		if r.book.Schema().Type(name) == nil {
			r.unknown(e.Key, g.path, "a posted line has no %q", name, append(r.typeNames(), postedNames...))
			return false
		}
		g.line.Subject = payout.Ref{Type: name, ID: g.texts[name].Value}
	}
	return true
}

func (r *runner) postedDays(g *givenLine) bool {
	on, err := payout.ParseDate(g.texts["on"].Value)
	if err != nil {
		return r.fail(g, "on", "`on:` is the day on which the line was posted, as in 2026-02-05")
	}
	g.line.Booked, g.line.Decided, g.line.Due = on, on, on
	if t, given := g.texts["due"]; given {
		if g.line.Due, err = payout.ParseDate(t.Value); err != nil {
			return r.fail(g, "due", "`due:` is a day, as in 2026-04-15")
		}
	}
	return true
}

// postedRule finds the rule, in the version that the line names or that was in
// force on its day, and the payee.
func (r *runner) postedRule(g *givenLine) bool {
	l := &g.line
	if id, isRule := g.texts["rule"]; isRule {
		list := r.find(id.Value)
		list = slices.DeleteFunc(list, func(x ruleIn) bool { return x.rule.ID != id.Value && x.policy.Name+"/"+x.rule.ID != id.Value })
		if len(list) == 0 {
			r.unknown(id, g.path, "there is no rule %q", id.Value, r.ruleIDs())
			return false
		}
		g.of = versionOf(list, g.texts["version"].Value, l.Booked)
		if g.of.rule == nil {
			return r.fail(g, "version", "no version %q has the rule %q", g.texts["version"].Value, id.Value)
		}
		rule := g.of.rule
		if l.Subject.Type != rule.Root.Name {
			return r.fail(g, "rule", "the rule %q is for a %s: say which", rule.ID, rule.Root.Name)
		}
		l.Rule, l.Kind, l.Unit = rule.ID, rule.Kind, rule.Unit
		if rule.Base != rule.ID {
			l.Base = rule.Base
		}
	} else {
		g.of.policy = r.book.Plans()[0]
		l.Rule, l.Kind = g.texts["manual"].Value, payout.Manual
		if l.Rule == "" {
			return r.fail(g, "manual", "a posted line names its `rule:`, or is `manual:` with an id")
		}
	}
	p := g.of.policy
	l.Policy, l.Version, l.Digest, l.Deal, l.Platform = p.Name, p.Version, p.Digest, p.Deal, p.Platform
	if t, given := g.texts["platform"]; given {
		l.Platform = t.Value
	}
	l.Held = g.texts["held"].Value
	if t := g.texts["why"].Value; t != "" {
		l.Why = payout.Why{{Text: t}}
	}
	var err error
	if l.Payee, err = r.payee(g.world, g.texts["to"].Value, g.of); err != nil {
		return r.fail(g, "to", "%s", err)
	}
	return true
}

// versionOf picks the version of a name, or that of a day: the last that has
// begun by then. A rule that a deal has from its policy is the policy's.
func versionOf(list []ruleIn, version string, day payout.Date) ruleIn {
	var picked ruleIn
	for _, x := range list {
		switch {
		case x.policy.Deal != "" && list[0].policy.Deal == "":
		case version != "":
			if x.policy.Version == version {
				return x
			}
		case picked.rule == nil, x.policy.From <= day && x.policy.From >= picked.policy.From:
			picked = x
		}
	}
	return picked
}

// postedAmount reads an amount, or the quantity of a benefit in its unit.
func (r *runner) postedAmount(g *givenLine) bool {
	l := &g.line
	amount, ok := amountText(g.texts["amount"].Value)
	if !ok {
		return r.fail(g, "amount", "`amount:` is an amount, credits positive and debits negative")
	}
	var err error
	switch l.Kind {
	case payout.Benefit:
		l.Quantity, err = payout.QuantityFromDecimal(amount)
	case payout.Duty:
		return r.fail(g, "rule", "the duty %q moves nothing, and cannot have been posted before", l.Rule)
	default:
		l.Amount, err = payout.MoneyFromDecimal(amount, r.book.Currency())
	}
	if err != nil {
		return r.fail(g, "amount", "`amount:` has %s", err)
	}
	return true
}

// postedKey gives a posted line the key that the engine would have given it.
func (r *runner) postedKey(g *givenLine) bool {
	l, rule := &g.line, g.of.rule
	switch {
	case rule == nil:
		l.ID = l.Platform + "/manual/" + l.Rule + "/" + l.Payee.String()
		return true
	case rule.Kind == payout.Clawback:
		l.Once = rule.ID + ":" + l.Subject.String()
	case rule.Once != nil:
		l.Once, _ = r.engineOf(g.world).OnceKey(rule.ID, l.Subject, l.Decided)
	case rule.Decide != nil:
		l.Once = rule.ID + ":" + l.Subject.String()
	}
	l.Period = g.texts["period"].Value
	if l.Period == "" {
		l.Period = engine.PeriodOf(rule.Every.Unit, l.Decided).String()
	}
	parsed, err := engine.ParsePeriod(l.Period)
	if err != nil && !rule.Every.Own() {
		return r.fail(g, "period", "%s", err)
	}
	if err == nil && l.Once == "" {
		l.Decided = parsed.Until // a periodic decision is made on the last day
	}
	l.ID = engine.LineID(l)
	return true
}

// engineOf makes an engine over the facts given so far, to find the keys of
// what was posted.
func (r *runner) engineOf(w *world) *engine.Engine {
	store := data.NewStore(r.book.Schema())
	for _, t := range store.Schema.Types {
		rec := data.NewRecord(t)
		for i := range w.rows[t.Name] {
			row := &w.rows[t.Name][i]
			rec.Reset()
			for n, name := range row.Header.Names {
				rec.Set(store, name, row.Values[n])
			}
			store.Put(rec)
		}
	}
	return engine.New(r.book.Plans(), store, engine.Options{Jobs: 1, Terms: r.book.Terms()})
}
