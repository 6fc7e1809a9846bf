package ir

import (
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func TestMonthOf(t *testing.T) {
	for day := payout.Date(1); day <= lastDate; day++ {
		if got, want := monthOf(int64(day)), int64(12*day.Year()+int(day.Month())); got != want {
			t.Fatalf("%s is in month %d, want %d", day, got, want)
		}
	}
}
