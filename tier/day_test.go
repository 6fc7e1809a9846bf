package tier_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fenrun/fenrun/tier"
)

// TestCalendar walks through the years 1 to 9999 by the rule of the calendar
// and looks at the first and the last day of each month.
func TestCalendar(t *testing.T) {
	first := tier.Day(1)
	for year := 1; year <= 9999; year++ {
		for month := 1; month <= 12; month++ {
			length := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
			if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
				length = 29
			}
			last := first + tier.Day(length) - 1
			for day, want := range map[int]tier.Day{1: first, length: last} {
				got, err := tier.NewDay(year, time.Month(month), day)
				if err != nil || got != want || got.String() != fmt.Sprintf("%04d-%02d-%02d", year, month, day) {
					t.Fatalf("%d-%d-%d is %d, %s, %v; want %d", year, month, day, got, got, err, want)
				}
				if review := tier.Monthly.ReviewDay(want); review != last {
					t.Fatalf("%s is reviewed on %s, want %s", want, review, last)
				}
			}
			if _, err := tier.NewDay(year, time.Month(month), length+1); err == nil {
				t.Fatalf("%d-%d has day %d", year, month, length+1)
			}
			first = last + 1
		}
	}
}

func TestNewDayRefuses(t *testing.T) {
	for _, c := range [][3]int{{0, 1, 1}, {10000, 1, 1}, {2026, 0, 1}, {2026, 13, 1}, {2026, 1, 0}, {2026, 2, 29}, {2026, 4, 31}, {2026, 1, 1 << 30}} {
		if d, err := tier.NewDay(c[0], time.Month(c[1]), c[2]); err == nil || d != 0 {
			t.Errorf("%v is %s", c, d)
		}
	}
	for _, d := range []tier.Day{0, -1, 3_652_060, 1<<31 - 1, -1 << 31} {
		if d.String() != "" || tier.Monthly.ReviewDay(d) != 0 {
			t.Errorf("day %d is %s", int32(d), d)
		}
	}
}

func TestReviewDay(t *testing.T) {
	for _, c := range []struct {
		cadence   tier.Cadence
		day, want string
	}{
		{tier.Daily, "2026-02-03", "2026-02-03"},
		{tier.Monthly, "2024-02-03", "2024-02-29"},
		{tier.Monthly, "2026-12-31", "2026-12-31"},
		{tier.Quarterly, "2026-01-01", "2026-03-31"},
		{tier.Quarterly, "2026-06-30", "2026-06-30"},
		{tier.Quarterly, "2026-11-15", "2026-12-31"},
		{tier.Yearly, "2026-01-01", "2026-12-31"},
		{tier.Yearly, "9999-12-31", "9999-12-31"},
	} {
		if got := c.cadence.ReviewDay(day(t, c.day)); got != day(t, c.want) {
			t.Errorf("by %s, %s is reviewed on %s, want %s", c.cadence, c.day, got, c.want)
		}
	}
	for cadence, text := range map[tier.Cadence]string{tier.Daily: "day", tier.Monthly: "month", tier.Quarterly: "quarter", tier.Yearly: "year"} {
		if cadence.String() != text {
			t.Errorf("%s is called %s", text, cadence)
		}
	}
	for _, none := range []tier.Cadence{0, 5} {
		if none.ReviewDay(day(t, "2026-01-01")) != 0 || none.String() != fmt.Sprintf("cadence(%d)", none) {
			t.Errorf("%s is a cadence", none)
		}
	}
}
