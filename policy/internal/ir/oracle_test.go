package ir_test

import (
	"math/big"
	"time"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy/internal/ir"
)

// The oracle says what an expression is worth by rational numbers. It knows no
// scales, no integers and nothing of the checker: an expression of the tests
// is made together with the function that says its value.

// An answer is a number, absent, or not to be had. Conditions are 0 and 1,
// symbols their position, dates their day.
type answer struct {
	num   *big.Rat
	fault ir.FaultKind
}

// known are the facts of one decision, by the names that expressions give
// them, and the element of the list that is walked through.
type known struct {
	facts    map[string]answer
	it, prev answer
}

type meaning func(k *known) answer

var absent = answer{}

func num(r *big.Rat) answer { return answer{num: r} }
func whole(n int64) answer  { return num(new(big.Rat).SetInt64(n)) }
func (a answer) holds() bool {
	return a.num != nil && a.num.Sign() != 0
}

func yes(b bool) answer {
	if b {
		return whole(1)
	}
	return whole(0)
}

// strictly is for what needs all its parts: the first that is not there, or
// not to be had, is the answer.
func strictly(do func(v []*big.Rat) answer, parts ...meaning) meaning {
	return func(k *known) answer {
		var v []*big.Rat
		for _, p := range parts {
			a := p(k)
			if a.num == nil {
				return a
			}
			v = append(v, a.num)
		}
		return do(v)
	}
}

func fact(name string) meaning {
	return func(k *known) answer {
		a, ok := k.facts[name]
		if !ok {
			panic("no fact " + name)
		}
		return a
	}
}

func constant(r *big.Rat) meaning { return func(*known) answer { return num(r) } }

func arithmetic(op string, a, b meaning) meaning {
	return strictly(func(v []*big.Rat) answer {
		r := new(big.Rat)
		switch op {
		case "+":
			return num(r.Add(v[0], v[1]))
		case "-":
			return num(r.Sub(v[0], v[1]))
		case "*":
			return num(r.Mul(v[0], v[1]))
		case "/":
			if v[1].Sign() == 0 {
				return answer{fault: ir.DivideByZero}
			}
			return num(r.Quo(v[0], v[1]))
		}
		panic(op)
	}, a, b)
}

func compared(op string, a, b meaning) meaning {
	return strictly(func(v []*big.Rat) answer { return yes(holds(op, v[0].Cmp(v[1]))) }, a, b)
}

func holds(op string, sign int) bool {
	switch op {
	case "==":
		return sign == 0
	case "!=":
		return sign != 0
	case "<":
		return sign < 0
	case "<=":
		return sign <= 0
	case ">":
		return sign > 0
	case ">=":
		return sign >= 0
	}
	panic(op)
}

// both is `and` of three values: false wins over what is absent, and the right
// is not looked at where the left is false.
func both(a, b meaning) meaning {
	return func(k *known) answer {
		x := a(k)
		if x.fault != 0 || x.num != nil && !x.holds() {
			return x
		}
		y := b(k)
		if x.num == nil && y.fault == 0 && (y.num == nil || y.holds()) {
			return absent
		}
		return y
	}
}

func negation(a meaning) meaning {
	return strictly(func(v []*big.Rat) answer { return yes(v[0].Sign() == 0) }, a)
}

// either is what De Morgan says of it.
func either(a, b meaning) meaning { return negation(both(negation(a), negation(b))) }

// choice takes the second value where the condition is false or absent.
func choice(cond, a, b meaning) meaning {
	return func(k *known) answer {
		c := cond(k)
		switch {
		case c.fault != 0:
			return c
		case c.holds():
			return a(k)
		default:
			return b(k)
		}
	}
}

func defaulted(a, b meaning) meaning {
	return func(k *known) answer {
		if x := a(k); x != absent {
			return x
		}
		return b(k)
	}
}

func present(a meaning) meaning {
	return func(k *known) answer {
		x := a(k)
		if x.fault != 0 {
			return x
		}
		return yes(x.num != nil)
	}
}

// rounded brings a number to some decimal places.
func rounded(how string, r *big.Rat, places int) *big.Rat {
	unit := new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil), big.NewInt(1))
	x := new(big.Rat).Mul(r, unit)
	below := new(big.Int).Div(x.Num(), x.Denom()) // towards minus infinity: the denominator is positive
	rest := new(big.Rat).Sub(x, new(big.Rat).SetInt(below))
	half := rest.Cmp(big.NewRat(1, 2))
	up := false
	switch how {
	case "floor":
	case "ceil":
		up = rest.Sign() > 0
	case "up": // away from zero
		up = rest.Sign() > 0 && x.Sign() > 0
	case "down": // towards zero
		up = rest.Sign() > 0 && x.Sign() < 0
	case "half-up":
		up = half > 0 || half == 0 && x.Sign() > 0
	case "half-even":
		up = half > 0 || half == 0 && below.Bit(0) == 1
	default:
		panic(how)
	}
	if up {
		below.Add(below, big.NewInt(1))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(below), unit)
}

// civil and dayNumber go between days and a calendar that is not payout's.
func civil(r *big.Rat) time.Time {
	d := payout.Date(r.Num().Int64())
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
}

func dayNumber(t time.Time) answer {
	d, err := payout.NewDate(t.Date())
	if err != nil {
		return answer{fault: ir.TooLarge}
	}
	return whole(int64(d))
}

// monthsLater keeps the day of the month, or takes the month's last day (N33).
func monthsLater(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	if last.Day() < t.Day() {
		return last
	}
	return first.AddDate(0, 0, t.Day()-1)
}

// monthsBetween is the largest n for which a + n months is not after b, found
// by trying.
func monthsBetween(a, b time.Time) int64 {
	n := (b.Year()-a.Year())*12 + int(b.Month()-a.Month()) + 2
	for monthsLater(a, n).After(b) {
		n--
	}
	return int64(n)
}
