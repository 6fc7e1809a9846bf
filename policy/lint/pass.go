package lint

import (
	"fmt"
	"slices"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A pass checks one policy.
type pass struct {
	*plan.Policy
	options *Options
	deals   []*plan.Policy // the policy as deals change it
	term    *plan.Term     // whose text it is, if a deal's
	known   *cells.Known
	desks   map[*ir.Program]*desk
	guarded map[int]bool  // the conditions of `applies` that were looked at
	pairs   *cells.Budget // of what is asked of several rules together
	found   []Finding
}

func newPass(p *plan.Policy, o *Options) *pass {
	return &pass{
		Policy: p, options: o, known: cells.NewKnown(), desks: map[*ir.Program]*desk{}, guarded: map[int]bool{},
		pairs: &cells.Budget{Cells: 5 * cells.DefaultBudget},
	}
}

// run applies every check of one policy.
func (p *pass) run() {
	for _, c := range checks {
		if c.policy != nil {
			c.policy(p)
		}
	}
}

// A bookPass checks the policies of a book together.
type bookPass struct {
	policies []*plan.Policy
	terms    []*plan.Term
	options  *Options
	found    []Finding
}

// charter reports whether the policy is checked as an honest payer's.
func (p *pass) charter() bool { return p.Charter || p.options.charter() }

// A desk asks questions about the expressions of one program. They share a
// budget of cells, so that no rule can take more than its part.
type desk struct {
	*cells.Space
	*cells.Member
	pass   *pass
	budget *cells.Budget
}

// desk gives the desk of a program; rule is whose it is, or nil.
func (p *pass) desk(program *ir.Program, rule *plan.Rule) *desk {
	if d := p.desks[program]; d != nil {
		return d
	}
	d := &desk{pass: p, budget: &cells.Budget{Cells: cells.DefaultBudget}}
	d.Space = cells.NewSpace(p.known, d.budget)
	d.Member = d.Space.Join(p.Policy, program, rule)
	p.desks[program] = d
	return d
}

// goal is that a node comes to what is wanted.
func (d *desk) goal(n *ir.Node, want cells.Outcomes) cells.Goal {
	return cells.Goal{Of: d.Member, Node: n, Want: want}
}

// hold is the goals that all conditions hold; nil ones are left out.
func (d *desk) hold(conditions ...*ir.Node) []cells.Goal {
	var goals []cells.Goal
	for _, n := range conditions {
		if n != nil {
			goals = append(goals, d.goal(n, cells.True))
		}
	}
	return goals
}

// report adds a finding at the weight that its code has in the catalogue.
func (p *pass) report(code string, at diag.Span, path, format string, args ...any) *Finding {
	p.found = append(p.found, finding(code, at, path, format, args...))
	return &p.found[len(p.found)-1]
}

// where says for which facts something is so; nothing where it is always.
func where(facts string) string {
	if facts == "" {
		return ""
	}
	return ", for " + facts
}

// has reports whether a place has a finding of a code.
func (p *pass) has(code string, at diag.Span) bool {
	return slices.ContainsFunc(p.found, func(f Finding) bool { return f.Code == code && f.Span == at })
}

func (b *bookPass) report(code string, at diag.Span, path, format string, args ...any) *Finding {
	b.found = append(b.found, finding(code, at, path, format, args...))
	return &b.found[len(b.found)-1]
}

func finding(code string, at diag.Span, path, format string, args ...any) Finding {
	c, _ := diag.Lookup(code)
	return Finding{Diagnostic: diag.Diagnostic{
		Code: code, Severity: c.Severity, Span: at, Path: path, Message: fmt.Sprintf(format, args...),
	}}
}

// undecided notes that a question about a place has no answer.
func (p *pass) undecided(at diag.Span, path, question, reason string) {
	p.report("X001", at, path, "it is not decided %s: %s", question, reason)
}
