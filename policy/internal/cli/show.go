package cli

import (
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cli/sheet"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// showOptions are the flags of show.
type showOptions struct {
	agent  string
	at     dayFlag
	missed bool
	format choice
}

func (c *command) showCommand() *cobra.Command {
	o := &showOptions{format: choice{words: []string{"text", "json"}, value: "text"}}
	cmd := &cobra.Command{
		Use:   "show PATH --at DAY [--agent AGENT]",
		Short: "Show what applies to an agent on a day, and where each value comes from",
		Long: `Show the policy that is in force on a day, as the deals of an agent change it, and
say of every param, ladder, table, let, measure, tier, rule, commitment and term of
the settlement what it is, and in which file and line it stands.

Where a deal has commitments, what they grant is shown; --missed shows what
applies if they are missed.`,
		Example: `  fenrun show policies/ --agent zhang --at 2026-03-01
  fenrun show policies/ --agent zhang --at 2026-03-01 --missed`,
		Args: exactly(1, "which folder of policies to show", "fenrun show policies/ --agent zhang --at 2026-03-01"),
		RunE: func(_ *cobra.Command, args []string) error { return c.show(args[0], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.agent, "agent", "", "whose deals to apply, such as zhang or agent/zhang")
	flags.Var(&o.at, "at", "the day")
	flags.BoolVar(&o.missed, "missed", false, "show what applies if all promises are missed")
	c.choose(cmd, &o.format, "format", "form of the output", false)
	return cmd
}

func (c *command) show(name string, o *showOptions) error {
	if o.at.day.IsZero() {
		return usagef("fenrun show policies/ --agent zhang --at 2026-03-01", "--at says for which day")
	}
	book, err := c.book(name)
	if err != nil {
		return c.orFail(err)
	}
	texts := textsAt(book, o)
	if len(texts) == 0 {
		return fmt.Errorf("no policy in %s is in force on %s", name, o.at.day)
	}
	if o.agent != "" && !hasDeal(texts) {
		fmt.Fprintln(c.err, c.of("no deal of "+o.agent+" is in force on "+o.at.day.String(), o.at.day.String()+" 没有 "+o.agent+" 的协议"))
	}
	var shown []shownPolicy
	for _, t := range texts {
		shown = append(shown, showPolicy(t.policy, t.term))
	}
	if o.format.value == "json" {
		return printJSON(c.out, shown)
	}
	for i, p := range shown {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		fmt.Fprint(c.out, p.text(c))
	}
	return nil
}

// A textAt is a policy on a day; term is nil where the agent has no deal.
type textAt struct {
	policy *plan.Policy
	term   *plan.Term
}

// textsAt gives the policies in force on a day, as an agent's deals have them.
func textsAt(book *policy.Book, o *showOptions) []textAt {
	var texts []textAt
	for _, p := range book.Plans() {
		if o.at.day < p.From || !p.Until.IsZero() && o.at.day > p.Until {
			continue
		}
		at := textAt{policy: p}
		for _, t := range book.Terms() {
			if t.Base == p && t.Holds(o.at.day) && isAgent(t.Agent, o.agent) {
				at = textAt{t.Text(func(*plan.Commitment) bool { return o.missed }), t}
			}
		}
		texts = append(texts, at)
	}
	return texts
}

func isAgent(ref payout.Ref, name string) bool { return name == ref.ID || name == ref.String() }

func hasDeal(texts []textAt) bool {
	for _, t := range texts {
		if t.term != nil {
			return true
		}
	}
	return false
}

// A shownPolicy is one policy, for people and programs.
type shownPolicy struct {
	Policy  string  `json:"policy"`
	Version string  `json:"version"`
	Deal    string  `json:"deal,omitempty"`
	Digest  string  `json:"digest"`
	From    string  `json:"from,omitempty"`
	Until   string  `json:"until,omitempty"`
	Values  []shown `json:"values"`
}

// A shown is one value of a policy, and where it stands.
type shown struct {
	Of    string `json:"of"`
	Name  string `json:"name"`
	Part  string `json:"part,omitempty"`
	Value string `json:"value"`
	File  string `json:"file"`
	Line  int    `json:"line"`
	Deal  bool   `json:"deal,omitempty"` // it stands in a deal
}

func showPolicy(p *plan.Policy, term *plan.Term) shownPolicy {
	out := shownPolicy{Policy: p.Name, Version: p.Version, Deal: p.Deal, Digest: p.Digest}
	if !p.From.IsZero() {
		out.From = p.From.String()
	}
	if !p.Until.IsZero() {
		out.Until = p.Until.String()
	}
	own := p.Syntax.Policy.Span().File
	add := func(of, name, part, value string, at diag.Span) {
		if value != "" {
			out.Values = append(out.Values, shown{Of: of, Name: name, Part: part, Value: value, File: at.File, Line: at.Start.Line, Deal: at.File != own})
		}
	}
	if term != nil {
		showCommitments(term, add)
	}
	showNamed(p, add)
	for _, pair := range p.Syntax.Measures.Pairs {
		add("measure", pair.Key.Value, "", formText(pair.Value), pair.Key.Span())
	}
	for _, pair := range p.Syntax.Tiers.Pairs {
		set := pair.Value
		ladder := set.Ladder
		set.Ladder = nil
		add("tiers", pair.Key.Value, "", formText(set), pair.Key.Span())
		for _, t := range ladder {
			add("tiers", pair.Key.Value, "tier", formText(t), pair.Key.Span())
		}
	}
	for _, r := range p.Rules {
		for _, clause := range r.Clauses() {
			if clause.Key == "from" {
				clause.Text = strings.ReplaceAll(clause.Text, " ", ", ") // a list of names
			}
			if clause.Text != "" {
				add("rule", r.ID, clause.Key, oneLine(clause.Text), clausePlace(r.Syntax, clause.Key, r.Place))
			}
		}
		if r.Syntax != nil {
			add("rule", r.ID, "why", sentenceText(r.Syntax.Why), clausePlace(r.Syntax, "why", r.Place))
		}
	}
	if s := p.Syntax.Settlement; s != nil {
		add("settlement", "", "due", formText(s.Due), s.Span)
		add("settlement", "", "offset", formText(s.Offset), s.Span)
		add("settlement", "", "withhold", formText(s.Withhold), s.Span)
		add("settlement", "", "minimum", formText(s.Minimum), s.Span)
	}
	return out
}

// showNamed lists the params, ladders, tables and lets.
func showNamed(p *plan.Policy, add func(of, name, part, value string, at diag.Span)) {
	for _, pair := range p.Syntax.Params.Pairs {
		if param, ok := p.Model.Lookup(pair.Key.Value).(*ir.Param); ok {
			add("param", pair.Key.Value, "", p.ParamText(param), pair.Key.Span())
		}
	}
	for _, pair := range p.Syntax.Ladders.Pairs {
		l, ok := p.Model.Lookup(pair.Key.Value).(*ir.Ladder)
		if !ok {
			continue
		}
		s, at := pair.Value, pair.Key.Span()
		if s.By.Value != "" {
			add("ladder", l.Name, "by", oneLine(s.By.Value), s.By.Span())
		}
		kind := "whole"
		if l.Marginal {
			kind = "marginal"
		}
		add("ladder", l.Name, "kind", kind, at)
		for i, r := range l.Rungs {
			add("ladder", l.Name, r.Label, p.RungText(l, i), r.Place)
		}
		add("ladder", l.Name, "first", formText(s.First), at)
		add("ladder", l.Name, "below", s.Below.Value, at)
		add("ladder", l.Name, "direction", s.Direction.Value, at)
		add("ladder", l.Name, "cliff", s.Cliff.Value, at)
	}
	for _, pair := range p.Syntax.Tables.Pairs {
		add("table", pair.Key.Value, "", formText(pair.Value), pair.Key.Span())
	}
	for _, pair := range p.Syntax.Let.Pairs {
		value := pair.Value
		text := ""
		if value.Expr != nil {
			text = oneLine(value.Expr.Value)
		}
		for i, one := range value.Cases {
			if i > 0 {
				text += "; "
			}
			text += oneLine(one.Is.Value)
			if one.When.Value != "" {
				text += " when " + oneLine(one.When.Value)
			}
		}
		add("let", pair.Key.Value, "", text, pair.Key.Span())
	}
}

// showCommitments lists what was promised, and what for.
func showCommitments(term *plan.Term, add func(of, name, part, value string, at diag.Span)) {
	for _, d := range term.Deals {
		for i, c := range d.Commitments {
			s := &d.Syntax.Commitments[i]
			add("commitment", c.Name(), "promise", oneLine(s.Promise.Value), s.Promise.Span())
			add("commitment", c.Name(), "term", d.From.String()+" to "+d.Until.String()+", tested on "+c.Test.String(), d.Syntax.Effective.Span)
			add("commitment", c.Name(), "advance", formText(s.Advance), s.ID.Span())
			missed := formText(s.Missed)
			if missed == "" {
				missed = "the policy's own terms"
			}
			add("commitment", c.Name(), "missed", missed, s.ID.Span())
			add("commitment", c.Name(), "why", sentenceText(s.Why), s.ID.Span())
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// text writes a policy for people: each value with its place.
func (p *shownPolicy) text(c *command) string {
	var b strings.Builder
	title := p.Policy + " " + p.Version
	if p.Deal != "" {
		title += c.of(", deal ", "，协议 ") + p.Deal
	}
	fmt.Fprintf(&b, "%s (%s)\n", title, p.Digest)
	t := sheet.Table{Columns: []sheet.Column{{}, {}, {}}, Indent: 2}
	last, lastPlace := "", ""
	for _, v := range p.Values {
		name := strings.TrimSpace(v.Of + " " + v.Name)
		if name == last {
			name = ""
		} else {
			last = name
		}
		value := v.Value
		if v.Part != "" {
			value = v.Part + ": " + v.Value
		}
		mark := ""
		if v.Deal {
			mark = c.of("  (deal)", "（协议）")
		}
		place := fmt.Sprintf("%s:%d%s", path.Base(v.File), v.Line, mark)
		if name == "" && place == lastPlace {
			t.Add("", "", value)
			continue
		}
		lastPlace = place
		t.Add(name, place, value)
	}
	b.WriteString(t.String())
	return b.String()
}
