package payout_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/fenrun/fenrun/payout"
)

func ExampleMoney_Add() {
	bonus, _ := payout.ParseMoney("110.50 CNY")
	fee, _ := payout.ParseMoney("-10.05 CNY")
	sum, err := bonus.Add(fee)
	fmt.Println(sum, err)

	dollars, _ := payout.ParseMoney("1 USD")
	_, err = bonus.Add(dollars)
	fmt.Println(err)
	// Output:
	// 100.45 CNY <nil>
	// amounts of different currencies, CNY and USD
}

func ExampleDate_AddMonths() {
	anchor, _ := payout.ParseDate("2026-01-31")
	fmt.Println(anchor.AddMonths(1), anchor.AddMonths(2))
	// Output: 2026-02-28 2026-03-31
}

func ExampleRounding_Money() {
	cny, _ := payout.ParseCurrency("CNY")
	rounding := payout.Rounding{Places: 2, Mode: payout.HalfUp}
	// 333.33 CNY at 0.05%: 33333 at two places times 5 at four.
	share, err := rounding.Money(big.NewInt(33333*5), big.NewInt(1), 6, cny)
	fmt.Println(share, err)
	// Output: 0.17 CNY <nil>
}

func ExampleSplit() {
	total, _ := payout.ParseMoney("100.00 CNY")
	parts, rest, err := payout.Split(total, []payout.Share{
		{For: payout.Ref{Type: "agent", ID: "b"}, Weight: big.NewRat(1, 3)},
		{For: payout.Ref{Type: "agent", ID: "a"}, Weight: big.NewRat(1, 3)},
	})
	for _, p := range parts {
		fmt.Println(p.For, p.Amount)
	}
	fmt.Println("rest", rest, err)
	// Output:
	// agent/a 33.34 CNY
	// agent/b 33.33 CNY
	// rest 33.33 CNY <nil>
}

func ExampleReduce() {
	var amounts []payout.Part
	for i, text := range []string{"6000 CNY", "5000 CNY", "1000 CNY"} {
		m, _ := payout.ParseMoney(text)
		amounts = append(amounts, payout.Part{For: payout.Ref{Type: "device", ID: fmt.Sprint("d", i+1)}, Amount: m})
	}
	limit, _ := payout.ParseMoney("10000 CNY")
	reduced, err := payout.Reduce(amounts, limit)
	for _, p := range reduced {
		fmt.Println(p.For, p.Amount)
	}
	fmt.Println(err)
	// Output:
	// device/d1 5000.00 CNY
	// device/d2 4166.67 CNY
	// device/d3 833.33 CNY
	// <nil>
}

func ExampleRounding_Cumulate() {
	cny, _ := payout.ParseCurrency("CNY")
	rounding := payout.Rounding{Places: 2, Mode: payout.HalfUp}
	// Three levels with spreads of 0.05%, 0.02% and 0.03% on 333.33 CNY.
	cumulative := []*big.Int{big.NewInt(33333 * 5), big.NewInt(33333 * 7), big.NewInt(33333 * 10)}
	levels, err := rounding.Cumulate(cumulative, big.NewInt(1), 6, cny)
	fmt.Println(levels, err)
	// Output: [0.17 CNY 0.06 CNY 0.10 CNY] <nil>
}

func ExampleLine() {
	amount, _ := payout.ParseMoney("110.50 CNY")
	text, err := json.MarshalIndent(payout.Line{
		ID:      "r1/1",
		Rule:    "residual",
		Kind:    payout.Residual,
		Subject: payout.Ref{Type: "merchant", ID: "m1"},
		Payee:   payout.Ref{Type: "agent", ID: "a1"},
		Period:  "2026-06",
		Amount:  amount,
		Values:  payout.Values{{Name: "merchant.volume", Text: "442_000"}, {Name: "margin", Text: "0.025%"}},
		Why:     payout.Why{{Text: "on 442,000 at 0.025%"}},
	}, "", "  ")
	fmt.Println(string(text), err)
	// Output:
	// {
	//   "id": "r1/1",
	//   "rule": "residual",
	//   "kind": "residual",
	//   "subject": "merchant/m1",
	//   "payee": "agent/a1",
	//   "period": "2026-06",
	//   "amount": "110.50",
	//   "currency": "CNY",
	//   "values": {
	//     "merchant.volume": "442_000",
	//     "margin": "0.025%"
	//   },
	//   "why": "on 442,000 at 0.025%"
	// } <nil>
}

// A charge of 800 may take half of what is left of 1,000 after a correction.
func ExampleSettle() {
	line := func(id string, kind payout.Kind, amount string) payout.Item {
		m, _ := payout.ParseMoney(amount)
		return payout.ItemOf(payout.Line{ID: id, Kind: kind, Amount: m})
	}
	cny, _ := payout.ParseCurrency("CNY")
	day, _ := payout.ParseDate("2026-07-15")
	settlement, err := payout.Settle(payout.Position{
		Account: payout.Account{Platform: "harbor", Payee: payout.Ref{Type: "agent", ID: "a1"}, Currency: cny},
		Items: []payout.Item{
			line("june", payout.Residual, "1000 CNY"),
			line("late refund", payout.Residual, "-300 CNY"),
			line("make-up", payout.Charge, "-800 CNY"),
		},
	}, payout.Terms{
		AtMost:   big.NewRat(50, 100),
		Withhold: big.NewRat(6, 100),
		Rounding: payout.Rounding{Places: 2, Mode: payout.HalfUp},
	}, day)
	if err != nil {
		fmt.Println(err)
	}
	for _, m := range settlement.Moves {
		fmt.Println(m.Kind, m.Amount, "of", m.Line)
	}
	fmt.Println("net", settlement.Net, "paid", settlement.Paid, "carried", settlement.CarriedDebts)
	// Output:
	// netted 300.00 CNY of june
	// withheld 42.00 CNY of june
	// taken 350.00 CNY of june
	// paid 308.00 CNY of june
	// net 700.00 CNY paid 308.00 CNY carried 450.00 CNY
}

func ExampleLedger() {
	ctx := context.Background()
	ledger := payout.NewMemory()
	amount, _ := payout.ParseMoney("110.50 CNY")
	day, _ := payout.ParseDate("2026-07-01")
	batch := payout.Batch{
		ID:  "2026-06 first run",
		Run: payout.Run{Platform: "harbor"},
		Lines: []payout.Line{{
			ID: "l1", Rule: "residual", Kind: payout.Residual, Payee: payout.Ref{Type: "agent", ID: "a1"},
			Amount: amount, Platform: "harbor", Booked: day,
		}},
	}
	fmt.Println(ledger.Post(ctx, batch))
	fmt.Println(ledger.Post(ctx, batch)) // the answer was lost, say
	batch.ID = "2026-06 second run"
	fmt.Println(errors.Is(ledger.Post(ctx, batch), payout.ErrMoved))

	var accounts payout.Accounts
	if err := accounts.AddAll(ledger.Read(ctx, payout.Query{Platform: "harbor", Open: true})); err != nil {
		fmt.Println(err)
	}
	for p := range accounts.Positions() {
		fmt.Println(p.Payee, p.Items[0].Line, p.Items[0].Open)
	}
	// Output:
	// <nil>
	// <nil>
	// true
	// agent/a1 l1 110.50 CNY
}

func ExampleParseMoney() {
	for _, text := range []string{"110.50 CNY", "1234 JPY", "110.505 CNY", "110.50"} {
		m, err := payout.ParseMoney(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(m.Amount(), m.Currency())
	}
	// Output:
	// 110.50 CNY
	// 1234 JPY
	// amount "110.505": more decimal places than the 2 of CNY
	// amount "110.50": amount without a currency
}

// A month is over when the day of the month is reached again, or its last day.
func ExampleMonthsBetween() {
	opened, _ := payout.ParseDate("2026-01-31")
	for _, text := range []string{"2026-02-27", "2026-02-28", "2026-03-30", "2026-03-31"} {
		day, _ := payout.ParseDate(text)
		n, _ := payout.MonthsBetween(opened, day)
		fmt.Println(text, n)
	}
	// Output:
	// 2026-02-27 0
	// 2026-02-28 1
	// 2026-03-30 1
	// 2026-03-31 2
}

// A statement is made of what a ledger holds, and always balances.
func ExampleNewStatement() {
	ctx := context.Background()
	ledger := payout.NewMemory()
	amount, _ := payout.ParseMoney("110.50 CNY")
	first, _ := payout.ParseDate("2026-07-01")
	agent := payout.Ref{Type: "agent", ID: "a1"}
	if err := ledger.Post(ctx, payout.Batch{
		ID: "2026-06", Run: payout.Run{Platform: "harbor"},
		Lines: []payout.Line{{ID: "l1", Rule: "residual", Kind: payout.Residual, Payee: agent, Amount: amount, Platform: "harbor", Booked: first}},
	}); err != nil {
		fmt.Println(err)
		return
	}
	account := payout.Account{Payee: agent, Platform: "harbor", Currency: amount.Currency()}
	s, err := payout.NewStatement(account, first, first.AddDays(30), ledger.Read(ctx, payout.Query{Platform: "harbor", Payee: agent}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Opening, "+", s.Credits, "-", s.Debits, "=", s.Paid, "+", s.Held, "+", s.Closing)
	for _, l := range s.Lines {
		fmt.Println(l.Line.ID, l.Line.Amount, l.State)
	}
	// Output:
	// 0.00 CNY + 110.50 CNY - 0.00 CNY = 0.00 CNY + 0.00 CNY + 110.50 CNY
	// l1 110.50 CNY carried
}
