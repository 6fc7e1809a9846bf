// Package coverage says what the cases of a policy have reached: each rule,
// both sides of each comparison, each case of a list, each rung of a ladder
// and each row of a table.
package coverage

import (
	"fmt"

	"github.com/fenrun/fenrun/policy/diag"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A Point is one thing that cases can reach.
type Point struct {
	Rule   string    // or the tier set or measure
	What   string    // as written
	Side   string    // what of it: true, false, paid, not met, case 2, rung 1亿, row 3
	Place  diag.Span // where it stands
	Count  int       // how often it was reached
	plain  key
	policy string
}

// A key tells points apart, also those of one policy that was compiled twice.
type key struct {
	file, rule, clause, what, side string
}

// A walker finds the points of one text.
type walker struct {
	all    *Coverage
	policy *plan.Policy
	rule   string
	clause string
	seen   map[*ir.Node]bool
}

func (w *walker) point(n *ir.Node, what, side string, place diag.Span) int {
	k := key{w.policy.Syntax.Policy.Span().File, w.rule, w.clause, what, side}
	if n != nil && n.Op == ir.OpRung { // a ladder is one thing, whoever reads it
		k = key{k.file, "", "", what, side}
	}
	if i, known := w.all.byKey[k]; known {
		return i
	}
	i := len(w.all.points)
	w.all.byKey[k] = i
	w.all.points = append(w.all.points, Point{Rule: w.rule, What: what, Side: side, Place: place, plain: k, policy: w.policy.Name})
	return i
}

// text finds the points of a whole policy.
func (w *walker) text() {
	for _, r := range w.policy.Rules {
		w.rule, w.clause = r.ID, ""
		s := r.Syntax
		w.all.rules[r] = [2]int{w.point(nil, r.ID, "paid", r.Place), -1}
		if r.When != nil || r.Guard != nil {
			w.all.rules[r] = [2]int{w.all.rules[r][0], w.point(nil, r.ID, "not met", r.Place)}
		}
		w.expr("when", r.When, &s.When)
		w.value("amount", r.Amount, &s.Amount)
		w.value("to", r.To, &s.To)
		if r.Hold != nil {
			w.expr("hold", r.Hold.When, &s.Hold.When)
		}
		if r.Must != nil {
			w.expr("must", r.Must, &s.Must)
		}
		w.bound("cap", r.Cap, s.Cap)
		w.bound("cap", r.CapPayee, s.Cap)
		w.bound("floor", r.Floor, s.Floor)
		if c := r.Cascade; c != nil {
			w.expr("price", c.Price, &s.Cascade.Price)
			w.expr("share", c.Share, &s.Cascade.Share)
			if s.Cascade.Skip != nil {
				w.expr("skip", c.Skip, &s.Cascade.Skip.When)
			}
		}
	}
	for i, t := range w.policy.Tiers {
		w.rule = t.Name
		if i < len(w.policy.Syntax.Tiers.Pairs) {
			for j, when := range t.When {
				rows := w.policy.Syntax.Tiers.Pairs[i].Value.Ladder
				if j < len(rows) {
					w.expr(t.Tiers.Symbols[j], when, &rows[j].When)
				}
			}
		}
	}
}

func (w *walker) bound(clause string, n *ir.Node, s *syntax.Bound) {
	if n == nil || s == nil {
		return
	}
	v := &s.Value
	if v.IsZero() {
		v = &s.Of
	}
	w.value(clause, n, v)
}

// value walks an expression, or a list of cases.
func (w *walker) value(clause string, n *ir.Node, v *syntax.Value) {
	if n == nil {
		return
	}
	if v.Expr != nil || len(v.Cases) == 0 {
		w.expr(clause, n, v.Expr)
		return
	}
	w.clause = clause
	w.cases(n, v.Cases, 0)
}

// cases walks a list of cases: each is a condition, its value, and the rest.
func (w *walker) cases(n *ir.Node, list []syntax.Case, i int) {
	if n == nil || i >= len(list) {
		return
	}
	inner := n
	for inner.Op == ir.OpShift && len(inner.Args) == 1 {
		inner = inner.Args[0]
	}
	if inner.Op != ir.OpCond || list[i].When.Value == "" {
		w.walk(n, &list[i].Is)
		return
	}
	w.all.sides[inner] = append(w.all.sides[inner], side{taken: 1, point: w.point(nil, list[i].When.Value, fmt.Sprintf("case %d", i+1), list[i].When.Span())})
	w.walk(inner.Args[0], &list[i].When)
	w.walk(inner.Args[1], &list[i].Is)
	if i+1 < len(list) && list[i+1].When.Value == "" {
		w.all.sides[inner] = append(w.all.sides[inner], side{taken: 2, point: w.point(nil, list[i+1].Is.Value, fmt.Sprintf("case %d", i+2), list[i+1].Is.Span())})
	}
	w.cases(inner.Args[2], list, i+1)
}

func (w *walker) expr(clause string, n *ir.Node, e *syntax.Expr) {
	if n == nil {
		return
	}
	w.clause = clause
	w.walk(n, e)
}

// walk finds the points below a node that stands in an expression. e is nil
// where the text is not at hand.
func (w *walker) walk(n *ir.Node, e *syntax.Expr) {
	if n == nil || w.seen[n] {
		return
	}
	w.seen[n] = true
	place := func() diag.Span {
		if e == nil {
			return diag.Span{}
		}
		return e.Range(n.From, n.To)
	}
	switch n.Op {
	case ir.OpCompare, ir.OpCompareQuo, ir.OpIn, ir.OpPresent, ir.OpAll, ir.OpAny, ir.OpWithin:
		w.all.sides[n] = append(w.all.sides[n],
			side{holds: true, point: w.point(n, n.Text, "true", place())}, side{fails: true, point: w.point(n, n.Text, "false", place())})
	case ir.OpInput:
		if n.Type.Kind == ir.Bool {
			w.all.sides[n] = append(w.all.sides[n],
				side{holds: true, point: w.point(n, n.Text, "true", place())}, side{fails: true, point: w.point(n, n.Text, "false", place())})
		}
	case ir.OpCond:
		if len(w.all.sides[n]) == 0 && n.Text != "" && e != nil {
			w.all.sides[n] = append(w.all.sides[n],
				side{taken: 1, point: w.point(n, n.Text, "then", place())}, side{taken: 2, point: w.point(n, n.Text, "else", place())})
		}
	case ir.OpRung:
		l := n.Ladder.Ladder
		for i, r := range l.Rungs {
			w.all.sides[n] = append(w.all.sides[n], side{rung: i + 1, point: w.point(n, l.Name, "rung "+r.Label, r.Place)})
		}
	case ir.OpRow:
		for i := range n.Rows {
			w.all.sides[n] = append(w.all.sides[n], side{rung: i + 1, point: w.point(n, n.Text, fmt.Sprintf("row %d", i+1), place())})
		}
	case ir.OpNamed: // its parts stand in the text of the let
		var inner *syntax.Expr
		if v := w.policy.Syntax.Let.Find(n.Name); v != nil {
			if len(v.Cases) > 0 {
				w.cases(n.Args[0], v.Cases, 0)
				return
			}
			inner = v.Expr
		}
		w.walk(n.Args[0], inner)
		return
	}
	for _, a := range n.Args {
		w.walk(a, e)
	}
	for i := range n.Rows {
		w.walk(n.Rows[i].Value, nil)
	}
}
