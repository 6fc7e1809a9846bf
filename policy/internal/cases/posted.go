package cases

import (
	"fmt"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/data"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// posted reads what a case says was posted before, and puts it into the
// ledger. A posted line counts as settled unless it says `due:`.
func (r *runner) posted(w *world, ledger payout.Ledger, items []*syntax.Node, path string) {
	batches := map[string]*payout.Batch{}
	var order []string
	settled := map[string]bool{}
	for i, n := range items {
		l, open, ok := r.postedLine(w, n, diag.Index(diag.Key(path, "posted"), i))
		if !ok {
			continue
		}
		b := batches[l.Platform]
		if b == nil {
			b = &payout.Batch{ID: "given/" + l.Platform + "/" + path, Run: payout.Run{Platform: l.Platform}}
			batches[l.Platform] = b
			order = append(order, l.Platform)
		}
		l.ID = fmt.Sprintf("%s#%d", l.ID, 1+countID(b.Lines, l.ID))
		settled[l.ID] = !open && !l.Amount.IsZero()
		if settled[l.ID] && l.Amount.Sign() < 0 {
			l.From = []string{"reward"}
			paidIn := l // so that a debit that was paid has something it was paid from
			paidIn.ID, paidIn.Kind, paidIn.Rule, paidIn.Once, paidIn.Amount = l.ID+"/paid", payout.Manual, "paid", "", l.Amount.Neg()
			settled[paidIn.ID] = true
			b.Lines = append(b.Lines, paidIn)
		}
		b.Lines = append(b.Lines, l)
	}
	for _, platform := range order {
		b := batches[platform]
		err := settleGiven(b, settled)
		if err == nil {
			b.After, _ = ledger.Head(r.ctx)
			err = ledger.Post(r.ctx, *b)
		}
		if err != nil {
			r.broken(items[0].Span, path, "what was posted is refused: %s", err)
		}
	}
}

func countID(lines []payout.Line, id string) int {
	n := 0
	for _, l := range lines {
		if base, _, _ := strings.Cut(l.ID, "#"); base == id && l.Kind != payout.Manual {
			n++
		}
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

// postedLine reads one line: its rule, subject, payee, amount and day.
func (r *runner) postedLine(w *world, n *syntax.Node, path string) (l payout.Line, open, ok bool) {
	if n.Kind != syntax.Map {
		r.broken(n.Span, path, "a posted line is a map: `{rule: ..., device: d1, to: a1, amount: 100, on: 2026-02-05}`")
		return l, false, false
	}
	texts := map[string]syntax.Text{}
	for _, e := range n.Entries {
		if e.Value.Kind != syntax.Scalar {
			r.broken(e.Value.Span, path, "a single value is expected here")
			return l, false, false
		}
		texts[e.Key.Value] = e.Value.Text
	}
	var p *plan.Policy
	var rule *plan.Rule
	if id, isRule := texts["rule"]; isRule {
		p, rule = r.rule(id.Value)
		if rule == nil {
			r.unknown(id, path, "there is no rule %q", id.Value, r.ruleIDs())
			return l, false, false
		}
		l.Rule, l.Kind = rule.ID, rule.Kind
		if rule.Base != rule.ID {
			l.Base = rule.Base
		}
	} else {
		p = r.book.Plans()[0]
		l.Rule, l.Kind = texts["manual"].Value, payout.Manual
		if l.Rule == "" {
			r.broken(n.Span, path, "a posted line names its `rule:`, or is `manual:` with an id")
			return l, false, false
		}
	}
	l.Policy, l.Version, l.Digest, l.Platform = p.Name, p.Version, p.Digest, p.Platform
	ok = r.postedFields(w, &l, n, texts, p, rule, path)
	_, open = texts["due"]
	return l, open, ok
}

func (r *runner) postedFields(w *world, l *payout.Line, n *syntax.Node, texts map[string]syntax.Text, p *plan.Policy, rule *plan.Rule, path string) bool {
	fail := func(t syntax.Text, format string, args ...any) bool {
		at := t.Span()
		if t.Value == "" {
			at = n.Span
		}
		r.broken(at, path, format, args...)
		return false
	}
	for _, e := range n.Entries {
		switch name := e.Key.Value; name {
		case "rule", "manual", "to", "amount", "on", "due", "why", "held", "period", "platform":
		default:
			if r.book.Schema().Type(name) == nil {
				return fail(e.Key, "a posted line has no %q", name)
			}
			l.Subject = payout.Ref{Type: name, ID: texts[name].Value}
		}
	}
	if rule != nil && l.Subject.Type != rule.Root.Name {
		return fail(texts["rule"], "the rule %q is for a %s: say which", rule.ID, rule.Root.Name)
	}
	on, err := payout.ParseDate(texts["on"].Value)
	if err != nil {
		return fail(texts["on"], "`on:` is the day on which the line was posted, as in 2026-02-05")
	}
	l.Booked, l.Decided, l.Due = on, on, on
	if t, given := texts["due"]; given {
		if l.Due, err = payout.ParseDate(t.Value); err != nil {
			return fail(t, "`due:` is a day, as in 2026-04-15")
		}
	}
	lit, problem := ir.ReadLiteral(texts["amount"].Value)
	if problem != nil || lit.Num.Int == nil {
		return fail(texts["amount"], "`amount:` is an amount, credits positive and debits negative")
	}
	if l.Amount, err = p.Rounding.Money(lit.Num.Int, oneInt, lit.Num.Scale, p.Model.Currency); err != nil {
		return fail(texts["amount"], "%s", err)
	}
	if t, given := texts["platform"]; given {
		l.Platform = t.Value
	}
	l.Held = texts["held"].Value
	if l.Payee, err = payeeRef(texts["to"].Value, payeeKind(rule)); err != nil {
		return fail(texts["to"], "%s", err)
	}
	r.postedKey(w, l, rule, texts["period"].Value)
	return true
}

// payeeKind gives the kind of subject that a rule pays.
func payeeKind(rule *plan.Rule) string {
	switch {
	case rule == nil:
		return ""
	case rule.To != nil && rule.To.Type.Subject != nil:
		return rule.To.Type.Subject.Name
	case rule.Cascade != nil:
		return rule.Cascade.Agent.Name
	case len(rule.Split) > 0:
		return rule.Split[0].Subject.Name
	default:
		return ""
	}
}

// postedKey gives a posted line the key that the engine would have given it.
func (r *runner) postedKey(w *world, l *payout.Line, rule *plan.Rule, period string) {
	switch {
	case rule == nil:
		l.ID = l.Platform + "/manual/" + l.Rule + "/" + l.Payee.String()
		return
	case rule.Kind == payout.Clawback:
		l.Once = rule.ID + ":" + l.Subject.String()
	case rule.Once != nil:
		l.Once, _ = r.engineOf(w).OnceKey(rule.ID, l.Subject, l.Decided)
	case rule.Decide != nil:
		l.Once = rule.ID + ":" + l.Subject.String()
	}
	l.Period = period
	if l.Period == "" {
		l.Period = engine.PeriodOf(rule.Every.Unit, l.Decided).String()
	}
	if parsed, err := engine.ParsePeriod(l.Period); err == nil && l.Once == "" {
		l.Decided = parsed.Until // a periodic decision is made on the last day
	}
	l.ID = engine.LineID(l)
}

func (r *runner) rule(id string) (*plan.Policy, *plan.Rule) {
	for _, p := range r.book.Plans() {
		if rule := p.Rule(id); rule != nil {
			return p, rule
		}
	}
	return nil, nil
}

func (r *runner) ruleIDs() []string {
	var ids []string
	for _, p := range r.book.Plans() {
		for _, rule := range p.Rules {
			ids = append(ids, rule.ID)
		}
	}
	return ids
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
	return engine.New(r.book.Plans(), store, engine.Options{Jobs: 1})
}
