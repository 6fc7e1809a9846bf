package cells

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestSumsOfEvents makes up events and sums them by hand: what events can give
// is never said to be impossible.
func TestSumsOfEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 5))
	cards := []string{"credit", "debit", "qr", "tap"}
	for range 60 {
		var volume, credit, small, others int
		for range random.IntN(5) {
			card, amount := cards[random.IntN(4)], random.IntN(150_000) // fen
			if random.IntN(4) == 0 {
				amount = 100_000
			}
			volume += amount
			if card == "credit" {
				credit += amount
			}
			if card == "qr" || card == "tap" && amount <= 100_000 {
				small += amount
			}
		}
		others = random.IntN(50_000)
		condition := fmt.Sprintf("merchant.volume == %s and merchant.credit == %s and merchant.small == %s and merchant.agent.volume == %s",
			yuan(volume), yuan(credit), yuan(small), yuan(volume+others))
		if answer := ask(t, "merchant", condition, True); answer.Verdict == Never {
			t.Errorf("events give it, and it is said to be impossible: %s", condition)
		}
	}
}

// TestWindowsOfEvents does the same for windows counted from one date.
func TestWindowsOfEvents(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 3))
	windows := [][2]int{{1, 30}, {1, 90}, {31, 60}, {20, 45}, {61, 90}}
	for range 40 {
		sums := make([]int, len(windows))
		for range random.IntN(6) {
			day, amount := 1+random.IntN(120), random.IntN(100_000)
			for i, w := range windows {
				if w[0] <= day && day <= w[1] {
					sums[i] += amount
				}
			}
		}
		condition := ""
		for i, w := range windows {
			if i > 0 {
				condition += " and "
			}
			condition += fmt.Sprintf("spent(%d..%d, device.stocked) == %s", w[0], w[1], yuan(sums[i]))
		}
		if answer := ask(t, "device", condition, True); answer.Verdict != Possible {
			t.Errorf("events give it, and the verdict is %d: %s", answer.Verdict, condition)
		}
	}
}

func yuan(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
