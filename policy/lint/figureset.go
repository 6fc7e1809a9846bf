package lint

import (
	"math/big"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// A figureSet is the numbers that a rule has.
type figureSet map[string]bool

func (s figureSet) add(v *big.Rat)      { s[v.RatString()] = true }
func (s figureSet) has(v *big.Rat) bool { return s[v.RatString()] }

func (s figureSet) whole(n int) { s.add(big.NewRat(int64(n), 1)) }

// figuresOf gives the numbers of a rule, and of all that it is computed from.
func (p *pass) figuresOf(r *plan.Rule) figureSet {
	s := figureSet{}
	for _, n := range []*ir.Node{r.Guard, r.When, r.Amount, r.Cap, r.CapPayee, r.Floor, r.To, r.Must, r.Back, r.Every.Since} {
		s.node(n)
	}
	if r.Hold != nil {
		s.node(r.Hold.When)
	}
	if r.Once != nil {
		s.node(r.Once.Key)
		s.node(r.Once.By)
	}
	s.whole(r.Every.Days)
	s.whole(r.Every.Months)
	if r.Decide != nil {
		s.whole(r.Decide.Days)
		s.whole(r.Decide.Months)
		s.node(r.Decide.On)
	}
	if r.Due != nil {
		s.whole(r.Due.Days)
		s.whole(r.Due.Day)
		s.whole(r.Due.Months)
	}
	for _, part := range r.Split {
		s.node(part.Share)
	}
	if c := r.Cascade; c != nil {
		for _, n := range []*ir.Node{c.Price, c.Share, c.From, c.Skip} {
			s.node(n)
		}
		s.program(c.Level, map[*ir.Measure]bool{})
	}
	s.program(r.Program, map[*ir.Measure]bool{})
	for _, name := range append(append(append([]string(nil), r.Takes...), r.Paid...), r.Earned...) {
		for _, other := range p.Named(name) {
			if other != r {
				s.node(other.Amount)
				s.node(other.When)
				s.program(other.Program, map[*ir.Measure]bool{})
			}
		}
	}
	s.written(r.Syntax)
	for _, f := range p.Fees {
		if r.Fee == f.ID {
			s.node(f.Was)
			s.node(f.Now)
			s.node(f.Amount)
		}
	}
	return s
}

// written adds the numbers as the rule's text has them: 299 - 50 is one number
// once it is typed.
func (s figureSet) written(r *syntax.Rule) {
	texts := []string{r.When.Value, r.Must.Value}
	values := []*syntax.Value{&r.Amount, &r.To}
	for _, b := range []*syntax.Bound{r.Cap, r.Floor} {
		if b != nil {
			values = append(values, &b.Value, &b.Of)
		}
	}
	for _, v := range values {
		if v.Expr != nil {
			texts = append(texts, v.Expr.Value)
		}
		for _, c := range v.Cases {
			texts = append(texts, c.When.Value, c.Is.Value)
		}
	}
	for _, row := range r.Each {
		for _, pair := range row.Pairs {
			texts = append(texts, pair.Value.Value)
		}
	}
	for _, text := range texts {
		for _, number := range aNumber.FindAllString(text, -1) {
			if v, ok := readFigure(strings.TrimSpace(number)); ok {
				s.add(v)
			}
		}
	}
}

func (s figureSet) node(n *ir.Node) {
	if n == nil {
		return
	}
	value := func(v *big.Int, t ir.Type) {
		if v != nil {
			s.add(ir.Num{Int: v, Scale: t.Scale}.Rat())
		}
	}
	n.Walk(func(n *ir.Node) bool {
		if n.Const != nil {
			value(n.Const, n.Type)
		}
		elem := n.Type
		if elem.Kind == ir.Map && elem.Elem != nil {
			elem = *elem.Elem
		}
		for _, v := range n.Table {
			value(v, elem)
		}
		s.window(n.Window)
		if n.Ladder != nil {
			l := n.Ladder.Ladder
			for _, rung := range l.Rungs {
				s.add(rung.At.Rat())
				for _, v := range rung.Values {
					value(v, l.Type)
				}
			}
			if l.First != nil {
				s.window(l.First.Window)
			}
		}
		for _, row := range n.Rows {
			for i, c := range row.Cells {
				value(c.Lo, n.Args[i].Type)
				value(c.Hi, n.Args[i].Type)
			}
		}
		return true
	})
}

func (s figureSet) window(w ir.Window) {
	for _, n := range []int{w.Lo, w.Hi, w.Times, w.Each, w.Times * w.Each, w.Hi - w.Lo + 1} {
		s.whole(n)
	}
}

// program adds what the measures, windows and facts of a program are made of.
func (s figureSet) program(p *ir.Program, seen map[*ir.Measure]bool) {
	if p == nil {
		return
	}
	for _, in := range p.Inputs {
		s.window(in.Window)
		s.node(in.Anchor)
		if f := in.Field; f != nil {
			t := f.Type
			if t.Kind == ir.Map {
				t = *t.Elem
			}
			for _, v := range append([]*big.Int{f.Min, f.Max, f.Default}, f.OneOf...) {
				if v != nil {
					s.add(ir.Num{Int: v, Scale: t.Scale}.Rat())
				}
			}
		}
		m := in.Measure
		if m == nil || seen[m] {
			continue
		}
		seen[m] = true
		s.node(m.Term)
		s.node(m.Where)
		s.node(m.Since)
		if m.Window != nil {
			s.window(*m.Window)
		}
		if m.Reach.Int != nil {
			s.add(m.Reach.Rat())
		}
		s.program(m.Program, seen)
		s.program(m.Anchor, seen)
	}
}
