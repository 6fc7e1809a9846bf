package payout_test

import (
	"slices"
	"testing"

	"github.com/fenrun/fenrun/payout"
)

func TestKinds(t *testing.T) {
	want := []struct {
		text string
		side payout.Side
	}{
		{"residual", payout.Credit},
		{"pass-through", payout.Credit},
		{"reward", payout.Credit},
		{"subsidy", payout.Credit},
		{"clawback", payout.Debit},
		{"charge", payout.Debit},
		{"deposit", payout.Debit},
		{"waiver", payout.Credit},
		{"benefit", payout.NoMoney},
		{"duty", payout.NoMoney},
		{"manual", payout.Either},
	}
	kinds := payout.Kinds()
	if len(kinds) != len(want) || !slices.IsSorted(kinds) {
		t.Fatalf("kinds are %v", kinds)
	}
	for i, k := range kinds {
		if k.String() != want[i].text || k.Side() != want[i].side {
			t.Errorf("kind %d is %s, %s, want %v", i, k, k.Side(), want[i])
		}
		text, err := k.MarshalText()
		var back payout.Kind
		if err != nil || back.UnmarshalText(text) != nil || back != k {
			t.Errorf("%s is written %q, %v", k, text, err)
		}
	}
	kinds[0] = payout.Duty
	if payout.Kinds()[0] != payout.Residual {
		t.Error("a caller can change the list of kinds")
	}
}

func TestNoKind(t *testing.T) {
	for _, text := range []string{"", "Residual", "residual ", "kind(1)", "passthrough", "bonus"} {
		k := payout.Duty
		if err := k.UnmarshalText([]byte(text)); err == nil || k != payout.Duty {
			t.Errorf("%q is %s, want an error and no change", text, k)
		}
	}
	for _, k := range []payout.Kind{0, payout.Manual + 1, 255} {
		if text, err := k.MarshalText(); err == nil || k.Side() != payout.NoMoney {
			t.Errorf("%s is written %q and is %s", k, text, k.Side())
		}
	}
}

func TestSideText(t *testing.T) {
	for side, want := range map[payout.Side]string{
		payout.NoMoney: "no money", payout.Credit: "credit", payout.Debit: "debit", payout.Either: "either", 9: "side(9)",
	} {
		if side.String() != want {
			t.Errorf("side %d is %q, want %q", uint8(side), side, want)
		}
	}
}
