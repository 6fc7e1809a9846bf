package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/engine"
	"github.com/fenrun/fenrun/policy/run"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Turn is what one step of a case gives and runs, without what it wants.
type Turn struct {
	Run     string // a period, or a day
	AsOf    string // may be empty
	Given   *syntax.Node
	Without *syntax.Node
	Watch   engine.Watch // looks on; nil: nobody does
}

// A Played is what a turn came to.
type Played struct {
	Lines    []payout.Line
	Problems []run.Problem
	Totals   []Totals          // of each payee, in the order of their first lines
	Tiers    map[string]string // by set and subject, as customer/m1
	Stopped  bool              // the run was refused
}

// Totals are what `settled:` can ask of one payee.
type Totals struct {
	Payee   payout.Ref
	Settled bool // a settlement of this turn has to do with it
	By      map[string]payout.Money
}

// SettledNames are what `settled:` can ask of a payee, in the order in which a
// case says it.
func SettledNames() []string { return slices.Clone(settledNames) }

// Play runs turns against one ledger, as the steps of a timeline are, and
// tells what each came to. Diagnostics say what is wrong with the facts; then
// nothing is told.
func Play(ctx context.Context, book *policy.Book, turns []Turn) ([]Played, diag.List) {
	r := &runner{ctx: ctx, result: &Report{}}
	r.use(book)
	st := r.stage(syntax.Text{})
	var list []Played
	for _, t := range turns {
		r.given(st, t.Given, "")
		st.world.without = r.without(st.world, t.Without, "")
		played := r.play(st, t)
		if !r.sound(st) {
			return nil, r.diags
		}
		list = append(list, played)
	}
	return list, nil
}

func (r *runner) play(st *stage, t Turn) Played {
	o := run.Options{Jobs: 1}
	if t.AsOf != "" {
		day, err := payout.ParseDate(t.AsOf)
		if err != nil {
			r.diags = append(r.diags, diag.Errorf("C904", diag.Span{}, "%q is no day", t.AsOf))
		}
		o.AsOf = day
	}
	if !r.sound(st) {
		return Played{}
	}
	ctx := r.ctx
	if t.Watch != nil {
		ctx = engine.WithWatch(ctx, t.Watch)
	}
	report, err := run.Period(ctx, r.book, st.world, st.ledger, t.Run, o)
	if err != nil {
		return Played{Stopped: true}
	}
	for _, d := range report.Diags {
		if d.Severity == diag.Error {
			r.diags = append(r.diags, d)
		}
	}
	c := &comparison{runner: r, step: &step{stage: st}, got: newOutcome(report, t.Run)}
	return c.played()
}

// played gathers what came of a run.
func (c *comparison) played() Played {
	p := Played{Lines: c.got.lines, Problems: c.got.problems, Tiers: map[string]string{}}
	var payees []payout.Ref
	settled := map[payout.Ref]bool{}
	for _, l := range c.got.lines {
		if !slices.Contains(payees, l.Payee) {
			payees = append(payees, l.Payee)
		}
	}
	for _, s := range c.got.settled {
		settled[s.Payee] = true
		if !slices.Contains(payees, s.Payee) {
			payees = append(payees, s.Payee)
		}
	}
	for _, payee := range payees {
		if by, err := c.totals(payee); err == nil {
			p.Totals = append(p.Totals, Totals{Payee: payee, Settled: settled[payee], By: by})
		}
	}
	for _, name := range c.tierSetNames() {
		set := c.tierSet(name)
		assigned := c.assigned(set)
		for _, id := range c.step.world.order[set.kind] {
			in, ok := engine.TierOn(assigned[id], c.got.until.AddDays(1))
			if !ok {
				in = set.start(c.got.until)
			}
			p.Tiers[name+"/"+id] = in
		}
	}
	return p
}

// Want writes what a turn came to as a case wants it: a flow map, or `none`.
// Of the rules in about it says so where nothing came of them; settled asks
// for the settlements too, and tiers for these sets. It is false where what
// came cannot be wanted in this form.
func (p *Played) Want(places int32, about []string, settled bool, tiers []string) (string, bool) {
	if p.Stopped {
		return "stopped", true
	}
	var parts []string
	var rules []string
	for _, l := range p.Lines {
		if !slices.Contains(rules, l.Rule) {
			rules = append(rules, l.Rule)
		}
	}
	for _, rule := range rules {
		text, ok := p.wantRule(rule, places)
		if !ok {
			return "", false
		}
		parts = append(parts, key(rule)+": "+text)
	}
	for _, rule := range about {
		if slices.Contains(rules, rule) {
			continue
		}
		state := stateNone
		for _, problem := range p.Problems {
			switch {
			case problem.Rule != rule:
			case problem.Pending:
				state = statePending
			default:
				state = stateUndecided
			}
		}
		parts = append(parts, key(rule)+": "+state)
	}
	for _, set := range tiers {
		if text := p.wantTiers(set); text != "" {
			parts = append(parts, key(set)+": "+text)
		}
	}
	if settled {
		if text := p.wantSettled(places); text != "" {
			parts = append(parts, "settled: "+text)
		}
	}
	if len(parts) == 0 {
		return stateNone, true
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

// wantRule writes the lines of one rule: together, by subject or by payee.
func (p *Played) wantRule(rule string, places int32) (string, bool) {
	var of []payout.Line
	for _, l := range p.Lines {
		if l.Rule == rule {
			of = append(of, l)
		}
	}
	group := func(by func(payout.Line) payout.Ref) (keys []payout.Ref, groups map[payout.Ref]*finding) {
		groups = map[payout.Ref]*finding{}
		for _, l := range of {
			k := by(l)
			if groups[k] == nil {
				groups[k] = &finding{}
				keys = append(keys, k)
			}
			groups[k].lines = append(groups[k].lines, l)
		}
		return keys, groups
	}
	subjects, bySubject := group(func(l payout.Line) payout.Ref { return l.Subject })
	payees, byPayee := group(func(l payout.Line) payout.Ref { return l.Payee })
	keys, groups := subjects, bySubject
	if len(subjects) == 1 {
		keys, groups = payees, byPayee
	}
	if len(keys) == 1 {
		return groups[keys[0]].want(places)
	}
	var parts []string
	for _, k := range keys {
		text, ok := groups[k].want(places)
		if !ok {
			return "", false
		}
		parts = append(parts, key(k.ID)+": "+text)
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

// want writes lines that a case wants as one amount or state.
func (f *finding) want(places int32) (string, bool) {
	free, held := f.sums()
	first := &f.lines[0]
	switch {
	case first.Kind == payout.Duty:
		for _, l := range f.lines {
			if l.Held != first.Held {
				return "", false
			}
		}
		return first.Held, true
	case free.n > 0 && held.n > 0:
		return "", false
	case held.n > 0:
		return "{held: " + grouped(held.sum.StringFixed(places)) + "}", true
	case first.Kind == payout.Benefit:
		return grouped(free.sum.String()), true
	default:
		return grouped(free.sum.StringFixed(places)), true
	}
}

func (p *Played) wantTiers(set string) string {
	var ids []string
	for name := range p.Tiers {
		if id, ok := strings.CutPrefix(name, set+"/"); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var parts []string
	for _, id := range ids {
		parts = append(parts, key(id)+": "+p.Tiers[set+"/"+id])
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// wantSettled writes what was settled, and what is left: what is zero is left
// out, but for what was paid.
func (p *Played) wantSettled(places int32) string {
	var parts []string
	for _, t := range p.Totals {
		if !t.Settled {
			continue
		}
		var totals []string
		for _, name := range settledNames {
			if m := t.By[name]; !m.IsZero() || name == "paid" {
				totals = append(totals, name+": "+grouped(m.Decimal().StringFixed(places)))
			}
		}
		parts = append(parts, key(t.Payee.ID)+": {"+strings.Join(totals, ", ")+"}")
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// Same reports whether two turns came to the same for everybody.
func (p *Played) Same(q *Played) bool { return p.Key() == q.Key() }

// Key is a text that two turns share if they came to the same for everybody:
// the same amounts, the same tiers, the same settlements. Why is no part of it.
func (p *Played) Key() string {
	if p.Stopped {
		return "stopped"
	}
	var b strings.Builder
	sums := map[string]*finding{}
	var names []string
	for _, l := range p.Lines {
		name := l.Rule + " " + l.Subject.String() + " " + l.Payee.String() + " " + l.Platform
		if sums[name] == nil {
			sums[name] = &finding{}
			names = append(names, name)
		}
		sums[name].lines = append(sums[name].lines, l)
	}
	slices.Sort(names)
	for _, name := range names {
		f := sums[name]
		free, held := f.sums()
		fmt.Fprintf(&b, "%s: %s held %s", name, free.sum, held.sum)
		for _, l := range f.lines {
			if l.Kind == payout.Duty || l.Held != "" {
				b.WriteString(" " + l.Held)
			}
		}
		b.WriteByte('\n')
	}
	var problems []string
	for _, x := range p.Problems {
		problems = append(problems, fmt.Sprintf("%s %s pending %v\n", x.Rule, x.Subject, x.Pending))
	}
	slices.Sort(problems)
	b.WriteString(strings.Join(problems, ""))
	var totals []string
	for _, t := range p.Totals {
		text := t.Payee.String()
		for _, name := range settledNames {
			if m := t.By[name]; !m.IsZero() {
				text += " " + name + " " + m.String()
			}
		}
		totals = append(totals, text+"\n")
	}
	slices.Sort(totals)
	b.WriteString(strings.Join(totals, ""))
	var tiers []string
	for name, in := range p.Tiers {
		tiers = append(tiers, name+" "+in+"\n")
	}
	slices.Sort(tiers)
	b.WriteString(strings.Join(tiers, ""))
	return b.String()
}

// grouped puts a _ between each three digits of an amount, and leaves out
// decimals that are zero.
func grouped(text string) string {
	whole, fraction, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte('_')
		}
		b.WriteRune(digit)
	}
	if strings.Trim(fraction, "0") != "" {
		return sign + b.String() + "." + fraction
	}
	return sign + b.String()
}

// key quotes a key where YAML would take it for something else.
func key(text string) string {
	if strings.ContainsAny(text, ":#\"'{}[], &*!|>%@`") {
		return `"` + text + `"`
	}
	return text
}
