package tier

import (
	"errors"
	"fmt"
	"sort"
)

// A Verdict is what the conditions of a set say of one subject on one day,
// with what is known at the end of that day.
type Verdict struct {
	Day  Day
	Tier int // the first tier whose conditions hold

	// Undecided says why the conditions could not be examined, such as a fact
	// that is missing (N39). If it is not empty, Tier is not read and the
	// subject stays where it is.
	Undecided string

	// Override reports whether the override of the set holds, and Until is its
	// last day, if it has one. What a later verdict says of it takes the place
	// of both. They are read of an undecided verdict too.
	Override bool
	Until    Day
}

// An Outcome is what decided a tier. The numbers of the constants do not
// change.
type Outcome uint8

const (
	// Unreviewed: there is no review yet, and the tier is the one that the set
	// starts with.
	Unreviewed Outcome = 0
	// Opened: the history was opened with this tier.
	Opened Outcome = 1
	// Confirmed: the conditions give the tier that the subject has.
	Confirmed Outcome = 2
	// Promoted: the conditions give a better tier, and it takes force.
	Promoted Outcome = 3
	// Demoted: the conditions give a worse tier, and the subject loses its own.
	Demoted Outcome = 4
	// KeptByTenure: the conditions give a worse tier, but the tenure holds.
	KeptByTenure Outcome = 5
	// Waiting: the conditions give a worse tier, but have not for as many
	// reviews in a row as it takes.
	Waiting Outcome = 6
	// HeldByNeverBelow: the conditions give a worse tier, but the set has no
	// demotion below the one that the subject has.
	HeldByNeverBelow Outcome = 7
	// AwaitsReview: the conditions give another tier, but the day is no review
	// day, and such a change takes force at reviews only.
	AwaitsReview Outcome = 8
	// Undecided: the conditions could not be examined, and the tier stays.
	Undecided Outcome = 9
	// Overridden: an override forces the tier.
	Overridden Outcome = 10
)

var outcomeTexts = [...]string{
	"unreviewed", "opened", "confirmed", "promoted", "demoted", "kept by tenure",
	"waiting", "held by never below", "awaits review", "undecided", "overridden",
}

// String returns a few words, such as "kept by tenure", or "outcome(n)" for
// what is no outcome.
func (o Outcome) String() string {
	if int(o) >= len(outcomeTexts) {
		return fmt.Sprintf("outcome(%d)", uint8(o))
	}
	return outcomeTexts[o]
}

// A Standing is what the reviews alone give, whatever an override forces.
type Standing struct {
	Tier    int
	Since   Day // on which Tier took force; none if that was before the history
	Outcome Outcome

	// Below is how many reviews in a row, up to this one, have given a worse
	// tier. A review that is undecided neither counts nor ends the row. Needed
	// is how many it takes, where Outcome is Waiting.
	Below, Needed int

	// Until is the last day of the tenure, where Outcome is KeptByTenure.
	Until Day
}

// An Assignment is what one verdict led to. It is in force from the day after
// the verdict's up to the day of the next one (N29).
type Assignment struct {
	Verdict Verdict

	// Tier is in force on the day after the verdict's, and Outcome is what
	// decided it: that of Standing, or Overridden.
	Tier    int
	Outcome Outcome

	// Standing is in force once no override holds; otherwise it gives Tier.
	Standing Standing
}

// A History is the assignments of one subject in ascending order of their
// days. It is a plain value that a host keeps as it likes, in memory or in a
// ledger. The empty history is that of a subject that was never reviewed.
type History []Assignment

// Open returns a history that begins with tier in force from a day: for a
// subject whose tier is known, from the day on which it was admitted, from
// another system, or from an earlier version of the set. Tenure runs from that
// day. A history that is not opened begins with the set's start, of which
// nobody knows since when it is in force and which therefore has no tenure. A
// tier that the set does not have and what is no day are errors.
func (s *Set) Open(tier int, from Day) (History, error) {
	if err := s.checkTier(tier); err != nil {
		return nil, err
	}
	if !from.valid() {
		return nil, errNoDay(from)
	}
	return History{{
		Verdict:  Verdict{Day: from - 1, Tier: tier},
		Tier:     tier,
		Outcome:  Opened,
		Standing: Standing{Tier: tier, Since: from, Outcome: Opened},
	}}, nil
}

// Ruling returns the assignment that is in force on day, and false before the
// first.
func (h History) Ruling(day Day) (Assignment, bool) {
	after := sort.Search(len(h), func(i int) bool { return h[i].Verdict.Day >= day })
	if after == 0 {
		return Assignment{}, false
	}
	return h[after-1], true
}

// InForce returns the tier that is in force on day, and what decided it. An
// override is in force up to its last day, that day included; from the next
// day on the tier is what the reviews give.
func (s *Set) InForce(h History, day Day) (tier int, by Outcome) {
	a, ok := h.Ruling(day)
	switch {
	case !ok:
		return s.start, Unreviewed
	case a.Outcome == Overridden && a.Verdict.holdsOn(day):
		return a.Tier, Overridden
	default:
		return a.Standing.Tier, a.Standing.Outcome
	}
}

func (v Verdict) holdsOn(day Day) bool {
	return v.Override && (v.Until == 0 || day <= v.Until)
}

func errNoDay(d Day) error {
	return fmt.Errorf("day number %d is outside the years 1 to 9999", int32(d))
}

func (s *Set) checkTier(tier int) error {
	if s.tiers == 0 {
		return errNoTiers
	}
	if tier < 0 || tier >= s.tiers {
		return fmt.Errorf("tier %d: the set has tiers 0 to %d", tier, s.tiers-1)
	}
	return nil
}

// check says what is wrong with a verdict.
func (s *Set) check(v Verdict) error {
	if !v.Day.valid() {
		return errNoDay(v.Day)
	}
	if v.Undecided == "" {
		if err := s.checkTier(v.Tier); err != nil {
			return err
		}
	}
	review := s.review.ReviewDay(v.Day)
	switch {
	case v.Until != 0 && !v.Until.valid():
		return errNoDay(v.Until)
	case v.Override && s.override < 0:
		return errors.New("the set has no override")
	case v.Day != review && !s.daily():
		return fmt.Errorf("not a review day: the next is %s", review)
	default:
		return nil
	}
}

// checkHistory says what is wrong with a history from outside.
func (s *Set) checkHistory(h History) error {
	for i, a := range h {
		if i > 0 && a.Verdict.Day <= h[i-1].Verdict.Day {
			return fmt.Errorf("assignment %d of the history is not later than the one before it", i+1)
		}
		if a.Standing.Since != 0 && !a.Standing.Since.valid() {
			return fmt.Errorf("assignment %d of the history: %w", i+1, errNoDay(a.Standing.Since))
		}
		for _, tier := range []int{a.Tier, a.Standing.Tier} {
			if err := s.checkTier(tier); err != nil {
				return fmt.Errorf("assignment %d of the history: %w", i+1, err)
			}
		}
	}
	return nil
}
