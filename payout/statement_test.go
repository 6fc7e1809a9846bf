package payout_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func yielded(entries []payout.Entry) iter.Seq2[payout.Entry, error] {
	return func(yield func(payout.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// state returns a statement as text, to be compared.
func state(t *testing.T, s payout.Statement) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s + %s - %s = %s + %s + %s", short(s.Opening), short(s.Credits), short(s.Debits),
		short(s.Paid), short(s.Held), short(s.Closing))
	fmt.Fprintf(&b, "\nwithheld %s, not due %s, carried %s", short(s.Withheld), short(s.NotDue), short(s.Carried))
	d := s.Deposit
	fmt.Fprintf(&b, "\ndeposit %s + %s = %s + %s + %s", short(d.Opening), short(d.In), short(d.Drawn), short(d.Returned), short(d.Closing))
	for _, l := range s.Lines {
		fmt.Fprintf(&b, "\n%s %s %s", l.Line.ID, short(l.Line.Amount), l.State)
		switch l.State {
		case payout.Settled:
		case payout.HeldBack:
			fmt.Fprintf(&b, " because %s", l.Line.Held)
		case payout.NotDue:
			fmt.Fprintf(&b, " before %s", l.Due)
		case payout.Carried:
			fmt.Fprintf(&b, " %s", short(l.Open))
		}
		for _, m := range l.Moves {
			fmt.Fprintf(&b, ", %s %s on %s", m.Kind, short(m.Amount), m.Day)
			if m.With != "" {
				fmt.Fprintf(&b, " with %s", m.With)
			}
		}
	}
	for _, p := range s.Payments {
		fmt.Fprintf(&b, "\npayment %s on %s", short(p.Amount), p.Day)
		if p.Reverses != "" {
			b.WriteString(" came back")
		}
	}
	for _, duty := range s.Duties {
		fmt.Fprintf(&b, "\nduty %s", duty.ID)
	}
	for _, benefit := range s.Benefits {
		fmt.Fprintf(&b, "\n%s %s to %s, %d lines", benefit.Unit, benefit.Opening, benefit.Closing, len(benefit.Lines))
	}
	return b.String()
}

func (b *book) statement(first, last string) payout.Statement {
	b.t.Helper()
	a := payout.Account{Platform: "harbor", Payee: agent(1), Currency: currency(b.t, "CNY")}
	s, err := payout.NewStatement(a, day(b.t, first), day(b.t, last), yielded(b.entries))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func TestStatement(t *testing.T) {
	b := newBook(t)
	benefit := func(id, booked, points string) {
		b.add(payout.Line{ID: id, Kind: payout.Benefit, Payee: agent(1), Platform: "harbor", Unit: "points",
			Booked: day(t, booked), Quantity: quantity(t, points)})
	}
	terms := payout.Terms{Withhold: percent(6), Rounding: cents, Minimum: money(t, "20 CNY")}
	b.post("june", payout.Residual, "1000", "2026-06-30")
	b.post("in", payout.Deposit, "-150", "2026-06-30")
	benefit("points-1", "2026-06-30", "10")
	b.settle("2026-07-01", terms)
	b.post("july", payout.Residual, "700", "2026-07-10")
	b.post("wrong", payout.Residual, "-100", "2026-07-11", rule("july"))
	b.post("make-up", payout.Charge, "-200", "2026-07-11", from("deposit", "residual"))
	b.post("open-debt", payout.Charge, "-600", "2026-07-12")
	b.post("kept", payout.Reward, "30", "2026-07-12", held)
	b.post("free", payout.Reward, "40", "2026-07-12", held)
	b.post("undue", payout.Reward, "50", "2026-07-12", due(t, "2026-09-01"))
	b.add(payout.Line{ID: "cap", Kind: payout.Duty, Payee: agent(1), Platform: "harbor", Booked: day(t, "2026-07-12")})
	benefit("points-2", "2026-07-12", "-2.5")
	b.post("elsewhere", payout.Reward, "1", "2026-07-12", func(l *payout.Line) { l.Payee = agent(2) })
	b.add(payout.Release{Line: "free", Day: day(t, "2026-07-20"), Due: day(t, "2026-08-03"), Reason: "papers came"})
	p := func(on string, terms payout.Terms) payout.Settlement {
		for position := range b.accounts.Positions() {
			s, err := payout.Settle(position, terms, day(t, on))
			if err != nil {
				t.Fatal(err)
			}
			b.add(s)
			return s
		}
		return payout.Settlement{}
	}
	terms.AtMost = percent(50)
	paid := p("2026-07-15", terms)
	back, err := paid.Reversal(day(t, "2026-07-18"))
	if err != nil {
		t.Fatal(err)
	}
	b.add(back)

	check(t, state(t, b.statement("2026-06-01", "2026-06-30")),
		"0 + 1000 - 150 = 0 + 0 + 850",
		"withheld 0, not due 0, carried 850",
		"deposit 0 + 0 = 0 + 0 + 0",
		"in -150 carried -150",
		"june 1000 carried 1000",
		"points 0 to 10, 1 lines")
	check(t, state(t, b.statement("2026-07-01", "2026-07-31")),
		"850 + 970 - 900 = 790 + 30 + 100",
		"withheld 96, not due 90, carried -86",
		"deposit 0 + 150 = 150 + 0 + 0",
		"in -150 settled, deposited 150 on 2026-07-01 with june",
		"june 1000 settled, withheld 60 on 2026-07-01, deposited 150 on 2026-07-01 with in, paid 790 on 2026-07-01",
		"july 700 carried 264, netted 100 on 2026-07-15 with wrong, withheld 36 on 2026-07-15, taken 50 on 2026-07-15 with make-up, taken 250 on 2026-07-15 with open-debt, paid 264 on 2026-07-15, paid -264 on 2026-07-18",
		"make-up -200 settled, drawn 150 on 2026-07-15, taken 50 on 2026-07-15 with july",
		"wrong -100 settled, netted 100 on 2026-07-15 with july",
		"free 40 not due before 2026-08-03",
		"kept 30 held because papers are missing",
		"open-debt -600 carried -350, taken 250 on 2026-07-15 with july",
		"undue 50 not due before 2026-09-01",
		"payment 790 on 2026-07-01",
		"payment 264 on 2026-07-15",
		"payment -264 on 2026-07-18 came back",
		"duty cap",
		"points 10 to 7.5, 1 lines")
	// The next stretch opens with what this one closed and held.
	p("2026-08-15", payout.Terms{AtMost: percent(0)})
	check(t, state(t, b.statement("2026-08-01", "2026-08-31")),
		"130 + 0 - 0 = 400 + 30 + -300",
		"withheld 0, not due 50, carried -350",
		"deposit 0 + 0 = 0 + 0 + 0",
		"june 1000 settled, released 60 on 2026-08-15, paid 60 on 2026-08-15",
		"july 700 settled, released 36 on 2026-08-15, paid 300 on 2026-08-15",
		"free 40 settled, paid 40 on 2026-08-15",
		"kept 30 held because papers are missing",
		"open-debt -600 carried -350",
		"undue 50 not due before 2026-09-01",
		"payment 400 on 2026-08-15",
		"points 7.5 to 7.5, 0 lines")
}

func TestStatementOfDepositBack(t *testing.T) {
	b := newBook(t)
	b.post("june", payout.Residual, "150", "2026-06-30")
	b.post("in", payout.Deposit, "-150", "2026-06-30", rule("held"))
	b.settle("2026-07-01", payout.Terms{})
	b.post("back", payout.Deposit, "100", "2026-07-02", rule("held"))
	b.settle("2026-07-03", payout.Terms{})
	b.settle("2026-07-04", payout.Terms{Leaving: true})
	check(t, state(t, b.statement("2026-07-02", "2026-07-31")),
		"0 + 150 - 0 = 150 + 0 + 0",
		"withheld 0, not due 0, carried 0",
		"deposit 150 + 0 = 0 + 150 + 0",
		"back 100 settled, returned 100 on 2026-07-03",
		"payment 100 on 2026-07-03",
		"payment 50 on 2026-07-04")
}

func TestStatementRefuses(t *testing.T) {
	b := newBook(t)
	b.post("june", payout.Residual, "150", "2026-06-30")
	b.settle("2026-07-01", payout.Terms{})
	a := payout.Account{Platform: "harbor", Payee: agent(1), Currency: currency(t, "CNY")}
	first, last := day(t, "2026-07-01"), day(t, "2026-07-31")
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		first, last payout.Date
		entries     iter.Seq2[payout.Entry, error]
	}{
		"no day":                 {0, last, yielded(b.entries)},
		"days in reverse":        {last, first, yielded(b.entries)},
		"a line that is lacking": {first, last, yielded(b.entries[1:])},
		"a line twice":           {first, last, yielded(append(b.entries[:1:1], b.entries...))},
		"a settlement twice":     {first, last, yielded(append(b.entries[:2:2], b.entries[1:]...))},
		"nil":                    {first, last, yielded([]payout.Entry{nil})},
		"an error":               {first, last, func(yield func(payout.Entry, error) bool) { yield(nil, broken) }},
	} {
		if s, err := payout.NewStatement(a, c.first, c.last, c.entries); err == nil {
			t.Errorf("%s is stated as\n%s", name, state(t, s))
		}
	}
}
