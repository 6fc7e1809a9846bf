package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/policy/internal/compare"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
	"github.com/fenrun/fenrun/policy/syntax"
)

// own gives what an agent's deals change, and what was promised for it.
func (w *writer) own(term *plan.Term) Part {
	p := Part{ID: "own", Title: w.of("Your own terms", "您的专属条款")}
	if term == nil {
		return p
	}
	t := Table{Head: []string{w.of("Term", "条款"), w.of("For all others", "通用"), w.of("For you", "您")}}
	for _, c := range compare.Policies(term.Base, w.policy) {
		if c.Was == c.Now || c.Of == "measure" || c.Of == "ladder" && c.Part == "" {
			continue // by the names that it uses, or told where it is used
		}
		name := text(Run{words(c.Name), Strong})
		if c.Part != "" {
			name = text(name, ", ", c.Part)
		}
		t.Rows = append(t.Rows, []Text{name, shown(c.Was), shown(c.Now)})
	}
	if len(t.Rows) > 0 {
		p.Tables = append(p.Tables, t)
	}
	for _, d := range term.Deals {
		for i, c := range d.Commitments {
			if c.Promise == nil {
				continue
			}
			p.Intro = append(p.Intro, text(w.of("You promise that ", "您承诺："), w.in(c.Program).condition(c.Promise),
				w.of(". It is tested on ", "，判定日为 "), c.Test.String(), w.of(".", "。")))
			w.missed(&p, term, c, &d.Syntax.Commitments[i])
		}
	}
	return p
}

// missed says what applies if a promise is missed.
func (w *writer) missed(p *Part, term *plan.Term, c *plan.Commitment, s *syntax.Commitment) {
	if len(s.Missed.Pairs) == 0 {
		return
	}
	other := *w
	other.policy = term.Text(func(one *plan.Commitment) bool { return one == c })
	var list []Text
	for _, pair := range s.Missed.Pairs {
		name := Run{words(pair.Key.Value), Term}
		if l, ok := other.policy.Model.Lookup(pair.Value.Expr.Value).(*ir.Ladder); ok {
			list = append(list, text(name, w.of(" by the ladder ", " 按阶梯 "), Run{words(l.Name), Term}))
			p.Tables = append(p.Tables, other.ladder(l))
			continue
		}
		value := pair.Value.Expr.Value
		for i, by := range pair.Value.By.Pairs {
			if i > 0 {
				value += ", "
			}
			value += by.Key.Value + ": " + by.Value.Value
		}
		list = append(list, text(name, " ", strings.TrimSpace(value)))
	}
	p.Intro = append(p.Intro, text(w.of("If it is missed, the whole term is computed again with ", "若未达成，整个协议期重新计算："),
		join(list, w.of(", ", "；"), w.of(" and ", "；")), w.of("; what was paid too much is taken back.", "，多付部分扣回。")))
}

func shown(s string) Text {
	if s == "" {
		return text("–")
	}
	return text(s)
}
