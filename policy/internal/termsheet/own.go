package termsheet

import (
	"slices"
	"strings"

	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// own gives what an agent's deals change, each value beside the standard one.
func (w *writer) own(term *plan.Term) Part {
	p := Part{ID: "own", Title: w.of("Your own terms", "您的专属条款")}
	if term == nil {
		return p
	}
	was := w.as(term.Base)
	t := Table{Head: []string{w.of("Term", "条款"), w.standard(), w.of("For you", "您")}}
	told := map[string]bool{}
	for _, c := range compare.Policies(term.Base, w.policy) {
		switch c.Of {
		case "param", "ladder", "table", "let":
			if told[c.Name] || !was.has(c.Name) {
				continue // what the deal adds is told where it is used
			}
			told[c.Name] = true
			a, b := was.ladderOf(c.Name), w.ladderOf(c.Name)
			if a != nil && b != nil {
				p.Tables = append(p.Tables, w.sides(c.Name, was, a, b)...)
				continue
			}
			if c.Of != "param" || c.Was == "" || c.Now == "" {
				c.Was, c.Now = was.written(c.Name), w.written(c.Name)
			}
		case "rule":
			if c.Part == "" && c.Was == "" {
				c.Now = w.kind(w.policy.Rule(c.Name).Kind) + w.of(", set out below", "，详见下文")
			}
		case "measure":
			continue // by the names that use it
		}
		if c.Was == c.Now {
			continue
		}
		name := text(Run{words(c.Name), Strong})
		if c.Part != "" {
			name = text(name, w.of(", ", "，"), w.clauseName(c.Part))
		}
		t.Rows = append(t.Rows, []Text{name, shown(c.Was), shown(c.Now)})
	}
	if len(t.Rows) > 0 {
		p.Tables = slices.Insert(p.Tables, 0, t)
	}
	if len(p.Tables) > 0 {
		p.Intro = []Text{text(w.of("What is not named here is as for all others.", "此处未列明的，按通用条款执行。"))}
	}
	return p
}

func (w *writer) standard() string { return w.of("For all others", "通用") }

// as gives a writer for another text of the policy.
func (w *writer) as(p *plan.Policy) *writer {
	other := *w
	other.policy, other.program, other.evaluated = p, nil, &evaluated{}
	return &other
}

// has reports whether the text has a param, ladder, table or let of a name.
func (w *writer) has(name string) bool {
	s := w.policy.Syntax
	return s.Params.Find(name) != nil || s.Ladders.Find(name) != nil || s.Tables.Find(name) != nil || s.Let.Find(name) != nil
}

// ladderOf gives the ladder of a name, also where a deal puts another ladder
// in its place.
func (w *writer) ladderOf(name string) *ir.Ladder {
	for range 8 {
		if l, ok := w.policy.Model.Lookup(name).(*ir.Ladder); ok {
			return l
		}
		let := w.policy.Syntax.Let.Find(name)
		if let == nil || let.Expr == nil {
			return nil
		}
		name = let.Expr.Value
	}
	return nil
}

// written gives the value of a name as a policy writes it.
func (w *writer) written(name string) string {
	switch s := w.policy.Syntax; {
	case s.Params.Find(name) != nil:
		if param, ok := w.policy.Model.Lookup(name).(*ir.Param); ok {
			return w.policy.ParamText(param)
		}
	case s.Let.Find(name) != nil:
		let := s.Let.Find(name)
		if let.Expr != nil {
			return strings.Join(strings.Fields(let.Expr.Value), " ")
		}
	case s.Ladders.Find(name) != nil:
		return w.of("by the ladder ", "按阶梯 ") + words(name)
	}
	return w.of("set out below", "详见下文")
}

// sides gives a ladder of the policy beside the one that a deal puts in its
// place: in one table, where both are read by the same quantity in the same
// way.
func (w *writer) sides(name string, was *writer, a, b *ir.Ladder) []Table {
	if a.Marginal != b.Marginal || by(a) != by(b) || a.Keys != b.Keys && (a.Keys != nil || b.Keys != nil) && !sameSymbols(a, b) || a.First != nil || b.First != nil || a.Of != nil || b.Of != nil || !sameUnits(a, b) {
		one, other := was.ladder(a), w.ladder(b)
		one.Title = text(Run{w.standard(), Strong}, w.of(": ", "："), one.Title)
		other.Title = text(Run{w.of("For you", "您"), Strong}, w.of(": ", "："), other.Title)
		return []Table{one, other}
	}
	t := w.ladder(b)
	t.Title[0] = Run{words(name), Term}
	starts := slices.Concat(a.Rungs, b.Rungs)
	slices.SortStableFunc(starts, func(x, y ir.Rung) int {
		if c := x.At.Cmp(y.At); c != 0 || x.Above == y.Above {
			return c
		}
		if x.Above {
			return 1
		}
		return -1
	})
	starts = slices.CompactFunc(starts, func(x, y ir.Rung) bool { return x.At.Cmp(y.At) == 0 && x.Above == y.Above })
	kind := ir.Type{Kind: ir.Number}
	if _, n := w.ladderKey(b); n != nil {
		kind = n.Type
	}
	t.Head, t.Right, t.Rows = t.Head[:1:1], []bool{true, true, true}, nil
	symbols := []string{""}
	if b.Keys != nil {
		symbols = b.Keys.Symbols
		t.Head, t.Right = append(t.Head, ""), []bool{true, false, true, true}
	}
	t.Head = append(t.Head, w.standard(), w.of("For you", "您"))
	for _, r := range starts {
		at := w.rungStart(r, kind)
		if r.Above {
			at = text(w.of("above ", "超过 "), at)
		}
		for i, symbol := range symbols {
			row := []Text{at}
			if symbol != "" {
				row = append(row, text(Run{symbol, Exact}))
			}
			t.Rows = append(t.Rows, append(row, was.reached(a, r, i), w.reached(b, r, i)))
		}
	}
	return []Table{t}
}

// reached writes what a ladder gives from a rung of this or another ladder
// on.
func (w *writer) reached(l *ir.Ladder, at ir.Rung, symbol int) Text {
	found := -1
	for i, r := range l.Rungs {
		if c := r.At.Cmp(at.At); c < 0 || c == 0 && (!r.Above || at.Above) {
			found = i
		}
	}
	switch {
	case found >= 0:
		return w.value(l.Rungs[found].Values[symbol], l.Type)
	case l.Below:
		return w.value(l.Rungs[0].Values[symbol], l.Type)
	default:
		return shown("")
	}
}

func by(l *ir.Ladder) string {
	if l.By == nil {
		return ""
	}
	return strings.Join(strings.Fields(l.By.Value), " ")
}

func sameSymbols(a, b *ir.Ladder) bool {
	return a.Keys != nil && b.Keys != nil && slices.Equal(a.Keys.Symbols, b.Keys.Symbols)
}

func sameUnits(a, b *ir.Ladder) bool {
	for _, r := range slices.Concat(a.Rungs, b.Rungs) {
		if r.Unit != a.Rungs[0].Unit {
			return false
		}
	}
	return true
}

// clauseName names a part of a rule.
func (w *writer) clauseName(part string) string {
	chinese := map[string]string{
		"when": "条件", "amount": "金额", "cap": "封顶", "cap per payee": "每个收款人封顶", "floor": "保底", "to": "收款人", "rest": "其余归",
		"every": "周期", "once": "一次性", "hold": "冻结", "must": "要求", "from": "抵扣来源", "kind": "类别", "takes_back": "扣回", "due": "支付日",
		"decide": "判定日", "decide after": "判定期限", "applies": "适用", "back": "退还",
	}
	if name, ok := chinese[part]; ok && w.chinese() {
		return name
	}
	return part
}

func shown(s string) Text {
	if s == "" {
		return text("–")
	}
	return text(s)
}
