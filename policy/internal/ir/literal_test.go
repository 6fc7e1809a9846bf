package ir

import (
	"strings"
	"testing"
	"time"

	"github.com/fenrun/fenrun/payout"
)

func TestReadLiteral(t *testing.T) {
	tests := []struct{ text, want string }{
		{"110", "110"},
		{"-110.50 CNY", "money -110.5 CNY"},
		{"-0.55%", "rate -0.0055"},
		{"1.5亿", "150000000"},
		{"万5.5", "rate 0.00055"},
		{"2026-01-31", "date 2026-01-31"},
		{"2026-01-31T10:00", "time 2026-01-31 second 36000 nano 0"},
		{"90d", "90 days"},
		{"6 x 30d", "window 6 x 30d"},
		{"1..", "window 1.."},
		{"1..12mo", "window 1..12mo"},
		{"-30d", "! may not be negative"},
		{"-2026-01-31", "! may not be negative"},
		{"-1..", "! may not be negative"},
		{"--5", "! is not a number"},
		{"- 5", "! is not a number"},
		{"", "! is not a number"},
		{"-", "! is not a number"},
		{"credit", "! is not a number"},
		{"1 + 1", "! is not a number"},
		{"1..90", "! is not a number"},
		{`"5"`, "! is not a number"},
		{"010", "! begins with a zero"},
		{"-010", "! begins with a zero"},
		{"1e3", "! its unit is not known"},
		{".5", "! no digit before the point"},
		{"5％", "! full-width"},
		{strings.Repeat("9", 41), "! 41 characters"},
		{strings.Repeat("x", 3000), "! 3000 bytes"},
	}
	for _, test := range tests {
		lit, problem := ReadLiteral(test.text)
		words, refused := strings.CutPrefix(test.want, "! ")
		switch {
		case refused != (problem != nil):
			t.Errorf("%q: %s, %v", test.text, lit.said(), problem)
		case refused:
			if size := len([]rune(test.text)); !strings.Contains(problem.Message, words) || problem.From < 0 || problem.From > problem.To || problem.To > size {
				t.Errorf("%q: %+v, want %s", test.text, *problem, words)
			}
		case lit.said() != test.want || lit.Text != test.text:
			t.Errorf("%q: %s %q, want %s", test.text, lit.said(), lit.Text, test.want)
		}
	}
}

func TestParseWindow(t *testing.T) {
	good := map[string]Window{
		"period":    {Period: true},
		"1..30":     {Lo: 1, Hi: 30},
		"31..60":    {Lo: 31, Hi: 60},
		"7..7":      {Lo: 7, Hi: 7},
		"1..":       {Lo: 1, Open: true},
		"-30..-1":   {Lo: -30, Hi: -1},
		"-30..":     {Lo: -30, Open: true},
		"1..12mo":   {Lo: 1, Hi: 12, Months: true},
		"-12..-1mo": {Lo: -12, Hi: -1, Months: true},
		"6 x 30d":   {Times: 6, Each: 30},
		"12 x 1mo":  {Times: 12, Each: 1, Months: true},
	}
	for text, want := range good {
		if got, err := ParseWindow(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "30", "0..5", "5..0", "5..1", "-1..1", "-1..-5", "..5", "0..", "+1..5", "1..+5", "a..b", "1...5", "1..5..9", "01..5", "1..05",
		"100001..100002", "1..100001", "1.5..3", "1 .. 5", "0..12mo", "999999999999999999999..", "period ", "1..30d", "-1..-12mo", "-12..1mo", "-12mo..-1mo", "-12..mo",
	} {
		if got, err := ParseWindow(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

// Day 1 is the anchor itself, and month 1 the month after the anchor's own
// unless it is said to be that (N33).
func TestWindowDays(t *testing.T) {
	tests := []struct {
		window      Window
		first, last string
	}{
		{Window{Lo: 1, Hi: 90}, "2026-01-31", "2026-04-30"},
		{Window{Lo: 31, Hi: 60}, "2026-03-02", "2026-03-31"},
		{Window{Lo: -30, Hi: -1}, "2026-01-01", "2026-01-30"},
		{Window{Lo: 1, Hi: 6, Months: true}, "2026-02-01", "2026-07-31"},
		{Window{Lo: 1, Hi: 6, Months: true, Same: true}, "2026-01-01", "2026-06-30"},
		{Window{Lo: -2, Hi: -1, Months: true}, "2025-11-01", "2025-12-31"},
		{Window{Lo: -2, Hi: -1, Months: true, Same: true}, "2025-11-01", "2025-12-31"},
		{Window{Times: 3, Each: 30}, "2026-01-31", "2026-04-30"},
		{Window{Times: 3, Each: 2, Months: true}, "2026-02-01", "2026-07-31"},
	}
	anchor := mustDate(t, "2026-01-31")
	for _, test := range tests {
		first, last, closed := test.window.Days(anchor)
		if !closed || first.String() != test.first || last.String() != test.last {
			t.Errorf("%s: %s to %s, want %s to %s", test.window, first, last, test.first, test.last)
		}
	}
	if first, _, closed := (Window{Lo: 7, Open: true}).Days(anchor); closed || first.String() != "2026-02-06" {
		t.Errorf("7.. begins on %s", first)
	}
	for i, want := range []string{"2026-01-31 2026-03-01", "2026-03-02 2026-03-31"} {
		first, last := (Window{Times: 2, Each: 30}).Block(anchor, i)
		if got := first.String() + " " + last.String(); got != want {
			t.Errorf("block %d: %s, want %s", i, got, want)
		}
	}
}

// A clock without an offset is read in the policy's zone (N33).
func TestClockIn(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	for text, want := range map[string]string{
		"2026-01-31T10:00":             "2026-01-31T02:00:00Z",
		"2026-01-31T10:00Z":            "2026-01-31T10:00:00Z",
		"2026-01-31T10:00:05.25+05:30": "2026-01-31T04:30:05.25Z",
	} {
		lit, problem := ReadLiteral(text)
		if problem != nil {
			t.Fatal(problem.Message)
		}
		if got := time.UnixMicro(lit.Clock.In(shanghai)).UTC().Format(time.RFC3339Nano); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func mustDate(t testing.TB, text string) payout.Date {
	t.Helper()
	d, err := payout.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
