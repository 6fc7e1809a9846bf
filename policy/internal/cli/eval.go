package cli

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/diag"
)

// evalOptions are the flags of eval.
type evalOptions struct {
	facts  string
	period periodFlag
	asOf   dayFlag
	rule   string
	trace  bool
	format choice
}

func (c *command) evalCommand() *cobra.Command {
	o := &evalOptions{format: choice{words: []string{"text", "json"}, value: "text"}}
	cmd := &cobra.Command{
		Use:   "eval POLICY --facts FILE (--as-of DAY | --period PERIOD)",
		Short: "Decide the rules of a policy for facts that you write down",
		Long: `Decide every rule of a policy for the subjects in a file of facts, JSON or YAML:

  device: {id: d1, activated: 2026-02-01, volume_30d: 12_000.50, agent: {id: a1}}

With --period the rules are decided as at the end of that period, with --as-of
as of a day, whether their periods have ended or not. What one subject cannot
tell, such as a sum over all merchants of an agent, is given ready-made under
the name of the measure, or decided by fenrun run.`,
		Example: `  fenrun eval harbor.yaml --facts d1.yaml --as-of 2026-03-31
  fenrun eval harbor.yaml --facts d1.json --period 2026-03 --rule residual --trace
  echo '{"agent": {"id": "a1"}}' | fenrun eval harbor.yaml --facts - --as-of 2026-03-31`,
		Args: exactly(1, "which policy to evaluate", "fenrun eval harbor.yaml --facts d1.yaml --as-of 2026-03-31"),
		RunE: func(_ *cobra.Command, args []string) error { return c.eval(args[0], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.facts, "facts", "", "file of facts, JSON or YAML; - is standard input")
	flags.Var(&o.period, "period", "decide as at the end of this period, such as 2026-03")
	flags.Var(&o.asOf, "as-of", "decide as of this day, such as 2026-03-31")
	flags.StringVar(&o.rule, "rule", "", "only this rule, or all rows of it")
	flags.BoolVar(&o.trace, "trace", false, "show the steps of each decision")
	c.choose(cmd, &o.format, "format", "form of the decisions", false)
	return cmd
}

func (c *command) eval(name string, o *evalOptions) error {
	switch {
	case o.facts == "":
		return usagef("for example: --facts d1.yaml, or --facts - for standard input", "say where the facts are")
	case o.period.text == "" && o.asOf.day.IsZero():
		return usagef("for example: --as-of 2026-03-31, or --period 2026-03", "say as of which day or for which period to decide")
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return usagef("for example: fenrun eval "+path.Join(name, "policy.yaml")+" ...", "%s is a folder, and one policy is evaluated", name)
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	p, diags := policy.Check(name, src)
	if p == nil {
		return c.fail(diags)
	}
	if err := knownRule(p, o.rule); err != nil {
		return err
	}
	facts, err := c.readFacts(o.facts)
	if err != nil {
		return c.orFail(err)
	}
	decisions, err := p.Evaluate(policy.Case{Facts: facts.value, Period: o.period.text, AsOf: o.asOf.day, Trace: o.trace})
	if err != nil {
		return c.orFail(facts.placed(err))
	}
	if o.rule != "" {
		decisions = slices.DeleteFunc(decisions, func(d policy.Decision) bool { return !names(o.rule, d.Rule) })
	}
	if o.format.value == "json" {
		return printJSON(c.out, jsonDecisions{Policy: p.Name(), Version: p.Version(), Digest: p.Digest(), Decisions: decisions})
	}
	return c.printDecisions(p, o, decisions)
}

// jsonDecisions is what eval decided, as programs see it.
type jsonDecisions struct {
	Policy    string            `json:"policy"`
	Version   string            `json:"version"`
	Digest    string            `json:"digest"`
	Decisions []policy.Decision `json:"decisions"`
}

// fail prints findings and ends the verb.
func (c *command) fail(diags diag.List) error {
	if err := c.printFindings(c.err, diags, "text"); err != nil {
		return err
	}
	fmt.Fprintln(c.err, c.summary(diags))
	return errFindings
}

// orFail is fail for an error that may be findings.
func (c *command) orFail(err error) error {
	var diags diag.List
	if errors.As(err, &diags) {
		return c.fail(diags)
	}
	return err
}

// names reports whether the id of a rule, or of all its rows, names a rule.
func names(id, rule string) bool { return rule == id || strings.HasPrefix(rule, id+"/") }

func knownRule(p *policy.Policy, id string) error {
	rules := p.Rules()
	if id == "" || slices.ContainsFunc(rules, func(rule string) bool { return names(id, rule) }) {
		return nil
	}
	hint := "there are " + strings.Join(rules, ", ")
	if near := diag.Nearest(id, rules); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usagef(hint, "the policy has no rule %q", id)
}

// amounts writes what a decision pays, line by line.
func (c *command) amount(l *payout.Line) string {
	if l.Kind == payout.Benefit {
		return l.Quantity.String() + " " + l.Unit
	}
	return c.lang().Amount(l.Amount) + " " + l.Amount.Currency().String()
}
