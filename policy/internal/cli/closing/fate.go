package closing

import (
	"github.com/fenrun/fenrun/payout"
)

// fate says what happened to a line in the days of a statement, and how it
// stands: paid on, set off, held because, due on, carried.
func (p *page) fate(s *payout.Statement, l *payout.StatementLine) string {
	var parts []string
	whole := l.Line.Amount
	if whole.Sign() < 0 {
		whole = whole.Neg()
	}
	add := func(m payout.Money, text string) {
		if m.Sign() < 0 {
			m = m.Neg()
		}
		if m != whole {
			text = p.of(p.Lang.Amount(m)+" "+text, text+" "+p.Lang.Amount(m))
		}
		parts = append(parts, text)
	}
	for _, m := range together(l.Moves) {
		if !m.Amount.IsZero() {
			add(m.Amount, p.on(p.moved(l.Line.Amount.Sign() > 0, m), m.Day, m.Day))
		}
	}
	switch l.State {
	case payout.HeldBack:
		add(l.Open, p.of("held: ", "冻结：")+l.Line.Held)
	case payout.NotDue:
		add(l.Open, p.on(p.of("due", "到期"), l.Due, l.Due))
	case payout.Carried:
		add(l.Open, p.carried(&l.Line))
	case payout.Settled:
	}
	return p.Lang.Join(parts)
}

// carried says why a due line was neither taken nor paid: debts wait for
// credits, and credits only for the least payment (N40).
func (p *page) carried(l *payout.Line) string {
	if l.Amount.Sign() > 0 && l.Kind != payout.Deposit && l.Class != payout.Deposit {
		return p.of("carried, below the least payment", "结转，未达最低付款额")
	}
	return p.of("carried", "结转")
}

// together sums moves of one kind on one day: a debt may be collected from
// very many credits.
func together(moves []payout.StatementMove) []payout.StatementMove {
	var list []payout.StatementMove
next:
	for _, m := range moves {
		for i := range list {
			sum, err := list[i].Amount.Add(m.Amount)
			if list[i].Kind == m.Kind && list[i].Day == m.Day && list[i].Amount.Sign() == m.Amount.Sign() && err == nil {
				list[i].Amount = sum
				continue next
			}
		}
		list = append(list, m)
	}
	return list
}

// on puts the days of what happened to its name.
func (p *page) on(what string, first, last payout.Date) string {
	if first == last {
		return p.of(what+" on "+first.String(), first.String()+" "+what)
	}
	return p.of(what+" "+first.String()+" to "+last.String(), first.String()+" 至 "+last.String()+" "+what)
}

// moved names what a move is to a credit or to a debit.
func (p *page) moved(credit bool, m payout.StatementMove) string {
	switch m.Kind {
	case payout.Netted:
		return p.of("netted", "轧差")
	case payout.Withheld:
		return p.of("withheld", "暂扣")
	case payout.Taken:
		if credit {
			return p.of("set off against debts", "抵扣欠款")
		}
		return p.of("set off against credits", "从应付中抵扣")
	case payout.Deposited:
		if credit {
			return p.of("put into the deposit", "转入押金")
		}
		return p.of("collected into the deposit", "已存入押金")
	case payout.Drawn:
		return p.of("drawn on the deposit", "从押金抵扣")
	case payout.Returned:
		if m.Amount.Sign() < 0 {
			return p.of("came back to the deposit", "退回押金")
		}
		return p.of("paid from the deposit", "由押金退还")
	case payout.Released:
		return p.of("no longer withheld", "解除暂扣")
	case payout.Paid:
		if m.Amount.Sign() < 0 {
			return p.of("payment came back", "付款退回")
		}
		return p.of("paid", "已付")
	default:
		return m.Kind.String()
	}
}
