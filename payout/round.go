package payout

import (
	"errors"
	"fmt"
	"math"
	"math/big"
)

// Mode says which of two neighbouring numbers an exact value is rounded to. It
// works on the magnitude, so that rounding the opposite of a value gives the
// opposite of its rounding, and a reversal leaves nothing behind (N10).
//
// The zero value is no mode and rounds nothing: a division that names no
// rounding is an error.
type Mode uint8

const (
	// HalfUp goes to the nearest; from the middle away from zero.
	HalfUp Mode = iota + 1
	// HalfEven goes to the nearest; from the middle to the even neighbour.
	HalfEven
	// Up goes away from zero.
	Up
	// Down goes to zero.
	Down
)

// ParseMode reads "half-up", "half-even", "up" or "down".
func ParseMode(text string) (Mode, error) {
	for m := HalfUp; m <= Down; m++ {
		if text == m.String() {
			return m, nil
		}
	}
	return 0, fmt.Errorf("rounding mode %s: want half-up, half-even, up or down", quoted(text))
}

// String returns the text that ParseMode reads, or "mode(n)" if m is none of
// the modes.
func (m Mode) String() string {
	switch m {
	case HalfUp:
		return "half-up"
	case HalfEven:
		return "half-even"
	case Up:
		return "up"
	case Down:
		return "down"
	default:
		return fmt.Sprintf("mode(%d)", uint8(m))
	}
}

// MarshalText returns the text that ParseMode reads. No mode is an error.
func (m Mode) MarshalText() ([]byte, error) {
	if !m.valid() {
		return nil, errNoMode
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what ParseMode reads. On an error m is unchanged.
func (m *Mode) UnmarshalText(text []byte) error {
	parsed, err := ParseMode(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

var (
	errNoMode       = errors.New("no rounding mode")
	errDivideByZero = errors.New("division by zero")
	errNilNumber    = errors.New("number is nil")
)

func (m Mode) valid() bool { return HalfUp <= m && m <= Down }

// away reports whether a quotient that was cut off goes one further from zero.
// half is how what was cut off compares with one half: -1, 0 or 1; odd is
// whether the quotient is odd. Something was cut off.
func (m Mode) away(half int, odd bool) bool {
	switch m {
	case HalfUp:
		return half >= 0
	case HalfEven:
		return half > 0 || half == 0 && odd
	case Up:
		return true
	case Down:
		return false
	default:
		return false
	}
}

// Quo returns num / den rounded to a whole number, as a new number; num and
// den are not changed and may have any sign. It is an error if den is zero, if
// either is nil, or if m is no mode.
func (m Mode) Quo(num, den *big.Int) (*big.Int, error) {
	switch {
	case num == nil || den == nil:
		return nil, errNilNumber
	case den.Sign() == 0:
		return nil, errDivideByZero
	case !m.valid():
		return nil, errNoMode
	}
	quotient, remainder := new(big.Int).QuoRem(num, den, new(big.Int))
	if remainder.Sign() == 0 {
		return quotient, nil
	}
	half := remainder.Lsh(remainder, 1).CmpAbs(den)
	if m.away(half, quotient.Bit(0) == 1) {
		quotient.Add(quotient, big.NewInt(int64(num.Sign()*den.Sign())))
	}
	return quotient, nil
}

// Quo64 is Quo for small numbers, without an allocation. It is false, and the
// quotient means nothing, where Quo is an error or the quotient is not an
// int64.
func (m Mode) Quo64(num, den int64) (quotient int64, ok bool) {
	if den == 0 || !m.valid() {
		return 0, false
	}
	n, d := magnitude(num), magnitude(den)
	q, r := n/d, n%d
	if r != 0 && m.away(compareHalf(r, d), q&1 == 1) {
		q++ // d is at least 2 here, so q cannot wrap
	}
	negative := (num < 0) != (den < 0)
	switch {
	case q <= math.MaxInt64 && negative:
		return -int64(q), true
	case q <= math.MaxInt64:
		return int64(q), true
	default:
		return math.MinInt64, negative // q is 2^63
	}
}

// magnitude returns |n|, also for the smallest int64, which has no opposite.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// compareHalf compares r with d / 2, for r < d, where doubling r could wrap.
func compareHalf(r, d uint64) int {
	rest := d - r
	switch {
	case r < rest:
		return -1
	case r == rest:
		return 0
	default:
		return 1
	}
}

// Rounding is how the amounts of a policy are rounded: to how many decimal
// places and by which mode. Places is at least 0 and at most the places of the
// currency: with 0, amounts of CNY are whole yuan.
type Rounding struct {
	Places int
	Mode   Mode
}

// maxScale bounds the power of ten that a scale can cause. The language keeps
// products to 18 places.
const maxScale = 64

// Money rounds num / den at a decimal scale, the exact value num / (den x
// 10^scale) in whole units of c (yuan, not fen), once. A product has 1 as den
// and the sum of its factors' places as scale: 333.33 times 0.0005 is 33333
// times 5, so num is 166665 and scale is 6.
//
// num and den may have any sign and are not changed. It is an error if den is
// zero, if either is nil, if scale is not 0 to 64, if r has no mode or places
// that c does not have, or if the amount has more than 38 digits.
func (r Rounding) Money(num, den *big.Int, scale int, c Currency) (Money, error) {
	switch {
	case num == nil || den == nil:
		return Money{}, errNilNumber
	case scale < 0 || scale > maxScale:
		return Money{}, fmt.Errorf("scale of %d places: want 0 to %d", scale, maxScale)
	case c.IsZero():
		return Money{}, errNoCurrency
	case r.Places < 0 || r.Places > c.Places():
		return Money{}, fmt.Errorf("rounding to %d places: %s has 0 to %d", r.Places, c, c.Places())
	}
	if shift := r.Places - scale; shift >= 0 {
		num = new(big.Int).Mul(num, pow10(shift))
	} else {
		den = new(big.Int).Mul(den, pow10(-shift))
	}
	rounded, err := r.Mode.Quo(num, den)
	if err != nil {
		return Money{}, err
	}
	return MoneyFromBig(rounded.Mul(rounded, pow10(c.Places()-r.Places)), c)
}
