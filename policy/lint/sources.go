package lint

import (
	"strings"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A text is an expression with the node that it was typed to. The places of
// nodes are counted in characters of the text that they stand in.
type text struct {
	node *ir.Node
	expr syntax.Expr
}

// at gives the place of a node of the text.
func (t text) at(n *ir.Node) diag.Span {
	if n.To <= n.From || t.expr.Value == "" {
		return t.expr.Span()
	}
	return t.expr.Range(n.From, n.To)
}

// of is the text of a part that stands in the same expression.
func (t text) of(n *ir.Node) text { return text{n, t.expr} }

// quoted gives a node as it is written.
func quoted(n *ir.Node) string { return "`" + n.Text + "`" }

// A choice is a list of cases, a ternary or the rungs of one: what is tried in
// order, and what each gives.
type choice struct {
	whens  []text // without one for the last if it always holds
	values []text
	closed bool // the last case has no `when`
	listed bool // written as a list of cases
}

// A walker visits the nodes below one with the text that each stands in.
type walker struct {
	policy *plan.Policy
	visits map[*ir.Node]int // of the bodies of lets
	visit  func(t text, under []*ir.Node)
	choice func(c choice, under []*ir.Node)
}

// value walks through a value that was written as one expression or as cases.
func (w *walker) value(n *ir.Node, v *syntax.Value, under []*ir.Node) {
	switch {
	case n == nil:
	case v.Expr != nil:
		w.walk(text{n, *v.Expr}, under)
	default:
		w.cases(n, v.Cases, under)
	}
}

// cases walks through a list of cases: nested conditions, one a case.
func (w *walker) cases(n *ir.Node, list []syntax.Case, under []*ir.Node) {
	c := choice{listed: true}
	for i := range list {
		one := &list[i]
		if one.When.Value == "" || n.Op != ir.OpCond {
			c.values = append(c.values, text{n, one.Is})
			c.closed = true
			break
		}
		c.whens = append(c.whens, text{n.Args[0], one.When})
		c.values = append(c.values, text{n.Args[1], one.Is})
		if len(n.Args) < 3 {
			break
		}
		n = n.Args[2]
	}
	w.chosen(c, under)
}

// chosen walks through the parts of a choice. A value is read only where its
// condition holds and those before it do not.
func (w *walker) chosen(c choice, under []*ir.Node) {
	if w.choice != nil && len(c.whens) > 0 {
		w.choice(c, under)
	}
	for i, v := range c.values {
		if i < len(c.whens) {
			w.walk(c.whens[i], under)
			w.walk(v, append(under[:len(under):len(under)], c.whens[i].node))
		} else {
			w.walk(v, under)
		}
		if i < len(c.whens) {
			under = append(under[:len(under):len(under)], not(c.whens[i].node))
		}
	}
}

// not is the condition that another one is not met, be it false or absent.
func not(n *ir.Node) *ir.Node {
	met := &ir.Node{Op: ir.OpCond, Type: n.Type, Args: []*ir.Node{n, ir.BoolNode(true), ir.BoolNode(false)}}
	return &ir.Node{Op: ir.OpNot, Type: n.Type, Args: []*ir.Node{met}, Text: n.Text}
}

// notFalse is the condition that another one is true or absent: then what
// stands to the right of its `and` is read.
func notFalse(n *ir.Node) *ir.Node {
	fails := &ir.Node{Op: ir.OpNot, Type: n.Type, Args: []*ir.Node{n}, Text: n.Text}
	return &ir.Node{Op: ir.OpCond, Type: n.Type, Args: []*ir.Node{fails, ir.BoolNode(false), ir.BoolNode(true)}}
}

// absent is the condition that a value is not there.
func absent(n *ir.Node) *ir.Node {
	there := &ir.Node{Op: ir.OpPresent, Type: ir.Type{Kind: ir.Bool}, Args: []*ir.Node{n}, Input: n.Input, Text: n.Text}
	return &ir.Node{Op: ir.OpNot, Type: there.Type, Args: []*ir.Node{there}}
}

func (w *walker) walk(t text, under []*ir.Node) {
	n := t.node
	if n == nil {
		return
	}
	if w.visit != nil {
		w.visit(t, under)
	}
	switch n.Op {
	case ir.OpNamed:
		w.let(n, under)
	case ir.OpCond:
		if n.Share != nil { // the slices of a ladder of shares: they stand nowhere in the text
			w.walk(t.of(n.Args[0]), under)
			return
		}
		if n.Shown && len(n.Args) == 3 { // the first months of a ladder
			w.walk(t.of(n.Args[2]), under)
			return
		}
		w.chosen(choice{whens: []text{t.of(n.Args[0])}, values: []text{t.of(n.Args[1]), t.of(n.Args[2])}, closed: true}, under)
	case ir.OpAnd, ir.OpOr:
		w.walk(t.of(n.Args[0]), under)
		open := notFalse(n.Args[0])
		if n.Op == ir.OpOr {
			open = not(n.Args[0])
		}
		w.walk(t.of(n.Args[1]), append(under[:len(under):len(under)], open))
	case ir.OpCoalesce:
		w.walk(t.of(n.Args[0]), under)
		w.walk(t.of(n.Args[1]), append(under[:len(under):len(under)], absent(n.Args[0])))
	case ir.OpAll, ir.OpAny, ir.OpCount, ir.OpSum:
		w.walk(t.of(n.Args[0]), under) // what is asked of an element has a meaning only there
	case ir.OpRung, ir.OpMarginal:
		key := t.of(n.Args[0])
		if l := n.Ladder.Ladder; l.By != nil && !strings.HasPrefix(n.Text, l.Name+"(") {
			key.expr = *l.By
		}
		w.walk(key, under)
		for _, arg := range n.Args[1:] {
			w.walk(t.of(arg), under)
		}
	case ir.OpRow:
		w.row(t, under)
	default:
		for _, arg := range n.Args {
			w.walk(t.of(arg), under)
		}
	}
}

// maxUses is how many uses of a let are looked at: each reads it under
// conditions of its own, and lets may use each other more often than can be
// counted.
const maxUses = 6

func (w *walker) let(n *ir.Node, under []*ir.Node) {
	v := w.policy.Syntax.Let.Find(n.Name)
	if v == nil || w.visits[n.Args[0]] == maxUses {
		return
	}
	if w.visits == nil {
		w.visits = map[*ir.Node]int{}
	}
	w.visits[n.Args[0]]++
	w.value(n.Args[0], v, under)
}

func (w *walker) row(t text, under []*ir.Node) {
	table := tableOf(w.policy, t.node)
	for i, arg := range t.node.Args {
		key := t.of(arg)
		if table != nil && table.By[i].Expr != nil && !strings.Contains(t.node.Text, "(") {
			key.expr = *table.By[i].Expr
		}
		w.walk(key, under)
	}
	if table == nil {
		return
	}
	for i, row := range t.node.Rows {
		switch {
		case i < len(table.Rows):
			w.walk(text{row.Value, table.Rows[i].Value}, under)
		case table.Otherwise != nil:
			w.walk(text{row.Value, *table.Otherwise}, under)
		}
	}
}

// tableOf gives the table that a node reads, or nil.
func tableOf(p *plan.Policy, n *ir.Node) *ir.Table {
	name, _, _ := strings.Cut(n.Text, "(")
	t, _ := p.Model.Lookup(strings.TrimSpace(name)).(*ir.Table)
	if t == nil || len(t.Rows) > len(n.Rows) || len(t.By) != len(n.Args) {
		return nil
	}
	return t
}
