package plan

import (
	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Figure is a number of a subject that no rule needs, for a report. It has a
// policy of its own, compiled from the same text, so that typing it changes
// nothing in the one that others use.
type Figure struct {
	Policy  *Policy
	Program *ir.Program
	Node    *ir.Node
	Step    ir.Unit // the longest period of what it reads; NoUnit: of none
}

// Figure types an expression that is read from a subject, or the bare name of
// one of its facts or measures. The list says what is wrong with it.
func (p *Policy) Figure(subject *ir.Subject, text string) (*Figure, diag.List) {
	own, diags := Compile(Source{Policy: p.Syntax, Terms: p.Model.Terms, Digest: p.Digest})
	if diags.Err() != nil {
		return nil, diags
	}
	own.Base = p.Original() // its measures are those of the policy
	root := own.Model.Subject(subject.Name)
	if root.Member(text) != nil {
		text = root.Name + "." + text
	}
	var found diag.List
	site := ir.NewSite(own.Model, root, func(d diag.Diagnostic) { found = append(found, d) })
	node := site.Any(syntax.Expr{Text: syntax.Text{Value: text}})
	switch node.Type.Kind {
	case ir.Money, ir.Count, ir.Number, ir.Bare:
	case ir.Invalid:
		return nil, found
	default:
		return nil, diag.List{diag.Errorf("N107", diag.Span{}, "%q is %s, and a report adds up amounts and counts", text, node.Type)}
	}
	f := &Figure{Policy: own, Program: site.Program, Node: node}
	for _, in := range f.Program.Inputs {
		if in.Measure != nil {
			f.Step = max(f.Step, in.Measure.Per)
		}
	}
	return f, nil
}
