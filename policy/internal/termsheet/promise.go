package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// promises gives what an agent promises for what he is granted: by when, what
// he has meanwhile, and what becomes of it.
func (w *writer) promises(term *plan.Term) Part {
	p := Part{ID: "promises", Title: w.of("What you promise, and what is granted for it", "您的承诺与预先给予的条件")}
	if term == nil {
		return p
	}
	for _, d := range term.Deals {
		for i, c := range d.Commitments {
			if c.Promise != nil {
				p.Clauses = append(p.Clauses, w.promise(term, c, &d.Syntax.Commitments[i]))
			}
		}
	}
	return p
}

// promise puts one commitment into words.
func (w *writer) promise(term *plan.Term, c *plan.Commitment, s *syntax.Commitment) Clause {
	out := Clause{ID: c.ID, Kind: w.of("commitment", "承诺"), Side: "none"}
	add := func(english, chinese string, t Text) {
		if len(t) > 0 {
			out.Rows = append(out.Rows, Row{w.of(english, chinese), w.begin(t)})
		}
	}
	missed := w.as(term.Text(func(one *plan.Commitment) bool { return one == c }))
	in := w.in(c.Program)
	add("You promise", "您承诺", in.condition(c.Promise))
	add("Term", "协议期", text(w.dates(c.Deal.From, c.Deal.Until)))
	tested := text(w.of("on ", ""), c.Test.String())
	if c.Test > c.Deal.Until {
		tested = text(tested, w.of(", "+w.days(int(c.Test-c.Deal.Until))+" after the last day of the term", "，即协议期末日后第 "+plain(int(c.Test-c.Deal.Until))+" 天"))
	}
	add("Tested", "判定日", tested)
	add("Meanwhile", "期间", w.granted(&s.Advance, w.of("from the first day of the term, on trust: ", "自协议期首日起预先给予：")))
	add("If it is kept", "若达成", text(w.of("nothing is computed again; what was paid on trust stays yours", "不再重新计算，预先给予的部分归您所有")))
	again := w.granted(&s.Missed, "")
	if len(again) == 0 {
		again = text(w.of("the terms for all others", "通用条款"))
	}
	add("If it is missed", "若未达成", text(w.of("every amount of the term is computed again with ", "协议期内的每笔金额按以下条件重新计算："), again,
		w.of(", and what was paid too much is taken back, line by line", "，多付的差额逐笔扣回")))
	if l := missed.partly(c, s); l != nil {
		add("If it is kept in part", "若部分达成", text(w.of("the rung of ", "按 "), Run{words(l.Name), Term}, w.of(" that was reached by the day of the test holds for all of the term", " 在判定日所达的档位计算整个协议期")))
	}
	add("Taken back", "差额扣回", missed.offset(missed.settling(), &w.policy.Settle, true))
	add("If it ends early", "若提前终止", w.early(term))
	add("If facts change", "若资料更正", text(w.of("the promise is tested again with the facts as corrected; where it turns out kept, the difference is paid again",
		"按更正后的资料重新判定；若因此达成，差额重新支付")))
	add("On the statement", "结算单说明", in.sentence(c.Why))
	out.Tables = append(out.Tables, w.outcomes(term, missed, s)...)
	if f := w.atStake(term, c, missed); f != nil {
		out.Figures = append(out.Figures, f...)
	}
	return out
}

// settling gives a writer for the terms of the settlement.
func (w *writer) settling() *writer {
	if w.policy.Settle.Program == nil {
		return w
	}
	return w.in(w.policy.Settle.Program)
}

// granted names the terms that a commitment puts in the place of others.
func (w *writer) granted(terms *syntax.Keyed[syntax.Override], begin string) Text {
	var list []Text
	for _, pair := range terms.Pairs {
		name := Run{words(pair.Key.Value), Term}
		value := strings.Join(strings.Fields(pair.Value.Expr.Value), " ")
		if l, ok := w.policy.Model.Lookup(value).(*ir.Ladder); ok {
			list = append(list, text(name, w.of(" by the ladder ", " 按阶梯 "), Run{words(l.Name), Term}))
			continue
		}
		for i, by := range pair.Value.By.Pairs {
			if i > 0 {
				value += w.of(", ", "，")
			}
			value += by.Key.Value + " " + by.Value.Value
		}
		list = append(list, text(name, " ", value))
	}
	if len(list) == 0 {
		return nil
	}
	return text(begin, join(list, w.of(", ", "；"), w.of(" and ", "；")))
}

// partly gives the ladder by which a promise that is kept in part is paid: one
// that is read by what was promised.
func (w *writer) partly(c *plan.Commitment, s *syntax.Commitment) *ir.Ladder {
	for _, pair := range s.Missed.Pairs {
		l := w.ladderOf(pair.Key.Value)
		if l == nil || l.By == nil {
			continue
		}
		for _, in := range c.Program.Inputs {
			if in.Measure != nil && in.Measure.FullName() == by(l) {
				return l
			}
		}
	}
	return nil
}

// early says what an early end does to a promise.
func (w *writer) early(term *plan.Term) Text {
	subject := w.policy.Model.Subject(term.Agent.Type)
	t := text(w.of("the promise is tested on the last day, and what is promised is not made smaller for it", "以终止之日为判定日，承诺的数量不因此减少"))
	if subject == nil {
		return t
	}
	if f := subject.Field("left"); f != nil && f.Type.Kind == ir.Date {
		return text(w.of("by the fact ", "以资料 "), code(subject.Name+".left"), w.of(": ", " 为准："), t)
	}
	return t
}

// outcomes gives what is granted beside the standard and what applies if the
// promise is missed: values in one table, ladders side by side.
func (w *writer) outcomes(term *plan.Term, missed *writer, s *syntax.Commitment) []Table {
	var list []Table
	was := w.as(term.Base)
	values := Table{Head: []string{w.of("Term", "条款"), w.standard(), w.of("Meanwhile", "期间"), w.of("If it is missed", "若未达成")}}
	told := map[string]bool{}
	for _, terms := range []*syntax.Keyed[syntax.Override]{&s.Advance, &s.Missed} {
		for _, pair := range terms.Pairs {
			name := pair.Key.Value
			if told[name] {
				continue
			}
			told[name] = true
			if w.ladderOf(name) == nil || was.ladderOf(name) == nil {
				values.Rows = append(values.Rows, []Text{text(Run{words(name), Strong}), shown(was.worded(name)), shown(w.worded(name)), shown(missed.worded(name))})
			}
			if l := missed.ladderOf(name); l != nil && l != was.ladderOf(name) && was.policy.Syntax.Ladders.Find(l.Name) == nil {
				list = append(list, missed.ladder(l))
			}
		}
	}
	if len(values.Rows) > 0 {
		list = append([]Table{values}, list...)
	}
	return list
}

// worded is the value of a name, or the ladder that gives it.
func (w *writer) worded(name string) string {
	if l := w.ladderOf(name); l != nil {
		return w.of("by the ladder ", "按阶梯 ") + words(l.Name)
	}
	return w.written(name)
}

// signatures gives the place where both sign.
func (w *writer) signatures(term *plan.Term) Part {
	p := Part{ID: "sign", Title: w.of("Agreed", "签署")}
	if term == nil {
		return p
	}
	line := text(w.of("Name, place, date and signature", "姓名、地点、日期及签名"))
	p.Rows = []Row{{w.of("For the payer", "支付方"), line}, {w.of("For ", "代理方 ") + term.Agent.ID, line}}
	return p
}
