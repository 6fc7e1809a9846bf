package payout_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/payout"
)

// cases is how many random cases a property is tested with.
const cases = 10_000

// random gives the same numbers at every run, so that a failure comes back.
func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// exactly lets cmp compare types of the package by ==.
func exactly() cmp.Option {
	return cmp.Options{
		cmp.Comparer(func(a, b payout.Money) bool { return a == b }),
		cmp.Comparer(func(a, b payout.Currency) bool { return a == b }),
		cmp.Comparer(func(a, b payout.Quantity) bool { return a == b }),
	}
}

func currency(t testing.TB, code string) payout.Currency {
	t.Helper()
	c, err := payout.ParseCurrency(code)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func money(t testing.TB, text string) payout.Money {
	t.Helper()
	m, err := payout.ParseMoney(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func day(t testing.TB, text string) payout.Date {
	t.Helper()
	d, err := payout.ParseDate(text)
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

func agent(n int) payout.Ref { return payout.Ref{Type: "agent", ID: fmt.Sprintf("a%d", n)} }

// randomBig gives numbers of any length up to digits decimal digits, of both
// signs, every length being as likely.
func randomBig(r *rand.Rand, digits int) *big.Int {
	bound := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(1+r.IntN(digits))), nil)
	n := new(big.Int)
	for range 3 {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(r.Uint64()))
	}
	n.Mod(n, bound)
	if r.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

// randomMoney gives amounts of one of the currencies of each number of places.
func randomMoney(t testing.TB, r *rand.Rand) payout.Money {
	t.Helper()
	c := currency(t, []string{"JPY", "CNY", "KWD", "CLF"}[r.IntN(4)])
	m, err := payout.MoneyFromBig(randomBig(r, 38), c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func quantity(t testing.TB, text string) payout.Quantity {
	t.Helper()
	q, err := payout.ParseQuantity(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func randomQuantity(t testing.TB, r *rand.Rand) payout.Quantity {
	t.Helper()
	q, err := payout.QuantityFromDecimal(decimal.NewFromBigInt(randomBig(r, 20), -int32(r.IntN(19))))
	if err != nil {
		t.Fatal(err)
	}
	return q
}
