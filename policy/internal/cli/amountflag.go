package cli

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/fenrun/fenrun/policy/internal/ir"
)

// An amountFlag is a flag that takes an amount, written as in a policy: 5000,
// 1_000.50, 20万. It implements pflag.Value.
type amountFlag struct {
	text  string
	value decimal.Decimal
	set   bool
}

func (a *amountFlag) String() string { return a.text }

// Type stands for the value in the help of a verb.
func (a *amountFlag) Type() string { return "amount" }

// Set reads an amount that is not negative.
func (a *amountFlag) Set(text string) error {
	lit, err := ir.ParseLiteral(strings.TrimSpace(text))
	if err != nil || lit.Kind != ir.LitNumber && lit.Kind != ir.LitMoney || lit.Num.Sign() < 0 {
		return errors.New("it is an amount, such as 5000 or 20万")
	}
	a.text, a.set = text, true
	a.value, err = decimal.NewFromString(lit.Num.Plain())
	return err
}
