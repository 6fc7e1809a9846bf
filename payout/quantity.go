package payout

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// Quantity is an exact number of units of a benefit: points, machines, hours
// of service. It has at most 38 digits, at most 18 of them decimal places, and
// any sign; it is never rounded.
//
// Quantities are compared for identity with ==: 1.50 and 1.5 are the same. The
// zero value is zero.
type Quantity struct {
	digits int128 // without trailing decimal zeros, so that == works
	places uint8
}

// maxPlaces is the number of decimal places that a product of the language may
// have (N36).
const maxPlaces = 18

var errQuantityPlaces = fmt.Errorf("more than %d decimal places", maxPlaces)

// ParseQuantity reads a quantity such as "3" or "-0.25": an optional minus,
// digits without needless leading zeros, and optionally a point and 1 to 18
// decimal places; at most 40 characters. A plus, an exponent and separators of
// thousands are errors.
func ParseQuantity(text string) (Quantity, error) {
	q, err := parseQuantity(text)
	if err != nil {
		return Quantity{}, fmt.Errorf("quantity %s: %w", quoted(text), err)
	}
	return q, nil
}

func parseQuantity(text string) (Quantity, error) {
	if len(text) > maxAmountText {
		return Quantity{}, fmt.Errorf("more than %d characters", maxAmountText)
	}
	magnitude, _ := strings.CutPrefix(text, "-")
	whole, fraction, point := strings.Cut(magnitude, ".")
	switch {
	case !allDigits(whole), point && !allDigits(fraction):
		return Quantity{}, errAmountText
	case len(whole) > 1 && whole[0] == '0':
		return Quantity{}, errors.New("needless leading zeros")
	case len(fraction) > maxPlaces:
		return Quantity{}, errQuantityPlaces
	}
	digits, _ := new(big.Int).SetString(strings.Replace(text, ".", "", 1), 10)
	return quantityOf(digits, len(fraction))
}

// QuantityFromDecimal returns d as a quantity. It never rounds: a value with
// more than 18 decimal places is an error, as is one of more than 38 digits.
// The cost does not grow with the exponent of d.
func QuantityFromDecimal(d decimal.Decimal) (Quantity, error) {
	coefficient, exponent := d.Coefficient(), int64(d.Exponent())
	switch {
	case coefficient.Sign() == 0:
		return Quantity{}, nil
	case coefficient.BitLen() > maxCoefficientBits:
		return Quantity{}, fmt.Errorf("decimal with a coefficient of more than %d bits", maxCoefficientBits)
	case exponent > maxDigits:
		return Quantity{}, errTooLarge
	case exponent > 0:
		return quantityOf(coefficient.Mul(coefficient, pow10(int(exponent))), 0)
	case exponent < -maxCoefficientBits:
		return Quantity{}, errQuantityPlaces
	default:
		return quantityOf(coefficient, int(-exponent))
	}
}

// quantityOf returns digits / 10^places without trailing decimal zeros. It may
// change digits.
func quantityOf(digits *big.Int, places int) (Quantity, error) {
	ten, remainder := big.NewInt(10), new(big.Int)
	for places > 0 {
		quotient, _ := new(big.Int).QuoRem(digits, ten, remainder)
		if remainder.Sign() != 0 {
			break
		}
		digits, places = quotient, places-1
	}
	if places > maxPlaces {
		return Quantity{}, errQuantityPlaces
	}
	n, ok := int128OfBig(digits)
	if !ok {
		return Quantity{}, errTooLarge
	}
	return Quantity{digits: n, places: uint8(places)}, nil
}

// IsZero reports whether q is zero.
func (q Quantity) IsZero() bool { return q == Quantity{} }

// Sign returns -1, 0 or 1.
func (q Quantity) Sign() int { return q.digits.sign() }

// Neg returns -q.
func (q Quantity) Neg() Quantity {
	q.digits = q.digits.neg()
	return q
}

// Add returns q + r. It is an error if the sum has more than 38 digits.
func (q Quantity) Add(r Quantity) (Quantity, error) {
	places := max(q.places, r.places)
	sum := q.at(places)
	return quantityOf(sum.Add(sum, r.at(places)), int(places))
}

// at returns q in units of so many decimal places, at least its own.
func (q Quantity) at(places uint8) *big.Int {
	n := q.digits.big()
	return n.Mul(n, pow10(int(places-q.places)))
}

// Decimal returns q as a decimal.
func (q Quantity) Decimal() decimal.Decimal {
	return decimal.NewFromBigInt(q.digits.big(), -int32(q.places))
}

// String returns q without trailing decimal zeros, such as "-0.25".
// ParseQuantity reads it back.
func (q Quantity) String() string {
	var buf [maxDigits]byte
	digits := q.digits.digits(&buf, int(q.places)+1)
	whole := len(digits) - int(q.places)
	text := string(digits[:whole])
	if q.places > 0 {
		text += "." + string(digits[whole:])
	}
	if q.Sign() < 0 {
		text = "-" + text
	}
	return text
}

// MarshalText returns the text of String. In JSON, a Quantity is that string.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what ParseQuantity reads. On an error q is unchanged.
func (q *Quantity) UnmarshalText(text []byte) error {
	parsed, err := ParseQuantity(string(text))
	if err != nil {
		return err
	}
	*q = parsed
	return nil
}
