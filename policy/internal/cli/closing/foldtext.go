package closing

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/fenrun/fenrun/payout"
)

// foldSubject gives what a row is for.
func (p *page) foldSubject(f fold) string {
	subject := f.lines[0].Line.Subject
	if !f.across {
		return subject.String()
	}
	return subject.Type + " (" + strconv.Itoa(len(f.lines)) + ")"
}

// when gives the period of a row of several lines.
func (f fold) when() string {
	last := &f.lines[len(f.lines)-1].Line
	if f.across {
		return monthOf(last.Booked)
	}
	return last.Period
}

// foldSentence gives what a row of several lines says: how many there are, and
// the sentence of the last, which is of all days of the period so far; or the
// amounts of those of several subjects.
func (p *page) foldSentence(f fold) string {
	if f.across {
		return p.Lang.Join(p.amounts(f.lines))
	}
	text := p.Lang.Count(len(f.lines), "line", "笔")
	if why := p.Lang.Sentence(f.lines[len(f.lines)-1].Line.Why); why != "" {
		text += p.of(": ", "：") + why
	}
	return text
}

// mostAmounts is how many different amounts a row names; of more it gives the
// least and the greatest.
const mostAmounts = 4

// amounts says which amounts lines have, and how often each.
func (p *page) amounts(lines []*payout.StatementLine) []string {
	var order []payout.Money
	count := map[string]int{}
	for _, l := range lines {
		m := l.Line.Amount
		if count[m.String()]++; count[m.String()] == 1 {
			order = append(order, m)
		}
	}
	slices.SortFunc(order, compareMoney)
	if len(order) > mostAmounts {
		return []string{p.of(
			"from "+p.Lang.Amount(order[0])+" to "+p.Lang.Amount(order[len(order)-1])+" each",
			"每笔 "+p.Lang.Amount(order[0])+" 至 "+p.Lang.Amount(order[len(order)-1]))}
	}
	var parts []string
	for _, m := range order {
		parts = append(parts, fmt.Sprintf("%d × %s", count[m.String()], p.Lang.Amount(m)))
	}
	return parts
}

func compareMoney(a, b payout.Money) int {
	diff, _ := a.Sub(b)
	return diff.Sign()
}

// A turn is what happened to lines in one way, or how they stand.
type turn struct {
	what        string
	amount      payout.Money // positive
	first, last payout.Date  // no days: it is how they stand
}

// foldFate says what happened to the lines of a row, and how they stand.
func (p *page) foldFate(s *payout.Statement, f fold) string {
	if len(f.lines) == 1 {
		return p.fate(s, f.lines[0])
	}
	var turns turns
	for _, l := range f.lines {
		for _, m := range l.Moves {
			turns.add(turn{p.moved(l.Line.Amount.Sign() > 0, m), m.Amount, m.Day, m.Day})
		}
		switch l.State {
		case payout.HeldBack:
			turns.add(turn{p.of("held: ", "冻结：") + l.Line.Held, l.Open, 0, 0})
		case payout.NotDue:
			turns.add(turn{p.of("due", "到期"), l.Open, l.Due, l.Due})
		case payout.Carried:
			turns.add(turn{p.carried(&l.Line), l.Open, 0, 0})
		case payout.Settled:
		}
	}
	whole := magnitude(f.amount())
	var parts []string
	for _, t := range turns {
		text := t.what
		if !t.first.IsZero() {
			text = p.on(text, t.first, t.last)
		}
		if t.amount != whole {
			text = p.of(p.Lang.Amount(t.amount)+" "+text, text+" "+p.Lang.Amount(t.amount))
		}
		parts = append(parts, text)
	}
	return p.Lang.Join(parts)
}

type turns []turn

// add adds a turn to those of its name.
func (all *turns) add(t turn) {
	if t.amount.IsZero() {
		return
	}
	t.amount = magnitude(t.amount)
	for i := range *all {
		if u := &(*all)[i]; u.what == t.what {
			u.amount, _ = u.amount.Add(t.amount)
			u.first, u.last = min(u.first, t.first), max(u.last, t.last)
			return
		}
	}
	*all = append(*all, t)
}

func magnitude(m payout.Money) payout.Money {
	if m.Sign() < 0 {
		return m.Neg()
	}
	return m
}
