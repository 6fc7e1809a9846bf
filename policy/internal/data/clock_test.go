package data

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones wherever the test runs

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// slow reads a time as the language does.
func slow(zone *time.Location, text string) (int64, bool) {
	lit, problem := ir.ReadLiteral(strings.Replace(text, " ", "T", 1))
	if problem != nil || lit.Kind != ir.LitTime {
		return 0, false
	}
	return lit.Clock.In(zone), true
}

// What the clock reads is what the language reads, also around the days on
// which a zone changes its offset; what it leaves alone may be anything.
func TestClock(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var c clock
	known := 0
	for range 200_000 {
		zone := zones[r.IntN(len(zones))]
		text := randomTime(r)
		got, ok := c.read(zone, text)
		if !ok {
			continue
		}
		known++
		if want, ok := slow(zone, text); !ok || got != want {
			t.Fatalf("%s in %s is read as %d; the language says %d, %t", text, zone, got, want, ok)
		}
	}
	if known < 100_000 {
		t.Errorf("only %d of 200,000 times are read", known)
	}
}

func randomTime(r *rand.Rand) string {
	month, day := 1+r.IntN(12), 1+r.IntN(31)
	if r.IntN(2) == 0 { // near changes of summer time, and that of 1991 in Shanghai
		month, day = []int{3, 4, 9, 10, 11, 12}[r.IntN(6)], []int{1, 2, 8, 14, 26, 27, 29, 30, 31}[r.IntN(9)]
	}
	text := fmt.Sprintf("%04d-%02d-%02d%s%02d:%02d", 1985+r.IntN(45), month, day, []string{"T", " "}[r.IntN(2)], r.IntN(25), r.IntN(61))
	if r.IntN(3) > 0 {
		text += fmt.Sprintf(":%02d", r.IntN(61))
		if r.IntN(3) == 0 {
			text += fmt.Sprintf(".%0*d", 1+r.IntN(7), r.IntN(10))
		}
	}
	return text + []string{"", "", "Z", "+08:00", "-03:30", "+1:00", "x"}[r.IntN(7)]
}

// A day is one that the calendar has.
func TestPlainDate(t *testing.T) {
	for text, want := range map[string]bool{"2026-02-29": false, "2024-02-29": true, "0000-01-01": false, "2026-13-01": false, "20a6-01-01": false, "2026-1-01": false} {
		if _, ok := plainDate(text); ok != want {
			t.Errorf("%s is a day: %t", text, ok)
		}
	}
}
