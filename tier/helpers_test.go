package tier_test

import (
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/tier"
)

// cases is how many random cases a property is tested with.
const cases = 10_000

// random gives the same numbers at every run, so that a failure comes back.
func random() *rand.Rand { return rand.New(rand.NewPCG(5, 29)) }

// byValue lets cmp compare numbers and cells by what they are.
func byValue() cmp.Option {
	return cmp.Options{
		cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
		cmp.Comparer(func(a, b *big.Rat) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }),
		cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	}
}

func dec(t testing.TB, text string) decimal.Decimal {
	t.Helper()
	d, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func number(t testing.TB, text string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		t.Fatalf("%q is not a whole number", text)
	}
	return n
}

func day(t testing.TB, text string) tier.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := tier.NewDay(at.Date())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantError checks that err says all of the given words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one that says %q", words)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not say %q", err, word)
		}
	}
	if len(err.Error()) > 300 {
		t.Errorf("an error has %d bytes", len(err.Error()))
	}
}
