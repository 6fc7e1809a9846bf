package engine

import (
	"github.com/fenrun/fenrun/payout"
)

// TierOn gives the tier in force on a day by the assignments of one subject in
// one set, in the order of their posting; false if none is as early. A review
// is in force from the day after it (N29), an override to the day it names.
func TierOn(list []payout.Assignment, day payout.Date) (tier string, ok bool) {
	var last payout.Assignment
	for _, a := range list {
		if a.Review < day && a.Review >= last.Review { // of two of one review the last posted counts
			last, ok = a, true
		}
	}
	tier = last.Tier
	var until payout.Date
	standing := ""
	for _, v := range last.Cause {
		switch v.Name {
		case causeUntil:
			until, _ = payout.ParseDate(v.Text)
		case causeStanding:
			standing = v.Text
		}
	}
	if !until.IsZero() && day > until && standing != "" {
		tier = standing
	}
	return tier, ok
}
