package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// An outcome is what a run posted and what it left open.
type outcome struct {
	lines    []payout.Line
	problems []run.Problem
	settled  []payout.Settlement
	report   *run.Report
	claimed  map[string]bool // lines that are wanted
}

func newOutcome(report *run.Report, _ *policy.Book) *outcome {
	o := &outcome{problems: report.Problems, report: report, claimed: map[string]bool{}}
	for _, b := range report.Batches {
		o.lines = append(o.lines, b.Lines...)
		o.settled = append(o.settled, b.Settlements...)
	}
	return o
}

// A comparison sets what a case wants against what came.
type comparison struct {
	*runner
	result *Result
	step   stepOf
	got    *outcome
}

func (c *comparison) fail(at diag.Span, what, want, got, why string) {
	c.result.Failures = append(c.result.Failures, Failure{Place: at, Step: c.step.name, What: what, Want: want, Got: got, Why: why})
}

// rules compares all rules. A line that is posted and not wanted fails the
// case.
func (c *comparison) rules(list []wanted) {
	for i := range list {
		w := &list[i]
		p := c.policyOf(w.name)
		if w.all != nil {
			c.compare(w.name, *w.all, c.linesOf(p, w.name, nil), c.problemsOf(p, w.name, nil))
			continue
		}
		c.byKeys(p, w)
	}
	if len(list) == 0 && c.step.want == nil {
		return // a step that states nothing lets pass what comes
	}
	for _, l := range c.got.lines {
		if !c.got.claimed[l.ID] && l.Kind != payout.Duty {
			c.fail(c.step.text.Span(), fmt.Sprintf("%s of %s to %s", l.Rule, l.Subject, l.Payee), "nothing", amountOf(&l), "a line that no `want:` speaks of")
		}
	}
}

// byKeys compares by subject, or by payee; the two are never mixed in one
// rule.
func (c *comparison) byKeys(p *plan.Policy, w *wanted) {
	subjects := 0
	for _, one := range w.by {
		if c.isSubject(p, w.name, one.key.Value) {
			subjects++
		}
	}
	if subjects > 0 && subjects < len(w.by) {
		c.broken(w.place, c.step.path, "the keys of %q name subjects and payees; write one or the other", w.name)
		return
	}
	for _, one := range w.by {
		key := one.key.Value
		match := func(subject, payee payout.Ref) bool { return payee.ID == key || payee.String() == key }
		if subjects > 0 {
			match = func(subject, payee payout.Ref) bool { return subject.ID == key || subject.String() == key }
		}
		lines := c.linesOf(p, w.name, match)
		if len(lines) == 0 && subjects == 0 && !c.isPayee(key) {
			c.unknown(one.key, c.step.path, "%q is neither a subject nor a payee here", key, c.knownKeys(p, w.name))
			continue
		}
		c.compare(w.name+" of "+key, one.want, lines, c.problemsOf(p, w.name, func(subject payout.Ref) bool { return match(subject, payout.Ref{}) }))
	}
}

func (c *comparison) isSubject(p *plan.Policy, rule, key string) bool {
	for _, r := range p.Named(rule) {
		if c.step.world.has(r.Root.Name, strings.TrimPrefix(key, r.Root.Name+"/")) {
			return true
		}
	}
	return false
}

func (c *comparison) isPayee(key string) bool {
	for kind := range c.step.world.order {
		if c.step.world.has(kind, strings.TrimPrefix(key, kind+"/")) {
			return true
		}
	}
	for _, row := range c.step.world.rows {
		for _, one := range row {
			if slices.Contains(one.Values, key) {
				return true
			}
		}
	}
	return false
}

func (c *comparison) knownKeys(p *plan.Policy, rule string) []string {
	var keys []string
	for _, r := range p.Named(rule) {
		keys = append(keys, c.step.world.order[r.Root.Name]...)
	}
	return keys
}

func named(p *plan.Policy, name, rule string) bool {
	return slices.ContainsFunc(p.Named(name), func(r *plan.Rule) bool { return r.ID == rule })
}

func (c *comparison) linesOf(p *plan.Policy, name string, match func(subject, payee payout.Ref) bool) []payout.Line {
	var list []payout.Line
	for _, l := range c.got.lines {
		if l.Policy == p.Name && named(p, name, l.Rule) && (match == nil || match(l.Subject, l.Payee)) {
			list = append(list, l)
			c.got.claimed[l.ID] = true
		}
	}
	return list
}

func (c *comparison) problemsOf(p *plan.Policy, name string, match func(payout.Ref) bool) []run.Problem {
	var list []run.Problem
	for _, one := range c.got.problems {
		if one.Policy == p.Name && named(p, name, one.Rule) && (match == nil || match(one.Subject)) {
			list = append(list, one)
		}
	}
	return list
}

// compare sets one wanted amount or state against lines and problems.
func (c *comparison) compare(what string, want expected, lines []payout.Line, problems []run.Problem) {
	sum, held, any := total(lines, c.book.Currency())
	got, why := describe(lines, problems, c.book.Currency())
	ok := false
	switch want.state {
	case "":
		ok = any && !held && same(sum, want.amount) || !any && want.amount.IsZero() && len(problems) == 0
	case "held":
		ok = any && held && same(sum, want.amount)
	case "none":
		ok = !any && len(problems) == 0
	case "pending":
		ok = !any && slices.ContainsFunc(problems, func(p run.Problem) bool { return p.Pending })
	case "undecided":
		ok = slices.ContainsFunc(problems, func(p run.Problem) bool {
			return !p.Pending && (want.fact == "" || p.Missing == want.fact || strings.HasSuffix(p.Missing, "."+want.fact))
		})
	}
	if !ok {
		c.fail(want.place, what, want.String(), got, why)
	}
}

// total sums lines. Duties, which have no amount, count 1 where they are met
// and 0 where not.
func total(lines []payout.Line, places payout.Currency) (sum payout.Money, held, any bool) {
	for _, l := range lines {
		if l.Kind == payout.Duty {
			any = true
			continue
		}
		amount := l.Amount
		if l.Kind == payout.Benefit {
			amount, _ = payout.MoneyFromDecimal(l.Quantity.Decimal(), places)
		}
		sum, _ = sum.Add(amount)
		held = held || l.Held != ""
		any = true
	}
	return sum, held, any
}

func same(a, b payout.Money) bool { return a.BigMinor().Cmp(b.BigMinor()) == 0 }

func amountOf(l *payout.Line) string {
	if l.Kind == payout.Benefit {
		return l.Quantity.String() + " " + l.Unit
	}
	return l.Amount.Amount()
}

func describe(lines []payout.Line, problems []run.Problem, places payout.Currency) (got, why string) {
	sum, held, any := total(lines, places)
	switch {
	case any && held:
		return fmt.Sprintf("{held: %s}", sum.Amount()), lines[0].Held
	case any && len(lines) == 1:
		return amountOf(&lines[0]), ""
	case any:
		parts := make([]string, len(lines))
		for i := range lines {
			parts[i] = amountOf(&lines[i]) + " of " + lines[i].Subject.ID
		}
		return sum.Amount(), strings.Join(parts, ", ")
	case len(problems) > 0 && problems[0].Pending:
		return "pending", "decided on " + problems[0].Day.String()
	case len(problems) > 0:
		return "undecided: " + problems[0].Missing, problems[0].Reason
	default:
		return "none", ""
	}
}

// settled compares what was paid, set off and carried, by payee.
func (c *comparison) settled(list []byAccount) {
	for _, a := range list {
		s, ok := c.statement(a.payee)
		if !ok {
			continue
		}
		for _, one := range a.totals {
			got := s[one.key.Value]
			if !same(got, one.want.amount) {
				c.fail(one.want.place, "settled "+a.payee.Value+" "+one.key.Value, one.want.String(), got.Amount(), "")
			}
		}
	}
}

// statement gives the totals of the settlements of this run, and what is left.
func (c *comparison) statement(payee syntax.Text) (map[string]payout.Money, bool) {
	totals := map[string]payout.Money{}
	add := func(name string, m payout.Money) { totals[name], _ = totals[name].Add(m) }
	account, ok := c.account(payee)
	if !ok {
		return nil, false
	}
	for _, s := range c.got.settled {
		if s.Payee != account.Payee {
			continue
		}
		add("paid", s.Paid)
		add("offset", s.Offset)
		add("withheld", s.Withheld)
		add("released", s.Released)
		add("from_deposit", s.FromDeposit)
	}
	st, err := payout.NewStatement(account, c.got.report.First, c.got.report.AsOf, c.step.ledger.Read(c.ctx, payout.Query{Platform: account.Platform}))
	if err != nil {
		c.fail(payee.Span(), "the statement of "+payee.Value, "one that balances", err.Error(), "")
		return nil, false
	}
	add("carried", st.Carried)
	add("deposit", st.Deposit.Closing)
	add("due", st.NotDue)
	for _, l := range st.Lines {
		if l.Open.Sign() < 0 && slices.Contains(l.Line.From, "cash") && l.Due <= c.got.report.AsOf {
			add("receivable", l.Open.Neg())
		}
	}
	return totals, true
}

// account finds the account of a payee: of agent/a1, or of a1 where one payee
// has that id.
func (c *comparison) account(payee syntax.Text) (payout.Account, bool) {
	platform := c.book.Plans()[0].Platform
	for entry, err := range c.step.ledger.Read(c.ctx, payout.Query{}) {
		if l, ok := entry.(payout.Line); err == nil && ok && (l.Payee.ID == payee.Value || l.Payee.String() == payee.Value) {
			return payout.Account{Platform: l.Platform, Payee: l.Payee, Currency: c.book.Currency()}, true
		}
	}
	if ref, err := payout.ParseRef(payee.Value); err == nil {
		return payout.Account{Platform: platform, Payee: ref, Currency: c.book.Currency()}, true
	}
	if c.isPayee(payee.Value) { // nothing was ever posted for it
		return payout.Account{Platform: platform, Payee: payout.Ref{Type: "payee", ID: payee.Value}, Currency: c.book.Currency()}, true
	}
	c.unknown(payee, c.step.path, "there is no payee %q", payee.Value, nil)
	return payout.Account{}, false
}
