package termsheet

import (
	"math/big"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/syntax"
)

// ladders gives the ladders and tables of the policy.
func (w *writer) ladders() Part {
	p := Part{ID: "ladders", Title: w.of("Ladders and tables", "阶梯与费率表")}
	for _, pair := range w.policy.Syntax.Ladders.Pairs {
		if l, ok := w.policy.Model.Lookup(pair.Key.Value).(*ir.Ladder); ok && l.Used {
			p.Tables = append(p.Tables, w.ladder(l))
		}
	}
	for _, pair := range w.policy.Syntax.Tables.Pairs {
		if t, ok := w.policy.Model.Lookup(pair.Key.Value).(*ir.Table); ok && t.Used {
			p.Tables = append(p.Tables, w.table(t))
		}
	}
	return p
}

// ladder gives the rungs of a ladder.
func (w *writer) ladder(l *ir.Ladder) Table {
	quantity := text(code("…"))
	kind := ir.Type{Kind: ir.Number}
	var by *ir.Node
	if program, n := w.ladderKey(l); n != nil {
		by = n
		quantity = w.in(program).operand(n)
		kind = n.Type
	} else if l.By != nil {
		quantity = text(code(l.By.Value))
	}
	if l.Of != nil {
		kind = ir.Type{Kind: ir.Rate}
		base := text(code(l.Of.Value))
		if program, n := w.shareBase(l); n != nil {
			base = w.in(program).operand(n)
		}
		quantity = text(quantity, w.of(" as a share of ", " 占 "), base, w.of("", " 的比例"))
	}
	t := Table{Title: text(Run{words(l.Name), Term}), Head: []string{w.of("From", "起点")}, Right: []bool{true}}
	if l.Marginal {
		t.Title = text(t.Title, w.of(", by ", "，按 "), quantity, w.of(": each slice at its own value", "，各段分别计算"))
	} else {
		t.Title = text(t.Title, w.of(", by ", "，按 "), quantity, w.of(": the rung that is reached prices all of it", "，全部按所达档位计算"))
	}
	if l.Keys != nil {
		t.Head = append(t.Head, l.Keys.Symbols...)
	} else {
		t.Head = append(t.Head, w.of("Value", "值"))
	}
	for range len(t.Head) - 1 {
		t.Right = append(t.Right, true)
	}
	for _, r := range l.Rungs {
		at := w.rungStart(r, kind)
		if r.Above {
			at = text(w.of("above ", "超过 "), at)
		}
		t.Rows = append(t.Rows, append([]Text{at}, w.rungValues(l, r.Values)...))
	}
	t.Note = w.ladderNote(l, by)
	return t
}

func (w *writer) rungStart(r ir.Rung, kind ir.Type) Text {
	if r.Unit == ir.Bare && (kind.Kind == ir.Money || kind.Kind == ir.Count || kind.Kind == ir.Number) || r.Unit == kind.Kind {
		kind.Scale = r.At.Scale
		return w.value(r.At.Int, kind)
	}
	return text(r.Label)
}

func (w *writer) rungValues(l *ir.Ladder, values []*big.Int) []Text {
	var list []Text
	for _, v := range values {
		list = append(list, w.value(v, l.Type))
	}
	return list
}

// ladderNote says what holds in the first months, and below the first rung.
func (w *writer) ladderNote(l *ir.Ladder, _ *ir.Node) Text {
	var t Text
	if f := l.First; f != nil {
		var values []Text
		for i, v := range f.Values {
			one := w.value(v, l.Type)
			if l.Keys != nil {
				one = text(one, w.of(" for ", "（"), l.Keys.Symbols[i], w.of("", "）"))
			}
			values = append(values, one)
		}
		from := text(code(f.Since.Value))
		if program, n := w.introKey(l); n != nil {
			from = w.in(program).operand(n)
		}
		t = text(w.of("Whatever the rung, ", "不论档位，"), w.window(f.Window, from), w.of(" it is ", "为 "), join(values, w.of(", ", "、"), w.of(" and ", "、")), w.of(".", "。"))
	}
	if l.Below {
		t = text(t, w.of(map[bool]string{true: " ", false: ""}[len(t) > 0]+"Below the first rung it is that of the first.", "低于第一档的按第一档计算。"))
	}
	return t
}

// ladderKey finds what a ladder is read by, in a rule that reads it.
func (w *writer) ladderKey(l *ir.Ladder) (*ir.Program, *ir.Node) {
	return w.find(func(n *ir.Node) *ir.Node {
		if (n.Op == ir.OpRung || n.Op == ir.OpMarginal) && n.Ladder.Ladder == l {
			if key := n.Args[0]; key.Share != nil {
				return key.Args[0]
			}
			return n.Args[0]
		}
		if n.Share == l && n.Op == ir.OpCond {
			return n.Args[0].Args[0]
		}
		return nil
	})
}

// shareBase finds what the rungs of a ladder are shares of.
func (w *writer) shareBase(l *ir.Ladder) (*ir.Program, *ir.Node) {
	return w.find(func(n *ir.Node) *ir.Node {
		if n.Share != l {
			return nil
		}
		if n.Op == ir.OpCond {
			return n.Args[0].Args[1]
		}
		return n.Args[1]
	})
}

// introKey finds the day from which a ladder's first months are counted.
func (w *writer) introKey(l *ir.Ladder) (*ir.Program, *ir.Node) {
	return w.find(func(n *ir.Node) *ir.Node {
		if n.Op != ir.OpCond || len(n.Args) < 3 || n.Args[0].Op != ir.OpWithin {
			return nil
		}
		rung := n.Args[2]
		for rung.Op == ir.OpShift {
			rung = rung.Args[0]
		}
		if rung.Op == ir.OpRung && rung.Ladder.Ladder == l {
			return n.Args[0].Args[1]
		}
		return nil
	})
}

// find gives the first node of a rule's expressions that something is found at.
func (w *writer) find(at func(*ir.Node) *ir.Node) (*ir.Program, *ir.Node) {
	for _, r := range w.policy.Rules {
		var found *ir.Node
		nodes := []*ir.Node{r.When, r.Amount, r.Cap, r.Floor, r.Must}
		for _, n := range nodes {
			n.Walk(func(m *ir.Node) bool {
				if found == nil {
					found = at(m)
				}
				return found == nil
			})
		}
		if found != nil {
			return r.Program, found
		}
		if c := r.Cascade; c != nil {
			for _, n := range []*ir.Node{c.Price, c.Share} {
				n.Walk(func(m *ir.Node) bool {
					if found == nil {
						found = at(m)
					}
					return found == nil
				})
			}
			if found != nil {
				return c.Level, found
			}
		}
	}
	for _, t := range w.policy.Tiers {
		for _, n := range t.When {
			var found *ir.Node
			n.Walk(func(m *ir.Node) bool {
				if found == nil {
					found = at(m)
				}
				return found == nil
			})
			if found != nil {
				return t.Program, found
			}
		}
	}
	return nil, nil
}

// table gives the rows of a table as they are written.
func (w *writer) table(t *ir.Table) Table {
	out := Table{Title: text(Run{words(t.Name), Term})}
	for _, key := range t.By {
		out.Head = append(out.Head, words(key.Name))
		out.Right = append(out.Right, false)
	}
	out.Head = append(out.Head, w.of("Value", "值"))
	out.Right = append(out.Right, true)
	cell := func(e *syntax.Expr) Text {
		if e.Value == "any" {
			return text(w.of("any", "不限"))
		}
		return text(e.Value)
	}
	for _, r := range t.Rows {
		var row []Text
		for i := range r.Cells {
			row = append(row, cell(&r.Cells[i]))
		}
		out.Rows = append(out.Rows, append(row, cell(&r.Value)))
	}
	if t.Otherwise != nil {
		out.Note = text(w.of("Otherwise ", "其他情形："), t.Otherwise.Value, w.of(".", "。"))
	}
	return out
}
