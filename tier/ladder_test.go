package tier_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/tier"
)

// ladder takes starts and values in turn; a start can be ">5".
func ladder(t testing.TB, texts ...string) tier.Ladder {
	t.Helper()
	l, err := tier.NewLadder(readRungs(t, texts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func readRungs(t testing.TB, texts ...string) []tier.Rung {
	t.Helper()
	var rungs []tier.Rung
	for i := 0; i < len(texts); i += 2 {
		from, above := texts[i], texts[i][0] == '>'
		if above {
			from = from[1:]
		}
		rungs = append(rungs, tier.Rung{From: dec(t, from), Above: above, Value: dec(t, texts[i+1])})
	}
	return rungs
}

func TestWorkedLadders(t *testing.T) {
	stripe := ladder(t, "1", "7", "6", "6.5", "11", "6")
	autumn := ladder(t, "0", "0.01", "1000", "0.008", "10000", "0.005")
	growth := ladder(t, "0", "0", "1000000", "0.00005", "5000000", "0.0003")
	above := ladder(t, "0", "0.005", ">500000000", "0.0049")
	for _, c := range []struct {
		what    string
		compute func(decimal.Decimal) (decimal.Decimal, error)
		q, want string
	}{
		{"Stripe volume", stripe.Whole, "1", "7"},
		{"Stripe volume", stripe.Whole, "5", "35"},
		{"Stripe volume", stripe.Whole, "6", "39"},
		{"Stripe volume", stripe.Whole, "20", "120"},
		{"Stripe volume", stripe.Whole, "25", "150"},
		{"Autumn graduated", autumn.Marginal, "15000", "107"},
		{"Autumn graduated", autumn.Marginal, "1000", "10"},
		{"Autumn graduated", autumn.Marginal, "0", "0"},
		{"growth bonus", growth.Marginal, "5000000.01", "200.000003"},
		{"at a border", above.Whole, "500000000", "2500000"},
		{"above a border", above.Whole, "500000000.01", "2450000.000049"},
		{"above a border", above.Marginal, "500000000.01", "2500000.000049"},
		{"below", stripe.BelowFirst().Whole, "0.5", "3.5"},
		{"below", stripe.BelowFirst().Marginal, "0.5", "-3.5"},
		{"refunds", autumn.BelowFirst().Whole, "-50", "-0.5"},
		{"refunds", autumn.BelowFirst().Marginal, "-50", "-0.5"},
	} {
		got, err := c.compute(dec(t, c.q))
		if err != nil || !got.Equal(dec(t, c.want)) {
			t.Errorf("%s of %s is %s, %v; want %s", c.what, c.q, got, err, c.want)
		}
	}
}

func TestLadderBelow(t *testing.T) {
	l := ladder(t, ">0", "1", "100", "2")
	for _, err := range []error{
		second(l.Rung(dec(t, "0"))), second(l.Whole(dec(t, "0"))), second(l.Marginal(dec(t, "-50"))),
		second(tier.Ladder{}.Whole(dec(t, "1"))), second(tier.Ladder{}.BelowFirst().Marginal(dec(t, "1"))),
	} {
		if !errors.Is(err, tier.ErrNoRung) {
			t.Errorf("error %v, want one that is ErrNoRung", err)
		}
	}
	wantError(t, second(l.Rung(dec(t, "-0.50"))), "quantity -0.5", "above 0")
	if r, err := l.Rung(dec(t, "100")); err != nil || !r.Value.Equal(dec(t, "2")) {
		t.Errorf("100 is in %v, %v", r, err)
	}
	if r, err := l.BelowFirst().Rung(dec(t, "-5")); err != nil || !r.Value.Equal(dec(t, "1")) {
		t.Errorf("-5 is in %v, %v", r, err)
	}
	if _, err := l.Rung(dec(t, "-5")); err == nil {
		t.Error("BelowFirst changes the ladder that it is asked of")
	}
}

func second[T any](_ T, err error) error { return err }

func TestNewLadderRefuses(t *testing.T) {
	_, err := tier.NewLadder()
	wantError(t, err, "no rungs")
	for _, c := range []struct{ rungs, words []string }{
		{[]string{"0", "1", "5", "2", "5.0", "3"}, []string{"rung 3, from 5", "rung 2, from 5"}},
		{[]string{"7", "1", "5", "2"}, []string{"from 5", "from 7"}},
		{[]string{">5", "1", "5", "2"}, []string{"from 5", "above 5"}},
		{[]string{">5", "1", ">5", "2"}, []string{"above 5"}},
	} {
		_, err := tier.NewLadder(readRungs(t, c.rungs...)...)
		wantError(t, err, c.words...)
	}
	// Decimals have something between 5 and 6, and between from 5 and above 5.
	ladder(t, "5", "1", ">5", "2", "6", "3")
}

// TestLadderBounds gives numbers that would take a machine's memory to add.
func TestLadderBounds(t *testing.T) {
	for _, huge := range []decimal.Decimal{
		decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000), decimal.New(1, 61),
		decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 1_000_000), 0),
	} {
		l := ladder(t, "0", "1")
		wantError(t, second(l.Rung(huge)), "60 digits")
		wantError(t, second(l.Whole(huge)), "60 digits")
		wantError(t, second(l.BelowFirst().Marginal(huge)), "60 digits")
		_, err := tier.NewLadder(tier.Rung{From: huge})
		wantError(t, err, "rung 1", "60 digits")
		_, err = tier.NewLadder(tier.Rung{Value: huge})
		wantError(t, err, "rung 1", "60 digits")
	}
	if _, err := ladder(t, "0", "1e-60").Marginal(decimal.New(1, 60)); err != nil {
		t.Error(err)
	}
}

func TestNewLadderCopies(t *testing.T) {
	rungs := readRungs(t, "0", "1")
	l, err := tier.NewLadder(rungs...)
	if err != nil {
		t.Fatal(err)
	}
	rungs[0].Value = dec(t, "9")
	if got, err := l.Whole(dec(t, "2")); err != nil || !got.Equal(dec(t, "2")) {
		t.Errorf("the ladder changes with its rungs: %s, %v", got, err)
	}
}

// TestLadderAgreesWithSteps prices random quantities once in decimals and once
// in whole numbers at a finer scale than any of them needs.
func TestLadderAgreesWithSteps(t *testing.T) {
	r := random()
	const places = 4
	scaled := func(d decimal.Decimal) *big.Int { return d.Shift(places).BigInt() }
	for range cases {
		var rungs []tier.Rung
		var starts []tier.Start
		at := r.Int64N(2000) - 1000
		for range 1 + r.IntN(8) {
			above := r.IntN(2) == 0
			rung := tier.Rung{From: decimal.New(at, -2), Above: above, Value: decimal.New(r.Int64N(2000)-1000, -3)}
			rungs = append(rungs, rung)
			starts = append(starts, tier.Start{At: scaled(rung.From), Above: above})
			at += 1 + r.Int64N(500)
		}
		l, err := tier.NewLadder(rungs...)
		if err != nil {
			t.Fatal(err)
		}
		s, err := tier.NewSteps(starts...)
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 {
			l, s = l.BelowFirst(), s.BelowFirst()
		}
		q := decimal.New(r.Int64N(800_000)-200_000, -4)
		if r.IntN(3) == 0 {
			q = rungs[r.IntN(len(rungs))].From
		}
		rung := s.FindBig(scaled(q))
		whole, wholeErr := l.Whole(q)
		marginal, marginalErr := l.Marginal(q)
		if rung < 0 {
			if !errors.Is(wholeErr, tier.ErrNoRung) || !errors.Is(marginalErr, tier.ErrNoRung) {
				t.Fatalf("%s on %v: %v, %v", q, rungs, wholeErr, marginalErr)
			}
			continue
		}
		sum := decimal.Decimal{}
		for i, part := range s.Slices(scaled(q)) {
			sum = sum.Add(decimal.NewFromBigInt(part, -places).Mul(rungs[i].Value))
		}
		if wholeErr != nil || !whole.Equal(q.Mul(rungs[rung].Value)) || marginalErr != nil || !marginal.Equal(sum) {
			t.Fatalf("%s on %v: whole %s, %v; marginal %s, %v, want %s", q, rungs, whole, wholeErr, marginal, marginalErr, sum)
		}
	}
}
