package payout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

// N40: if corrections counted as debts, 500 would be taken and 600 carried.
func TestSettleScenario(t *testing.T) {
	b := newBook(t)
	b.post("gain", payout.Residual, "1000", "2026-06-30")
	b.post("loss", payout.Residual, "-300", "2026-06-30")
	b.post("debt", payout.Charge, "-800", "2026-06-30")
	terms := payout.Terms{
		Order: []payout.Kind{payout.Clawback, payout.Charge}, AtMost: percent(50),
		Withhold: percent(6), Rounding: cents,
	}
	check(t, b.settle("2026-07-15", terms),
		"net 700, withheld 42, offset 350, paid 308, carried debts 450",
		"netted 300 of gain with loss",
		"withheld 42 of gain",
		"taken 350 of gain with debt",
		"paid 308 of gain")
	terms.Withhold = nil
	check(t, b.settle("2026-08-15", terms),
		"released 42, paid 42, carried debts 450",
		"released 42 of gain",
		"paid 42 of gain")
}

func TestSettleDeposit(t *testing.T) {
	b := newBook(t)
	b.post("share", payout.Residual, "400", "2026-01-31")
	b.post("held-money", payout.Deposit, "-150", "2026-01-31")
	check(t, b.settle("2026-02-15", payout.Terms{}),
		"net 400, offset 150, to deposit 150, paid 250",
		"deposited 150 of share with held-money",
		"paid 250 of share")
	b.post("later", payout.Residual, "500", "2026-02-28")
	b.post("make-up", payout.Charge, "-200", "2026-02-28", from("deposit", "residual"))
	check(t, b.settle("2026-03-15", payout.Terms{AtMost: percent(10)}),
		"net 500, offset 50, from deposit 150, paid 450",
		"drawn 150 with make-up",
		"taken 50 of later with make-up",
		"paid 450 of later")
}

// A deposit is not filled out of itself.
func TestSettleDepositDrawsOnCreditsAlone(t *testing.T) {
	b := newBook(t)
	b.post("share", payout.Residual, "100", "2026-01-31")
	b.post("first", payout.Deposit, "-100", "2026-01-31")
	b.settle("2026-02-15", payout.Terms{})
	b.post("more", payout.Residual, "30", "2026-02-28")
	b.post("second", payout.Deposit, "-50", "2026-02-28", from("deposit", "residual"))
	check(t, b.settle("2026-03-15", payout.Terms{}),
		"net 30, offset 30, to deposit 30, carried debts 20",
		"deposited 30 of more with second")
}

// The deposit account gives back what it has, and what was never put in is
// netted with what was never taken.
func TestSettleDepositBack(t *testing.T) {
	b := newBook(t)
	b.post("share", payout.Residual, "150", "2026-01-31")
	b.post("in", payout.Deposit, "-200", "2026-01-31", rule("held"))
	check(t, b.settle("2026-02-15", payout.Terms{}),
		"net 150, offset 150, to deposit 150, carried debts 50",
		"deposited 150 of share with in")
	b.post("back", payout.Deposit, "200", "2026-02-28", rule("held"))
	check(t, b.settle("2026-03-15", payout.Terms{}),
		"returned 150, paid 150",
		"netted 50 of back with in",
		"returned 150 of back")
}

func TestSettleDepositOfOneWhoLeaves(t *testing.T) {
	b := newBook(t)
	b.post("share", payout.Residual, "205", "2026-01-31")
	b.post("in", payout.Deposit, "-200", "2026-01-31")
	b.post("fine", payout.Charge, "-30", "2026-01-31")
	leaving := payout.Terms{Minimum: money(t, "100 CNY"), Leaving: true, KeepDeposit: true}
	check(t, b.settle("2026-02-15", leaving),
		"net 205, offset 205, to deposit 175, carried debts 25, receivable 25",
		"taken 30 of share with fine",
		"deposited 175 of share with in")
	leaving.KeepDeposit = false
	check(t, b.settle("2026-03-15", leaving),
		"returned 175, paid 175, carried debts 25, receivable 25",
		"returned 175")
}

// N18: 500 is owed now and 500 cancels in July, not 1,000 owed now.
func TestSettleUndueClawback(t *testing.T) {
	for name, link := range map[string]func(*payout.Line){
		"linked":   corrects("first", "second"),
		"unlinked": func(*payout.Line) {},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t)
			b.post("first", payout.Reward, "500", "2026-02-01")
			b.post("second", payout.Reward, "500", "2026-02-01", due(t, "2026-07-01"))
			check(t, b.settle("2026-02-15", payout.Terms{}), "net 500, paid 500", "paid 500 of first")
			b.post("back-1", payout.Clawback, "-500", "2026-03-01", link)
			b.post("back-2", payout.Clawback, "-500", "2026-03-01", due(t, "2026-07-01"), link)
			check(t, b.settle("2026-03-15", payout.Terms{}), "carried debts 500")
			check(t, b.settle("2026-07-15", payout.Terms{}), "net 500, offset 500, carried debts 500", "taken 500 of second with back-1")
		})
	}
}

// A correction of what is not paid yet nets it whatever the limit; a clawback
// is a debt, and takes within it (N40).
func TestSettleLinkedLines(t *testing.T) {
	limit := payout.Terms{AtMost: percent(10)}
	b := newBook(t)
	b.post("bonus", payout.Reward, "100", "2026-05-01")
	b.post("less", payout.Reward, "-79", "2026-05-02", corrects("bonus"))
	check(t, b.settle("2026-05-15", limit), "net 21, paid 21", "netted 79 of bonus with less", "paid 21 of bonus")

	b = newBook(t)
	b.post("bonus", payout.Reward, "100", "2026-05-01")
	b.post("back", payout.Clawback, "-79", "2026-05-02", corrects("bonus"))
	check(t, b.settle("2026-05-15", limit), "net 100, offset 10, paid 90, carried debts 69", "taken 10 of bonus with back", "paid 90 of bonus")
}

// W31: a fee of 30, settlements of 10 and 25.
func TestSettleSIMFee(t *testing.T) {
	b := newBook(t)
	b.post("sim", payout.Charge, "-30", "2026-01-01")
	b.post("first", payout.Reward, "10", "2026-01-02")
	check(t, b.settle("2026-01-03", payout.Terms{}),
		"net 10, offset 10, carried debts 20",
		"taken 10 of first with sim")
	b.post("second", payout.Reward, "25", "2026-01-04")
	check(t, b.settle("2026-01-05", payout.Terms{}),
		"net 25, offset 20, paid 5",
		"taken 20 of second with sim",
		"paid 5 of second")
}

// W14: a draw tops a month up to 2,000 and is a debt of the months after it.
func TestSettleRecoverableDraw(t *testing.T) {
	b := newBook(t)
	terms := payout.Terms{Leave: money(t, "2000 CNY")}
	months := []struct{ gross, draw, paid string }{
		{"2750", "", "2750"}, {"3000", "", "3000"}, {"1500", "500", "2000"},
		{"2375", "", "2000"}, {"3000", "", "2875"}, {"2750", "", "2750"},
	}
	for i, m := range months {
		earned := fmt.Sprintf("2026-%02d-28", i+1)
		b.post(fmt.Sprint("gross", i), payout.Residual, m.gross, earned)
		if m.draw != "" {
			b.post("draw", payout.Subsidy, m.draw, earned)
			b.post("recover", payout.Charge, "-"+m.draw, earned, due(t, fmt.Sprintf("2026-%02d-01", i+2)))
		}
		s := b.settlement(earned, terms)
		b.add(s)
		if short(s.Paid) != m.paid {
			t.Errorf("month %d pays %s, want %s", i+1, s.Paid, m.paid)
		}
	}
}

func TestSettleMinimum(t *testing.T) {
	b := newBook(t)
	terms := payout.Terms{Minimum: money(t, "100 CNY"), Withhold: percent(6), Rounding: cents}
	b.post("jan", payout.Residual, "50", "2026-01-31")
	check(t, b.settle("2026-02-15", terms), "net 50, withheld 3, carried credits 47", "withheld 3 of jan")
	b.post("feb", payout.Residual, "50", "2026-02-28")
	check(t, b.settle("2026-03-15", terms), "net 97, withheld 3, carried credits 94", "withheld 3 of feb")
	// What is given up of the withholding may reach the minimum with it.
	terms.Withhold = nil
	check(t, b.settle("2026-04-15", terms),
		"net 94, released 6, paid 100",
		"released 3 of jan", "paid 50 of jan", "released 3 of feb", "paid 50 of feb")
	b.post("apr", payout.Residual, "99.99", "2026-04-30")
	check(t, b.settle("2026-05-15", terms), "net 99.99, carried credits 99.99")
	terms.Leaving = true
	check(t, b.settle("2026-06-15", terms), "net 99.99, paid 99.99", "paid 99.99 of apr")
}

func TestSettleHeldAndUndueTakeNoPart(t *testing.T) {
	b := newBook(t)
	b.post("held", payout.Residual, "100", "2026-01-01", held)
	b.post("undue", payout.Residual, "100", "2026-01-01", due(t, "2026-03-01"))
	b.post("future", payout.Residual, "100", "2026-02-16")
	b.post("undue-debt", payout.Charge, "-100", "2026-01-01", due(t, "2026-03-01"))
	b.post("now", payout.Residual, "10", "2026-01-01")
	check(t, b.settle("2026-02-15", payout.Terms{}), "net 10, paid 10", "paid 10 of now")
	b.add(payout.Release{Line: "held", Day: day(t, "2026-02-20"), Due: day(t, "2026-02-18"), Reason: "papers came"})
	check(t, b.settle("2026-02-19", payout.Terms{}), "net 100, paid 100", "paid 100 of future")
	check(t, b.settle("2026-02-20", payout.Terms{}), "net 100, paid 100", "paid 100 of held")
}

// N19: a re-rating has the key of the lines it corrects and is a clawback in
// settlement, so that the limit protects the residual of other months.
func TestSettleReRating(t *testing.T) {
	b := newBook(t)
	b.post("june", payout.Residual, "1000", "2026-06-30", rule("residual"))
	check(t, b.settle("2026-07-01", payout.Terms{}), "net 1000, paid 1000", "paid 1000 of june")
	b.post("july", payout.Residual, "1000", "2026-07-31", rule("residual"))
	b.post("missed", payout.Residual, "-900", "2026-07-31", rule("residual"), class(payout.Clawback), corrects("june"))
	terms := payout.Terms{Order: []payout.Kind{payout.Clawback}, AtMost: percent(50)}
	check(t, b.settle("2026-08-15", terms),
		"net 1000, offset 500, paid 500, carried debts 400",
		"taken 500 of july with missed",
		"paid 500 of july")
	// The promise is kept after all. What was not taken yet nets; the rest is
	// a credit of the residual.
	b.post("kept", payout.Residual, "900", "2026-08-20", rule("residual"), class(payout.Clawback))
	b.post("fine", payout.Charge, "-1000", "2026-08-20", from("residual"))
	check(t, b.settle("2026-09-15", terms),
		"net 500, offset 250, paid 250, carried debts 750",
		"netted 400 of kept with missed",
		"taken 250 of kept with fine",
		"paid 250 of kept")
}

func TestSettleKeys(t *testing.T) {
	for _, c := range []struct {
		name         string
		first, other []func(*payout.Line)
		nets         bool
	}{
		{"same rule and subject", []func(*payout.Line){subject("d1")}, []func(*payout.Line){subject("d1")}, true},
		{"other subject", []func(*payout.Line){subject("d1")}, []func(*payout.Line){subject("d2")}, false},
		{"other policy", []func(*payout.Line){policy("a")}, []func(*payout.Line){policy("b")}, false},
		{"same once-key", []func(*payout.Line){policy("a"), once("x")}, []func(*payout.Line){policy("b"), once("x")}, true},
		{"other once-key", []func(*payout.Line){once("x")}, []func(*payout.Line){once("y")}, false},
		{"other class", []func(*payout.Line){class(payout.Clawback)}, nil, false},
	} {
		b := newBook(t)
		b.post("fee", payout.Charge, "-30", "2026-01-01", append(c.first, rule("fee"))...)
		b.post("back", payout.Charge, "30", "2026-01-02", append(c.other, rule("fee"))...)
		got := describe(b.settlement("2026-01-03", payout.Terms{}))
		if want := "\nnetted 30 of back with fee"; (got == want) != c.nets {
			t.Errorf("%s: settled as %s", c.name, got)
		}
	}
}

// Corrections take before all debts and whatever the limit, from credits of
// their own kind first; a debt takes a pass-through only if it names it, and so
// does a correction of another kind.
func TestSettleOrderOfCorrections(t *testing.T) {
	b := newBook(t)
	b.post("residual", payout.Residual, "100", "2026-01-01")
	b.post("collected", payout.PassThrough, "100", "2026-01-02")
	b.post("bonus", payout.Reward, "100", "2026-01-03")
	b.post("bonus-wrong", payout.Reward, "-130", "2026-01-04")
	b.post("collected-wrong", payout.PassThrough, "-10", "2026-01-05")
	check(t, b.settle("2026-02-01", payout.Terms{AtMost: percent(0)}),
		"net 160, paid 160",
		"netted 100 of bonus with bonus-wrong",
		"netted 10 of collected with collected-wrong",
		"netted 30 of residual with bonus-wrong",
		"paid 70 of residual",
		"paid 90 of collected")
	b.post("more", payout.PassThrough, "100", "2026-02-02")
	b.post("wrong", payout.Reward, "-130", "2026-02-04")
	check(t, b.settle("2026-03-01", payout.Terms{}),
		"net 100, paid 100, carried debts 130",
		"paid 100 of more")
	b.post("open", payout.PassThrough, "100", "2026-03-02")
	b.post("named", payout.Charge, "-20", "2026-03-02", from("pass-through"))
	check(t, b.settle("2026-04-01", payout.Terms{}),
		"net 100, offset 20, paid 80, carried debts 130",
		"taken 20 of open with named",
		"paid 80 of open")
}

func TestSettleOrderOfDebts(t *testing.T) {
	b := newBook(t)
	b.post("reward", payout.Reward, "100", "2026-01-01", func(l *payout.Line) { l.Rule, l.Base = "bonus/1", "bonus" })
	b.post("subsidy", payout.Subsidy, "100", "2026-01-01")
	b.post("residual", payout.Residual, "100", "2026-01-01")
	b.post("by-hand", payout.Manual, "-5", "2026-01-01")
	b.post("z-old", payout.Charge, "-10", "2026-01-01", from("cash", "subsidy"))
	b.post("a-new", payout.Charge, "-10", "2026-01-02", from("rule:bonus", "rule:none"))
	b.post("b-new", payout.Charge, "-120", "2026-01-02")
	b.post("claw", payout.Clawback, "-10", "2026-01-03", from("residual"))
	b.post("nothing", payout.Clawback, "-10", "2026-01-04", from("cash"))
	check(t, b.settle("2026-02-01", payout.Terms{Order: []payout.Kind{payout.Clawback, payout.Charge}}),
		"net 300, offset 155, paid 145, carried debts 10, receivable 10",
		"taken 10 of residual with claw",
		"taken 10 of subsidy with z-old",
		"taken 10 of reward with a-new",
		"taken 90 of reward with b-new",
		"taken 30 of subsidy with b-new",
		"taken 5 of subsidy with by-hand",
		"paid 90 of residual",
		"paid 55 of subsidy")
}

// The share that is withheld is of all credits, rounded once, and every credit
// bears its part of it once.
func TestSettleWithholding(t *testing.T) {
	b := newBook(t)
	terms := payout.Terms{
		Withhold: percent(6), Minimum: money(t, "1000 CNY"),
		Rounding: payout.Rounding{Places: 2, Mode: payout.Up},
	}
	for i := range 3 {
		b.post(fmt.Sprint("c", i), payout.Reward, "0.10", "2026-01-01")
	}
	check(t, b.settle("2026-02-01", terms),
		"net 0.30, withheld 0.02, carried credits 0.28",
		"withheld 0 of c0", "withheld 0.01 of c1", "withheld 0.01 of c2")
	b.post("more", payout.Reward, "10", "2026-02-01")
	check(t, b.settle("2026-03-01", terms),
		"net 10.28, withheld 0.60, carried credits 9.68",
		"withheld 0.60 of more")
	// Rounding up to whole yuan would take more than there is.
	b = newBook(t)
	b.post("little", payout.Reward, "0.30", "2026-01-01")
	terms.Rounding.Places = 0
	check(t, b.settle("2026-02-01", terms), "net 0.30, withheld 0.30", "withheld 0.30 of little")
}

func TestSettleReturnedPayment(t *testing.T) {
	b := newBook(t)
	b.post("share", payout.Residual, "100", "2026-01-01")
	b.post("in", payout.Deposit, "-40", "2026-01-01")
	b.settle("2026-01-15", payout.Terms{})
	b.post("more", payout.Residual, "10", "2026-02-01")
	s := b.settlement("2026-02-15", payout.Terms{Leaving: true})
	b.add(s)
	check(t, describe(s), "net 10, returned 40, paid 50", "returned 40", "paid 10 of more")
	back, err := s.Reversal(day(t, "2026-02-20"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, describe(back), "returned -40, paid -50", "returned -40", "paid -10 of more")
	if back.ID != "harbor/agent/a1/CNY/2026-02-15/returned" || back.Check() != nil {
		t.Errorf("reversal %s: %v", back.ID, back.Check())
	}
	b.add(back)
	check(t, b.settle("2026-03-15", payout.Terms{Leaving: true}), "net 10, returned 40, paid 50", "returned 40", "paid 10 of more")

	for name, c := range map[string]struct {
		of payout.Settlement
		on string
	}{
		"a reversal":       {back, "2026-03-01"},
		"an earlier day":   {s, "2026-02-14"},
		"without payments": {payout.Settlement{}, "2026-03-01"},
	} {
		if r, err := c.of.Reversal(day(t, c.on)); err == nil {
			t.Errorf("%s is reversed as %v", name, r)
		}
	}
}

func TestSettleRefuses(t *testing.T) {
	item := func() payout.Item {
		return payout.ItemOf(payout.Line{ID: "a", Kind: payout.Reward, Amount: money(t, "10 CNY"), Booked: day(t, "2026-01-01")})
	}
	for name, change := range map[string]func(*payout.Position, *payout.Terms){
		"no payee":             func(p *payout.Position, _ *payout.Terms) { p.Payee = payout.Ref{} },
		"no currency":          func(p *payout.Position, _ *payout.Terms) { p.Currency = payout.Currency{} },
		"a line twice":         func(p *payout.Position, _ *payout.Terms) { p.Items = append(p.Items, item()) },
		"a line without an id": func(p *payout.Position, _ *payout.Terms) { p.Items[0].Line = "" },
		"another currency":     func(p *payout.Position, _ *payout.Terms) { p.Items[0].Open = money(t, "1 USD") },
		"an unknown account":   func(p *payout.Position, _ *payout.Terms) { p.Items[0].From = []string{"residuals"} },
		"an empty rule":        func(p *payout.Position, _ *payout.Terms) { p.Items[0].From = []string{"rule:"} },
		"negative withheld":    func(p *payout.Position, _ *payout.Terms) { p.Items[0].Withheld = money(t, "-1 CNY") },
		"negative deposit":     func(p *payout.Position, _ *payout.Terms) { p.Deposit = money(t, "-1 CNY") },
		"deposit in dollars":   func(p *payout.Position, _ *payout.Terms) { p.Deposit = money(t, "1 USD") },
		"more than all":        func(_ *payout.Position, terms *payout.Terms) { terms.AtMost = percent(101) },
		"less than nothing":    func(_ *payout.Position, terms *payout.Terms) { terms.Withhold = percent(-1) },
		"a negative minimum":   func(_ *payout.Position, terms *payout.Terms) { terms.Minimum = money(t, "-1 CNY") },
		"to leave dollars":     func(_ *payout.Position, terms *payout.Terms) { terms.Leave = money(t, "1 USD") },
		"a class twice": func(_ *payout.Position, terms *payout.Terms) {
			terms.Order = []payout.Kind{payout.Charge, payout.Charge}
		},
		"no class":            func(_ *payout.Position, terms *payout.Terms) { terms.Order = []payout.Kind{0} },
		"no rounding":         func(_ *payout.Position, terms *payout.Terms) { terms.Withhold = percent(6) },
		"more than 38 digits": func(p *payout.Position, _ *payout.Terms) { p.Items = append(p.Items, largeItems(t)...) },
		"too large a deposit": func(p *payout.Position, _ *payout.Terms) {
			p.Deposit = largeItems(t)[0].Open
			p.Items = largeDeposit(t)
		},
	} {
		p := payout.Position{
			Account: payout.Account{Payee: agent(1), Currency: currency(t, "CNY")},
			Items:   []payout.Item{item()},
		}
		var terms payout.Terms
		change(&p, &terms)
		if s, err := payout.Settle(p, terms, day(t, "2026-02-01")); err == nil {
			t.Errorf("%s is settled as\n%s", name, describe(s))
		}
	}
	p := payout.Position{Account: payout.Account{Payee: agent(1), Currency: currency(t, "CNY")}}
	if _, err := payout.Settle(p, payout.Terms{}, 0); err == nil {
		t.Error("settled on no day")
	}
}

func largeItems(t *testing.T) []payout.Item {
	t.Helper()
	items := []payout.Item{{Line: "x"}, {Line: "y"}}
	for i := range items {
		items[i].Kind, items[i].Open = payout.Reward, money(t, strings.Repeat("9", 36)+".99 CNY")
	}
	return items
}

func largeDeposit(t *testing.T) []payout.Item {
	t.Helper()
	items := largeItems(t)
	items[1].Kind, items[1].Open = payout.Deposit, items[1].Open.Neg()
	return items
}
