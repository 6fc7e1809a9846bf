package policy

import (
	"fmt"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// A wiring finds out where the inputs of rules stand.
type wiring struct {
	*given
	binding *binding
	hops    map[string]int
	nodes   []*ir.Node
	codes   []**ir.Code
	alone   []noted
	owners  []*plan.Rule // by input: the rule that reads it first
	fields  []field
}

// A noted expression is compiled by itself.
type noted struct {
	into **ir.Code
	node *ir.Node
}

func (w *wiring) refuse(r *plan.Rule, format string, args ...any) {
	w.fail("%s cannot be bound: %s", r.ID, fmt.Sprintf(format, args...))
}

// add takes in a rule.
func (w *wiring) add(r *plan.Rule) {
	if why := w.refusal(r); why != "" {
		w.refuse(r, "%s", why)
		return
	}
	p := w.policy.plan
	br := &boundRule{
		rule: r, index: len(w.binding.rules), moment: r.Every.Unit.String(), payee: -1,
		debit: r.Kind.Side() == payout.Debit, rounding: newRounding(p.Rounding, p.Model.Currency),
	}
	w.binding.rules = append(w.binding.rules, br)
	if r.Decide != nil { // it is evaluated on a day of its own
		br.moment = "rule " + r.ID
	}
	code := func(into **ir.Code, n *ir.Node) { w.code(into, r.Program, n, ir.Path{}, br.moment) }
	w.clauses(br)
	code(&br.rest, r.Rest)
	if r.Rest != nil {
		br.restType = r.Rest.Type.Subject.Name
	}
	if r.Hold != nil {
		code(&br.hold, r.Hold.When)
	}
	if r.Decide != nil {
		w.code(&br.decide, r.Program, r.Decide.On, ir.Path{}, ir.Day.String())
	}
	br.shares = make([]*ir.Code, len(r.Split))
	for i, part := range r.Split {
		code(&br.shares[i], part.Share)
		br.parts = append(br.parts, w.hop(part.Path.Hops))
	}
	if r.Once != nil && !isReference(r.Program, r.Once.Key) {
		code(&br.key, r.Once.Key)
	}
	w.payee(br, code)
	w.cohort(br)
	for len(w.owners) < len(w.binding.joint.Program.Inputs) {
		w.owners = append(w.owners, r)
	}
}

// clauses notes whether a rule is met and what it comes to: each clause by
// itself, and all in two expressions, which are quicker and say less.
func (w *wiring) clauses(br *boundRule) {
	r, j := br.rule, w.binding.joint
	moved := func(into **ir.Code, n *ir.Node) *ir.Node {
		if n == nil {
			return nil
		}
		n = j.Add(r.Program, n, ir.Path{}, br.moment)
		w.alone = append(w.alone, noted{into, n})
		return n
	}
	guard, when := moved(&br.guard, r.Guard), moved(&br.when, r.When)
	amount, high, low := moved(&br.amount, r.Amount), moved(&br.cap, r.Cap), moved(&br.floor, r.Floor)
	w.leaves(br, guard, when, amount, high, low)
	w.together(&br.met, j.Both(guard, when))
	w.together(&br.total, j.Between(amount, low, high, br.rounding.Places))
}

func (w *wiring) together(into **ir.Code, n *ir.Node) {
	if n != nil {
		w.codes, w.nodes = append(w.codes, into), append(w.nodes, n)
	}
}

// isReference reports whether a node is the subject itself.
func isReference(p *ir.Program, n *ir.Node) bool {
	return n.Op == ir.OpInput && p.Inputs[n.Input].Kind == ir.InRef && len(p.Inputs[n.Input].Path.Hops) == 0
}

// payee finds whom a rule pays. That is nearly always the end of a way; else
// it is computed.
func (w *wiring) payee(br *boundRule, code func(**ir.Code, *ir.Node)) {
	to := br.rule.To
	switch {
	case to == nil:
		br.payee, br.payeeType = 0, w.root.subject.Name
	case to.Op == ir.OpInput && br.rule.Program.Inputs[to.Input].Kind == ir.InRef:
		br.payee, br.payeeType = w.hop(br.rule.Program.Inputs[to.Input].Path.Hops), to.Type.Subject.Name
	default:
		br.payeeType = to.Type.Subject.Name
		code(&br.to, to)
	}
}

// cohort finds the day that picks the version of the policy for a row (N7).
func (w *wiring) cohort(br *boundRule) {
	r := br.rule
	for _, c := range w.policy.plan.Cohorts {
		switch {
		case c.Subject == r.Root:
			w.code(&br.cohort, c.Program, c.Day, ir.Path{}, ir.Day.String())
			return
		case r.Once == nil || r.Once.Key.Type.Kind != ir.Ref || r.Once.Key.Type.Subject != c.Subject:
		case r.Once.Key.Op == ir.OpInput:
			w.code(&br.cohort, c.Program, c.Day, r.Program.Inputs[r.Once.Key.Input].Path, ir.Day.String())
			return
		default:
			w.refuse(r, "its key is computed, and picks the version of the policy")
			return
		}
	}
}

// code notes an expression to be compiled with all others.
func (w *wiring) code(into **ir.Code, p *ir.Program, n *ir.Node, way ir.Path, moment string) {
	w.together(into, w.binding.joint.Add(p, n, way, moment))
}

// finish finds the inputs in the row and compiles the expressions.
func (w *wiring) finish() {
	b := w.binding
	if len(w.errs) > 0 {
		return
	}
	program := b.joint.Program
	if at := w.root.subject.Field("at"); at != nil && w.root.subject.Event {
		i := b.joint.Fact(at)
		b.event = &field{slot: program.Inputs[i].Slot, kind: at.Type.Kind}
		for len(w.owners) < len(program.Inputs) {
			w.owners = append(w.owners, b.rules[0].rule)
		}
	}
	places := make([]ir.Place, len(program.Inputs))
	for i, in := range program.Inputs {
		places[i] = ir.Place{Row: -1, Slot: in.Slot}
		w.input(i, in)
	}
	if len(w.errs) > 0 {
		return
	}
	for i, c := range ir.CompileTogether(program, w.nodes, places) {
		*w.codes[i] = c
	}
	for _, n := range w.alone {
		*n.into = ir.Compile(program, n.node, places)
	}
	for _, r := range b.rules {
		r.trace(program, places)
	}
	for _, r := range b.rules {
		r.prepare(b.event != nil)
		if r.payee >= 0 {
			b.hops[r.payee].paid = true
		}
	}
	for _, r := range b.refs {
		b.hops[r.hop].paid = true
	}
	for _, f := range w.fields {
		h, i := &b.hops[f.hop], int32(len(b.hops[f.hop].fields))
		plain := plainField{f.offset, f.min, f.max, int32(f.slot), int32(f.base), f.read, i, f.column}
		switch {
		case f.plain && f.read == readInt64:
			h.longs = append(h.longs, plain)
		case f.plain:
			h.plain = append(h.plain, plain)
		case f.read == readText && !f.null && len(f.oneOf) == 0:
			h.texts = append(h.texts, plain)
		default:
			h.others = append(h.others, i)
		}
		h.fields = append(h.fields, f)
	}
}
