package data

import (
	"time"

	"github.com/fenrun/fenrun/payout"
)

// A clock turns wall clock times of one zone into instants. It remembers the
// stretch in which the zone keeps its offset, so that nearly every time is a
// few additions. The zero clock is ready; it is used by one goroutine at a
// time.
type clock struct {
	zone        *time.Location
	from, until int64 // wall clock microseconds between which the offset holds
	offset      int64 // microseconds
}

const (
	second    = int64(1e6)
	wholeDay  = 24 * 3600 * second
	epochDay  = 719163                // 1970-01-01 as a payout.Date
	nearShift = 26 * 3600 * second    // a change of the offset may be felt so far from it
	earliest  = -62_000_000_000 * 1e6 // in the year 5
	latest    = 253_000_000_000 * 1e6 // in the year 9987
)

// read reads 2026-01-31T10:00, with a T or a space, and perhaps seconds, a
// fraction of up to six digits and an offset. ok is false for anything else,
// which may still be a time.
func (c *clock) read(zone *time.Location, text string) (micros int64, ok bool) {
	if len(text) < 16 || text[10] != 'T' && text[10] != ' ' || text[13] != ':' {
		return 0, false
	}
	day, ok := plainDate(text[:10])
	hour, minute := twoDigits(text[11:]), twoDigits(text[14:])
	if !ok || hour > 23 || minute > 59 {
		return 0, false
	}
	wall := (int64(day)-epochDay)*wholeDay + int64(hour*3600+minute*60)*second
	rest := text[16:]
	if len(rest) >= 3 && rest[0] == ':' {
		seconds := twoDigits(rest[1:])
		if seconds > 59 {
			return 0, false
		}
		wall, rest = wall+int64(seconds)*second, rest[3:]
		fraction := int64(0)
		if fraction, rest, ok = fractionOf(rest); !ok {
			return 0, false
		}
		wall += fraction
	}
	switch {
	case rest == "":
		return c.local(zone, wall), true
	case rest == "Z":
		return wall, true
	case len(rest) != 6 || rest[3] != ':' || rest[0] != '+' && rest[0] != '-':
		return 0, false
	}
	hours, minutes := twoDigits(rest[1:]), twoDigits(rest[4:])
	if hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := int64(hours*3600+minutes*60) * second
	if rest[0] == '-' {
		offset = -offset
	}
	return wall - offset, true
}

// local gives the instant of a wall clock time in the zone, as time.Date does.
func (c *clock) local(zone *time.Location, wall int64) int64 {
	if c.zone == zone && wall >= c.from && wall < c.until {
		return wall - c.offset
	}
	day, rest := wall/wholeDay, wall%wholeDay
	if rest < 0 {
		day, rest = day-1, rest+wholeDay
	}
	d := payout.Date(day + epochDay)
	t := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, int(rest/second), int(rest%second)*1000, zone)
	c.learn(zone, t)
	return t.UnixMicro()
}

func (c *clock) learn(zone *time.Location, t time.Time) {
	_, seconds := t.Zone()
	c.zone, c.offset, c.from, c.until = zone, int64(seconds)*second, earliest, latest
	from, until := t.ZoneBounds()
	if !from.IsZero() {
		c.from = max(c.from, from.UnixMicro()+c.offset+nearShift)
	}
	if !until.IsZero() {
		c.until = min(c.until, until.UnixMicro()+c.offset-nearShift)
	}
}

// fractionOf reads a point and up to six digits, in microseconds.
func fractionOf(text string) (micros int64, rest string, ok bool) {
	if text == "" || text[0] != '.' {
		return 0, text, true
	}
	unit := second
	i := 1
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		if unit /= 10; unit == 0 {
			return 0, text, false
		}
		micros += int64(text[i]-'0') * unit
	}
	return micros, text[i:], i > 1
}

// plainDate reads 2026-01-31.
func plainDate(text string) (payout.Date, bool) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	high, low, month, day := twoDigits(text), twoDigits(text[2:]), twoDigits(text[5:]), twoDigits(text[8:])
	if high > 99 || low > 99 {
		return 0, false
	}
	d, err := payout.NewDate(high*100+low, time.Month(month), day)
	return d, err == nil
}

// twoDigits gives the number at the beginning of a text that is long enough,
// or more than 99 if there is none.
func twoDigits(text string) int {
	a, b := text[0]-'0', text[1]-'0'
	if a > 9 || b > 9 {
		return 100
	}
	return int(a)*10 + int(b)
}
