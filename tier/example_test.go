package tier_test

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/tier"
)

func ExampleLadder_Whole() {
	number := decimal.RequireFromString
	prices, err := tier.NewLadder(
		tier.Rung{From: number("1"), Value: number("7")},
		tier.Rung{From: number("6"), Value: number("6.5")},
		tier.Rung{From: number("11"), Value: number("6")},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, seats := range []string{"1", "5", "6", "20", "25"} {
		total, err := prices.Whole(number(seats))
		fmt.Println(seats, total, err)
	}
	_, err = prices.Whole(number("0"))
	fmt.Println(errors.Is(err, tier.ErrNoRung), err)
	// Output:
	// 1 7 <nil>
	// 5 35 <nil>
	// 6 39 <nil>
	// 20 120 <nil>
	// 25 150 <nil>
	// true quantity 0: no rung is reached: the first is from 1
}

func ExampleLadder_Marginal() {
	number := decimal.RequireFromString
	prices, err := tier.NewLadder(
		tier.Rung{From: number("0"), Value: number("0.01")},
		tier.Rung{From: number("1000"), Value: number("0.008")},
		tier.Rung{From: number("10000"), Value: number("0.005")},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(prices.Marginal(number("15000")))
	fmt.Println(prices.BelowFirst().Marginal(number("-50")))
	// Output:
	// 107 <nil>
	// -0.5 <nil>
}

func ExampleSteps() {
	// Volumes are in fen: from 0 yuan, from 1 million, above 5 million.
	steps, err := tier.NewSteps(
		tier.Start{At: big.NewInt(0)},
		tier.Start{At: big.NewInt(1_000_000_00)},
		tier.Start{At: big.NewInt(5_000_000_00), Above: true},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(steps.Find(-1), steps.Find(5_000_000_00), steps.Find(5_000_000_01))
	fmt.Println(steps.AppendSlices(nil, 6_000_000_00))
	// Output:
	// -1 1 2
	// [100000000 400000000 100000000] true
}

func ExampleTable() {
	const free, fee99, fee299 = 0, 1, 2
	whole := func(n int64) *big.Int { return big.NewInt(n) }
	awards, err := tier.NewTable(
		[]tier.Cell{tier.Symbols(free, fee299), tier.Range(whole(680_000), nil)},
		[]tier.Cell{tier.Symbols(fee99), tier.Range(whole(480_000), nil)},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(awards.Match([]int64{fee99, 480_000}), awards.Match([]int64{free, 480_000}))

	domain := []tier.Cell{tier.Symbols(free, fee99, fee299), tier.Range(whole(0), nil)}
	for pair := range awards.Overlaps(domain) {
		fmt.Println("overlap", pair)
	}
	gap, found, err := awards.Gap(domain, 200_000)
	fmt.Println("gap", gap.Witness, found, err)
	// Output:
	// 1 -1
	// gap [1 0] true <nil>
}

func ExampleSet_Review() {
	terms := tier.Terms{
		Tiers:  []string{"A", "B", "C"},
		Review: tier.Monthly,
		Keep:   tier.Tenure{Months: 3},
	}
	customers, err := tier.NewSet(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	// What the conditions give at the end of each month of 2026.
	var history tier.History
	for i, given := range []int{0, 2, 2, 2} {
		day, _ := tier.NewDay(2026, time.Month(i+1), 1)
		history, err = customers.Review(history, tier.Verdict{Day: tier.Monthly.ReviewDay(day), Tier: given})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	for _, a := range history {
		fmt.Println(a.Verdict.Day, terms.Tiers[a.Tier], a.Outcome)
	}
	if march := history[2].Standing; march.Outcome == tier.KeptByTenure {
		fmt.Println("in March until", march.Until)
	}
	april, _ := tier.NewDay(2026, 4, 30)
	inForce, by := customers.InForce(history, april)
	fmt.Println("on", april, terms.Tiers[inForce], by)
	// Output:
	// 2026-01-31 A promoted
	// 2026-02-28 A kept by tenure
	// 2026-03-31 A kept by tenure
	// 2026-04-30 C demoted
	// in March until 2026-04-30
	// on 2026-04-30 A kept by tenure
}

func ExampleScorecard() {
	number := decimal.RequireFromString
	card, err := tier.NewScorecard(
		[]tier.Indicator{{Name: "visits", Weight: number("0.6")}, {Name: "trainings", Weight: number("0.4")}},
		[]tier.Band{{Grade: "low", From: number("0")}, {Grade: "good", From: number("60")}, {Grade: "top", From: number("90")}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := card.Score(number("95"), number("85"))
	fmt.Println(score.Total, score.Grade, err)
	for _, part := range score.Parts {
		fmt.Println(part.Indicator.Name, part.Value, part.Share.FloatString(4))
	}
	// Output:
	// 91 top <nil>
	// visits 57 0.6264
	// trainings 34 0.3736
}

func ExamplePortfolio() {
	volumes := map[string]int64{"m1": 40, "m2": 8_000, "m3": 900, "m4": 60, "m5": 1_000}
	customers, err := tier.NewPortfolio(maps.All(volumes))
	if err != nil {
		fmt.Println(err)
		return
	}
	points, err := customers.Curve(20, 50)
	for _, p := range points {
		fmt.Println(p.Percent, p.Customers, p.Amount, p.Share.FloatString(4))
	}
	fmt.Println(err)
	// Output:
	// 20 1 8000 0.8000
	// 50 3 9900 0.9900
	// <nil>
}
