package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// operand puts a value into words: a name, a constant, or a formula of them.
func (w *writer) operand(n *ir.Node) Text { return w.formula(n, 0) }

// The precedences of formulas, for brackets.
const (
	ofSum = iota + 1
	ofProduct
	ofFactor
)

func (w *writer) formula(n *ir.Node, outer int) Text {
	bracket := func(own int, t Text) Text {
		if own < outer {
			return text("(", t, ")")
		}
		return t
	}
	arg := func(i, own int) Text { return w.formula(n.Args[i], own) }
	switch n.Op {
	case ir.OpConst:
		return w.constantText(n)
	case ir.OpShift:
		return w.formula(n.Args[0], outer)
	case ir.OpNamed:
		if c, ok := constant(n); ok {
			return w.constantText(c)
		}
		w.explainLet(n)
		return text(Run{words(n.Name), Term})
	case ir.OpInput:
		if n.Type.Kind == ir.Bool {
			return w.yes(n, false)
		}
		return w.input(w.program.Inputs[n.Input])
	case ir.OpPick:
		in := w.program.Inputs[n.Input]
		if len(n.Args) == 0 {
			return text(w.input(in), w.of(" for ", "（"), in.Type.Enum.Symbols[n.Slot], w.of("", "）"))
		}
		return text(w.input(in), w.of(" for ", "（按 "), w.operand(n.Args[0]), w.of("", "）"))
	case ir.OpIt:
		if w.it != nil {
			return w.it
		}
	case ir.OpDateOf:
		return w.formula(n.Args[0], outer)
	case ir.OpNeg:
		return bracket(ofSum, text("−", arg(0, ofFactor)))
	case ir.OpAdd:
		return bracket(ofSum, text(arg(0, ofSum), " + ", arg(1, ofSum)))
	case ir.OpSub:
		return bracket(ofSum, text(arg(0, ofSum), " − ", arg(1, ofProduct)))
	case ir.OpMul:
		return bracket(ofProduct, text(arg(0, ofProduct), " × ", arg(1, ofFactor)))
	case ir.OpQuo:
		return bracket(ofProduct, text(arg(0, ofProduct), " ÷ ", arg(1, ofFactor)))
	case ir.OpMin, ir.OpMax:
		return w.best(n)
	case ir.OpClamp:
		return text(arg(0, 0), w.of(", at least ", "，不低于 "), arg(1, 0), w.of(" and at most ", "，不超过 "), arg(2, 0))
	case ir.OpCoalesce:
		return text(arg(0, ofFactor), w.of(" (where there is none: ", "（没有则为 "), arg(1, 0), w.of(")", "）"))
	case ir.OpAddDays, ir.OpAddMonths:
		return w.after(n)
	case ir.OpIndex:
		return w.indexed(n)
	case ir.OpRound:
		return bracket(ofSum, w.rounded(n, arg(0, 0)))
	case ir.OpRoundQuo:
		return bracket(ofSum, w.rounded(n, text(arg(0, ofProduct), " ÷ ", arg(1, ofFactor))))
	case ir.OpDays:
		return text(w.of("the days from ", ""), arg(0, 0), w.of(" to ", " 至 "), arg(1, 0), w.of("", " 的天数"))
	case ir.OpMonths:
		return text(w.of("the whole months from ", ""), arg(0, 0), w.of(" to ", " 至 "), arg(1, 0), w.of("", " 的整月数"))
	case ir.OpMonth:
		return text(w.of("the month of ", ""), arg(0, 0), w.of("", " 的月份"))
	case ir.OpYear:
		return text(w.of("the year of ", ""), arg(0, 0), w.of("", " 的年份"))
	case ir.OpRung, ir.OpMarginal:
		return w.rung(n)
	case ir.OpCond:
		if n.Share != nil {
			return text(w.of("the ", ""), Run{words(n.Share.Name), Term})
		}
		if n.Args[0].Op == ir.OpWithin && n.Shown && len(n.Args) == 3 { // a ladder with first months
			rung := n.Args[2]
			for rung.Op == ir.OpShift {
				rung = rung.Args[0]
			}
			if rung.Op == ir.OpRung {
				return w.rung(rung)
			}
		}
		return w.cases(n)
	case ir.OpAnd, ir.OpOr, ir.OpNot, ir.OpCompare, ir.OpPresent, ir.OpIn, ir.OpBetween:
		t, _ := w.truth(n, false)
		return t
	}
	if n.Op == ir.OpRow {
		if _, ok := w.policy.Model.Lookup(n.Text).(*ir.Table); ok {
			return text(w.of("the ", ""), Run{words(n.Text), Term})
		}
	}
	if n.Text == "" {
		return text(code("…"))
	}
	return text(code(n.Text))
}

func (w *writer) constantText(n *ir.Node) Text {
	if n.Const == nil {
		return text(code(n.Text))
	}
	return w.value(n.Const, n.Type)
}

// best writes the smaller or the larger of some values.
func (w *writer) best(n *ir.Node) Text {
	var list []Text
	for _, a := range n.Args {
		list = append(list, w.operand(a))
	}
	word := w.of("the smaller of ", "较小者（")
	if n.Op == ir.OpMax {
		word = w.of("the larger of ", "较大者（")
	}
	return text(word, join(list, w.of(", ", "、"), w.of(" and ", "、")), w.of("", "）"))
}

// after writes a day that is counted from another.
func (w *writer) after(n *ir.Node) Text {
	c, ok := constant(n.Args[1])
	if !ok {
		return text(code(n.Text))
	}
	count := int(c.Const.Int64())
	length := w.days(max(count, -count))
	if n.Op == ir.OpAddMonths {
		length = w.months(max(count, -count))
	}
	day := w.operand(n.Args[0])
	switch {
	case w.chinese() && count < 0:
		return text(day, "前 ", length)
	case w.chinese():
		return text(day, "后 ", length)
	case count < 0:
		return text(length, " before ", day)
	default:
		return text(length, " after ", day)
	}
}

// indexed writes a map by symbol: each value, or its name where there are many.
func (w *writer) indexed(n *ir.Node) Text {
	if enum := enumOf(n.Args[0]); enum == nil || len(n.Table) > mostColumns {
		return w.looked(n)
	}
	return w.indexedAs(n, n.Type)
}

// looked names a value that is looked up, where there are too many to list.
func (w *writer) looked(n *ir.Node) Text {
	if name, _, found := strings.Cut(n.Text, "["); found {
		return text(w.of("the ", ""), Run{words(name), Term}, w.of(" for ", "（按 "), w.operand(n.Args[0]), w.of("", "）"))
	}
	if owner, name, found := strings.Cut(n.Text, "."); found && !strings.ContainsAny(name, ".(") {
		return text(w.of("the ", ""), Run{words(name), Term}, w.of(" of the ", "（按 "), words(owner), w.of("", "）"))
	}
	return text(code(n.Text))
}

// rounded says how a value is rounded by itself.
func (w *writer) rounded(n *ir.Node, value Text) Text {
	how := map[ir.Rounding][2]string{ir.RoundMode: {"rounded", "取整"}, ir.RoundFloor: {"rounded down", "向下取整"}, ir.RoundCeil: {"rounded up", "向上取整"}}[n.Mode]
	t := text(value, w.of(", "+how[0], " "+how[1]))
	if n.Type.Scale > 0 {
		return text(t, w.of(" to "+plain(n.Type.Scale)+" places", "到 "+plain(n.Type.Scale)+" 位小数"))
	}
	return t
}

// indexedAs writes the values of a map as those of a type.
func (w *writer) indexedAs(n *ir.Node, t ir.Type) Text {
	t.Scale = n.Type.Scale
	return text(w.of("(", "（"), w.bySymbol(enumOf(n.Args[0]), func(i int) Text {
		at := i
		if n.Remap != nil {
			at = n.Remap[i]
		}
		return w.value(n.Table[at], t)
	}), w.of(")", "）"))
}

func enumOf(n *ir.Node) *ir.Enum {
	if n.Type.Kind == ir.Symbol {
		return n.Type.Enum
	}
	return nil
}

func (w *writer) bySymbol(enum *ir.Enum, value func(i int) Text) Text {
	var list []Text
	for i, s := range enum.Symbols {
		if w.chinese() {
			list = append(list, text(Run{s, Exact}, " ", value(i)))
			continue
		}
		list = append(list, text(value(i), " for ", Run{s, Exact}))
	}
	return join(list, w.of(", ", "，"), w.of(", ", "，"))
}

// rung names what a ladder gives.
func (w *writer) rung(n *ir.Node) Text {
	l := n.Ladder.Ladder
	name := Run{words(l.Name), Term}
	t := text(w.of("the ", ""), name)
	if n.Op == ir.OpMarginal {
		t = text(w.of("what ", ""), name, w.of(" gives for ", "，按 "), w.operand(n.Args[0]), w.of(", slice by slice", " 分段累计"))
	}
	if len(n.Args) > 1 {
		t = text(t, w.of(" for ", "（按 "), w.operand(n.Args[1]), w.of("", "）"))
	}
	return t
}

// cases writes a choice: this when that, else the other.
func (w *writer) cases(n *ir.Node) Text {
	var t Text
	for {
		value, when := w.operand(n.Args[1]), w.condition(n.Args[0])
		if w.chinese() {
			t = text(t, when, "时为 ", value)
		} else {
			t = text(t, value, " when ", when)
		}
		if len(n.Args) < 3 {
			return t
		}
		next := n.Args[2]
		for next.Op == ir.OpShift {
			next = next.Args[0]
		}
		if next.Op != ir.OpCond {
			return text(t, w.of("; else ", "；否则为 "), w.operand(next))
		}
		t, n = text(t, w.of("; ", "；")), next
	}
}

// worth writes the amount of a rule; a bare number of it is money, or of a
// benefit so many units.
func (w *writer) worth(n *ir.Node, unit string) Text {
	if c, ok := constant(n); ok && (c.Type.Kind == ir.Bare || c.Type.Kind == ir.Money || c.Type.Kind == ir.Number || c.Type.Kind == ir.Count) {
		if unit == "" {
			return text(w.money(c.Const, c.Type.Scale))
		}
		return text(w.number(c.Const, c.Type.Scale), " ", unit)
	}
	inner := n
	for inner.Op == ir.OpShift || inner.Op == ir.OpNamed {
		inner = inner.Args[0]
	}
	switch {
	case inner.Op == ir.OpCond && inner.Share == nil && !(inner.Args[0].Op == ir.OpWithin && inner.Shown):
		return w.worthCases(inner, unit)
	case inner.Op == ir.OpIndex && unit != "" && enumOf(inner.Args[0]) != nil && len(inner.Table) <= 4:
		return w.bySymbol(enumOf(inner.Args[0]), func(i int) Text {
			at := i
			if inner.Remap != nil {
				at = inner.Remap[i]
			}
			return text(w.number(inner.Table[at], inner.Type.Scale), " ", unit)
		})
	case inner.Op == ir.OpIndex && inner.Type.Kind != ir.Rate && enumOf(inner.Args[0]) != nil && len(inner.Table) <= 4:
		return w.bySymbol(enumOf(inner.Args[0]), func(i int) Text {
			at := i
			if inner.Remap != nil {
				at = inner.Remap[i]
			}
			return text(w.money(inner.Table[at], inner.Type.Scale))
		})
	}
	t := w.operand(n)
	if unit != "" {
		return text(t, " ", unit)
	}
	return t
}

func (w *writer) worthCases(n *ir.Node, unit string) Text {
	var t Text
	for {
		value, when := w.worth(n.Args[1], unit), w.condition(n.Args[0])
		if w.chinese() {
			t = text(t, when, "时 ", value)
		} else {
			t = text(t, value, " when ", when)
		}
		if len(n.Args) < 3 {
			return t
		}
		next := n.Args[2]
		for next.Op == ir.OpShift {
			next = next.Args[0]
		}
		if next.Op != ir.OpCond || next.Args[0].Op == ir.OpWithin && next.Shown {
			return text(t, w.of("; else ", "；否则 "), w.worth(next, unit))
		}
		t, n = text(t, w.of("; ", "；")), next
	}
}
