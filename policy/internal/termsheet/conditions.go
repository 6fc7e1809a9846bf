package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// binding says how closely a condition holds together, for brackets.
type binding uint8

const (
	looseOr binding = iota
	looseAnd
	tight
)

// condition puts a condition into words.
func (w *writer) condition(n *ir.Node) Text {
	t, _ := w.truth(n, false)
	return t
}

// holds gives the words for an expression that there are no other words for.
func (w *writer) holds(n *ir.Node, not bool) Text {
	if w.chinese() {
		return text(w.of("", map[bool]string{false: "满足 ", true: "不满足 "}[not]), code(n.Text))
	}
	return text(code(n.Text), map[bool]string{false: " holds", true: " does not hold"}[not])
}

// truth puts a condition, or its opposite, into words.
func (w *writer) truth(n *ir.Node, not bool) (Text, binding) {
	switch n.Op {
	case ir.OpNamed:
		if inner := n.Args[0]; inner.Op == ir.OpAnd || inner.Op == ir.OpOr { // explained among the words
			w.explainLet(n)
			name := Run{words(n.Name), Term}
			return text(w.of("", map[bool]string{false: "满足 ", true: "不满足 "}[not]), name, w.of(map[bool]string{false: " applies", true: " does not apply"}[not], "")), tight
		}
		return w.truth(n.Args[0], not)
	case ir.OpNot:
		return w.truth(n.Args[0], !not)
	case ir.OpAnd, ir.OpOr:
		return w.both(n, (n.Op == ir.OpAnd) != not, not)
	case ir.OpPresent:
		return w.present(n.Args[0], not), tight
	case ir.OpCompare:
		cmp := n.Cmp
		if not {
			cmp = cmp.Negate()
		}
		return w.compare(n, cmp), tight
	case ir.OpCompareQuo:
		cmp := n.Cmp
		if not {
			cmp = cmp.Negate()
		}
		ratio := text(w.operand(n.Args[0]), w.of(" divided by ", " 除以 "), w.operand(n.Args[1]))
		return w.compared(ratio, cmp, w.operand(n.Args[2]), ir.Number), tight
	case ir.OpIn:
		return w.oneOf(n, not), tight
	case ir.OpBetween:
		return w.between(n, not), tight
	case ir.OpWithin:
		return w.within(n, not), tight
	case ir.OpAll, ir.OpAny:
		if t := w.listed(n, not); t != nil {
			return t, tight
		}
	case ir.OpInput:
		if n.Type.Kind == ir.Bool {
			return w.yes(n, not), tight
		}
	case ir.OpConst:
		if n.Type.Kind == ir.Bool && n.Const != nil {
			return text(w.of(map[bool]string{true: "always", false: "never"}[(n.Const.Sign() != 0) != not], map[bool]string{true: "始终", false: "从不"}[(n.Const.Sign() != 0) != not])), tight
		}
	}
	return w.holds(n, not), tight
}

func (w *writer) both(n *ir.Node, and, not bool) (Text, binding) {
	own := looseOr
	if and {
		own = looseAnd
	}
	var parts []Text
	for _, a := range n.Args {
		t, b := w.truth(a, not)
		if b < own {
			t = text(w.of("(", "（"), t, w.of(")", "）"))
		}
		parts = append(parts, t)
	}
	if and {
		return join(parts, w.of(" and ", "，且"), w.of(" and ", "，且")), own
	}
	return join(parts, w.of(" or ", "，或"), w.of(" or ", "，或")), own
}

// present says that something is on record: a day, a reference, a fact.
func (w *writer) present(n *ir.Node, not bool) Text {
	for n.Op == ir.OpNamed || n.Op == ir.OpShift {
		n = n.Args[0]
	}
	if n.Op != ir.OpInput {
		return w.holds(n, not)
	}
	in := w.program.Inputs[n.Input]
	owner, name := w.ownerOf(in)
	switch {
	case owner == nil:
		return text(w.input(in), w.of(map[bool]string{false: " is known", true: " is not known"}[not], map[bool]string{false: " 已知", true: " 未知"}[not]))
	case w.chinese():
		return text(owner, gapAfter(owner), map[bool]string{false: "已有", true: "没有"}[not], pad(name))
	case (in.Type.Kind == ir.Date || in.Type.Kind == ir.Time) && name.Text == "left":
		return text(owner, map[bool]string{false: " has ", true: " has not "}[not], name)
	case (in.Type.Kind == ir.Date || in.Type.Kind == ir.Time) && participle(name.Text):
		return text(owner, map[bool]string{false: " has been ", true: " has not been "}[not], name)
	default:
		return text(owner, map[bool]string{false: " has ", true: " has no "}[not], article(name, not))
	}
}

func gapAfter(t Text) string {
	if rs := []rune(t.String()); len(rs) > 0 && latin(rs[len(rs)-1]) {
		return " "
	}
	return ""
}

// article puts an article before a name where it wants one.
func article(name Run, not bool) Text {
	if not {
		return text(name)
	}
	before, _, _ := strings.Cut(indefinite(name.Text), " ")
	return text(before, " ", name)
}

// ownerOf gives the subject of a fact or measure, and its name there.
func (w *writer) ownerOf(in *ir.Input) (Text, Run) {
	base := w.program.Root
	if in.Path.Level {
		base = w.program.Level
	}
	switch in.Kind {
	case ir.InFact:
		w.explainFact(base, in.Path.Hops, in.Field)
		return w.subject(base, in.Path.Hops), Run{words(in.Field.Name), Term}
	case ir.InMeasure:
		w.explainMeasure(in.Measure)
		return w.subject(base, in.Path.Hops), Run{words(in.Measure.Name), Term}
	case ir.InRef:
		if n := len(in.Path.Hops); n > 0 {
			return w.subject(base, in.Path.Hops[:n-1]), Run{words(in.Path.Hops[n-1].Name), Term}
		}
	}
	return nil, Run{}
}

// compare puts a comparison into words.
func (w *writer) compare(n *ir.Node, cmp ir.Comparison) Text {
	a, b := n.Args[0], n.Args[1]
	if _, ok := constant(a); ok {
		a, b, cmp = b, a, cmp.Flip()
	}
	c, isConst := constant(b)
	if isConst && c.Type.Kind == ir.Bool {
		t, _ := w.truth(a, (c.Const.Sign() != 0) != (cmp == ir.Equal))
		return t
	}
	kind := a.Type.Kind
	right := w.operand(b)
	if isConst {
		right = w.like(c, a.Type)
	} else if inner := bareIndex(b); inner != nil {
		right = w.indexedAs(inner, a.Type)
	}
	return w.compared(w.operand(a), cmp, right, kind)
}

// like writes a constant as a value of the type that it is compared with.
func (w *writer) like(c *ir.Node, t ir.Type) Text {
	switch c.Type.Kind {
	case ir.Symbol, ir.Text, ir.Date, ir.Time, ir.Rate:
		return w.value(c.Const, c.Type)
	}
	t.Scale = c.Type.Scale
	return w.value(c.Const, t)
}

// bareIndex gives a map of bare numbers, which take the unit of what they are
// compared with.
func bareIndex(n *ir.Node) *ir.Node {
	for n.Op == ir.OpShift || n.Op == ir.OpNamed {
		n = n.Args[0]
	}
	if n.Op == ir.OpIndex && n.Type.Kind == ir.Bare && enumOf(n.Args[0]) != nil && len(n.Table) <= 4 {
		return n
	}
	return nil
}

func (w *writer) compared(a Text, cmp ir.Comparison, b Text, kind ir.Kind) Text {
	if kind == ir.Date || kind == ir.Time {
		if w.chinese() {
			return text(a, map[ir.Comparison]string{
				ir.Equal: " 为 ", ir.NotEqual: " 不为 ", ir.Less: "早于 ", ir.LessEqual: "不晚于 ", ir.Greater: "晚于 ", ir.GreaterEqual: "不早于 ",
			}[cmp], b)
		}
		switch cmp {
		case ir.GreaterEqual:
			return text(a, " is ", b, " or later")
		case ir.LessEqual:
			return text(a, " is ", b, " or earlier")
		default:
			return text(a, map[ir.Comparison]string{ir.Equal: " is ", ir.NotEqual: " is not ", ir.Less: " is before ", ir.Greater: " is after "}[cmp], b)
		}
	}
	if w.chinese() {
		return text(a, map[ir.Comparison]string{
			ir.Equal: " 为 ", ir.NotEqual: " 不为 ", ir.Less: " 不足 ", ir.LessEqual: " 不超过 ", ir.Greater: " 超过 ", ir.GreaterEqual: " 达到 ",
		}[cmp], b)
	}
	return text(a, map[ir.Comparison]string{
		ir.Equal: " is ", ir.NotEqual: " is not ", ir.Less: " is less than ", ir.LessEqual: " is at most ",
		ir.Greater: " is more than ", ir.GreaterEqual: " is at least ",
	}[cmp], b)
}

func (w *writer) oneOf(n *ir.Node, not bool) Text {
	var list []Text
	for _, item := range n.Args[1:] {
		if c, ok := constant(item); ok {
			list = append(list, w.like(c, n.Args[0].Type))
		} else {
			list = append(list, w.operand(item))
		}
	}
	return text(w.operand(n.Args[0]), w.of(map[bool]string{false: " is ", true: " is not "}[not], map[bool]string{false: " 为 ", true: " 不为 "}[not]),
		join(list, w.of(", ", "、"), w.of(" or ", " 或 ")))
}

func (w *writer) between(n *ir.Node, not bool) Text {
	a := w.operand(n.Args[0])
	if period(w.program, n.Args[1], ir.InPeriodFrom) && period(w.program, n.Args[2], ir.InPeriodUntil) {
		return text(a, w.of(map[bool]string{false: " lies in the period", true: " does not lie in the period"}[not], map[bool]string{false: "在该期间内", true: "不在该期间内"}[not]))
	}
	lo, hi := w.side(n.Args[1], n.Args[0]), w.side(n.Args[2], n.Args[0])
	if w.chinese() {
		return text(a, map[bool]string{false: " 在 ", true: " 不在 "}[not], lo, " 至 ", hi, " 之间")
	}
	return text(a, map[bool]string{false: " is from ", true: " is not from "}[not], lo, " to ", hi)
}

// side writes one end of a range.
func (w *writer) side(n, of *ir.Node) Text {
	if c, ok := constant(n); ok {
		return w.like(c, of.Type)
	}
	return w.operand(n)
}

func period(p *ir.Program, n *ir.Node, kind ir.InputKind) bool {
	return n.Op == ir.OpInput && n.Input < len(p.Inputs) && p.Inputs[n.Input].Kind == kind
}

// within says that a day lies in a window; of the period it is the months for
// which something is paid.
func (w *writer) within(n *ir.Node, not bool) Text {
	when := w.window(n.Window, w.operand(n.Args[1]))
	if c, ok := constant(n.Args[1]); ok { // from a day that is known
		first, last, closed := n.Window.Days(payout.Date(c.Const.Int64()))
		when = text(w.of("from ", ""), first.String(), w.of(" on", " 起"))
		if closed {
			when = text(w.of("from ", ""), first.String(), w.of(" to ", " 至 "), last.String())
		}
	}
	if period(w.program, n.Args[0], ir.InPeriodFrom) {
		if w.chinese() {
			return text(map[bool]string{false: "期间在 ", true: "期间不在 "}[not], when)
		}
		return text(map[bool]string{false: "it is for a period ", true: "it is not for a period "}[not], when)
	}
	if w.chinese() {
		return text(w.operand(n.Args[0]), map[bool]string{false: " 在 ", true: " 不在 "}[not], when)
	}
	return text(w.operand(n.Args[0]), map[bool]string{false: " lies ", true: " does not lie "}[not], when)
}

// listed says what holds in each of some blocks of days or months, or in one of
// them. It is nil where there are no words for it.
func (w *writer) listed(n *ir.Node, not bool) Text {
	list := n.Args[0]
	for list.Op == ir.OpNamed {
		list = list.Args[0]
	}
	if list.Op != ir.OpInput || not {
		return nil
	}
	in := w.program.Inputs[list.Input]
	if in.Kind != ir.InWindow || in.Window.Times == 0 || in.Anchor == nil {
		return nil
	}
	asksPrev := false
	n.Args[1].Walk(func(m *ir.Node) bool {
		asksPrev = asksPrev || m.Op == ir.OpPrev
		return true
	})
	if asksPrev {
		return nil
	}
	w.explainMeasure(in.Measure)
	inner := *w
	inner.it = text(Run{words(in.Measure.Name), Term})
	what := inner.condition(n.Args[1])
	from := w.operand(in.Anchor)
	win := in.Window
	if w.chinese() {
		unit, counted := " 个 "+plain(win.Each)+" 天", "起"
		if win.Each == 1 {
			unit = " 天"
		}
		if win.Months {
			counted = map[bool]string{true: "当月起", false: "次月起"}[win.Same]
			unit = " 个月"
			if win.Each > 1 {
				unit = " 个 " + plain(win.Each) + " 个月"
			}
		}
		if n.Op == ir.OpAll {
			return text(from, counted, "连续 ", plain(win.Times), unit, "，每段 ", what)
		}
		return text(from, counted, "的 ", plain(win.Times), unit, "中至少有一段 ", what)
	}
	stretch := "stretches of " + w.days(win.Each) + " from "
	if win.Months {
		stretch = "months after the month of "
		if win.Same {
			stretch = "months from that of "
		}
		if win.Each > 1 {
			stretch = "stretches of " + w.months(win.Each) + " after the month of "
		}
	}
	begin := "in each of the "
	if n.Op == ir.OpAny {
		begin = "in at least one of the "
	}
	return text(begin, plain(win.Times), " ", stretch, from, ", ", what)
}

// yes puts a fact of yes or no into words.
func (w *writer) yes(n *ir.Node, not bool) Text {
	in := w.program.Inputs[n.Input]
	owner, name := w.ownerOf(in)
	if owner == nil {
		return w.holds(n, not)
	}
	if w.bare && len(in.Path.Hops) == 0 {
		owner = text(w.of("it", "其"))
		if !w.chinese() && !participle(name.Text) && !strings.HasSuffix(name.Text, "y") {
			return text("the ", name, map[bool]string{false: " is yes", true: " is no"}[not])
		}
	}
	switch {
	case w.chinese():
		return text(w.ofSubject(owner, name, ""), map[bool]string{false: " 为是", true: " 为否"}[not])
	case participle(name.Text) || len(name.Text) > 2 && (name.Text[len(name.Text)-1] == 'y' || name.Text[len(name.Text)-2:] == "ew"):
		return text(owner, map[bool]string{false: " is ", true: " is not "}[not], name)
	default:
		return text(w.ofSubject(owner, name, ""), map[bool]string{false: " is yes", true: " is no"}[not])
	}
}
