package tier_test

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/tier"
)

func portfolio(t testing.TB, amounts map[string]int64) *tier.Portfolio {
	t.Helper()
	p, err := tier.NewPortfolio(maps.All(amounts))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCurve(t *testing.T) {
	p := portfolio(t, map[string]int64{"a": 50, "b": 800, "c": 50, "d": 40, "e": 30, "f": 20, "g": 10})
	got, err := p.Curve(20, 100, 0, 1, 20)
	if err != nil {
		t.Fatal(err)
	}
	top := tier.Point{Percent: 20, Customers: 2, Amount: big.NewInt(850), Share: big.NewRat(850, 1000)}
	want := []tier.Point{
		top,
		{Percent: 100, Customers: 7, Amount: big.NewInt(1000), Share: big.NewRat(1, 1)},
		{Percent: 0, Customers: 0, Amount: new(big.Int), Share: new(big.Rat)},
		{Percent: 1, Customers: 1, Amount: big.NewInt(800), Share: big.NewRat(8, 10)},
		top,
	}
	if diff := cmp.Diff(want, got, byValue()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, percent := range []int{-1, 101, math.MaxInt32} {
		_, err := p.Curve(20, percent)
		wantError(t, err, fmt.Sprint(percent), "0 to 100")
	}
}

func TestPortfolioOrder(t *testing.T) {
	var order strings.Builder
	p := portfolio(t, map[string]int64{"b": 5, "a": 5, "c": 9, "B": 5, "d": -1})
	for id, amount := range p.All() {
		fmt.Fprint(&order, id, amount, " ")
	}
	if got := order.String(); got != "c9 B5 a5 b5 d-1 " {
		t.Errorf("order %s", got)
	}
	for id := range p.All() {
		if id != "c" {
			t.Errorf("the first is %s", id)
		}
		break
	}
}

func TestPortfolioWithoutShares(t *testing.T) {
	for _, p := range []*tier.Portfolio{
		{}, portfolio(t, nil), portfolio(t, map[string]int64{"a": 0}), portfolio(t, map[string]int64{"a": 5, "b": -6}),
	} {
		for _, point := range mustCurve(t, p, 0, 20, 100) {
			if point.Share != nil || point.Amount == nil {
				t.Errorf("point %v", point)
			}
		}
	}
	// Refunds: the best half has more than the whole.
	if point := mustCurve(t, portfolio(t, map[string]int64{"a": 5, "b": -1}), 50)[0]; point.Share.Cmp(big.NewRat(5, 4)) != 0 {
		t.Errorf("share %s, want 5/4", point.Share)
	}
	large := mustCurve(t, portfolio(t, map[string]int64{"a": math.MaxInt64, "b": math.MaxInt64, "c": math.MinInt64}), 100)[0]
	if large.Amount.Cmp(big.NewInt(math.MaxInt64-1)) != 0 {
		t.Errorf("the sum of large amounts is %s", large.Amount)
	}
}

func mustCurve(t testing.TB, p *tier.Portfolio, percents ...int) []tier.Point {
	t.Helper()
	points, err := p.Curve(percents...)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

func TestNewPortfolioRefuses(t *testing.T) {
	_, err := tier.NewPortfolio(func(yield func(string, int64) bool) {
		_ = yield("b", 1) && yield("c", 2) && yield("b", 3) && yield("c", 4)
	})
	wantError(t, err, `"b"`, "twice")
}

// TestConcentrationIsACurve: it rises, its steps get smaller, and the order in
// which customers come makes no difference.
func TestConcentrationIsACurve(t *testing.T) {
	r := random()
	for range cases / 10 {
		amounts := map[string]int64{}
		for i := range 1 + r.IntN(50) {
			amounts[fmt.Sprint(i)] = r.Int64N(1000)
		}
		p, again := portfolio(t, amounts), portfolio(t, amounts)
		var percents []int
		for percent := range 101 {
			percents = append(percents, percent)
		}
		points := mustCurve(t, p, percents...)
		if diff := cmp.Diff(points, mustCurve(t, again, percents...), byValue()); diff != "" {
			t.Fatalf("another order gives another curve: %s", diff)
		}
		total := points[100].Amount
		for _, point := range points {
			// No part of the customers can have more than the largest of them.
			even := new(big.Int).Mul(total, big.NewInt(int64(point.Customers)))
			have := new(big.Int).Mul(point.Amount, big.NewInt(int64(len(amounts))))
			if have.Cmp(even) < 0 || point.Customers < (len(amounts)*point.Percent)/100 {
				t.Fatalf("the first %d%% of %v have %s of %s", point.Percent, amounts, point.Amount, total)
			}
		}
	}
}
