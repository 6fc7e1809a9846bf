package zone

import (
	"testing"
	"time"
)

func TestLoad(t *testing.T) {
	t.Setenv("ZONEINFO", "/nowhere")
	for name, offset := range map[string]int{"UTC": 0, "Asia/Shanghai": 8 * 3600, "America/New_York": -5 * 3600} {
		location, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := time.Date(2026, 1, 15, 0, 0, 0, 0, location).Zone(); got != offset {
			t.Errorf("%s is %d seconds east, want %d", name, got, offset)
		}
	}
	for _, name := range []string{"", "Local", "Mars/Base", "../zone.go", "/UTC", "Asia", "Asia/"} {
		if _, err := Load(name); err == nil {
			t.Errorf("Load(%q) found a zone", name)
		}
	}
}

func TestHint(t *testing.T) {
	for name, want := range map[string]string{
		"Shanghai":       `did you mean "Asia/Shanghai"?`,
		"Asia/Shangai":   `did you mean "Asia/Shanghai"?`,
		"nothing at all": "a zone is named as in Asia/Shanghai or Europe/London",
	} {
		if got := Hint(name); got != want {
			t.Errorf("Hint(%q) = %q, want %q", name, got, want)
		}
	}
}
