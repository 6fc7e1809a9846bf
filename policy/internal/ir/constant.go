package ir

import (
	"fmt"
	"math/big"
)

// As gives a literal as a value of a type: a whole number of units of its
// scale, of days, and so on. problem says why it does not fit.
func (l Literal) As(t Type, m *Model) (v *big.Int, problem string) {
	misfit := func() (*big.Int, string) {
		return nil, fmt.Sprintf("%s is not %s", l.Text, t)
	}
	switch t.Kind {
	case Bare, Number, Count, Rate, Money:
		switch {
		case l.Num.Int == nil:
			return misfit()
		case l.Kind == LitMoney && (t.Kind != Money || !m.pays(l.Currency)):
			if t.Kind == Money {
				return nil, fmt.Sprintf("%s is not in the policy's currency, %s", l.Text, m.Currency)
			}
			return misfit()
		case l.Kind == LitRate && t.Kind != Rate && t.Kind != Number:
			return misfit()
		case l.Kind == LitNumber && t.Kind == Rate && l.Num.Sign() != 0:
			return nil, fmt.Sprintf("%s has no unit: write %s%%, %s‰ or %sbp", l.Text, l.Text, l.Text, l.Text)
		}
		v, exact := l.Num.at(t.Scale)
		if !exact {
			return nil, fmt.Sprintf("%s has more than %d decimal places", l.Text, t.Scale)
		}
		return v, ""
	case Date:
		if l.Kind == LitDate {
			return big.NewInt(int64(l.Date)), ""
		}
	case Time:
		if l.Kind == LitTime {
			return big.NewInt(l.Clock.In(m.Zone)), ""
		}
		if l.Kind == LitDate {
			return big.NewInt(Clock{Date: l.Date}.In(m.Zone)), ""
		}
	case Days:
		if l.Kind == LitDays {
			return big.NewInt(int64(l.N)), ""
		}
	case Months:
		if l.Kind == LitMonths {
			return big.NewInt(int64(l.N)), ""
		}
	case Hours:
		if l.Kind == LitHours {
			return big.NewInt(int64(l.N)), ""
		}
	case Invalid, Bool, Symbol, Text, Ref, List, Map, Windowed:
	}
	return misfit()
}

// misfitCode gives the code of the problem that As finds.
func (l Literal) misfitCode(t Type) string {
	if t.Kind == Rate && l.Kind == LitNumber && l.Num.Sign() != 0 {
		return "U501"
	}
	return "U503"
}

// Join gives the one type of two constants.
func Join(a, b Type) (Type, bool) {
	return join(&Node{Op: OpInput, Type: a}, &Node{Op: OpInput, Type: b})
}

// Rescale gives the value of a constant at a scale that is not smaller.
func Rescale(n *Node, scale int) *big.Int {
	if scale <= n.Type.Scale {
		return n.Const
	}
	return new(big.Int).Mul(n.Const, pow10(scale-n.Type.Scale))
}

// IsZero reports whether a node is a 0 without a unit, which fits every one.
func IsZero(n *Node) bool { return isZero(n) }
