package ir

import (
	"math/big"
	"strings"
)

// A Num is an exact decimal, Int x 10^-Scale. The Scale of a literal is the
// number of its decimal places without trailing zeros, so that a product has
// no more places than it needs.
type Num struct {
	Int   *big.Int
	Scale int
}

// MaxScale is the largest number of decimal places that a value may have; a
// product with more is an error of the policy, never a rounding.
const MaxScale = 18

// MaxDigits is the largest number of characters of a number, in a policy as
// in data. It keeps every later step cheap.
const MaxDigits = 40

var tens = powersOfTen(128)

func powersOfTen(n int) []*big.Int {
	powers := make([]*big.Int, n)
	powers[0] = big.NewInt(1)
	for i := 1; i < n; i++ {
		powers[i] = new(big.Int).Mul(powers[i-1], big.NewInt(10))
	}
	return powers
}

// pow10 gives 10^n as a shared value that must not be changed.
func pow10(n int) *big.Int {
	if n < len(tens) {
		return tens[n]
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// NewNum makes a whole number.
func NewNum(n int64) Num { return Num{Int: big.NewInt(n)} }

// digits reads a grammar-checked decimal such as 1_000.50; shift moves the
// point to the right, as 万 does by four places, or to the left if negative,
// as % does by two.
func digits(text string, shift int) Num {
	text = strings.ReplaceAll(text, "_", "")
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		n = new(big.Int)
	}
	return Num{Int: n, Scale: len(fraction) - shift}.normal()
}

// normal drops trailing decimal zeros and brings a negative scale to 0.
func (n Num) normal() Num {
	i := new(big.Int).Set(n.Int)
	scale := n.Scale
	if scale < 0 {
		i.Mul(i, pow10(-scale))
		scale = 0
	}
	ten, rest := big.NewInt(10), new(big.Int)
	for scale > 0 {
		q, r := new(big.Int).QuoRem(i, ten, rest)
		if r.Sign() != 0 {
			break
		}
		i = q
		scale--
	}
	return Num{Int: i, Scale: scale}
}

// at gives n as a whole number of units of 10^-scale; ok is false if that
// would lose digits.
func (n Num) at(scale int) (v *big.Int, ok bool) {
	if scale >= n.Scale {
		return new(big.Int).Mul(n.Int, pow10(scale-n.Scale)), true
	}
	q, r := new(big.Int).QuoRem(n.Int, pow10(n.Scale-scale), new(big.Int))
	return q, r.Sign() == 0
}

// Sign is -1, 0 or 1.
func (n Num) Sign() int {
	if n.Int == nil {
		return 0
	}
	return n.Int.Sign()
}

// Cmp compares the values of n and m whatever their scales.
func (n Num) Cmp(m Num) int {
	scale := max(n.Scale, m.Scale)
	a, _ := n.at(scale)
	b, _ := m.at(scale)
	return a.Cmp(b)
}

// Neg gives -n.
func (n Num) Neg() Num { return Num{Int: new(big.Int).Neg(n.Int), Scale: n.Scale} }

// Rat gives n as a rational number.
func (n Num) Rat() *big.Rat { return new(big.Rat).SetFrac(n.Int, pow10(n.Scale)) }

// String writes n in plain decimal digits, with all places of its scale.
func (n Num) String() string {
	return decimalText(n.Int, n.Scale)
}

func decimalText(v *big.Int, scale int) string {
	text := new(big.Int).Abs(v).String()
	if scale > 0 {
		if len(text) <= scale {
			text = strings.Repeat("0", scale+1-len(text)) + text
		}
		text = text[:len(text)-scale] + "." + text[len(text)-scale:]
	}
	if v.Sign() < 0 {
		text = "-" + text
	}
	return text
}

// trimZeros drops trailing zeros behind the point of a decimal text.
func trimZeros(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// At gives n as a whole number of units of 10^-scale; exact is false if that
// would lose digits.
func (n Num) At(scale int) (v *big.Int, exact bool) { return n.at(scale) }

// Plain writes n in plain decimal digits without trailing zeros.
func (n Num) Plain() string { return trimZeros(n.String()) }
