package ir

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
)

// ledger types earned("rule") and paid("rule") (N27).
func (c *checker) ledger(at *ast.CallNode, name, usage string) *Node {
	text, ok := at.Arguments[0].(*ast.StringNode)
	if !ok {
		return c.failHint("N109", at.Arguments[0], "it is called `"+usage+"`", "`%s` is asked of a rule, by its id in quotes", name)
	}
	if c.Rules == nil {
		return c.fail("N102", at, "`%s` has a meaning only in a rule", name)
	}
	if !c.Rules.HasRule(text.Value) {
		return c.failNear("N102", text, text.Value, c.Rules.RuleIDs(), "", "there is no rule %q", text.Value)
	}
	kind := InEarned
	p := place{subject: c.Program.Root}
	if name == "paid" {
		kind = InPaid
		if len(at.Arguments) > 1 {
			return c.failHint("N109", at, "it is called `"+usage+"`", "`paid` is always of this rule's subject")
		}
	}
	if len(at.Arguments) == 2 {
		var bad *Node
		if p, ok, bad = c.subjectAt(at.Arguments[1]); bad != nil {
			return bad
		} else if !ok {
			return c.failHint("N107", at.Arguments[1], "as in `earned(\"residual\", merchant.agent)`", "the payee is a subject")
		}
	}
	if c.Program.Root == nil {
		return c.fail("N102", at, "`%s` has a meaning only in a rule", name)
	}
	in := &Input{
		Kind: kind, Path: p.path, Subject: p.subject, Rule: text.Value, Needs: p.needs,
		Type: Type{Kind: Money, Scale: c.Model.Places}, Name: fmt.Sprintf("%s(%q)", name, text.Value),
	}
	if p.text != "" {
		in.Name = fmt.Sprintf("%s(%q, %s)", name, text.Value, p.text)
	}
	return c.input(name+":"+text.Value+":"+p.path.key(c.base(p.path)), in)
}

// lastPeriod types last(m), the final value of the period before (N14).
func (c *checker) lastPeriod(at *ast.CallNode, usage string) *Node {
	m, ok := at.Arguments[0].(*ast.MemberNode)
	if ok && c.dotted(m) {
		p, found, bad := c.subjectAt(m.Node)
		if bad != nil {
			return bad
		}
		if found {
			if measure, ok := p.subject.Member(m.Property.(*ast.StringNode).Value).(*Measure); ok {
				if !c.prepared(measure) {
					return c.fail("N104", at, "the measure %s leads back to itself", measure.FullName())
				}
				if measure.Type.Kind != Invalid && measure.Per == NoUnit {
					return c.failHint("N109", at, "give it `per: month`", "`%s` has no period, so there is no period before", measure.FullName())
				}
				return c.measure(at, p, measure, InLast)
			}
		}
	}
	return c.failHint("N109", at, "it is called `"+usage+"`", "`last` is asked of a measure")
}
