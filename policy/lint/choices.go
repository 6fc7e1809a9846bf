package lint

import (
	"github.com/fenrun/fenrun/policy/internal/cells"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// choices finds cases that no facts reach (L203), facts that no case covers
// (L204), and ternaries that are no choice (L201).
func choices(p *pass) {
	var t tallies
	for _, r := range p.Rules {
		for _, v := range p.ruleValues(r) {
			d := p.desk(v.program, v.rule)
			w := walker{policy: p.Policy, choice: func(c choice, under []*ir.Node) {
				s := choosing{desk: d, choice: c, path: v.path, tallies: &t}
				s.context = append(v.under[:len(v.under):len(v.under)], under...)
				s.look()
			}}
			w.value(v.node, v.source, nil)
		}
	}
	p.found = append(p.found, t.always()...)
}

// A choosing looks at one choice, where its context holds.
type choosing struct {
	*desk
	choice
	*tallies
	path    string
	context []*ir.Node
}

func (s *choosing) look() {
	if !s.listed {
		s.ternary()
		return
	}
	before := s.hold(s.context...)
	for i, when := range s.whens {
		var fault *Finding
		reached := s.Find(append(before[:len(before):len(before)], s.goal(when.node, cells.True))...)
		if reached.Verdict == cells.Never && i > 0 {
			f := finding("L203", when.expr.Span(), when.expr.Path, "no facts reach this case: those for which `%s` holds are taken by a case before it", when.expr.Value)
			f.Hint = "put the narrower case first, or correct its condition"
			if s.Find(s.goal(when.node, cells.True)).Verdict == cells.Never {
				f = finding("L201", when.expr.Span(), when.expr.Path, "this never holds: `%s`", when.expr.Value)
				f.Hint = s.pass.whyNot(s.desk, when.node)
			}
			fault = &f
		}
		s.count("L203", when.expr.Span(), fault)
		before = append(before, s.goal(when.node, cells.NotTrue&^cells.Fault))
	}
	if s.closed {
		return
	}
	gap := s.Find(before...)
	last := s.whens[len(s.whens)-1]
	switch gap.Verdict {
	case cells.Possible:
		s.gap(gap.Point)
	case cells.Unknown:
		s.pass.undecided(last.expr.Span(), last.expr.Path, "whether the cases cover all facts", gap.Reason)
	}
}

// gap reports facts that no case covers, with the case that is missing.
func (s *choosing) gap(point *cells.Point) {
	last := s.whens[len(s.whens)-1]
	nodes := make([]*ir.Node, len(s.whens))
	for i, when := range s.whens {
		nodes[i] = when.node
	}
	facts := s.witness(point, nodes...)
	code, message := "L204", "no case covers "+facts
	if boundary := s.slip(point); boundary != "" {
		code, message = "L206", "no case covers "+boundary+": the cases before and after stop short of it"
	}
	if s.pass.has(code, last.expr.Span()) {
		return // said already, of another use
	}
	f := s.pass.report(code, last.expr.Span(), last.expr.Path, "%s", message)
	f.Hint = "add the case, or a last one without `when`: `- {is: 0}`"
	f.Case = s.caseFor(point, "no case covers these facts")
}

// slip gives the one value between two cases that neither takes, where that
// is all that the gap consists of.
func (s *choosing) slip(point *cells.Point) string {
	var only *cells.Given
	for _, g := range point.Facts(s.Member) {
		if g.Free || g.Value == nil || !isNumber(g.Input.Type.Kind) {
			continue
		}
		if only != nil {
			return ""
		}
		only = &g
	}
	if only == nil || !point.Pinned(s.Member, *only) {
		return ""
	}
	return s.pass.given(*only)
}

func isNumber(k ir.Kind) bool {
	switch k {
	case ir.Money, ir.Rate, ir.Count, ir.Number, ir.Bare, ir.Date:
		return true
	default:
		return false
	}
}

// ternary looks at `a ? b : c`.
func (s *choosing) ternary() {
	cond := s.whens[0]
	if cond.node.Op == ir.OpConst {
		return
	}
	context := s.hold(s.context...)
	var fault *Finding
	for _, side := range []struct {
		want cells.Outcomes
		word string
	}{{cells.True, "never"}, {cells.NotTrue, "always"}} {
		if s.Find(append(context[:len(context):len(context)], s.goal(cond.node, side.want))...).Verdict == cells.Never {
			f := finding("L201", cond.at(cond.node), cond.expr.Path, "this %s holds: %s", side.word, quoted(cond.node))
			f.Hint = s.pass.whyNot(s.desk, cond.node)
			fault = &f
			break
		}
	}
	s.count("L201", cond.at(cond.node), fault)
}

// whyNot gives the domain of the fact that a condition asks for, where it is
// one.
func (p *pass) whyNot(d *desk, n *ir.Node) string {
	var input *ir.Input
	single := true
	n.Walk(func(m *ir.Node) bool {
		if m.Op == ir.OpInput {
			in := d.Program().Inputs[m.Input]
			single = single && (input == nil || input == in)
			input = in
		}
		return true
	})
	if input == nil || !single {
		return ""
	}
	return p.domainText(input)
}
