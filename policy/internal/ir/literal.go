package ir

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// A LiteralKind says what a literal is.
type LiteralKind uint8

const (
	LitNumber LiteralKind = iota + 1
	LitRate
	LitMoney
	LitDate
	LitTime
	LitDays
	LitMonths
	LitHours
	LitWindow
)

// A Literal is a value as an author writes it: 1_000, 20万, 0.55%, 110 CNY,
// 2026-01-31, 90d, 6 x 30d. The text is kept for sentences and for the
// formatter.
type Literal struct {
	Kind     LiteralKind
	Text     string
	Num      Num    // LitNumber, LitRate, LitMoney
	Currency string // LitMoney
	Date     payout.Date
	Clock    Clock // LitTime
	N        int   // LitDays, LitMonths, LitHours: how many
	Window   Window
}

// A Clock is a wall clock time as written, with or without an offset.
type Clock struct {
	Date      payout.Date
	Second    int // of the day
	Nano      int
	HasOffset bool
	Offset    int // seconds east of UTC
}

// In gives the instant in microseconds since 1970-01-01 UTC; without an
// offset the clock is read in zone.
func (c Clock) In(zone *time.Location) int64 {
	y, m, d := c.Date.Year(), c.Date.Month(), c.Date.Day()
	if c.HasOffset {
		zone = time.UTC
	}
	t := time.Date(y, m, d, 0, 0, c.Second, c.Nano, zone)
	micros := t.UnixMicro()
	if c.HasOffset {
		micros -= int64(c.Offset) * 1e6
	}
	return micros
}

// A Window is a stretch of days or months counted from an anchor (N33, N34),
// or the period being run.
type Window struct {
	Period bool // the period being run; nothing else is set
	Months bool // counted in calendar months, else in days
	Same   bool // month 1 is the anchor's own month, else the month after it
	Lo, Hi int  // first and last, both included
	Open   bool // no last one
	Times  int  // a list of so many blocks of Each; 0 for a single sum
	Each   int  // the length of a block
}

// String writes w as an author would.
func (w Window) String() string {
	unit := "d"
	if w.Months {
		unit = "mo"
	}
	switch {
	case w.Period:
		return "period"
	case w.Times > 0:
		return fmt.Sprintf("%d x %d%s", w.Times, w.Each, unit)
	case w.Open && w.Months:
		return fmt.Sprintf("%dmo..", w.Lo)
	case w.Open:
		return fmt.Sprintf("%d..", w.Lo)
	case w.Months:
		return fmt.Sprintf("%d..%dmo", w.Lo, w.Hi)
	default:
		return fmt.Sprintf("%d..%d", w.Lo, w.Hi)
	}
}

// Days gives the first and last day of w counted from the anchor; ok is
// false for an open end, whose last is then without meaning. For a list it is
// the stretch of all blocks.
func (w Window) Days(anchor payout.Date) (first, last payout.Date, ok bool) {
	lo, hi := w.Lo, w.Hi
	if w.Times > 0 {
		lo, hi = 1, w.Times*w.Each
	}
	if w.Months {
		return w.month(anchor, lo), w.month(anchor, hi).MonthEnd(), !w.Open
	}
	return dayOf(anchor, lo), dayOf(anchor, hi), !w.Open
}

// Block gives the first and last day of block i, from 0, of a list.
func (w Window) Block(anchor payout.Date, i int) (first, last payout.Date) {
	lo, hi := i*w.Each+1, (i+1)*w.Each
	if w.Months {
		return w.month(anchor, lo), w.month(anchor, hi).MonthEnd()
	}
	return dayOf(anchor, lo), dayOf(anchor, hi)
}

// dayOf gives day n of a window: day 1 is the anchor itself, day -1 the day
// before it. There is no day 0.
func dayOf(anchor payout.Date, n int) payout.Date {
	if n > 0 {
		n--
	}
	return anchor.AddDays(n)
}

// month gives the first day of month n: month 1 is the month after the
// anchor's, or the anchor's own; month -1 is the month before month 1 would
// be if it were the anchor's own, that is the month before the anchor's.
func (w Window) month(anchor payout.Date, n int) payout.Date {
	if w.Same && n > 0 {
		n--
	}
	return anchor.MonthStart().AddMonths(n)
}

// ParseLiteral is ReadLiteral for callers that need no place.
func ParseLiteral(text string) (Literal, error) {
	lit, problem := ReadLiteral(text)
	if problem != nil {
		return Literal{}, errors.New(problem.Message)
	}
	return lit, nil
}

func parseClock(text string) (Clock, bool) {
	day, rest, _ := strings.Cut(text, "T")
	date, err := payout.ParseDate(day)
	if err != nil {
		return Clock{}, false
	}
	c := Clock{Date: date}
	for _, layout := range []string{"15:04:05.999999999", "15:04"} {
		clock := rest
		offset := strings.IndexAny(rest, "Z+-")
		if offset >= 0 {
			clock = rest[:offset]
		}
		t, err := time.Parse(layout, clock)
		if err != nil {
			continue
		}
		c.Second, c.Nano = t.Hour()*3600+t.Minute()*60+t.Second(), t.Nanosecond()
		if offset < 0 {
			return c, true
		}
		z, err := time.Parse("Z07:00", rest[offset:])
		if err != nil {
			return Clock{}, false
		}
		c.HasOffset = true
		_, c.Offset = z.Zone()
		return c, true
	}
	return Clock{}, false
}

// A Problem is what is wrong with a literal, by character.
type Problem struct {
	Code     string
	From, To int
	Message  string
	Hint     string
}

// ReadLiteral reads a text that is one literal and nothing else, as stands in
// a YAML value. A leading minus belongs to it.
func ReadLiteral(text string) (Literal, *Problem) {
	body, negative := strings.CutPrefix(text, "-")
	indent := len(text) - len(body)
	scan := scanExpression(body)
	size := len(scan.source)
	if len(scan.problems) > 0 {
		p := scan.problems[0]
		return Literal{}, &Problem{Code: p.code, From: p.from + indent, To: p.to + indent, Message: p.message, Hint: p.hint}
	}
	wrong := func(format string) (Literal, *Problem) {
		return Literal{}, &Problem{Code: "S008", To: size + indent, Message: fmt.Sprintf(format, text)}
	}
	lit, ok := scan.literals[0]
	if !ok || len(lit.Text) != len(body) {
		return wrong("%q is not a number, rate, amount, date or period")
	}
	if negative {
		if lit.Num.Int == nil {
			return wrong("%q may not be negative")
		}
		lit.Num, lit.Text = lit.Num.Neg(), text
	}
	return lit, nil
}
