package tier

import (
	"cmp"
	"fmt"
	"slices"
)

// Review returns the history that h becomes by further verdicts. h is not
// changed. Verdicts may come in any order; of several on one day the last one
// counts.
//
// A verdict on a day that h has already replaces that one, and one on an
// earlier day that it has not is put in; everything after it is then derived
// again from the verdicts in h. So one call with all verdicts gives what a call
// for each gives. Where all verdicts are later than h, only its last assignment
// matters, so that a host that never looks back can keep that one alone.
//
// What is derived follows N29. A change takes force on the day after the
// verdict's:
//
//   - a better tier: at any review, or with AtOnce on any day;
//   - a worse tier, unless NeverBelow forbids it: at a review, or with AtOnce
//     on any day, but no earlier than Keep after the tier took force, and only
//     if DemoteAfter reviews in a row gave a worse tier, this one being the
//     last. Reviews within the tenure count. The subject comes to the tier
//     that this last one gives, at worst to NeverBelow;
//   - an override: on any day, over whatever the reviews give. They go on
//     beneath it, and their tenure runs.
//
// It is an error if a verdict has no day, a tier that the set has not, or an
// override where the set has none; if it is on no review day and nothing in
// the set looks at other days; if it is before the day on which h was opened;
// or if h is not in order or has a tier that the set has not. With an error
// there is no history.
func (s *Set) Review(h History, verdicts ...Verdict) (History, error) {
	if err := s.checkHistory(h); err != nil {
		return nil, err
	}
	stays := len(h) // so many assignments are earlier than all verdicts
	for _, v := range verdicts {
		for stays > 0 && h[stays-1].Verdict.Day >= v.Day {
			stays--
		}
	}
	next := slices.Grow(slices.Clone(h[:stays]), len(h)-stays+len(verdicts))
	pending := make([]Verdict, 0, len(h)-stays+len(verdicts))
	for _, a := range h[stays:] {
		if a.Outcome == Opened {
			return nil, fmt.Errorf("a review is before %s, when the history was opened", a.Standing.Since)
		}
		pending = append(pending, a.Verdict)
	}
	pending = append(pending, verdicts...)
	// The order is stable, so that a new verdict stands after the one that it
	// replaces.
	slices.SortStableFunc(pending, func(a, b Verdict) int { return cmp.Compare(a.Day, b.Day) })
	for i, v := range pending {
		if err := s.check(v); err != nil {
			return nil, fmt.Errorf("review of %s: %w", v.Day, err)
		}
		if i+1 < len(pending) && pending[i+1].Day == v.Day {
			continue
		}
		was := Standing{Tier: s.start}
		if len(next) > 0 {
			was = next[len(next)-1].Standing
		}
		next = append(next, s.assign(was, v))
	}
	return next, nil
}

func (s *Set) assign(was Standing, v Verdict) Assignment {
	now := s.stand(was, v)
	a := Assignment{Verdict: v, Tier: now.Tier, Outcome: now.Outcome, Standing: now}
	if v.holdsOn(v.Day + 1) {
		a.Tier, a.Outcome = s.override, Overridden
	}
	return a
}

// stand returns what a verdict makes of a standing.
func (s *Set) stand(was Standing, v Verdict) Standing {
	now := Standing{Tier: was.Tier, Since: was.Since, Below: was.Below}
	review := s.review.ReviewDay(v.Day) == v.Day
	switch {
	case v.Undecided != "":
		now.Outcome = Undecided
	case v.Tier > was.Tier:
		s.weigh(&now, v, review)
	case !review && v.Tier == was.Tier:
		now.Outcome = Confirmed // a row of reviews is ended by reviews only
	case v.Tier == was.Tier:
		now.Outcome, now.Below = Confirmed, 0
	case !review && s.promote == AtReview:
		now.Outcome = AwaitsReview
	default:
		now = Standing{Tier: v.Tier, Since: v.Day + 1, Outcome: Promoted}
	}
	return now
}

// weigh decides whether a verdict that gives a worse tier makes the subject
// lose its own. What stands in the way for ever is said first, then what has a
// known end.
func (s *Set) weigh(now *Standing, v Verdict, review bool) {
	if review {
		now.Below++
	}
	to := min(v.Tier, max(s.worst, now.Tier))
	keptTo := s.keep.after(now.Since) - 1
	switch {
	case to == now.Tier:
		now.Outcome = HeldByNeverBelow
	case !review && s.demote == AtReview:
		now.Outcome = AwaitsReview
	case now.Since != 0 && v.Day < keptTo:
		now.Outcome, now.Until = KeptByTenure, keptTo
	case s.demote == AtReview && now.Below < s.patience:
		now.Outcome, now.Needed = Waiting, s.patience
	default:
		*now = Standing{Tier: to, Since: v.Day + 1, Outcome: Demoted}
	}
}
