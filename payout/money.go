package payout

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// Money is an exact amount of one currency: a whole number of its minor units
// (fen, cents) of at most 38 digits. It is never rounded and never a fraction;
// Rounding turns computed values into Money.
//
// Amounts are compared for identity with ==, for size with Cmp. The zero value
// is zero of no currency: it adds to and compares with amounts of any
// currency, and is written "0". There is no other amount without a currency.
type Money struct {
	units    int128
	currency Currency
}

var (
	errTooLarge   = fmt.Errorf("amount of more than %d digits", maxDigits)
	errNoCurrency = errors.New("amount without a currency")
)

// NewMoney returns an amount of minor units: 11050 of CNY is 110.50 CNY. It is
// an error if c is no currency and the amount is not zero.
func NewMoney(minor int64, c Currency) (Money, error) {
	return moneyOf(int128Of(minor), c)
}

// MoneyFromBig returns an amount of minor units, which is not kept. It is an
// error if minor is nil or has more than 38 digits, or if c is no currency and
// the amount is not zero.
func MoneyFromBig(minor *big.Int, c Currency) (Money, error) {
	if minor == nil {
		return Money{}, errors.New("amount is nil")
	}
	units, ok := int128OfBig(minor)
	if !ok {
		return Money{}, errTooLarge
	}
	return moneyOf(units, c)
}

// maxCoefficientBits bounds the work that a hostile decimal can cause. It
// leaves room for 150 digits, more than any sum of products of the language
// has.
const maxCoefficientBits = 512

// MoneyFromDecimal returns d, in whole units of the currency (yuan, not fen),
// as an amount. It never rounds: a value that is not a whole number of minor
// units is an error, as is one of more than 38 digits, one whose coefficient
// has more than 512 bits, and a value other than zero of no currency. The cost
// does not grow with the exponent of d.
func MoneyFromDecimal(d decimal.Decimal, c Currency) (Money, error) {
	if d.Sign() == 0 {
		return Money{currency: c}, nil
	}
	coefficient := d.Coefficient()
	if coefficient.BitLen() > maxCoefficientBits {
		return Money{}, fmt.Errorf("decimal with a coefficient of more than %d bits", maxCoefficientBits)
	}
	shift := int64(d.Exponent()) + int64(c.Places())
	switch {
	case shift > maxDigits:
		return Money{}, errTooLarge
	case shift >= 0:
		coefficient.Mul(coefficient, pow10(int(shift)))
	case shift < -maxCoefficientBits:
		// 10^-shift exceeds any coefficient that was let through.
		return Money{}, errPlaces(c)
	default:
		remainder := new(big.Int)
		coefficient.QuoRem(coefficient, pow10(int(-shift)), remainder)
		if remainder.Sign() != 0 {
			return Money{}, errPlaces(c)
		}
	}
	return MoneyFromBig(coefficient, c)
}

func moneyOf(units int128, c Currency) (Money, error) {
	if c.IsZero() && units.sign() != 0 {
		return Money{}, errNoCurrency
	}
	return Money{units: units, currency: c}, nil
}

func errPlaces(c Currency) error {
	if c.IsZero() {
		return errNoCurrency
	}
	return fmt.Errorf("more decimal places than the %d of %s", c.Places(), c)
}

// pow10 returns 10^n for n of at least 0. Callers bound n.
func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Currency returns the currency of m, which only the zero Money may lack.
func (m Money) Currency() Currency { return m.currency }

// Sign returns -1, 0 or 1.
func (m Money) Sign() int { return m.units.sign() }

// IsZero reports whether m is zero, of any currency or none.
func (m Money) IsZero() bool { return m.units == int128{} }

// Neg returns -m. Every amount has its opposite.
func (m Money) Neg() Money {
	m.units = m.units.neg()
	return m
}

// Add returns m + n. It is an error if both have a currency and the two
// differ, or if the sum has more than 38 digits.
func (m Money) Add(n Money) (Money, error) {
	c, err := commonCurrency(m, n)
	if err != nil {
		return Money{}, err
	}
	sum, ok := m.units.add(n.units)
	if !ok {
		return Money{}, errTooLarge
	}
	return Money{units: sum, currency: c}, nil
}

// Sub returns m - n, with the errors of Add.
func (m Money) Sub(n Money) (Money, error) { return m.Add(n.Neg()) }

// Cmp returns -1 if m is less than n, 0 if they are equal, 1 if m is greater.
// It is an error if both have a currency and the two differ: amounts of
// different currencies have no order.
func (m Money) Cmp(n Money) (int, error) {
	if _, err := commonCurrency(m, n); err != nil {
		return 0, err
	}
	return m.units.cmp(n.units), nil
}

// Sum adds amounts of one currency; the sum of none is the zero Money. It has
// the errors of Add, but only the whole sum must have at most 38 digits, so
// that the order of the amounts never matters.
func Sum(amounts ...Money) (Money, error) {
	var total wide
	var of Money
	for _, m := range amounts {
		c, err := commonCurrency(of, m)
		if err != nil {
			return Money{}, err
		}
		of.currency = c
		total.add(m.units)
	}
	units, ok := total.int128()
	if !ok {
		return Money{}, errTooLarge
	}
	return Money{units: units, currency: of.currency}, nil
}

func commonCurrency(m, n Money) (Currency, error) {
	switch {
	case m.currency == n.currency, n.currency.IsZero():
		return m.currency, nil
	case m.currency.IsZero():
		return n.currency, nil
	default:
		return Currency{}, fmt.Errorf("amounts of different currencies, %s and %s", m.currency, n.currency)
	}
}

// Minor returns m in minor units: 11050 for 110.50 CNY. It is false, and the
// number means nothing, if that is outside the range of an int64; BigMinor
// always has it.
func (m Money) Minor() (units int64, ok bool) { return m.units.int64() }

// BigMinor returns m in minor units, as a new number.
func (m Money) BigMinor() *big.Int { return m.units.big() }

// Decimal returns m in whole units of the currency, with as many decimal
// places as the currency has.
func (m Money) Decimal() decimal.Decimal {
	return decimal.NewFromBigInt(m.units.big(), -int32(m.currency.places))
}
