package tier

import (
	"fmt"
	"time"
)

// Day is a civil day of the Gregorian calendar, of the years 1 to 9999. It
// counts days from 0001-01-01, which is 1. The zero value is no day.
type Day int32

const (
	lastDay   Day = 3_652_059 // 9999-12-31
	unixEpoch     = 719_163   // 1970-01-01
	dayLength     = 24 * 60 * 60
)

// NewDay returns a day of the calendar; a day that the month does not have and
// years outside 1 to 9999 are errors.
func NewDay(year int, month time.Month, day int) (Day, error) {
	if year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31 {
		d := dayOf(year, month, day)
		if _, m, _ := d.civil(); m == month {
			return d, nil
		}
	}
	return 0, fmt.Errorf("no day has year %d, month %d, day %d", year, int(month), day)
}

// The calendar is that of package time at Greenwich, where every day has the
// same length. No clock is read.

func dayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/dayLength + unixEpoch)
}

func (d Day) civil() (int, time.Month, int) {
	return time.Unix((int64(d)-unixEpoch)*dayLength, 0).UTC().Date()
}

// String returns d as yyyy-mm-dd, or "" for what is no day.
func (d Day) String() string {
	if !d.valid() {
		return ""
	}
	year, month, day := d.civil()
	return fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
}

func (d Day) valid() bool { return 0 < d && d <= lastDay }

// addMonths keeps the day of the month or takes the month's last (N33).
func (d Day) addMonths(n int) Day {
	year, month, day := d.civil()
	month += time.Month(n)
	return min(dayOf(year, month, day), dayOf(year, month+1, 0))
}

// A Cadence is how often a set of tiers is reviewed. The zero value is no
// cadence, which a Set refuses. The numbers of the constants do not change.
type Cadence uint8

// A review falls on the last day of the period that it looks at (N29).
const (
	Daily     Cadence = 1
	Monthly   Cadence = 2
	Quarterly Cadence = 3 // quarters begin in January, April, July and October
	Yearly    Cadence = 4
)

// String returns "day", "month", "quarter" or "year", or "cadence(n)" for what
// is no cadence.
func (c Cadence) String() string {
	switch c {
	case Daily:
		return "day"
	case Monthly:
		return "month"
	case Quarterly:
		return "quarter"
	case Yearly:
		return "year"
	default:
		return fmt.Sprintf("cadence(%d)", uint8(c))
	}
}

// ReviewDay returns the day of the review that looks at d, which is the last
// of the day, month, quarter or year that d lies in. It is no day if d or c is
// none.
func (c Cadence) ReviewDay(d Day) Day {
	if !d.valid() {
		return 0
	}
	year, month, _ := d.civil()
	switch c {
	case Daily:
		return d
	case Monthly:
		return dayOf(year, month+1, 0)
	case Quarterly:
		return dayOf(year, month+3-(month-1)%3, 0)
	case Yearly:
		return dayOf(year, time.December, 31)
	default:
		return 0
	}
}

// A Tenure is a length of time, either days or calendar months. The zero value
// is none.
type Tenure struct{ Days, Months int }

// Nobody is promised a tier for longer.
const (
	mostDays   = 36_525
	mostMonths = 1_200
)

func (t Tenure) check() error {
	switch {
	case t.Days < 0 || t.Months < 0:
		return fmt.Errorf("tenure of %d days, %d months: negative", t.Days, t.Months)
	case t.Days > 0 && t.Months > 0:
		return fmt.Errorf("tenure of %d days, %d months: want days or months, not both", t.Days, t.Months)
	case t.Days > mostDays || t.Months > mostMonths:
		return fmt.Errorf("tenure of %d days, %d months: want 100 years at most", t.Days, t.Months)
	default:
		return nil
	}
}

// after returns the first day that is not in a tenure that begins on d.
func (t Tenure) after(d Day) Day { return d.addMonths(t.Months) + Day(t.Days) }
