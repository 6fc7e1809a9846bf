package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// rules compiles all rules. Their ids are known first, for they may name each
// other in any order.
func (c *compiler) rules() {
	if reliefs := c.reliefs(); len(reliefs) > 0 {
		text := *c.syntax
		text.Rules = append(slices.Clone(text.Rules), reliefs...)
		c.syntax = &text
	}
	for i := range c.syntax.Rules {
		c.ruleID(&c.syntax.Rules[i], diag.Index("rules", i))
	}
	c.defaults = map[*ir.Subject]*syntax.Defaults{}
	for i := range c.syntax.Defaults.Pairs {
		pair := &c.syntax.Defaults.Pairs[i]
		if s := c.subject(pair.Key, diag.Key("defaults", pair.Key.Value)); s == nil {
			c.lostDefaults = true
		} else if c.defaults[s] == nil || s.Name == pair.Key.Value {
			c.defaults[s] = &pair.Value
		}
	}
	for i := range c.syntax.Rules {
		s := &c.syntax.Rules[i]
		path := diag.Index("rules", i)
		if len(s.Each) == 0 {
			c.rule(s, nil, s.ID.Value, path)
			continue
		}
		for n, row := range s.Each {
			c.rule(s, &row, s.ID.Value+"/"+rowID(&row, n), path)
		}
	}
	c.takesBack()
	c.ruleCycles()
}

// rowID names a row of `each`: by its own `id`, or by its number from 1.
func rowID(row *syntax.Keyed[syntax.Text], n int) string {
	if id := row.Find("id"); id != nil {
		return id.Value
	}
	return fmt.Sprint(n + 1)
}

func (c *compiler) ruleID(s *syntax.Rule, path string) {
	id := s.ID
	if _, own, added := strings.Cut(id.Value, "/"); added && c.model.Terms != nil {
		id.Value = own // a rule that a deal adds stands under the deal's name
	}
	if !c.name(id, diag.Key(path, "id")) {
		return
	}
	for i := range c.syntax.Rules {
		other := &c.syntax.Rules[i]
		if other == s {
			break
		}
		if other.ID.Value == s.ID.Value {
			d := c.errorf("N110", s.ID.Span(), diag.Key(path, "id"), "a rule %q stands here already", s.ID.Value)
			*d = d.WithRelated(other.ID.Span(), "the first of that name")
			return
		}
	}
	c.ruleIDs = append(c.ruleIDs, s.ID.Value)
	for n := range s.Each {
		c.ruleIDs = append(c.ruleIDs, s.ID.Value+"/"+rowID(&s.Each[n], n))
	}
}

// HasRule reports whether an id names a rule or a row of one.
func (c *compiler) HasRule(id string) bool { return slices.Contains(c.ruleIDs, id) }

// RuleIDs gives all ids, for suggestions.
func (c *compiler) RuleIDs() []string { return c.ruleIDs }

// rule compiles one rule, or one row of it.
func (c *compiler) rule(s *syntax.Rule, row *syntax.Keyed[syntax.Text], id, path string) {
	r := &Rule{ID: id, Base: s.ID.Value, Order: len(c.policy.Rules), Place: s.ID.Span(), Syntax: s, Path: path}
	if !c.ruleKind(r, s, path) {
		return
	}
	r.Root = c.subject(s.For, diag.Key(path, "for"))
	if s.For.Value == "" {
		c.errorf("S007", s.ID.Span(), path, "`for:` is missing here: which subject is the rule for?")
	}
	if r.Root == nil {
		return
	}
	b := &ruleBuilder{compiler: c, rule: r, syntax: s, path: path, site: c.site(r.Root)}
	b.site.Rules = c
	r.Program = b.site.Program
	if row != nil {
		b.site = b.site.WithLocals(b.locals(row))
	}
	b.build()
	c.policy.Rules = append(c.policy.Rules, r)
}

func (c *compiler) ruleKind(r *Rule, s *syntax.Rule, path string) bool {
	if s.Kind.Value == "" {
		c.errorf("S007", s.ID.Span(), path, "`kind:` is missing here").Hint = "residual, pass-through, reward, subsidy, clawback, charge, deposit, waiver, benefit or duty"
		return false
	}
	kind, err := payout.ParseKind(s.Kind.Value)
	if err != nil || kind == payout.Manual {
		words := make([]string, 0, 11)
		for _, k := range payout.Kinds() {
			if k != payout.Manual {
				words = append(words, k.String())
			}
		}
		if kind == payout.Manual {
			c.errorf("R605", s.Kind.Span(), diag.Key(path, "kind"), "manual lines are posted by people, never by a rule").Hint = "it is " + strings.Join(words, ", ")
		} else {
			c.oneOf(s.Kind, diag.Key(path, "kind"), words...)
			if meant := kindWords[strings.ToLower(s.Kind.Value)]; meant != 0 {
				c.lastMeant(s.Kind.Value, meant.String())
			}
		}
		return false
	}
	r.Kind = kind
	return true
}

// takesBack resolves what clawbacks take back once all rules are known.
func (c *compiler) takesBack() {
	for _, r := range c.policy.Rules {
		if r.Kind != payout.Clawback {
			continue
		}
		for i, name := range r.Syntax.TakesBack.List {
			at := diag.Index(diag.Key(r.Path, "takes_back"), i)
			taken := c.policy.Named(name.Value)
			if len(taken) == 0 {
				if !c.HasRule(name.Value) {
					c.unknownRule(name, at)
				}
				continue
			}
			for _, t := range taken {
				if t.Kind != payout.Reward && t.Kind != payout.Subsidy {
					c.errorf("R603", name.Span(), at, "a clawback takes back rewards and subsidies, and %q is a %s", name.Value, t.Kind).Hint = "an earned share is not taken back; a debt is a `charge` and is set off"
					continue
				}
				if t.Root != r.Root {
					c.errorf("R603", name.Span(), at, "%q is paid for %s, and this clawback is for %s", name.Value, t.Root.Name, r.Root.Name)
					continue
				}
				r.Takes = append(r.Takes, t.ID)
			}
		}
		if len(r.Syntax.TakesBack.List) == 0 {
			c.errorf("S007", r.Place, r.Path, "`takes_back:` is missing here: which rules' payments are taken back?")
		}
	}
}

func (c *compiler) unknownRule(name syntax.Text, path string) {
	d := c.errorf("N102", name.Span(), path, "there is no rule %q", name.Value)
	d.Suggest(d.Span, name.Value, c.ruleIDs)
}
