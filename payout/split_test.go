package payout_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func part(t testing.TB, id, amount string) payout.Part {
	t.Helper()
	r, err := payout.ParseRef(id)
	if err != nil {
		t.Fatal(err)
	}
	return payout.Part{For: r, Amount: money(t, amount)}
}

// share reads a weight such as "1/3" or "0.5".
func share(t testing.TB, id, weight string) payout.Share {
	t.Helper()
	w, ok := new(big.Rat).SetString(weight)
	if !ok {
		t.Fatalf("%q is not a weight", weight)
	}
	return payout.Share{For: part(t, id, "0").For, Weight: w}
}

// list writes parts in one line, to compare them at a glance.
func list(parts []payout.Part) string {
	var texts []string
	for _, p := range parts {
		texts = append(texts, p.For.ID+" "+p.Amount.Amount())
	}
	return strings.Join(texts, ", ")
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, total string
		shares      []payout.Share
		want, rest  string
	}{
		{
			"shares of the language's example", "100.01 CNY",
			[]payout.Share{share(t, "agent/a", "0.5"), share(t, "agent/b", "0.3"), share(t, "agent/c", "0.2")},
			"a 50.01, b 30.00, c 20.00", "0.00 CNY",
		},
		{
			"ties go to the smaller id", "1.00 CNY",
			[]payout.Share{share(t, "agent/c", "1/3"), share(t, "agent/b", "1/3"), share(t, "agent/a", "1/3")},
			"a 0.34, b 0.33, c 0.33", "0.00 CNY",
		},
		{
			"rest has what is left, and comes last in a tie", "0.01 CNY",
			[]payout.Share{share(t, "agent/z", "1/2")},
			"z 0.01", "0.00 CNY",
		},
		{
			"rest gets a unit if it lost the most", "0.01 CNY",
			[]payout.Share{share(t, "agent/a", "0.3"), share(t, "agent/b", "0.3")},
			"a 0.00, b 0.00", "0.01 CNY",
		},
		{
			"a negative total is the opposite", "-1.00 CNY",
			[]payout.Share{share(t, "agent/a", "1/3"), share(t, "agent/b", "1/3"), share(t, "agent/c", "1/3")},
			"a -0.34, b -0.33, c -0.33", "0.00 CNY",
		},
		{
			"one payee with two shares has one part", "0.10 CNY",
			[]payout.Share{share(t, "agent/a", "0.25"), share(t, "agent/b", "0.5"), share(t, "agent/a", "0.25")},
			"a 0.05, b 0.05", "0.00 CNY",
		},
		{
			"a clawback of 79 from payees of 60 and 40, N17", "-79.00 CNY",
			[]payout.Share{share(t, "agent/x", "60/100"), share(t, "agent/y", "40/100")},
			"x -47.40, y -31.60", "0.00 CNY",
		},
		{"nobody shares", "5 JPY", nil, "", "5 JPY"},
		{"nothing is shared", "0 JPY", []payout.Share{share(t, "agent/a", "0.5")}, "a 0", "0 JPY"},
		{"nothing of no currency", "0", []payout.Share{share(t, "agent/a", "0.5")}, "a 0", "0"},
		{"a weight of nothing", "1 JPY", []payout.Share{share(t, "agent/a", "0")}, "a 0", "1 JPY"},
		{
			"more than 64 bits", strings.Repeat("9", 38) + " JPY",
			[]payout.Share{share(t, "agent/a", "1/3"), share(t, "agent/b", "2/3")},
			"a " + strings.Repeat("3", 38) + ", b " + strings.Repeat("6", 38), "0 JPY",
		},
	} {
		parts, rest, err := payout.Split(money(t, c.total), c.shares)
		if err != nil || list(parts) != c.want || rest.String() != c.rest {
			t.Errorf("%s: %s, rest %s, %v; want %s, rest %s", c.name, list(parts), rest, err, c.want, c.rest)
		}
	}
}

func TestSplitRefuses(t *testing.T) {
	for name, shares := range map[string][]payout.Share{
		"more than all": {share(t, "agent/a", "0.7"), share(t, "agent/b", "0.3000000000000000000001")},
		"negative":      {share(t, "agent/a", "-0.1"), share(t, "agent/b", "0.5")},
		"no weight":     {{For: agent(1)}},
	} {
		for _, total := range []string{"1 JPY", "-1 JPY", "0 JPY"} {
			parts, rest, err := payout.Split(money(t, total), shares)
			if err == nil || parts != nil || rest != (payout.Money{}) {
				t.Errorf("%s of %s: %s, rest %s, want an error", name, total, list(parts), rest)
			}
		}
	}
}

// randomShares sum to at most 1, often to exactly 1, with many equal weights.
func randomShares(r *rand.Rand) []payout.Share {
	n := 1 + r.IntN(8)
	weights := make([]int64, n)
	whole := int64(0)
	for i := range weights {
		weights[i] = r.Int64N(4) // few values, so that there are ties
		if r.IntN(3) == 0 {
			weights[i] = r.Int64N(1_000_000)
		}
		whole += weights[i]
	}
	if whole == 0 || r.IntN(2) == 0 {
		whole += 1 + r.Int64N(10)
	}
	shares := make([]payout.Share, n)
	for i, w := range weights {
		shares[i] = payout.Share{For: agent(r.IntN(12)), Weight: big.NewRat(w, whole)}
	}
	return shares
}

func TestSplitProperties(t *testing.T) {
	r := random()
	one := big.NewRat(1, 1)
	for range cases {
		total := randomMoney(t, r)
		shares := randomShares(r)
		parts, rest, err := payout.Split(total, shares)
		if err != nil {
			t.Fatal(err)
		}
		sum := rest
		exact := map[payout.Ref]*big.Rat{}
		left := new(big.Rat).SetInt(total.BigMinor())
		for _, s := range shares {
			share := new(big.Rat).Mul(new(big.Rat).SetInt(total.BigMinor()), s.Weight)
			left.Sub(left, share)
			if before := exact[s.For]; before != nil {
				share.Add(share, before)
			}
			exact[s.For] = share
		}
		within := func(m payout.Money, exact *big.Rat) bool {
			off := new(big.Rat).Sub(new(big.Rat).SetInt(m.BigMinor()), exact)
			return off.Abs(off).Cmp(one) < 0
		}
		for _, p := range parts {
			if sum, err = sum.Add(p.Amount); err != nil {
				t.Fatal(err)
			}
			if !within(p.Amount, exact[p.For]) {
				t.Fatalf("%s of %s is not within a unit of %s", p.Amount, total, exact[p.For].FloatString(4))
			}
		}
		if sum != total || len(parts) != len(exact) || !within(rest, left) {
			t.Fatalf("%s is split into %s, rest %s", total, list(parts), rest)
		}

		shuffled := append([]payout.Share(nil), shares...)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, restAgain, err := payout.Split(total, shuffled)
		if err != nil || !slices.Equal(parts, again) || rest != restAgain {
			t.Fatalf("another order of shares gives %s, %v, not %s", list(again), err, list(parts))
		}
		mirrored, mirroredRest, err := payout.Split(total.Neg(), shares)
		if err != nil || mirroredRest != rest.Neg() {
			t.Fatalf("the rest of %s is %s, %v", total.Neg(), mirroredRest, err)
		}
		for i := range mirrored {
			if mirrored[i].Amount != parts[i].Amount.Neg() {
				t.Fatalf("%s is split into %s, the opposite into %s", total, list(parts), list(mirrored))
			}
		}
	}
}

func TestSplitLeavesItsArguments(t *testing.T) {
	shares := []payout.Share{share(t, "agent/b", "1/4"), share(t, "agent/a", "1/4"), share(t, "agent/b", "1/4")}
	if _, _, err := payout.Split(money(t, "1 CNY"), shares); err != nil {
		t.Fatal(err)
	}
	for i, id := range []string{"b", "a", "b"} {
		if shares[i].For.ID != id || shares[i].Weight.Cmp(big.NewRat(1, 4)) != 0 {
			t.Errorf("share %d is now %s of %s", i, shares[i].Weight, shares[i].For)
		}
	}
}

func TestReduce(t *testing.T) {
	for _, c := range []struct {
		name    string
		amounts []payout.Part
		limit   string
		want    string
	}{
		{
			"the scenario of N28",
			[]payout.Part{part(t, "device/1", "6000 CNY"), part(t, "device/2", "5000 CNY"), part(t, "device/3", "1000 CNY")},
			"10000 CNY", "1 5000.00, 2 4166.67, 3 833.33",
		},
		{
			"at the cap", []payout.Part{part(t, "device/1", "1 CNY"), part(t, "device/2", "2 CNY")},
			"3 CNY", "1 1.00, 2 2.00",
		},
		{
			"ties go to the smaller id, wherever it stands",
			[]payout.Part{part(t, "device/2", "0.02 CNY"), part(t, "device/1", "0.02 CNY")},
			"0.03 CNY", "2 0.01, 1 0.02",
		},
		{
			"a negative amount is reduced like the others",
			[]payout.Part{part(t, "device/1", "30 CNY"), part(t, "device/2", "-10 CNY")},
			"10 CNY", "1 15.00, 2 -5.00",
		},
		{"a cap of nothing", []payout.Part{part(t, "device/1", "30 CNY")}, "0", "1 0.00"},
		{"below the cap, since the sum is negative", []payout.Part{part(t, "device/1", "-30 CNY")}, "0 CNY", "1 -30.00"},
		{"no amounts", nil, "10 CNY", ""},
	} {
		parts, err := payout.Reduce(c.amounts, money(t, c.limit))
		if err != nil || list(parts) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.name, list(parts), err, c.want)
		}
	}
	for name, f := range map[string]func() ([]payout.Part, error){
		"negative cap": func() ([]payout.Part, error) {
			return payout.Reduce([]payout.Part{part(t, "device/1", "1 CNY")}, money(t, "-1 CNY"))
		},
		"cap in another currency": func() ([]payout.Part, error) {
			return payout.Reduce([]payout.Part{part(t, "device/1", "1 CNY")}, money(t, "1 JPY"))
		},
		"amounts in two currencies": func() ([]payout.Part, error) {
			return payout.Reduce([]payout.Part{part(t, "device/1", "1 CNY"), part(t, "device/2", "1 JPY")}, money(t, "1 JPY"))
		},
	} {
		if parts, err := f(); err == nil {
			t.Errorf("%s gives %s, want an error", name, list(parts))
		}
	}
}

func TestReduceProperties(t *testing.T) {
	r := random()
	c := currency(t, "CNY")
	one := big.NewRat(1, 1)
	for range cases {
		amounts := make([]payout.Part, 1+r.IntN(8))
		var sum payout.Money
		for i := range amounts {
			minor := r.Int64N(5) // few values, so that there are ties
			if r.IntN(3) == 0 {
				minor = r.Int64N(2_000_000) - 500_000
			}
			m, err := payout.NewMoney(minor, c)
			if err != nil {
				t.Fatal(err)
			}
			amounts[i] = payout.Part{For: agent(r.IntN(12)), Amount: m}
			if sum, err = sum.Add(m); err != nil {
				t.Fatal(err)
			}
		}
		limit, err := payout.NewMoney(r.Int64N(1_000_000), c)
		if err != nil {
			t.Fatal(err)
		}
		reduced, err := payout.Reduce(amounts, limit)
		if err != nil {
			t.Fatal(err)
		}
		if above, _ := sum.Cmp(limit); above <= 0 {
			if !slices.Equal(amounts, reduced) {
				t.Fatalf("%s is not above %s, and yet %s becomes %s", sum, limit, list(amounts), list(reduced))
			}
			continue
		}
		var total payout.Money
		given := map[payout.Part]int{}
		for i, p := range reduced {
			if total, err = total.Add(p.Amount); err != nil {
				t.Fatal(err)
			}
			exact := new(big.Rat).SetFrac(limit.BigMinor(), sum.BigMinor())
			exact.Mul(exact, new(big.Rat).SetInt(amounts[i].Amount.BigMinor()))
			off := exact.Sub(exact, new(big.Rat).SetInt(p.Amount.BigMinor()))
			if p.For != amounts[i].For || off.Abs(off).Cmp(one) >= 0 {
				t.Fatalf("%s of %s is reduced to %s of %s", amounts[i].Amount, amounts[i].For, p.Amount, p.For)
			}
			given[p]++
		}
		if total != limit {
			t.Fatalf("%s reduced to %s sums to %s", list(amounts), limit, total)
		}
		r.Shuffle(len(amounts), func(i, j int) { amounts[i], amounts[j] = amounts[j], amounts[i] })
		again, err := payout.Reduce(amounts, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range again {
			given[p]--
			if given[p] < 0 {
				t.Fatalf("another order of amounts gives %s, not %s", list(again), list(reduced))
			}
		}
	}
}
