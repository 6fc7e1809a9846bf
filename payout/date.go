package payout

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a civil day of the Gregorian calendar, of the years 1 to 9999,
// without a time zone. It counts days from 0001-01-01, which is 1, so that
// days are ordered by <, differ by -, and int(d) - 719163 is the number of
// days since 1970-01-01.
//
// The zero value is no day. It comes before every day. A calculation that
// leaves the years 1 to 9999, or begins with no day, gives no day. Numbers
// outside the range, which only a conversion makes, behave as no day but
// cannot be written.
type Date int32

// lastDay is 9999-12-31.
const lastDay Date = 3_652_059

// NewDate returns a day of the calendar; a day that the month does not have
// and years outside 1 to 9999 are errors. NewDate(t.Date()) is the day of a
// time in that time's own zone.
func NewDate(year int, month time.Month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < time.January || month > time.December ||
		day < 1 || day > daysIn(year, int(month)) {
		return 0, fmt.Errorf("no day has year %d, month %d, day %d", year, int(month), day)
	}
	return dateOf(year, int(month), day), nil
}

// ParseDate reads a day written yyyy-mm-dd, ten characters. Days that the
// calendar does not have are errors; so is empty text.
func ParseDate(text string) (Date, error) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' ||
		!allDigits(text[:4]) || !allDigits(text[5:7]) || !allDigits(text[8:]) {
		return 0, fmt.Errorf("date %s: want yyyy-mm-dd", quoted(text))
	}
	number := func(digits string) int { return int(word([]byte(digits))) }
	d, err := NewDate(number(text[:4]), time.Month(number(text[5:7])), number(text[8:]))
	if err != nil {
		return 0, fmt.Errorf("date %q: no such day", text)
	}
	return d, nil
}

func (d Date) valid() bool { return 0 < d && d <= lastDay }

// The conversions below count years from March, so that a leap day is the last
// day of its year and the months have lengths that one division describes:
// month m of a year from March begins on its day (153m + 2) / 5.

// marchEpoch is what must be added to a Date to count from 0000-03-01.
const marchEpoch = 305

// dateOf expects a day of the calendar.
func dateOf(year, month, day int) Date {
	if month < 3 {
		year--
	}
	month = (month + 9) % 12
	return Date(365*year + year/4 - year/100 + year/400 + (153*month+2)/5 + day - 1 - marchEpoch)
}

// civil is all zeros for no day.
func (d Date) civil() (year, month, day int) {
	if !d.valid() {
		return 0, 0, 0
	}
	quarters := 4*(uint32(d)+marchEpoch) + 3
	century := quarters / 146_097
	quarters = quarters%146_097/4*4 + 3
	year = int(100*century + quarters/1461)
	dayOfYear := quarters % 1461 / 4
	month = int(5*dayOfYear+2) / 153
	day = int(dayOfYear) - (153*month+2)/5 + 1
	if month < 10 {
		return year, month + 3, day
	}
	return year + 1, month - 9, day
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == 0 }

// Year returns the year of d, or 0 for no day.
func (d Date) Year() int {
	year, _, _ := d.civil()
	return year
}

// Month returns the month of d, or 0 for no day.
func (d Date) Month() time.Month {
	_, month, _ := d.civil()
	return time.Month(month)
}

// Day returns the day of the month of d, or 0 for no day.
func (d Date) Day() int {
	_, _, day := d.civil()
	return day
}

// AddDays returns the day n days after d, or before it for a negative n.
func (d Date) AddDays(n int) Date {
	if !d.valid() || n > int(lastDay) || n < -int(lastDay) {
		return 0
	}
	return (d + Date(n)).orNone()
}

func (d Date) orNone() Date {
	if !d.valid() {
		return 0
	}
	return d
}

// AddMonths returns the same day of the month n months after d, or before it
// for a negative n; in a month too short for that day, the month's last day
// (N33). Add to an anchor, not step by step: 31 January and two months is 31
// March, but a month and a month more is 28 March.
func (d Date) AddMonths(n int) Date {
	const most = 12 * 9999
	year, month, day := d.civil()
	if year == 0 || n > most || n < -most {
		return 0
	}
	months := 12*year + month - 1 + n
	if months < 12 || months >= 12*10_000 {
		return 0
	}
	year, month = months/12, months%12+1
	return dateOf(year, month, min(day, daysIn(year, month)))
}

// MonthsBetween returns the largest n for which a and n months, as AddMonths
// counts them, is not after b (N33); it is negative if b is before a. From 31
// January it is 0 to 27 February, 1 to 28 February of an ordinary year, and -1
// to the 30 January before. It is false if a or b is no day.
func MonthsBetween(a, b Date) (n int, ok bool) {
	fromYear, fromMonth, fromDay := a.civil()
	toYear, toMonth, toDay := b.civil()
	if fromYear == 0 || toYear == 0 {
		return 0, false
	}
	n = 12*(toYear-fromYear) + toMonth - fromMonth
	if toDay < min(fromDay, daysIn(toYear, toMonth)) {
		n--
	}
	return n, true
}

// MonthStart returns the first day of the month of d.
func (d Date) MonthStart() Date { return d.spanStart(1) }

// MonthEnd returns the last day of the month of d.
func (d Date) MonthEnd() Date { return d.spanEnd(1) }

// QuarterStart returns the first day of the quarter of d. Quarters begin in
// January, April, July and October.
func (d Date) QuarterStart() Date { return d.spanStart(3) }

// QuarterEnd returns the last day of the quarter of d.
func (d Date) QuarterEnd() Date { return d.spanEnd(3) }

// YearStart returns 1 January of the year of d.
func (d Date) YearStart() Date { return d.spanStart(12) }

// YearEnd returns 31 December of the year of d.
func (d Date) YearEnd() Date { return d.spanEnd(12) }

// spanStart returns the first day of the span of so many months, counted from
// January, that d lies in.
func (d Date) spanStart(months int) Date {
	year, month, _ := d.civil()
	if year == 0 {
		return 0
	}
	return dateOf(year, month-(month-1)%months, 1)
}

func (d Date) spanEnd(months int) Date {
	year, month, _ := d.civil()
	if year == 0 {
		return 0
	}
	month += months - 1 - (month-1)%months
	return dateOf(year, month, daysIn(year, month))
}

// String returns d as yyyy-mm-dd, or "" for no day.
func (d Date) String() string {
	if !d.valid() {
		return ""
	}
	return string(d.appendText(nil))
}

// appendText expects a valid d.
func (d Date) appendText(b []byte) []byte {
	year, month, day := d.civil()
	digit := func(n int) byte { return '0' + byte(n%10) }
	return append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year),
		'-', digit(month/10), digit(month), '-', digit(day/10), digit(day))
}

// MarshalText returns d as yyyy-mm-dd, or no bytes for no day. A number
// outside the range of days is an error.
func (d Date) MarshalText() ([]byte, error) {
	switch {
	case d.valid():
		return d.appendText(nil), nil
	case d.IsZero():
		return nil, nil
	default:
		return nil, fmt.Errorf("day number %d is outside the years 1 to 9999", int32(d))
	}
}

// UnmarshalText reads what MarshalText writes. On an error d is unchanged.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores d in a database as yyyy-mm-dd, and no day as NULL.
func (d Date) Value() (driver.Value, error) {
	text, err := d.MarshalText()
	if err != nil || text == nil {
		return nil, err
	}
	return string(text), nil
}

// Scan reads what Value stores, and the time.Time that drivers make of a
// column of dates, of which it takes the day in that time's own zone. A number
// is an error, because databases disagree on where days are counted from.
func (d *Date) Scan(src any) error {
	switch value := src.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.UnmarshalText([]byte(value))
	case []byte:
		return d.UnmarshalText(value)
	case time.Time:
		scanned, err := NewDate(value.Date())
		if err != nil {
			return err
		}
		*d = scanned
		return nil
	default:
		return fmt.Errorf("date from a database value of type %T: want text or a date", src)
	}
}
