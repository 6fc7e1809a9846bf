package tier

import (
	"errors"
	"fmt"
	"slices"
)

// Timing says when a change of tier takes force. The zero value is AtReview.
type Timing uint8

const (
	// AtReview is on the day after a review day of the cadence.
	AtReview Timing = 0
	// AtOnce is on the day after any day on which the conditions give another
	// tier. Somebody must then look at them every day.
	AtOnce Timing = 1
)

// Terms say which tiers there are and how one is won and lost. Tiers are named
// here and numbered from 0, the best, everywhere else.
type Terms struct {
	Tiers  []string // the best first, each once
	Start  string   // the tier before the first review; by default the last
	Review Cadence

	// Keep is how long a tier is not lost, from the day on which it took force.
	// It does not begin anew when a review confirms the tier, and no promotion
	// waits for it.
	Keep Tenure

	Promote, Demote Timing

	// DemoteAfter is how many reviews in a row must give a worse tier before
	// it is lost; 0 and 1 are the first. More than 1 cannot be combined with
	// AtOnce.
	DemoteAfter int

	// NeverBelow is the worst tier that a demotion leads to; by default the
	// last. Who starts in a worse one is not raised by it.
	NeverBelow string

	// Override is the tier that a verdict can force; by default there is none.
	Override string
}

// A Set is a set of tiers under checked terms. The zero value has no tiers and
// refuses every verdict.
type Set struct {
	tiers                  int
	start, worst, override int // override is -1 without one
	review                 Cadence
	keep                   Tenure
	promote, demote        Timing
	patience               int
}

// NewSet checks terms and returns their set. It is an error if there are no
// tiers, if a name is empty or stands twice, or is not among the tiers where
// one is referred to; if there is no cadence; if the tenure is negative, has
// both days and months or is longer than 100 years; if a timing is none of the
// two; and if DemoteAfter is negative or contradicts AtOnce. Several mistakes
// are told at once.
func NewSet(terms Terms) (*Set, error) {
	if len(terms.Tiers) == 0 {
		return nil, errNoTiers
	}
	for i, name := range terms.Tiers {
		if name == "" || slices.Contains(terms.Tiers[:i], name) {
			return nil, fmt.Errorf("a tier is called %q: want a name of its own", name)
		}
	}
	last := len(terms.Tiers) - 1
	start, startErr := terms.number("start", terms.Start, last)
	worst, worstErr := terms.number("never below", terms.NeverBelow, last)
	override, overrideErr := terms.number("override", terms.Override, -1)
	if err := errors.Join(startErr, worstErr, overrideErr, terms.checkTiming(), terms.Keep.check()); err != nil {
		return nil, err
	}
	return &Set{
		tiers: len(terms.Tiers), start: start, worst: worst, override: override,
		review: terms.Review, keep: terms.Keep,
		promote: terms.Promote, demote: terms.Demote, patience: max(terms.DemoteAfter, 1),
	}, nil
}

// number returns the number of the tier that a key of the terms names.
func (t Terms) number(key, name string, absent int) (int, error) {
	if name == "" {
		return absent, nil
	}
	if i := slices.Index(t.Tiers, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("%s: there is no tier %q", key, name)
}

var errNoTiers = errors.New("a set has no tiers")

func (t Terms) checkTiming() error {
	switch {
	case t.Review < Daily || t.Review > Yearly:
		return fmt.Errorf("%s is not how often a set can be reviewed", t.Review)
	case t.Promote > AtOnce || t.Demote > AtOnce:
		return fmt.Errorf("timings %d and %d: want at review or at once", t.Promote, t.Demote)
	case t.DemoteAfter < 0:
		return fmt.Errorf("demotion after %d reviews", t.DemoteAfter)
	case t.DemoteAfter > 1 && t.Demote == AtOnce:
		return fmt.Errorf("demotion both at once and after %d reviews", t.DemoteAfter)
	default:
		return nil
	}
}

// daily reports whether a verdict can matter on a day that is no review day.
func (s *Set) daily() bool {
	return s.promote == AtOnce || s.demote == AtOnce || s.override >= 0
}
