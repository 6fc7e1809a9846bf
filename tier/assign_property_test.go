package tier_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fenrun/fenrun/tier"
)

func randomTerms(r *rand.Rand) tier.Terms {
	names := []string{"A", "B", "C", "D", "E"}[:1+r.IntN(5)]
	maybe := func() string {
		if r.IntN(2) == 0 {
			return ""
		}
		return names[r.IntN(len(names))]
	}
	terms := tier.Terms{
		Tiers: names, Start: maybe(), NeverBelow: maybe(), Override: maybe(),
		Review: tier.Daily + tier.Cadence(r.IntN(4)),
	}
	switch r.IntN(3) {
	case 0:
		terms.Keep.Months = r.IntN(8)
	case 1:
		terms.Keep.Days = r.IntN(200)
	}
	terms.Promote = tier.Timing(r.IntN(2))
	if r.IntN(2) == 0 {
		terms.Demote = tier.AtOnce
	} else {
		terms.DemoteAfter = r.IntN(4)
	}
	return terms
}

func atReviewsOnly(x tier.Terms) bool {
	return x.Promote == tier.AtReview && x.Demote == tier.AtReview && x.Override == ""
}

// randomVerdicts has one verdict for each of some days, in order, with tiers
// that tend to stay the same for a while.
func randomVerdicts(r *rand.Rand, terms tier.Terms) []tier.Verdict {
	at, _ := tier.NewDay(2023, time.Month(1+r.IntN(12)), 1+r.IntN(28))
	to := r.IntN(len(terms.Tiers))
	var verdicts []tier.Verdict
	for range r.IntN(20) {
		if atReviewsOnly(terms) || r.IntN(3) > 0 {
			at = terms.Review.ReviewDay(at)
		}
		if r.IntN(2) == 0 {
			to = r.IntN(len(terms.Tiers))
		}
		v := tier.Verdict{Day: at, Tier: to}
		if r.IntN(8) == 0 {
			v.Undecided = "a fact is missing"
		}
		if terms.Override != "" && r.IntN(4) == 0 {
			v.Override = true
			if r.IntN(2) == 0 {
				v.Until = at + tier.Day(r.IntN(90)-10)
			}
		}
		verdicts = append(verdicts, v)
		at += 1 + tier.Day(r.IntN(45))
	}
	return verdicts
}

// An account is tiers worked out from the sentences of the language alone, by
// looking back over the verdicts at every step, in place of Review's counters.
type account struct {
	terms    tier.Terms
	verdicts []tier.Verdict
	tier     int
	since    tier.Day
}

func index(terms tier.Terms, name string, absent int) int {
	if name == "" {
		return absent
	}
	return slices.Index(terms.Tiers, name)
}

// read takes verdict i and returns the tier that the reviews give after it.
func (a *account) read(i int) int {
	v := a.verdicts[i]
	isReview := a.terms.Review.ReviewDay(v.Day) == v.Day
	switch {
	case v.Undecided != "":
	case v.Tier < a.tier && (isReview || a.terms.Promote == tier.AtOnce):
		a.tier, a.since = v.Tier, v.Day+1
	case v.Tier > a.tier && (isReview || a.terms.Demote == tier.AtOnce):
		to := v.Tier
		if never := index(a.terms, a.terms.NeverBelow, len(a.terms.Tiers)-1); to > never {
			to = never
		}
		if to > a.tier && a.tenureIsOver(v.Day+1) && a.reviewsBelow(i) >= a.terms.DemoteAfter {
			a.tier, a.since = to, v.Day+1
		}
	}
	return a.tier
}

// tenureIsOver tries days of the month from the one on which the tenure began
// downwards, until the month has one.
func (a *account) tenureIsOver(on tier.Day) bool {
	if a.since == 0 {
		return true
	}
	year, month, day := time.Date(1, 1, int(a.since), 0, 0, 0, 0, time.UTC).Date()
	months := 12*year + int(month) - 1 + a.terms.Keep.Months
	for ; ; day-- {
		if end, err := tier.NewDay(months/12, time.Month(months%12+1), day); err == nil {
			return on >= end+tier.Day(a.terms.Keep.Days)
		}
	}
}

func (a *account) reviewsBelow(i int) int {
	count := 0
	for ; i >= 0 && a.verdicts[i].Day >= a.since; i-- {
		v := a.verdicts[i]
		if a.terms.Review.ReviewDay(v.Day) != v.Day || v.Undecided != "" {
			continue
		}
		if v.Tier <= a.tier {
			break
		}
		count++
	}
	return count
}

func TestReviewAgainstAccount(t *testing.T) {
	r := random()
	changes := 0
	for range cases {
		terms := randomTerms(r)
		verdicts := randomVerdicts(r, terms)
		h := review(t, set(t, terms), nil, verdicts...)
		a := &account{terms: terms, verdicts: verdicts, tier: index(terms, terms.Start, len(terms.Tiers)-1)}
		for i := range verdicts {
			was := a.tier
			if want := a.read(i); h[i].Standing.Tier != want || h[i].Standing.Since != a.since {
				t.Fatalf("%+v, verdicts %v: after the one of %s tier %d since %s, want %d since %s",
					terms, verdicts, verdicts[i].Day, h[i].Standing.Tier, h[i].Standing.Since, want, a.since)
			}
			if was != a.tier {
				changes++
			}
		}
	}
	if changes < cases {
		t.Errorf("only %d changes of tier in %d histories", changes, cases)
	}
}

// TestReplay: one review after the other, all at once, and any pieces in any
// order, with wrong verdicts that later ones replace, give the same.
func TestReplay(t *testing.T) {
	r := random()
	for range cases {
		terms := randomTerms(r)
		s := set(t, terms)
		verdicts := randomVerdicts(r, terms)
		var begin tier.History
		if len(verdicts) > 0 && r.IntN(2) == 0 {
			h, err := s.Open(r.IntN(len(terms.Tiers)), verdicts[0].Day-tier.Day(r.IntN(100)))
			if err != nil {
				t.Fatal(err)
			}
			begin = h
		}
		atOnce := review(t, s, begin, verdicts...)
		single, last := begin, begin
		for i, v := range verdicts {
			single = review(t, s, single, v)
			// Only the last assignment is needed to go on.
			last = review(t, s, last[max(len(last)-1, 0):], v)
			if want := atOnce[len(begin)+i]; last[len(last)-1] != want {
				t.Fatalf("from the last assignment %v, want %v", last[len(last)-1], want)
			}
		}
		pieces := begin
		shuffled := slices.Clone(verdicts)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for len(shuffled) > 0 {
			n := 1 + r.IntN(len(shuffled))
			wrong := shuffled[r.IntN(n)]
			wrong.Tier = r.IntN(len(terms.Tiers))
			pieces = review(t, s, pieces, append([]tier.Verdict{wrong}, shuffled[:n]...)...)
			shuffled = shuffled[n:]
		}
		if !slices.Equal(atOnce, single) {
			t.Fatalf("one by one, -all +single\n%s", cmp.Diff(atOnce, single))
		}
		if !slices.Equal(atOnce, pieces) {
			t.Fatalf("in pieces, -all +pieces\n%s", cmp.Diff(atOnce, pieces))
		}
	}
}

// TestTenureHolds: whatever is reviewed again, no tier is lost to a worse one
// within its tenure, and none is worse than the set allows.
func TestTenureHolds(t *testing.T) {
	r := random()
	for range cases {
		terms := randomTerms(r)
		s := set(t, terms)
		verdicts := randomVerdicts(r, terms)
		h := review(t, s, nil, verdicts...)
		if len(verdicts) > 0 {
			again := verdicts[r.IntN(len(verdicts))]
			again.Tier = r.IntN(len(terms.Tiers))
			h = review(t, s, h, again)
		}
		never := index(terms, terms.NeverBelow, len(terms.Tiers)-1)
		for i := 1; i < len(h); i++ {
			was, now := h[i-1].Standing, h[i].Standing
			if now.Tier <= was.Tier {
				continue
			}
			a := &account{terms: terms, since: was.Since}
			if now.Since != h[i].Verdict.Day+1 || !a.tenureIsOver(now.Since) || now.Tier > never || now.Outcome != tier.Demoted {
				t.Fatalf("%+v: from %+v to %+v", terms, was, now)
			}
		}
	}
}

func TestOverrideEndsOnItsDay(t *testing.T) {
	r := random()
	for range cases {
		terms := randomTerms(r)
		s := set(t, terms)
		verdicts := randomVerdicts(r, terms)
		h := review(t, s, nil, verdicts...)
		plain := slices.Clone(verdicts)
		for i := range plain {
			plain[i].Override, plain[i].Until = false, 0
		}
		reviewsAlone := review(t, s, nil, plain...)
		for i, a := range h {
			if a.Standing != reviewsAlone[i].Standing {
				t.Fatalf("an override changes what the reviews give: %v, %v", a.Standing, reviewsAlone[i].Standing)
			}
			next := a.Verdict.Day + 100
			if i+1 < len(h) {
				next = h[i+1].Verdict.Day
			}
			for on := a.Verdict.Day + 1; on <= next; on++ {
				want, by := a.Standing.Tier, a.Standing.Outcome
				if a.Verdict.Override && (a.Verdict.Until == 0 || on <= a.Verdict.Until) {
					want, by = index(terms, terms.Override, -1), tier.Overridden
				}
				if got, gotBy := s.InForce(h, on); got != want || gotBy != by {
					t.Fatalf("on %s tier %d, %s; want %d, %s: %v", on, got, gotBy, want, by, a)
				}
			}
		}
	}
}

// TestBetterVerdictsAreNeverWorse: from the same history a better verdict never
// leads to a worse tier, and while verdicts do not get worse no tier does.
func TestBetterVerdictsAreNeverWorse(t *testing.T) {
	r := random()
	for range cases {
		terms := randomTerms(r)
		s := set(t, terms)
		verdicts := randomVerdicts(r, terms)
		if len(verdicts) == 0 {
			continue
		}
		last := len(verdicts) - 1
		h := review(t, s, nil, verdicts[:last]...)
		worse := verdicts[last]
		better := worse
		better.Tier = r.IntN(worse.Tier + 1)
		x, y := review(t, s, h, worse), review(t, s, h, better)
		if y[last].Standing.Tier > x[last].Standing.Tier || y[last].Tier > x[last].Tier {
			t.Fatalf("%+v: %v is worse than %v", terms, y[last], x[last])
		}

		// A start that is better than what the conditions give is lost, though
		// they do not get worse.
		terms.Start = ""
		s = set(t, terms)
		for i := range verdicts {
			verdicts[i].Override, verdicts[i].Undecided = false, ""
		}
		best := verdicts[0].Tier
		for i := range verdicts {
			best = min(best, verdicts[i].Tier)
			verdicts[i].Tier = best
		}
		improving := review(t, s, nil, verdicts...)
		for i := 1; i < len(improving); i++ {
			if improving[i].Tier > improving[i-1].Tier {
				t.Fatalf("%+v: verdicts improve, and tiers are %s", terms, tiers(improving))
			}
		}
	}
}
