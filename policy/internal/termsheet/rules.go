package termsheet

import (
	"strings"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
	"github.com/fenrun/fenrun/policy/internal/plan"
)

// rules gives the sections of the rules: what is paid, what is given beside
// money, what is taken, and what is to be done.
func (w *writer) rules() []Part {
	paid := Part{ID: "paid", Title: w.of("What is paid", "可得款项")}
	given := Part{ID: "given", Title: w.of("What is given beside money", "款项以外的权益")}
	taken := Part{ID: "taken", Title: w.of("What is taken back or charged", "扣回与扣款")}
	duties := Part{ID: "duties", Title: w.of("What is to be done", "应尽义务")}
	for _, group := range w.groups() {
		c := w.clause(group)
		switch group[0].Kind {
		case payout.Benefit:
			given.Clauses = append(given.Clauses, c)
		case payout.Duty:
			duties.Clauses = append(duties.Clauses, c)
		case payout.Clawback, payout.Charge, payout.Deposit:
			taken.Clauses = append(taken.Clauses, c)
		default:
			paid.Clauses = append(paid.Clauses, c)
		}
	}
	return []Part{paid, given, taken, duties}
}

// groups gives the rules, those that are rows of one clause together.
func (w *writer) groups() [][]*plan.Rule {
	var groups [][]*plan.Rule
	for _, r := range w.policy.Rules {
		if n := len(groups); n > 0 && groups[n-1][0].Base == r.Base && r.Base != r.ID {
			groups[n-1] = append(groups[n-1], r)
			continue
		}
		groups = append(groups, []*plan.Rule{r})
	}
	return groups
}

// clause puts a rule into words, or the rows of one.
func (w *writer) clause(group []*plan.Rule) Clause {
	r := group[0]
	in := w.in(r.Program)
	c := Clause{ID: r.Base, Kind: w.kind(r.Kind), Side: side(r.Kind)}
	add := func(label string, t Text) {
		if len(t) > 0 {
			c.Rows = append(c.Rows, Row{label, w.begin(t)})
		}
	}
	add(w.of("For", "对象"), in.who(r))
	if len(group) == 1 {
		add(w.of("When", "条件"), in.when(r))
		if r.Must != nil {
			add(w.of("To be met", "要求"), in.condition(r.Must))
		}
		add(w.of("How much", "金额"), in.howMuch(r))
	} else {
		c.Tables = append(c.Tables, w.rows(group))
	}
	add(w.of("Limits", "上下限"), in.limits(r))
	add(w.of("How often", "频次"), in.often(r))
	add(w.of("Decided", "判定"), in.decided(r))
	add(w.of("Held", "冻结"), in.held(r))
	add(w.of("Taken from", "抵扣来源"), w.accounts(r))
	add(w.of("Given back", "退还"), in.back(r))
	add(w.of("Payable", "支付日"), in.payable(r))
	add(w.of("On the statement", "结算单说明"), in.sentence(r.Why))
	for _, one := range group {
		if f := w.figures(one); f != nil {
			c.Figures = append(c.Figures, f)
		}
	}
	return c
}

// rows gives the rows of a clause as a table.
func (w *writer) rows(group []*plan.Rule) Table {
	t := Table{Head: []string{"", w.of("When", "条件"), w.of("How much", "金额")}}
	for _, r := range group {
		in := w.in(r.Program)
		t.Rows = append(t.Rows, []Text{text(strings.TrimPrefix(r.ID, r.Base+"/")), w.begin(in.when(r)), in.howMuch(r)})
	}
	return t
}

// who says what a rule is for, and whom it pays.
func (w *writer) who(r *plan.Rule) Text {
	each := text(w.of("each ", "每个 "), words(r.Root.Name))
	if w.chinese() && !latin([]rune(r.Root.Name)[0]) {
		each = text("每个", words(r.Root.Name))
	}
	switch {
	case r.Kind == payout.Clawback:
		return text(each, w.of("; from whoever was paid", "；向原收款人扣回"))
	case r.Cascade != nil:
		return text(each, w.of("; paid to each agent above it, from the nearest up", "；由近及远付给各级上级"))
	case len(r.Split) > 0:
		return text(each, w.of("; divided between several", "；由多方分配"))
	case r.To == nil:
		return each
	}
	to := w.operand(r.To)
	if r.To.Op == ir.OpInput && len(w.program.Inputs[r.To.Input].Path.Hops) == 0 {
		return each
	}
	switch r.Kind {
	case payout.Charge, payout.Deposit:
		return text(each, w.of("; owed by ", "；应由 "), to, w.of("", " 承担"))
	case payout.Duty:
		return text(each, w.of("; of ", "；由 "), to, w.of("", " 履行"))
	default:
		return text(each, w.of("; paid to ", "；付给 "), to)
	}
}

// when says under which condition a rule pays.
func (w *writer) when(r *plan.Rule) Text {
	if r.When == nil {
		return nil
	}
	return w.condition(r.When)
}

// howMuch says what a rule comes to.
func (w *writer) howMuch(r *plan.Rule) Text {
	switch {
	case r.Kind == payout.Duty:
		return nil
	case r.Kind == payout.Clawback:
		what := w.takes(r)
		if r.Amount == nil {
			return text(w.of("all that was paid by ", "全部扣回 "), what)
		}
		return text(w.worth(r.Amount, ""), w.of(", never more than is left of what was paid by ", "，且不超过尚未扣回的 "), what)
	case r.Cascade != nil:
		return w.cascade(r)
	case len(r.Split) > 0:
		return w.split(r)
	}
	t := w.worth(r.Amount, r.Unit)
	if r.NetLoss {
		t = text(t, w.of("; a loss is netted within it", "；亏损在其中轧抵"))
	}
	return t
}

func (w *writer) takes(r *plan.Rule) Text {
	var list []Text
	for _, id := range r.Takes {
		list = append(list, text(Run{id, Strong}))
	}
	return join(list, w.of(", ", "、"), w.of(" and ", "、"))
}

// cascade says how each level of a tree has its difference.
func (w *writer) cascade(r *plan.Rule) Text {
	c := r.Cascade
	level := w.in(c.Level)
	var t Text
	if c.Price != nil {
		t = text(w.worth(r.Amount, ""), w.of("; the difference is the lowest price below a level less its own, ", "；差额为其下最低价减去自身价格，即 "), level.operand(c.Price))
		if c.From != nil {
			t = text(t, w.of("; it begins with ", "；起点为 "), w.operand(c.From))
		}
	} else {
		t = text(w.worth(r.Amount, ""), w.of("; the difference is a level's share less the highest below it, ", "；差额为自身比例减去其下最高比例，即 "), level.operand(c.Share))
	}
	if c.Skip != nil {
		t = text(t, w.of("; a level is passed over, and its part goes to the one below, while ", "；下列情形跳过该级，其部分归下一级："), level.condition(c.Skip))
	}
	return t
}

// split says who has which part.
func (w *writer) split(r *plan.Rule) Text {
	var list []Text
	for _, part := range r.Split {
		who := w.subject(r.Root, part.Path.Hops)
		list = append(list, text(w.operand(part.Share), w.of(" to ", " 归 "), who))
	}
	if r.Rest != nil {
		list = append(list, text(w.of("the rest to ", "其余归 "), w.operand(r.Rest)))
	}
	return text(w.worth(r.Amount, ""), w.of(": ", "："), join(list, w.of(", ", "，"), w.of(", ", "，")))
}

// limits says between which bounds an amount is held.
func (w *writer) limits(r *plan.Rule) Text {
	var list []Text
	if r.Cap != nil {
		list = append(list, text(w.of("at most ", "最高 "), w.worth(r.Cap, r.Unit)))
	}
	if c, ok := floorOf(r); ok && c.Const.Sign() == 0 {
		list = append(list, text(w.of("never less than nothing", "不为负数")))
	} else if r.Floor != nil {
		list = append(list, text(w.of("at least ", "最低 "), w.worth(r.Floor, r.Unit)))
	}
	if r.CapPayee != nil {
		list = append(list, text(w.of("at most ", "每个收款人每期合计最高 "), w.worth(r.CapPayee, r.Unit), w.of(" for one payee in a period; more is reduced in proportion", "，超出部分按比例减少")))
	}
	return join(list, w.of(", ", "，"), w.of(", ", "，"))
}

func floorOf(r *plan.Rule) (*ir.Node, bool) {
	if r.Floor == nil {
		return nil, false
	}
	return constant(r.Floor)
}

// accounts says what a debit draws on.
func (w *writer) accounts(r *plan.Rule) Text {
	if r.Kind != payout.Clawback && r.Kind != payout.Charge && r.Kind != payout.Deposit {
		return nil
	}
	from := r.From
	if from == nil {
		from = []plan.Account{{Kind: payout.Reward}, {Kind: payout.Subsidy}, {Kind: payout.Residual}}
	}
	var list []Text
	cash := false
	for _, a := range from {
		switch {
		case a.Cash:
			cash = true
		case a.Rule != "":
			list = append(list, text(Run{a.Rule, Strong}))
		default:
			list = append(list, text(w.account(a.Kind)))
		}
	}
	t := join(list, w.of(", then ", "，再 "), w.of(", then ", "，再 "))
	switch {
	case cash && len(list) == 0:
		return text(w.of("owed in cash", "以现金支付"))
	case cash:
		return text(t, w.of("; what is left is owed in cash", "；仍不足的以现金支付"))
	default:
		return text(t, w.of("; what is left is carried forward", "；仍不足的结转下期"))
	}
}

func (w *writer) account(k payout.Kind) string {
	if !w.chinese() {
		return map[payout.Kind]string{
			payout.Deposit: "the deposit", payout.Residual: "the share of margin", payout.Reward: "rewards", payout.Subsidy: "subsidies",
			payout.PassThrough: "what is passed through", payout.Waiver: "waived fees",
		}[k]
	}
	return w.kind(k)
}

func (w *writer) back(r *plan.Rule) Text {
	if r.Back == nil {
		return nil
	}
	return text(w.of("what is left of it, when ", "余额退还，条件："), w.condition(r.Back))
}
