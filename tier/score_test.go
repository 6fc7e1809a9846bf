package tier_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/tier"
)

func effort(t testing.TB) *tier.Scorecard {
	t.Helper()
	card, err := tier.NewScorecard(
		[]tier.Indicator{{Name: "visits", Weight: dec(t, "0.5")}, {Name: "trainings", Weight: dec(t, "0.3")}, {Name: "answers", Weight: dec(t, "0.2")}},
		[]tier.Band{{Grade: "low", From: dec(t, "0")}, {Grade: "good", From: dec(t, "60")}, {Grade: "top", From: dec(t, "90"), Above: true}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestScore(t *testing.T) {
	card := effort(t)
	for _, c := range []struct {
		points       [3]string
		total, grade string
		shares       [3]string
	}{
		{[3]string{"100", "80", "75"}, "89", "good", [3]string{"50/89", "24/89", "15/89"}},
		{[3]string{"100", "80", "80"}, "90", "good", [3]string{"5/9", "24/90", "16/90"}},
		{[3]string{"100", "80", "80.05"}, "90.01", "top", [3]string{"5000/9001", "2400/9001", "1601/9001"}},
		{[3]string{"0", "0", "0"}, "0", "low", [3]string{}},
		{[3]string{"100", "-100", "0"}, "20", "low", [3]string{"5/2", "-3/2", "0"}},
	} {
		score, err := card.Score(dec(t, c.points[0]), dec(t, c.points[1]), dec(t, c.points[2]))
		if err != nil || !score.Total.Equal(dec(t, c.total)) || score.Grade != c.grade {
			t.Errorf("%v have %s, %q, %v; want %s, %q", c.points, score.Total, score.Grade, err, c.total, c.grade)
			continue
		}
		for i, part := range score.Parts {
			var want *big.Rat
			if c.shares[i] != "" {
				want, _ = new(big.Rat).SetString(c.shares[i])
			}
			if !cmp.Equal(part.Share, want, byValue()) {
				t.Errorf("%v: share %d is %v, want %v", c.points, i, part.Share, want)
			}
		}
	}
}

func TestScoreRefuses(t *testing.T) {
	card := effort(t)
	_, err := card.Score(dec(t, "1"), dec(t, "2"))
	wantError(t, err, "points for 2 indicators", "has 3")
	huge := decimal.New(1, 2_000_000_000)
	_, err = card.Score(huge, dec(t, "1"), dec(t, "1"))
	wantError(t, err, `"visits"`, "60 digits")
	_, err = card.Score(dec(t, "-2"), dec(t, "1"), dec(t, "0"))
	wantError(t, err, "total -0.7", "from 0")
	if !errors.Is(err, tier.ErrNoRung) {
		t.Errorf("error %v, want ErrNoRung", err)
	}
	one := dec(t, "1")
	for _, c := range []struct {
		indicators []tier.Indicator
		bands      []tier.Band
		words      []string
	}{
		{[]tier.Indicator{{Name: "a", Weight: one}, {Weight: one}}, nil, []string{"indicator 2"}},
		{[]tier.Indicator{{Name: "a", Weight: one}, {Name: "a", Weight: one}}, nil, []string{"indicator 2", `"a"`}},
		{[]tier.Indicator{{Name: "a", Weight: dec(t, "-1")}}, nil, []string{`"a"`, "negative"}},
		{[]tier.Indicator{{Name: "a", Weight: huge}}, nil, []string{`"a"`, "60 digits"}},
		{nil, []tier.Band{{From: one}, {From: one}}, []string{"bands", "from 1"}},
	} {
		_, err := tier.NewScorecard(c.indicators, c.bands)
		wantError(t, err, c.words...)
	}
}

func TestScoreWithoutBands(t *testing.T) {
	card, err := tier.NewScorecard([]tier.Indicator{{Name: "a", Weight: dec(t, "1")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if score, err := card.Score(dec(t, "-3")); err != nil || score.Grade != "" || !score.Total.Equal(dec(t, "-3")) {
		t.Errorf("score %v, %v", score, err)
	}
	if score, err := new(tier.Scorecard).Score(); err != nil || !score.Total.IsZero() {
		t.Errorf("score without indicators %v, %v", score, err)
	}
}

func TestSharesSumToOne(t *testing.T) {
	r := random()
	for range cases {
		var indicators []tier.Indicator
		var points []decimal.Decimal
		for i := range 1 + r.IntN(6) {
			indicators = append(indicators, tier.Indicator{Name: string(rune('a' + i)), Weight: decimal.New(r.Int64N(500), -3)})
			points = append(points, decimal.New(r.Int64N(20_000)-5_000, -2))
		}
		card, err := tier.NewScorecard(indicators, nil)
		if err != nil {
			t.Fatal(err)
		}
		score, err := card.Score(points...)
		if err != nil {
			t.Fatal(err)
		}
		values, shares := decimal.Decimal{}, new(big.Rat)
		for _, part := range score.Parts {
			values = values.Add(part.Value)
			if (part.Share == nil) != score.Total.IsZero() {
				t.Fatalf("share %v of the total %s", part.Share, score.Total)
			}
			if part.Share != nil {
				shares.Add(shares, part.Share)
			}
		}
		if !values.Equal(score.Total) || !score.Total.IsZero() && shares.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("values sum to %s, want %s; shares sum to %s", values, score.Total, shares)
		}
	}
}
