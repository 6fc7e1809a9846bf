package tier_test

import (
	"testing"

	"github.com/fenrun/fenrun/tier"
)

func abc() tier.Terms {
	return tier.Terms{Tiers: []string{"A", "B", "C"}, Review: tier.Monthly}
}

func set(t testing.TB, terms tier.Terms) *tier.Set {
	t.Helper()
	s, err := tier.NewSet(terms)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewSetRefuses(t *testing.T) {
	for _, c := range []struct {
		change func(*tier.Terms)
		words  []string
	}{
		{func(x *tier.Terms) { x.Tiers = nil }, []string{"no tiers"}},
		{func(x *tier.Terms) { x.Tiers = []string{"A", ""} }, []string{`""`}},
		{func(x *tier.Terms) { x.Tiers = []string{"A", "B", "A"} }, []string{"called", `"A"`}},
		{func(x *tier.Terms) { x.Start = "D" }, []string{"start", `"D"`}},
		{func(x *tier.Terms) { x.NeverBelow = "D" }, []string{"never below", `"D"`}},
		{func(x *tier.Terms) { x.Override = "D" }, []string{"override", `"D"`}},
		{func(x *tier.Terms) { x.Review = 0 }, []string{"cadence(0)"}},
		{func(x *tier.Terms) { x.Review = 5 }, []string{"cadence(5)"}},
		{func(x *tier.Terms) { x.Promote = 2 }, []string{"2"}},
		{func(x *tier.Terms) { x.Demote = 3 }, []string{"3"}},
		{func(x *tier.Terms) { x.DemoteAfter = -1 }, []string{"-1"}},
		{func(x *tier.Terms) { x.DemoteAfter, x.Demote = 2, tier.AtOnce }, []string{"at once", "2"}},
		{func(x *tier.Terms) { x.Keep.Days = -1 }, []string{"negative"}},
		{func(x *tier.Terms) { x.Keep.Months = -1 }, []string{"negative"}},
		{func(x *tier.Terms) { x.Keep = tier.Tenure{Days: 1, Months: 1} }, []string{"not both"}},
		{func(x *tier.Terms) { x.Keep.Days = 36_526 }, []string{"100 years"}},
		{func(x *tier.Terms) { x.Keep.Months = 1_201 }, []string{"100 years"}},
	} {
		terms := abc()
		c.change(&terms)
		_, err := tier.NewSet(terms)
		wantError(t, err, c.words...)
	}
}

func TestNewSetAllows(t *testing.T) {
	for _, change := range []func(*tier.Terms){
		func(x *tier.Terms) { x.Keep.Days = 36_525 },
		func(x *tier.Terms) { x.Keep.Months = 1_200 },
		func(x *tier.Terms) { x.DemoteAfter, x.Demote = 1, tier.AtOnce },
		func(x *tier.Terms) { x.Tiers = []string{"A"} },
	} {
		terms := abc()
		change(&terms)
		set(t, terms)
	}
	_, err := tier.NewSet(tier.Terms{Tiers: []string{"A"}, Start: "B", NeverBelow: "C"})
	wantError(t, err, `start: there is no tier "B"`, `never below: there is no tier "C"`, "cadence(0)")
}

func TestZeroSetRefuses(t *testing.T) {
	zero := &tier.Set{}
	_, err := zero.Review(nil, tier.Verdict{Day: day(t, "2026-01-31")})
	wantError(t, err, "2026-01-31", "no tiers")
	_, err = zero.Open(0, day(t, "2026-01-31"))
	wantError(t, err, "no tiers")
	if h, err := zero.Review(nil); err != nil || len(h) != 0 {
		t.Errorf("no verdicts give %v, %v", h, err)
	}
}
