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
say of every param, ladder, measure and rule in which file and line it stands.

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
	for _, p := range texts {
		shown = append(shown, showPolicy(p))
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

// textsAt gives the policies in force on a day, as an agent's deals have them.
func textsAt(book *policy.Book, o *showOptions) []*plan.Policy {
	var texts []*plan.Policy
	for _, p := range book.Plans() {
		if o.at.day < p.From || !p.Until.IsZero() && o.at.day > p.Until {
			continue
		}
		for _, t := range book.Terms() {
			if t.Base == p && t.Holds(o.at.day) && isAgent(t.Agent, o.agent) {
				p = t.Text(func(*plan.Commitment) bool { return o.missed })
			}
		}
		texts = append(texts, p)
	}
	return texts
}

func isAgent(ref payout.Ref, name string) bool { return name == ref.ID || name == ref.String() }

func hasDeal(texts []*plan.Policy) bool {
	for _, p := range texts {
		if p.Deal != "" {
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

func showPolicy(p *plan.Policy) shownPolicy {
	out := shownPolicy{Policy: p.Name, Version: p.Version, Deal: p.Deal, Digest: p.Digest}
	if !p.From.IsZero() {
		out.From = p.From.String()
	}
	if !p.Until.IsZero() {
		out.Until = p.Until.String()
	}
	own := p.Syntax.Policy.Span().File
	add := func(of, name, part, value string, at diag.Span) {
		out.Values = append(out.Values, shown{Of: of, Name: name, Part: part, Value: value, File: at.File, Line: at.Start.Line, Deal: at.File != own})
	}
	for _, pair := range p.Syntax.Params.Pairs {
		if param, ok := p.Model.Lookup(pair.Key.Value).(*ir.Param); ok {
			add("param", pair.Key.Value, "", p.ParamText(param), pair.Key.Span())
		}
	}
	for _, pair := range p.Syntax.Ladders.Pairs {
		if l, ok := p.Model.Lookup(pair.Key.Value).(*ir.Ladder); ok {
			for i, r := range l.Rungs {
				add("ladder", l.Name, r.Label, p.RungText(l, i), r.Place)
			}
		}
	}
	for _, pair := range p.Syntax.Let.Pairs {
		value := ""
		if pair.Value.Expr != nil {
			value = pair.Value.Expr.Value
		}
		add("let", pair.Key.Value, "", oneLine(value), pair.Key.Span())
	}
	for _, pair := range p.Syntax.Measures.Pairs {
		add("measure", pair.Key.Value, "", "", pair.Key.Span())
	}
	for _, r := range p.Rules {
		for _, clause := range r.Clauses() {
			if clause.Text != "" {
				add("rule", r.ID, clause.Key, oneLine(clause.Text), r.Place)
			}
		}
	}
	return out
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
		name := v.Of + " " + v.Name
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
