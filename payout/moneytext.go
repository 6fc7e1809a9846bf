package payout

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// maxAmountText is the length of the longest amount: a sign, 38 digits and a
// point. Text beyond it is refused unread.
const maxAmountText = maxDigits + 2

// ParseMoney reads an amount and its currency with one space between them,
// such as "110.50 CNY" or "-3 JPY". The amount is an optional minus, digits
// without needless leading zeros, and optionally a point and as many digits as
// the currency has places, or fewer; at most 40 characters, 38 digits. A plus,
// an exponent, separators of thousands, any other space, and further places,
// even zeros, are errors. "-0" is zero. The single text "0" is zero of no
// currency.
func ParseMoney(text string) (Money, error) {
	amount, code, found := strings.Cut(text, " ")
	if !found {
		return ParseAmount(text, Currency{})
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return Money{}, fmt.Errorf("money %s: %w", quoted(text), err)
	}
	return ParseAmount(amount, c)
}

// ParseAmount reads an amount of the currency c, such as "110.50", by the
// grammar of ParseMoney. Without a currency only "0" is an amount.
func ParseAmount(text string, c Currency) (Money, error) {
	if c.IsZero() {
		if text != "0" {
			return Money{}, fmt.Errorf("amount %s: %w", quoted(text), errNoCurrency)
		}
		return Money{}, nil
	}
	units, err := parseUnits(text, c)
	if err != nil {
		return Money{}, fmt.Errorf("amount %s: %w", quoted(text), err)
	}
	return Money{units: units, currency: c}, nil
}

var errAmountText = errors.New("want digits with an optional minus in front and an optional point inside, such as -110.50")

func parseUnits(text string, c Currency) (int128, error) {
	if len(text) > maxAmountText {
		return int128{}, fmt.Errorf("more than %d characters", maxAmountText)
	}
	magnitude, negative := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(magnitude, ".")
	switch {
	case !allDigits(whole), point && !allDigits(fraction):
		return int128{}, errAmountText
	case len(whole) > 1 && whole[0] == '0':
		return int128{}, errors.New("needless leading zeros")
	case len(fraction) > c.Places():
		return int128{}, errPlaces(c)
	}
	if whole == "0" {
		whole = ""
	}
	if len(whole)+c.Places() > maxDigits {
		return int128{}, errTooLarge
	}
	var buf [maxDigits]byte
	digits := append(append(buf[:0], whole...), fraction...)
	for range c.Places() - len(fraction) {
		digits = append(digits, '0')
	}
	units := int128OfDigits(digits)
	if negative {
		units = units.neg()
	}
	return units, nil
}

// allDigits reports whether text is one or more ASCII digits.
func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || '9' < text[i] {
			return false
		}
	}
	return text != ""
}

// Amount returns the amount alone, such as "-110.50", always with all decimal
// places of the currency. ParseAmount reads it back.
func (m Money) Amount() string { return string(m.appendAmount(nil)) }

// String returns the amount and its currency, such as "110.50 CNY", or "0" for
// zero of no currency. ParseMoney reads it back.
func (m Money) String() string { return string(m.appendText(nil)) }

func (m Money) appendAmount(b []byte) []byte {
	places := m.currency.Places()
	var buf [maxDigits]byte
	digits := m.units.digits(&buf, places+1)
	whole := len(digits) - places
	if m.units.sign() < 0 {
		b = append(b, '-')
	}
	b = append(b, digits[:whole]...)
	if places > 0 {
		b = append(b, '.')
		b = append(b, digits[whole:]...)
	}
	return b
}

func (m Money) appendText(b []byte) []byte {
	b = m.appendAmount(b)
	if m.currency.IsZero() {
		return b
	}
	b = append(b, ' ')
	return append(b, m.currency.code[:]...)
}

// MarshalText returns the text of String. In JSON, Money is that string.
func (m Money) MarshalText() ([]byte, error) { return m.appendText(nil), nil }

// UnmarshalText reads what ParseMoney reads. On an error m is unchanged.
func (m *Money) UnmarshalText(text []byte) error {
	parsed, err := ParseMoney(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Value stores m in a database as the text of String. A column of any text
// type holds it; 44 characters suffice.
func (m Money) Value() (driver.Value, error) { return m.String(), nil }

// Scan reads what Value stores, from a string or bytes. Anything else is an
// error: NULL, because a missing amount is not zero, and numbers, because they
// have no currency and may have been rounded.
func (m *Money) Scan(src any) error {
	switch text := src.(type) {
	case string:
		return m.UnmarshalText([]byte(text))
	case []byte:
		return m.UnmarshalText(text)
	default:
		return fmt.Errorf("money from a database value of type %T: want text", src)
	}
}
