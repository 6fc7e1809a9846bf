package tier_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/tier"
)

// months are verdicts at the ends of the months from January 2026 on: a letter
// is a tier, a question mark an undecided review.
func months(letters string) []tier.Verdict {
	var verdicts []tier.Verdict
	review, _ := tier.NewDay(2026, 1, 31)
	for _, letter := range letters {
		v := tier.Verdict{Day: review, Tier: int(letter - 'A')}
		if letter == '?' {
			v.Tier, v.Undecided = 0, "merchant.volume is missing"
		}
		verdicts = append(verdicts, v)
		review = tier.Monthly.ReviewDay(review + 1)
	}
	return verdicts
}

func review(t testing.TB, s *tier.Set, h tier.History, verdicts ...tier.Verdict) tier.History {
	t.Helper()
	next, err := s.Review(h, verdicts...)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// tiers are the letters of the tiers that the assignments give.
func tiers(h tier.History) string {
	var b strings.Builder
	for _, a := range h {
		b.WriteByte('A' + byte(a.Tier))
	}
	return b.String()
}

func outcomes(h tier.History) string {
	var texts []string
	for _, a := range h {
		texts = append(texts, a.Outcome.String())
	}
	return strings.Join(texts, ", ")
}

func TestReview(t *testing.T) {
	for _, c := range []struct {
		name            string
		terms           func(*tier.Terms)
		verdicts, tiers string
		outcomes        string // not looked at where it is empty
	}{
		{name: "each review decides", verdicts: "CBABBC", tiers: "CBABBC",
			outcomes: "confirmed, promoted, promoted, demoted, confirmed, demoted"},
		{name: "promotion skips tiers", verdicts: "AC", tiers: "AC"},
		// Promoted as of 1 February, N29: the review of 31 March may not
		// demote, and that of 30 April may.
		{name: "tenure in months", terms: func(x *tier.Terms) { x.Keep.Months = 3 },
			verdicts: "ACCC", tiers: "AAAC", outcomes: "promoted, kept by tenure, kept by tenure, demoted"},
		{name: "tenure of 89 days from 1 February ends on 30 April", terms: func(x *tier.Terms) { x.Keep.Days = 89 },
			verdicts: "ACCC", tiers: "AAAC"},
		{name: "tenure of 90 days ends a day later", terms: func(x *tier.Terms) { x.Keep.Days = 90 },
			verdicts: "ACCCC", tiers: "AAAAC"},
		{name: "a promotion begins a new tenure, a confirmation does not", terms: func(x *tier.Terms) { x.Keep.Months = 3 },
			verdicts: "BBACCCC", tiers: "BBAAACC"},
		{name: "so does a demotion", terms: func(x *tier.Terms) { x.Keep.Months = 2 },
			verdicts: "ABBCCC", tiers: "AABBCC"},
		{name: "no promotion waits", terms: func(x *tier.Terms) { x.Keep.Months = 12 },
			verdicts: "BA", tiers: "BA"},
		{name: "nobody knows how long the start has been in force", terms: func(x *tier.Terms) { x.Start, x.Keep.Months = "A", 12 },
			verdicts: "B", tiers: "B"},
		{name: "three reviews in a row", terms: func(x *tier.Terms) { x.DemoteAfter = 3 },
			verdicts: "ACCACBCC", tiers: "AAAAAACC",
			outcomes: "promoted, waiting, waiting, confirmed, waiting, waiting, demoted, confirmed"},
		{name: "the last review of the row says to which tier", terms: func(x *tier.Terms) { x.DemoteAfter = 2 },
			verdicts: "ACBACACC", tiers: "AABAAAAC"},
		{name: "a new row after a demotion", terms: func(x *tier.Terms) { x.DemoteAfter = 2 },
			verdicts: "ABBCC", tiers: "AABBC"},
		{name: "the row runs within the tenure", terms: func(x *tier.Terms) { x.Keep.Months, x.DemoteAfter = 3, 2 },
			verdicts: "ACCC", tiers: "AAAC"},
		{name: "tenure ends before the row does", terms: func(x *tier.Terms) { x.Keep.Months, x.DemoteAfter = 2, 3 },
			verdicts: "ACCC", tiers: "AAAC", outcomes: "promoted, kept by tenure, waiting, demoted"},
		{name: "undecided stays, and the row with it", terms: func(x *tier.Terms) { x.DemoteAfter = 2 },
			verdicts: "?A?C?C", tiers: "CAAAAC", outcomes: "undecided, promoted, undecided, waiting, undecided, demoted"},
		{name: "never below", terms: func(x *tier.Terms) { x.NeverBelow = "B" },
			verdicts: "ACCB", tiers: "ABBB", outcomes: "promoted, demoted, held by never below, confirmed"},
		{name: "who is below never below is not raised", terms: func(x *tier.Terms) { x.Tiers, x.NeverBelow = append(x.Tiers, "D"), "B" },
			verdicts: "DCD", tiers: "DCC", outcomes: "confirmed, promoted, held by never below"},
		{name: "a whole year", terms: func(x *tier.Terms) { x.Keep.Months, x.DemoteAfter = 3, 2 },
			verdicts: "BCBCBCCABCBC", tiers: "BBBBBBCAAABB"},
	} {
		terms := abc()
		if c.terms != nil {
			c.terms(&terms)
		}
		h := review(t, set(t, terms), nil, months(c.verdicts)...)
		if tiers(h) != c.tiers || c.outcomes != "" && outcomes(h) != c.outcomes {
			t.Errorf("%s: %s gives %s: %s; want %s: %s", c.name, c.verdicts, tiers(h), outcomes(h), c.tiers, c.outcomes)
		}
	}
}

func TestAssignmentsSayWhatDecided(t *testing.T) {
	terms := abc()
	terms.Keep.Months, terms.DemoteAfter = 2, 3
	verdicts := months("AC?CC")
	want := []tier.Standing{
		{Tier: 0, Since: day(t, "2026-02-01"), Outcome: tier.Promoted},
		{Tier: 0, Since: day(t, "2026-02-01"), Outcome: tier.KeptByTenure, Below: 1, Until: day(t, "2026-03-31")},
		{Tier: 0, Since: day(t, "2026-02-01"), Outcome: tier.Undecided, Below: 1},
		{Tier: 0, Since: day(t, "2026-02-01"), Outcome: tier.Waiting, Below: 2, Needed: 3},
		{Tier: 2, Since: day(t, "2026-06-01"), Outcome: tier.Demoted},
	}
	for i, a := range review(t, set(t, terms), nil, verdicts...) {
		wanted := tier.Assignment{Verdict: verdicts[i], Tier: want[i].Tier, Outcome: want[i].Outcome, Standing: want[i]}
		if diff := cmp.Diff(wanted, a); diff != "" {
			t.Errorf("assignment %d: -want +got\n%s", i, diff)
		}
	}
}

func TestInForce(t *testing.T) {
	s := set(t, abc())
	h := review(t, s, nil, months("AB")...)
	for text, want := range map[string]struct {
		tier int
		by   tier.Outcome
	}{
		"2026-01-31": {2, tier.Unreviewed}, "2026-02-01": {0, tier.Promoted}, "2026-02-28": {0, tier.Promoted},
		"2026-03-01": {1, tier.Demoted}, "2030-01-01": {1, tier.Demoted},
	} {
		if got, by := s.InForce(h, day(t, text)); got != want.tier || by != want.by {
			t.Errorf("on %s tier %d is in force, %s; want %d, %s", text, got, by, want.tier, want.by)
		}
	}
	if a, ok := h.Ruling(day(t, "2026-02-28")); !ok || a.Verdict.Day != day(t, "2026-01-31") {
		t.Errorf("28 February is ruled by %v, %t", a, ok)
	}
	if a, ok := h.Ruling(day(t, "2026-01-31")); ok {
		t.Errorf("31 January is ruled by %v", a)
	}
}

func TestOpen(t *testing.T) {
	terms := abc()
	terms.Keep.Months = 3
	s := set(t, terms)
	h, err := s.Open(0, day(t, "2026-01-15"))
	if err != nil {
		t.Fatal(err)
	}
	if got, by := s.InForce(h, day(t, "2026-01-15")); got != 0 || by != tier.Opened {
		t.Errorf("tier %d is in force on the first day, %s", got, by)
	}
	if got, by := s.InForce(h, day(t, "2026-01-14")); got != 2 || by != tier.Unreviewed {
		t.Errorf("tier %d is in force on the day before, %s", got, by)
	}
	// The tenure is from 15 January to 14 April.
	h = review(t, s, h, months("CCCC")...)
	if tiers(h) != "AAAAC" || h[1].Standing.Until != day(t, "2026-04-14") {
		t.Errorf("%s, the first until %s", tiers(h), h[1].Standing.Until)
	}
	for _, bad := range []tier.Day{day(t, "2025-12-31"), day(t, "2026-01-14")} {
		terms.Promote = tier.AtOnce
		_, err := set(t, terms).Review(h, tier.Verdict{Day: bad})
		wantError(t, err, "2026-01-15")
	}
	for _, bad := range []int{3, -1} {
		_, err := s.Open(bad, day(t, "2026-01-15"))
		wantError(t, err, "tiers 0 to 2")
	}
	for _, bad := range []tier.Day{0, -1, 4_000_000} {
		_, err := s.Open(0, bad)
		wantError(t, err, "day number")
	}
}

// at is a verdict on any day.
func at(t testing.TB, text string, to int) tier.Verdict {
	t.Helper()
	return tier.Verdict{Day: day(t, text), Tier: to}
}

func TestAtOnce(t *testing.T) {
	terms := abc()
	terms.Promote, terms.DemoteAfter = tier.AtOnce, 2
	h := review(t, set(t, terms), nil,
		at(t, "2026-01-10", 0), at(t, "2026-01-20", 2), at(t, "2026-01-31", 2),
		at(t, "2026-02-10", 0), at(t, "2026-02-20", 2), at(t, "2026-02-28", 2))
	// A good day between two bad reviews does not end the row: reviews count.
	want := "promoted, awaits review, waiting, confirmed, awaits review, demoted"
	if tiers(h) != "AAAAAC" || outcomes(h) != want || h[0].Standing.Since != day(t, "2026-01-11") {
		t.Errorf("%s: %s; want %s", tiers(h), outcomes(h), want)
	}

	terms = abc()
	terms.Demote, terms.Keep.Days = tier.AtOnce, 10
	h = review(t, set(t, terms), nil,
		at(t, "2026-01-10", 0), at(t, "2026-01-31", 0), at(t, "2026-02-09", 1), at(t, "2026-02-10", 1), at(t, "2026-02-20", 1), at(t, "2026-02-21", 2))
	// In force from 1 to 10 February, so that the verdict of the 10th demotes
	// as of the 11th; and so on from there.
	want = "awaits review, promoted, kept by tenure, demoted, confirmed, demoted"
	if tiers(h) != "CAABBC" || outcomes(h) != want {
		t.Errorf("%s: %s; want %s", tiers(h), outcomes(h), want)
	}
}

func TestOverride(t *testing.T) {
	terms := abc()
	terms.Override, terms.Keep.Months = "A", 2
	s := set(t, terms)
	vip := at(t, "2026-02-10", 2)
	vip.Override, vip.Until = true, day(t, "2026-03-20")
	// The reviews beneath promote to B as of 1 February, and may demote as of
	// 1 April; the override lasts only as long as the latest verdict says.
	february, march := at(t, "2026-02-28", 2), at(t, "2026-03-31", 2)
	february.Override, february.Until = true, day(t, "2026-03-20")
	h := review(t, s, nil, at(t, "2026-01-31", 1), vip, february, march)
	if tiers(h) != "BAAC" || outcomes(h) != "promoted, overridden, overridden, demoted" {
		t.Errorf("%s: %s", tiers(h), outcomes(h))
	}
	if beneath := h[2].Standing; beneath.Tier != 1 || beneath.Outcome != tier.KeptByTenure || beneath.Since != day(t, "2026-02-01") {
		t.Errorf("beneath the override %v", beneath)
	}
	for text, want := range map[string]int{
		"2026-02-10": 1, "2026-02-11": 0, "2026-03-20": 0, "2026-03-21": 1, "2026-03-31": 1, "2026-04-01": 2,
	} {
		if got, by := s.InForce(h, day(t, text)); got != want || by == tier.Overridden != (want == 0) {
			t.Errorf("on %s tier %d is in force, %s; want %d", text, got, by, want)
		}
	}
	ended := vip
	ended.Until = vip.Day
	open := vip
	open.Until = 0
	h = review(t, s, nil, ended)
	if tiers(h) != "C" || h[0].Outcome != tier.Confirmed {
		t.Errorf("an override that ends on the day of the verdict gives %s, %s", tiers(h), h[0].Outcome)
	}
	if got, _ := s.InForce(review(t, s, nil, open), day(t, "9999-12-31")); got != 0 {
		t.Errorf("an override without an end gives tier %d in the end", got)
	}
	open.Undecided = "merchant.volume is missing"
	if h = review(t, s, nil, open); tiers(h) != "A" || h[0].Standing.Outcome != tier.Undecided {
		t.Errorf("an override of an undecided review gives %s, %s", tiers(h), h[0].Standing.Outcome)
	}
}

func TestReviewAgain(t *testing.T) {
	terms := abc()
	terms.Keep.Months = 3
	s := set(t, terms)
	first := review(t, s, nil, months("BACCC")...)
	if tiers(first) != "BAAAC" {
		t.Fatal(tiers(first))
	}
	kept := append(tier.History(nil), first...)
	// A late fact: February was no A, so that B, in force since February, is
	// lost in April, for it was not won anew in March.
	again := review(t, s, first, months("BB")[1])
	if tiers(again) != "BBBCC" {
		t.Errorf("after the re-review %s: %s", tiers(again), outcomes(again))
	}
	if !cmp.Equal(first, kept) {
		t.Error("the re-review changes the history that it is given")
	}
	if back := review(t, s, again, months("BA")[1]); !cmp.Equal(back, first) {
		t.Errorf("the first verdict again gives %s", tiers(back))
	}
	// A review that was left out is put in, and of two on a day the later in
	// the list counts.
	verdicts := months("BACCC")
	h := review(t, s, nil, verdicts[4], verdicts[0], months("BC")[1])
	if h = review(t, s, h, verdicts[3], verdicts[2], months("BB")[1], verdicts[1]); !cmp.Equal(h, first) {
		t.Errorf("pieces in another order give %s", tiers(h))
	}
	if same := review(t, s, first); !cmp.Equal(same, first) {
		t.Errorf("no verdicts give %s", tiers(same))
	}
}

func TestReviewRefuses(t *testing.T) {
	s := set(t, abc())
	good := review(t, s, nil, months("ABC")...)
	override := months("A")[0]
	override.Override = true
	until := months("A")[0]
	until.Until = -5
	strange := review(t, set(t, tier.Terms{Tiers: []string{"A", "B", "C", "D"}, Review: tier.Monthly}), nil, months("DA")...)
	beyond := append(tier.History(nil), good...)
	beyond[1].Standing.Since = 4_000_000
	for _, c := range []struct {
		history  tier.History
		verdicts []tier.Verdict
		words    []string
	}{
		{nil, []tier.Verdict{{}}, []string{"day number 0"}},
		{nil, []tier.Verdict{{Day: 4_000_000}}, []string{"day number 4000000"}},
		{nil, months("D"), []string{"2026-01-31", "tiers 0 to 2"}},
		{nil, []tier.Verdict{{Day: day(t, "2026-01-31"), Tier: -1}}, []string{"tier -1"}},
		{nil, []tier.Verdict{at(t, "2026-01-30", 0)}, []string{"2026-01-30", "not a review day", "2026-01-31"}},
		{nil, []tier.Verdict{override}, []string{"no override"}},
		{nil, []tier.Verdict{until}, []string{"day number -5"}},
		{tier.History{good[1], good[0]}, nil, []string{"assignment 2", "not later"}},
		{tier.History{good[0], good[0]}, nil, []string{"assignment 2", "not later"}},
		{strange, nil, []string{"assignment 1", "tiers 0 to 2"}},
		{beyond, nil, []string{"assignment 2", "day number"}},
		// An old verdict that the set does not allow stays as it was decided,
		// unless it must be derived again.
		{review(t, set(t, tier.Terms{Tiers: abc().Tiers, Review: tier.Daily}), nil, at(t, "2026-02-03", 0)), months("A"), []string{"review of 2026-02-03"}},
	} {
		h, err := s.Review(c.history, c.verdicts...)
		wantError(t, err, c.words...)
		if h != nil {
			t.Errorf("an error comes with the history %s", tiers(h))
		}
	}
}

func TestOutcomeTexts(t *testing.T) {
	texts := map[string]bool{}
	for o := tier.Unreviewed; o <= tier.Overridden; o++ {
		if texts[o.String()] || strings.Contains(o.String(), "(") {
			t.Errorf("outcome %d is called %q", o, o)
		}
		texts[o.String()] = true
	}
	if got := (tier.Overridden + 1).String(); got != "outcome(11)" {
		t.Error(got)
	}
}
