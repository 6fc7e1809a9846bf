package payout_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/fenrun/fenrun/payout"
)

// epoch is what the documentation of Date says 1970-01-01 is.
const epoch = 719_163

func TestDateAgainstTime(t *testing.T) {
	from := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC)
	until := time.Date(2400, 12, 31, 0, 0, 0, 0, time.UTC)
	want := payout.Date(from.Unix()/86_400 + epoch)
	for at := from; !at.After(until); at, want = at.AddDate(0, 0, 1), want+1 {
		d, err := payout.NewDate(at.Date())
		if err != nil || d != want {
			t.Fatalf("%s is day %d, %v, want %d", at.Format(time.DateOnly), d, err, want)
		}
		checkDay(t, d, at)
	}
}

// checkDay compares everything that is said of one day with package time.
func checkDay(t *testing.T, d payout.Date, at time.Time) {
	t.Helper()
	year, month, day := at.Date()
	if d.Year() != year || d.Month() != month || d.Day() != day {
		t.Fatalf("%s is year %d, month %d, day %d", at.Format(time.DateOnly), d.Year(), d.Month(), d.Day())
	}
	text := at.Format(time.DateOnly)
	back, err := payout.ParseDate(text)
	if d.String() != text || err != nil || back != d {
		t.Fatalf("%s is written %s and read as %s, %v", text, d, back, err)
	}
	quarter := (month-1)/3*3 + 1
	for _, span := range []struct {
		name       string
		start, end payout.Date
		first      time.Time
		months     int
	}{
		{"month", d.MonthStart(), d.MonthEnd(), time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), 1},
		{"quarter", d.QuarterStart(), d.QuarterEnd(), time.Date(year, quarter, 1, 0, 0, 0, 0, time.UTC), 3},
		{"year", d.YearStart(), d.YearEnd(), time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), 12},
	} {
		start := payout.Date(span.first.Unix()/86_400 + epoch)
		end := payout.Date(span.first.AddDate(0, span.months, -1).Unix()/86_400 + epoch)
		if span.start != start || span.end != end {
			t.Fatalf("%s of %s is %s to %s", span.name, d, span.start, span.end)
		}
	}
}

func TestDateAtTheEndsOfTime(t *testing.T) {
	first, last := day(t, "0001-01-01"), day(t, "9999-12-31")
	if first != 1 || last != 3_652_059 {
		t.Errorf("the days are %d to %d", first, last)
	}
	for _, d := range []payout.Date{first, last} {
		checkDay(t, d, time.Unix(int64(d-epoch)*86_400, 0).UTC())
	}
	for name, got := range map[string]payout.Date{
		"day before the first":   first.AddDays(-1),
		"day after the last":     last.AddDays(1),
		"month before the first": first.AddMonths(-1),
		"month after the last":   last.AddMonths(1),
		"many days":              first.AddDays(math.MaxInt),
		"many days back":         last.AddDays(math.MinInt),
		"many months":            first.AddMonths(math.MaxInt),
		"many months back":       last.AddMonths(math.MinInt),
	} {
		if got != 0 {
			t.Errorf("%s is %s", name, got)
		}
	}
	if got := first.AddDays(int(last - first)); got != last {
		t.Errorf("the last day comes out as %s", got)
	}
	if got := first.AddMonths(12*9999 - 1); got != day(t, "9999-12-01") {
		t.Errorf("the last month comes out as %s", got)
	}
}

func TestNoDay(t *testing.T) {
	for _, d := range []payout.Date{0, -1, math.MinInt32, math.MaxInt32, 3_652_060} {
		for name, got := range map[string]payout.Date{
			"AddDays": d.AddDays(1), "AddMonths": d.AddMonths(1), "MonthStart": d.MonthStart(), "MonthEnd": d.MonthEnd(),
			"QuarterStart": d.QuarterStart(), "QuarterEnd": d.QuarterEnd(), "YearStart": d.YearStart(), "YearEnd": d.YearEnd(),
		} {
			if got != 0 {
				t.Errorf("%s of day number %d is %s", name, int32(d), got)
			}
		}
		if d.Year() != 0 || d.Month() != 0 || d.Day() != 0 || d.String() != "" {
			t.Errorf("day number %d is %q", int32(d), d)
		}
		if n, ok := payout.MonthsBetween(d, 1); ok {
			t.Errorf("%d months lie after day number %d", n, int32(d))
		}
		if n, ok := payout.MonthsBetween(1, d); ok {
			t.Errorf("%d months lie before day number %d", n, int32(d))
		}
		text, err := d.MarshalText()
		if (err == nil) != (d == 0) || len(text) != 0 {
			t.Errorf("day number %d is written %q, %v", int32(d), text, err)
		}
		if value, err := d.Value(); (err == nil) != (d == 0) || value != nil {
			t.Errorf("day number %d is stored as %v, %v", int32(d), value, err)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, text := range []string{
		"", "2026", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32",
		"0000-01-01", "-001-01-01", "+026-01-01", "10000-01-01", "2026-1-01", "2026-01-1", "2026/01/01", "20260101",
		" 2026-01-01", "2026-01-01 ", "2026-01-01T00:00:00Z", "2026-01 01", "２026-01-01", "2026-01-0x", strings.Repeat("2", 1_000_000),
	} {
		d, err := payout.ParseDate(text)
		if err == nil || d != 0 {
			t.Errorf("%.30q is %s, want an error", text, d)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%.30q has an error of %d bytes", text, len(err.Error()))
		}
	}
	for _, d := range [][3]int{{0, 1, 1}, {10_000, 1, 1}, {2026, 0, 1}, {2026, 13, 1}, {2026, 1, 0}, {2026, 2, 29}, {math.MaxInt, 1, 1}} {
		if got, err := payout.NewDate(d[0], time.Month(d[1]), d[2]); err == nil || got != 0 {
			t.Errorf("%v is %s, want an error", d, got)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-01-31", 2, "2026-03-31"}, // N33: from the anchor, not from 28 February
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", -2, "2025-11-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", 0, "2026-01-15"},
	} {
		if got := day(t, c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
	// The worked figure of N33: ninety days from 1 February end on 1 May.
	if got := day(t, "2026-02-01").AddDays(89); got != day(t, "2026-05-01") {
		t.Errorf("the ninetieth day is %s", got)
	}
}

func TestMonthsBetween(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"2026-01-31", "2026-01-31", 0},
		{"2026-01-31", "2026-02-27", 0},
		{"2026-01-31", "2026-02-28", 1},
		{"2026-01-31", "2026-03-30", 1},
		{"2026-01-31", "2026-03-31", 2},
		{"2026-01-31", "2026-01-30", -1},
		{"2026-01-31", "2025-12-31", -1},
		{"2026-01-31", "2025-12-30", -2},
		{"2024-02-29", "2025-02-28", 12},
		{"0001-01-31", "0001-01-30", -1},
		{"0001-01-01", "9999-12-31", 119_987},
	} {
		if got, ok := payout.MonthsBetween(day(t, c.a), day(t, c.b)); !ok || got != c.want {
			t.Errorf("from %s to %s are %d months, %t, want %d", c.a, c.b, got, ok, c.want)
		}
	}
}

func TestMonthsBetweenIsTheLargest(t *testing.T) {
	r := random()
	randomDay := func() payout.Date { return payout.Date(500_000 + r.IntN(300_000)) }
	for range cases {
		a, b := randomDay(), randomDay()
		if r.IntN(2) == 0 {
			b = a.AddMonths(r.IntN(50) - 25).AddDays(r.IntN(5) - 2) // close to a whole number of months
		}
		n, ok := payout.MonthsBetween(a, b)
		if !ok || a.AddMonths(n) > b || a.AddMonths(n+1) <= b {
			t.Fatalf("from %s to %s are %d months, %t", a, b, n, ok)
		}
	}
}

func TestAddMonthsAgainstTime(t *testing.T) {
	r := random()
	for range cases {
		d := payout.Date(400_000 + r.IntN(400_000))
		n := r.IntN(2400) - 1200
		first := time.Date(d.Year(), d.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		want := first.AddDate(0, 0, d.Day()-1)
		if want.Month() != first.Month() {
			want = first.AddDate(0, 1, -1)
		}
		if got := d.AddMonths(n); got.String() != want.Format(time.DateOnly) {
			t.Fatalf("%s and %d months is %s, want %s", d, n, got, want.Format(time.DateOnly))
		}
	}
}

func TestDateJSON(t *testing.T) {
	type terms struct {
		From, Until payout.Date
	}
	want := terms{From: day(t, "2026-01-31")}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"From":"2026-01-31","Until":""}` {
		t.Fatalf("JSON is %s, %v", text, err)
	}
	var got terms
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("comes back as %v, %v", got, err)
	}
}

func TestDateInDatabase(t *testing.T) {
	want := day(t, "2026-01-31")
	value, err := want.Value()
	if err != nil || value != "2026-01-31" {
		t.Fatalf("value is %v, %v", value, err)
	}
	shanghai := time.FixedZone("UTC+8", 8*3600)
	for _, src := range []any{value, []byte("2026-01-31"), time.Date(2026, 1, 31, 0, 0, 0, 0, shanghai)} {
		var got payout.Date
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("scan of %v is %s, %v", src, got, err)
		}
	}
	got := want
	if err := got.Scan(nil); err != nil || got != 0 {
		t.Errorf("scan of NULL is %s, %v", got, err)
	}
	for _, src := range []any{int64(20_000), "2026-02-30", time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		got := want
		if err := got.Scan(src); err == nil || got != want {
			t.Errorf("scan of %v is %s, want an error and no change", src, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, text := range []string{"2026-01-31", "2024-02-29", "1900-02-29", "0001-01-01", "9999-12-31", "0000-01-01", "2026-1-1", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := payout.ParseDate(text)
		want, wantErr := time.Parse(time.DateOnly, text)
		if wantErr == nil && want.Year() == 0 {
			return // package time has a year 0, a Date has not
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%q is %s, %v; package time says %v", text, d, err, wantErr)
		}
		if err == nil && d.String() != text {
			t.Fatalf("%q comes back as %s", text, d)
		}
	})
}

func BenchmarkDate(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	days := make([]payout.Date, 1024)
	for i := range days {
		days[i] = payout.Date(700_000 + r.IntN(80_000))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if days[i%len(days)].AddMonths(3) == 0 {
			b.Fatal("no such day")
		}
	}
}
